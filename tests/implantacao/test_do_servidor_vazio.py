"""docs/implantacao.md, seguido: de um servidor vazio ao primeiro pedido, com os comandos e as unidades dela.

O PostgreSQL, a fila e o correio são só deste teste; nada vem da demonstração nem dos modelos dos testes.
"""

from __future__ import annotations

import contextlib
import shlex
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import mkdtemp

import psycopg
import pytest

from sp156.embutido import processos, servidores
from sp156.embutido.pastas import Pastas
from tests.correio import REMETENTE, Correio
from tests.implantacao.test_por_no_ar import UNIDADES, exec_de
from tests.instalacao import esperar, rodar
from tests.navegante import Navegante
from tests.solicitacoes.pedindo import MARIA, Pedinte
from tests.sp156.portal_no_ar import ambiente_limpo, manage, porta_livre

pytestmark = [pytest.mark.processo, pytest.mark.noturno, pytest.mark.timeout(900)]
CASOS = """SELECT u.sigla, s.situacao FROM solicitacoes_solicitacao s
    JOIN roteamento_unidade u ON u.id = s.unidade_id"""


@contextlib.contextmanager
def servidor_vazio(pasta: Path) -> Iterator[Pastas]:
    """Só o PostgreSQL, com um banco sem nada, e o Valkey."""
    pastas = Pastas(pasta / "p", pasta / "s")
    filhos = servidores.subir(pastas)
    try:
        yield pastas
    finally:
        servidores.parar(pastas, filhos)


def ambiente(pasta: Path, pastas: Pastas, correio: Correio, porta: int) -> dict[str, str]:
    """O arquivo de ambiente que a página manda fazer; sem HTTPS, porque é só esta máquina."""
    sorteadas = manage(pasta / "nada", "criar_chaves")
    assert sorteadas.returncode == 0, sorteadas.stderr
    chaves = dict(linha.split("=", 1) for linha in sorteadas.stdout.splitlines())
    urls = {nome: url for nome, url in pastas.urls().items() if nome.endswith("_URL")}
    return ambiente_limpo(
        pasta,
        **chaves,
        **urls,
        ALLOWED_HOSTS="127.0.0.1",
        ENDERECO_PUBLICO=f"http://127.0.0.1:{porta}",
        HTTPS="0",
        CORREIO_URL=f"smtp://127.0.0.1:{correio.porta}",
        CORREIO_REMETENTE=REMETENTE,
        STATIC_ROOT=str(pasta / "estaticos"),
        MEDIA_ROOT=str(pasta / "arquivos"),
        PORTA=str(porta),
        ESCUTA="127.0.0.1",
        PYTHONUNBUFFERED="1",
    )


@contextlib.contextmanager
def unidades_no_ar(pasta: Path, ambiente: dict[str, str]) -> Iterator[None]:
    """O ExecStart de cada unidade, com os lugares desta máquina."""
    filhos = []
    try:
        for unidade in UNIDADES:
            dito = exec_de(unidade).replace("/opt/sp156/.venv/bin", str(Path(sys.executable).parent))
            comando = shlex.split(dito.replace("/var/lib/sp156", str(pasta)).replace("%h", "daqui"))
            with (pasta / f"{unidade.stem}.log").open("ab") as saida:
                filhos.append(processos.comecar(unidade.stem, comando, saida=saida, ambiente=ambiente))
        yield
    finally:
        for filho in filhos:
            filho.pedir_parada()
        for filho in filhos:
            filho.esperar(15)


def test_do_servidor_vazio_ao_primeiro_pedido() -> None:
    pasta, porta = Path(mkdtemp(prefix="sp156-v")), porta_livre()
    with Correio.no_ar() as correio, servidor_vazio(pasta) as pastas:
        feito = ambiente(pasta, pastas, correio, porta)
        dito = rodar([sys.executable, "manage.py", "atualizar"], feito, prazo=700)
        assert "A referência está carregada." in dito
        rodar([sys.executable, "manage.py", "criar_administrador", "--email", "eu@exemplo.gov.br"], feito)
        assert correio.destinos == [["eu@exemplo.gov.br"]]
        with unidades_no_ar(pasta, feito):
            quem = Navegante(porta)
            esperar(lambda: responde(quem), falta="a web atender")
            assert Pedinte(quem).enviar().status_code == 303  # type: ignore[arg-type]
            esperar(lambda: [MARIA["email"]] in correio.destinos, falta="a mensagem a quem pediu")
            with psycopg.connect(feito["DATABASE_URL"]) as banco:
                casos = banco.execute(CASOS).fetchall()
            assert len(casos) == 1
            assert casos[0][0] != "TRIAGEM", "o pedido chegou à unidade que o executa"


def responde(quem: Navegante) -> bool:
    try:
        return quem.get("/saude/").status_code == 200
    except OSError:
        return False
