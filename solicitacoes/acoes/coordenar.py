"""O trabalho da coordenação: decidir de quem é o pedido que as unidades devolveram duas vezes."""

from __future__ import annotations

from django.db import transaction

from contas.autor import Autor
from protocolo.acoes import exigir, registrar, travar
from protocolo.erros import TransicaoProibida
from roteamento.models import Unidade
from roteamento.models.unidades import TRIAGEM
from solicitacoes.acoes.agrupar import soltar
from solicitacoes.models import Andamento, Solicitacao
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
    origem, muda = caso.unidade, unidade.pk != caso.unidade_id
    caso.aguarda_decisao_desde = caso.unidade_anterior = None
    if muda:
        caso.unidade, caso.responsavel = unidade, None
    mudancas = {"unidade": [origem.sigla if muda else "", unidade.sigla]}
    if muda:
        soltar(caso, mudancas, por=por)
    caso = registrar(
        caso,
        tipo=Tipo.DECISAO,
        por=por,
        alcance=Andamento.Alcance.PUBLICO,
        texto=motivo,
        unidade=TRIAGEM,
        mudancas=mudancas,
        avisos=avisar(caso, "transferido", unidade=unidade.nome, motivo=motivo) if muda else (),
    )
    if muda:
        chamar_a_chefia(caso, "Dado a esta unidade pela coordenação")
    return caso
