"""As rotinas da transparência."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from avisos.canais.vez import um_de_cada_vez
from transparencia.avaliacao import acoes, convites, lembretes
from transparencia.bairro import boletim
from transparencia.dados_abertos.publicacao import publicar_o_que_falta
from transparencia.models import Avaliacao
from transparencia.paineis import acoes as paineis


@shared_task
def publicar_dados() -> None:
    """Toda madrugada: depois de acabar um mês, refaz os arquivos do último ano. Pode rodar duas vezes."""
    publicar_o_que_falta(timezone.localdate())


@shared_task
@um_de_cada_vez
def contar_avaliacao() -> None:
    """Toda segunda-feira: os números do ano que corre e, até se publicar, os do que acabou.

    Não é toda noite: de um dia para o outro a diferença seria a resposta de alguém. Pode rodar duas vezes.
    """
    agora = timezone.now()
    ano = timezone.localdate(agora).year
    for qual in (ano - 1, ano):
        acoes.contar_ano(ano=qual, agora=agora)


@shared_task
@um_de_cada_vez
def publicar_avaliacao() -> None:
    """Em março: publica a do ano que acabou, com as medidas que houver, se ninguém a publicou antes."""
    ano = timezone.localdate().year - 1
    if Avaliacao.objects.filter(ano=ano, publicada_em=None).exists():
        acoes.publicar_avaliacao(ano=ano)


@shared_task
def lembrar_medidas() -> None:
    """Em janeiro, três manhãs: o órgão que ainda não disse o que fez no ano que acabou."""
    lembretes.lembrar(timezone.localdate())


@shared_task
@um_de_cada_vez
def convidar_a_avaliar() -> None:
    """Toda terça-feira: pergunta a uma amostra se o pedido foi resolvido."""
    convites.convidar(timezone.now())


@shared_task
@um_de_cada_vez
def publicar_paineis() -> None:
    """Toda madrugada: os números dos painéis da semana que acabou, se ainda faltam. Pode rodar duas vezes."""
    paineis.publicar_a_semana(agora=timezone.now())


@shared_task
def mandar_boletins() -> None:
    """Toda manhã: os boletins que faltam da semana que acabou no domingo. Pode rodar duas vezes."""
    boletim.mandar(timezone.now())
