"""Começar um atendimento, anotar o que se fez nele e terminá-lo."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from assistente import escritos
from assistente.rascunhos import apagar, renovar
from atendimento.consultas import esquecidos, fora_do_turno, pagina_do_atendimento
from atendimento.models import Atendimento, AtoDoAtendimento, Conversa, RegraDaConversa
from atendimento.situacoes import Fim, Providencia, Resultado
from contas.models import Interessado, Usuario
from guia.models import Servico
from protocolo.acoes import travar_rascunho
from protocolo.erros import TransicaoProibida
from protocolo.models import Canal, Rascunho
from roteamento.models import Unidade
from solicitacoes.pedir.roteiro import canal_da

POR_VEZ = 500
DE_NOVO = 3
"""Os últimos dias se contam outra vez: o resultado de um atendimento esquecido pode chegar depois."""
SEM_QUEM_ATENDE = {Fim.PESSOA, Fim.DESISTIU, Fim.PARADA}
"""Os fins de uma conversa que quem atende não deu."""
JA_ACABOU = "Este atendimento já acabou. Comece outro."
JA_SOMADO = "Este atendimento é de um dia que já se somou: já não se diz como ele acabou."


def comecar(
    *,
    atendente: Usuario,
    unidade: Unidade,
    telefone: str = "",
    conversa: Conversa | None = None,
) -> Atendimento:
    """Um atendimento novo. O telefone é o que a central telefônica disse, e não prova quem é."""
    agora = timezone.now()
    return Atendimento.objects.create(
        atendente=atendente,
        unidade=unidade,
        canal=Canal.CHAT if conversa else canal_da(unidade),
        conversa=conversa,
        comecado_em=agora,
        telefone=telefone,
        fora_do_turno=fora_do_turno(atendente, unidade, agora),
    )


@transaction.atomic
def anotar(
    *, atendimento: Atendimento, tipo: Providencia, protocolo: str = "", servico: Servico | None = None
) -> AtoDoAtendimento:
    """Escreve o que se fez. De denúncia, quem chama não passa o protocolo (ADR 0018).

    Do serviço sigiloso não se guarda qual: ficaria ao lado de quem se reconhece.
    """
    if servico and servico.publicada and servico.publicada.sigilosa:
        servico = None
    if tipo == Providencia.CONSULTOU and atendimento.servico != servico:
        atendimento.servico = servico
        atendimento.save(update_fields=["servico"])
    return AtoDoAtendimento.objects.create(
        atendimento=atendimento, tipo=tipo, protocolo=protocolo, servico=servico, em=timezone.now()
    )


def declarou(*, atendimento: Atendimento, parte: Interessado) -> None:
    """Quem se identificou no que registrou aqui fica reconhecido, como declarou, se ninguém ainda o foi."""
    if atendimento.reconhecido_id is None:
        atendimento.reconhecido, atendimento.identidade = parte, Interessado.Identidade.DECLARADA
        atendimento.save(update_fields=["reconhecido", "identidade"])


@transaction.atomic
def terminar(*, atendimento: Atendimento, resultado: Resultado) -> Atendimento:
    """O atendimento acaba, com o que a pessoa levou; o telefone de onde ligou se apaga.

    O que acabou esquecido ganha o resultado que faltava, e fica com a hora em que acabou. Levanta
    TransicaoProibida se já tinha outro resultado, ou se o dia dele já não se soma outra vez.
    """
    travado = _travar(atendimento)
    if travado.resultado:
        if travado.resultado == resultado:
            return travado
        raise TransicaoProibida(JA_ACABOU)
    if ja_somado(travado):
        raise TransicaoProibida(JA_SOMADO)
    return _acabar(travado, resultado)


def ja_somado(atendimento: Atendimento) -> bool:
    """Acabou, e o dia em que começou já não entra nas contas que a rotina refaz?"""
    desde = timezone.localdate() - timedelta(days=DE_NOVO)
    return not atendimento.aberto and timezone.localdate(atendimento.comecado_em) < desde


@transaction.atomic
def retomar(*, atendimento: Atendimento, rascunho: Rascunho) -> Atendimento:
    """O que acabou com um pedido por enviar volta a estar aberto, no mesmo dia.

    O esquecido, e o da conversa que acabou enquanto se escrevia o pedido, pelo tempo da regra. Levanta
    TransicaoProibida se alguém já disse como acabou, ou se o dia dele já se contou.
    """
    travado = _travar(atendimento)
    hoje = timezone.localdate()
    if travado.resultado and not acabou_a_meio(travado, timezone.now()):
        raise TransicaoProibida(JA_ACABOU)
    if travado.terminado_em and timezone.localdate(travado.terminado_em) != hoje:
        raise TransicaoProibida(JA_ACABOU)
    _reabrir(travado)
    renovar(travar_rascunho(rascunho.pk))
    return travado


def seguir(*, conversa: Conversa, atendente: Usuario, unidade: Unidade) -> bool:
    """A conversa parou há pouco e continua: o atendimento desta pessoa segue, com o que se escrevia nele.

    Falso se o último da conversa é de outra pessoa, lugar ou dia, ou se ela a passou.
    """
    agora = timezone.now()
    travados = Atendimento.objects.select_for_update(of=("self",), no_key=True)
    ultimo = travados.filter(conversa=conversa).order_by("-pk").first()
    if ultimo is None or (ultimo.atendente_id, ultimo.unidade_id) != (atendente.pk, unidade.pk):
        return False
    if ultimo.resultado == Resultado.TRANSFERIDO or not _ha_pouco(ultimo, agora):
        return False
    if timezone.localdate(ultimo.comecado_em) != timezone.localdate(agora):
        return False
    _reabrir(ultimo)
    return True


def acabou_a_meio(atendimento: Atendimento, em: datetime) -> bool:
    """Acabou porque a conversa acabou, há pouco: quem atendia ainda pode registrar o que escrevia."""
    conversa = atendimento.conversa
    return conversa is not None and conversa.fim in SEM_QUEM_ATENDE and _ha_pouco(atendimento, em)


def _ha_pouco(atendimento: Atendimento, em: datetime) -> bool:
    """Acabou há menos do que a regra dá para registrar?"""
    acabou = atendimento.terminado_em
    if acabou is None:
        return False
    return em < acabou + timedelta(minutes=RegraDaConversa.atual().minutos_para_registrar)


@transaction.atomic
def acabar_esquecidos(*, em: datetime) -> int:
    """Os abertos em que nada se fez por tempo demais acabam sem resultado; diz quantos.

    O que se registrou e o pedido que se escrevia nele ficam como estão; o que se começou na Ouvidoria ou no
    e-SIC acaba com ele. O que alguém está a gravar agora fica para a volta seguinte.
    """
    achados = esquecidos(em).select_for_update(of=("self",), no_key=True, skip_locked=True)
    quais = list(achados[:POR_VEZ])
    for atendimento in quais:
        _acabar(atendimento, "")
        esquecer_rascunhos(atendimento=atendimento)
    return len(quais)


def esquecer_rascunhos(*, atendimento: Atendimento, tambem_o_pedido: bool = False) -> None:
    """Nenhum rascunho da Ouvidoria ou do e-SIC fica: nem o por enviar, nem o que diria o que se registrou.

    `tambem_o_pedido`: nem o pedido que se escrevia, com as fotos, nem o que ainda estava na página.
    """
    codigo = str(atendimento.codigo)
    deste = Q(dados__balcao__atendimento=codigo)
    if tambem_o_pedido:
        deste |= Q(dados__atendimento__atendimento=codigo, protocolo="")
        escritos.apagar(atendimento.atendente_id, pagina_do_atendimento(codigo))
    for rascunho in Rascunho.objects.filter(deste, dono=atendimento.atendente_id):
        apagar(rascunho)


def _travar(atendimento: Atendimento) -> Atendimento:
    return Atendimento.objects.select_for_update(of=("self",), no_key=True).get(pk=atendimento.pk)


def _reabrir(travado: Atendimento) -> None:
    travado.resultado, travado.terminado_em = "", None
    travado.save(update_fields=["resultado", "terminado_em"])


def _acabar(travado: Atendimento, resultado: str) -> Atendimento:
    travado.terminado_em = travado.terminado_em or timezone.now()
    travado.resultado, travado.telefone = resultado, ""
    travado.save(update_fields=["terminado_em", "resultado", "telefone"])
    return travado
