"""Pedidos de informação e os seus recursos."""

from esic.models.pedidos import Andamento, Anexo, Pedido, PedidoQuerySet, ReclamacaoPorOmissao, Recurso

__all__ = ["Andamento", "Anexo", "Pedido", "PedidoQuerySet", "ReclamacaoPorOmissao", "Recurso"]
