"""Quem age: um só objeto responde por ler e por agir."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from contas.papeis import Papel

if TYPE_CHECKING:
    from contas.models import Usuario


@dataclass(frozen=True, slots=True)
class Autor:
    """Quem age e em que papel.

    `usuario` é quem entrou com senha (ou ninguém); `protocolos`, os que esta sessão abriu com a chave de
    acesso; `unidades`, as chaves das unidades em que o usuário está lotado hoje; `orgaos`, as dos órgãos
    por que responde, por designação.
    """

    papel: Papel
    usuario: Usuario | None = None
    protocolos: frozenset[str] = frozenset()
    unidades: frozenset[int] = frozenset()
    orgaos: frozenset[int] = frozenset()

    @property
    def eh_servidor(self) -> bool:
        """Verdadeiro para quem trabalha nas caixas das unidades."""
        return self.papel in {Papel.SERVIDOR, Papel.CHEFIA}

    @property
    def usuario_no_registro(self) -> Usuario | None:
        """O usuário que fica escrito no andamento: nunca o do munícipe (LGPD, art. 6º, III)."""
        return None if self.papel == Papel.INTERESSADO else self.usuario


SISTEMA = Autor(papel=Papel.SISTEMA)
"""Quem assina o que o tempo causa."""
