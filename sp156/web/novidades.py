"""A pergunta “mudou?” das conversas, respondida no laço de eventos quando nada mudou (ADR 0058).

Centenas de páginas a fazem a cada poucos segundos, e quase sempre a resposta é não. O token diz de
quem é a página; as perguntas de uns instantes se juntam numa leitura por índice, numa só conexão
por processo. Se mudou, ou em qualquer dúvida, o pedido segue para o Django, que responde igual.
"""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import batched
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs

import psycopg
from django.db import connection

from atendimento.conversa import ATIVA, DE_PLANTAO, DEPRESSA, DoLado, intervalo, ler_token
from atendimento.novidades import LIDA
from atendimento.situacoes import SituacaoDaConversa

if TYPE_CHECKING:
    from granian._granian import RSGIHTTPProtocol as HTTPProtocol
    from granian.rsgi import Scope

CAMINHOS = {"/conversa/novidades/": DoLado.PESSOA, "/central/conversas/novidades/": DoLado.QUEM_ATENDE}
JUNTAR = 0.3
"""Segundos em que se juntam perguntas antes de ler."""
POR_LEITURA = 500
PACIENCIA = 2.0
"""Segundos que uma leitura demora antes de se desistir dela."""
DESCANSO = 5.0
"""Segundos, depois de uma falha, em que tudo segue para o Django."""
FOLGA = 500.0
"""Perguntas por segundo, neste processo, a partir das quais as páginas perguntam mais devagar."""
MAIS_DEVAGAR = 4.0
MEDIDA = 5.0
"""Segundos em que se conta o ritmo das perguntas."""

DA_PESSOA = """WITH viu AS (
    UPDATE atendimento_conversa SET lida_pela_pessoa = nova.ate FROM (
        SELECT esta.id, vista.ate FROM atendimento_conversa esta
        JOIN unnest(%(vistas)s::bigint[], %(ate)s::int[]) AS vista(id, ate) ON vista.id = esta.id
        WHERE esta.lida_pela_pessoa < vista.ate AND vista.ate <= esta.ultima
        FOR NO KEY UPDATE OF esta SKIP LOCKED
    ) nova WHERE atendimento_conversa.id = nova.id
) SELECT id, versao, situacao, ultima_em, lida_por_quem_atende
FROM atendimento_conversa WHERE id = ANY(%(quais)s)"""
DE_QUEM_ATENDE = """WITH sinal AS (
    UPDATE atendimento_disponibilidade SET vista_em = now() WHERE usuario_id IN (
        SELECT usuario_id FROM atendimento_disponibilidade
        WHERE usuario_id = ANY(%(quais)s) AND vista_em < now() - interval '10 seconds'
        FOR NO KEY UPDATE SKIP LOCKED
    )
), viu AS (
    UPDATE atendimento_conversa SET lida_por_quem_atende = nova.ate FROM (
        SELECT esta.id, vista.ate FROM atendimento_conversa esta
        JOIN unnest(%(vistas)s::bigint[], %(ate)s::int[], %(por)s::bigint[]) AS vista(id, ate, quem)
        ON vista.id = esta.id AND vista.quem = esta.atendente_id
        WHERE esta.lida_por_quem_atende < vista.ate AND vista.ate <= esta.ultima
        FOR NO KEY UPDATE OF esta SKIP LOCKED
    ) nova WHERE atendimento_conversa.id = nova.id
) SELECT dela.usuario_id, dela.versao, suas.ultima_em, suas.vistas
FROM atendimento_disponibilidade dela
JOIN contas_usuario quem ON quem.id = dela.usuario_id AND quem.is_active
LEFT JOIN LATERAL (
    SELECT max(ultima_em) AS ultima_em, string_agg(id || '=' || lida_pela_pessoa, ',' ORDER BY id) AS vistas
    FROM atendimento_conversa WHERE situacao = 'com_atendente' AND atendente_id = dela.usuario_id
) suas ON true
WHERE dela.usuario_id = ANY(%(quais)s)"""
"""Perguntar é dar sinal: escreve-se de dez em dez segundos; o que alguém muda agora, na pergunta seguinte.
O que se viu só trava a linha que muda: quase todas as leituras não escrevem nada."""

registro = logging.getLogger(__name__)


@dataclass(slots=True, eq=False)
class Pergunta:
    """Uma página que espera: quem é, que versão tem, o que viu; e o que se leu, para ela."""

    lado: DoLado
    pk: int
    versao: str
    vista: tuple[int, int] | None
    resposta: asyncio.Future[Lido | None]


@dataclass(frozen=True, slots=True)
class Lido:
    """O que a leitura disse: a versão, o intervalo, e até onde o outro lado viu."""

    versao: str
    proxima: float
    vista: str


@dataclass(slots=True)
class Novidades:
    """As perguntas deste processo, a conexão que as responde e o ritmo delas."""

    _fila: list[Pergunta] = field(default_factory=list)
    _leitura: asyncio.Task[None] | None = None
    _conexao: psycopg.AsyncConnection[Any] | None = None
    _fora_ate: float = 0.0
    _vezes: deque[float] = field(default_factory=deque)

    async def respondeu(self, scope: Scope, proto: HTTPProtocol, ao_django: dict[str, Any]) -> bool:
        """Responde 204 se o pedido é uma pergunta a que nada mudou; falso em tudo o mais.

        O Django fica sabendo a versão que se leu: o sinal e o que se viu já estão escritos.
        """
        lado = CAMINHOS.get(scope.path)
        if lado is None or scope.method != "GET":
            return False
        laco = asyncio.get_running_loop()
        self._contar(laco.time())
        pergunta = _ler(lado, scope.query_string, laco)
        if pergunta is None or laco.time() < self._fora_ate:
            return False
        self._fila.append(pergunta)
        if self._leitura is None:
            self._leitura = laco.create_task(self._responder_juntas())
        lido = await pergunta.resposta
        if lido is None:
            return False
        if lido.versao != pergunta.versao:
            ao_django[LIDA] = lido.versao
            return False
        proto.response_empty(204, _cabecalhos(lido, self.aperto))
        return True

    @property
    def aperto(self) -> float:
        """Quantas vezes mais devagar se deve perguntar, pelo ritmo dos últimos segundos."""
        return min(max(len(self._vezes) / MEDIDA / FOLGA, 1.0), MAIS_DEVAGAR)

    def _contar(self, agora: float) -> None:
        self._vezes.append(agora)
        while self._vezes[0] < agora - MEDIDA:
            self._vezes.popleft()

    async def _responder_juntas(self) -> None:
        """Espera um pouco, lê por todas de uma vez, e diz a cada uma; na falha, ninguém fica à espera."""
        await asyncio.sleep(JUNTAR)
        juntas, self._fila, self._leitura = self._fila, [], None
        lidos: dict[tuple[DoLado, int], Lido] = {}
        try:
            async with asyncio.timeout(PACIENCIA):
                conexao = await self._conectar()
                for lote in batched(juntas, POR_LEITURA):
                    lidos |= await _consultar(conexao, lote)
        except Exception:  # noqa: BLE001  o Django responde, ou diz que o banco está fora do ar
            registro.warning("as novidades das conversas seguem para o Django", exc_info=True)
            self._fora_ate = asyncio.get_running_loop().time() + DESCANSO
            await self.fechar()
        for pergunta in juntas:
            if not pergunta.resposta.done():
                pergunta.resposta.set_result(lidos.get((pergunta.lado, pergunta.pk)))

    async def _conectar(self) -> psycopg.AsyncConnection[Any]:
        if self._conexao is None or self._conexao.closed:
            dados = connection.get_connection_params()
            de_django = {"cursor_factory", "context", "prepare_threshold", "pool"}
            proprios = {nome: valor for nome, valor in dados.items() if nome not in de_django}
            self._conexao = await psycopg.AsyncConnection.connect(**proprios, autocommit=True)
        return self._conexao

    async def fechar(self) -> None:
        conexao, self._conexao = self._conexao, None
        if conexao is not None:
            await conexao.close()


def _ler(lado: DoLado, consulta: str, laco: asyncio.AbstractEventLoop) -> Pergunta | None:
    """A pergunta, se o token confere e é deste lado."""
    dita = parse_qs(consulta)
    token = ler_token(dita.get("r", [""])[0])
    if token is None or token.lado != lado:
        return None
    vista = _vista(lado, token.pk, dita.get("l", [""])[0])
    return Pergunta(lado, token.pk, dita.get("v", [""])[0], vista, laco.create_future())


def _vista(lado: DoLado, pk: int, escrita: str) -> tuple[int, int] | None:
    """A conversa e até onde se viu; quem atende diz as duas (`12:5`), a pessoa só a ordem."""
    qual, _, ate = escrita.partition(":") if lado == DoLado.QUEM_ATENDE else (str(pk), "", escrita)
    return (int(qual), int(ate)) if _curto(qual) and _curto(ate) else None


def _curto(escrito: str) -> bool:
    return escrito.isascii() and escrito.isdigit() and len(escrito) < 10  # noqa: PLR2004  cabe num inteiro


async def _consultar(
    conexao: psycopg.AsyncConnection[Any], perguntas: Iterable[Pergunta]
) -> dict[tuple[DoLado, int], Lido]:
    """Grava o que se viu e lê o que mudou. A que está na fila não vem: o lugar dela conta-o o Django."""
    da_pessoa = [uma for uma in perguntas if uma.lado == DoLado.PESSOA]
    de_quem_atende = [uma for uma in perguntas if uma.lado == DoLado.QUEM_ATENDE]
    agora, lidos = datetime.now(UTC), {}
    if da_pessoa:
        feita = await conexao.execute(DA_PESSOA, _parametros(da_pessoa))
        for pk, versao, situacao, ultima_em, vista in await feita.fetchall():
            if situacao != SituacaoDaConversa.NA_FILA:
                proxima = intervalo(situacao, ultima_em, agora)
                lidos[DoLado.PESSOA, pk] = Lido(str(versao), proxima, str(vista))
    if de_quem_atende:
        feita = await conexao.execute(DE_QUEM_ATENDE, _parametros(de_quem_atende))
        for pk, versao, ultima_em, vistas in await feita.fetchall():
            ativa = ultima_em is not None and agora - ultima_em < ATIVA
            lidos[DoLado.QUEM_ATENDE, pk] = Lido(str(versao), DEPRESSA if ativa else DE_PLANTAO, vistas or "")
    return lidos


def _parametros(perguntas: list[Pergunta]) -> dict[str, list[int]]:
    """As conversas, ou quem atende; e, de cada conversa, até onde se viu, e por quem."""
    vistas = [(*uma.vista, uma.pk) for uma in perguntas if uma.vista]
    colunas = [list(coluna) for coluna in zip(*vistas, strict=True)] or [[], [], []]
    return {
        "quais": [uma.pk for uma in perguntas],
        **dict(zip(("vistas", "ate", "por"), colunas, strict=True)),
    }


def _cabecalhos(lido: Lido, aperto: float) -> list[tuple[str, str]]:
    return [
        ("versao", lido.versao),
        ("vista", lido.vista),
        ("proxima", f"{lido.proxima * aperto:g}"),
        ("cache-control", "no-store"),
        ("server", "portal"),
    ]
