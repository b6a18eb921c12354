"""A caixa de uma unidade: a lista, o pedido, os atos e o lote; e o sino, de quem trabalha em toda mesa."""
