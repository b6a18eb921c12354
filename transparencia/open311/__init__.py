"""O Open311 GeoReport v2: outros sistemas leem e abrem pedidos (docs/adr/0085)."""
