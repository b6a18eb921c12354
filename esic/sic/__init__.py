"""A mesa do SIC: a lista, o pedido, os atos e quem responde por cada órgão."""
