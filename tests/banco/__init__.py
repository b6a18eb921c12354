"""Aplicativo só dos testes: depois de um teste que grava de verdade, o banco volta ao que era na base."""
