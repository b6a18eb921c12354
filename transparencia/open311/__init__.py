"""Open311 GeoReport v2: o pedido que outro sistema abre e acompanha."""
