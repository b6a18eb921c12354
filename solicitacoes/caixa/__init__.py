"""A caixa de uma unidade: a lista, o pedido, os atos, o lote e os avisos de quem trabalha."""
