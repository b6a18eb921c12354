"""Entrar: as páginas e os formulários da conta, o link da senha e o que muda no allauth."""
