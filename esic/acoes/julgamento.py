"""Quem pode decidir um recurso, e a pergunta que faz antes ao órgão, com a resposta do SIC."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils import timezone

from contas.autor import Autor
from contas.papeis import Papel
from esic import pendencias
from esic.models import Andamento, Pedido, Recurso
from esic.situacoes import Instancia, Situacao, SituacaoDaReuniao, Tipo
from protocolo.acoes import registrar, travar
from protocolo.erros import RecusaDeAcao, TransicaoProibida
from protocolo.resposta_suficiente import conferir_resposta

NADA_A_ESCLARECER = "Não há pergunta de quem decide à espera do órgão."
IMPEDIDO = "Quem respondeu ou já decidiu este pedido não decide o recurso."
SEM_RECURSO = "Não há recurso à espera de decisão."
FORA_DE_PAUTA = "Este recurso ainda não está na pauta de uma reunião da Comissão."
JA_PERGUNTOU = "O órgão ainda não respondeu à pergunta que já se fez."


class QuemRespondeuNaoJulga(RecusaDeAcao):
    """Quem assinou a resposta, a cumpriu ou decidiu a instância anterior não decide este recurso."""


def recurso_em_aberto(caso: Pedido) -> Recurso | None:
    """O que espera decisão, e é um só."""
    return caso.recursos.select_related("reuniao").filter(decidido_em=None).first()


def impedido(caso: Pedido, por: Autor) -> bool:
    """Esta pessoa respondeu o pedido, cumpriu uma decisão dele ou já decidiu uma instância?

    Quem julga não é quem respondeu (LAI, art. 15, parágrafo único: a autoridade hierarquicamente superior).
    """
    if por.usuario is None:
        return False
    decidiu = caso.recursos.filter(decidido_por=por.usuario)
    cumpriu = caso.andamentos.filter(tipo=Tipo.CUMPRIMENTO, usuario=por.usuario)
    return caso.respondido_por_id == por.usuario.pk or decidiu.exists() or cumpriu.exists()


def por_que_nao_julga(recurso: Recurso | None, por: Autor) -> str:
    """A razão por que este papel não trata do recurso; vazia se é o da instância dele."""
    if recurso is None:
        return SEM_RECURSO
    if por.papel != recurso.quem_decide:
        return f"Quem decide este recurso é a {Instancia(recurso.instancia).label}."
    return ""


def por_que_nao_decide(recurso: Recurso | None, por: Autor, hoje: date) -> str:
    """A razão por que o recurso não se decide agora neste papel; vazia se se decide.

    A Comissão só decide em reunião: a do dia, ou uma que se registrou como realizada.
    """
    if recusa := por_que_nao_julga(recurso, por):
        return recusa
    if recurso is None or recurso.instancia != Instancia.TERCEIRA:
        return ""
    reuniao = recurso.reuniao
    if reuniao is None or reuniao.situacao == SituacaoDaReuniao.CANCELADA:
        return FORA_DE_PAUTA
    if reuniao.situacao == SituacaoDaReuniao.REALIZADA or reuniao.dia == hoje:
        return ""
    if reuniao.dia < hoje:
        return f"Registre antes que a reunião de {reuniao.dia:%d/%m/%Y} se realizou."
    return f"Está na pauta da reunião de {reuniao.dia:%d/%m/%Y}: decide-se nesse dia, ou depois dela."


def exigir_isencao(caso: Pedido, por: Autor) -> None:
    """Levanta QuemRespondeuNaoJulga a quem está impedido."""
    if por.usuario is None:
        raise ValueError("Quem decide é uma pessoa.")
    if impedido(caso, por):
        raise QuemRespondeuNaoJulga(IMPEDIDO)


def pergunta_em_aberto(caso: Pedido) -> Andamento | None:
    """A pergunta de quem decide que o órgão ainda não respondeu."""
    if caso.situacao != Situacao.EM_RECURSO:
        return None
    return caso.andamentos.perguntas_em_aberto().first()


@transaction.atomic
def pedir_esclarecimento(*, caso: Pedido, versao: int, por: Autor, pergunta: str) -> Pedido:
    """Quem julga pergunta ao órgão, uma pergunta de cada vez; o prazo da decisão continua correndo."""
    pergunta = conferir_resposta(pergunta)
    caso = travar(caso, versao=versao)
    if recusa := por_que_nao_julga(recurso_em_aberto(caso), por):
        raise TransicaoProibida(recusa)
    exigir_isencao(caso, por)
    if pergunta_em_aberto(caso):
        raise TransicaoProibida(JA_PERGUNTOU)
    caso = registrar(
        caso, tipo=Tipo.ESCLARECIMENTO, por=por, alcance=Andamento.Alcance.INTERNO, texto=pergunta
    )
    pendencias.PERGUNTA.contar(pergunta_em_aberto(caso))
    return caso


@transaction.atomic
def esclarecer(*, caso: Pedido, versao: int, por: Autor, texto: str) -> Pedido:
    """O SIC do órgão responde a quem decide; só a Prefeitura lê."""
    texto = conferir_resposta(texto)
    caso = travar(caso, versao=versao)
    recurso, pergunta = recurso_em_aberto(caso), pergunta_em_aberto(caso)
    if por.papel != Papel.SIC or recurso is None or pergunta is None:
        raise TransicaoProibida(NADA_A_ESCLARECER)
    pendencias.RECURSO[Instancia(recurso.instancia)].chamar(
        recurso,
        "O órgão respondeu à pergunta sobre um recurso",
        chave=f"esic/q{pergunta.pk}/respondida",
    )
    return registrar(
        caso,
        tipo=Tipo.ESCLARECIDO,
        por=por,
        alcance=Andamento.Alcance.INTERNO,
        texto=texto,
        unidade=caso.orgao.sigla,
        em=timezone.now(),
    )
