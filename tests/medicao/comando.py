"""O que todo comando de medir páginas tem: as opções, o banco descartável e os dois jeitos de mostrar."""

from __future__ import annotations

import json
import os
import platform
from abc import abstractmethod
from argparse import ArgumentParser, ArgumentTypeError
from pathlib import Path
from typing import Any, ClassVar

from django.core.management import BaseCommand
from django.db import connection
from django.utils import timezone

from solicitacoes.models import Solicitacao
from tests.medicao import banco


class Medicao(BaseCommand):
    """Mede num banco descartável; quem herda diz a massa e o que medir, com a chave `paginas`."""

    repeticoes = 50
    quantidades: ClassVar[dict[str, tuple[int, str]]] = {}
    """A opção que diz quantos → quantos, se não se diz, e o que ela quer dizer."""

    def add_arguments(self, parser: ArgumentParser) -> None:
        for opcao, (quantos, ajuda) in self.quantidades.items():
            parser.add_argument(f"--{opcao}", type=int, default=quantos, help=ajuda)
        parser.add_argument("--repeticoes", type=int, default=self.repeticoes, help="Pedidos por página.")
        parser.add_argument("--manter", action="store_true", help="Não apaga o banco da medição no fim.")
        parser.add_argument("--json", action="store_true", help="O resultado em JSON, com os planos.")

    def handle(self, *_args: Any, manter: bool, **opcoes: Any) -> None:
        with banco.descartavel(manter=manter):
            resultado = self.medir(opcoes)
        self.stdout.write(em_json(resultado) if opcoes["json"] else self.em_tabela(resultado))

    @abstractmethod
    def medir(self, opcoes: dict[str, Any]) -> dict[str, Any]:
        """Enche o banco e mede."""

    def em_tabela(self, resultado: dict[str, Any]) -> str:
        linhas = [f"{'':40} consultas    web  postgres  total  alvo (ms de CPU)"]
        for nome, pagina in resultado["paginas"].items():
            alvo = f"{pagina['alvo_ms']:g}" if pagina["alvo_ms"] else "–"
            do_banco = "?" if pagina["postgres_ms"] is None else f"{pagina['postgres_ms']:.2f}"
            linhas.append(
                f"{nome:40} {pagina['consultas']:9} {pagina['web_ms']:6.2f} {do_banco:>9} "
                f"{pagina['total_ms']:6.2f}  {alvo}{'' if pagina['dentro'] else '  ACIMA DO ALVO'}"
            )
        return "\n".join(linhas)


def em_json(resultado: dict[str, Any]) -> str:
    return json.dumps(resultado, ensure_ascii=False, indent=1)


def arquivo(texto: str) -> Path:
    """O tipo da opção que diz um arquivo, que tem de existir."""
    caminho = Path(texto)
    if not caminho.is_file():
        raise ArgumentTypeError(f"Não achei o arquivo {caminho}.")
    return caminho


def circunstancias(caixa: str) -> dict[str, Any]:
    """Quando, em que máquina e sobre quantos pedidos."""
    abertas = Solicitacao.objects.abertas().filter(unidade__sigla=caixa).count()
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
