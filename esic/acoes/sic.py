"""O que o SIC do órgão faz com um pedido: passar adiante, prorrogar, responder, cumprir uma decisão."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from contas.autor import Autor
from contas.models import Usuario
from contas.papeis import Papel
from esic import pendencias
from esic.models import Andamento, InformacaoClassificada, Pedido, Recurso
from esic.notificacao import avisar, chamar_quem_recebe, direito_de_recorrer, texto_da_resposta
from esic.situacoes import (
    NEGATIVAS,
    Decisao,
    Fundamento,
    Instancia,
    Resultado,
    ResultadoDaReclamacao,
    Situacao,
    Tipo,
)
from guia.models import Orgao
from protocolo import prazos_legais
from protocolo.acoes import anexar, exigir, registrar, travar
from protocolo.erros import RecusaDeAcao, TransicaoProibida
from protocolo.models import ArquivoDeRascunho
from protocolo.prazos import relogio
from protocolo.resposta_suficiente import conferir_resposta
from roteamento.designados import designados

Alcance = Andamento.Alcance
NADA_A_CUMPRIR = "Não há decisão por cumprir."
RESPONDIDO = "Este pedido já foi respondido."
PRORROGACAO = "ESIC_PRORROGACAO"


class NegativaSemFundamento(RecusaDeAcao):
    """Uma negativa sem a categoria, a base legal ou a informação classificada (LAI, art. 11, §1º, II)."""


@dataclass(frozen=True, slots=True)
class Resposta:
    """O que o órgão decide e diz; a negativa, total ou parcial, com a categoria e a base legal."""

    decisao: str
    texto: str
    fundamento: str = ""
    base_legal: str = ""
    classificada: InformacaoClassificada | None = None
    arquivos: Sequence[ArquivoDeRascunho] = ()


@transaction.atomic
def reencaminhar(*, caso: Pedido, versao: int, por: Autor, orgao: Orgao, motivo: str) -> Pedido:
    """Passa o pedido ao órgão que tem a informação e diz isso à pessoa (LAI, art. 11, §1º, III).

    O prazo não recomeça (decisão do projeto; norma municipal a confirmar).
    """
    motivo = conferir_resposta(motivo)
    caso = travar(caso, versao=versao)
    exigir(caso, Situacao.EM_TRAMITACAO, por)
    if caso.orgao_id == orgao.pk:
        raise TransicaoProibida("O pedido já está neste órgão.")
    antes = caso.orgao.sigla
    caso.orgao, caso.responsavel = orgao, None
    caso.reencaminhamentos += 1
    pendencias.PEDIDO.contar(caso)
    return registrar(
        caso,
        tipo=Tipo.REENCAMINHAMENTO,
        por=por,
        alcance=Alcance.PUBLICO,
        texto=motivo,
        unidade=antes,
        mudancas={"orgao": [antes, orgao.sigla]},
        avisos=avisar(caso, "esic_reencaminhado", motivo=motivo),
    )


@transaction.atomic
def dar_a(*, caso: Pedido, versao: int, por: Autor, responsavel: Usuario | None = None) -> Pedido:
    """Quem assume, ou o colega a quem se dá, passa a cuidar do pedido; a pessoa não é avisada."""
    caso = travar(caso, versao=versao)
    if por.papel != Papel.SIC or caso.orgao_id not in por.orgaos or not caso.aberta:
        raise TransicaoProibida("Só o SIC do órgão escolhe quem cuida, e só do que está aberto.")
    novo, antes = responsavel or por.usuario, caso.responsavel.nome if caso.responsavel else ""
    if novo is None or not designados(Papel.SIC, timezone.localdate(), orgao=caso.orgao).filter(pk=novo.pk):
        raise TransicaoProibida(f"{novo} não responde pelo SIC deste órgão hoje.")
    caso.responsavel = novo
    caso = registrar(
        caso,
        tipo=Tipo.RESPONSAVEL,
        por=por,
        alcance=Alcance.INTERNO,
        unidade=caso.orgao.sigla,
        mudancas={"responsavel": [antes, novo.nome]},
    )
    if novo != por.usuario:
        chamar_quem_recebe(caso, novo, f"{por.usuario} deu a você este pedido de informação")
    return caso


@transaction.atomic
def anotar(*, caso: Pedido, por: Autor, texto: str) -> Pedido:
    """Um recado que só quem trabalha no pedido lê; também depois do fim."""
    return registrar(travar(caso), tipo=Tipo.NOTA, por=por, alcance=Alcance.INTERNO, texto=texto)


@transaction.atomic
def prorrogar(*, caso: Pedido, versao: int, por: Autor, motivo: str) -> Pedido:
    """Mais dias, uma vez, antes de o prazo acabar, com a justificativa dita à pessoa (LAI, art. 11, §2º)."""
    motivo = conferir_resposta(motivo)
    caso = travar(caso, versao=versao)
    agora = timezone.now()
    if recusa := por_que_nao_prorroga(caso, por, agora):
        raise TransicaoProibida(recusa)
    antes, novo = prazos_legais.prorrogar(caso, agora, chave=PRORROGACAO)
    return registrar(
        caso,
        tipo=Tipo.PRORROGACAO,
        por=por,
        alcance=Alcance.PUBLICO,
        texto=motivo,
        unidade=caso.orgao.sigla,
        mudancas={"prazo": [antes, novo]},
        avisos=avisar(caso, "esic_prorrogado", antes=antes, motivo=motivo),
    )


def por_que_nao_prorroga(caso: Pedido, por: Autor, em: datetime) -> str:
    """A razão por que o prazo não cresce agora; vazia se cresce."""
    if caso.situacao != Situacao.EM_TRAMITACAO or por.papel != Papel.SIC:
        return "Só o SIC do órgão prorroga, e só antes de responder."
    return relogio.por_que_nao_prorroga(caso, em)


@transaction.atomic
def responder(*, caso: Pedido, versao: int, por: Autor, resposta: Resposta) -> Pedido:
    """Responde com uma decisão da lista, texto e anexos; diz o direito de recorrer, até quando e a quem.

    Vale também atrasada: a reclamação e o recurso abertos pela falta de resposta perdem o objeto.
    """
    texto = conferir_resposta(resposta.texto)
    decisao = Decisao(resposta.decisao)
    if decisao in NEGATIVAS:
        _conferir_a_negativa(resposta)
    caso = travar(caso, versao=versao)
    if caso.respondido_em:
        raise TransicaoProibida(RESPONDIDO)
    exigir(caso, Situacao.RESPONDIDO, por)
    agora = timezone.now()
    caso.situacao = Situacao.RESPONDIDO
    caso.decisao, caso.resposta = decisao, texto
    caso.fundamento = resposta.fundamento if decisao in NEGATIVAS else ""
    caso.base_da_negativa = resposta.base_legal if decisao in NEGATIVAS else ""
    caso.classificada = resposta.classificada if caso.fundamento == Fundamento.CLASSIFICADA else None
    caso.respondido_em, caso.respondido_por = agora, por.usuario
    caso.recorrer_ate = prazos_legais.vencimento("ESIC_RECURSO_CIDADAO", inicio=agora)
    _perder_objeto(caso, por, agora)
    proxima = proxima_instancia(caso)
    caso = registrar(
        caso,
        tipo=Tipo.RESPOSTA,
        por=por,
        alcance=Alcance.INTERESSADO,
        texto=texto,
        unidade=caso.orgao.sigla,
        mudancas={"decisao": ["", decisao.label]},
        avisos=avisar(
            caso,
            "esic_respondido",
            decisao=decisao.label,
            resposta=texto_da_resposta(caso),
            recurso=direito_de_recorrer(proxima, caso.recorrer_ate),
        ),
        em=agora,
    )
    anexar(caso, resposta.arquivos, por=por, ordem=caso.versao, em=agora)
    return caso


def _conferir_a_negativa(resposta: Resposta) -> None:
    if not (resposta.fundamento in Fundamento.values and resposta.base_legal.strip()):
        raise NegativaSemFundamento("Negar, no todo ou em parte, pede a categoria e a base legal.")
    if resposta.fundamento != Fundamento.CLASSIFICADA:
        return
    em_segredo = InformacaoClassificada.objects.classificadas(timezone.localdate())
    if not (resposta.classificada and em_segredo.filter(pk=resposta.classificada.pk).exists()):
        raise NegativaSemFundamento("Diga qual é a informação classificada, que está em segredo hoje.")


def _perder_objeto(caso: Pedido, por: Autor, em: datetime) -> None:
    caso.recursos.filter(decidido_em=None).update(
        resultado=Resultado.PERDA_DE_OBJETO, decidido_em=em, decidido_por=por.usuario
    )
    fechar_reclamacao(caso, por, em, "O órgão respondeu.")


def fechar_reclamacao(caso: Pedido, por: Autor, em: datetime, porque: str) -> None:
    """A reclamação em aberto, se há, já não precisa de decisão: o que se queria dela aconteceu."""
    caso.reclamacoes.filter(decidida_em=None).update(
        resultado=ResultadoDaReclamacao.PERDA_DE_OBJETO,
        decidida_em=em,
        decidida_por=por.usuario_no_registro,
        fundamentacao=porque,
    )


def proxima_instancia(caso: Pedido) -> Instancia | None:
    """A que vem depois da última usada; None quando as três acabaram. A ordem não se pula."""
    usadas = caso.recursos.count()
    return Instancia(usadas + 1) if usadas < len(Instancia) else None


@transaction.atomic
def cumprir(
    *, caso: Pedido, versao: int, por: Autor, texto: str, arquivos: Sequence[ArquivoDeRascunho] = ()
) -> Pedido:
    """O órgão entrega o que o recurso deu; a pessoa volta a ter prazo para recorrer, se há instância."""
    texto = conferir_resposta(texto)
    caso = travar(caso, versao=versao)
    exigir(caso, Situacao.DECIDIDO, por)
    recurso = a_cumprir(caso)
    if recurso is None:
        raise TransicaoProibida(NADA_A_CUMPRIR)
    agora = timezone.now()
    recurso.cumprido_em = agora
    recurso.save()
    proxima = proxima_instancia(caso)
    caso.recorrer_ate = prazos_legais.vencimento("ESIC_RECURSO_CIDADAO", inicio=agora) if proxima else None
    caso = registrar(
        caso,
        tipo=Tipo.CUMPRIMENTO,
        por=por,
        alcance=Alcance.INTERESSADO,
        texto=texto,
        unidade=caso.orgao.sigla,
        avisos=avisar(
            caso, "esic_cumprido", resposta=texto, recurso=direito_de_recorrer(proxima, caso.recorrer_ate)
        ),
        em=agora,
    )
    anexar(caso, arquivos, por=por, ordem=caso.versao, em=agora)
    return caso


def a_cumprir(caso: Pedido) -> Recurso | None:
    """A decisão que o órgão ainda não cumpriu, se há."""
    return caso.recursos.por_cumprir().order_by("-instancia").first()
