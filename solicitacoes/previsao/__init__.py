"""Quanto têm levado os pedidos: a conta, e a prova dela nos anos importados."""
