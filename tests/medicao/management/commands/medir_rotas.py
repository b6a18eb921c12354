"""`manage.py medir_rotas ARQUIVO`: endereços reais contra o distrito que eles declaram. Não grava nada."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from django.core.management import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from roteamento.importacao import base_de_ruas
from roteamento.ruas.em_memoria import Mapa
from solicitacoes.importacao.leitura import ArquivoInvalido, linhas
from tests.medicao.comando import arquivo as que_existe
from tests.medicao.rotas import medir

if TYPE_CHECKING:
    from argparse import ArgumentParser
    from pathlib import Path

    from tests.medicao.rotas import Medida, Modo

PASSO_DO_PROGRESSO = 50_000
AJUDA = """Localiza cada linha dos dados abertos do SP156 (.csv, .xz ou .gz) e compara com o declarado.

Resposta é o lugar que o portal rotearia sem perguntar nada, e "distrito" e "subprefeitura" são o acerto
dessas; onde ele perguntaria, ou nada sabe, a linha conta em "sem_resposta". "melhor_palpite" dá por
resposta o primeiro lugar que ele ofereceria; "perguntas" são essas linhas, com a parte em que o declarado
está entre as opções. "por_endereco" usa rua, número e CEP; "por_ponto", também o ponto, e só conta as
linhas que têm um ponto na cidade. Não se comparam as linhas sem distrito declarado. Não grava nada.
"""


class Command(BaseCommand):
    help = AJUDA

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("arquivo", type=que_existe)
        parser.add_argument("--ano", type=int, help="Só os pedidos abertos neste ano.")
        parser.add_argument(
            "--ruas",
            type=que_existe,
            metavar="BASE",
            help="Em vez da base do projeto, a que derivar_ruas fez.",
        )
        parser.add_argument("--json", action="store_true", help="O resultado em JSON, com exemplos de erro.")

    def handle(self, *_args: Any, arquivo: Path, ano: int | None, json: bool, **opcoes: Any) -> None:  # noqa: A002
        try:
            medida = medir(linhas(arquivo), _mapa(opcoes["ruas"]), ano=ano, progresso=self._progresso)
        except ArquivoInvalido as erro:
            raise CommandError(str(erro)) from erro
        self.stdout.write(_em_json(medida) if json else _em_palavras(medida))

    def _progresso(self, lidas: int) -> None:
        if lidas % PASSO_DO_PROGRESSO == 0:
            self.stderr.write(f"{lidas} lidas")


def _mapa(ruas: Path | None) -> Mapa:
    """O do banco; com outra base de ruas, o que ele seria com ela: a troca se desfaz."""
    if ruas is None:
        return Mapa.carregar()
    with transaction.atomic():
        base_de_ruas.carregar(agora=timezone.now(), ruas=ruas)
        mapa = Mapa.carregar()
        transaction.set_rollback(True)
    return mapa


def _em_json(medida: Medida) -> str:
    return json.dumps(medida.como_json(), ensure_ascii=False)


def _em_palavras(medida: Medida) -> str:
    return "\n".join(
        [
            f"{medida.por_endereco.linhas} linhas comparadas ({medida.sem_declarado} sem distrito declarado)",
            _modo("Pelo endereço", medida.por_endereco),
            _modo("Pelo endereço e pelo ponto", medida.por_ponto),
        ]
    )


def _modo(nome: str, modo: Modo) -> str:
    sem_perguntar, palpite = modo.como_json(), modo.respondidas.como_json()
    return (
        f"{nome}, sem perguntar: distrito {sem_perguntar['distrito']:.2%}, "
        f"subprefeitura {sem_perguntar['subprefeitura']:.2%}, {sem_perguntar['sem_resposta']} de "
        f"{modo.linhas} sem resposta; melhor palpite: {palpite['linhas']}, "
        f"distrito {palpite['distrito']:.2%}, subprefeitura {palpite['subprefeitura']:.2%}"
    )
