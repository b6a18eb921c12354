"""O que se diz na hora às páginas abertas das conversas e da mesa: que algo mudou, e nunca o quê (ADR 0074).

Vai pelo Valkey (pub/sub) a todos os processos da web, que o levam às páginas (`sp156.web.correntes`). Só se
publica o que já está gravado; o que se perde no caminho, a página acha em dez segundos, e a ligação, quando
volta a ouvir. É a única coisa, além do PostgreSQL, em que um pedido toca.
"""

from __future__ import annotations

import json
import logging
import time
from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Any

import redis
from django.conf import settings
from django.db import connection

from atendimento.conversa import DoLado, assunto_de, versoes
from atendimento.models import Conversa
from atendimento.situacoes import DeQuem, SituacaoDaConversa

PACIENCIA, SILENCIO = 0.2, 5.0
"""Segundos que se espera pelo Valkey; e, depois de uma falha, em que não se publica nada."""
A_TODAS = ""
"""O assunto de que toda página aberta quer saber: a fila andou."""

registro = logging.getLogger(__name__)


class Tipo(StrEnum):
    """A versão subiu; o outro lado viu até esta ordem, escreve, abriu ou fechou a página; a fila andou.

    `RESPONDA`: alguém fechou uma página destas, e quem tem outra aberta dá sinal. `LIGACAO`: uma toca, se
    atendeu ou acabou.
    """

    MUDOU = "mudou"
    VISTA = "vista"
    ESCREVE = "escreve"
    ABRIU = "abriu"
    FECHOU = "fechou"
    RESPONDA = "responda"
    FILA = "fila"
    LIGACAO = "ligacao"


FAZ = {Tipo.ABRIU.value, Tipo.ESCREVE.value}
"""O que a página diz que se faz nela."""

type Evento = dict[str, Any]


def evento(assunto: str, tipo: Tipo, **dados: int) -> Evento:
    """`assunto` diz a que páginas vai: as de um (`conversa.assunto_de`), as de um lado, ou todas."""
    return {"assunto": assunto, "tipo": tipo.value, **dados}


@dataclass
class Publicador:
    """O deste processo. Uma falha cala-o por uns segundos: o Valkey parado não atrasa cada mensagem."""

    _calado_ate: float = 0.0

    def publicar(self, *eventos: Evento) -> bool:
        """Falso se não se pôde."""
        if time.monotonic() < self._calado_ate:
            return False
        try:
            _fila().publish(canal(), json.dumps(eventos))
        except redis.RedisError:
            self._calado_ate = time.monotonic() + SILENCIO
            registro.warning("as páginas das conversas não souberam na hora do que mudou", exc_info=True)
            return False
        return True


def canal() -> str:
    """O do pub/sub: todos os processos deste banco o ouvem, e cada um leva às suas páginas."""
    return f"conversas:{connection.settings_dict['NAME']}"


@cache
def _fila() -> redis.Redis:
    prazos = {"socket_timeout": PACIENCIA, "socket_connect_timeout": PACIENCIA}
    feita: redis.Redis = redis.Redis.from_url(settings.REDIS_URL, retry=None, **prazos)
    return feita


publicar = Publicador().publicar


def mudou(conversa: int, quem: Collection[int], *, fila: bool) -> None:
    """A conversa, e a mesa destes que a atendem ou atendiam, têm versão nova; `fila`: ela andou."""
    lidas = versoes([conversa], quem)
    novas = [evento(de, Tipo.MUDOU, versao=versao, conversa=conversa) for de, versao in lidas.items()]
    publicar(*novas, *([evento(A_TODAS, Tipo.FILA)] if fila else []))


def andou_a_fila() -> None:
    """Quem espera pode esperar mais ou menos: alguém passou a receber, ou deixou."""
    publicar(evento(A_TODAS, Tipo.FILA))


def respondeu() -> None:
    """A chefia vê que uma conversa já não está sem resposta; as outras páginas não o mostram."""
    publicar(evento(DoLado.CHEFIA, Tipo.FILA))


def ao_outro(conversa: Conversa, lado: DeQuem, tipo: Tipo, **dados: int) -> None:
    """Este lado viu, escreve ou fechou a página: sabe-o o outro, se há alguém."""
    if lado != DeQuem.PESSOA:
        publicar(evento(assunto_de(DoLado.PESSOA, conversa.pk), tipo, **dados))
    elif conversa.atendente_id and conversa.situacao == SituacaoDaConversa.COM_ATENDENTE:
        de_quem_atende = assunto_de(DoLado.QUEM_ATENDE, conversa.atendente_id)
        publicar(evento(de_quem_atende, tipo, conversa=conversa.pk, **dados))
