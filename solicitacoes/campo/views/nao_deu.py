"""Voltar do lugar sem ter feito: por quê, com a foto, e o pedido segue aberto."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse

from assistente.escritos import retoma
from contas.guardas import LER_E_MANDAR, de_trabalho
from mesas.atos import PaginasDoAto, Passo, conduzir
from mesas.repetidos import aceita_guardado
from solicitacoes.caixa.atos import AtoDaCaixa
from solicitacoes.caixa.views.atos import CAIXA
from solicitacoes.caixa.views.caso import saiu
from solicitacoes.campo.atos import NAO_DEU
from solicitacoes.campo.views.guardado import acabou_ou_ja_se_disse, o_que_mudou
from solicitacoes.campo.views.lista_de import lista_de
from solicitacoes.guardas import SaiuDaCaixa, caso_da_caixa
from solicitacoes.models import Solicitacao


@de_trabalho(*LER_E_MANDAR)
@retoma
@aceita_guardado(acabou_ou_ja_se_disse, o_que_mudou)
def nao_deu(request: HttpRequest, sigla: str, protocolo: str) -> HttpResponse:
    """O formulário e, conferido, o ato; do pedido que saiu da caixa o texto não se perde."""
    try:
        caso, por = caso_da_caixa(request, sigla, protocolo)
    except SaiuDaCaixa as saida:
        return saiu(request, sigla, saida, NAO_DEU)
    return conduzir(request, RUA, NAO_DEU, caso, por)


def _em_volta(passo: Passo[Solicitacao, AtoDaCaixa]) -> dict[str, Any]:
    contexto = CAIXA.em_volta(passo)
    contexto["endereco"] |= {"ato": passo.request.get_full_path()}
    return contexto


RUA = PaginasDoAto[Solicitacao, AtoDaCaixa](
    modelos=CAIXA.modelos,
    em_volta=_em_volta,
    reler=CAIXA.reler,
    para_onde=lambda passo: lista_de(passo.request, passo.caso.unidade, passo.por).endereco,
    sigilosa=CAIXA.sigilosa,
)
