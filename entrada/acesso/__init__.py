"""Duas pessoas para mudar o acesso de quem guarda sigilo: uma propõe, outra aceita (ADR 0035)."""

from entrada.acesso.acoes import Proposto, RecusaDeProposta, aceitar, aceitar_pelo_console, propor, recusar
from entrada.acesso.cadastro import cadastrar

__all__ = [
    "Proposto",
    "RecusaDeProposta",
    "aceitar",
    "aceitar_pelo_console",
    "cadastrar",
    "propor",
    "recusar",
]
