"""Administração de pessoas, grupos, propostas de acesso, junções de contas e registros de leitura."""

from contas.admin import juncoes, pessoas, propostas

__all__ = ["juncoes", "pessoas", "propostas"]
