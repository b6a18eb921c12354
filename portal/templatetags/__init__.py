"""Filtros e marcas de modelo do portal."""
