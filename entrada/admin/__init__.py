"""Administração de pessoas, grupos, propostas de acesso, junções de contas e registros de leitura."""

from entrada.admin import juncoes, pessoas, propostas

__all__ = ["juncoes", "pessoas", "propostas"]
