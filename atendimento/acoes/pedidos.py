"""O pedido num atendimento: registrá-lo, o protocolo e a chave, e as fotos que vão da conversa a ele."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from atendimento.acoes.atender import anotar, comecar, declarou, terminar
from atendimento.casos import viu_se_o_documento_de
from atendimento.models import ArquivoDaMensagem, Atendimento, Conversa
from atendimento.situacoes import DeQuem, Providencia, Resultado
from contas.autor import Autor
from contas.models import Usuario
from contas.segredos import chaves
from documentos import recebidos
from esic.models import Pedido
from ouvidoria.models import Manifestacao
from portal import acoes as do_portal
from portal.consultas import Achado
from protocolo.erros import ArquivoRecusado, TransicaoProibida
from protocolo.models import Rascunho
from solicitacoes.acoes import apoiar
from solicitacoes.models import Solicitacao

SEM_CONTATO = (
    "Este caso não tem e-mail guardado, e a chave só vai por e-mail. A pessoa pode recebê-la na mão, "
    "numa Praça, com um documento."
)
MOTIVO = "pedida pela pessoa num atendimento"


@transaction.atomic
def registrou(*, atendimento: Atendimento, caso: Solicitacao) -> None:
    """Anota o pedido, uma vez só, e a pessoa que se identificou fica reconhecida, como declarou.

    Do sigiloso e do anônimo não se guarda o protocolo: o atendimento diria quem é a pessoa.
    """
    parte = caso.interessado
    if parte is None or reservado(caso):
        anotar(atendimento=atendimento, tipo=Providencia.REGISTROU)
        return
    if atendimento.atos.filter(tipo=Providencia.REGISTROU, protocolo=caso.protocolo).exists():
        return
    anotar(
        atendimento=atendimento, tipo=Providencia.REGISTROU, protocolo=caso.protocolo, servico=caso.servico
    )
    declarou(atendimento=atendimento, parte=parte)


def reservado(caso: Solicitacao) -> bool:
    """O protocolo dele não se escreve em lugar nenhum que diga quem é a pessoa (ADR 0018)."""
    parte = caso.interessado
    return caso.sigilosa or parte is None or parte.anonimo or parte.selado_em is not None


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
