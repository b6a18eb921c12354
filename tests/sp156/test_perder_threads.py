"""A página que não acaba, com o granian de verdade: 503, a thread perdida, e o processo que se refaz."""

from __future__ import annotations

import contextlib
import json
import os
import re
import signal
import subprocess
import threading
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from http.client import HTTPConnection
from pathlib import Path

import pytest

from sp156.embutido.pastas import RAIZ
from sp156.web import entrada, recados
from tests.instalacao import Instalacao, esperar, instalar
from tests.navegante import Navegante
from tests.sp156 import eco
from tests.sp156.portal_no_ar import porta_livre
from tests.sp156.test_receber_envios import do_eco, mandar

pytestmark = [pytest.mark.processo, pytest.mark.timeout(60)]

SAI = "este processo sai"
LARGADA = -1


@dataclass(frozen=True)
class Servidor:
    """No ar, e onde se solta o que está preso e se lê o que ele escreveu."""

    porta: int
    pasta: Path
    processo: subprocess.Popen[bytes]
    ligacoes: contextlib.ExitStack

    @property
    def escrito(self) -> str:
        return (self.pasta / "escrito.log").read_text(encoding="utf-8")

    def soltar(self) -> None:
        (self.pasta / "soltos").touch()

    def situacao(self, caminho: str) -> int:
        return mandar(self.porta, "GET", caminho)[0]

    def ligacao(self) -> tuple[HTTPConnection, int]:
        """Uma que não larga o seu processo, e o número dele."""
        conexao = self.ligacoes.enter_context(
            contextlib.closing(HTTPConnection("127.0.0.1", self.porta, timeout=20))
        )
        conexao.request("GET", "/")
        return conexao, int(json.loads(conexao.getresponse().read())["pid"])


@contextlib.contextmanager
def no_ar(pasta: Path, processos: int) -> Iterator[Servidor]:
    porta = porta_livre()
    comando = [*do_eco(porta)[:-1], "--workers", str(processos), "tests.sp156.eco:apressada"]
    ambiente = {**os.environ, eco.SOLTAR: str(pasta / "soltos"), "TMPDIR": str(pasta)}
    with (
        (pasta / "escrito.log").open("wb") as saida,
        subprocess.Popen(comando, cwd=RAIZ, env=ambiente, stdout=saida, stderr=saida) as processo,
        contextlib.ExitStack() as ligacoes,
    ):
        servidor = Servidor(porta, pasta, processo, ligacoes)
        try:
            esperar(lambda: responde(servidor))
            yield servidor
        finally:
            servidor.soltar()
            processo.terminate()


def responde(servidor: Servidor) -> bool:
    with contextlib.suppress(OSError):
        return servidor.situacao("/") == 200
    return False


def por_processo(servidor: Servidor, quantas: int) -> dict[int, list[HTTPConnection]]:
    """De cada um dos dois processos, tantas ligações."""
    achadas: dict[int, list[HTTPConnection]] = {}
    while len(achadas) < 2 or min(map(len, achadas.values())) < quantas:
        ligacao, processo = servidor.ligacao()
        de_um = achadas.setdefault(processo, [])
        if len(de_um) < quantas:
            de_um.append(ligacao)
        else:
            ligacao.close()
    return achadas


class Envio:
    """Um envio a que falta o fim."""

    COMECO, FIM = 5_000, 100

    def __init__(self, ligacao: HTTPConnection) -> None:
        self.ligacao = ligacao
        ligacao.putrequest("POST", "/")
        ligacao.putheader("Content-Length", str(self.COMECO + self.FIM))
        ligacao.endheaders(b"x" * self.COMECO)

    def acabar(self) -> int:
        self.ligacao.send(b"x" * self.FIM)
        return self.ligacao.getresponse().status


class Leitura:
    """Uma resposta grande de que só se leu o começo."""

    def __init__(self, ligacao: HTTPConnection) -> None:
        ligacao.request("GET", "/grande")
        self.resposta = ligacao.getresponse()

    def acabar(self) -> int:
        return len(self.resposta.read())


@contextlib.contextmanager
def chegando(servidor: Servidor) -> Iterator[Counter[int]]:
    """Quem chega enquanto isso, um a cada décimo, e quantos receberam o quê; 0 é não haver quem receba.

    A ligação que se larga no instante da saída (é o que vigia `pedidos_migram`) conta-se em LARGADA, e
    pede-se outra vez.
    """
    situacoes: Counter[int] = Counter()
    parar = threading.Event()

    def situacao() -> int:
        try:
            return servidor.situacao("/")
        except ConnectionResetError:
            situacoes[LARGADA] += 1
            return servidor.situacao("/")

    def chegar() -> None:
        while not parar.wait(0.1):
            try:
                situacoes[situacao()] += 1
            except OSError:
                situacoes[0] += 1

    quem = threading.Thread(target=chegar)
    quem.start()
    try:
        yield situacoes
    finally:
        parar.set()
        quem.join()


def test_o_que_nao_acaba_recebe_503_e_a_linha_so_volta_quando_acaba(tmp_path: Path) -> None:
    with no_ar(tmp_path, 1) as servidor, ThreadPoolExecutor() as clientes:
        antes, processo = servidor.ligacao()
        um = clientes.submit(mandar, servidor.porta, "GET", "/preso/um%0a?nome=Ana")
        assert servidor.situacao("/") == 200
        situacao, cabecalhos, corpo = um.result()
        assert (situacao, corpo) == (503, recados.DEMOROU.corpo)
        assert 'lang="pt-BR"' in corpo.decode()
        assert cabecalhos["Retry-After"] == "30"
        assert (servidor.situacao("/"), servidor.situacao(entrada.VIVA)) == (200, 200)
        assert len(re.findall(r"perdida \(1 de 4\): '/preso/um\\n'", servidor.escrito)) == 1
        assert "Ana" not in servidor.escrito
        presos = [clientes.submit(servidor.situacao, "/preso") for _ in range(entrada.THREADS)]
        assert {preso.result() for preso in presos} == {503}
        assert servidor.situacao(entrada.VIVA) == 503
        assert mandar(servidor.porta, "GET", "/")[::2] == (503, recados.CHEIO.corpo)
        servidor.soltar()
        esperar(lambda: servidor.situacao(entrada.VIVA) == 200, 5)
        assert servidor.situacao("/") == 200
        time.sleep(3)  # o que ainda faltava para sair
        assert SAI not in servidor.escrito
        antes.close()
        assert servidor.ligacao()[1] == processo


def test_quem_manda_e_quem_le_devagar_nao_se_cortam(tmp_path: Path) -> None:
    """Todos demoram mais que a página: o envio, a leitura, e a resposta que se escreve aos poucos."""
    with no_ar(tmp_path, 1) as servidor, ThreadPoolExecutor() as clientes:
        envio, leitura = Envio(servidor.ligacao()[0]), Leitura(servidor.ligacao()[0])
        para = clientes.submit(servidor.situacao, "/para-no-meio")
        aos_poucos = clientes.submit(mandar, servidor.porta, "GET", "/aos-poucos")
        assert aos_poucos.result()[::2] == (200, b"um pouco " * eco.AOS_POUCOS)
        assert servidor.escrito == ""
        assert envio.acabar() == 200
        assert leitura.acabar() == eco.PARTES * len(eco.PARTE)
        assert para.result() == 503, "a que começa e não acaba também se perde"
        assert "'/para-no-meio'" in servidor.escrito


def test_com_metade_perdida_cada_processo_sai_na_sua_vez_sem_cortar_ninguem(tmp_path: Path) -> None:
    """Os dois ficam mal na mesma hora: há sempre um que recebe, e o granian refaz ambos."""
    with no_ar(tmp_path, 2) as servidor:
        processos = por_processo(servidor, 2 + entrada.THREADS // 2)
        em_curso = [(Envio(ligacoes.pop()), Leitura(ligacoes.pop())) for ligacoes in processos.values()]
        presos = [ligacao for ligacoes in processos.values() for ligacao in ligacoes]
        for preso in presos:
            preso.request("GET", "/preso")
        with chegando(servidor) as situacoes:
            esperar(lambda: SAI in servidor.escrito, 15)
            time.sleep(0.3)  # já não recebe
            for envio, leitura in em_curso:
                assert envio.acabar() == 200
                assert leitura.acabar() == eco.PARTES * len(eco.PARTE)
            esperar(lambda: not any(Path(f"/proc/{velho}").exists() for velho in processos), 15)
            esperar(lambda: len(por_processo(servidor, 1)) == 2, 10)
        assert {preso.getresponse().status for preso in presos} == {503}
        assert (servidor.escrito.count(SAI), servidor.processo.poll()) == (2, None)
    assert situacoes.pop(LARGADA, 0) <= len(processos), "mais de uma por processo que sai"
    assert set(situacoes) == {200}


@pytest.mark.noturno
@pytest.mark.timeout(300)
def test_o_mesmo_processo_sai_duas_vezes_seguidas_e_o_granian_nao_acaba() -> None:
    """O portal inteiro, com os prazos mais apertados: o banco deixa de responder às ligações que já há."""
    with instalar() as feita:
        feita.ambiente |= {"WEB_PEDIDO_SEGUNDOS": "3", "WEB_PERDIDAS_SEGUNDOS": "0.1"}
        feita.subir("web")
        registro = feita.pasta / "web.log"
        for vez in (1, 2):
            juntos(feita, {200})
            paradas = feita.ler(DA_WEB)
            try:
                for pid in paradas:
                    os.kill(pid, signal.SIGSTOP)
                juntos(feita, {503})
                esperar(partial(saiu, registro, vez), 20)
            finally:
                for pid in paradas:
                    os.kill(pid, signal.SIGCONT)
            esperar(lambda: feita.saude() == 200, 20)
        juntos(feita, {200})
        assert feita.filhos["web"].vivo


DA_WEB = (
    "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'sp156-web'"
)


def saiu(registro: Path, vezes: int) -> bool:
    return registro.read_text(encoding="utf-8").count(SAI) == vezes


def juntos(feita: Instalacao, esperadas: set[int]) -> None:
    """Uma busca em cada thread, ao mesmo tempo: cada uma usa a sua ligação ao banco."""
    with ThreadPoolExecutor() as clientes:
        feitas = clientes.map(
            lambda n: Navegante(feita.porta).get(f"/servicos/?q=rua+{n}"), range(entrada.THREADS)
        )
        assert {feita.status_code for feita in feitas} == esperadas
