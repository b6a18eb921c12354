"""`manage.py portal` de verdade: sobe, recusa o segundo, para, cai e se recupera."""

import json
import os
import shutil
import signal
import time
from collections.abc import Iterator
from pathlib import Path
from tempfile import mkdtemp

import pytest

from sp156 import demonstracao
from tests.sp156.portal_no_ar import NOBODY, Portal, esperar_vazio, manage, portal, processos_de

pytestmark = [pytest.mark.lento, pytest.mark.timeout(240)]


@pytest.fixture(scope="module")
def primeira() -> Iterator[Path]:
    """Os dados deixados por uma primeira partida bem parada: os outros testes partem de uma cópia."""
    base = Path(mkdtemp(prefix="sp156-portal-"))
    with portal(base / "dados") as no_ar:
        conferir_no_ar(no_ar)
        assert no_ar.parar() == 0
        assert not esperar_vazio(base / "dados", 1)
    yield base / "dados"
    shutil.rmtree(base, ignore_errors=True)


@pytest.fixture
def pasta(primeira: Path) -> Iterator[Path]:
    """Uma pasta de dados só deste teste, que qualquer usuário alcança."""
    base = Path(mkdtemp(prefix="sp156-portal-"))
    base.chmod(0o755)
    shutil.copytree(primeira, base / "dados")
    yield base / "dados"
    shutil.rmtree(base, ignore_errors=True)


def conferir_no_ar(no_ar: Portal) -> None:
    linha = no_ar.esperar_pronto()
    assert linha.startswith(f"pronto: http://127.0.0.1:{no_ar.porta}/")
    for usuario in demonstracao.USUARIOS:
        assert usuario.email in linha
    assert no_ar.saude() == (200, '{"situacao":"ok","banco":"ok","fila":"ok"}')


def test_sobe_recusa_o_segundo_serve_comandos_e_para_com_ctrl_c(pasta: Path) -> None:
    with portal(pasta) as no_ar:
        conferir_no_ar(no_ar)

        segundo = manage(pasta, "portal", "--porta", "1")
        assert segundo.returncode == 1
        assert segundo.stderr == f"O portal deste checkout já está no ar (processo {no_ar.processo.pid}).\n"

        antes = processos_de(pasta)
        contar = "from contas.models import Usuario; print(Usuario.objects.count())"
        comando = manage(pasta, "shell", "-v0", "-c", contar)
        assert comando.returncode == 0, comando.stderr
        assert processos_de(pasta).keys() == antes.keys()

        assert no_ar.parar() == 0
        assert not esperar_vazio(pasta, 1)


def test_kill_9_nao_deixa_processo_e_a_partida_seguinte_se_recupera(pasta: Path) -> None:
    with portal(pasta) as caido:
        conferir_no_ar(caido)
        caido.parar(signal.SIGKILL)
        assert not esperar_vazio(pasta)
    with portal(pasta) as de_novo:
        conferir_no_ar(de_novo)
        assert de_novo.parar(signal.SIGTERM) == 0
        assert not esperar_vazio(pasta, 1)


def test_kill_9_em_tudo_ao_mesmo_tempo_e_recuperado(pasta: Path) -> None:
    with portal(pasta) as caido:
        conferir_no_ar(caido)
        for pid in processos_de(pasta):
            os.kill(pid, signal.SIGKILL)
        assert not esperar_vazio(pasta, 5)
    assert (pasta / "banco" / "postmaster.pid").exists()
    with portal(pasta) as de_novo:
        conferir_no_ar(de_novo)


def test_kill_9_no_uv_que_o_lancou_tambem_para_tudo(pasta: Path) -> None:
    uv = shutil.which("uv")
    if uv is None:
        pytest.skip("sem uv no PATH")
    with portal(pasta, comando=[uv, "run", "--no-sync"]) as no_ar:
        conferir_no_ar(no_ar)
        no_ar.parar(signal.SIGKILL)
        assert not esperar_vazio(pasta)


def test_terminal_perdido_para_tudo(pasta: Path) -> None:
    with portal(pasta) as no_ar:
        conferir_no_ar(no_ar)
        assert no_ar.parar(signal.SIGHUP) == 0
        assert not esperar_vazio(pasta, 1)


@pytest.mark.parametrize("trecho", ["valkey-server", "celery.* beat"])
def test_a_morte_de_um_filho_para_o_portal_com_erro(pasta: Path, trecho: str) -> None:
    with portal(pasta) as no_ar:
        conferir_no_ar(no_ar)
        os.kill(no_ar.filho(trecho), signal.SIGKILL)
        assert no_ar.processo.wait(timeout=40) == 1
        assert not esperar_vazio(pasta, 1)


def test_processo_web_morto_renasce(pasta: Path) -> None:
    with portal(pasta) as no_ar:
        conferir_no_ar(no_ar)
        pai = no_ar.filho("granian")
        os.kill(max(pid for pid, linha in processos_de(pasta).items() if "granian" in linha), signal.SIGKILL)
        time.sleep(3)
        assert no_ar.saude()[0] == 200
        assert no_ar.filho("granian") == pai


def test_saude_diz_o_que_travou_e_volta(pasta: Path) -> None:
    """Um servidor congelado aceita a conexão e não responde: é o pior caso para os prazos."""
    with portal(pasta) as no_ar:
        conferir_no_ar(no_ar)
        for trecho, parte in [("valkey-server", "fila"), ("postgres -D", "banco")]:
            congelado = no_ar.filho(trecho)
            os.kill(congelado, signal.SIGSTOP)
            inicio = time.monotonic()
            situacao, corpo = no_ar.saude()
            os.kill(congelado, signal.SIGCONT)
            assert time.monotonic() - inicio < 6
            esperado = {"situacao": "fora", "banco": "ok", "fila": "ok", parte: "fora"}
            assert (situacao, json.loads(corpo)) == (503, esperado)
            assert no_ar.saude()[0] == 200


@pytest.mark.skipif(os.getuid() != 0, reason="só root consegue virar outro usuário")
def test_sobe_como_usuario_comum(pasta: Path) -> None:
    for caminho in [pasta.parent, pasta, *pasta.rglob("*")]:
        os.chown(caminho, NOBODY, NOBODY)
    with portal(pasta, como=NOBODY) as no_ar:
        conferir_no_ar(no_ar)
        assert no_ar.parar() == 0
        assert not esperar_vazio(pasta, 1)


def test_porta_ocupada_e_recusada_em_uma_frase(pasta: Path) -> None:
    with portal(pasta) as no_ar:
        conferir_no_ar(no_ar)
        outra = pasta.parent / "outra"
        feito = manage(outra, "portal", "--porta", str(no_ar.porta))
        assert feito.returncode == 1
        assert feito.stderr.startswith(f"CommandError: Não é possível atender em 127.0.0.1:{no_ar.porta}")
        assert not esperar_vazio(outra, 1)
