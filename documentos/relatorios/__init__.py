"""Números de relatório: contar, arrumar em quadros e guardar por dez minutos o que é caro."""
