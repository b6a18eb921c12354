"""Reconhecer quem conversa pela conta com que entrou, ou pelo contato que provou com um código."""

from __future__ import annotations

from django.db import transaction

from atendimento import casos
from atendimento.acoes.reconhecer import em_curso, gravar
from atendimento.models import Atendimento, Conversa
from contas.acoes import registrar_leitura
from contas.autor import Autor
from contas.models import Interessado, Usuario
from contas.papeis import Papel
from protocolo.erros import TransicaoProibida

POR_PROVAR = "A pessoa ainda não provou quem é: peça o código do contato que ela deixou."
A_CONVERSA = "a conversa inteira, na supervisão"


@transaction.atomic
def reconhecer_quem_conversa(*, atendimento: Atendimento) -> Atendimento | None:
    """O atendimento com a pessoa reconhecida, na parte do caso mais novo dela; None se ela não tem nenhum.

    Levanta TransicaoProibida a quem não provou o contato nem entrou com a conta, ou se o atendimento acabou.
    """
    travado = em_curso(atendimento)
    conversa = travado.conversa
    if conversa is None or not casos.provou_quem_e(conversa):
        raise TransicaoProibida(POR_PROVAR)
    if casos.reconhecida(travado):
        return travado
    caso = casos.mais_novo(casos.provadas(conversa))
    if caso is None or caso.interessado is None:
        return None
    return gravar(travado, caso.interessado, Interessado.Identidade.DECLARADA)


def abrir_conversa(*, conversa: Conversa, por: Usuario) -> None:
    """A supervisão lê a conversa sem nada tapado: fica escrito, e a pessoa o vê."""
    if conversa.interessado is None:
        return
    registrar_leitura(
        interessado=conversa.interessado,
        por=Autor(papel=Papel.CHEFIA, usuario=por),
        protocolo="",
        o_que=A_CONVERSA,
        motivo=str(conversa),
    )
