"""O aplicativo: as mesmas páginas do portal, instaladas no aparelho e abertas também sem rede (ADR 0061)."""
