"""Servidores locais do modo embutido: PostgreSQL e Valkey sem nada instalado.

Este pacote roda antes do Django (é ele que escreve DATABASE_URL e REDIS_URL no
ambiente) e por isso não o importa.
"""
