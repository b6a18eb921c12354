"""Provas da mesa de quem atende."""
