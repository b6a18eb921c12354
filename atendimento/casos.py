"""Que casos se podem dizer a quem atende, e quais são da mesma pessoa (ADR 0018)."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, Final

from django.db.models import Q, QuerySet, Subquery

from atendimento.models import Atendimento, Conversa
from atendimento.situacoes import Providencia
from contas.models import Interessado, Municipe, Usuario
from entrada.guardados import guardado_por
from esic.models import Pedido
from ouvidoria.models import Manifestacao
from portal.area.lista import AO_LADO, TEXTOS
from portal.consultas import Achado
from solicitacoes.models import Solicitacao

PROCESSOS: Final[tuple[type[Achado], ...]] = (Solicitacao, Manifestacao, Pedido)
MAIS_PARTES = 200


def que_se_dizem(processo: type[Achado]) -> QuerySet[Any, Any]:
    """Os casos que um atendente pode achar, sem textos: denúncia nenhuma, nem de quem se guarda segredo.

    Da manifestação, só a de quem deixou o órgão saber quem é: dos outros, só a Ouvidoria sabe.
    """
    casos = SE_DIZEM[processo]().filter(interessado__selado_em=None, interessado__anonimizado_em=None)
    casos = casos.exclude(interessado__identidade=Interessado.Identidade.ANONIMA)
    casos = casos.filter(interessado__isnull=False).defer(*TEXTOS[processo])
    return casos.select_related("interessado", *AO_LADO[processo])


def _manifestacoes() -> QuerySet[Manifestacao]:
    ditas = Manifestacao.objects.sem_denuncias().filter(permite_identificar=True)
    return ditas.exclude(solicitacao__sigilosa=True)


SE_DIZEM: Final = {
    Solicitacao: lambda: Solicitacao.objects.sem_resguardo().que_se_ligam().select_related("distrito"),
    Manifestacao: _manifestacoes,
    Pedido: Pedido.objects.all,
}


def que_se_ligam(protocolos: Collection[str]) -> set[str]:
    """Dos protocolos, os dos casos de que se fala por telefone, ou em carta, a quem os abriu."""
    casos = (que_se_dizem(processo).filter(protocolo__in=protocolos) for processo in PROCESSOS)
    return {protocolo for quais in casos for protocolo in quais.values_list("protocolo", flat=True)}


def das_partes(processo: type[Achado], partes: list[int]) -> QuerySet[Any, Any]:
    """Os casos destes interessados que se dizem, do mais novo para trás."""
    return que_se_dizem(processo).filter(interessado__in=partes).order_by("-aberta_em", "-pk")


def mais_novo(quais: Q) -> Achado | None:
    """O caso mais novo destas partes, de qualquer processo, se se pode dizer."""
    partes = Interessado.objects.filter(quais).order_by("-pk").values_list("pk", flat=True)
    achadas = list(partes[:MAIS_PARTES])
    de_cada = [caso for processo in PROCESSOS if (caso := das_partes(processo, achadas).first())]
    return max(de_cada, key=lambda caso: caso.aberta_em, default=None)


def reconhecida(atendimento: Atendimento) -> bool:
    """A pessoa disse os fatos, ou mostrou o documento? Quem só registrou aqui um pedido disse o que quis."""
    return bool(atendimento.reconhecido_id) and atendimento.atos.filter(tipo=Providencia.RECONHECEU).exists()


def partes_de(atendimento: Atendimento) -> list[int]:
    """As partes que são a mesma pessoa que se reconheceu; nenhuma, se ninguém foi.

    De quem só registrou aqui um pedido, as do que registrou: o CPF e o contato são os que disse. O CPF que
    se declara num pedido não liga nada sozinho: quem abre um com o CPF de outro não vê os dela. Ou traz o
    mesmo nome e o mesmo contato, ou a pessoa mostrou o documento, ou a conta é a mesma.
    """
    quem = atendimento.reconhecido
    if quem is None or quem.anonimo or quem.selado_em or quem.anonimizado_em:
        return []
    comprovada = atendimento.identidade == Interessado.Identidade.COMPROVADA
    mesma = Q(pk=quem.pk) | Q(pk__in=_do_que_se_registrou(atendimento))
    if reconhecida(atendimento):
        mesma |= _da_mesma_pessoa(quem, comprovada=comprovada)
        mesma |= provadas(atendimento.conversa) if atendimento.conversa else Q()
    achadas = Interessado.objects.filter(mesma, selado_em=None, anonimizado_em=None).order_by("-pk")
    return list(achadas.values_list("pk", flat=True))


def provou_quem_e(conversa: Conversa) -> bool:
    """Entrou com a conta, ou acertou o código que foi ao contato que deixou."""
    return bool(conversa.conta_id or conversa.contato_provado_em)


def provadas(conversa: Conversa) -> Q:
    """As partes com a conta de quem conversa, ou com o contato que provou ser seu.

    Quem lê o e-mail de um caso já recebe nele o link que o abre; o celular muda de dono: pede também o nome.
    """
    dela = Q(pk=None)
    if conversa.conta_id:
        dela |= Q(usuario=conversa.conta_id, guardado_em=None)
    quem = conversa.interessado
    if conversa.contato_provado_em and quem:
        do_celular = Q(telefone=quem.telefone, nome__iexact=quem.nome)
        dela |= Q(email=quem.email) if quem.email else do_celular
    return dela


def conta_dela(quem: Interessado) -> Usuario | None:
    """A conta com que se pediu, ou que provou o CPF; a que o guardou com a chave pode ser de outra pessoa."""
    conta = quem.usuario
    return None if conta is None or guardado_por(quem, conta) else conta


def viu_se_o_documento_de(atendimento: Atendimento, caso: Achado) -> bool:
    """O documento que se viu é o da parte deste caso? Só a ela se dá a chave na mão."""
    visto, parte = atendimento.reconhecido, caso.interessado
    if visto is None or parte is None or atendimento.identidade != Interessado.Identidade.COMPROVADA:
        return False
    return parte.pk == visto.pk or (visto.municipe_id is not None and parte.municipe_id == visto.municipe_id)


def _da_mesma_pessoa(quem: Interessado, *, comprovada: bool) -> Q:
    mesma = Q(pk=quem.pk)
    if conta := conta_dela(quem):
        provado = Subquery(Municipe.objects.filter(usuario=conta).values("pk")[:1])
        mesma |= Q(usuario=conta) & (Q(guardado_em=None) | Q(municipe=provado))
    if quem.municipe_id and comprovada:
        mesma |= Q(municipe=quem.municipe_id)
    elif quem.municipe_id and (contato := _mesmo_contato(quem)):
        mesma |= Q(contato, municipe=quem.municipe_id, nome__iexact=quem.nome)
    return mesma


def _do_que_se_registrou(atendimento: Atendimento) -> list[int]:
    """As partes dos casos registrados neste atendimento."""
    atos = atendimento.atos.filter(tipo__in=(Providencia.REGISTROU, Providencia.ESIC)).exclude(protocolo="")
    protocolos = list(atos.values_list("protocolo", flat=True))
    if not protocolos:
        return []
    partes = (
        processo.objects.filter(protocolo__in=protocolos, interessado__isnull=False)
        for processo in (Solicitacao, Pedido)
    )
    return [pk for casos in partes for pk in casos.order_by().values_list("interessado", flat=True)]


def _mesmo_contato(quem: Interessado) -> Q:
    contato = Q()
    for campo in ("email", "telefone"):
        if valor := getattr(quem, campo):
            contato |= Q(**{campo: valor})
    return contato


def e_dela(atendimento: Atendimento, caso: Achado) -> bool:
    """O caso é de quem se reconheceu neste atendimento, e se pode dizer?"""
    partes = partes_de(atendimento)
    return bool(partes) and das_partes(type(caso), partes).filter(pk=caso.pk).exists()


def do_interessado(chave: int) -> Achado | None:
    """O caso, de qualquer processo, que tem esta parte, se se pode dizer."""
    achados = (das_partes(processo, [chave]).first() for processo in PROCESSOS)
    return next((caso for caso in achados if caso is not None), None)
