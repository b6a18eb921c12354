"""O trabalho da coordenação: decidir de quem é o pedido que as unidades devolveram duas vezes."""

from __future__ import annotations

from django.db import transaction

from contas.autor import Autor
from protocolo.acoes import exigir, travar
from protocolo.erros import TransicaoProibida
from roteamento.models import Unidade
from roteamento.models.unidades import TRIAGEM
from solicitacoes.acoes.agrupar import soltar
from solicitacoes.acoes.registro import passar_a, registrar_ato
from solicitacoes.models import Solicitacao
from solicitacoes.notificacao import avisar, chamar_a_chefia
from solicitacoes.situacoes import Tipo

NAO_AGUARDA = "Este pedido não espera decisão da coordenação: outra pessoa já decidiu, ou ele se encerrou."


@transaction.atomic
def decidir(*, caso: Solicitacao, versao: int, por: Autor, unidade: Unidade, motivo: str) -> Solicitacao:
    """A coordenação diz que unidade cuida do pedido: a em que ele está ou outra. O prazo não muda.

    Quem recebe pode transferir, mas não devolver; as devoluções continuam contadas, e a seguinte
    volta a pedir decisão. O munícipe só é avisado quando o pedido muda de unidade.
    """
    caso = travar(caso, versao=versao)
    exigir(caso, caso.situacao, por)
    if caso.aguarda_decisao_desde is None:
        raise TransicaoProibida(NAO_AGUARDA)
    dito = {"texto": motivo, "unidade": TRIAGEM}
    caso.aguarda_decisao_desde = caso.unidade_anterior = None
    if unidade.pk == caso.unidade_id:
        return registrar_ato(caso, Tipo.DECISAO, por, **dito, mudancas={"unidade": ["", unidade.sigla]})
    mudancas = passar_a(unidade, caso)
    soltar(caso, mudancas, por=por)
    avisos = avisar(caso, "transferido", unidade=unidade.nome, motivo=motivo)
    caso = registrar_ato(caso, Tipo.DECISAO, por, **dito, mudancas=mudancas, avisos=avisos)
    chamar_a_chefia(caso, "Dado a esta unidade pela coordenação")
    return caso
