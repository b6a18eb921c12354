"""Publicar os dados abertos."""
