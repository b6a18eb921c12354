"""O fim de uma manifestação: a resposta conclusiva, a desistência, e o que vem depois."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from avisos.models import Aviso
from contas.autor import Autor
from ouvidoria.models import Andamento, Manifestacao, Satisfacao
from ouvidoria.notificacao import avisar, chamar_a_ouvidoria
from ouvidoria.situacoes import Resposta, Situacao, Tipo
from protocolo import prazos_legais
from protocolo.acoes import exigir, registrar, travar
from protocolo.erros import TransicaoProibida
from protocolo.notificacao import quem_pediu
from protocolo.prazos import relogio
from protocolo.prazos.em_palavras import dia
from protocolo.resposta_suficiente import conferir_resposta

Alcance = Andamento.Alcance
NAO_SE_AVALIA = "Só se avalia uma manifestação respondida."
DENUNCIA_NAO_SE_CONCLUI = "Uma denúncia é admitida ou não, e quem apura a conclui com a Ouvidoria."
ESCOLHIVEIS = tuple(resposta for resposta in Resposta if resposta != Resposta.EM_APURACAO)
"""As respostas que se escolhem numa lista; a de quem foi enviada a apuração é da própria ação."""
PRORROGACAO = "OUV_PRORROGACAO"


@transaction.atomic
def prorrogar(*, caso: Manifestacao, versao: int, por: Autor, motivo: str) -> Manifestacao:
    """A Ouvidoria prorroga o seu prazo: uma vez, antes de ele acabar, com a razão, que a pessoa lê."""
    motivo = conferir_resposta(motivo)
    caso = travar(caso, versao=versao)
    agora = timezone.now()
    if recusa := por_que_nao_prorroga(caso, agora):
        raise TransicaoProibida(recusa)
    antes, novo = prazos_legais.prorrogar(caso, agora, chave=PRORROGACAO)
    return registrar(
        caso,
        tipo=Tipo.PRORROGACAO,
        por=por,
        alcance=Alcance.PUBLICO,
        texto=motivo,
        mudancas={"prazo": [antes, novo]},
        avisos=avisar(caso, "ouvidoria_prorrogada", {"antes": antes}, motivo=motivo),
    )


def por_que_nao_prorroga(caso: Manifestacao, em: datetime) -> str:
    """A razão por que o prazo não se prorroga em `em`; vazio se se prorroga."""
    if not caso.contando:
        return "Nesta situação o prazo não está correndo."
    return relogio.por_que_nao_prorroga(caso, em)


@transaction.atomic
def concluir(*, caso: Manifestacao, versao: int, por: Autor, resposta: str, conclusao: str) -> Manifestacao:
    """A resposta conclusiva, da lista e em texto; as juntadas recebem a mesma, cada uma no seu protocolo."""
    conclusao = conferir_resposta(conclusao)
    resultado = Resposta(resposta)
    if resultado not in ESCOLHIVEIS:
        raise ValueError(f"A Ouvidoria não escolhe a resposta {resultado}.")
    caso = travar(caso, versao=versao)
    if caso.denuncia:
        raise TransicaoProibida(DENUNCIA_NAO_SE_CONCLUI)
    if caso.principal_id:
        raise TransicaoProibida("Esta manifestação segue outra: responda à principal, ou separe-a antes.")
    for junta in caso.juntadas.abertas().order_by("protocolo"):
        dar_resposta(travar(junta), por, resultado, conclusao)
    return dar_resposta(caso, por, resultado, conclusao)


def dar_resposta(caso: Manifestacao, por: Autor, resultado: Resposta, conclusao: str) -> Manifestacao:
    """Encerra com a resposta conclusiva um caso já travado; o aviso de uma denúncia não fala de revisão."""
    exigir(caso, Situacao.CONCLUIDA, por)
    caso.resposta, caso.conclusao = resultado, conclusao
    ate = prazos_legais.vencimento("OUV_REVISAO", inicio=timezone.now())
    return encerrar(
        caso,
        Situacao.CONCLUIDA,
        tipo=Tipo.CONCLUSAO,
        por=por,
        texto=conclusao,
        mudancas={"resposta": ["", resultado.label]},
        avisos=avisar(
            caso,
            "ouvidoria_concluida",
            {"revisao_ate": "" if caso.revisao_em or caso.denuncia else dia(ate)},
            resultado=resultado.label,
            resposta=conclusao,
        ),
    )


@transaction.atomic
def cancelar(*, caso: Manifestacao, por: Autor, por_onde: str = "") -> Manifestacao:
    """A desistência, quando ela cabe (`cancelavel`); `por_onde`, se foi pedida a quem atende."""
    caso = travar(caso)
    if not caso.cancelavel:
        raise TransicaoProibida("Esta manifestação não pode ser cancelada.")
    exigir(caso, Situacao.CANCELADA, por)
    return encerrar(
        caso,
        Situacao.CANCELADA,
        tipo=Tipo.CANCELAMENTO,
        por=por,
        texto="Você desistiu da manifestação.",
        avisos=avisar(caso, "ouvidoria_cancelada", {"quem_pediu": quem_pediu(por, por_onde)}),
    )


def encerrar(
    caso: Manifestacao,
    situacao: Situacao,
    *,
    tipo: str,
    por: Autor,
    texto: str,
    avisos: Sequence[Aviso],
    mudancas: dict[str, Any] | None = None,
) -> Manifestacao:
    """Fecha um caso já travado, que aceita a transição: data o fim, recolhe o que estava com um órgão."""
    caso.situacao = situacao
    caso.encerrada_em = timezone.now()
    caso.parada_em = caso.responder_ate = caso.lembrar_em = None
    caso.encaminhamentos.pendentes().update(encerrado_em=caso.encerrada_em, recolhido_em=caso.encerrada_em)
    return registrar(
        caso,
        tipo=tipo,
        por=por,
        alcance=Alcance.INTERESSADO,
        texto=texto,
        mudancas=mudancas,
        avisos=avisos,
        em=caso.encerrada_em,
    )


@transaction.atomic
def pedir_revisao(*, caso: Manifestacao, por: Autor, texto: str) -> Manifestacao:
    """Quem não concorda com a resposta pede que a Ouvidoria olhe de novo: uma vez, no prazo OUV_REVISAO.

    O prazo da resposta nova é o da lei, contado do pedido de revisão.
    """
    caso = travar(caso)
    if revisao_ate(caso) is None:
        raise TransicaoProibida("O tempo de pedir a revisão passou, ou ela já foi pedida uma vez.")
    exigir(caso, Situacao.EM_ANALISE, por)
    agora = timezone.now()
    antes = Resposta(caso.resposta).label
    caso.situacao, caso.encerrada_em, caso.revisao_em = Situacao.EM_ANALISE, None, agora
    caso.resposta, caso.vencimento_avisado_em, caso.prorrogada_em = "", None, None
    caso.parado = 0
    prazos_legais.partir(caso, "OUV_RESPOSTA", inicio=agora)
    caso = registrar(
        caso,
        tipo=Tipo.REVISAO,
        por=por,
        alcance=Alcance.INTERESSADO,
        texto=texto,
        mudancas={"resposta": [antes, ""]},
        em=agora,
    )
    chamar_a_ouvidoria(caso, "A pessoa pediu a revisão da resposta")
    return caso


def revisao_ate(caso: Manifestacao) -> datetime | None:
    """Até quando se pode pedir a revisão: só da concluída, no prazo, e uma vez. None se não cabe mais."""
    return revisoes_ate([caso]).get(caso.pk)


def revisoes_ate(casos: Iterable[Manifestacao]) -> dict[int, datetime]:
    """Até quando se pede revisão de cada uma destas manifestações, das que ainda se podem rever."""
    encerradas = {
        caso.pk: caso.encerrada_em
        for caso in casos
        if caso.situacao == Situacao.CONCLUIDA and not caso.revisao_em and caso.encerrada_em
    }
    if not encerradas:
        return {}
    ate, agora = prazos_legais.vencimentos("OUV_REVISAO", inicios=encerradas.values()), timezone.now()
    return {pk: ate[fim] for pk, fim in encerradas.items() if agora <= ate[fim]}


@transaction.atomic
def avaliar(*, caso: Manifestacao, por: Autor, nota: int, resolveu: str, comentario: str) -> Satisfacao:
    """A satisfação, uma vez por resposta; avaliar de novo troca a avaliação (Lei 13.460/2017, art. 23)."""
    caso = travar(caso)
    if caso.situacao != Situacao.CONCLUIDA:
        raise TransicaoProibida(NAO_SE_AVALIA)
    valores = {"nota": nota, "resolveu": resolveu, "comentario": comentario, "em": timezone.now()}
    satisfacao, nova = Satisfacao.objects.update_or_create(manifestacao=caso, defaults=valores)
    if nova:
        registrar(caso, tipo=Tipo.AVALIACAO, por=por, alcance=Alcance.INTERESSADO)
    return satisfacao
