"""Avisos: os textos, a caixa de saída e a entrega."""
