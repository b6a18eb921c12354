"""`manage.py portal`: sobe o portal inteiro e o mantém até Ctrl-C."""

import http.client
import os
import shutil
import socket
import sys
from argparse import ArgumentParser
from functools import partial
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.core.management import BaseCommand, CommandError
from django.db import connections

from sp156.demonstracao import atendimentos, conversas, manifestacoes, meses, pedidos_de_informacao, pessoas
from sp156.embutido import frontend, partida, pastas, processos, renascer, servidores
from sp156.embutido.supervisor import WEB, Supervisor, escrever
from sp156.preparo_do_banco import preparar_banco
from sp156.web import estaticos
from sp156.web.servidor import caber_as_ligacoes, granian

PRAZO_DE_PARTIDA = 90.0
ARQUIVOS = (
    *("worker", "--queues=arquivos,copias", "--pool=solo", "--hostname=arquivos@%h", "--loglevel=WARNING"),
    *("--without-gossip", "--without-mingle", "--without-heartbeat"),
)
"""Quem refaz os arquivos caros e faz as cópias: um de cada vez, sem tomar o lugar de quem entrega avisos."""
SEGUNDOS = (
    *("worker", "--queues=segundos", "--pool=threads", "--concurrency=2", "--hostname=segundos@%h"),
    *("--loglevel=WARNING", "--without-gossip", "--without-mingle", "--without-heartbeat"),
)
"""O trabalhador do que não espera: uma thread para as conversas e outra para os avisos urgentes."""


class Command(BaseCommand):
    help = "Sobe o portal: banco e fila embutidos (se preciso), web, tarefas e agenda."
    requires_system_checks: list[str] = []  # são de quem escreve: `manage.py check`, que a integração roda

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--host", default="127.0.0.1", help="endereço em que o portal atende")
        parser.add_argument("--porta", type=int, default=8000, help="porta em que o portal atende")

    def handle(self, *_args: Any, host: str, porta: int, **_opcoes: Any) -> None:
        nosso = pastas.do_projeto()
        registro = nosso.registro.with_name("processos.portal")
        supervisor = Supervisor(partida.no_ar, partial(servidores.refazer, nosso), registro)
        supervisor.ouvir_sinais()
        try:
            processos.encerrar_restos(registro)
            conferir_porta(host, porta)
            preparar()
            self.manter(supervisor, host, porta)
        except KeyboardInterrupt:
            escrever("parando…\n".encode())
        finally:
            supervisor.parar()

    def manter(self, supervisor: Supervisor, host: str, porta: int) -> None:
        comecar_processos(supervisor, host, porta)
        if not supervisor.esperar(lambda: saudavel(host, porta), PRAZO_DE_PARTIDA):
            morto = supervisor.morto()
            motivo = f"o processo {morto.nome} terminou" if morto else "/saude/ não respondeu a tempo"
            raise CommandError(f"O portal não ficou pronto: {motivo}.")
        escrever(linha_de_pronto(host, porta).encode())
        if morto := supervisor.vigiar():
            raise CommandError(
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
            raise CommandError(f"Não é possível atender em {host}:{porta}: {erro.strerror}.") from erro


def preparar() -> None:
    """O que precisa existir antes da primeira página; cada passo pode ser repetido."""
    frontend.preparar()
    estaticos.coletar()
    preparar_banco()
    if settings.EMBUTIDO:
        manifestacoes.criar()
        pedidos_de_informacao.criar()
        atendimentos.criar()
        conversas.criar()
        meses.criar()
    connections.close_all()


def comecar_processos(supervisor: Supervisor, host: str, porta: int) -> None:
    caber_as_ligacoes()
    comum = {**os.environ, "PYTHONUNBUFFERED": "1", "ENDERECO_PUBLICO": settings.ENDERECO_PUBLICO}
    if settings.EMBUTIDO and "ENDERECO_PUBLICO" not in os.environ:
        comum["ENDERECO_PUBLICO"] = endereco(host, porta)
    celery = [sys.executable, "-m", "celery", "-A", "sp156", "--quiet"]
    agenda = pastas.do_projeto().dados / "agenda"
    tarefas = ["worker", "--queues=celery,canais", "--loglevel=WARNING", "--concurrency=2"]
    tarefas += ["--without-gossip", "--without-mingle"]
    batidas = ["beat", "--loglevel=WARNING", f"--schedule={agenda}", "--pidfile="]
    fila = {**comum, "SP156_PROCESSO": "fila"}
    supervisor.comecar("tarefa", [*celery, *tarefas], fila)
    supervisor.comecar("segundos", [*celery, *SEGUNDOS], fila)
    supervisor.comecar("arquivos", [*celery, *ARQUIVOS], fila)
    supervisor.comecar("agenda", [*celery, *batidas], fila)
    metricas = pastas.do_projeto().dados / "metricas"
    shutil.rmtree(metricas, ignore_errors=True)
    metricas.mkdir(parents=True)
    web = {**comum, "SP156_PROCESSO": "web", "PROMETHEUS_MULTIPROC_DIR": str(metricas)}
    supervisor.comecar(WEB, granian(host, porta), web)


def alcancavel(host: str) -> str:
    """Por onde esta máquina chega a quem atende em `host`."""
    return {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104 - lê, não abre


def endereco(host: str, porta: int) -> str:
    nome = alcancavel(host)
    return f"http://[{nome}]:{porta}" if ":" in nome else f"http://{nome}:{porta}"


def saudavel(host: str, porta: int) -> bool:
    nomes = [nome.lstrip(".") for nome in settings.ALLOWED_HOSTS if nome != "*"]
    cabecalhos = {"Host": nomes[0]} if nomes else {}
    conexao = http.client.HTTPConnection(alcancavel(host), porta, timeout=5)
    try:
        conexao.request("GET", "/saude/", headers=cabecalhos)
        return conexao.getresponse().status == HTTPStatus.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        conexao.close()


def linha_de_pronto(host: str, porta: int) -> str:
    linha = f"pronto: {endereco(host, porta)}/"
    if settings.EMBUTIDO:
        quem = ", ".join(f"{pessoa.papel} {pessoa.email}" for pessoa in pessoas.USUARIOS)
        linha += f" (demonstração, senha {pessoas.SENHA}: {quem})"
    return linha + "\n"
