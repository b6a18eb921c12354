"""Um arquivo de endereços por área."""
