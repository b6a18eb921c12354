"""Quem cuida das rotas e precisa olhar os pedidos: mudar um destino, simular, decidir."""
