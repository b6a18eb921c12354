"""O pedido num atendimento: registrá-lo, o protocolo e a chave, e o que vai da conversa a ele."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from django.core import signing
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from assistente.rascunhos import apagar
from atendimento.acoes.atender import anotar, comecar, declarou, terminar
from atendimento.acoes.da_conversa import NAO_E_SUA
from atendimento.acoes.dizer import dizer
from atendimento.casos import viu_se_o_documento_de
from atendimento.models import ArquivoDaMensagem, Atendimento, Conversa, Mensagem
from atendimento.situacoes import DeQuem, Providencia, Resultado
from contas.autor import Autor
from contas.models import Usuario
from contas.segredos import chaves
from documentos import recebidos
from esic.models import Pedido
from guia.models import Servico
from ouvidoria.models import Manifestacao
from portal import acoes as do_portal
from portal.consultas import Achado
from protocolo.erros import ArquivoRecusado, TransicaoProibida
from protocolo.models import Rascunho
from referencia.enderecos import inteiro
from solicitacoes.acoes import apoiar
from solicitacoes.models import Solicitacao
from solicitacoes.pedir.roteiro import DETALHES, LOCAL

SEM_CONTATO = (
    "Este caso não tem e-mail guardado, e a chave só vai por e-mail. A pessoa pode recebê-la na mão, "
    "numa Praça, com um documento."
)
MOTIVO = "pedida pela pessoa num atendimento"
VALE = timedelta(hours=24)
DA_CONVERSA = "conversa"
"""Em `dados` do rascunho: de que conversa veio; some com ela, se era denúncia."""
SO_DA_PAGINA = {"escrito"}
"""O que só a página de quem atende usa."""
SIGILOSO = "Este serviço protege quem pede. Mande o endereço dele, e a pessoa preenche sozinha."
TEXTO = """{servico}, já começado para você terminar: {endereco}
Confira o que está escrito, diga se quer se identificar, e envie. Este endereço vale por um dia."""


@transaction.atomic
def registrou(*, atendimento: Atendimento, caso: Solicitacao) -> None:
    """Anota o pedido, uma vez só, e a pessoa que se identificou fica reconhecida, como declarou.

    Do sigiloso e do anônimo não se guarda o protocolo: o atendimento diria quem é a pessoa.
    """
    parte = caso.interessado
    if caso.sigilosa or parte is None or parte.anonimo or parte.selado_em:
        anotar(atendimento=atendimento, tipo=Providencia.REGISTROU)
        return
    if atendimento.atos.filter(tipo=Providencia.REGISTROU, protocolo=caso.protocolo).exists():
        return
    anotar(
        atendimento=atendimento, tipo=Providencia.REGISTROU, protocolo=caso.protocolo, servico=caso.servico
    )
    declarou(atendimento=atendimento, parte=parte)


@transaction.atomic
def acompanhar_junto(*, atendimento: Atendimento, caso: Solicitacao, conta: Usuario) -> None:
    """A pessoa passa a receber as frases públicas do pedido de outra, pela conta dela.

    O ato não leva o protocolo: quem acompanha não sabe o número do pedido.
    """
    apoiar(caso=caso, usuario=conta)
    anotar(atendimento=atendimento, tipo=Providencia.APOIOU)


# --- em nome da pessoa ------------------------------------------------------------------


@transaction.atomic
def registrado(*, codigo: str, caso: Achado) -> None:
    """Anota o que se registrou na Ouvidoria ou no e-SIC dentro do atendimento com este código.

    No que já acabou não se anota nada. O ato da Ouvidoria nunca leva o protocolo: sem ele só na denúncia, a
    falta diria qual é (ADR 0018).
    """
    atendimento = Atendimento.objects.filter(codigo=UUID(codigo)).first()
    if atendimento is None or not atendimento.aberto:
        return
    if isinstance(caso, Manifestacao) and caso.denuncia:
        _so_da_denuncia(atendimento)
        return
    if not isinstance(caso, Pedido):
        anotar(atendimento=atendimento, tipo=Providencia.OUVIDORIA)
        return
    anotar(atendimento=atendimento, tipo=Providencia.ESIC, protocolo=caso.protocolo)
    if caso.interessado:
        declarou(atendimento=atendimento, parte=caso.interessado)


def _so_da_denuncia(atendimento: Atendimento) -> None:
    """O atendimento à parte acaba com ela: depois ninguém se reconhece nele, nem se pede nada.

    Se já se fez nele outra coisa, o ato fica noutro, que também acaba.
    """
    if atendimento.reconhecido_id or atendimento.atos.exists():
        atendimento = comecar(atendente=atendimento.atendente, unidade=atendimento.unidade)
    anotar(atendimento=atendimento, tipo=Providencia.OUVIDORIA)
    terminar(atendimento=atendimento, resultado=Resultado.OUVIDORIA)


@transaction.atomic
def trocar_chave(*, atendimento: Atendimento, caso: Achado, por: Autor) -> str:
    """A chave anterior deixa de valer; a nova vai ao e-mail guardado, e só a ele.

    Se foi o documento dela que se viu, devolve-se escrita, para lhe dar na mão; se não, vazio. Levanta
    TransicaoProibida se não há por onde a nova chegue.
    """
    na_mao = viu_se_o_documento_de(atendimento, caso)
    avisos = do_portal.trocar_chave(caso=caso, por=por, motivo=MOTIVO, por_onde=atendimento.por_onde)
    if not na_mao and not any(do_portal.leva_a_chave(aviso) for aviso in avisos):
        raise TransicaoProibida(SEM_CONTATO)
    anotar(atendimento=atendimento, tipo=Providencia.MANDOU_CHAVE, protocolo=caso.protocolo)
    return chaves.chave_escrita(caso.protocolo) if na_mao else ""


@transaction.atomic
def mandar_protocolo(*, atendimento: Atendimento, caso: Achado, contato: str, reservado: bool) -> bool:
    """O número do caso vai a este e-mail ou celular, e só a ele; a chave, nunca. Falso se não há por onde.

    Do `reservado` o ato não guarda o número.
    """
    if not do_portal.mandar_o_numero(caso=caso, contato=contato):
        return False
    protocolo = "" if reservado else caso.protocolo
    anotar(atendimento=atendimento, tipo=Providencia.MANDOU_PROTOCOLO, protocolo=protocolo)
    return True


# --- o pedido já começado, que se manda na conversa -------------------------------------


@transaction.atomic
def mandar_formulario(
    *, conversa: Conversa, rascunho: Rascunho, servico: Servico, chave: UUID, por: Usuario
) -> Mensagem:
    """A pessoa recebe uma cópia do que se escreveu, sem quem pede: isso é ela que diz, no navegador dela.

    Com a mesma chave, é a mesma mensagem. Levanta TransicaoProibida se o serviço é de sigilo, ou se a
    conversa já não é de quem manda.
    """
    if rascunho.sigiloso:
        raise TransicaoProibida(SIGILOSO)
    if not Conversa.objects.de(por).filter(pk=conversa.pk).exists():
        raise TransicaoProibida(NAO_E_SUA)
    if ja := Mensagem.objects.filter(conversa=conversa, chave=chave).first():
        return ja
    dados: dict[str, Any] = {DA_CONVERSA: {"codigo": str(conversa.codigo)}}
    for passo in (LOCAL, DETALHES):
        if ditas := rascunho.dados.get(passo):
            dados[passo] = {nome: dita for nome, dita in ditas.items() if nome not in SO_DA_PAGINA}
    dela = Rascunho.objects.create(
        pk=uuid4(),
        tipo=rascunho.tipo,
        assunto=rascunho.assunto,
        dados=dados,
        dono=conversa.conta,
        expira_em=timezone.now() + VALE,
    )
    _copiar_fotos(rascunho, dela)
    endereco = inteiro(reverse("conversa:formulario", args=[conversa.codigo, _assinar(dela)]))
    texto = TEXTO.format(servico=servico.titulo, endereco=endereco)
    return dizer(conversa=conversa, de=DeQuem.ATENDENTE, texto=texto, chave=chave, autor=por)


def formulario_mandado(conversa: Conversa, assinado: str) -> Rascunho | None:
    """O pedido que este endereço abre a quem é desta conversa; None se passou da hora, ou não é dela."""
    try:
        pk = signing.loads(assinado, salt=DA_CONVERSA, max_age=VALE)
    except signing.BadSignature:
        return None
    dela = Rascunho.objects.filter(pk=pk, dados__conversa__codigo=str(conversa.codigo))
    return dela.filter(expira_em__gt=timezone.now()).first()


def apagar_mandados(conversa: Conversa) -> None:
    """O que se mandou numa conversa que era denúncia não fica pela metade em lugar nenhum."""
    for um in Rascunho.objects.filter(dados__conversa__codigo=str(conversa.codigo), protocolo=""):
        apagar(um)


def _assinar(rascunho: Rascunho) -> str:
    return signing.dumps(str(rascunho.pk), salt=DA_CONVERSA)


def _copiar_fotos(de: Rascunho, para: Rascunho) -> None:
    """Copia as fotos que já se podem abrir; a que ainda se confere a pessoa manda de novo."""
    for foto in de.arquivos.select_related("quarentena").order_by("pk"):
        if foto.espera:
            continue
        try:
            with foto.arquivo.open("rb") as aberta:
                recebidos.guardar_foto(para, aberta, foto.nome)
        except ArquivoRecusado:
            continue  # a cópia não coube: a do atendimento fica


def levar_fotos(*, conversa: Conversa, rascunho: Rascunho) -> list[str]:
    """Copia para o rascunho as fotos da pessoa que já se podem abrir; a que já lá está não se repete.

    Devolve as recusas: o pedido leva um número de fotos.
    """
    recusas = []
    da_pessoa = ArquivoDaMensagem.objects.filter(mensagem__conversa=conversa, mensagem__de=DeQuem.PESSOA)
    for foto in da_pessoa.select_related("quarentena").order_by("pk"):
        if foto.espera:
            recusas.append(f"{foto.nome}: {foto.espera}")
            continue
        try:
            with foto.arquivo.open("rb") as aberta:
                recebidos.guardar_foto(rascunho, aberta, foto.nome)
        except ArquivoRecusado as recusa:
            recusas.append(f"{foto.nome}: {recusa}")
    return recusas
