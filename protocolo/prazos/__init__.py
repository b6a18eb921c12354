"""A conta dos prazos: contar, mover o relógio de uma linha e dizer em palavras."""
