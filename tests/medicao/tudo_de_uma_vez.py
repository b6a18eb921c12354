"""O ataque de uma vez só: planilhas-bomba, dados abertos, quem não lê e quem não acaba de mandar.

Só esta máquina, como em `lentos.py`: quem ataca para sozinho, e a página inicial mede-se enquanto isso.
"""

from __future__ import annotations

import asyncio
import contextlib
import socket
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart
from openpyxl import Workbook

from tests.medicao.lentos import AQUECER, RITMO, Alvo, cerco, origem, p95, pedir, trafego

BOMBAS, ABERTOS, QUE_NAO_LEEM, QUE_NAO_ACABAM = 20, 64, 200, 200
UMA_A_UMA = 8
PEDIDOS = 150
"""Quinze segundos, a contar do começo do ataque: um segundo sem resposta já aparece no p95."""
IMPORTAR = ("/admin/contas/usuario/import/", "/admin/guia/versaodoservico/import/")
DADOS_ABERTOS = "/servicos/dados.json"
FOLHA = "xl/worksheets/sheet1.xml"
LINHAS = (60_000, 450_000)
"""307 KB e 2,3 MB no envio: das menores, oito prendiam o portal; das maiores, cada uma levava 86 s."""
XLSX = "1"
"""A posição do formato, na página de importar."""


@dataclass(frozen=True)
class Medida:
    """O p95 da página inicial, em segundos, em calma e atacada; e quantas respostas de cada situação."""

    calmo: float
    atacado: float
    pagina: Counter[int]
    bombas: Counter[int]
    abertos: Counter[int]

    def __str__(self) -> str:
        return (
            f"p95 calmo {self.calmo * 1000:.0f} ms; atacado {self.atacado * 1000:.0f} ms; página "
            f"{dict(self.pagina)}, bombas {dict(self.bombas)}, dados abertos {dict(self.abertos)}"
        )


def bomba(linhas: int) -> bytes:
    """Uma planilha de pessoas com tantas linhas, todas iguais menos no número."""
    base, feita = BytesIO(), BytesIO()
    Workbook().save(base)
    with ZipFile(base) as de, ZipFile(feita, "w", ZIP_DEFLATED) as para:
        for nome in de.namelist():
            if nome != FOLHA:
                para.writestr(nome, de.read(nome))
        with para.open(FOLHA, "w") as folha:
            folha.writelines(_folha(linhas))
    return feita.getvalue()


def _folha(linhas: int) -> Iterator[bytes]:
    yield b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
    yield _linha("nome", "email")
    for numero in range(linhas):
        yield _linha("Pessoa", f"p{numero}@exemplo.invalid")
    yield b"</sheetData></worksheet>"


def _linha(*celulas: str) -> bytes:
    dentro = "".join(f'<c t="inlineStr"><is><t>{celula}</t></is></c>' for celula in celulas)
    return f"<row>{dentro}</row>".encode()


def envios(alvo: Alvo, sessao: str) -> list[bytes]:
    """As bombas, prontas para mandar, metade de cada tamanho e metade a cada endereço de importar."""
    prontas = [bomba(linhas) for linhas in LINHAS]
    feitos = []
    for numero in range(BOMBAS):
        arquivo = SimpleUploadedFile("pessoas.xlsx", prontas[numero % 2])
        campos = {"csrfmiddlewaretoken": "a" * 32, "format": XLSX, "resource": "", "import_file": arquivo}
        corpo = encode_multipart(BOUNDARY, campos)
        cabecalhos = (
            f"POST {IMPORTAR[numero // 2 % 2]} HTTP/1.1\r\nHost: {alvo.nome}\r\nConnection: close\r\n"
            f"Content-Type: {MULTIPART_CONTENT}\r\nContent-Length: {len(corpo)}\r\n"
            f"Cookie: sessionid={sessao}; csrftoken={'a' * 32}\r\n\r\n"
        )
        feitos.append(cabecalhos.encode() + corpo)
    return feitos


async def mandar(alvo: Alvo, envio: bytes, de: str) -> int:
    """A situação da resposta; 0 se a ligação caiu sem ela."""
    leitor, escritor = await asyncio.open_connection("127.0.0.1", alvo.porta, local_addr=(de, 0))
    with contextlib.suppress(OSError, IndexError), contextlib.closing(escritor):
        escritor.write(envio)
        await escritor.drain()
        return int((await leitor.read()).split(b" ", 2)[1])
    return 0


async def nao_ler(alvo: Alvo, de: str) -> None:
    """Pede os dados abertos e não lê nada, para sempre; cortado, volta."""
    laco = asyncio.get_running_loop()
    while True:
        with contextlib.suppress(OSError), socket.socket() as soquete:
            soquete.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2048)
            soquete.setblocking(False)
            soquete.bind((de, 0))
            await laco.sock_connect(soquete, ("127.0.0.1", alvo.porta))
            pedido = f"GET {DADOS_ABERTOS} HTTP/1.1\r\nHost: {alvo.nome}\r\n\r\n"
            await laco.sock_sendall(soquete, pedido.encode())
            await asyncio.sleep(3600)
        await asyncio.sleep(1)


@contextlib.asynccontextmanager
async def sem_ler(alvo: Alvo, quantos: int, *, enderecos: int) -> AsyncIterator[None]:
    tarefas = [asyncio.create_task(nao_ler(alvo, origem(n, enderecos))) for n in range(quantos)]
    try:
        yield
    finally:
        for tarefa in tarefas:
            tarefa.cancel()
        await asyncio.gather(*tarefas, return_exceptions=True)


async def atacar(alvo: Alvo, sessao: str, *, enderecos: int) -> Medida:
    """Mede em calma, depois de aquecer, e enquanto tudo chega ao mesmo tempo; espera cada resposta."""
    prontos = await asyncio.to_thread(envios, alvo, sessao)
    await trafego(alvo, AQUECER, por_segundo=RITMO)
    for envio in prontos[:UMA_A_UMA]:  # cada processo já leu a administração e fez os dados abertos
        await mandar(alvo, envio, origem(0, enderecos))
        await pedir(alvo, DADOS_ABERTOS)
    calma = await trafego(alvo, PEDIDOS, por_segundo=RITMO)
    async with cerco(alvo, QUE_NAO_ACABAM, enderecos=enderecos):
        bombas = [mandar(alvo, envio, origem(n, enderecos)) for n, envio in enumerate(prontos)]
        abertos = [pedir(alvo, DADOS_ABERTOS, de=origem(n, enderecos)) for n in range(ABERTOS)]
        de_uma_vez = asyncio.gather(asyncio.gather(*bombas), asyncio.gather(*abertos))
        async with sem_ler(alvo, QUE_NAO_LEEM, enderecos=enderecos):
            atacada = await trafego(alvo, PEDIDOS, por_segundo=RITMO)
        das_bombas, dos_abertos = await de_uma_vez
    return Medida(
        p95([tempo for _, tempo in calma]),
        p95([tempo for _, tempo in atacada]),
        Counter(situacao for situacao, _ in (*calma, *atacada)),
        Counter(das_bombas),
        Counter(situacao for situacao, _ in dos_abertos),
    )
