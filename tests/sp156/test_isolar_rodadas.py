"""Rodadas de testes ao mesmo tempo não se veem, e nenhuma deixa processo ou pasta para trás."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import psycopg
import pytest
import redis

from sp156.embutido.pastas import RAIZ
from tests.bancos import url_na_rodada
from tests.configuracao import gravar_na_memoria
from tests.sp156.portal_no_ar import ambiente_limpo, esperar_vazio, processos_de

pytestmark = pytest.mark.processo
ALVO = "tests/sp156/test_isolar_rodadas.py::test_os_servidores_desta_rodada_atendem"


def test_os_servidores_desta_rodada_atendem() -> None:
    """Sem banco migrado: só os servidores, que são o que uma rodada não pode dividir com outra."""
    with psycopg.connect(url_na_rodada("postgres")) as conexao:
        assert conexao.execute("SELECT 1").fetchone() == (1,)
    assert redis.Redis.from_url(os.environ["REDIS_URL"]).ping()


def test_grava_na_memoria_se_cabe_e_onde_se_manda_se_se_manda(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", None)
    mandada = tmp_path / "mandada"
    mandada.mkdir()
    monkeypatch.setenv("TMPDIR", str(mandada))
    gravar_na_memoria(tmp_path, cabe=1)
    assert tempfile.gettempdir() == os.environ["TMPDIR"] == str(mandada)
    monkeypatch.setattr(tempfile, "tempdir", None)

    monkeypatch.delenv("TMPDIR")
    gravar_na_memoria(tmp_path / "nao-existe", cabe=1)
    gravar_na_memoria(tmp_path, cabe=shutil.disk_usage(tmp_path).free * 2)
    assert "TMPDIR" not in os.environ
    gravar_na_memoria(tmp_path, cabe=1)
    assert tempfile.gettempdir() == os.environ["TMPDIR"] == str(tmp_path)


def rodar(base: Path) -> subprocess.Popen[str]:
    """Uma rodada de verdade; o TMPDIR só dela diz o que ela deixou."""
    base.mkdir()
    ambiente = ambiente_limpo(base / "fora") | {"TMPDIR": str(base)}
    ambiente.pop("SP156_PASTA")
    return subprocess.Popen(
        [sys.executable, "-m", "pytest", "-n0", "-q", ALVO],
        cwd=RAIZ,
        env=ambiente,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


@pytest.fixture
def base() -> "Path":
    return Path(tempfile.mkdtemp(prefix="sp156-r-"))


@pytest.mark.noturno
def test_duas_rodadas_ao_mesmo_tempo_passam_e_nada_deixam(base: Path) -> None:
    rodadas = [rodar(base / nome) for nome in ("a", "b")]
    saidas = [rodada.communicate(timeout=120)[0] for rodada in rodadas]
    assert [rodada.returncode for rodada in rodadas] == [0, 0], "\n".join(saidas)
    assert all("1 passed" in saida for saida in saidas)
    assert not processos_de(base)
    assert not list(base.rglob("sp156-t*"))
    shutil.rmtree(base)


def test_rodada_morta_nao_deixa_processo(base: Path) -> None:
    rodada = rodar(base / "c")
    limite = time.monotonic() + 60
    while not any("postgres" in linha for linha in processos_de(base).values()):
        assert time.monotonic() < limite
        assert rodada.poll() is None, rodada.communicate()[0]
        time.sleep(0.02)
    rodada.send_signal(signal.SIGKILL)
    rodada.communicate()
    assert not esperar_vazio(base)
    shutil.rmtree(base)
