"""De quem são os dados e o que se guarda deles: a língua de todo `dados_pessoais` (ADR 0056)."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from importlib import import_module
from typing import Any, Protocol, cast

from django.conf import settings
from django.db.models import Q
from django.utils.timezone import localtime

from contas.models import Interessado, Usuario

type Arquivo = tuple[str, bytes]
"""O nome dentro do pacote e o conteúdo; o que acaba em `.json` também se escreve na página legível."""


@dataclass(frozen=True, slots=True)
class Pessoa:
    """De quem se fala: a conta, e as partes de casos que são dela.

    Dos `interessados` se apaga quem é a pessoa. De `sem_guarda`, que já ninguém manda guardar, apaga-se
    também o que o caso conta; `protocolos` são os destes.
    """

    usuario: Usuario | None = None
    interessados: frozenset[int] = frozenset()
    sem_guarda: frozenset[int] = frozenset()
    protocolos: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Guarda:
    """Um dado que se guarda, dito à pessoa, e em que campos ele está."""

    dado: str
    para_que: str
    ate_quando: str
    campos: Mapping[str, str] = field(default_factory=dict)
    """O modelo → os seus campos, separados por espaço."""


class DadosPessoais(Protocol):
    """O que cada aplicativo diz do que tem de uma pessoa."""

    GUARDA: Sequence[Guarda]
    """O que guarda de uma pessoa. Todo campo daqui sai na exportação ou se apaga, ou diz por que fica."""
    SEM_PESSOA: Mapping[str, str]
    """O modelo, ou o campo, que parece pessoal e não é de quem pede → a razão."""

    def exportar(self, pessoa: Pessoa) -> Iterable[Arquivo]:
        """Tudo o que se dá à pessoa: nem nota de servidor, nem segredo, nem o que é de outro."""
        ...

    def anonimizar(self, pessoa: Pessoa) -> None:
        """Apaga o que é da pessoa, na transação de quem chama."""
        ...


def modulos() -> list[DadosPessoais]:
    """Os módulos de dados pessoais de `DADOS_PESSOAIS`, de baixo para cima."""
    return [cast("DadosPessoais", import_module(caminho)) for caminho in settings.DADOS_PESSOAIS]


def da_conta(usuario: Usuario) -> Pessoa:
    """Quem entrou: os casos feitos com a conta e os do CPF que ela provou. Do selado a conta não sabe.

    O pedido que outra conta fez com este CPF é dela: traz o seu contato, e não se copia nem se apaga daqui.
    """
    dela = Interessado.objects.da_conta(usuario).filter(Q(usuario=usuario) | Q(usuario=None))
    return Pessoa(usuario, frozenset(dela.values_list("pk", flat=True)))


def em_json(nome: str, dados: Any) -> Arquivo:
    """Um arquivo do pacote; os nomes das chaves são os que a pessoa lê."""
    return nome, json.dumps(dados, ensure_ascii=False, indent=1, default=_escrito).encode()


def _escrito(valor: object) -> str:
    if isinstance(valor, datetime):
        return localtime(valor).isoformat(timespec="seconds")
    return valor.isoformat() if isinstance(valor, date) else str(valor)
