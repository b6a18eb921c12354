"""Os pedidos em volta de um: vê-los, juntar os iguais sob um principal, ver o grupo."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_vary_headers

from contas.autor import Autor
from contas.guardas import LER, LER_E_MANDAR, de_trabalho
from mesas.atos import versao_vista
from mesas.paginacao import Ordem, paginar
from mesas.repetidos import reconhece_repetido
from protocolo.erros import RecusaDeAcao
from solicitacoes import acoes
from solicitacoes.caixa import grupo
from solicitacoes.caixa.forms.grupo import JuntarForm
from solicitacoes.caixa.mapa import do_pedido
from solicitacoes.caixa.views.caso import com_caso, enderecos
from solicitacoes.guardas import com_relacoes
from solicitacoes.models import Solicitacao
from solicitacoes.situacoes import Tipo

RELACIONADOS = "solicitacoes/caixa/relacionados.html"
JUNTAR = "solicitacoes/caixa/juntar.html"
GRUPO = "solicitacoes/caixa/grupo.html"
DO_MAIS_ANTIGO = Ordem("aberta_em")


@de_trabalho(*LER)
@com_caso
def em_volta(request: HttpRequest, caso: Solicitacao, por: Autor) -> HttpResponse:
    """Os iguais e os do mesmo endereço; com htmx, só eles, para a página do pedido."""
    contexto = _em_volta(request, caso, por, todos="todos" in request.GET)
    htmx = bool(request.headers.get("HX-Request"))
    resposta = render(request, f"{RELACIONADOS}#relacionados" if htmx else RELACIONADOS, contexto)
    patch_vary_headers(resposta, ["HX-Request"])
    return resposta


def _em_volta(
    request: HttpRequest, caso: Solicitacao, por: Autor, *, todos: bool, **extras: Any
) -> dict[str, Any]:
    agora = timezone.now()
    quantos = grupo.MUITOS if todos else grupo.POUCOS
    iguais = grupo.iguais(caso, por, agora, quantos=quantos)
    ja_ditos = {outro.id for outro in iguais}
    no_endereco = [v for v in grupo.no_mesmo_endereco(caso, por, agora) if v.id not in ja_ditos]
    desenho, marcados = do_pedido(caso, [*iguais[:quantos], *no_endereco[: grupo.POUCOS]])
    form = extras.pop("form", None) or (JuntarForm(caso=caso, por=por) if todos else None)
    return {
        "caso": caso,
        "endereco": enderecos(request, caso),
        "pode_juntar": caso.aberta and not caso.principal_id,
        "desenho": desenho,
        "iguais": marcados[: len(iguais[:quantos])],
        "ha_mais_iguais": len(iguais) > quantos,
        "quantos": quantos,
        "todos": todos,
        "no_endereco": marcados[len(iguais[:quantos]) :],
        "ha_mais_no_endereco": len(no_endereco) > grupo.POUCOS,
        "form": form,
        "marcados": form.marcados_na_pagina if form else [],
        **extras,
    }


@de_trabalho(*LER_E_MANDAR)
@reconhece_repetido
@com_caso
def juntar(request: HttpRequest, caso: Solicitacao, por: Autor) -> HttpResponse:
    """Confere o que se junta, o que o munícipe fica sabendo e o principal; só o POST confirmado junta."""
    if not caso.aberta or caso.principal_id:
        messages.warning(request, "Este pedido já não se junta a outro: veja como ele está agora.")
        return redirect(enderecos(request, caso)["pedido"])
    dados = (request.POST if request.method == "POST" else request.GET).copy()
    if "todos" in dados:
        parecem = grupo.iguais(caso, por, timezone.now(), quantos=grupo.MUITOS)
        dados.setlist("marcados", [outro.protocolo for outro in parecem[: grupo.MUITOS]])
    form = JuntarForm(dados, caso=caso, por=por)
    if not form.is_valid():
        return render(request, RELACIONADOS, _em_volta(request, caso, por, todos=True, form=form), status=422)
    principal = form.escolher_principal()
    if "confirmar" not in request.POST:
        return _conferir(request, caso, form, principal)
    outras = [outra for outra in (caso, *form.outros) if outra.pk != principal.pk]
    vista = versao_vista(request.POST, f"versao.{principal.protocolo}")
    versao = -1 if vista is None else vista  # a que falta nunca confere
    try:
        acoes.agrupar(principal=principal, versao=versao, por=por, outras=outras)
    except RecusaDeAcao as recusa:
        return _conflito(request, caso, por, str(recusa))
    quantos = "Um pedido passou" if len(outras) == 1 else f"{len(outras)} pedidos passaram"
    messages.success(request, f"{quantos} a ser tratado{'s' * (len(outras) > 1)} junto com este.")
    return redirect(enderecos(request, principal)["pedido"])


def _conferir(
    request: HttpRequest, caso: Solicitacao, form: JuntarForm, principal: Solicitacao, recusa: str = ""
) -> HttpResponse:
    contexto = {
        "caso": caso,
        "endereco": enderecos(request, caso),
        "casos": sorted([caso, *form.outros], key=grupo.antiguidade),
        "outros": form.outros,
        "principal": principal,
        "frase": Tipo.AGRUPAMENTO.label,
        "recusa": recusa,
    }
    return render(request, JUNTAR, contexto, status=409 if recusa else 200)


def _conflito(request: HttpRequest, caso: Solicitacao, por: Autor, recusa: str) -> HttpResponse:
    """Um colega mexeu antes: diz o que houve e, se ainda cabe, volta a conferir com o que se marcou."""
    caso = com_relacoes().get(pk=caso.pk)
    form = JuntarForm(request.POST, caso=caso, por=por)
    if caso.aberta and not caso.principal_id and form.is_valid():
        return _conferir(request, caso, form, form.escolher_principal(), recusa)
    contexto = _em_volta(request, caso, por, todos=True, recusa=recusa)
    return render(request, RELACIONADOS, contexto, status=409)


@de_trabalho(*LER)
@com_caso
def ver_grupo(request: HttpRequest, caso: Solicitacao, por: Autor) -> HttpResponse:
    """Os pedidos que seguem este, de 50 em 50, cada um com o seu "separar"; de quem segue, vai ao dele."""
    principal = grupo.principal_visivel(caso, por)
    if principal:
        destino = reverse("caixa:grupo", args=[principal.unidade.sigla, principal.protocolo])
        return redirect(destino + enderecos(request, caso)["consulta"])
    pagina = paginar(grupo.do_grupo(caso, por), DO_MAIS_ANTIGO, request.GET, grupo.ler)
    endereco = enderecos(request, caso)
    contexto = {
        "caso": caso,
        "endereco": endereco,
        "seguem": pagina.linhas,
        "juntos": caso.agrupadas.count(),
        "pagina": pagina,
        **pagina.enderecos({"volta": endereco["volta"]} if endereco["volta"] else {}),
    }
    return render(request, GRUPO, contexto)
