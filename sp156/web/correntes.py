"""As correntes: por cada página de conversa aberta, uma ligação em que se lhe diz que algo mudou (ADR 0074).

Vivem no laço de eventos, sem thread do Django. O que se diz vem do Valkey (`atendimento.eventos`), e todos os
processos o ouvem; de dez em dez segundos, e logo que uma página chega, uma leitura compara a versão de todas:
o evento que se perdeu custa isso, e nunca uma mensagem. Quem pode acompanhar di-lo o token, que tem fim; e a
mesma leitura acaba com a de quem saiu.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
import random
import signal
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs

from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import close_old_connections, connections
from django.utils import timezone
from prometheus_client import Gauge
from redis import asyncio as fila

from atendimento.conversa import CORRENTES, DoLado, Token, ler_token, versoes
from atendimento.eventos import A_TODAS, Tipo, canal
from atendimento.novidades import numero

if TYPE_CHECKING:
    from granian._granian import RSGIHTTPProtocol as HTTPProtocol
    from granian._granian import RSGIHTTPStreamTransport as Transporte
    from granian.rsgi import Scope

MAIS = 3_000
"""Correntes deste processo; acima disso, 204, e a página pergunta de vez em quando."""
BATIDA = 20.0
"""Segundos entre dois sinais de que a corrente está viva."""
COMPARAR = 10.0
"""Segundos entre duas comparações de versões; JUNTAR, os que se esperam por outras páginas que cheguem."""
JUNTAR = 1.0
VOLTAR = (2_000, 10_000)
"""Milissegundos, ao acaso, até a página voltar sozinha: a web que se refaz não as recebe todas de uma vez."""
MAIOR_DIVIDA = 64 * 1024
"""Bytes que uma corrente manda na vida: o granian guarda, sem fim, o que quem lê devagar ainda não leu."""
DESCANSO = 1.0
"""Segundos até se ouvir o Valkey outra vez."""
ABERTA, BATE, RENOVE = "aberta", "bate", "renove"
CABECALHOS = [
    ("content-type", "text/event-stream"),
    ("cache-control", "no-store"),
    ("x-accel-buffering", "no"),
    ("server", "portal"),
]

ABERTAS = Gauge("sp156_correntes", "Páginas de conversa ligadas agora.", multiprocess_mode="livesum")

registro = logging.getLogger(__name__)


@dataclass(slots=True, eq=False)
class Corrente:
    """Uma página que acompanha: de quem é, que versão tem, e quanto ainda se lhe pode mandar."""

    token: Token
    versao: int
    transporte: Transporte | None
    resta: int = MAIOR_DIVIDA
    fim: asyncio.Event = field(default_factory=asyncio.Event)

    async def mandar(self, tipo: str, **dados: Any) -> None:
        texto = f"event: {tipo}\ndata: {json.dumps(dados)}\n\n"
        if tipo == ABERTA:
            texto = f"retry: {random.randint(*VOLTAR)}\n{texto}"  # noqa: S311  só espalha
        self.versao = max(self.versao, dados.get("versao", 0))
        self.resta -= len(texto)
        try:
            if self.transporte:
                await self.transporte.send_str(texto)
        except RuntimeError:  # a página já se foi
            self.resta = 0
        if self.resta <= 0:
            self.fim.set()


class Correntes:
    """As deste processo, e os dois trabalhos que as alimentam."""

    def __init__(self) -> None:
        self._abertas: set[Corrente] = set()
        self._chegou = asyncio.Event()
        self._trabalhos: list[asyncio.Task[None]] = []
        self._a_parar = False
        self._leitura = ThreadPoolExecutor(1, thread_name_prefix="correntes")

    def ao_partir(self, laco: asyncio.AbstractEventLoop) -> None:
        """O SIGTERM acaba as correntes, que o granian esperaria; o que ele mesmo faz com o sinal continua."""
        signal.signal(signal.SIGTERM, lambda *_: laco.call_soon_threadsafe(self.parar))

    def parar(self) -> None:
        """Todas acabam já; as páginas voltam espalhadas, e acham outro processo."""
        self._a_parar = True
        for trabalho in self._trabalhos:
            trabalho.cancel()
        for esta in self._abertas:
            esta.fim.set()
        self._leitura.submit(connections.close_all)
        self._leitura.shutdown(wait=False)

    async def serviu(self, scope: Scope, proto: HTTPProtocol) -> bool:
        """Se é o endereço delas, a página acompanha até a corrente acabar."""
        if scope.path != CORRENTES or scope.method != "GET":
            return False
        dito = parse_qs(scope.query_string)
        token, versao = ler_token(dito.get("t", [""])[0]), numero(dito.get("v", [""])[0].partition(".")[0])
        if token is None:
            proto.response_empty(403, CABECALHOS)
        elif len(self._abertas) >= MAIS or self._a_parar:
            proto.response_empty(204, CABECALHOS)
        else:
            await self._acompanhar(Corrente(token, versao, proto.response_stream(200, CABECALHOS)), proto)
        return True

    async def _acompanhar(self, esta: Corrente, proto: HTTPProtocol) -> None:
        if not self._trabalhos:  # é a primeira página
            laco = asyncio.get_running_loop()
            self._trabalhos = [laco.create_task(self._ouvir()), laco.create_task(self._comparar())]
        self._abertas.add(esta)
        ABERTAS.inc()
        saida = asyncio.ensure_future(proto.client_disconnect())
        saida.add_done_callback(lambda _: esta.fim.set())
        try:
            await esta.mandar(ABERTA)
            self._chegou.set()
            while not esta.fim.is_set() and (resta := esta.token.ate - time.time()) > 0:
                try:
                    await asyncio.wait_for(esta.fim.wait(), min(BATIDA, resta))
                except TimeoutError:
                    await esta.mandar(BATE)
            if not self._a_parar:
                await esta.mandar(RENOVE)
        finally:
            saida.cancel()
            self._abertas.discard(esta)
            ABERTAS.dec()
            esta.transporte = None  # o granian fecha a resposta quando mais ninguém a tem

    # --- o que as alimenta ---------------------------------------------------------------

    async def _ouvir(self) -> None:
        """O que se publica, enquanto o processo viver; a queda do Valkey espera-se que passe."""
        while True:
            try:
                valkey = fila.Redis.from_url(settings.REDIS_URL, socket_timeout=None)
                async with valkey, valkey.pubsub() as ouvido:
                    await ouvido.subscribe(canal())
                    async for dito in ouvido.listen():
                        if dito["type"] == "message":
                            await self._levar(json.loads(dito["data"]))
            except Exception as erro:  # noqa: BLE001  o Valkey parado espera-se que passe; e nada cala as outras
                registro.warning("as correntes deixaram de ouvir a fila: %s", erro)
            await asyncio.sleep(DESCANSO)

    async def _levar(self, eventos: list[dict[str, Any]]) -> None:
        for dito in eventos:
            assunto, tipo = dito.pop("assunto"), dito.pop("tipo")
            for esta in [
                uma for uma in self._abertas if assunto in {A_TODAS, uma.token.lado, uma.token.assunto}
            ]:
                await esta.mandar(tipo, **dito)

    async def _comparar(self) -> None:
        """A versão de cada página aberta com a do banco, numa leitura; a que é mais velha fica a sabê-lo."""
        laco = asyncio.get_running_loop()
        while True:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._chegou.wait(), COMPARAR)
                await asyncio.sleep(JUNTAR)
            self._chegou.clear()
            try:
                lidas, sessoes = await laco.run_in_executor(
                    self._leitura, _ler, [esta.token for esta in self._abertas]
                )
            except Exception:  # noqa: BLE001  o banco parado espera-se que passe
                registro.warning("as correntes não compararam as versões", exc_info=True)
                continue
            for esta in list(self._abertas):
                if esta.token.sessao and esta.token.sessao not in sessoes:
                    esta.fim.set()
                elif esta.versao < (versao := lidas.get(esta.token.assunto, 0)):
                    await esta.mandar(Tipo.MUDOU.value, versao=versao)


def _ler(tokens: list[Token]) -> tuple[dict[str, int], set[str]]:
    """As versões, e as sessões que ainda há. Numa thread que não atende ninguém: a conexão é dela."""
    close_old_connections()
    lidas = versoes(
        {um.pk for um in tokens if um.lado == DoLado.PESSOA},
        {um.pk for um in tokens if um.lado == DoLado.QUEM_ATENDE},
    )
    delas = Session.objects.filter(session_key__in={um.sessao for um in tokens if um.sessao})
    return lidas, {*delas.filter(expire_date__gt=timezone.now()).values_list("pk", flat=True)}
