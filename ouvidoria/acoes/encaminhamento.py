"""A pergunta aos órgãos e a resposta deles (Lei 13.460/2017, art. 16, parágrafo único)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone

from contas.autor import Autor
from guia.models import Orgao
from ouvidoria import pendencias
from ouvidoria.models import Andamento, Anexo, Encaminhamento, Manifestacao
from ouvidoria.notificacao import avisar, chamar_a_ouvidoria, chamar_o_orgao
from ouvidoria.situacoes import OGM, Destino, Situacao, Tipo
from protocolo import prazos_legais
from protocolo.acoes import anexar, exigir, registrar, travar
from protocolo.erros import Conflito, TransicaoProibida
from protocolo.models import ArquivoDeRascunho
from protocolo.prazos import relogio
from protocolo.resposta_suficiente import conferir_resposta

Alcance = Andamento.Alcance
PRORROGACAO_DO_ORGAO = "OUV_ORGAO_PRORROGACAO"


@dataclass(frozen=True, slots=True)
class Envio:
    """O que vai a um órgão: o texto que ele lê, os anexos, e se diz quem é."""

    orgao: Orgao
    texto: str
    anexos: Sequence[Anexo] = ()


@transaction.atomic
def encaminhar(*, caso: Manifestacao, versao: int, por: Autor, envios: Sequence[Envio]) -> Manifestacao:
    """Envia a um ou a vários órgãos, cada um com o seu prazo. Denúncia não vai a órgão: vai a quem apura.

    Quem é só vai junto se a própria pessoa deixou ao registrar.
    """
    caso = travar(caso, versao=versao)
    if por.papel not in OGM:
        raise TransicaoProibida("Só a Ouvidoria envia uma manifestação a um órgão.")
    if caso.denuncia:
        raise TransicaoProibida("Uma denúncia se envia a quem apura, depois de admitida.")
    if not envios:
        raise ValueError("É preciso dizer ao menos um órgão.")
    quem = ", ".join(envio.orgao.nome for envio in envios)
    for envio in envios:
        caso = _enviar(caso, envio, por, quem)
    return caso


def _enviar(caso: Manifestacao, envio: Envio, por: Autor, quem: str) -> Manifestacao:
    """Envia a um. A pessoa recebe um aviso só, com o nome de todos (`quem`)."""
    exigir(caso, Situacao.ENCAMINHADA, por)
    if caso.encaminhamentos.pendentes().filter(orgao=envio.orgao).exists():
        raise TransicaoProibida(f"{envio.orgao.sigla} já está com esta manifestação.")
    criado = montar_envio(caso, envio, por)
    primeiro = caso.situacao != Situacao.ENCAMINHADA
    caso.situacao = Situacao.ENCAMINHADA
    caso = registrar_envio(
        caso,
        criado,
        tipo=Tipo.ENCAMINHAMENTO,
        por=por,
        alcance=Alcance.INTERESSADO,
        mudancas={"orgao": ["", envio.orgao.nome]},
        avisos=avisar(caso, "ouvidoria_encaminhada", orgao=quem) if primeiro else (),
    )
    criado.anexos.set(envio.anexos)
    pendencias.ORGAO.contar(criado)
    return caso


def montar_envio(caso: Manifestacao, envio: Envio, por: Autor) -> Encaminhamento:
    """O encaminhamento como vai, com o prazo já contado; não grava nada."""
    agora = timezone.now()
    montado = Encaminhamento(
        manifestacao=caso,
        orgao=envio.orgao,
        texto=envio.texto,
        mostra_quem=caso.permite_identificar,
        enviado_em=agora,
        enviado_por=por.usuario,
    )
    prazos_legais.partir(montado, "OUV_ORGAO", inicio=agora)
    return montado


def registrar_envio(
    caso: Manifestacao, envio: Encaminhamento, *, alcance: str = Alcance.INTERNO, **passo: Any
) -> Manifestacao:
    """Grava o encaminhamento e, como `registrar`, o caso, o andamento (que quem o recebeu lê) e os avisos."""
    envio.save()
    return registrar(caso, alcance=alcance, proprios={"encaminhamento": envio}, **passo)


def travar_envio(
    envio: Encaminhamento, *, versao: int | None, pendente: bool = True
) -> tuple[Manifestacao, Encaminhamento]:
    """Trava a manifestação e relê o encaminhamento, ainda pendente. Levanta Conflito se outro agiu antes."""
    caso = travar(envio.manifestacao, versao=versao)
    envio = Encaminhamento.objects.select_related("orgao").get(pk=envio.pk)
    envio.manifestacao = caso
    if pendente and not envio.pendente:
        raise Conflito("Este encaminhamento já foi encerrado. Veja o que mudou.")
    return caso, envio


@transaction.atomic
def prorrogar_do_orgao(*, envio: Encaminhamento, versao: int, por: Autor, motivo: str) -> Encaminhamento:
    """O órgão prorroga o seu prazo, uma vez, antes de ele acabar, com a razão."""
    motivo = conferir_resposta(motivo)
    caso, envio = travar_envio(envio, versao=versao)
    exigir(caso, Situacao.ENCAMINHADA, por)
    _exigir_do_orgao(envio)
    agora = timezone.now()
    if recusa := relogio.por_que_nao_prorroga(envio, agora):
        raise TransicaoProibida(recusa)
    antes, novo = prazos_legais.prorrogar(envio, agora, chave=PRORROGACAO_DO_ORGAO)
    registrar_envio(
        caso,
        envio,
        tipo=Tipo.PRORROGACAO_DO_ORGAO,
        por=por,
        texto=motivo,
        unidade=envio.quem,
        mudancas={"prazo": [antes, novo]},
    )
    chamar_a_ouvidoria(caso, f"{envio.quem} prorrogou o prazo")
    return envio


@transaction.atomic
def responder_como_orgao(
    *,
    envio: Encaminhamento,
    versao: int,
    por: Autor,
    resposta: str,
    arquivos: Sequence[ArquivoDeRascunho] = (),
) -> Encaminhamento:
    """A resposta do órgão à Ouvidoria; respondida a última, a manifestação volta à mesa dela.

    Depois do prazo também se responde, e o atraso fica dito.
    """
    resposta = conferir_resposta(resposta)
    caso, envio = travar_envio(envio, versao=versao)
    _exigir_do_orgao(envio)
    agora = timezone.now()
    ultima = not caso.encaminhamentos.pendentes().exclude(pk=envio.pk).exists()
    destino = Situacao.RESPOSTA_RECEBIDA if ultima else Situacao.ENCAMINHADA
    exigir(caso, destino, por)
    envio.resposta = resposta
    envio.respondido_em = envio.encerrado_em = agora
    envio.respondido_por = por.usuario
    caso.situacao = destino
    caso = registrar_envio(
        caso, envio, tipo=Tipo.RESPOSTA_DO_ORGAO, por=por, texto=resposta, unidade=envio.quem, em=agora
    )
    anexar(caso, arquivos, por=por, ordem=caso.versao, em=agora, encaminhamento=envio)
    chamar_a_ouvidoria(caso, f"{envio.quem} respondeu")
    return envio


@transaction.atomic
def devolver_ao_orgao(*, envio: Encaminhamento, versao: int, por: Autor, motivo: str) -> Encaminhamento:
    """A resposta não basta: o órgão refaz, no prazo que já tinha, e a devolução conta.

    O prazo não recomeça: uma resposta ruim não dá mais tempo a quem a deu.
    """
    motivo = conferir_resposta(motivo)
    caso, envio = travar_envio(envio, versao=versao, pendente=False)
    exigir(caso, Situacao.ENCAMINHADA, por)
    if envio.respondido_em is None or envio.recolhido_em:
        raise TransicaoProibida("Só se devolve uma resposta que chegou.")
    _exigir_do_orgao(envio)
    envio.encerrado_em = envio.respondido_em = None
    envio.devolucoes += 1
    envio.motivo_da_devolucao = motivo
    caso.situacao = Situacao.ENCAMINHADA
    mudancas = {"orgao": ["", envio.quem]}
    registrar_envio(caso, envio, tipo=Tipo.DEVOLUCAO_AO_ORGAO, por=por, texto=motivo, mudancas=mudancas)
    vez = f"enc/{envio.pk}/devolvida/{envio.devolucoes}"
    chamar_o_orgao(envio, "A Ouvidoria pediu uma resposta melhor", chave=vez)
    return envio


@transaction.atomic
def recolher(*, envio: Encaminhamento, versao: int, por: Autor, motivo: str) -> Manifestacao:
    """A Ouvidoria retira o envio (órgão errado); sem outro pendente, a manifestação volta à análise."""
    caso, envio = travar_envio(envio, versao=versao)
    _exigir_do_orgao(envio)
    agora = timezone.now()
    outros = caso.encaminhamentos.pendentes().exclude(pk=envio.pk).exists()
    respondido = caso.encaminhamentos.filter(respondido_em__isnull=False, recolhido_em=None).exists()
    sem_pendente = Situacao.RESPOSTA_RECEBIDA if respondido else Situacao.EM_ANALISE
    destino = Situacao.ENCAMINHADA if outros else sem_pendente
    exigir(caso, destino, por)
    envio.recolhido_em = envio.encerrado_em = agora
    caso.situacao = destino
    mudancas = {"orgao": ["", envio.quem]}
    return registrar_envio(
        caso, envio, tipo=Tipo.RECOLHIMENTO, por=por, texto=motivo, mudancas=mudancas, em=agora
    )


def _exigir_do_orgao(envio: Encaminhamento) -> None:
    if envio.destino != Destino.ORGAO:
        raise TransicaoProibida("O que se enviou para apuração segue outro caminho.")
