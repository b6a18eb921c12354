"""Contas: quem entra, quem é parte de um caso, o selo, as chaves e o acesso de cada pessoa."""
