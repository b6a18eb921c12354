"""Mudar o destino de um serviço num lugar: escolher, ver o que muda, confirmar; e voltar à regra geral."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from assistente.paginas import enviado
from contas.autor import Autor
from contas.guardas import LER_E_MANDAR, de_trabalho, usuario_da_sessao
from contas.papeis import Papel
from guia.models import Servico
from mesas.repetidos import reconhece_repetido
from roteamento.acoes import Alcance, DeixariaLacuna, MudancaInvalida, mudar_destino, voltar_a_geral
from roteamento.acoes.regras import Plano, planejar, planejar_volta
from roteamento.models import Regra
from roteamento.views.conferencia import quem_cuida_das_rotas
from solicitacoes.acoes.mudar_destino import MAIS_LEVADOS, mudar_levando
from solicitacoes.pedidos_atingidos import DIAS, prever
from solicitacoes.rotas.forms.destinos import MudarDestinoForm, VoltarForm

FORMULARIO = "solicitacoes/rotas/mudar.html"
PREVIA = "solicitacoes/rotas/mudar_previa.html"
VOLTAR = "solicitacoes/rotas/voltar.html"


@de_trabalho(*LER_E_MANDAR)
@reconhece_repetido
@quem_cuida_das_rotas
def mudar(request: HttpRequest) -> HttpResponse:
    """Em dois tempos: ver o que muda, e confirmar. Nada do que se escreveu se perde num erro."""
    if request.method != "POST":
        return _formulario(request, MudarDestinoForm(initial=_do_endereco(request)))
    form = MudarDestinoForm(request.POST)
    if "corrigir" in request.POST:
        return _formulario(request, form, status=200)
    if not form.is_valid():
        return _formulario(request, form)
    mudanca = form.argumentos
    servico, onde = mudanca["servico"], mudanca["onde"]
    try:
        plano = planejar(**mudanca)
        if "confirmar" not in request.POST:
            return _previa(request, form, servico, onde, plano)
        levados = _mudar(request, mudanca)
    except DeixariaLacuna:
        return _previa(request, form, servico, onde, plano)
    except MudancaInvalida as recusa:
        form.add_error(None, str(recusa))
        return _formulario(request, form)
    foram = f" Pedidos abertos levados: {levados}." if levados else ""
    messages.success(request, f"A mudança vale a partir de {mudanca['a_partir_de']:%d/%m/%Y}.{foram}")
    return redirect("roteamento:servico", servico.slug)


def _mudar(request: HttpRequest, mudanca: dict[str, Any]) -> int:
    """Faz a mudança; se a pessoa pediu, leva também os abertos. Diz quantos foram."""
    if "levar" in request.POST:
        return mudar_levando(**mudanca, por=_quem(request))
    mudar_destino(**mudanca, por=_quem(request))
    return 0


def _quem(request: HttpRequest) -> Autor:
    return Autor(papel=Papel.SERVIDOR, usuario=usuario_da_sessao(request))


def _do_endereco(request: HttpRequest) -> dict[str, str]:
    """O serviço e o lugar que o link de outra página já disse."""
    slug = request.GET.get("servico", "").replace("\0", "")
    achado = Servico.objects.select_related("publicada").filter(slug=slug).first() if slug else None
    return {"servico": achado.nome if achado else "", "onde": request.GET.get("onde", "")}


def _formulario(request: HttpRequest, form: MudarDestinoForm, status: int | None = None) -> HttpResponse:
    padrao = 422 if form.is_bound and form.errors else 200
    return render(request, FORMULARIO, {"aba": "mudar", "form": form}, status=status or padrao)


def _previa(
    request: HttpRequest, form: Any, servico: Servico, onde: Alcance, plano: Plano, modelo: str = PREVIA
) -> HttpResponse:
    """O que muda; com furo, a lista deles e 422."""
    previa = prever(servico, onde, plano, timezone.now())
    contexto = {
        "aba": "mudar",
        "form": form,
        "servico": servico,
        "previa": previa,
        "lugar": plano.nova.lugar if plano.nova else plano.cessantes[0].lugar,
        "dias": DIAS,
        "pode_levar": 0 < previa.impacto.abertos <= MAIS_LEVADOS,
        "com_erro": bool(previa.furos),
    }
    return render(request, modelo, contexto, status=422 if previa.furos else 200)


@de_trabalho(*LER_E_MANDAR)
@reconhece_repetido
@quem_cuida_das_rotas
def voltar(request: HttpRequest, regra: int) -> HttpResponse:
    """Encerra uma regra de lugar menor: ali volta a valer a do lugar maior."""
    relacoes = Regra.objects.select_related("servico__publicada", "unidade", "distrito", "subprefeitura")
    esta = get_object_or_404(relacoes, pk=regra)
    onde = Alcance.da_regra(esta)
    form = VoltarForm(enviado(request))
    dia = form.cleaned_data["a_partir_de"] if form.is_valid() else form.fields["a_partir_de"].initial()
    try:
        plano = planejar_volta(regra=esta, a_partir_de=dia)
        if not form.is_valid():
            resposta = _previa(request, form, esta.servico, onde, plano, VOLTAR)
            resposta.status_code = 422 if form.is_bound else resposta.status_code
            return resposta
        voltar_a_geral(regra=esta, a_partir_de=dia, por=_quem(request))
    except DeixariaLacuna:
        return _previa(request, form, esta.servico, onde, plano, VOLTAR)
    messages.success(request, f"A regra de {esta.lugar} deixa de valer em {dia:%d/%m/%Y}.")
    return redirect("roteamento:servico", esta.servico.slug)
