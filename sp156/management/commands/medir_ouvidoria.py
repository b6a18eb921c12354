"""`manage.py medir_ouvidoria`: o custo do relatório do ano e da planilha, com milhares de manifestações.

Como `medir_custos`, só mede em banco descartável.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from django.core.management import BaseCommand
from django.urls import reverse
from django.utils import timezone

from ouvidoria.models import Relatorio
from sp156.management.commands.medir_custos import banco_descartavel, em_tabela
from sp156.medicao.manifestacoes import preparar
from sp156.medicao.medidor import Navegante
from sp156.medicao.paginas import Pagina, entrar, medir_pagina
from sp156.medicao.preparo import preparar as preparar_a_caixa

if TYPE_CHECKING:
    from argparse import ArgumentParser

    from contas.models import Usuario

MANIFESTACOES = 50_000
PEDIDOS = 20_000
REPETICOES = 20
CONTADO_MS = 600.0
"""O que se conta na hora: a Ouvidoria espera menos de um segundo, e o público, de dez em dez minutos."""
GUARDADO_MS = 25.0


class Command(BaseCommand):
    help = "Mede o relatório anual e a planilha da Ouvidoria, num banco descartável."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--manifestacoes", type=int, default=MANIFESTACOES, help="Quantas, num ano.")
        parser.add_argument("--pedidos", type=int, default=PEDIDOS, help="Pedidos de serviço abertos.")
        parser.add_argument("--repeticoes", type=int, default=REPETICOES, help="Pedidos por página.")
        parser.add_argument("--manter", action="store_true", help="Não apaga o banco da medição no fim.")
        parser.add_argument("--json", action="store_true", help="O resultado em JSON, com os planos.")

    def handle(  # noqa: PLR0913  uma opção por argumento
        self,
        *_args: Any,
        manifestacoes: int,
        pedidos: int,
        repeticoes: int,
        manter: bool,
        json: bool,  # noqa: A002
        **_opcoes: Any,
    ) -> None:
        with banco_descartavel(manter=manter):
            preparar_a_caixa(abertas=pedidos, amostra=None)
            quem, ano = preparar(manifestacoes, timezone.now())
            resultado = {"manifestacoes": manifestacoes, "paginas": _medir(quem, ano, repeticoes)}
        self.stdout.write(_em_json(resultado) if json else em_tabela(resultado))


def _medir(quem: Usuario, ano: int, repeticoes: int) -> dict[str, dict[str, Any]]:
    relatorio = reverse("ouvidoria:relatorio", args=[ano])
    ouvidora, publico = Navegante(entrar(quem)), Navegante()
    da_ouvidoria = [
        Pagina("relatório, em rascunho", relatorio, CONTADO_MS),
        Pagina("relatório, na mesa", reverse("mesa:relatorio", args=[ano]), CONTADO_MS),
        Pagina("planilha das abertas", reverse("mesa:exportar_csv")),
    ]
    medidas = {pagina.nome: medir_pagina(pagina, ouvidora, repeticoes) for pagina in da_ouvidoria}
    Relatorio.objects.filter(ano=ano).update(publicado_em=timezone.now())
    publicado = Pagina("relatório publicado", relatorio, GUARDADO_MS)
    return {**medidas, publicado.nome: medir_pagina(publicado, publico, repeticoes)}


def _em_json(resultado: dict[str, Any]) -> str:
    return json.dumps(resultado, ensure_ascii=False, indent=1)
