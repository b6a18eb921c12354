"""A página do pedido e os atos de quem trabalha nele."""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from contas.acoes import registrar_leitura
from contas.models import Interessado
from contas.papeis import Papel
from protocolo import relogio
from protocolo.calendario import carregar_calendario
from protocolo.erros import RecusaDeAcao
from solicitacoes import consultas, percurso, situacoes, vizinhos
from solicitacoes.filtros import Filtros
from solicitacoes.guardas import SaiuDaCaixa, caso_da_caixa, com_relacoes
from solicitacoes.views.atos import ATOS, possiveis

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse

    from contas.autor import Autor
    from solicitacoes.forms.trabalho import AtoForm
    from solicitacoes.models import Solicitacao
    from solicitacoes.views.atos import Ato

PEDIDO = "solicitacoes/caixa/pedido.html"
CONTATO = "solicitacoes/caixa/contato.html"
ATO = "solicitacoes/caixa/ato.html"
PREVIA = "solicitacoes/caixa/previa.html"
CONFLITO = "solicitacoes/caixa/conflito.html"
MAIOR_VERSAO = 9
"""Algarismos de uma versão escrita num formulário."""


def com_caso(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Dá à view o caso e quem age; quem já não tem acesso, porque o pedido saiu, é avisado."""

    @wraps(view)
    def guardada(request: HttpRequest, sigla: str, protocolo: str, **extras: Any) -> HttpResponse:
        try:
            caso, por = caso_da_caixa(request, sigla, protocolo)
        except SaiuDaCaixa as saida:
            return _saiu(request, sigla, saida, extras.get("ato", ""))
        return view(request, caso, por, **extras)

    return guardada


@require_safe
@never_cache
@com_caso
def pedido(request: HttpRequest, caso: Solicitacao, por: Autor) -> HttpResponse:
    """Tudo o que é preciso para decidir, numa tela; o contato fica fechado. Com htmx, só a história."""
    if request.headers.get("HX-Request"):
        contexto = {**_da_historia(request, caso), "caso": caso, "endereco": enderecos(request, caso)}
        resposta = render(request, f"{PEDIDO}#historia", contexto)
    else:
        resposta = render(request, PEDIDO, _da_pagina(request, caso, por))
    patch_vary_headers(resposta, ["HX-Request"])
    return resposta


@require_POST
@com_caso
def contato(request: HttpRequest, caso: Solicitacao, por: Autor) -> HttpResponse:
    """Mostra o contato de quem pediu, com os outros pedidos dela, e deixa escrito quem leu, e quando.

    Dizer que dois pedidos são da mesma pessoa é dado pessoal: só se diz aqui, e o registro conta que se leu.
    """
    aberto = caso.interessado if _tem_contato(caso) else None
    quantos = vizinhos.MUITOS if "todos" in request.POST else vizinhos.POUCOS
    outros = vizinhos.da_mesma_pessoa(caso, por, quantos=quantos) if aberto else []
    if aberto:
        o_que = "contato e outros pedidos da pessoa" if outros else "contato do pedido"
        registrar_leitura(interessado=aberto, por=por, protocolo=caso.protocolo, o_que=o_que)
    da_pessoa = {"aberto": aberto, "outros": outros[:quantos], "ha_mais": len(outros) > quantos}
    if request.headers.get("HX-Request"):
        contexto = {"caso": caso, "endereco": enderecos(request, caso), **_do_contato(caso, por)}
        return render(request, CONTATO, {**contexto, **da_pessoa, "quantos": quantos})
    return render(request, PEDIDO, {**_da_pagina(request, caso, por), **da_pessoa, "quantos": quantos})


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@com_caso
def agir(request: HttpRequest, caso: Solicitacao, por: Autor, ato: str) -> HttpResponse:
    """Um ato em dois tempos: ver o aviso como o munícipe o lerá, e confirmar."""
    este = ATOS[ato]
    enviado = request.method == "POST"
    form = este.form(request.POST if enviado else None, caso=caso, initial={"versao": caso.versao})
    if _mudou(form, caso) or not este.possivel(caso, por):
        return _conflito(request, este, caso, por)
    if not enviado or "corrigir" in request.POST:
        return _mostrar(request, ATO, este, caso, form)
    if not form.is_valid():
        return _mostrar(request, ATO, este, caso, form, status=422)
    if este.aviso and "confirmar" not in request.POST:
        previa = este.previa(caso, form.cleaned_data)
        return _mostrar(request, PREVIA, este, caso, form, previa=previa)
    try:
        caso = este.agir(caso=caso, versao=form.cleaned_data["versao"], por=por, **form.argumentos)
    except RecusaDeAcao:
        return _conflito(request, este, com_relacoes().get(pk=caso.pk), por)
    return _depois(request, este, caso, por)


def _mudou(form: AtoForm, caso: Solicitacao) -> bool:
    """Verdadeiro se o pedido já não é o que a pessoa estava vendo."""
    return form.is_bound and form["versao"].value() != str(caso.versao)


def _mostrar(
    request: HttpRequest, modelo: str, ato: Ato, caso: Solicitacao, form: AtoForm, **extras: Any
) -> HttpResponse:
    status = extras.pop("status", 200)
    contexto = {"ato": ato, "caso": caso, "form": form, "endereco": enderecos(request, caso), **extras}
    return render(request, modelo, contexto, status=status)


def _conflito(request: HttpRequest, ato: Ato, caso: Solicitacao, por: Autor) -> HttpResponse:
    """Diz quem fez o quê desde que a página foi aberta e guarda o que a pessoa escreveu.

    Se o ato ainda cabe, o formulário volta preenchido e com a versão nova, para confirmar de novo.
    """
    dados = request.POST.copy()
    vista = dados.get("versao", "")[:MAIOR_VERSAO]
    dados["versao"] = str(caso.versao)
    mudancas = consultas.historia(caso, depois_de=int(vista)) if vista.isdecimal() else []
    return _mostrar(
        request,
        CONFLITO,
        ato,
        caso,
        ato.form(dados, caso=caso),
        mudancas=mudancas,
        possivel=ato.possivel(caso, por),
        status=409,
    )


def _saiu(request: HttpRequest, sigla: str, saida: SaiuDaCaixa, ato: str) -> HttpResponse:
    """O pedido foi para outra unidade: quem só olhava volta à lista; quem escrevia não perde o texto."""
    if request.method != "POST" or not ato:
        messages.warning(request, f"{saida} Você já não o vê por esta caixa.")
        return redirect("caixa:lista", sigla)
    este = ATOS[ato]
    form = este.form(request.POST, caso=saida.caso)
    return _mostrar(request, CONFLITO, este, saida.caso, form, saiu=str(saida), status=409)


def _depois(request: HttpRequest, ato: Ato, caso: Solicitacao, por: Autor) -> HttpResponse:
    """Encerrado ou fora da caixa, volta à lista; senão, fica no pedido."""
    messages.success(request, f"{ato.feito} Protocolo {caso.protocolo_escrito}.")
    volta = enderecos(request, caso)
    if caso.unidade_id in por.unidades and caso.aberta:
        return redirect(volta["pedido"])
    return redirect(volta["lista"])


def enderecos(request: HttpRequest, caso: Solicitacao) -> dict[str, str]:
    """A página do pedido e a lista de onde se veio, com os filtros que ela tinha (`volta`)."""
    sigla = request.resolver_match.kwargs["sigla"] if request.resolver_match else caso.unidade.sigla
    filtros = Filtros.ler(QueryDict(request.GET.get("volta", ""))).usados
    volta = QueryDict(mutable=True)
    if filtros:
        de_volta = QueryDict(mutable=True)
        de_volta.update(filtros)
        volta["volta"] = de_volta.urlencode()
    return {
        "lista": reverse("caixa:lista", args=[sigla], query=filtros or None),
        "pedido": reverse("caixa:pedido", args=[sigla, caso.protocolo], query=volta or None),
        "consulta": f"?{volta.urlencode()}" if volta else "",
        "volta": volta.get("volta", ""),
    }


def _da_pagina(request: HttpRequest, caso: Solicitacao, por: Autor) -> dict[str, Any]:
    anexos = list(caso.anexos.order_by("ordem", "pk"))
    return {
        "caso": caso,
        "atos": possiveis(caso, por),
        "endereco": enderecos(request, caso),
        "fotos_de_quem_pediu": [anexo for anexo in anexos if anexo.papel not in situacoes.EQUIPE],
        "fotos_da_equipe": [anexo for anexo in anexos if anexo.papel in situacoes.EQUIPE],
        "respostas": consultas.respostas_em_linhas(caso),
        "percurso": percurso.do_caso(caso),
        "como": relogio.como(caso, carregar_calendario()),
        "juntos": caso.agrupadas.count(),
        "principal": vizinhos.principal_visivel(caso, por),
        "segue": vizinhos.segue_o_principal(caso),
        **_da_historia(request, caso),
        **_do_contato(caso, por),
    }


def _da_historia(request: HttpRequest, caso: Solicitacao) -> dict[str, Any]:
    vista = request.GET.get("historia", "")
    vista = vista if vista in consultas.VISTAS_DA_HISTORIA else ""
    return {
        "vista": vista,
        "vistas": consultas.VISTAS_DA_HISTORIA.items(),
        "historia": consultas.historia(caso, vista=vista),
    }


def _do_contato(caso: Solicitacao, por: Autor) -> dict[str, Any]:
    """Se há o que mostrar e, à chefia, quem já o leu."""
    da_chefia = por.papel == Papel.CHEFIA and caso.interessado_id is not None
    return {"tem_contato": _tem_contato(caso), "leituras": consultas.leituras(caso) if da_chefia else None}


def _tem_contato(caso: Solicitacao) -> bool:
    """Há o que mostrar: parte identificada, sem selo e ainda não anonimizada."""
    parte: Interessado | None = caso.interessado
    return parte is not None and not (parte.anonimo or parte.selado_em or parte.anonimizado_em)
