"""Duas pessoas para mudar o acesso de quem guarda sigilo: uma propõe, outra aceita (ADR 0035)."""

from contas.acesso.acoes import Proposto, RecusaDeProposta, aceitar, aceitar_pelo_console, propor, recusar
from contas.acesso.cadastro import cadastrar

__all__ = [
    "Proposto",
    "RecusaDeProposta",
    "aceitar",
    "aceitar_pelo_console",
    "cadastrar",
    "propor",
    "recusar",
]
