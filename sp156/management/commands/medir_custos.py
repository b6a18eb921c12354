"""`manage.py medir_custos`: consultas e CPU de cada página, com uma caixa de milhares de pedidos.

Só mede em banco descartável. No modo embutido cria um ao lado do da demonstração e o apaga no fim;
fora dele, o nome do banco tem de começar por `test_` ou `medicao_`.
"""

from __future__ import annotations

import contextlib
import json
import os
import platform
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.management import BaseCommand, CommandError, call_command
from django.db import connection
from django.utils import timezone

from solicitacoes.importacao.leitura import ArquivoInvalido
from solicitacoes.models import Solicitacao
from sp156 import estaticos
from sp156.embutido import frente
from sp156.medicao.paginas import medir
from sp156.medicao.preparo import CAIXA, preparar

if TYPE_CHECKING:
    from argparse import ArgumentParser
    from collections.abc import Iterator

DESCARTAVEIS = ("test_", "medicao_")
BANCO = "medicao_sp156"
ABERTAS = 20_000
REPETICOES = 100


class Command(BaseCommand):
    help = "Mede consultas e CPU das páginas com uma caixa cheia, num banco descartável."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--arquivo", type=Path, help="Dados abertos a importar antes (amostra).")
        parser.add_argument("--abertas", type=int, default=ABERTAS, help="Pedidos abertos na caixa.")
        parser.add_argument(
            "--repeticoes", type=int, default=REPETICOES, help="Pedidos por página (50 ou mais)."
        )
        parser.add_argument("--manter", action="store_true", help="Não apaga o banco da medição no fim.")
        parser.add_argument("--json", action="store_true", help="O resultado em JSON, com os planos.")

    def handle(
        self,
        *_args: Any,
        arquivo: Path | None,
        abertas: int,
        repeticoes: int,
        manter: bool,
        json: bool,  # noqa: A002
        **_opcoes: Any,
    ) -> None:
        if arquivo and not arquivo.is_file():
            raise CommandError(f"Não achei o arquivo {arquivo}.")
        with banco_descartavel(manter=manter):
            try:
                massa = preparar(abertas=abertas, amostra=arquivo)
            except ArquivoInvalido as erro:
                raise CommandError(str(erro)) from erro
            resultado = {**_circunstancias(), "paginas": medir(massa, repeticoes=repeticoes)}
        self.stdout.write(_em_json(resultado) if json else em_tabela(resultado))


@contextlib.contextmanager
def banco_descartavel(*, manter: bool = False) -> Iterator[None]:
    """Dá um banco que se pode encher, ou recusa."""
    atual = str(connection.settings_dict["NAME"])
    if atual.startswith(DESCARTAVEIS):
        yield
        return
    if not settings.EMBUTIDO:
        raise CommandError(
            f"Este comando enche o banco de pedidos inventados, e “{atual}” não é um banco de medição: "
            "o nome tem de começar por test_ ou medicao_."
        )
    frente.preparar()
    estaticos.coletar()
    _criar_banco()
    try:
        _usar_banco(BANCO)
        call_command("migrate", verbosity=0)
        call_command("carregar_referencia", verbosity=0)
        yield
    finally:
        _usar_banco(atual)
        if not manter:
            _apagar_banco()


def _criar_banco() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [BANCO])
        if cursor.fetchone() is None:
            cursor.execute(f"CREATE DATABASE {BANCO}")


def _usar_banco(nome: str) -> None:
    connection.close()
    connection.settings_dict["NAME"] = nome


def _apagar_banco() -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"DROP DATABASE IF EXISTS {BANCO}")


def _circunstancias() -> dict[str, Any]:
    """Quando, em que máquina e sobre quantos pedidos."""
    abertas = Solicitacao.objects.abertas().filter(unidade__sigla=CAIXA).count()
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version")
        versao = cursor.fetchone()[0]
    return {
        "quando": timezone.localtime().isoformat(timespec="minutes"),
        "maquina": {
            "nucleos": os.cpu_count(),
            "carga": round(os.getloadavg()[0], 1),
            "python": platform.python_version(),
            "postgresql": versao,
        },
        "pedidos": {"todos": Solicitacao.objects.count(), "abertos_na_caixa": abertas},
    }


def _em_json(resultado: dict[str, Any]) -> str:
    return json.dumps(resultado, ensure_ascii=False, indent=1)


def em_tabela(resultado: dict[str, Any]) -> str:
    linhas = [f"{'':40} consultas    web  postgres  total  alvo (ms de CPU)"]
    for nome, pagina in resultado["paginas"].items():
        alvo = f"{pagina['alvo_ms']:g}" if pagina["alvo_ms"] else "–"
        banco = "?" if pagina["postgres_ms"] is None else f"{pagina['postgres_ms']:.2f}"
        linhas.append(
            f"{nome:40} {pagina['consultas']:9} {pagina['web_ms']:6.2f} {banco:>9} {pagina['total_ms']:6.2f}"
            f"  {alvo}{'' if pagina['dentro'] else '  ACIMA DO ALVO'}"
        )
    return "\n".join(linhas)
