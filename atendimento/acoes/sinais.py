"""O que uma página aberta diz sozinha: que está ali, até onde se leu, que se escreve, que se fecha."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from functools import partial

from django.db import transaction
from django.db.models.functions import Least

from atendimento import eventos
from atendimento.acoes.da_conversa import travar_mesmo_acabada
from atendimento.conversa import DoLado, assunto_de
from atendimento.eventos import Tipo
from atendimento.models import Conversa, Disponibilidade, RegraDaConversa
from atendimento.situacoes import DeQuem, SituacaoDaConversa
from contas.models import Usuario

SINAL = timedelta(seconds=10)
"""De quanto em quanto tempo se escreve o sinal de quem espera."""
SEM_CORRENTE = timedelta(seconds=150)
"""Por quanto vale o sinal da página que só pergunta: o navegador deixa a de trás dar um por minuto."""
DESPEDIDA = timedelta(seconds=5)
"""Que tem, para responder, outra página de quem fechou uma."""


def dar_sinal(*, usuario: Usuario, em: datetime, acompanha: bool = True) -> None:
    """Quem atende tem a página aberta; `acompanha`: ela sabe na hora do que muda, e dá sinal amiúde."""
    vale = RegraDaConversa.atual().sem_sinal if acompanha else SEM_CORRENTE
    Disponibilidade.objects.filter(usuario=usuario).update(presente_ate=em + vale)


def dar_sinal_na_fila(*, conversa: Conversa, em: datetime) -> None:
    """A página de quem espera está aberta: quem já se contava como quem saiu retoma o seu lugar."""
    calada = conversa.sumiu_em or conversa.sinal_em is None or em - conversa.sinal_em > SINAL
    if calada and conversa.situacao == SituacaoDaConversa.NA_FILA:
        esta = Conversa.objects.na_fila().filter(pk=conversa.pk)
        esta.order_by().update(sinal_em=em, sumiu_em=None)


def fechar_a_mesa(*, usuario: Usuario, em: datetime) -> None:
    """Quem atende fechou uma página: se nenhuma outra responde, as conversas voltam à fila em segundos."""
    dele = Disponibilidade.objects.filter(usuario=usuario)
    dele.update(presente_ate=Least("presente_ate", em + DESPEDIDA))
    if not eventos.publicar(eventos.evento(assunto_de(DoLado.QUEM_ATENDE, usuario.pk), Tipo.RESPONDA)):
        dar_sinal(usuario=usuario, em=em)  # nenhuma outra o saberia


def fechar_a_conversa(*, conversa: Conversa, em: datetime) -> None:
    """A pessoa fechou uma página: na fila conta-se como quem saiu, se nenhuma outra responde."""
    esta = Conversa.objects.na_fila().filter(pk=conversa.pk)
    esta.order_by().update(sumiu_em=em)
    eventos.publicar(eventos.evento(assunto_de(DoLado.PESSOA, conversa.pk), Tipo.RESPONDA))
    eventos.ao_outro(conversa, DeQuem.PESSOA, Tipo.FECHOU)


def conviver(*, conversa: Conversa, lado: DeQuem, vista: int = 0, fez: Iterable[str] = ()) -> None:
    """O outro lado sabe até onde este viu (zero: nada de novo) e o que fez (de `eventos.FAZ`)."""
    if vista:
        ver_ate(conversa=conversa, ate=vista, lado=lado)
    for tipo in fez:
        eventos.ao_outro(conversa, lado, Tipo(tipo))


@transaction.atomic
def ver_ate(*, conversa: Conversa, ate: int, lado: DeQuem) -> None:
    """Este lado viu até esta ordem."""
    travada = travar_mesmo_acabada(conversa)
    if campo := travada.viu(lado, ate):
        travada.save(update_fields=[campo])
        dizer = partial(eventos.ao_outro, travada, lado, Tipo.VISTA, ate=getattr(travada, campo))
        transaction.on_commit(dizer, robust=True)
