"""A revisão do que se publica de um pedido: textos, anexos e a prévia."""
