"""Pôr um celular na conta: o número, o código que vai por SMS, e tirá-lo."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from avisos.canais.base import ligado
from avisos.situacoes import Canal
from contas.guardas import LER_E_MANDAR, usuario_da_sessao
from entrada.acesso.celular import provar_celular, tirar_celular
from entrada.acesso.trocas import vale_desde
from entrada.entrar.por_email import entrou_ha_pouco
from entrada.entrar.prova import ERROU, JA_NAO_VALE, MUITOS, Palpite, ProvaNaSessao, pode_pedir
from portal.area.forms_dos_avisos import CelularForm, CodigoDoCelularForm

ESPERA_O_CODIGO = "celular_a_provar"
"""Na sessão: o que espera o código."""
POSTO = "O celular está na sua conta. Agora escolha o que quer receber nele."
ESPERA = " Para entrar com ele, espere três dias: avisamos o seu outro contato, que pode recusar."


@require_http_methods(LER_E_MANDAR)
def pedir(request: HttpRequest) -> HttpResponse:
    """O número, ainda sem gravar: só a sessão o sabe até o código voltar."""
    quem = usuario_da_sessao(request)
    _so_com_sms()
    if not (quem.email or quem.celular or entrou_ha_pouco(request)):
        return redirect("conta_email")
    form = CelularForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        celular = form.cleaned_data["celular"]
        if pode_pedir(request, celular, por_sms=True):
            ProvaNaSessao.comecar(request, ESPERA_O_CODIGO, contato=celular, por_sms=True)
            return redirect("portal:celular_codigo")
        form.add_error("celular", MUITOS)
    contexto = {"form": form, "tem": quem.celular_dos_avisos}
    return render(request, "portal/area/celular.html", contexto, status=422 if form.errors else 200)


@require_http_methods(LER_E_MANDAR)
def conferir(request: HttpRequest) -> HttpResponse:
    """O código: certo, o celular é da conta; errado três vezes, ou velho, pede-se outro."""
    quem = usuario_da_sessao(request)
    processo = ProvaNaSessao.retomar(request, ESPERA_O_CODIGO)
    form = CodigoDoCelularForm(request.POST or None)
    if processo is None:
        return _pedir_outro(request)
    if request.method == "POST" and form.is_valid():
        palpite = processo.tentar(form.cleaned_data["codigo"])
        if palpite is Palpite.CERTO:
            provar_celular(usuario=quem, celular=processo.contato)
            messages.success(request, POSTO + (ESPERA if vale_desde(quem, "celular") else ""))
            return redirect("portal:avisos_da_pessoa")
        if palpite is Palpite.ACABOU:
            return _pedir_outro(request)
        form.add_error("codigo", ERROU)
    contexto = {"form": form, "celular": processo.contato}
    return render(request, "portal/area/celular_codigo.html", contexto, status=422 if form.errors else 200)


@require_POST
def tirar(request: HttpRequest) -> HttpResponse:
    """O celular sai da conta já."""
    tirar_celular(usuario=usuario_da_sessao(request))
    messages.success(request, "O celular saiu da sua conta.")
    return redirect("portal:avisos_da_pessoa")


def _so_com_sms() -> None:
    if not ligado(Canal.SMS):
        raise Http404("A cidade não manda SMS.")


def _pedir_outro(request: HttpRequest) -> HttpResponse:
    messages.warning(request, JA_NAO_VALE)
    return redirect("portal:celular")
