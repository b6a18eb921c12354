"""Importação dos dados abertos do SP156: ler, traduzir, gravar em lotes."""
