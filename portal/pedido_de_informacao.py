"""O que a página do pedido de informação mostra a quem provou que ele é seu."""

from __future__ import annotations

from collections.abc import Sequence

from contas.papeis import Papel
from esic.models import Andamento, Anexo, Pedido
from esic.situacoes import MotivoDeRecurso, Situacao, Tipo
from portal.consultas import Mudanca, Passo, lido
from protocolo.calendario import carregar_calendario
from protocolo.prazos import relogio

QUEM = {
    Papel.INTERESSADO: "você",
    Papel.ATENDENTE: "atendente",
    Papel.SIC: "Serviço de Informação ao Cidadão",
    Papel.AUTORIDADE: "autoridade do órgão",
    Papel.OUVIDORIA: "Ouvidoria",
    Papel.CMAI: "Comissão Municipal de Acesso à Informação",
}
MUDOU: dict[str, Mudanca] = {
    Tipo.PRORROGACAO: ("prazo", "O prazo passou de {} para {}.".format),
    Tipo.REENCAMINHAMENTO: ("orgao", "Estava com {}; passou para {}.".format),
    Tipo.RESPOSTA: ("decisao", "{}Decisão: {}.".format),
    Tipo.RECURSO: ("instancia", "{}Quem decide: {}.".format),
    Tipo.RECURSO_DECIDIDO: ("resultado", "{}Resultado: {}.".format),
    Tipo.RECLAMACAO_DECIDIDA: ("resultado", "{}Resultado: {}.".format),
}
NO_ALTO = (Tipo.RESPOSTA, Tipo.RECURSO_DECIDIDO)
"""O texto destes já está em destaque na página."""


def linha_do_tempo(andamentos: Sequence[Andamento]) -> list[Passo]:
    """Os passos, na voz de quem lê."""
    return [
        lido(p, MUDOU, quem=_quem(p), titulo=_titulo(p), texto="" if p.tipo in NO_ALTO else None)
        for p in andamentos
    ]


def _titulo(passo: Andamento) -> str:
    if passo.tipo == Tipo.RECURSO and passo.papel == Papel.SISTEMA:
        return "A Prefeitura abriu um recurso por você"
    return "Você desistiu do pedido" if passo.tipo == Tipo.DESISTENCIA else passo.frase


def _quem(passo: Andamento) -> str:
    """Sem nome de pessoa; quem desistiu já está no título."""
    return "" if passo.tipo == Tipo.DESISTENCIA else QUEM.get(Papel(passo.papel), "")


def anexos(caso: Pedido, andamentos: Sequence[Andamento]) -> tuple[list[Anexo], list[Anexo]]:
    """Os anexos do pedido e os que a Prefeitura mandou; nenhum de passo interno, nem cópia pública."""
    vistos = {passo.ordem: passo for passo in andamentos}
    todos = [anexo for anexo in caso.anexos.filter(limpo_de=None).order_by("pk") if anexo.ordem in vistos]
    do_pedido = [anexo for anexo in todos if vistos[anexo.ordem].tipo == Tipo.REGISTRO]
    return do_pedido, [anexo for anexo in todos if anexo not in do_pedido]


def como_calculamos(caso: Pedido) -> tuple[str, ...]:
    """As frases que explicam o prazo da resposta e a lei que o dá."""
    frases = relogio.como(caso, carregar_calendario(), evento="A Prefeitura recebeu o pedido")
    return (*frases, f"De onde vem o prazo: {caso.base_legal}.")


def motivos(caso: Pedido) -> list[MotivoDeRecurso]:
    """Os que cabem agora: no silêncio do órgão, só a falta de resposta; da resposta dada, o resto.

    De uma decisão, ou da falta dela, recorre-se por qualquer motivo.
    """
    falta = MotivoDeRecurso.SEM_RESPOSTA
    if caso.respondido_em is None and caso.situacao != Situacao.DECIDIDO:
        return [falta]
    todos = caso.situacao in (Situacao.EM_RECURSO, Situacao.DECIDIDO)
    return [motivo for motivo in MotivoDeRecurso if todos or motivo != falta]
