"""O que se mostra de uma conversa a quem a atende: as mensagens, onde se escreve, as respostas prontas."""

from __future__ import annotations

from typing import Any

from django.db.models import Q

from atendimento import conversa as leituras
from atendimento.acoes.da_conversa import FIM_DITO
from atendimento.casos import provadas, provou_quem_e, reconhecida
from atendimento.consultas import pedido_depois_do_dela
from atendimento.conversa_atendente.forms import DizerForm
from atendimento.conversa_atendente.respostas_prontas import prontas
from atendimento.models import ArquivoDaMensagem, Atendimento, Conversa, Mensagem
from atendimento.situacoes import PEDIDO_ENVIADO, DeQuem, Fim, SituacaoDaConversa
from contas.models import Interessado

LADO = DeQuem.ATENDENTE
FOTO = "central:conversa_foto"


def contexto(atendimento: Atendimento, form: DizerForm | None = None) -> dict[str, Any]:
    """As variáveis de `conversa_atendente/_conversa.html`; nenhuma, se o atendimento não é conversa."""
    esta = atendimento.conversa
    if esta is None or not atendimento.aberto:
        return {"conversa": None}
    return {
        **mensagens(esta, depois=0),
        "dizer": form or DizerForm(initial={"texto": "", "ultima": esta.ultima}),
        "prontas": prontas(atendimento),
        "nota_deixada": _nota_deixada(esta, atendimento.atendente_id),
        "contato_provado": provou_quem_e(esta),
        "identificada": reconhecida(atendimento),
        "fotos_da_conversa": _fotos_da_pessoa(esta),
    }


def _nota_deixada(esta: Conversa, atendente: int) -> Mensagem | None:
    """A última nota de outra pessoa nesta conversa, ou de alguém noutra de quem, nas duas, provou quem é."""
    quais = Q(pk=esta.pk)
    if provou_quem_e(esta):
        provou = Q(conta__isnull=False) | Q(contato_provado_em__isnull=False)
        quais |= provou & Q(interessado__in=Interessado.objects.filter(provadas(esta)))
    notas = Mensagem.objects.filter(conversa__in=Conversa.objects.filter(quais), de=DeQuem.NOTA)
    de_alguem = notas.filter(autor__isnull=False, expurgada=False).exclude(conversa=esta, autor=atendente)
    return de_alguem.select_related("autor").order_by("-em", "-pk").first()


def _fotos_da_pessoa(esta: Conversa) -> int:
    return ArquivoDaMensagem.objects.filter(mensagem__conversa=esta, mensagem__de=DeQuem.PESSOA).count()


def mensagens(esta: Conversa, *, depois: int) -> dict[str, Any]:
    """As mensagens depois desta ordem, e até que ordem a pessoa viu."""
    return {
        "conversa": esta,
        "mensagens": leituras.mensagens_depois(esta, depois, LADO),
        "lado": LADO,
        "vista": leituras.vista_do_outro_lado(esta, LADO),
        "rota_da_foto": FOTO,
    }


def novas(esta: Conversa, *, depois: int) -> dict[str, Any]:
    """As mensagens depois desta ordem; se dizem que a pessoa pediu, também o que a mesa ainda escreve."""
    na_pagina = mensagens(esta, depois=depois)
    avisos = [uma.texto for uma in na_pagina["mensagens"] if uma.de == DeQuem.AVISO]
    if any(texto.startswith(PEDIDO_ENVIADO) for texto in avisos):
        na_pagina["pedido"] = pedido_depois_do_dela(esta)
    return na_pagina


def perdida(esta: Conversa | None) -> dict[str, Any]:
    """As variáveis de `_estado.html` da que já não está com quem olha; None se não se diz com quem ficou."""
    return {"perdida": True, "ficou": ficou(esta) if esta else "", "continua": bool(esta and esta.aberta)}


def ficou(esta: Conversa) -> str:
    """Com quem, ou em que pé, ficou a conversa."""
    if not esta.aberta:
        return FIM_DITO[Fim(esta.fim)]
    if esta.situacao == SituacaoDaConversa.COM_ATENDENTE and esta.atendente:
        return f"{esta.atendente.nome} continua a conversa."
    if esta.situacao == SituacaoDaConversa.PENDENTE:
        return "Ficou por responder: qualquer colega a pode tomar."
    return "Voltou à fila: quem a receber continua."


def com_quem_atende(esta: Conversa, usuario: int) -> bool:
    """Ainda está com esta pessoa?"""
    return esta.situacao == SituacaoDaConversa.COM_ATENDENTE and esta.atendente_id == usuario
