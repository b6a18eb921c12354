"""`manage.py derivar_ruas ARQUIVO`: refaz a base de ruas do projeto dos dados abertos do SP156."""

from __future__ import annotations

from argparse import ArgumentParser
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.management import BaseCommand, CommandError

from roteamento.importacao import base_de_ruas
from roteamento.importacao.derivacao import Pedido, derivar
from solicitacoes.importacao.leitura import ArquivoInvalido, linhas

AJUDA = """Deriva dos pedidos abertos (.csv, .xz ou .gz, o formato da cidade) as ruas de cada distrito.

De cada uma, o nome, os CEPs, a faixa de números e o ponto mediano: da base não se refaz nenhum pedido.
Precisa dos distritos no banco.

Com --ano (um ou mais), só os pedidos abertos neles: a base que um ano não viu serve para medir esse ano
(`medir_rotas --ano 2018 --ruas BASE`). Sem --saida, troca a base que vem com o projeto.
"""


class Command(BaseCommand):
    help = AJUDA

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("arquivo", type=Path)
        parser.add_argument("--ano", action="append", default=[], help="Só os pedidos deste ano; repete-se.")
        parser.add_argument("--saida", type=Path, default=base_de_ruas.RUAS, metavar="BASE")

    def handle(self, *_args: Any, arquivo: Path, ano: list[str], saida: Path, **_opcoes: Any) -> None:
        try:
            trechos = derivar(_pedidos(arquivo, ano))
        except ArquivoInvalido as erro:
            raise CommandError(str(erro)) from erro
        quantas = base_de_ruas.escrever(trechos, saida)
        pares = len({(trecho.nome, trecho.distrito) for trecho in trechos})
        self.stdout.write(f"{quantas} linhas, {pares} ruas em distritos, {saida.stat().st_size} bytes.")


def _pedidos(arquivo: Path, anos: list[str]) -> Iterator[Pedido]:
    for linha in linhas(arquivo):
        if linha and linha["logradouro"] and linha["distrito"] and _do_ano(linha, anos):
            lat, lon = _grau(linha["latitude"]), _grau(linha["longitude"])
            yield Pedido(linha["logradouro"], linha["numero"], linha["cep"], linha["distrito"], lat, lon)


def _do_ano(linha: dict[str, str], anos: list[str]) -> bool:
    return not anos or any(ano in linha["data de abertura"][:10] for ano in anos)


def _grau(escrito: str) -> float | None:
    try:
        return float(escrito.replace(",", "."))
    except ValueError:
        return None
