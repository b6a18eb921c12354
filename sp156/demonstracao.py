"""Pessoas de demonstração, que só existem no modo embutido."""

from dataclasses import dataclass


@dataclass(frozen=True)
class UsuarioDeDemonstracao:
    """Quem entra, com que senha e em que papel."""

    papel: str
    email: str
    senha: str


USUARIOS: list[UsuarioDeDemonstracao] = []
