"""A entrada do servidor web, com o granian de verdade: o envio chega inteiro, ou não chega ao portal."""

from __future__ import annotations

import contextlib
import json
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from http.client import HTTPConnection, HTTPMessage
from pathlib import Path

import pytest

from sp156.embutido import ligacoes
from sp156.embutido.pastas import RAIZ
from sp156.web import entrada, recados
from sp156.web.servidor import granian
from tests.lacos import rodar
from tests.medicao.lentos import Alvo, cerco, pedir, trafego
from tests.sp156 import eco
from tests.sp156.portal_no_ar import porta_livre

pytestmark = [pytest.mark.processo, pytest.mark.timeout(60)]


def do_eco(porta: int) -> list[str]:
    """A linha de comando do portal, com outro aplicativo."""
    return [*granian("127.0.0.1", porta)[:-1], "tests.sp156.eco:aplicacao"]


@pytest.fixture(scope="module")
def porta() -> Iterator[int]:
    ligacoes.caber()
    numero = porta_livre()
    calado = subprocess.DEVNULL
    with subprocess.Popen(do_eco(numero), cwd=RAIZ, stdout=calado, stderr=calado) as servidor:
        try:
            for _ in range(200):
                with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", numero)):
                    break
                time.sleep(0.05)
            yield numero
        finally:
            servidor.terminate()


def mandar(
    porta: int, metodo: str, caminho: str, corpo: object = None, **cabecalhos: str
) -> tuple[int, HTTPMessage, bytes]:
    with contextlib.closing(HTTPConnection("127.0.0.1", porta, timeout=20)) as conexao:
        conexao.request(metodo, caminho, corpo, {n.replace("__", "-"): v for n, v in cabecalhos.items()})  # type: ignore[arg-type]
        resposta = conexao.getresponse()
        return resposta.status, resposta.headers, resposta.read()


def cru(porta: int, enviado: bytes) -> bytes:
    """O que se responde a estes bytes, até a conexão fechar."""
    with socket.create_connection(("127.0.0.1", porta), timeout=20) as conexao:
        conexao.sendall(enviado)
        return b"".join(iter(lambda: conexao.recv(65536), b""))


def test_o_pedido_chega_como_o_wsgi_manda(porta: int) -> None:
    situacao, cabecalhos, corpo = mandar(porta, "POST", "/a%C3%A9/x?q=%C3%A1+b", b"x" * 3_000_000)
    dito = json.loads(corpo)
    assert (situacao, dito["corpo"], dito["CONTENT_LENGTH"]) == (200, 3_000_000, "3000000")
    assert dito["PATH_INFO"].encode("latin-1").decode() == "/aé/x"
    assert (dito["QUERY_STRING"], dito["REMOTE_ADDR"]) == ("q=%C3%A1+b", "127.0.0.1")
    assert cabecalhos.get_all("Set-Cookie") == ["a=1", "b=2"]
    assert cabecalhos.get_all("Server") == ["portal"]


def test_a_consulta_com_letras_cruas_chega_como_o_wsgi_a_espera(porta: int) -> None:
    """Só letras de um byte (PEP 3333): a que não cabe numa faria o Django responder 500."""
    pedido = "GET /?q=a\u202eo HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
    dito = json.loads(cru(porta, pedido.encode()).partition(b"\r\n\r\n")[2])
    assert dito["QUERY_STRING"].encode("latin-1").decode() == "q=a\u202eo"


def test_em_pedacos_tambem_se_sabe_o_tamanho(porta: int) -> None:
    _, _, corpo = mandar(porta, "POST", "/", iter([b"ab", b"cde"]))
    assert (json.loads(corpo)["corpo"], json.loads(corpo)["CONTENT_LENGTH"]) == (5, "5")


def test_cabecalho_com_sublinhado_nao_se_passa_por_outro(porta: int) -> None:
    pedido = b"GET / HTTP/1.1\r\nHost: x\r\nX_Forwarded_For: 1.2.3.4\r\nA-B: 1\r\nA-B: 2\r\n"
    dito = cru(porta, pedido + b"Cookie: a=1\r\nCookie: b=2\r\nConnection: close\r\n\r\n").decode()
    assert "1.2.3.4" not in dito
    assert '"HTTP_A_B": "1,2"' in dito
    assert '"HTTP_COOKIE": "a=1; b=2"' in dito


def test_resposta_grande_chega_inteira_e_nao_fica_na_memoria(porta: int) -> None:
    situacao, _, corpo = mandar(porta, "GET", "/grande")
    assert (situacao, corpo) == (200, eco.PARTE * eco.PARTES)


def test_o_arquivo_do_disco_manda_se_sem_o_copiar(porta: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Copiá-lo a cada pedido era o que os dados abertos custavam a quem não aceita gzip."""
    assert mandar(porta, "GET", "/arquivo")[::2] == (200, Path(eco.__file__).read_bytes())
    assert mandar(porta, "HEAD", "/arquivo")[::2] == (200, b"")
    monkeypatch.setattr(entrada, "TemporaryFile", None)
    resposta = entrada.Resposta()
    with Path(eco.__file__).open("rb") as aberto:
        resposta.guardar(entrada.Arquivo(aberto))
    assert resposta.arquivo
    assert resposta.arquivo.read() == Path(eco.__file__).read_bytes()
    resposta.arquivo.close()


def test_o_pedaco_de_um_arquivo_manda_se_so_ele() -> None:
    resposta = entrada.Resposta()
    with Path(eco.__file__).open("rb") as do_meio:
        do_meio.seek(10)
        resposta.guardar(entrada.Arquivo(do_meio))
    assert (resposta.arquivo, resposta.corpo) == (None, Path(eco.__file__).read_bytes()[10:])


def test_resposta_grande_nao_deixa_arquivo_nem_se_quebra_no_meio(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """O arquivo não tem nome: quem derruba o processo a meio não deixa em disco o que ia nele."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))

    def que_quebra() -> Iterator[bytes]:
        yield eco.PARTE * eco.PARTES
        raise BrokenPipeError

    inteira, quebrada = entrada.Resposta(), entrada.Resposta()
    inteira.guardar([eco.PARTE] * eco.PARTES)
    with pytest.raises(BrokenPipeError):
        quebrada.guardar(que_quebra())
    assert inteira.arquivo
    assert quebrada.arquivo
    assert not list(tmp_path.iterdir())
    inteira.arquivo.close()
    quebrada.arquivo.close()


def test_o_que_quebra_fora_do_django_responde_uma_frase(porta: int) -> None:
    situacao, _, corpo = mandar(porta, "GET", "/falha")
    assert (situacao, corpo) == (500, recados.FALHA.corpo)


def test_lento_e_cortado_com_uma_frase(porta: int) -> None:
    resposta = cru(porta, b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\nabc")
    assert resposta.startswith(b"HTTP/1.1 408 ")
    assert recados.LENTO.titulo in resposta.decode()


def test_grande_e_recusado_sem_ser_lido(porta: int) -> None:
    inicio = b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n\r\n" % (entrada.MAIOR + 1)
    resposta = cru(porta, inicio)
    assert resposta.startswith(b"HTTP/1.1 413 ")


def test_envio_cortado_no_meio_nao_chega_ao_portal(porta: int) -> None:
    with socket.create_connection(("127.0.0.1", porta), timeout=20) as conexao:
        conexao.sendall(b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\nabc")
        conexao.shutdown(socket.SHUT_WR)
        resposta = b"".join(iter(lambda: conexao.recv(65536), b""))
    assert b" 200 " not in resposta


def test_clientes_lentos_nao_prendem_as_threads(porta: int) -> None:
    """O dobro das threads: antes, a metade delas bastava para que ninguém mais fosse atendido."""
    alvo = Alvo(porta)

    async def cercado() -> list[tuple[int, float]]:
        async with cerco(alvo, 4 * entrada.THREADS):
            return await trafego(alvo, 20, por_segundo=20)

    respostas = rodar(cercado(), ate=30)
    assert {situacao for situacao, _ in respostas} == {200}
    assert rodar(pedir(alvo))[0] == 200


def test_cabem_as_paginas_que_nunca_largam_a_ligacao(porta: int) -> None:
    """As das conversas perguntam sempre pela mesma; quem chega depois de mil também entra, e já.

    A espera é menor do que os dez segundos em que se fecha a ligação parada, que daria lugar à seguinte.
    """
    with contextlib.ExitStack() as abertas:
        for _ in range(1_200):
            uma = abertas.enter_context(socket.create_connection(("127.0.0.1", porta), timeout=5))
            uma.sendall(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
            assert uma.recv(12) == b"HTTP/1.1 200"
