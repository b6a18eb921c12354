"""Medição do que cada página custa: preparar a massa, pedir cada página, contar CPU e consultas."""
