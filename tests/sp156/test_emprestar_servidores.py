"""Um comando sem DATABASE_URL recebe banco e fila; quem os sobe só os para quando ninguém mais os usa."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from tempfile import mkdtemp

import psycopg
import pytest
from pytest_django import DjangoDbBlocker

from sp156 import preparo_do_banco
from sp156.embutido import partida, pastas, postgres, processos, servidores, travas
from sp156.embutido.erros import RecusaDePartida
from sp156.embutido.pastas import RAIZ, Pastas
from tests import bancos
from tests.sp156.portal_no_ar import alcanca_qualquer_um, ambiente_limpo, esperar_vazio, manage, processos_de

CONTAR = (
    "from django.db import connection as c; k = c.cursor(); k.execute('select 156'); print(k.fetchone()[0])"
)
ESPERAR = f"{CONTAR}; import sys; sys.stdout.flush(); sys.stdin.readline()"


@pytest.fixture
def pasta() -> Iterator[Path]:
    base = Path(mkdtemp(prefix="sp156-c-"))
    base.chmod(0o755)
    yield base / "dados"
    shutil.rmtree(base, ignore_errors=True)


@pytest.fixture
def novas(pasta: Path) -> Pastas:
    return Pastas(pasta, pasta.parent / "s")


def comecar(pasta: Path, codigo: str) -> subprocess.Popen[str]:
    """Um `manage.py shell` em curso, já com o banco na mão."""
    processo = subprocess.Popen(
        [sys.executable, "manage.py", "shell", "-v0", "-c", codigo],
        cwd=RAIZ,
        env=ambiente_limpo(pasta),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert processo.stdout is not None
    assert processo.stdout.readline() == "156\n"
    return processo


def mandar_acabar(processo: subprocess.Popen[str]) -> None:
    """O comando acaba já; o processo, quando puder largar os servidores."""
    assert processo.stdin is not None
    assert processo.stdout is not None
    processo.stdin.write("\n")
    processo.stdin.flush()
    assert processo.stdout.readline() == "fim\n"


def terminar(processo: subprocess.Popen[str]) -> tuple[int, str]:
    """Deixa-o acabar; com que código, e o que ainda escreveu."""
    escrito, _ = processo.communicate("\n", timeout=30)
    return processo.returncode, escrito


@pytest.mark.noturno
@pytest.mark.processo
def test_comando_sozinho_sobe_e_para_os_servidores(pasta: Path) -> None:
    feito = manage(pasta, "shell", "-v0", "-c", CONTAR)
    assert (feito.returncode, feito.stdout) == (0, "156\n"), feito.stderr
    assert not esperar_vazio(pasta, 1)
    assert (pasta / "banco" / "PG_VERSION").exists()


@pytest.mark.noturno
@pytest.mark.processo
def test_o_primeiro_comando_prepara_o_banco_novo_e_o_segundo_so_o_usa(pasta: Path) -> None:
    pedido = ("explicar_rota", "--servico", "tapa-buraco", "--cep", "01009-000", "--json")
    primeiro, segundo = manage(pasta, *pedido), manage(pasta, *pedido)
    assert json.loads(primeiro.stdout)["unidade"] == "SMPR-CPO-STM-Sé", primeiro.stderr
    assert "Preparando o banco" in primeiro.stderr
    assert (segundo.stdout, segundo.stderr) == (primeiro.stdout, "")


@pytest.mark.processo
def test_dois_comandos_ao_mesmo_tempo_dividem_os_servidores(pasta: Path) -> None:
    """O primeiro acaba antes e espera o segundo: ninguém fica sem banco no meio."""
    primeiro = comecar(pasta, f"{ESPERAR}; print('fim', flush=True)")
    segundo = comecar(pasta, f"{ESPERAR}; k.execute('select 157'); print(k.fetchone()[0])")
    bancos = [linha for linha in processos_de(pasta).values() if "postgres -D" in linha]
    assert len(bancos) == 1
    mandar_acabar(primeiro)
    with pytest.raises(subprocess.TimeoutExpired):
        primeiro.wait(timeout=0.5)
    assert terminar(segundo) == (0, "157\n")
    assert terminar(primeiro) == (0, "")
    assert not esperar_vazio(pasta, 1)


@pytest.mark.processo
def test_comando_morto_nao_deixa_servidores_e_o_seguinte_funciona(pasta: Path) -> None:
    morto = comecar(pasta, ESPERAR)
    morto.send_signal(signal.SIGKILL)
    terminar(morto)
    assert not esperar_vazio(pasta)
    feito = manage(pasta, "shell", "-v0", "-c", CONTAR)
    assert (feito.returncode, feito.stdout) == (0, "156\n"), feito.stderr


def test_portal_recusa_enquanto_um_comando_usa_os_servidores(
    pasta: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(partida, "ESPERA_DO_PORTAL", 0.2)
    trava = travas.tentar(pasta / "dono.trava")
    assert trava is not None
    trava.anotar("4242")
    with pytest.raises(RecusaDePartida, match="processo 4242"), partida.donos(Pastas(pasta, pasta)):
        pytest.fail("o portal subiu")
    trava.soltar()


def test_com_enderecos_no_ambiente_nada_sobe(pasta: Path) -> None:
    """O comando vai ao banco indicado (que não existe) em vez de subir um."""
    feito = manage(
        pasta,
        "shell",
        "-v0",
        "-c",
        CONTAR,
        DATABASE_URL="postgresql://x@127.0.0.1:1/x",
        REDIS_URL="redis://127.0.0.1:1/0",
        SECRET_KEY="Xk9-2mQ7pLw_4rT8vZ1nB6yH3jD5sF0gCaEuIoRtYqWe-PlMzKx",
        CHAVES_DE_SELO="aGFzdGEtbGEtdmlzdGEtMTIzNDU2Nzg5MDEyMzQ1Njc=",
        CHAVES_DE_ACESSO="Qm4-7xKpZ2_wL9vR6tJ1nB8yH3dF5sG0",
        ALLOWED_HOSTS="localhost",
        ENDERECO_PUBLICO="https://localhost",
        CORREIO_URL="nenhum",
        CORREIO_REMETENTE="portal@exemplo.invalid",
    )
    assert feito.returncode != 0
    assert "127.0.0.1" in feito.stderr
    assert not (pasta / "banco").exists()


@pytest.mark.parametrize(
    ("argv", "precisa"),
    [
        (["manage.py", "migrate"], True),
        (["manage.py", "migrate", "--help"], False),
        (["manage.py", "help"], False),
        (["manage.py", "collectstatic"], False),
        (["manage.py"], False),
        (["manage.py", "portal"], True),
        (["manage.py", "collectstatic", "--database=default"], True),
    ],
)
def test_so_quem_precisa_sobe_servidores(argv: list[str], precisa: bool) -> None:
    comando = argv[1] if len(argv) > 1 else "help"
    assert partida.precisa_de_banco(comando, argv) is precisa


def test_servidores_so_por_soquete_em_pasta_privada(novas: Pastas) -> None:
    filhos = servidores.subir(novas, de_teste=True)
    try:
        assert novas.soquetes.stat().st_mode & 0o777 == 0o700
        with psycopg.connect(f"host={novas.soquetes} user=sp156 dbname=sp156") as conexao:
            enderecos = conexao.execute("SHOW listen_addresses").fetchone()
            collation = conexao.execute("SELECT datlocprovider, datlocale FROM pg_database").fetchone()
        assert enderecos == ("",)
        assert collation == ("b", "C.UTF-8")
    finally:
        servidores.parar(novas, filhos)


def test_dados_pela_metade_de_uma_queda_sao_refeitos(novas: Pastas) -> None:
    (novas.dados / "banco.novo").mkdir(parents=True)
    (novas.dados / "banco.novo" / "PG_VERSION").write_text("lixo", encoding="ascii")
    filhos = servidores.subir(novas, de_teste=True)
    servidores.parar(novas, filhos)
    assert not (novas.dados / "banco.novo").exists()
    assert not novas.registro.exists()


def test_dados_de_outra_versao_sao_recusados_em_uma_frase(novas: Pastas) -> None:
    (novas.dados / "banco").mkdir(parents=True)
    (novas.dados / "banco" / "PG_VERSION").write_text("12\n", encoding="ascii")
    with pytest.raises(RecusaDePartida, match="são do PostgreSQL 12"):
        servidores.subir(novas, de_teste=True)
    assert not esperar_vazio(novas.dados, 1)


@pytest.mark.skipif(os.getuid() != 0, reason="só root troca de usuário")
def test_root_sem_espaco_de_usuarios_roda_o_banco_como_nobody(novas: Pastas) -> None:
    if not alcanca_qualquer_um(postgres.programas() / "postgres"):
        pytest.skip("só o root alcança a pasta deste clone: o nobody não pode rodar o PostgreSQL dela")
    novas.criar()
    banco = postgres.subir(novas, de_teste=True, quem="nobody")
    try:
        dono = Path(f"/proc/{banco.processo.pid}").stat().st_uid
        assert dono == pastas.NOBODY
    finally:
        banco.parar()
        shutil.rmtree(postgres.pasta_do_banco(novas, "nobody").parent)


def test_pasta_de_soquetes_de_outra_pessoa_e_recusada(pasta: Path) -> None:
    pasta.parent.joinpath("alvo").mkdir()
    pasta.symlink_to(pasta.parent / "alvo")
    with pytest.raises(RecusaDePartida, match="outro usuário"):
        pastas.criar_privada(pasta)


def test_pasta_temporaria_longa_demais_e_trocada(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", "/var/" + "x" * 90)
    soquete = pastas.do_projeto().soquetes / ".s.PGSQL.5432.lock"
    assert len(str(soquete)) < 107


def test_resto_de_uma_queda_que_nao_morre_e_morto(tmp_path: Path) -> None:
    registro = tmp_path / "processos"
    surdo = subprocess.Popen(["sleep", "60"], start_new_session=True)
    processos.anotar(registro, surdo.pid)
    registro.write_text(registro.read_text(encoding="ascii") + f"{os.getpid()} 1\n", encoding="ascii")
    inicio = time.monotonic()
    processos.encerrar_restos(registro, segundos=0.3)
    assert surdo.wait(timeout=30) == -signal.SIGKILL
    assert time.monotonic() - inicio < 30  # bem antes do fim dele
    assert not registro.exists()


def test_falha_de_um_programa_traz_o_que_ele_disse() -> None:
    with pytest.raises(RecusaDePartida, match="sh falhou \\(3\\):\nmotivo"):
        processos.executar(["sh", "-c", "echo motivo; exit 3"])


def test_so_o_banco_novo_se_prepara(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Num banco vazio de verdade; a preparação inteira, que demora, é do portal e do teste da noite."""
    feitos: list[str] = []
    monkeypatch.setattr(preparo_do_banco, "call_command", lambda nome, **_opcoes: feitos.append(nome))
    vazio = f"vazio_{os.getpid()}"
    bancos.criar_banco(vazio)
    with django_db_blocker.unblock():
        preparo_do_banco.preparar_banco_novo(["manage.py", "explicar_rota"])
        assert feitos == [], "o banco dos testes já está pronto"
        with bancos.no_banco(vazio):
            preparo_do_banco.preparar_banco_novo(["manage.py", "shell"])
            assert feitos == [], "o shell só olha o banco como ele está"
            preparo_do_banco.preparar_banco_novo(["manage.py", "explicar_rota"])
    assert feitos == ["migrate", "carregar_referencia"]
    bancos.apagar_banco(vazio)
