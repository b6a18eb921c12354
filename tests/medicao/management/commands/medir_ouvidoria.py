"""`manage.py medir_ouvidoria`: o custo do relatório do ano e da planilha, com milhares de manifestações.

Só mede em banco descartável (`tests.medicao.banco`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils import timezone

from ouvidoria.models import Relatorio
from tests.medicao import massa_da_caixa
from tests.medicao.comando import Medicao
from tests.medicao.massa_da_ouvidoria import preparar
from tests.medicao.medidor import Navegante, entrar
from tests.medicao.paginas import Pagina, medir_pagina

if TYPE_CHECKING:
    from contas.models import Usuario

CONTADO_MS = 600.0
"""O que se conta na hora: a Ouvidoria espera menos de um segundo, e o público, de dez em dez minutos."""
GUARDADO_MS = 25.0


class Command(Medicao):
    help = "Mede o relatório anual e a planilha da Ouvidoria, num banco descartável."
    repeticoes = 20
    quantidades = {
        "manifestacoes": (50_000, "Quantas, num ano."),
        "pedidos": (20_000, "Pedidos de serviço abertos."),
    }

    def medir(self, opcoes: dict[str, Any]) -> dict[str, Any]:
        massa_da_caixa.preparar(abertas=opcoes["pedidos"], amostra=None)
        quem, ano = preparar(opcoes["manifestacoes"], timezone.now())
        return {
            "manifestacoes": opcoes["manifestacoes"],
            "paginas": _medir(quem, ano, opcoes["repeticoes"]),
        }


def _medir(quem: Usuario, ano: int, repeticoes: int) -> dict[str, dict[str, Any]]:
    relatorio = reverse("ouvidoria:relatorio", args=[ano])
    ouvidora, publico = Navegante(entrar(quem)), Navegante()
    da_ouvidoria = [
        Pagina("relatório, em rascunho", relatorio, CONTADO_MS),
        Pagina("relatório, na mesa", reverse("mesa:relatorio", args=[ano]), CONTADO_MS),
    ]
    medidas = {pagina.nome: medir_pagina(pagina, ouvidora, repeticoes) for pagina in da_ouvidoria}
    Relatorio.objects.filter(ano=ano).update(publicado_em=timezone.now())
    publicado = Pagina("relatório publicado", relatorio, GUARDADO_MS)
    return {**medidas, publicado.nome: medir_pagina(publicado, publico, repeticoes)}
