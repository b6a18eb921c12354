"""Acesso à informação (e-SIC): o pedido, a mesa do SIC e os recursos (Lei 12.527/2011)."""
