"""Na Praça, com o documento visto: comprovar quem é a pessoa e, se ela tem conta, de quem é o CPF."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone
from django.utils.timezone import localtime

from atendimento import casos, fatos
from atendimento.acoes.reconhecer import (
    MUITAS,
    anotar_tentativa,
    esgotadas,
    na_praca,
    registrar_busca,
    ver_documento,
)
from atendimento.models import Atendimento, BuscaDePessoa
from contas.models import Interessado, Usuario
from contas.quem_trabalha import papeis
from entrada.acesso.cpf import mudou_o_nome, provar_na_praca
from entrada.municipes import RecusaDeJuncao
from protocolo.erros import RecusaNoCampo, TransicaoProibida

NAO_NESTA_CONTA = (
    "O CPF não se comprova na conta deste e-mail. Confira o e-mail com a pessoa, ou deixe em branco."
)
"""Uma frase só em toda recusa: outra diria se há a conta, ou de quem é."""
OUTRO_NO_PEDIDO = "Os pedidos com este CPF são de outro nome. Confira o documento."
COMPROVADA = "Documento conferido: a identidade está comprovada."
NA_CONTA = "Documento conferido: o CPF está comprovado na conta da pessoa."
A_VALER = (
    "Documento conferido. O CPF passa a valer na conta em {}: há outro contato deste CPF, que foi avisado e "
    "pode recusar. Se outro atendente também conferir o documento, vale na hora."
)
MUDOU_O_NOME = (
    "Você mudou o nome desta conta há menos de um dia. Peça a outro atendente que confira o documento."
)
NADA_AINDA = "Documento conferido. Ainda não há pedido com este CPF."


class RecusaDaProva(RecusaNoCampo):
    """O que impede comprovar."""


def provar(*, atendimento: Atendimento, por: Usuario, nome: str, cpf: str, email: str) -> str:
    """Comprova a pessoa e, se se disse a conta, o CPF nela; devolve o que se diz a quem atende.

    A procura fica escrita ainda que se recuse, e a recusa conta como quem erra ao reconhecer. Levanta
    RecusaDaProva, e TransicaoProibida fora da Praça, depois do fim do atendimento ou se já se errou demais.
    """
    na_praca(atendimento)
    achados = _com_o_cpf(cpf)
    por_cpf = BuscaDePessoa.Por.CPF
    registrar_busca(atendimento=atendimento, por=por_cpf, termo=cpf, achados=len(achados))
    if achados and esgotadas(atendimento, achados[0]):
        raise TransicaoProibida(MUITAS)
    dela = [parte for parte in achados if fatos.e_o_nome(nome, parte.nome)]
    if achados and not dela:
        anotar_tentativa(atendimento, achados[0], ["nome", "documento"], conferiu=False)
        raise RecusaDaProva(OUTRO_NO_PEDIDO, "nome")
    quem = max(dela, key=lambda parte: parte.pk, default=None)
    try:
        conta = _conta(email, nome, por) if email else None
        return _gravar(atendimento, quem, cpf, conta, por)
    except RecusaDaProva:
        if quem:
            anotar_tentativa(atendimento, quem, ["documento", "email"], conferiu=False)
        raise


@transaction.atomic
def _gravar(
    atendimento: Atendimento, quem: Interessado | None, cpf: str, conta: Usuario | None, por: Usuario
) -> str:
    ver_documento(atendimento=atendimento, quem=quem)
    if conta is None:
        return COMPROVADA if quem else NADA_AINDA
    try:
        vale_desde = provar_na_praca(usuario=conta, cpf=cpf, por=por)
    except RecusaDeJuncao as recusa:
        raise RecusaDaProva(NAO_NESTA_CONTA, "email") from recusa
    return A_VALER.format(f"{localtime(vale_desde):%d/%m às %Hh%M}") if vale_desde else NA_CONTA


def _conta(email: str, nome: str, por: Usuario) -> Usuario:
    """A conta ativa com este e-mail, de quem tem o nome do documento.

    Nunca a de quem trabalha, nem a de que quem atende mudou o nome hoje.
    """
    conta = Usuario.objects.filter(email=email.lower(), is_active=True).exclude(pk=por.pk).first()
    if conta is None or papeis(conta, timezone.localdate()) or not fatos.e_o_nome(nome, conta.nome):
        raise RecusaDaProva(NAO_NESTA_CONTA, "email")
    if mudou_o_nome(conta, por):
        raise RecusaDaProva(MUDOU_O_NOME, "email")
    return conta


def _com_o_cpf(cpf: str) -> list[Interessado]:
    """As partes dos casos que se dizem e trazem este CPF, das mais novas."""
    ditas = Interessado.objects.filter(municipe__cpf=cpf).order_by("-pk").values_list("pk", flat=True)
    partes = list(ditas[: casos.MAIS_PARTES])
    achados = [casos.das_partes(processo, partes)[: casos.MAIS_PARTES] for processo in casos.PROCESSOS]
    return [caso.interessado for do_processo in achados for caso in do_processo]
