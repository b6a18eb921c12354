"""O que `manage.py portal` faz: sobe o portal inteiro e o mantém até Ctrl-C, sem carregar o Django.

O que precisa do Django fá-lo antes outro processo, `manage.py preparar_portal`, que acaba e larga a memória.
"""

import argparse
import http.client
import json
import os
import shutil
import socket
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from http import HTTPStatus
from pathlib import Path

from sp156.embutido import ligacoes, partida, pastas, processos, renascer, servidores
from sp156.embutido.erros import RecusaDePartida
from sp156.embutido.supervisor import WEB, Supervisor, escrever

PRAZO_DE_PARTIDA = 90.0
CELERY = (sys.executable, "-m", "celery", "--quiet", "-A")
CALADO = ("--loglevel=WARNING", "--without-gossip", "--without-mingle", "--without-heartbeat")
TRABALHADOR = (*CELERY, "sp156", "worker", *CALADO)
TAREFAS = (*TRABALHADOR, "--queues=celery,canais", "--pool=threads", "--concurrency=2")
"""Em threads, e não em processos: numa máquina só, a memória de mais dois não paga o que eles adiantam."""
SEGUNDOS = (
    *(*TRABALHADOR, "--queues=segundos", "--pool=threads", "--concurrency=2"),
    "--hostname=segundos@%h",
)
"""O trabalhador do que não espera: uma thread para as conversas e outra para os avisos urgentes."""
ARQUIVOS = (*TRABALHADOR, "--queues=arquivos,copias", "--pool=solo", "--hostname=arquivos@%h")
"""Quem refaz os arquivos caros e faz as cópias: um de cada vez, sem tomar o lugar de quem entrega avisos."""


@dataclass(frozen=True)
class Plano:
    """O que só o Django sabe dizer, escrito pelo `preparar_portal` numa linha de JSON."""

    web: list[str]
    """A linha de comando do servidor web."""
    nome: str
    """Um nome que o portal aceita em `Host`."""
    pronto: str
    """A linha que diz que está pronto."""


def argumentos(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--host", default="127.0.0.1", help="endereço em que o portal atende")
    parser.add_argument("--porta", type=int, default=8000, help="porta em que o portal atende")


def main(argv: Sequence[str]) -> None:
    parser = argparse.ArgumentParser("manage.py portal", description="Sobe o portal inteiro, até Ctrl-C.")
    argumentos(parser)
    ditos = parser.parse_args(argv)
    por_no_ar(ditos.host, ditos.porta)


def por_no_ar(host: str, porta: int) -> None:
    """Até Ctrl-C; levanta `RecusaDePartida` se o portal não sobe, ou se um filho morre vezes demais."""
    registro = pastas.do_projeto().registro.with_name("processos.portal")
    supervisor = Supervisor(partida.no_ar, partial(servidores.refazer, pastas.do_projeto()), registro)
    supervisor.ouvir_sinais()
    try:
        processos.encerrar_restos(registro)
        conferir_porta(host, porta)
        manter(supervisor, preparar(supervisor, host, porta), host, porta)
    except KeyboardInterrupt:
        escrever("parando…\n".encode())
    finally:
        supervisor.parar()


def preparar(supervisor: Supervisor, host: str, porta: int) -> Plano:
    """A interface, o banco e a demonstração no lugar, feitos por outro processo; o que ele diz, repete-se."""
    comando = [
        sys.executable,
        str(pastas.RAIZ / "manage.py"),
        "preparar_portal",
        f"--host={host}",
        f"--porta={porta}",
    ]
    plano = b""
    for linha in supervisor.rodar("preparo", comando, os.environ):
        escrever(plano)
        plano = linha
    try:
        return Plano(**json.loads(plano))
    except ValueError:
        raise RecusaDePartida(plano.decode(errors="replace").rstrip()) from None


def manter(supervisor: Supervisor, plano: Plano, host: str, porta: int) -> None:
    comum = ambiente_dos_filhos(host, porta)
    comecar_web(supervisor, plano.web, comum)
    if not supervisor.esperar(lambda: saudavel(host, porta, plano.nome), PRAZO_DE_PARTIDA):
        morto = supervisor.morto()
        motivo = f"o processo {morto.nome} terminou" if morto else "/saude/ não respondeu a tempo"
        raise RecusaDePartida(f"O portal não ficou pronto, porque {motivo}.")
    comecar_tarefas(supervisor, comum)
    escrever(f"{plano.pronto}\n".encode())
    if morto := supervisor.vigiar():
        raise RecusaDePartida(
            f"O processo {morto.nome} terminou {renascer.MAXIMO} vezes em um minuto e o portal parou. "
            "Veja acima o que ele escreveu; o banco e a fila, em banco.log e fila.log, na pasta de dados."
        )


def conferir_porta(host: str, porta: int) -> None:
    familia = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(familia) as teste:
        teste.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            teste.bind((host, porta))
        except OSError as erro:
            raise RecusaDePartida(f"Não é possível atender em {host}:{porta}: {erro.strerror}.") from erro


def ambiente_dos_filhos(host: str, porta: int) -> dict[str, str]:
    """O deste processo; no modo embutido, os links dos avisos levam à porta que se disse."""
    comum = {**os.environ, "PYTHONUNBUFFERED": "1"}
    if "SP156_EMBUTIDO" in comum and not partida.definida("ENDERECO_PUBLICO"):
        comum["ENDERECO_PUBLICO"] = endereco(host, porta)
    return comum


def comecar_web(supervisor: Supervisor, comando: Sequence[str], comum: Mapping[str, str]) -> None:
    """Sozinha, até atender: as tarefas, que levam outro tanto a carregar, não lhe tomam o processador."""
    ligacoes.caber()
    metricas = pastas.do_projeto().dados / "metricas"
    shutil.rmtree(metricas, ignore_errors=True)
    metricas.mkdir(parents=True)
    da_web = {"SP156_PROCESSO": "web", "PROMETHEUS_MULTIPROC_DIR": str(metricas)}
    supervisor.comecar(WEB, comando, {**comum, **da_web})


def comecar_tarefas(supervisor: Supervisor, comum: Mapping[str, str]) -> None:
    """Quem as faz e a agenda, que as põe na fila."""
    fila = {**comum, "SP156_PROCESSO": "fila"}
    supervisor.comecar("tarefa", TAREFAS, fila)
    supervisor.comecar("segundos", SEGUNDOS, fila)
    supervisor.comecar("arquivos", ARQUIVOS, fila)
    supervisor.comecar("agenda", agenda(pastas.do_projeto().dados / "agenda"), fila)


def agenda(guardada: Path) -> list[str]:
    """Quem põe as rotinas na fila à hora delas; `guardada` diz quando foi a última vez de cada uma."""
    comando = [*CELERY, "sp156.fila.agenda", "beat", "--loglevel=WARNING", "--pidfile="]
    return [*comando, f"--schedule={guardada}"]


def alcancavel(host: str) -> str:
    """Por onde esta máquina chega a quem atende em `host`."""
    return {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104 - lê, não abre


def endereco(host: str, porta: int) -> str:
    nome = alcancavel(host)
    return f"http://[{nome}]:{porta}" if ":" in nome else f"http://{nome}:{porta}"


def saudavel(host: str, porta: int, nome: str) -> bool:
    """`/saude/` responde 200 a quem a chama por `nome`."""
    conexao = http.client.HTTPConnection(alcancavel(host), porta, timeout=5)
    try:
        conexao.request("GET", "/saude/", headers={"Host": nome})
        return conexao.getresponse().status == HTTPStatus.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        conexao.close()
