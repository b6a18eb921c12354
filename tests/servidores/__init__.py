"""Servidores de mentira: no ar enquanto um teste roda."""
