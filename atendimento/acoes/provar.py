"""Na Praça, com o documento visto: comprovar quem é a pessoa e, se ela tem conta, de quem é o CPF."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from atendimento import casos, fatos
from atendimento.acoes.reconhecer import registrar_busca, ver_documento
from atendimento.models import Atendimento, BuscaDePessoa
from contas.exigencia_do_segundo_fator import papeis
from contas.models import Interessado, Municipe, Usuario
from contas.municipes import RecusaDeJuncao, provar_cpf

SEM_CONTA = "Não há conta ativa com este e-mail. Deixe em branco, ou confira com a pessoa."
OUTRO_NOME = "O nome da conta com este e-mail não é o do documento."
A_SI = "Ninguém comprova a própria conta: peça a outra pessoa que atende."
DE_QUEM_TRABALHA = "Esta conta é de quem trabalha no SP156: só a administração muda o CPF dela."
OUTRO_NO_PEDIDO = "Os pedidos com este CPF são de outro nome. Confira o documento."
COMPROVADA = "Documento conferido: a identidade está comprovada."
NA_CONTA = "Documento conferido: o CPF está comprovado na conta da pessoa."
NADA_AINDA = "Documento conferido. Ainda não há pedido com este CPF."


class RecusaDaProva(Exception):
    """O que impede comprovar, em palavras, e em que campo se diz."""

    def __init__(self, campo: str, frase: str) -> None:
        super().__init__(frase)
        self.campo = campo


def provar(*, atendimento: Atendimento, por: Usuario, nome: str, cpf: str, email: str) -> str:
    """Comprova a pessoa e, se se disse a conta, o CPF nela; devolve o que se diz a quem atende.

    A procura fica escrita ainda que se recuse. Levanta RecusaDaProva, e TransicaoProibida fora da Praça ou
    depois do fim do atendimento.
    """
    achados = _com_o_cpf(cpf)
    por_cpf = BuscaDePessoa.Por.CPF
    registrar_busca(atendimento=atendimento, por=por_cpf, termo=cpf, achados=len(achados))
    dela = [parte for parte in achados if fatos.e_o_nome(nome, parte.nome)]
    if achados and not dela:
        raise RecusaDaProva("nome", OUTRO_NO_PEDIDO)
    conta = _conta(email, nome, por) if email else None
    return _gravar(atendimento, max(dela, key=lambda parte: parte.pk, default=None), cpf, conta, por)


@transaction.atomic
def _gravar(
    atendimento: Atendimento, quem: Interessado | None, cpf: str, conta: Usuario | None, por: Usuario
) -> str:
    ver_documento(atendimento=atendimento, quem=quem)
    if conta is None:
        return COMPROVADA if quem else NADA_AINDA
    try:
        provar_cpf(usuario=conta, cpf=cpf, como=Municipe.Prova.DOCUMENTO, por=por)
    except RecusaDeJuncao as recusa:
        raise RecusaDaProva("email", str(recusa)) from recusa
    return NA_CONTA


def _conta(email: str, nome: str, por: Usuario) -> Usuario:
    """A conta ativa com este e-mail, de quem tem o nome do documento; nunca a de quem trabalha."""
    conta = Usuario.objects.filter(email=email.lower(), is_active=True).first()
    if conta is None:
        raise RecusaDaProva("email", SEM_CONTA)
    if conta.pk == por.pk:
        raise RecusaDaProva("email", A_SI)
    if papeis(conta, timezone.localdate()):
        raise RecusaDaProva("email", DE_QUEM_TRABALHA)
    if not fatos.e_o_nome(nome, conta.nome):
        raise RecusaDaProva("email", OUTRO_NOME)
    return conta


def _com_o_cpf(cpf: str) -> list[Interessado]:
    """As partes dos casos que se dizem e trazem este CPF, das mais novas."""
    ditas = Interessado.objects.filter(municipe__cpf=cpf).order_by("-pk").values_list("pk", flat=True)
    partes = list(ditas[: casos.MAIS_PARTES])
    achados = [casos.das_partes(processo, partes)[: casos.MAIS_PARTES] for processo in casos.PROCESSOS]
    return [caso.interessado for do_processo in achados for caso in do_processo]
