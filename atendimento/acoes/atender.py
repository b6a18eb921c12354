"""Começar um atendimento, anotar o que se fez nele e terminá-lo."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from atendimento.models import Atendimento, AtoDoAtendimento
from atendimento.situacoes import Ato, Resultado
from contas.models import Usuario
from guia.models import Servico
from protocolo.erros import TransicaoProibida
from roteamento.models import Unidade
from solicitacoes.pedir.roteiro import canal_de

JA_ACABOU = "Este atendimento já acabou. Comece outro."


def comecar(*, atendente: Usuario, unidade: Unidade, telefone: str = "") -> Atendimento:
    """Alguém chegou, ou ligou. O telefone é o que a central telefônica disse; não prova quem é."""
    return Atendimento.objects.create(
        atendente=atendente, unidade=unidade, canal=canal_de(unidade), telefone=telefone
    )


@transaction.atomic
def anotar(
    *, atendimento: Atendimento, tipo: Ato, protocolo: str = "", servico: Servico | None = None
) -> AtoDoAtendimento:
    """Escreve o que se fez. De denúncia, quem chama não passa o protocolo (ADR 0018)."""
    if servico and tipo == Ato.CONSULTOU and atendimento.servico_id != servico.pk:
        atendimento.servico = servico
        atendimento.save(update_fields=["servico"])
    return AtoDoAtendimento.objects.create(
        atendimento=atendimento, tipo=tipo, protocolo=protocolo, servico=servico, em=timezone.now()
    )


@transaction.atomic
def terminar(*, atendimento: Atendimento, resultado: Resultado) -> Atendimento:
    """O atendimento acaba, com o que a pessoa levou; o telefone de onde ligou se apaga.

    Levanta TransicaoProibida se já tinha acabado com outro resultado.
    """
    travado = Atendimento.objects.select_for_update(of=("self",), no_key=True).get(pk=atendimento.pk)
    if travado.terminado_em:
        if travado.resultado == resultado:
            return travado
        raise TransicaoProibida(JA_ACABOU)
    travado.terminado_em, travado.resultado, travado.telefone = timezone.now(), resultado, ""
    travado.save(update_fields=["terminado_em", "resultado", "telefone"])
    return travado
