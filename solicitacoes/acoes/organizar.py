"""Organizar o trabalho: dar a alguém, anotar, marcar o dia, prorrogar e reabrir."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils import timezone

from avisos.models import Notificacao
from contas.autor import Autor
from contas.models import Usuario
from protocolo.acoes import exigir, travar
from protocolo.calendario import carregar_calendario
from protocolo.erros import TransicaoProibida
from protocolo.prazos import relogio
from protocolo.prazos.contagem import Contagem
from solicitacoes.acoes.registro import registrar_ato
from solicitacoes.acoes.resolvido import como_substituta, decidir
from solicitacoes.consultas import equipe_de
from solicitacoes.models import Andamento, Solicitacao
from solicitacoes.notificacao import avisar, chamar, chamar_o_responsavel
from solicitacoes.situacoes import Situacao, Tipo

Alcance = Andamento.Alcance
ABERTO = "Este pedido está aberto."
REABRIU = "Ele tinha sido encerrado e voltou a ser atendido."
PRORROGAVEIS = (Contagem.CORRIDOS, Contagem.UTEIS, Contagem.HORAS)


@transaction.atomic
def atribuir(*, caso: Solicitacao, versao: int, por: Autor, responsavel: Usuario) -> Solicitacao:
    """Dá o pedido a um colega da equipe, que fica sabendo; a situação não muda."""
    caso = travar(caso, versao=versao)
    exigir(caso, caso.situacao, por)
    if caso.responsavel_id == responsavel.pk:
        raise TransicaoProibida(f"{responsavel.nome} já é responsável por este pedido.")
    if not equipe_de(caso.unidade, timezone.localdate()).filter(pk=responsavel.pk).exists():
        raise TransicaoProibida(f"{responsavel.nome} não trabalha nesta unidade hoje.")
    antes = caso.responsavel.nome if caso.responsavel else ""
    caso.responsavel = responsavel
    mudancas = {"responsavel": [antes, str(responsavel)]}
    caso = registrar_ato(caso, Tipo.ATRIBUICAO, por, alcance=Alcance.INTERNO, mudancas=mudancas)
    if responsavel != por.usuario:
        chamar(caso, [responsavel], Notificacao.Tipo.ATRIBUIDO, f"{por.usuario} deu a você este pedido")
    return caso


@transaction.atomic
def anotar(*, caso: Solicitacao, por: Autor, texto: str) -> Solicitacao:
    """Deixa um recado à equipe, que o munícipe nunca vê. Vale em qualquer situação, até depois do fim.

    Não confere a versão: uma anotação não depende do que os outros fizeram nem o desfaz.
    """
    caso = travar(caso)
    if not por.eh_servidor:
        raise TransicaoProibida("Só a equipe anota no pedido.")
    return registrar_ato(caso, Tipo.NOTA, por, alcance=Alcance.INTERNO, texto=texto)


@transaction.atomic
def agendar(*, caso: Solicitacao, versao: int, por: Autor, data: date, texto: str = "") -> Solicitacao:
    """Marca o dia em que a equipe vai ao local e o diz ao munícipe. Marcar de novo troca o dia."""
    caso = travar(caso, versao=versao)
    exigir(caso, caso.situacao, por)
    if data < timezone.localdate():
        raise TransicaoProibida("O dia marcado já passou: escolha de hoje em diante.")
    antes, marcada = f"{caso.agendada_para:%d/%m/%Y}" if caso.agendada_para else "", f"{data:%d/%m/%Y}"
    caso.agendada_para = data
    avisos = avisar(caso, "agendado", {"data": marcada}, recado=texto)
    mudancas = {"agendada_para": [antes, marcada]}
    return registrar_ato(caso, Tipo.AGENDAMENTO, por, texto=texto, mudancas=mudancas, avisos=avisos)


@transaction.atomic
def prorrogar(*, caso: Solicitacao, versao: int, por: Autor, mais: int, motivo: str) -> Solicitacao:
    """Aumenta o prazo uma vez, antes de ele vencer, no máximo até o dobro, e diz ao munícipe por quê."""
    caso = travar(caso, versao=versao)
    exigir(caso, caso.situacao, por)
    if recusa := por_que_nao_prorroga(caso):
        raise TransicaoProibida(recusa)
    if not 1 <= mais <= caso.quantidade:
        raise TransicaoProibida(f"O prazo pode crescer de 1 a {caso.quantidade}.")
    antes, novo = relogio.prorrogar(caso, mais=mais, em=timezone.now(), calendario=carregar_calendario())
    avisos = avisar(caso, "prorrogado", {"antes": antes}, motivo=motivo)
    mudancas = {"prazo": [antes, novo]}
    return registrar_ato(caso, Tipo.PRORROGACAO, por, texto=motivo, mudancas=mudancas, avisos=avisos)


def por_que_nao_prorroga(caso: Solicitacao) -> str:
    """A razão por que este prazo não se prorroga agora; vazio se pode."""
    if caso.contagem not in PRORROGAVEIS:
        return "Este pedido não tem um prazo que se possa prorrogar."
    if not caso.prometido:
        return "O órgão não informou o prazo deste serviço: não há o que prorrogar."
    return relogio.por_que_nao_prorroga(caso, timezone.now())


@transaction.atomic
def reabrir(*, caso: Solicitacao, versao: int, por: Autor, motivo: str, em_lote: bool = False) -> Solicitacao:
    """A chefia desfaz um encerramento errado. O prazo é o que já tinha sido dito: pode já estar vencido.

    Se quem pediu o tinha pedido, é a decisão: aceitou-se. `em_lote`: o encerramento foi o de um lote, e o
    aviso diz que foi engano.
    """
    caso = travar(caso, versao=versao)
    exigir(caso, Situacao.EM_ANDAMENTO, por)
    if caso.aberta:
        raise TransicaoProibida(ABERTO)
    era = caso.get_desfecho_display() if caso.desfecho else caso.get_motivo_de_recusa_display()
    caso.situacao = Situacao.EM_ANDAMENTO
    caso.encerrada_em = caso.executada_em = None
    caso.desfecho = caso.motivo_de_recusa = caso.ordem_de_servico = ""
    caso.reaberta_em = timezone.now()
    decidir(caso, aceito=True)
    if caso.principal and not caso.principal.aberta:
        caso.principal = None  # o grupo já foi respondido: este volta à lista sozinho
    aviso, variaveis = ("engano", {"o_que": REABRIU}) if em_lote else ("reaberto", {})
    avisos = avisar(caso, aviso, variaveis, motivo=motivo)
    mudancas = {"desfecho": [era, ""], **como_substituta(caso, por)}
    caso = registrar_ato(caso, Tipo.REABERTURA, por, texto=motivo, mudancas=mudancas, avisos=avisos)
    if caso.responsavel != por.usuario:
        chamar_o_responsavel(caso, Notificacao.Tipo.REABERTO, "Reaberto pela chefia")
    return caso
