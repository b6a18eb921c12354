"""O que se fez em lote nos últimos 30 dias, e a chefia que desfaz um engano com uma razão só."""

from __future__ import annotations

from datetime import datetime
from http import HTTPStatus
from typing import Any
from uuid import UUID, uuid4

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from contas.autor import Autor
from contas.guardas import LER, LER_E_MANDAR, de_trabalho, usuario_da_sessao
from contas.papeis import Papel
from mesas import provas
from protocolo.models import Rascunho
from roteamento.models import Unidade
from solicitacoes import acoes
from solicitacoes.acoes.lote import GUARDA, feitos_em_lote
from solicitacoes.caixa import fazer_lote
from solicitacoes.caixa.atos import AtoDaCaixa
from solicitacoes.caixa.consertos import (
    DE_CADA_ATO,
    FEITOS_EM_LOTE,
    ler_o_aviso,
    o_que_se_desfaz,
    por_fazer,
)
from solicitacoes.caixa.recusas import por_motivo
from solicitacoes.caixa.views.lote_feito import lote_guardado, ver_o_feito
from solicitacoes.guardas import chefia_em_exercicio, como_chefia, equipe

POR_PAGINA = 30
NAO_SE_DESFAZ = "O que este lote fez não se desfaz."


@de_trabalho(*LER)
def lotes(request: HttpRequest, sigla: str) -> HttpResponse:
    """Que ato se fez, quando, por quem, em quantos pedidos e quantos se recusaram; o mais novo primeiro."""
    unidade, por = equipe(request, sigla)
    como_chefia(por, unidade)
    guardados = feitos_em_lote(sigla, agora=timezone.now()).select_related("dono").order_by("-criado_em")
    pagina = Paginator(guardados, POR_PAGINA).get_page(request.GET.get("pagina"))
    contexto = {
        "aba": "lotes",
        "unidade": unidade,
        "no_lugar": por.papel != Papel.CHEFIA,
        "lotes": [_em_palavras(lote) for lote in pagina],
        "dias": GUARDA.days,
        "anterior": f"?pagina={pagina.previous_page_number()}" if pagina.has_previous() else "",
        "proxima": f"?pagina={pagina.next_page_number()}" if pagina.has_next() else "",
    }
    return render(request, "solicitacoes/chefia/lotes.html", contexto)


@de_trabalho(*LER_E_MANDAR)
def consertar(request: HttpRequest, sigla: str, envio: UUID) -> HttpResponse:
    """A razão, o aviso que cada um vai ler e a confirmação; o conserto é um lote, feito como os outros."""
    unidade, por = chefia_em_exercicio(request, sigla)
    lote = lote_guardado(sigla, envio)
    conserto = DE_CADA_ATO.get(lote.dados["ato"])
    if conserto is None or not lote.dados.get("feitos"):
        raise Http404(NAO_SE_DESFAZ)
    novo = provas.envio_de(request) or uuid4()
    if "confirmar" in request.POST and feitos_em_lote(sigla, agora=timezone.now()).filter(pk=novo).exists():
        return ver_o_feito(request, unidade=unidade, envio=novo)
    itens = o_que_se_desfaz(lote)
    form = conserto.form(request.POST or None, caso=None, por=por, em_lote=True)
    contexto = {"unidade": unidade, "lote": lote, "conserto": conserto, "form": form, "envio": novo}
    if request.method != "POST" or "corrigir" in request.POST:
        form.esquecer_erros()
        return _mostrar(request, itens, contexto)
    if not form.is_valid():
        return _mostrar(request, itens, contexto, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    motivo = form.cleaned_data["motivo"]
    previa = ler_o_aviso(lote, conserto, itens, por, motivo)
    cabem = any(not item.recusa for item in itens)
    if "confirmar" in request.POST and cabem:
        dados = por_fazer(lote, conserto, itens, motivo)
        return _fazer(request, unidade, por, novo, dados)
    status = HTTPStatus.OK if cabem else HTTPStatus.CONFLICT
    return _mostrar(request, itens, contexto | {"previa": previa, "conferido": cabem}, status=status)


def _fazer(
    request: HttpRequest, unidade: Unidade, por: Autor, envio: UUID, dados: dict[str, Any]
) -> HttpResponse:
    dono = usuario_da_sessao(request)
    if acoes.comecar_lote(envio=envio, assunto=unidade.sigla, dono=dono, dados=dados):
        comecado = lote_guardado(unidade.sigla, envio, dono=dono)
        fazer_lote.continuar(comecado, por, segundos=fazer_lote.PASSO)
    return ver_o_feito(request, unidade=unidade, envio=envio)


def _mostrar(
    request: HttpRequest, itens: list[Any], contexto: dict[str, Any], *, status: int = 200
) -> HttpResponse:
    cabem = [item for item in itens if not item.recusa]
    contexto = {"previa": None, "conferido": False, **contexto}
    contexto |= {"cabem": cabem, "fora": len(itens) - len(cabem), "motivos": por_motivo(itens)}
    contexto |= {"em": datetime.fromisoformat(contexto["lote"].dados["em"])}
    contexto["ato"] = FEITOS_EM_LOTE[contexto["lote"].dados["ato"]]
    return render(request, "solicitacoes/caixa/consertar.html", contexto, status=status)


def _em_palavras(lote: Rascunho) -> dict[str, Any]:
    """Uma linha da lista dos lotes."""
    ato: AtoDaCaixa = FEITOS_EM_LOTE[lote.dados["ato"]]
    ditas = [recusa for _, recusa in lote.dados["itens"]]
    return {
        "envio": lote.pk,
        "ato": ato,
        "em": datetime.fromisoformat(lote.dados["em"]),
        "quem": lote.dono,
        "feitos": ditas.count(""),
        "recusados": sum(1 for dita in ditas if dita),
        "faltam": ditas.count(None),
    }
