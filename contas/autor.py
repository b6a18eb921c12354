"""Quem age: um só objeto responde por ler e por agir."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from contas.papeis import Papel

if TYPE_CHECKING:
    from contas.models import Interessado, Usuario


@dataclass(frozen=True, slots=True)
class Autor:
    """Quem age, em que papel e, se for o caso, em nome de quem.

    `usuario` é quem entrou com senha (ou ninguém); `em_nome_de`, o interessado que o
    atendente representa; `protocolos`, os que esta sessão abriu com a chave de acesso;
    `unidades`, as chaves das unidades em que o usuário está lotado hoje; `orgaos`, as dos órgãos por que
    responde, por designação.
    """

    papel: Papel
    usuario: Usuario | None = None
    em_nome_de: Interessado | None = None
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
