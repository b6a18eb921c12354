"""O que se confere do que chega por formulário."""
