"""Mesas: de que se faz toda página de trabalho, a lista e o ato."""
