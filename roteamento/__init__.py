"""Roteamento: território, unidades, regras de destino, lotações e designações."""
