"""Um PostgreSQL só do teste, como o de uma máquina: com o `continua.conf` que se entrega, e onde cair."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg

from sp156.embutido import postgres, processos
from sp156.embutido.pastas import RAIZ
from sp156.embutido.processos import Filho, Identidade

CONTINUA = RAIZ / "implantacao" / "postgresql" / "continua.conf"


@dataclass
class Servidor:
    """Os dados, o soquete e o processo; `quem` é com que usuário roda."""

    pasta: Path
    quem: Identidade
    filho: Filho | None = None

    @property
    def dados(self) -> Path:
        return self.pasta / "dados"

    @property
    def endereco(self) -> str:
        return f"host={self.pasta} user=sp156 dbname=postgres connect_timeout=5"

    def criar(self, **opcoes: str) -> None:
        """Dados novos, com o arquivo que se entrega e, por cima dele, as opções do teste."""
        self.pasta.mkdir(mode=0o700)
        postgres.criar_dados(self.dados, self.quem, de_teste=False)
        linhas = [
            CONTINUA.read_text(encoding="utf-8"),
            *(f"{nome} = '{valor}'" for nome, valor in opcoes.items()),
        ]
        with (self.dados / "postgresql.conf").open("a", encoding="utf-8") as conf:
            conf.write("\n".join(linhas) + "\n")

    def subir(self) -> None:
        """Até aceitar ligações; um que se recupera do arquivo demora o que demorar."""
        comando = [str(postgres.programas() / "postgres"), "-D", str(self.dados), "-c", "listen_addresses="]
        comando += ["-c", f"unix_socket_directories={self.pasta}", "-c", "dynamic_shared_memory_type=mmap"]
        with (self.pasta / "registro").open("ab") as saida:
            self.filho = processos.comecar(
                "banco", comando, sinal=signal.SIGINT, identidade=self.quem, saida=saida
            )

    def ligar(self) -> psycopg.Connection:
        return psycopg.connect(self.endereco, autocommit=True)

    def atende(self) -> bool:
        try:
            with self.ligar():
                return True
        except psycopg.OperationalError:
            return False

    def pergunta(self, consulta: str) -> object:
        """O primeiro valor; de quem só faz, nada."""
        with self.ligar() as conexao:
            feita = conexao.execute(consulta)
            linha = feita.fetchone() if feita.description else None
            return linha[0] if linha else None

    def cair(self) -> None:
        """De uma vez, como a máquina que perde a luz."""
        if self.filho is not None:
            os.killpg(self.filho.processo.pid, signal.SIGKILL)
            self.filho.processo.wait()
            (self.dados / "postmaster.pid").unlink(missing_ok=True)
            self.filho = None

    def programa(self, nome: str, *opcoes: str) -> str:
        return processos.executar([str(postgres.programas() / nome), *opcoes], identidade=self.quem)


@contextmanager
def servidores(pasta: Path, *nomes: str) -> Iterator[list[Servidor]]:
    """Um por nome, por criar; no fim todos param."""
    todos = [Servidor(pasta / nome, postgres.identidade()) for nome in nomes]
    try:
        yield todos
    finally:
        for servidor in todos:
            servidor.cair()
