"""O que o tempo causa: prazo vencido e prazo recalculado."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from ouvidoria.models import Andamento, Encaminhamento, Manifestacao
from ouvidoria.notificacao import avisar, chamar_o_orgao
from ouvidoria.situacoes import Situacao, Tipo
from protocolo import complemento, relogio
from protocolo.acoes import registrar, travar
from protocolo.calendario import carregar_calendario
from protocolo.prazo_em_palavras import contados, dia, dias_passados

if TYPE_CHECKING:
    from datetime import datetime

    from contas.autor import Autor
    from protocolo.calendario import Calendario

Alcance = Andamento.Alcance


@transaction.atomic
def avisar_vencimento(*, caso: Manifestacao, por: Autor) -> Manifestacao:
    """No dia seguinte ao prazo: diz à pessoa quanto atrasou. Uma vez só."""
    caso = travar(caso)
    agora = timezone.now()
    dias = dias_passados(caso.vence_em, agora)
    parado = caso.parada_em or caso.situacao == Situacao.EM_APURACAO
    if not caso.aberta or caso.vencimento_avisado_em or parado or dias < 1:
        return caso
    caso.vencimento_avisado_em = agora
    return registrar(
        caso,
        tipo=Tipo.VENCIMENTO,
        por=por,
        alcance=Alcance.PUBLICO,
        avisos=avisar(caso, "ouvidoria_vencida", atraso=contados(dias)),
    )


@transaction.atomic
def recalcular_prazo(
    *, caso: Manifestacao, por: Autor, calendario: Calendario | None = None, em: datetime | None = None
) -> bool:
    """Refaz as contas da manifestação e dos encaminhamentos pendentes. Prazo já dito nunca encurta.

    Diz se alguma mudou. O relógio parado fica para a retomada, que refaz a conta: enquanto isso é o tempo da
    resposta da pessoa que se refaz. A apuração de uma denúncia não tem prazo em dias.
    """
    caso = travar(caso)
    em, calendario = em or timezone.now(), calendario or carregar_calendario()
    mudou = False
    for envio in caso.encaminhamentos.pendentes().select_related("orgao"):
        mudou = _recalcular_envio(caso, envio, por, calendario, em) or mudou
    if caso.parada_em:
        mudou = complemento.recalcular(caso, por=por, em=em) or mudou
    elif caso.aberta and caso.situacao != Situacao.EM_APURACAO:
        mudou = _recalcular_caso(caso, por, calendario, em) or mudou
    return mudou


def _recalcular_caso(caso: Manifestacao, por: Autor, calendario: Calendario, em: datetime) -> bool:
    antes = dia(caso.vence_em)
    if not relogio.recalcular(caso, em=em, calendario=calendario):
        Manifestacao.objects.filter(pk=caso.pk).update(calculada_em=em)
        return False
    registrar(
        caso,
        tipo=Tipo.RECALCULO,
        por=por,
        alcance=Alcance.PUBLICO,
        texto=f"O calendário da cidade mudou: o prazo passou de {antes} para {dia(caso.vence_em)}.",
        mudancas={"prazo": [antes, dia(caso.vence_em)]},
        avisos=avisar(caso, "ouvidoria_recalculada", antes=antes),
    )
    return True


def _recalcular_envio(  # noqa: PLR0913  cada argumento é um dado da conta
    caso: Manifestacao, envio: Encaminhamento, por: Autor, calendario: Calendario, em: datetime
) -> bool:
    antes = dia(envio.vence_em)
    mudou = relogio.recalcular(envio, em=em, calendario=calendario)
    envio.save()
    if mudou:
        registrar(
            caso,
            tipo=Tipo.RECALCULO,
            por=por,
            alcance=Alcance.INTERNO,
            texto=f"O calendário da cidade mudou: o prazo passou de {antes} para {dia(envio.vence_em)}.",
            unidade=envio.quem,
            mudancas={"prazo": [antes, dia(envio.vence_em)]},
            proprios={"encaminhamento": envio},
        )
        prazo = dia(envio.vence_em)
        chamar_o_orgao(envio, f"O prazo passou para {prazo}", chave=f"enc/{envio.pk}/recalculo/{prazo}")
    return mudou
