"""Pôr um celular na conta: o número, o código que vai por SMS, e tirá-lo."""

from __future__ import annotations

import time
from secrets import randbelow

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.crypto import constant_time_compare, get_random_string
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from avisos.canais.base import ligado
from avisos.situacoes import Canal
from contas.guardas import LER_E_MANDAR, usuario_da_sessao
from contas.segredos import chaves
from entrada.acesso.celular import provar_celular, tirar_celular
from entrada.acesso.recados import mandar_codigo_por_sms
from entrada.acesso.trocas import vale_desde
from entrada.entrar.por_email import entrou_ha_pouco
from portal.area.forms_dos_avisos import CelularForm, CodigoDoCelularForm
from referencia.limite_de_tentativas import dentro_do_limite, quem_pede

SESSAO = "celular_por_provar"
"""Na sessão: o número que se digitou e o código, cifrados, e até quando vale."""
VALE = 600
ERROS = 5
PEDIDOS, PEDIDOS_DA_REDE = 3, 20
"""Códigos em dez minutos: por pessoa, e pela rede, que pode ser a de uma Praça."""
POSTO = "O celular está na sua conta. Agora escolha o que quer receber nele."
ESPERA = " Para entrar com ele, espere três dias: avisamos o seu outro contato, que pode recusar."
MUITOS = "Você pediu muitos códigos. Espere dez minutos e tente de novo."


@require_http_methods(LER_E_MANDAR)
@never_cache
def pedir(request: HttpRequest) -> HttpResponse:
    """O número, ainda sem gravar: só a sessão o sabe até o código voltar."""
    quem = usuario_da_sessao(request)
    _so_com_sms()
    if not (quem.email or quem.celular or entrou_ha_pouco(request)):
        return redirect("conta_email")
    form = CelularForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if _pode_pedir(request, quem.pk):
            _mandar(request, form.cleaned_data["celular"])
            return redirect("portal:celular_codigo")
        form.add_error("celular", MUITOS)
    contexto = {"form": form, "tem": quem.celular_dos_avisos}
    return render(request, "portal/area/celular.html", contexto, status=422 if form.errors else 200)


@require_http_methods(LER_E_MANDAR)
@never_cache
def conferir(request: HttpRequest) -> HttpResponse:
    """O código: certo, o celular é da conta; errado cinco vezes, ou velho, pede-se outro."""
    quem = usuario_da_sessao(request)
    esperado = _esperado(request)
    form = CodigoDoCelularForm(request.POST or None)
    if esperado and request.method == "POST" and form.is_valid() and not _pode_tentar(esperado["espera"]):
        esperado = None
    if esperado is None:
        request.session.pop(SESSAO, None)
        messages.warning(request, "O código já não vale. Peça outro.")
        return redirect("portal:celular")
    if request.method == "POST" and form.is_valid():
        if constant_time_compare(form.cleaned_data["codigo"], esperado["codigo"]):
            del request.session[SESSAO]
            provar_celular(usuario=quem, celular=esperado["celular"])
            messages.success(request, POSTO + (ESPERA if vale_desde(quem, "celular") else ""))
            return redirect("portal:avisos_da_pessoa")
        form.add_error("codigo", "Este não é o código que mandamos. Confira os números.")
    contexto = {"form": form, "celular": esperado["celular"]}
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


def _pode_pedir(request: HttpRequest, pk: int) -> bool:
    da_pessoa = dentro_do_limite("celular", str(pk), vezes=PEDIDOS, segundos=VALE)
    return da_pessoa and dentro_do_limite(
        "celular-rede", quem_pede(request), vezes=PEDIDOS_DA_REDE, segundos=VALE
    )


def _pode_tentar(espera: str) -> bool:
    """Conta no cache, antes de comparar: envios ao mesmo tempo leem a mesma sessão."""
    return dentro_do_limite("celular-palpite", espera, vezes=ERROS, segundos=VALE)


def _mandar(request: HttpRequest, celular: str) -> None:
    codigo = f"{randbelow(10**6):06}"
    dito = {"celular": celular, "codigo": codigo, "espera": get_random_string(12)}
    request.session[SESSAO] = [chaves.cifrar(dito).decode(), time.time() + VALE]
    mandar_codigo_por_sms(celular=celular, codigo=codigo)


def _esperado(request: HttpRequest) -> dict[str, str] | None:
    """O que esta sessão espera; None se nada, ou se passou do tempo."""
    cifrado, ate = request.session.get(SESSAO, ["", 0])
    return chaves.decifrar(cifrado.encode()) if time.time() < ate else None
