"""O que a chefia da Central e das Praças acompanha."""
