"""Entrada do servidor web (granian): o envio chega inteiro antes de ocupar uma thread do Django.

No WSGI do granian o pedido toma uma thread assim que chegam os cabeçalhos: quatro clientes que mandassem o
corpo byte por byte prendiam as quatro. Aqui quem espera a rede é o laço de eventos, que espera por todos ao
mesmo tempo; a thread só trabalha, do pedido completo à resposta completa. O envio mais lento que `RITMO` é
cortado (408). A thread que não acaba a tempo conta-a `sp156.web.threads`, e `/saude/viva/` responde-se aqui.
"""

from __future__ import annotations

import asyncio
import logging
import os
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import partial
from io import BufferedReader
from tempfile import SpooledTemporaryFile, TemporaryFile
from typing import IO, TYPE_CHECKING, Any

from prometheus_client import Counter

from documentos.limite_de_upload import MAIOR_ENVIO
from sp156.web.recados import (
    CORTADO,
    FALHA,
    GRANDE,
    INDISPONIVEL,
    LENTO,
    NEUTRO,
    SEM_GUARDAR,
    Recusado,
    dizer,
)
from sp156.web.threads import Prazos, Threads

if TYPE_CHECKING:
    from granian._granian import RSGIHTTPProtocol as HTTPProtocol
    from granian.rsgi import Scope

    from sp156.web.correntes import Correntes

THREADS = 4
"""Quantos pedidos cada processo atende ao mesmo tempo: cada thread tem a sua conexão com o banco."""
CARENCIA = 20.0
"""Segundos que todo envio tem, ainda que não chegue nada."""
RITMO = 500
"""Bytes por segundo que se exige depois da carência; a rede de celular mais fraca passa de mil."""
MAIOR = MAIOR_ENVIO + 1024 * 1024
"""O que se recebe, em bytes: com folga, para ser a página do portal a dizer que passou do limite."""
EM_MEMORIA = 1024 * 1024
"""O envio, ou a resposta, maior que isto espera em disco."""
ATE_ABRIR = 60.0
"""Segundos até se fechar o arquivo de uma resposta grande: o granian já o abriu, e continua a mandá-lo."""
VIVA = "/saude/viva/"
"""Diz se este processo atende, sem tocar em nada: quem não responde a isto, ou responde 503, se reinicia."""

RECUSADOS = Counter(
    "sp156_recusados", "Pedidos que não chegaram a uma página ou não a esperaram, por situação.", ["situacao"]
)

registro = logging.getLogger(__name__)


@dataclass(frozen=True)
class Arquivo:
    """O `wsgi.file_wrapper` (PEP 3333): um arquivo que a página manda."""

    aberto: Any
    bloco: int = 8192

    @property
    def inteiro(self) -> bool:
        """É um do disco, e vai do começo ao fim."""
        return (
            isinstance(getattr(self.aberto, "file", self.aberto), BufferedReader) and not self.aberto.tell()
        )

    def __iter__(self) -> Iterator[bytes]:
        return iter(lambda: self.aberto.read(self.bloco), b"")

    def close(self) -> None:
        self.aberto.close()


@dataclass(slots=True)
class Resposta:
    """A resposta do portal, inteira."""

    situacao: int = 500
    cabecalhos: list[tuple[str, str]] = field(default_factory=list)
    corpo: bytes = b""
    arquivo: IO[bytes] | None = None
    """Onde espera a que não cabe na memória: sem nome, some com o processo, caia ele como cair."""

    def comecar(self, situacao: str, cabecalhos: list[tuple[str, str]], _erro: Any = None) -> None:
        """O `start_response` do WSGI."""
        self.situacao = int(situacao.partition(" ")[0])
        self.cabecalhos = cabecalhos

    @property
    def comecada(self) -> bool:
        """A página já respondeu; falta escrever o resto."""
        return bool(self.cabecalhos)

    def falhar(self) -> None:
        """Em vez da que não chegou ao fim."""
        self.situacao, self.cabecalhos, self.corpo = FALHA.situacao, FALHA.cabecalhos, FALHA.corpo
        self.arquivo = None

    def guardar(self, partes: Iterable[bytes]) -> None:
        """Junta as partes na memória e, se não cabem, num arquivo; o que já é arquivo não se copia."""
        if isinstance(partes, Arquivo) and partes.inteiro:
            self.arquivo = os.fdopen(os.dup(partes.aberto.fileno()), "rb")
            return
        juntas = bytearray()
        vindas = iter(partes)
        for parte in vindas:
            juntas += parte
            if len(juntas) > EM_MEMORIA:
                self.arquivo = TemporaryFile()  # noqa: SIM115 - fecha-se depois de mandado
                self.arquivo.write(juntas)
                self.arquivo.writelines(vindas)
                self.arquivo.flush()
                return
        self.corpo = bytes(juntas)


class Entrada:
    """O aplicativo RSGI: recebe no laço, atende numa thread, responde do laço."""

    def __init__(
        self,
        wsgi: Callable[..., Any],
        *,
        threads: int = THREADS,
        prazos: Prazos | None = None,
        correntes: Correntes | None = None,
        ao_partir: Callable[[], None] | None = None,
    ) -> None:
        """`correntes` diz às páginas das conversas o que muda, sem o Django; `ao_partir` chama-se uma vez."""
        self._wsgi, self._correntes, self._ao_partir = wsgi, correntes, ao_partir
        self._threads = Threads(threads, prazos or Prazos())

    def __rsgi_init__(self, laco: asyncio.AbstractEventLoop) -> None:
        if self._correntes:
            self._correntes.ao_partir(laco)
        if self._ao_partir:
            self._ao_partir()

    def __rsgi_del__(self, _laco: asyncio.AbstractEventLoop) -> None:
        self._threads.acabar()

    async def __rsgi__(self, scope: Scope, proto: HTTPProtocol) -> None:
        if scope.path == VIVA:
            self._dizer_se_vive(proto)
            return
        if self._correntes and await self._correntes.serviu(scope, proto):
            return
        resposta = Resposta()
        corpo = SpooledTemporaryFile(max_size=EM_MEMORIA, prefix="sp156-envio-")  # noqa: SIM115 - a thread o fecha
        try:
            tamanho = await receber(proto, corpo, anunciado(scope))
            corpo.seek(0)
            trabalho = partial(self.atender, ambiente(scope, corpo, tamanho), resposta)
            await self._threads.fazer(trabalho, lambda: resposta.comecada, scope.path)
        except Recusado as recusa:
            RECUSADOS.labels(recusa.recado.situacao).inc()
            dizer(proto, recusa.recado)
        else:
            responder(proto, resposta, asyncio.get_running_loop())

    def _dizer_se_vive(self, proto: HTTPProtocol) -> None:
        situacao, dito = (200, b"viva") if self._threads.ha else (INDISPONIVEL, b"sem linhas")
        cabecalhos = [("content-type", "text/plain; charset=utf-8"), SEM_GUARDAR, NEUTRO]
        proto.response_bytes(situacao, cabecalhos, dito)

    def atender(self, pedido: dict[str, Any], resposta: Resposta) -> None:
        """O pedido completo, numa thread, até o fim da resposta; o envio fecha-se aqui, e só aqui se lê."""
        try:
            partes = self._wsgi(pedido, resposta.comecar)
            try:
                resposta.guardar(partes)
            finally:
                if fechar := getattr(partes, "close", None):
                    fechar()
        except Exception:  # noqa: BLE001  o Django responde às falhas dele; esta é de fora dele
            registro.exception("o pedido não teve resposta")
            resposta.falhar()
        finally:
            pedido["wsgi.input"].close()


def anunciado(scope: Scope) -> int | None:
    """O tamanho que o cliente disse que o corpo tem; None se o manda em pedaços, sem dizer."""
    dito: str | None = scope.headers.get("content-length")
    return int(dito) if dito is not None and dito.isascii() and dito.isdigit() else None


async def receber(proto: HTTPProtocol, corpo: IO[bytes], esperado: int | None) -> int:
    """Guarda o envio inteiro e diz quantos bytes tem; levanta `Recusado` se é lento, grande ou cortado."""
    if esperado is not None and esperado > MAIOR:
        raise Recusado(GRANDE)
    inicio, chegou, partes = asyncio.get_running_loop().time(), 0, aiter(proto)
    while True:
        try:
            async with asyncio.timeout_at(inicio + CARENCIA + chegou / RITMO):
                parte: bytes = await anext(partes)
        except StopAsyncIteration:
            break
        except TimeoutError:
            raise Recusado(LENTO) from None
        chegou += len(parte)
        if chegou > MAIOR:
            raise Recusado(GRANDE)
        corpo.write(parte)
    if esperado is not None and chegou < esperado:
        raise Recusado(CORTADO)
    return chegou


def ambiente(scope: Scope, corpo: IO[bytes], tamanho: int) -> dict[str, Any]:
    """O pedido na forma do WSGI (PEP 3333)."""
    servidor, _, porta = scope.server.rpartition(":")
    return {
        "REQUEST_METHOD": scope.method,
        "SCRIPT_NAME": "",
        "PATH_INFO": scope.path.encode().decode("latin-1"),
        "QUERY_STRING": scope.query_string.encode().decode("latin-1"),
        "SERVER_NAME": servidor,
        "SERVER_PORT": porta,
        "SERVER_PROTOCOL": f"HTTP/{scope.http_version}",
        "REMOTE_ADDR": scope.client.rpartition(":")[0].strip("[]"),
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scope.scheme,
        "wsgi.input": corpo,
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
        "wsgi.file_wrapper": Arquivo,
        **cabecalhos_do_pedido(scope.headers.items()),
        **({"CONTENT_LENGTH": str(tamanho)} if tamanho else {}),
    }


def cabecalhos_do_pedido(vindos: Iterable[tuple[str, str]]) -> dict[str, str]:
    """`HTTP_…`; o nome com sublinhado, que se passaria pelo de outro cabeçalho, não entra."""
    lidos: dict[str, str] = {}
    for nome, valor in vindos:
        if "_" in nome or nome in {"content-length", "transfer-encoding"}:
            continue
        chave = "CONTENT_TYPE" if nome == "content-type" else f"HTTP_{nome.upper().replace('-', '_')}"
        separador = "; " if nome == "cookie" else ","
        lidos[chave] = f"{lidos[chave]}{separador}{valor}" if chave in lidos else valor
    return lidos


def responder(proto: HTTPProtocol, resposta: Resposta, laco: asyncio.AbstractEventLoop) -> None:
    cabecalhos = [*resposta.cabecalhos, NEUTRO]
    if resposta.arquivo:
        caminho = f"/proc/self/fd/{resposta.arquivo.fileno()}"
        proto.response_file(resposta.situacao, cabecalhos, caminho)
        laco.call_later(ATE_ABRIR, resposta.arquivo.close)
    else:
        proto.response_bytes(resposta.situacao, cabecalhos, resposta.corpo)
