"""Pôr no ar: o que falta a uma versão, o que mudou nela, quando se relê e como o Guia está."""
