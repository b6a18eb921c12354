"""`manage.py portal` de verdade: sobe, recusa o segundo, para, cai e se recupera."""

import contextlib
import json
import os
import re
import shutil
import signal
import sys
import time
from collections.abc import Iterator
from http.client import HTTPConnection, HTTPMessage
from pathlib import Path
from tempfile import mkdtemp
from urllib.parse import urljoin

import brotli
import pytest

from sp156.demonstracao import pessoas
from sp156.embutido import renascer
from sp156.embutido.pastas import RAIZ
from tests.instalacao import esperar
from tests.sp156.portal_no_ar import (
    NOBODY,
    Portal,
    alcanca_qualquer_um,
    esperar_vazio,
    manage,
    portal,
    processos_de,
)

pytestmark = [pytest.mark.processo, pytest.mark.timeout(240)]
TUDO_BEM = (200, '{"situacao":"ok","banco":"ok","fila":"ok"}')
FILHOS = ("valkey-server", "postgres -D", "granian", r"celery .*worker", r"celery .* beat ")
"""O que se reconhece na linha de comando de cada filho do portal."""


def copiar(primeira: Path) -> Path:
    """Uma pasta de dados nova, que qualquer usuário alcança."""
    base = Path(mkdtemp(prefix="sp156-portal-"))
    base.chmod(0o755)
    shutil.copytree(primeira, base / "dados")
    return base / "dados"


def conferir_no_ar(no_ar: Portal) -> None:
    linha = no_ar.esperar_pronto()
    assert linha.startswith(f"pronto: http://127.0.0.1:{no_ar.porta}/")
    for usuario in pessoas.USUARIOS:
        assert usuario.email in linha
    assert no_ar.saude() == TUDO_BEM


@pytest.fixture(scope="module")
def primeira() -> Iterator[Path]:
    """Os dados de uma primeira partida, parada com Ctrl-C: os outros testes partem de uma cópia."""
    base = Path(mkdtemp(prefix="sp156-portal-"))
    with portal(base / "dados") as no_ar:
        conferir_no_ar(no_ar)
        assert no_ar.parar(signal.SIGINT) == 0
        assert not esperar_vazio(base / "dados", 1)
    yield base / "dados"
    shutil.rmtree(base, ignore_errors=True)


@pytest.fixture(scope="module")
def em_curso(primeira: Path) -> Iterator[Portal]:
    """Um portal no ar para os testes que não o derrubam."""
    pasta = copiar(primeira)
    with portal(pasta) as no_ar:
        conferir_no_ar(no_ar)
        yield no_ar
        no_ar.parar()
    shutil.rmtree(pasta.parent, ignore_errors=True)


@pytest.fixture
def pasta(primeira: Path) -> Iterator[Path]:
    """Dados só deste teste."""
    propria = copiar(primeira)
    yield propria
    shutil.rmtree(propria.parent, ignore_errors=True)


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


def test_porta_ocupada_e_recusada_em_uma_frase(em_curso: Portal, pasta: Path) -> None:
    feito = manage(pasta, "portal", "--porta", str(em_curso.porta))
    assert feito.returncode == 1
    assert feito.stderr.startswith(f"CommandError: Não é possível atender em 127.0.0.1:{em_curso.porta}")
    assert not esperar_vazio(pasta, 1)


def test_processo_web_morto_renasce(em_curso: Portal) -> None:
    pai = em_curso.filho("granian")
    filhos = {pid for pid, linha in processos_de(em_curso.pasta).items() if "granian" in linha and pid != pai}
    os.kill(min(filhos), signal.SIGKILL)
    esperar(lambda: em_curso.outro("granian", {pai, *filhos}), falta="outro processo web")
    esperar(lambda: em_curso.saude()[0] == 200, falta="/saude/ responder")
    assert em_curso.filho("granian") == pai


def test_todos_mortos_de_uma_vez_voltam(em_curso: Portal) -> None:
    """`kill -9` nos cinco: a fila, o banco, a web, quem faz as tarefas e a agenda."""
    antes = {trecho: em_curso.filho(trecho) for trecho in FILHOS}
    for pid in antes.values():
        os.kill(pid, signal.SIGKILL)
    for trecho, pid in antes.items():
        esperar(lambda: em_curso.outro(trecho, {pid}), falta=trecho)  # noqa: B023  usada na própria volta
    esperar(lambda: em_curso.saude() == TUDO_BEM, falta="/saude/ dizer que está tudo bem")
    contar = "from contas.models import Usuario; print(Usuario.objects.count())"
    assert int(manage(em_curso.pasta, "shell", "-v0", "-c", contar).stdout) >= len(pessoas.USUARIOS)


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
    pasta: Path, subtests: pytest.Subtests
) -> None:
    """De dia, as duas mais duras: a máquina que se apaga e o servidor que cai."""
    with subtests.test("kill -9 em tudo, de uma vez"), portal(pasta) as no_ar:
        conferir_no_ar(no_ar)
        for pid in processos_de(pasta):
            with contextlib.suppress(ProcessLookupError):  # o pai morto já levou este
                os.kill(pid, signal.SIGKILL)
        assert not esperar_vazio(pasta, 5)
        assert (pasta / "banco" / "postmaster.pid").exists()
    with subtests.test("cinco mortes de um filho num minuto param o portal"), portal(pasta) as no_ar:
        conferir_no_ar(no_ar)
        mortos: set[int] = set()
        while len(mortos) < renascer.MAXIMO:
            novo = esperar(lambda: no_ar.outro(r"celery .* beat ", mortos), falta="a agenda voltar")
            mortos.add(novo)
            os.kill(novo, signal.SIGKILL)
        assert no_ar.processo.wait(timeout=40) == 1
        assert "O processo agenda terminou 5 vezes em um minuto e o portal parou." in no_ar.o_resto()
        assert not esperar_vazio(pasta, 1)


@pytest.mark.noturno
def test_morto_com_kill_9_sozinho_ou_com_o_uv_leva_os_filhos(pasta: Path, subtests: pytest.Subtests) -> None:
    for quem, comando in (("o portal", None), ("o uv que o lançou", com_uv())):
        with subtests.test(quem), portal(pasta, comando=comando) as no_ar:
            conferir_no_ar(no_ar)
            no_ar.parar(signal.SIGKILL)
            assert not esperar_vazio(pasta)


def test_sobe_como_usuario_comum_e_o_terminal_perdido_o_para(pasta: Path) -> None:
    """Quem não é root roda como si mesmo; o root, como outro usuário."""
    como = NOBODY if os.getuid() == 0 else None
    if como:
        if not alcanca_qualquer_um(Path(sys.executable), RAIZ / "manage.py"):
            pytest.skip("só o root alcança a pasta deste clone: outro usuário não pode rodá-lo")
        for caminho in [pasta.parent, pasta, *pasta.rglob("*")]:
            os.chown(caminho, NOBODY, NOBODY)
    with portal(pasta, como=como) as no_ar:
        conferir_no_ar(no_ar)
        assert no_ar.parar(signal.SIGHUP) == 0
        assert not esperar_vazio(pasta, 1)


def com_uv() -> list[str]:
    """Como no README; sem uv no PATH, o Python deste ambiente."""
    uv = shutil.which("uv")
    return [uv, "run", "--no-sync"] if uv else [sys.executable]
