"""A tela de quem atende: um atendimento de cada vez, todos ao alcance."""
