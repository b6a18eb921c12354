"""Administração de pessoas, grupos, propostas de acesso e registros de leitura."""

from contas.admin import pessoas, propostas

__all__ = ["pessoas", "propostas"]
