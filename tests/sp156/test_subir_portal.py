"""`manage.py portal` de verdade: sobe, recusa o segundo, para, cai e se recupera."""

import contextlib
import json
import os
import re
import shutil
import signal
import socket
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial
from http.client import HTTPConnection, HTTPMessage
from pathlib import Path
from tempfile import mkdtemp
from urllib.parse import urljoin

import brotli
import pytest

from sp156.demonstracao import pessoas
from sp156.embutido import pastas, renascer
from sp156.embutido.pastas import RAIZ
from tests.instalacao import encher, esperar
from tests.sp156.portal_no_ar import (
    NOBODY,
    Portal,
    alcanca_qualquer_um,
    esperar_vazio,
    manage,
    portal,
    processos_de,
)

pytestmark = [pytest.mark.processo, pytest.mark.timeout(600)]
TUDO_BEM = (200, '{"situacao":"ok","banco":"ok","fila":"ok"}')
FILHOS = ("valkey-server", "postgres -D", "granian", r"celery .*worker", r"celery .* beat ")
"""O que se reconhece na linha de comando de cada filho do portal."""


def conferir_no_ar(no_ar: Portal) -> None:
    linha = no_ar.esperar_pronto()
    assert linha.startswith(f"pronto: http://127.0.0.1:{no_ar.porta}/")
    for usuario in pessoas.USUARIOS:
        assert usuario.email in linha
    assert no_ar.saude() == TUDO_BEM


@dataclass
class Casa:
    """Uma pasta de dados e o portal que está no ar sobre ela, se está."""

    pasta: Path
    _pilha: contextlib.ExitStack = field(default_factory=contextlib.ExitStack)
    _no_ar: Portal | None = None

    def subir(self, como: int | None = None, comando: list[str] | None = None) -> Portal:
        """Um portal novo sobre a mesma pasta, que passa a ser de quem o sobe; ainda não está pronto."""
        self.devolver(como)
        self._no_ar = self._pilha.enter_context(portal(self.pasta, como=como, comando=comando))
        return self._no_ar

    def devolver(self, como: int | None = None) -> None:
        """Sem portal no ar, a pasta é de quem roda os testes, ou de `como`."""
        self.fechar()
        entregar(self.pasta.parent, os.getuid() if como is None else como)

    def em_curso(self) -> Portal:
        """O que está no ar, pronto; se o anterior acabou, outro."""
        if self._no_ar is None or self._no_ar.processo.poll() is not None:
            conferir_no_ar(self.subir())
        assert self._no_ar is not None
        return self._no_ar

    def fechar(self) -> None:
        self._pilha.close()
        self._no_ar = None


def entregar(base: Path, dono: int) -> None:
    """Só o root dá a outro o que é seu."""
    if base.stat().st_uid != dono:
        for caminho in [base, *base.rglob("*")]:
            os.chown(caminho, dono, dono)


@pytest.fixture(scope="module")
def casa() -> Iterator[Casa]:
    """O banco já vem migrado e carregado, sem a demonstração: a primeira partida inteira é da noite."""
    base = Path(mkdtemp(prefix="sp156-portal-"))
    base.chmod(0o755)
    with pytest.MonkeyPatch.context() as ambiente:
        ambiente.setenv("SP156_PASTA", str(base / "dados"))
        encher(pastas.do_projeto())
    feita = Casa(base / "dados")
    yield feita
    feita.fechar()
    shutil.rmtree(base, ignore_errors=True)


@pytest.fixture
def em_curso(casa: Casa) -> Portal:
    """Um portal no ar para os testes que não o derrubam."""
    return casa.em_curso()


@pytest.fixture
def pasta() -> Iterator[Path]:
    """Dados só deste teste, ainda por fazer."""
    base = Path(mkdtemp(prefix="sp156-portal-"))
    yield base / "dados"
    shutil.rmtree(base, ignore_errors=True)


def test_segunda_partida_e_recusada_em_uma_frase(em_curso: Portal) -> None:
    segunda = manage(em_curso.pasta, "portal", "--porta", "1")
    assert segunda.returncode == 1
    assert segunda.stderr == f"O portal deste checkout já está no ar (processo {em_curso.processo.pid}).\n"


def test_comando_usa_os_servidores_do_portal(em_curso: Portal) -> None:
    antes = processos_de(em_curso.pasta).keys()
    contar = "from contas.models import Usuario; print(Usuario.objects.count())"
    comando = manage(em_curso.pasta, "shell", "-v0", "-c", contar)
    assert comando.returncode == 0, comando.stderr
    assert int(comando.stdout) >= len(pessoas.USUARIOS)
    servidores = {pid for pid in antes if pid in processos_de(em_curso.pasta)}
    assert {em_curso.filho("valkey-server"), em_curso.filho("postgres -D")} <= servidores
    assert em_curso.saude()[0] == 200


def test_processo_web_morto_renasce(em_curso: Portal) -> None:
    pai = em_curso.filho("granian")
    filhos = {pid for pid, linha in processos_de(em_curso.pasta).items() if "granian" in linha and pid != pai}
    os.kill(min(filhos), signal.SIGKILL)
    esperar(lambda: em_curso.outro("granian", {pai, *filhos}), falta="outro processo web")
    esperar(lambda: em_curso.saude()[0] == 200, falta="/saude/ responder")
    assert em_curso.filho("granian") == pai


@pytest.mark.parametrize(
    ("trecho", "esperado"),
    [
        ("valkey-server", (200, {"situacao": "degradado", "banco": "ok", "fila": "fora"})),
        ("postgres -D", (503, {"situacao": "fora", "banco": "fora", "fila": "ok"})),
    ],
)
def test_saude_diz_o_que_travou_e_volta(
    em_curso: Portal, trecho: str, esperado: tuple[int, dict[str, str]]
) -> None:
    """Um servidor congelado aceita a conexão e não responde: é o pior caso para os prazos."""
    congelado = em_curso.filho(trecho)
    os.kill(congelado, signal.SIGSTOP)
    inicio = time.monotonic()
    situacao, corpo = em_curso.saude()
    os.kill(congelado, signal.SIGCONT)
    assert time.monotonic() - inicio < 6
    assert (situacao, json.loads(corpo)) == esperado
    assert em_curso.saude() == TUDO_BEM


def baixar(em_curso: Portal, caminho: str) -> tuple[HTTPMessage, bytes]:
    """Cabeçalhos e corpo, já descomprimido, de uma resposta 200."""
    conexao = HTTPConnection("127.0.0.1", em_curso.porta, timeout=10)
    with contextlib.closing(conexao):
        conexao.request("GET", caminho, headers={"Accept-Encoding": "br"})
        resposta = conexao.getresponse()
        corpo = resposta.read()
    assert resposta.status == 200, caminho
    return resposta.headers, brotli.decompress(corpo) if resposta.headers[
        "Content-Encoding"
    ] == "br" else corpo


def citados_em(caminho: str, texto: str) -> set[str]:
    """Os arquivos que um módulo importa e que um estilo pede."""
    achados = re.findall(r'(?:from|import)\s*["\'(]+(\.[^"\']+)["\']', texto)
    achados += re.findall(r'url\("?([^")]+)"?\)', texto)
    return {urljoin(caminho, achado) for achado in achados if not achado.startswith("data:")}


def test_estaticos_tem_resumo_no_nome_e_valem_para_sempre(em_curso: Portal) -> None:
    """Inclusive os módulos que outro módulo importa: o servidor dos testes não passa por aqui."""
    _, pagina = baixar(em_curso, "/")
    a_ver = set(re.findall(r'"(/static/[^"]+\.\w+)"', pagina.decode()))
    vistos: set[str] = set()
    while a_ver:
        caminho = a_ver.pop()
        vistos.add(caminho)
        cabecalhos, corpo = baixar(em_curso, caminho)
        assert re.search(r"\.[0-9a-f]{12}\.\w+$", caminho), caminho
        assert "immutable" in cabecalhos["Cache-Control"], caminho
        if caminho.endswith((".js", ".css")):
            a_ver |= citados_em(caminho, corpo.decode()) - vistos
    tipos = {caminho.rpartition(".")[2] for caminho in vistos}
    assert {"js", "css", "woff2"} <= tipos


# --- cair e voltar: cada partida se recupera do jeito de parar da anterior ------------------


def test_de_cada_queda_nada_fica_e_a_partida_seguinte_se_recupera(
    casa: Casa, subtests: pytest.Subtests
) -> None:
    """A máquina que se apaga, o servidor que cai e a desistência no meio da partida, sobre a mesma pasta."""
    with subtests.test("kill -9 em tudo, de uma vez"):
        no_ar = casa.em_curso()
        for pid in processos_de(casa.pasta):
            with contextlib.suppress(ProcessLookupError):  # o pai morto já levou este
                os.kill(pid, signal.SIGKILL)
        no_ar.processo.wait(timeout=40)
        assert not esperar_vazio(casa.pasta, 5)
        assert (casa.pasta / "banco" / "postmaster.pid").exists()
    comum = usuario_comum()
    with subtests.test("todos mortos voltam; cinco mortes de um num minuto param o portal"):
        no_ar = casa.subir(comum)
        conferir_no_ar(no_ar)
        matar_todos_e_insistir_na_agenda(no_ar)
        assert no_ar.processo.returncode == 1
        assert "O processo agenda terminou 5 vezes em um minuto e o portal parou." in no_ar.o_resto()
        assert not esperar_vazio(casa.pasta, 1)
    with subtests.test("quem o subiu não era root"):
        if os.getuid() == 0 and comum is None:
            pytest.skip("só o root alcança a pasta deste clone: outro usuário não pode rodá-lo")
        assert (casa.pasta / "banco").stat().st_uid != 0
    casa.devolver()
    with subtests.test("a porta ocupada é recusada em uma frase"), socket.create_server(("", 0)) as ocupada:
        porta = ocupada.getsockname()[1]
        feito = manage(casa.pasta, "portal", "--porta", str(porta))
        assert feito.returncode == 1
        assert feito.stderr.startswith(f"Não é possível atender em 127.0.0.1:{porta}")
        assert not esperar_vazio(casa.pasta, 1)
    with subtests.test("Ctrl-C no meio da partida"):  # o terminal perdido, que para igual, é da noite
        no_ar = casa.subir()
        esperar(partial(no_ar.outro, "celery", set()), falta="o primeiro filho nascer")
        assert no_ar.parar(signal.SIGINT) == 0
        assert "parando…" in no_ar.o_resto()
        assert not esperar_vazio(casa.pasta, 5)


def usuario_comum() -> int | None:
    """Quem não é root roda como si mesmo; o root, como outro usuário, se ele alcança a pasta deste clone."""
    if os.getuid() == 0 and alcanca_qualquer_um(Path(sys.executable), RAIZ / "manage.py"):
        return NOBODY
    return None


def matar_todos_e_insistir_na_agenda(no_ar: Portal) -> None:
    """`kill -9` em cinco: a fila, o banco, a web, quem faz as tarefas e a agenda; nela, até o portal parar.

    Antes da quinta vez da agenda, os outros já voltaram.
    """
    antes = {trecho: no_ar.filho(trecho) for trecho in FILHOS}
    for pid in antes.values():
        os.kill(pid, signal.SIGKILL)
    *outros, agenda = FILHOS
    mortas = {antes[agenda]}
    while no_ar.processo.poll() is None:
        if nova := no_ar.outro(agenda, mortas):
            if len(mortas) == renascer.MAXIMO - 1:
                for trecho in outros:
                    esperar(partial(no_ar.outro, trecho, {antes[trecho]}), falta=trecho)
                esperar(lambda: no_ar.saude() == TUDO_BEM, falta="/saude/ dizer que está tudo bem")
                baixar(no_ar, "/servicos/tapa-buraco/")
            mortas.add(nova)
            os.kill(nova, signal.SIGKILL)
        time.sleep(0.05)
    assert len(mortas) >= renascer.MAXIMO


@pytest.mark.noturno
@pytest.mark.timeout(900)
def test_primeira_partida_numa_pasta_vazia_ctrl_c_e_o_terminal_perdido(pasta: Path) -> None:
    for sinal in (signal.SIGINT, signal.SIGHUP):
        with portal(pasta) as no_ar:
            conferir_no_ar(no_ar)
            assert no_ar.parar(sinal) == 0
            assert not esperar_vazio(pasta, 1)


@pytest.mark.noturno
def test_morto_com_kill_9_sozinho_ou_com_o_uv_leva_os_filhos(casa: Casa, subtests: pytest.Subtests) -> None:
    for quem, comando in (("o portal", None), ("o uv que o lançou", com_uv())):
        with subtests.test(quem):
            no_ar = casa.subir(comando=comando)
            conferir_no_ar(no_ar)
            no_ar.parar(signal.SIGKILL)
            assert not esperar_vazio(casa.pasta)


def com_uv() -> list[str]:
    """Como no README; sem uv no PATH, o Python deste ambiente."""
    uv = shutil.which("uv")
    return [uv, "run", "--no-sync"] if uv else [sys.executable]
