"""O que a transparência guarda de uma pessoa (ADR 0056)."""

from __future__ import annotations

from collections.abc import Iterator

from contas.dados_pessoais.pessoa import Arquivo, Guarda, Pessoa

GUARDA: tuple[Guarda, ...] = ()
SEM_PESSOA = {
    "transparencia.Parceiro": "um sistema de fora e o contato do setor que cuida dele",
    "transparencia.UsoDoParceiro": "contas por dia, sem nada do que se mandou",
}


def exportar(_pessoa: Pessoa) -> Iterator[Arquivo]:
    """Nada daqui é de uma pessoa."""
    yield from ()


def anonimizar(_pessoa: Pessoa) -> None:
    """Nada daqui é de uma pessoa."""
