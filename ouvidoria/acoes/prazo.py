"""O que o tempo causa: prazo vencido e prazo recalculado."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from avisos.models import Aviso
from contas.autor import Autor
from ouvidoria.models import Andamento, Encaminhamento, Manifestacao
from ouvidoria.notificacao import avisar, chamar_o_orgao
from protocolo import complemento, vencimento
from protocolo.acoes import registrar, travar
from protocolo.calendario import Calendario, carregar_calendario
from protocolo.prazos import relogio
from protocolo.prazos.em_palavras import dia


@transaction.atomic
def avisar_vencimento(*, caso: Manifestacao, por: Autor) -> Manifestacao:
    """No dia seguinte ao prazo: diz à pessoa quanto atrasou. Uma vez só."""
    caso = travar(caso)
    return vencimento.avisar(
        caso,
        por=por,
        avisos=lambda atraso: avisar(
            caso, "ouvidoria_vencida", {"era": dia(caso.vence_em), "atraso": atraso}
        ),
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
    pendentes = caso.encaminhamentos.pendentes().select_related("orgao")
    mudou = [_recalcular_envio(caso, envio, por, calendario, em) for envio in pendentes]
    if caso.parada_em:
        mudou.append(
            complemento.recalcular(caso, por=por, em=em, avisos=lambda antes: _mais_tempo(caso, antes))
        )
    elif caso.contando:
        mudou.append(
            vencimento.recalcular(
                caso,
                por=por,
                em=em,
                calendario=calendario,
                avisos=lambda antes: avisar(caso, "ouvidoria_recalculada", {"antes": antes}),
            )
        )
    return any(mudou)


def _recalcular_envio(
    caso: Manifestacao, envio: Encaminhamento, por: Autor, calendario: Calendario, em: datetime
) -> bool:
    antes = dia(envio.vence_em)
    mudou = relogio.recalcular(envio, em=em, calendario=calendario)
    envio.save()
    if mudou:
        prazo = dia(envio.vence_em)
        registrar(
            caso,
            tipo=vencimento.RECALCULO,
            por=por,
            alcance=Andamento.Alcance.INTERNO,
            texto=vencimento.MUDOU.format(antes, prazo),
            unidade=envio.quem,
            mudancas={"prazo": [antes, prazo]},
            proprios={"encaminhamento": envio},
        )
        chamar_o_orgao(envio, f"O prazo passou para {prazo}", chave=f"enc/{envio.pk}/recalculo/{prazo}")
    return mudou


def _mais_tempo(caso: Manifestacao, antes: str) -> list[Aviso]:
    ate = dia(caso.responder_ate) if caso.responder_ate else ""
    return avisar(caso, "ouvidoria_mais_tempo", {"antes": antes, "responder_ate": ate})
