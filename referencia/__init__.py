"""O que todo aplicativo usa e não fala de pessoas: limites, o que chega de fora lido com cuidado."""
