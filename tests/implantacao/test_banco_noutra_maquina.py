"""O banco perde a máquina: volta-se a um instante pelo pgBackRest, ou promove-se a réplica."""

from __future__ import annotations

import logging
import re
import shutil
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import psycopg
import pytest

from sp156.embutido import postgres, processos
from sp156.embutido.pastas import RAIZ
from tests.implantacao.servidor_a_parte import Servidor, servidores
from tests.instalacao import esperar

registro = logging.getLogger(__name__)

pytestmark = [pytest.mark.noturno, pytest.mark.timeout(180)]
CONFIGURACAO = RAIZ / "implantacao" / "pgbackrest" / "pgbackrest.conf"
TABELA = "CREATE TABLE pedido (numero bigint PRIMARY KEY, em timestamptz NOT NULL DEFAULT now())"


@pytest.fixture
def pasta() -> Iterator[Path]:
    """Curta, que o caminho de um soquete tem limite; e o banco não pode ser do `nobody` de verdade."""
    if postgres.identidade() == "nobody":
        pytest.skip("sem espaços de usuário, o banco não grava onde o teste guarda a cópia")
    with tempfile.TemporaryDirectory(prefix="sp156-m") as nome:
        yield Path(nome)


class Gravador(threading.Thread):
    """Grava pedidos um a um e lembra o último que o banco confirmou, até o banco cair."""

    def __init__(self, servidor: Servidor) -> None:
        super().__init__(daemon=True)
        self.servidor, self.confirmado, self.confirmado_em = servidor, 0, 0.0

    def run(self) -> None:
        try:
            with self.servidor.ligar() as conexao:
                while True:
                    conexao.execute("INSERT INTO pedido (numero) VALUES (%s)", [self.confirmado + 1])
                    self.confirmado, self.confirmado_em = self.confirmado + 1, time.monotonic()
                    time.sleep(0.001)
        except psycopg.OperationalError:
            return


# --- a cópia contínua ----------------------------------------------------------------------


def _pgbackrest(pasta: Path, dados: Path) -> tuple[str, list[str]]:
    """O programa da distribuição com o arquivo que se entrega, nas pastas do teste."""
    programa = shutil.which("pgbackrest")
    if not programa:
        pytest.skip("sem o pgBackRest: instale o da distribuição (apt-get install pgbackrest)")
    lugares = {"repo1-path": "copia", "spool-path": "fila", "log-path": "registros", "lock-path": "travas"}
    texto = CONFIGURACAO.read_text(encoding="utf-8")
    for chave, lugar in lugares.items():
        (pasta / lugar).mkdir()
        texto = re.sub(rf"(?m)^{chave}=.*$", f"{chave}={pasta / lugar}", texto)
    texto = re.sub(r"(?m)^pg1-path=.*$", f"pg1-path={dados}", texto)
    arquivo = pasta / "pgbackrest.conf"
    arquivo.write_text(f"{texto}pg1-socket-path={dados.parent}\n", encoding="utf-8")
    return str(arquivo), [programa, f"--config={arquivo}", "--stanza=sp156"]


@contextmanager
def copiando(pasta: Path) -> Iterator[tuple[Servidor, Gravador, Callable[..., str]]]:
    """Um banco que se copia a todo instante, já com uma cópia completa, e quem grava nele sem parar."""
    with servidores(pasta, "a") as [um]:
        arquivo, comando = _pgbackrest(pasta, um.dados)
        um.criar(archive_command=f"{comando[0]} --config={arquivo} --stanza=sp156 archive-push %p")

        def rodar(*opcoes: str) -> str:
            return processos.executar([*comando, *opcoes], identidade=um.quem)

        um.subir()
        esperar(um.atende)
        um.pergunta(TABELA)
        rodar("stanza-create")
        rodar("--type=full", "backup")
        gravador = Gravador(um)
        gravador.start()
        yield um, gravador, rodar


def perder_a_maquina(um: Servidor, gravador: Gravador) -> datetime:
    """Cai, e os dados foram-se com ela; devolve a hora."""
    um.cair()
    caiu = datetime.now(UTC)
    gravador.join()
    shutil.rmtree(um.dados)
    um.dados.mkdir(mode=0o700)
    return caiu


def voltar(um: Servidor, rodar: Callable[..., str], *ate: str) -> float:
    """Restaura e espera que volte a gravar; devolve os segundos."""
    inicio = time.monotonic()
    rodar(*ate, "restore")
    um.subir()
    esperar(lambda: um.atende() and not um.pergunta("SELECT pg_is_in_recovery()"))
    return time.monotonic() - inicio


def test_volta_se_a_antes_do_engano(pasta: Path) -> None:
    with copiando(pasta) as (um, gravador, rodar):
        time.sleep(1.5)  # o pgBackRest conta o fim de uma cópia em segundos
        esperar(lambda: gravador.confirmado >= 500)
        antes_do_engano, gravados = datetime.now(UTC), gravador.confirmado
        esperar(lambda: gravador.confirmado >= gravados + 100)
        rodar("check")  # espera que o segmento de agora chegue à cópia
        guardado = gravador.confirmado
        um.pergunta("DELETE FROM pedido")
        rodar("check")
        perder_a_maquina(um, gravador)
        instante = antes_do_engano.isoformat(sep=" ")
        segundos = voltar(um, rodar, f"--target={instante}", "--type=time", "--target-action=promote")
        voltaram = um.pergunta("SELECT count(*) FROM pedido")
        registro.info("voltaram %s de %s em %.1f s; guardados %s", voltaram, gravados, segundos, guardado)
        assert isinstance(voltaram, int)
        assert gravados <= voltaram < guardado


def test_sem_engano_perde_se_no_maximo_um_minuto(pasta: Path) -> None:
    """Cai a máquina no meio do trabalho: volta o que o arquivo tinha, e o que falta tem menos de 60 s."""
    with copiando(pasta) as (um, gravador, rodar):
        time.sleep(75)  # mais de dois `archive_timeout`: nada aqui apressa o arquivo
        caiu = perder_a_maquina(um, gravador)
        voltar(um, rodar)
        ultimo = um.pergunta("SELECT max(em) FROM pedido")
        assert isinstance(ultimo, datetime)
        perdidos = (caiu - ultimo).total_seconds()
        registro.info("da queda ao último que voltou: %.1f s", perdidos)
        assert perdidos <= 60


# --- a réplica ------------------------------------------------------------------------------


def _com_replica(um: Servidor, outra: Servidor, *, esperando: bool) -> None:
    um.criar(archive_mode="off", synchronous_standby_names="replica" if esperando else "")
    um.subir()
    esperar(um.atende)
    um.pergunta("SELECT 1 FROM pg_create_physical_replication_slot('replica')")
    outra.pasta.mkdir(mode=0o700)
    origem = f"host={um.pasta} user=sp156 application_name=replica"
    um.programa(
        "pg_basebackup", "-D", str(outra.dados), "-R", "-C", "-S", "outra", "-c", "fast", "-d", origem
    )
    outra.subir()
    esperar(outra.atende)
    um.pergunta(TABELA)


@pytest.mark.parametrize("esperando", [True, False], ids=["confirma-nas-duas", "nao-espera"])
def test_a_replica_promovida_tem_o_que_se_confirmou(pasta: Path, *, esperando: bool) -> None:
    """Com espera, nem um confirmado se perde; sem ela, o que se perde diz-se, e é de um instante."""
    with servidores(pasta, "a", "b") as [um, outra]:
        _com_replica(um, outra, esperando=esperando)
        gravador = Gravador(um)
        gravador.start()
        esperar(lambda: gravador.confirmado >= 1000)
        assert outra.pergunta("SELECT pg_is_in_recovery()")
        um.cair()
        gravador.join()
        inicio = time.monotonic()
        outra.pergunta(
            "ALTER SYSTEM SET synchronous_standby_names = ''"
        )  # senão espera pela réplica que não tem
        outra.pergunta("SELECT pg_reload_conf()")
        outra.pergunta("SELECT pg_promote(wait => true)")
        outra.pergunta("INSERT INTO pedido (numero) VALUES (-1) RETURNING numero")
        tem = outra.pergunta("SELECT max(numero) FROM pedido")
        assert isinstance(tem, int)
        perdidos = gravador.confirmado - tem
        segundos = time.monotonic() - inicio
        registro.info("%s confirmados, %s perdidos, %.1f s", gravador.confirmado, max(perdidos, 0), segundos)
        if esperando:
            assert perdidos <= 0
        else:
            assert perdidos <= 100
