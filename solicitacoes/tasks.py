"""O que o tempo causa nas solicitações. Escolhe pelo estado e chama a ação; pode rodar duas vezes."""

from __future__ import annotations

import logging

from celery import shared_task
from django.utils import timezone

from contas.autor import SISTEMA
from protocolo.calendario import carregar_calendario
from protocolo.legais import calendario_mudou_em
from protocolo.rotinas import aplicar
from solicitacoes import acoes, consultas, resumo_semanal
from solicitacoes.models import Escalonamento, Solicitacao

registro = logging.getLogger(__name__)


@shared_task
def avisar_vencidas() -> None:
    """Prazo vencido: avisa uma vez, no dia seguinte."""
    hoje = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    vencidas = Solicitacao.objects.nativas().vencidas(hoje).filter(vencimento_avisado_em=None)
    aplicar(vencidas.order_by("vence_em"), acoes.avisar_vencimento, por=SISTEMA)


@shared_task
def cuidar_complementos() -> None:
    """Lembra na metade do tempo e encerra no fim dele."""
    agora = timezone.now()
    nativas = Solicitacao.objects.nativas()
    aplicar(nativas.com_complemento_vencido(agora), acoes.encerrar_complemento, por=SISTEMA)
    aplicar(nativas.com_complemento_a_lembrar(agora), acoes.lembrar_complemento, por=SISTEMA)


@shared_task
def recalcular_relogios() -> None:
    """Depois de mudança no calendário, refaz os prazos abertos calculados antes dela."""
    mudanca = calendario_mudou_em()
    if mudanca is None:
        return
    agora = timezone.now()
    calendario = carregar_calendario()
    antigos = Solicitacao.objects.nativas().abertas().filter(parada_em=None, calculada_em__lt=mudanca)
    aplicar(
        antigos.order_by("calculada_em"),
        acoes.recalcular_prazo,
        por=SISTEMA,
        calendario=calendario,
        em=agora,
    )


@shared_task
def medir_saidas() -> None:
    """Toda noite: de cada serviço, quantos pedidos saíram da primeira unidade."""
    acoes.medir_saidas(hoje=timezone.localdate())


@shared_task
def mudar_de_unidade() -> None:
    """No dia em que uma unidade acaba, o que está aberto nela passa à sucessora."""
    for antiga in consultas.extintas_com_abertas(timezone.localdate()):
        try:
            acoes.mover_de_unidade(antiga=antiga, por=SISTEMA)
        except Exception:  # noqa: BLE001  fica no registro, e a rotina volta a ela na próxima hora
            registro.exception("mover_de_unidade falhou na unidade %s", antiga.pk)


@shared_task
def chamar_pelo_prazo() -> None:
    """De hora em hora: quem responde pelo pedido cujo prazo aperta ou passou fica sabendo."""
    agora = timezone.now()
    for regra in Escalonamento.objects.filter(ativo=True):
        try:
            acoes.chamar_pelo_prazo(regra=regra, agora=agora)
        except Exception:  # noqa: BLE001  fica no registro, e a rotina volta a ela na próxima hora
            registro.exception("chamar_pelo_prazo falhou na regra %s", regra.pk)


@shared_task
def mandar_resumo_da_semana() -> None:
    """Segunda-feira de manhã: a cada chefia, como está a unidade."""
    resumo_semanal.mandar(timezone.now())
