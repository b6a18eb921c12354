"""Um arquivo de endereços por porta."""
