"""Achar o bairro, e a página dele."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from assistente.paginas import enviado
from contas.guardas import LER_E_MANDAR, aberta_a_todos
from guia.paginas import publica_com
from protocolo.prazos.relogio import comeco_do_dia
from solicitacoes.models import Solicitacao, SolicitacaoQuerySet
from solicitacoes.pedidos_iguais import na_internet
from solicitacoes.situacoes import Situacao
from transparencia.bairro.contas import LONGO, TITULOS, contas
from transparencia.bairro.forms import FiltroForm, OndeForm
from transparencia.bairro.lugares import distrito_de, lugar_de, servicos_publicos, slug_de, todos
from transparencia.bairro.novidades import UM_DIA, Lugar, ontem
from transparencia.publicado import marca

POR_PAGINA = 20


@aberta_a_todos(*LER_E_MANDAR)
def achar(request: HttpRequest) -> HttpResponse:
    """Pelo que se escreve, que não vai no endereço da página, ou pela lista."""
    form = OndeForm(enviado(request))
    achados = form.distritos if form.is_valid() else []
    if len(achados) == 1:
        return redirect("bairro:bairro", slug_de(achados[0]))
    contexto = {
        "form": form,
        "achados": [(um, slug_de(um)) for um in achados],
        "distritos": [(um, slug_de(um)) for um in todos()],
    }
    return render(request, "transparencia/bairro/achar.html", contexto, status=422 if form.errors else 200)


@publica_com(marca)
def bairro(request: HttpRequest, slug: str) -> HttpResponse:
    """O que está aberto, o que é recente e quanto se pediu, até ontem."""
    distrito = distrito_de(slug)
    lugar = lugar_de(distrito, request.GET.get("servico", ""))
    ate = ontem(timezone.now())
    pagina = Paginator(_abertos_ou_recentes(lugar, ate), POR_PAGINA).get_page(request.GET.get("pagina"))
    contexto = {
        "distrito": distrito,
        "slug": slug,
        "lugar": lugar,
        "filtro": FiltroForm(servicos_publicos(), lugar.servico),
        "pagina": pagina,
        "pedidos": [_mostrado(caso, ate) for caso in pagina.object_list],
        "contas": contas(Lugar(distrito), ate),
        "titulos": TITULOS,
        "nos_paineis": f"{reverse('paineis:porta')}?lugar=distrito-{slug}",
        "ate": ate,
    }
    return render(request, "transparencia/bairro/bairro.html", contexto)


def _abertos_ou_recentes(lugar: Lugar, ate: date) -> SolicitacaoQuerySet:
    """Os mais novos primeiro; o que se abriu hoje entra amanhã, e não diz a hora."""
    desde = comeco_do_dia(ate + UM_DIA - LONGO)
    que_se_veem = Q(encerrada_em=None) | Q(encerrada_em__gte=desde) | Q(aberta_em__gte=desde)
    return lugar.pedidos().filter(que_se_veem).order_by("-aberta_em", "-pk")


def _mostrado(caso: Solicitacao, ate: date) -> dict[str, Any]:
    """Como o pedido estava ontem: o que se encerrou hoje ainda se diz aberto."""
    fim = caso.encerrada_em if caso.encerrada_em and caso.encerrada_em < comeco_do_dia(ate + UM_DIA) else None
    return {
        "servico": caso.versao_servico.chamado,
        "chave": na_internet(caso),
        "pedido_em": caso.aberta_em,
        "encerrado_em": fim,
        "cor": caso.situacao if fim else Situacao.ABERTA,
        "situacao": Situacao(caso.situacao).label if fim else "Aberto",
    }
