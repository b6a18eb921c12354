"""Entrar com a senha ou com um código: quem é, quantas vezes se erra e até quando a sessão dura."""
