"""A sonda dos contêineres: conta as faltas e, na terceira, mata o processo travado."""

from __future__ import annotations

import re
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
import yaml

from sp156.embutido.pastas import RAIZ
from sp156.saude import healthcheck
from tests.servidores.no_ar import no_ar as servindo

COMPOSE = yaml.safe_load((RAIZ / "docker-compose.yml").read_text(encoding="utf-8"))
CONTEINER = ["unshare", "--user", "--map-root-user", "--pid", "--fork", "--mount-proc", "--kill-child"]
INIT = """
    import subprocess, sys
    travado = subprocess.Popen(["sleep", "60"])
    sonda = sys.argv[1].split()
    codigos = [subprocess.call([*sonda, comando]) for comando in sys.argv[2:]]
    morto = codigos[-3:] == [1, 1, 1]
    print(codigos, travado.wait(20) if morto else travado.poll())
"""


@pytest.fixture(autouse=True)
def pasta_propria(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(healthcheck, "gettempdir", lambda: str(tmp_path))


@pytest.fixture
def mortes(monkeypatch: pytest.MonkeyPatch) -> list[None]:
    feitas: list[None] = []
    monkeypatch.setattr(healthcheck, "matar", lambda: feitas.append(None))
    return feitas


def test_so_a_terceira_falta_seguida_mata_e_a_conta_recomeca(mortes: list[None]) -> None:
    assert [healthcheck.main([comando]) for comando in ("false", "false", "true", "false", "false")] == [
        1,
        1,
        0,
        1,
        1,
    ]
    assert mortes == []
    assert healthcheck.main(["false"]) == 1
    assert len(mortes) == 1
    assert [healthcheck.main(["false"]) for _ in range(2)] == [1, 1]
    assert len(mortes) == 1


class Viva(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200 if (self.path, self.headers["Host"]) == ("/saude/viva/", "a.exemplo") else 400)
        self.end_headers()

    def log_message(self, *_dito: object) -> None:
        """Calado."""


@pytest.fixture
def porta() -> Iterator[int]:
    servidor = HTTPServer(("127.0.0.1", 0), Viva)
    with servindo(servidor):
        yield servidor.server_port


def test_a_web_se_pergunta_se_esta_viva_com_um_nome_que_ela_aceita(
    porta: int, monkeypatch: pytest.MonkeyPatch, mortes: list[None]
) -> None:
    monkeypatch.setenv("PORTA", str(porta))
    monkeypatch.setenv("ALLOWED_HOSTS", ".a.exemplo,b.exemplo")
    assert healthcheck.main([]) == 0
    monkeypatch.setenv("ALLOWED_HOSTS", "b.exemplo")
    assert healthcheck.main([]) == 1
    monkeypatch.setenv("PORTA", "1")
    assert healthcheck.main([]) == 1
    assert mortes == []


@pytest.mark.processo
def test_num_conteiner_o_processo_travado_morre_na_terceira_falta(tmp_path: Path) -> None:
    """O processo 1 num espaço de processos de verdade, como o `init` do Docker."""
    if subprocess.run([*CONTEINER, "true"], capture_output=True, check=False).returncode:
        pytest.skip("esta máquina não deixa criar um espaço de processos")
    init = [sys.executable, "-c", textwrap.dedent(INIT)]
    da_web = f"{sys.executable} -m sp156.saude.healthcheck"
    do_nginx = "sh implantacao/sonda.sh"
    for sonda, comandos, esperado in (
        (da_web, ["false"] * 3, "[1, 1, 1] -9"),
        (do_nginx, ["false", "false", "true", "false"], "[1, 1, 0, 1] None"),
        (do_nginx, ["false"] * 3, "[1, 1, 1] -9"),
    ):
        pasta = tmp_path / f"{sonda[:2]}{len(comandos)}".replace("/", "")
        pasta.mkdir()
        feito = subprocess.run(
            [*CONTEINER, *init, sonda, *comandos],
            cwd=RAIZ,
            env={"TMPDIR": str(pasta), "PATH": "/usr/bin:/bin"},
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        assert feito.stdout.strip() == esperado, feito.stderr


def test_todo_conteiner_volta_quando_sai_ou_trava() -> None:
    servicos = COMPOSE["services"]
    permanentes = servicos.keys() - {"preparar"}
    assert {nome for nome in permanentes if servicos[nome]["restart"] == "unless-stopped"} == permanentes
    assert {nome for nome in permanentes if "healthcheck" in servicos[nome]} == permanentes
    for nome in permanentes - {"postgres", "redis"}:  # estes, mortos enquanto se recuperam, não acabariam
        assert servicos[nome]["init"] is True
        assert re.search("sp156.saude.healthcheck|/sonda.sh", str(servicos[nome]["healthcheck"]["test"]))


def test_so_o_proxy_se_ve_de_fora_e_a_configuracao_dele_e_a_do_repositorio() -> None:
    servicos = COMPOSE["services"]
    assert {nome for nome in servicos if "ports" in servicos[nome]} == {"proxy"}
    assert "interna" not in servicos["proxy"]["networks"]
    assert "./implantacao/nginx:/etc/nginx:ro" in servicos["proxy"]["volumes"]
