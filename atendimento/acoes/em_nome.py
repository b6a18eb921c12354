"""O que se faz em nome da pessoa reconhecida, além das ações de cada processo: anotar e trocar a chave."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from atendimento.acoes.atender import anotar, comecar, declarou, terminar
from atendimento.casos import viu_se_o_documento_de
from atendimento.models import Atendimento
from atendimento.situacoes import Ato, Resultado
from contas.autor import Autor
from contas.segredos import chaves
from esic.models import Pedido
from ouvidoria.models import Manifestacao
from portal import acoes as do_portal
from portal.consultas import Achado
from protocolo.erros import TransicaoProibida

SEM_CONTATO = (
    "Este caso não tem e-mail guardado, e a chave só vai por e-mail. A pessoa pode recebê-la na mão, "
    "numa Praça, com um documento."
)
MOTIVO = "pedida pela pessoa num atendimento"


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
        anotar(atendimento=atendimento, tipo=Ato.OUVIDORIA)
        return
    anotar(atendimento=atendimento, tipo=Ato.ESIC, protocolo=caso.protocolo)
    if caso.interessado:
        declarou(atendimento=atendimento, parte=caso.interessado)


def _so_da_denuncia(atendimento: Atendimento) -> None:
    """O atendimento à parte acaba com ela: depois ninguém se reconhece nele, nem se pede nada.

    Se já se fez nele outra coisa, o ato fica noutro, que também acaba.
    """
    if atendimento.reconhecido_id or atendimento.atos.exists():
        atendimento = comecar(atendente=atendimento.atendente, unidade=atendimento.unidade, de_saida=True)
    anotar(atendimento=atendimento, tipo=Ato.OUVIDORIA)
    terminar(atendimento=atendimento, resultado=Resultado.OUVIDORIA)


@transaction.atomic
def trocar_chave(*, atendimento: Atendimento, caso: Achado, por: Autor) -> str:
    """A chave anterior deixa de valer; a nova vai ao e-mail guardado, e só a ele.

    Se foi o documento dela que se viu, devolve-se escrita, para lhe dar na mão; se não, vazio. Levanta
    TransicaoProibida se não há por onde a nova chegue.
    """
    na_mao = viu_se_o_documento_de(atendimento, caso)
    avisos = do_portal.trocar_chave(caso=caso, por=por, motivo=MOTIVO)
    if not na_mao and not any(do_portal.leva_a_chave(aviso) for aviso in avisos):
        raise TransicaoProibida(SEM_CONTATO)
    anotar(atendimento=atendimento, tipo=Ato.MANDOU_CHAVE, protocolo=caso.protocolo)
    return chaves.chave_escrita(caso.protocolo) if na_mao else ""


@transaction.atomic
def mandar_protocolo(*, atendimento: Atendimento, caso: Achado, contato: str, reservado: bool) -> bool:
    """O número do caso vai a este e-mail ou celular, e só a ele; a chave, nunca. Falso se não há por onde.

    Do `reservado` o ato não guarda o número.
    """
    if not do_portal.mandar_o_numero(caso=caso, contato=contato):
        return False
    protocolo = "" if reservado else caso.protocolo
    anotar(atendimento=atendimento, tipo=Ato.MANDOU_PROTOCOLO, protocolo=protocolo)
    return True
