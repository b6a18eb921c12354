"""`manage.py importar_territorio`: contornos dos distritos e bases de ruas e CEPs da cidade."""

from __future__ import annotations

import json
from argparse import RawDescriptionHelpFormatter
from pathlib import Path
from time import perf_counter
from typing import Any

from django.core.management import BaseCommand, CommandError
from django.core.management.base import CommandParser
from django.utils import timezone

from roteamento.importacao.importador import ORDEM, ArquivosInvalidos, ImportacaoEmCurso, importar
from roteamento.importacao.relatorio import em_palavras
from roteamento.models import Importacao

AJUDA = """Importa o território oficial: tudo numa transação, repetível, e nada muda se um arquivo tem erro.

--distritos: GeoJSON (FeatureCollection) em graus WGS84, um Polygon ou MultiPolygon por distrito, os 96.
    nm_distrito         nome do distrito; ou cd_distrito, o código oficial; os dois têm de concordar
    nm_subprefeitura    opcional; onde difere da nossa, o relatório diz, e vale a nossa

--ceps: CSV em UTF-8 (ou Windows-1252), com `,` ou `;`, um CEP por linha.
    cep                 obrigatória; oito algarismos, com ou sem traço
    logradouro          obrigatória; aceita "lado par", "de 1 a 99", "até 99/100 - lado ímpar",
                        "Prédio, Rua, 108" e "Rua (Vila)"; sem nome de rua a linha não se importa
    bairro, distrito, subprefeitura, lat, lon     opcionais; lat e lon em graus WGS84

--logradouros: CSV igual, um trecho de rua por linha.
    nome                obrigatória; abreviaturas se escrevem por extenso ao importar
    distrito            código (1 a 96) ou nome
    cep, numero_de, numero_ate, lado, lat, lon, bairro, edificacao     opcionais; lado é par, impar ou vazio

O distrito de um trecho é o do polígono onde o ponto cai; sem ponto, o que a linha declara; senão, nenhum.
O que uma pessoa editou ou apagou na administração fica como ela deixou.
"""


class Command(BaseCommand):
    help = AJUDA

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> CommandParser:
        """A ajuda tem colunas: sai como foi escrita."""
        analisador = super().create_parser(prog_name, subcommand, **kwargs)
        analisador.formatter_class = RawDescriptionHelpFormatter
        return analisador

    def add_arguments(self, parser: CommandParser) -> None:
        for tipo in ORDEM:
            parser.add_argument(f"--{tipo.value}", type=Path, metavar="ARQUIVO", help=tipo.label)
        parser.add_argument("--json", action="store_true", help="O relatório em JSON.")

    def handle(self, *_args: Any, **opcoes: Any) -> None:
        arquivos = {tipo.value: opcoes[tipo.value] for tipo in ORDEM if opcoes[tipo.value]}
        if not arquivos:
            raise CommandError("Diga o que importar: --distritos, --ceps ou --logradouros (um ou mais).")
        comeco = perf_counter()
        try:
            relatorios = importar(arquivos, agora=timezone.now(), dizer=self.stderr.write)
        except (ArquivosInvalidos, ImportacaoEmCurso) as erro:
            raise CommandError(str(erro)) from erro
        segundos = round(perf_counter() - comeco, 1)
        if opcoes["json"]:
            self.stdout.write(json.dumps({**relatorios, "segundos": segundos}, ensure_ascii=False))
            return
        for tipo, relatorio in relatorios.items():
            self.stdout.write(em_palavras(Importacao.Tipo(tipo).label, relatorio))
        self.stdout.write(f"Pronto em {str(segundos).replace('.', ',')} s.")
