"""O ato que espera num aparelho e já não tem o que fazer: a fila pergunta-o, e tira-o da lista."""

from __future__ import annotations

from django.http import HttpRequest

from mesas.atos import versao_vista
from mesas.historia import andamentos, em_frase
from solicitacoes.guardas import SaiuDaCaixa, caso_da_caixa
from solicitacoes.models import Solicitacao
from solicitacoes.situacoes import Tipo


def acabou(request: HttpRequest, sigla: str, protocolo: str) -> bool:
    """O pedido já se encerrou: não há o que concluir."""
    caso = _caso(request, sigla, protocolo)
    return caso is not None and not caso.aberta


def acabou_ou_ja_se_disse(request: HttpRequest, sigla: str, protocolo: str) -> bool:
    """Ou a própria pessoa já disse, pela página, por que não deu, depois do que o aparelho tinha visto."""
    caso, vista = _caso(request, sigla, protocolo), versao_vista(request.GET)
    if caso is None or not caso.aberta:
        return caso is not None
    voltas = caso.andamentos.filter(tipo=Tipo.VISITA, usuario=request.user.pk)
    return vista is not None and voltas.filter(ordem__gt=vista).exists()


def o_que_mudou(request: HttpRequest, sigla: str, protocolo: str) -> str:
    """O que os outros fizeram no pedido depois do que o aparelho tinha visto; vazio se nada."""
    try:
        caso, por = caso_da_caixa(request, sigla, protocolo)
    except SaiuDaCaixa as saida:
        return str(saida).rstrip(".")
    vista = versao_vista(request.POST or request.GET)
    if vista is None:
        return ""
    return em_frase([passo for passo in andamentos(caso, depois_de=vista) if passo.usuario != por.usuario])


def _caso(request: HttpRequest, sigla: str, protocolo: str) -> Solicitacao | None:
    try:
        return caso_da_caixa(request, sigla, protocolo)[0]
    except SaiuDaCaixa:
        return None
