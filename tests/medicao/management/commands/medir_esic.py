"""`manage.py medir_esic`: o custo das páginas e das rotinas do acesso à informação, com milhares de pedidos.

Só mede em banco descartável (`tests.medicao.banco`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils import timezone

from avisos.models import Aviso, Notificacao
from esic import tasks
from esic.models import Pedido
from protocolo.models import DiaNaoUtil
from tests.medicao.comando import Medicao
from tests.medicao.massa_do_esic import Massa, preparar
from tests.medicao.medidor import Navegante, entrar, uma_vez
from tests.medicao.paginas import Pagina, medir_pagina

if TYPE_CHECKING:
    from collections.abc import Callable

LISTA_MS = 25.0
PEDIDO_MS = 25.0
ACOMPANHAR_MS = 10.0


class Command(Medicao):
    help = "Mede as páginas e as rotinas do acesso à informação, num banco descartável."
    quantidades = {"pedidos": (20_000, "Quantos; um em quatro está aberto.")}

    def medir(self, opcoes: dict[str, Any]) -> dict[str, Any]:
        massa = preparar(opcoes["pedidos"], timezone.now())
        return {
            "pedidos": Pedido.objects.count(),
            "abertos": Pedido.objects.abertos().count(),
            "paginas": _medir(massa, opcoes["repeticoes"]),
            "rotinas": _rotinas(),
        }

    def em_tabela(self, resultado: dict[str, Any]) -> str:
        linhas = [f"{'rotina':40}    web  postgres  avisos  recados (ms de CPU)"]
        for nome, rotina in resultado["rotinas"].items():
            do_banco = "?" if rotina["postgres_ms"] is None else rotina["postgres_ms"]
            linhas.append(
                f"{nome:40} {rotina['web_ms']:6} {do_banco:>9} {rotina['avisos']:>7} {rotina['recados']:>8}"
            )
        return "\n".join([super().em_tabela(resultado), "", *linhas])


def _medir(massa: Massa, repeticoes: int) -> dict[str, dict[str, Any]]:
    sic, ouvidoria, publico = Navegante(entrar(massa.sic)), Navegante(entrar(massa.ouvidoria)), Navegante()
    lista, pedido = reverse("sic:lista"), reverse("sic:pedido", args=[massa.pedido.protocolo])
    acompanhar = reverse("portal:caso", args=[massa.pedido.protocolo])
    dono = Navegante(entrar(massa.municipe))
    medidas = [
        (Pagina("lista do SIC", lista, LISTA_MS), sic),
        (Pagina("lista do SIC, atrasados", f"{lista}?situacao=atrasados", LISTA_MS), sic),
        (Pagina("lista do SIC, encerrados", f"{lista}?situacao=encerrados", LISTA_MS), sic),
        (Pagina("lista da Ouvidoria", lista, LISTA_MS), ouvidoria),
        (Pagina("lista da Ouvidoria, atrasados", f"{lista}?situacao=atrasados", LISTA_MS), ouvidoria),
        (Pagina("pedido, ao SIC", pedido, PEDIDO_MS), sic),
        (Pagina("acompanhar pelo número", acompanhar, ACOMPANHAR_MS), publico),
        (Pagina("acompanhar, quem pediu", acompanhar, PEDIDO_MS), dono),
    ]
    return {pagina.nome: medir_pagina(pagina, quem, repeticoes) for pagina, quem in medidas}


def _rotinas() -> dict[str, dict[str, Any]]:
    """Cada uma como roda no primeiro dia, e outra vez logo depois, quando não tem o que fazer."""
    contas: dict[str, Callable[[], object]] = {
        "contar a quem foi designado": tasks.notificar_quem_chegou,
        "contar a quem foi designado, outra vez": tasks.notificar_quem_chegou,
        "lembrar": tasks.lembrar,
        "lembrar, outra vez": tasks.lembrar,
        "recalcular, sem mudança": tasks.recalcular_relogios,
        "avisar os vencidos": tasks.avisar_vencidos,
        "avisar os vencidos, outra vez": tasks.avisar_vencidos,
        "encerrar os passados": tasks.encerrar_passados,
        "encerrar os passados, outra vez": tasks.encerrar_passados,
    }
    medidas = {nome: _medir_rotina(rotina) for nome, rotina in contas.items()}
    _fechar_um_dia()
    medidas["recalcular todos, um dia fechado"] = _medir_rotina(tasks.recalcular_relogios)
    return medidas


def _medir_rotina(rotina: Callable[[], object]) -> dict[str, Any]:
    """Os números de uma volta, e quantos avisos e recados ela deixou."""
    antes = Aviso.objects.count(), Notificacao.objects.count()
    custo = uma_vez(rotina)
    return {
        "web_ms": round(custo.web),
        "postgres_ms": None if custo.postgres is None else round(custo.postgres),
        "avisos": Aviso.objects.count() - antes[0],
        "recados": Notificacao.objects.count() - antes[1],
    }


def _fechar_um_dia() -> None:
    """Um dia sem expediente que empurra alguns prazos: todos os abertos se recalculam."""
    aberto = Pedido.objects.sem_resposta().order_by("-vence_em")[0]
    DiaNaoUtil.objects.create(
        data=timezone.localdate(aberto.vence_em), nome="Medição", tipo=DiaNaoUtil.Tipo.SUSPENSO, ato="medição"
    )
