"""O que o tempo causa nas solicitações. Escolhe pelo estado e chama a ação; pode rodar duas vezes."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from contas.autor import SISTEMA
from protocolo.rotinas import relogios
from solicitacoes import acoes, consultas
from solicitacoes.acoes.lote import parados
from solicitacoes.acoes.sigilo import proteger_os_de_antes as proteger
from solicitacoes.agregados.contar import contar, contar_e_conferir
from solicitacoes.caixa.fazer_lote import acabar
from solicitacoes.chefia import resumo_semanal
from solicitacoes.models import Apoio, Escalonamento, PedidoDeReabertura, Solicitacao


@shared_task
def avisar_vencidas() -> None:
    """Prazo vencido: avisa uma vez, no dia seguinte."""
    relogios.avisar_vencidas(Solicitacao.objects.nativas().vencidas, acoes.avisar_vencimento)


@shared_task
def cuidar_complementos() -> None:
    """Lembra na metade do tempo e encerra no fim dele."""
    relogios.cuidar_complementos(
        Solicitacao.objects.nativas(),
        encerrar=acoes.encerrar_complemento,
        lembrar=acoes.lembrar_complemento,
    )


@shared_task
def recalcular_relogios() -> None:
    """Depois de mudança no calendário, refaz os prazos abertos de antes dela, também o da resposta."""
    relogios.recalcular(Solicitacao.objects.nativas(), acoes.recalcular_prazo)


@shared_task
def continuar_lotes() -> None:
    """De vinte em vinte segundos: o lote de cuja página se saiu acaba de se fazer."""
    for lote in parados(timezone.now()):
        acabar(lote)


@shared_task
def medir_saidas() -> None:
    """Toda noite: de cada serviço, quantos pedidos saíram da primeira unidade."""
    acoes.medir_saidas(hoje=timezone.localdate())


@shared_task
def contar_resolvidos() -> None:
    """Toda noite: de cada serviço, quantos disseram se foi resolvido, e quantos que sim."""
    acoes.contar_resolvidos(hoje=timezone.localdate())


@shared_task
def medir_tempos() -> None:
    """Toda noite: de cada serviço, em quantos dias terminaram os pedidos do último ano."""
    acoes.medir_tempos(agora=timezone.now())


@shared_task
def contar_agregados() -> None:
    """De três em três horas: o que houve nos pedidos, por dia, serviço, lugar, unidade e canal."""
    contar()


@shared_task
def conferir_agregados() -> None:
    """Toda noite: conta outra vez e soma os pedidos um a um; um vigia diz se não deu o mesmo."""
    contar_e_conferir()


@shared_task
def proteger_os_de_antes() -> None:
    """De dez em dez minutos: o pedido sigiloso que a versão anterior gravou, ao atualizar, sem o dizer."""
    proteger()


@shared_task
def contar_a_quem_apoia() -> None:
    """De dez em dez minutos: o que houve nos pedidos que alguém acompanha junto."""
    relogios.aplicar(Apoio.objects.com_novidade().order_by("pk"), acoes.contar_a_quem_apoia, como="apoio")


@shared_task
def cobrar_reaberturas() -> None:
    """Todo dia: o prazo de decidir se um pedido se reabre passou, e ninguém decidiu."""
    atrasados = PedidoDeReabertura.objects.por_decidir().filter(decidir_ate__lt=timezone.now())
    lidos = atrasados.select_related("caso__unidade__superior", "caso__versao_servico")
    relogios.aplicar(lidos.order_by("decidir_ate"), acoes.cobrar_a_decisao, como="reabertura")


@shared_task
def mudar_de_unidade() -> None:
    """No dia em que uma unidade acaba, o que está aberto nela passa à sucessora."""
    extintas = consultas.extintas_com_abertas(timezone.localdate())
    relogios.aplicar(extintas, acoes.mover_de_unidade, como="antiga", por=SISTEMA)


@shared_task
def chamar_pelo_prazo() -> None:
    """De hora em hora: quem responde pelo pedido cujo prazo aperta ou passou fica sabendo."""
    regras = Escalonamento.objects.filter(ativo=True)
    relogios.aplicar(regras, acoes.chamar_pelo_prazo, como="regra", agora=timezone.now())


@shared_task
def mandar_resumo_da_semana() -> None:
    """Segunda-feira de manhã: a cada chefia, como está a unidade."""
    resumo_semanal.mandar(timezone.now())
