"""Quanto custa um pedido HTTP: CPU deste processo, CPU do PostgreSQL, consultas e a mais lenta delas.

O pedido entra pelo mesmo manipulador WSGI que o servidor usa, com todos os intermediários, a sessão
e a conferência da conexão; ficam de fora só a rede e o próprio servidor web.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from importlib import import_module
from io import BytesIO
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, unquote, urlsplit

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.core.handlers.wsgi import WSGIHandler
from django.db import connection

if TYPE_CHECKING:
    from collections.abc import Callable

    from contas.models import Usuario

RODADAS = 5
AQUECIMENTO = 5
MILISSEGUNDOS = 1000
NANOSSEGUNDOS = 1_000_000_000
TIQUES_POR_SEGUNDO = 100


class Navegante:
    """Pede páginas ao portal, com os cookies de uma sessão."""

    def __init__(self, cookies: dict[str, str] | None = None) -> None:
        self._cookies = "; ".join(f"{nome}={valor}" for nome, valor in (cookies or {}).items())
        self._publico = urlsplit(settings.ENDERECO_PUBLICO)
        self._portal = WSGIHandler()

    def pedir(self, endereco: str, *, htmx: bool = False) -> tuple[int, bytes]:
        """O código e o corpo da resposta."""
        codigos: list[int] = []

        def comecar(estado: str, _cabecalhos: Any, _erro: Any = None) -> None:
            codigos.append(int(estado.split(maxsplit=1)[0]))

        resposta = self._portal(self._ambiente(endereco, htmx=htmx), comecar)  # type: ignore[arg-type]
        corpo = b"".join(resposta)
        resposta.close()
        return codigos[0], corpo

    def _ambiente(self, endereco: str, *, htmx: bool) -> dict[str, Any]:
        caminho, _, consulta = endereco.partition("?")
        return {
            "REQUEST_METHOD": "GET",
            "SCRIPT_NAME": "",
            "PATH_INFO": unquote(caminho).encode().decode("latin-1"),
            "QUERY_STRING": quote(consulta, safe="=&%+.,"),
            "HTTP_HOST": self._publico.netloc,
            "SERVER_NAME": "127.0.0.1",
            "SERVER_PORT": "8000",
            "SERVER_PROTOCOL": "HTTP/1.1",
            "REMOTE_ADDR": "127.0.0.1",
            "HTTP_COOKIE": self._cookies,
            "wsgi.url_scheme": self._publico.scheme,
            "wsgi.input": BytesIO(),
            **({"HTTP_HX_REQUEST": "true"} if htmx else {}),
        }


def entrar(usuario: Usuario) -> dict[str, str]:
    """Uma sessão da pessoa, como a que a entrada com senha deixa."""
    sessao = import_module(settings.SESSION_ENGINE).SessionStore()
    sessao[SESSION_KEY] = str(usuario.pk)
    sessao[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    sessao[HASH_SESSION_KEY] = usuario.get_session_auth_hash()
    sessao.save()
    return {settings.SESSION_COOKIE_NAME: str(sessao.session_key)}


@dataclass(frozen=True, slots=True)
class Consulta:
    """Uma consulta que a página fez."""

    sql: str
    parametros: Any
    segundos: float


@dataclass(frozen=True, slots=True)
class Custo:
    """CPU média de um pedido, em milissegundos; `postgres` é None se o banco não está nesta máquina."""

    web: float
    postgres: float | None

    @property
    def total(self) -> float:
        return self.web + (self.postgres or 0.0)


def cronometrar(pedir: Callable[[], object], repeticoes: int) -> Custo:
    """A rodada do meio entre cinco, depois de aquecer: outro programa na máquina não estraga a conta.

    Com menos de cinco repetições cada uma é uma rodada; com uma só, não se aquece.
    """
    for _ in range(min(AQUECIMENTO, repeticoes - 1)):
        pedir()
    cada = max(1, repeticoes // RODADAS)
    vezes = min(RODADAS, repeticoes)
    rodadas = sorted((_rodada(pedir, cada) for _ in range(vezes)), key=lambda custo: custo.total)
    return rodadas[vezes // 2]


def _rodada(pedir: Callable[[], object], vezes: int) -> Custo:
    conferir_banco = _cpu_do_banco()
    processo = time.process_time()
    for _ in range(vezes):
        pedir()
    web = (time.process_time() - processo) * MILISSEGUNDOS / vezes
    depois = _cpu_do_banco()
    if conferir_banco is None or depois is None:
        return Custo(web, None)
    return Custo(web, (depois - conferir_banco) * MILISSEGUNDOS / vezes)


def _cpu_do_banco() -> float | None:
    """Segundos de CPU do processo do PostgreSQL que atende esta conexão; None se ele está noutra máquina."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        pasta = Path(f"/proc/{cursor.fetchone()[0]}")
    try:
        if "postgres" not in (pasta / "cmdline").read_text():
            return None
        return int((pasta / "schedstat").read_text().split()[0]) / NANOSSEGUNDOS
    except FileNotFoundError:
        return cpu_em_tiques(pasta)


def cpu_em_tiques(pasta: Path) -> float | None:
    """Sem schedstat no núcleo, utime + stime, de 10 em 10 ms."""
    try:
        campos = campos_de(pasta)
    except (FileNotFoundError, ProcessLookupError):  # acabou antes de se abrir, ou entre abrir e ler
        return None
    return (int(campos[11]) + int(campos[12])) / TIQUES_POR_SEGUNDO


def campos_de(pasta: Path) -> list[str]:
    """O que o núcleo diz do processo, depois do nome dele."""
    return (pasta / "stat").read_text().rpartition(")")[2].split()


def gravar_consultas(pedir: Callable[[], object]) -> list[Consulta]:
    """As consultas de um pedido, na ordem."""
    feitas: list[Consulta] = []

    def anotar(executar: Callable[..., Any], sql: str, parametros: Any, muitas: Any, contexto: Any) -> Any:
        inicio = time.perf_counter()
        try:
            return executar(sql, parametros, muitas, contexto)
        finally:
            feitas.append(Consulta(sql, parametros, time.perf_counter() - inicio))

    with connection.execute_wrapper(anotar):
        pedir()
    return feitas


def mais_lenta(pedidos: list[list[Consulta]]) -> Consulta | None:
    """A leitura mais demorada da página, pela mediana de alguns pedidos."""
    leituras = [[c for c in consultas if c.sql.startswith("SELECT")] for consultas in pedidos]
    if not leituras[0]:
        return None
    tempos = [median(vez[i].segundos for vez in leituras) for i in range(min(map(len, leituras)))]
    return leituras[-1][tempos.index(max(tempos))]


def explicar(consulta: Consulta) -> list[str]:
    """O plano com tempos e páginas lidas, uma linha por passo."""
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (ANALYZE, BUFFERS) {consulta.sql}", consulta.parametros)
        return [linha for (linha,) in cursor.fetchall()]
