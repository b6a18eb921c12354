"""`/metricas/`: o que se conta do portal, no texto do Prometheus, a quem traz a SAUDE_SENHA (ADR 0078).

Cada número nasce na sala de que fala; aqui contam-se os pedidos HTTP, o banco e as filas, e juntam-se todos.
"""
