"""Depois do envio: o comprovante, com a chave de acesso, a folha para imprimir e o perfil de quem pediu."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from assistente.comprovante import comprovante_de, link_de
from assistente.paginas import enviado
from assistente.preenchimento import BALCAO
from esic.models import Pedido
from esic.pedir.enviar import contar_perfil
from esic.pedir.forms import CANAIS, PerfilForm
from esic.pedir.preenchimento import Preenchimento
from esic.pedir.roteiro import PERFIL, SEM_DESTINO
from esic.pedir.views.passos import PEDIR


@PEDIR.protegida
@require_safe
def comprovante(request: HttpRequest, preenchimento: Preenchimento) -> HttpResponse:
    """O protocolo, a chave de acesso, o órgão, o prazo e o que acontece agora."""
    return _depois_do_envio(request, preenchimento, "comprovante", form=PerfilForm())


@PEDIR.protegida
@require_safe
def recibo(request: HttpRequest, preenchimento: Preenchimento) -> HttpResponse:
    """O comprovante, numa folha."""
    return _depois_do_envio(request, preenchimento, "recibo")


@PEDIR.protegida
def perfil(request: HttpRequest, preenchimento: Preenchimento) -> HttpResponse:
    """O que a pessoa quis dizer de si, uma vez só e sem ligação com o pedido; no balcão não se pergunta."""
    form = PerfilForm(enviado(request))
    if not form.is_bound or preenchimento.no_balcao or not preenchimento.rascunho.protocolo:
        return PEDIR.ao_que_falta(preenchimento)
    if not form.is_valid():
        return _depois_do_envio(request, preenchimento, "comprovante", form=form, status=422)
    if contar_perfil(rascunho=preenchimento.rascunho, respostas=form.cleaned_data):
        messages.success(request, "Obrigado. As suas respostas foram guardadas sem o seu nome.")
    return PEDIR.ir_para(preenchimento, "comprovante")


def _depois_do_envio(
    request: HttpRequest, preenchimento: Preenchimento, modelo: str, *, status: int = 200, **contexto: Any
) -> HttpResponse:
    if not preenchimento.rascunho.protocolo:
        return PEDIR.ao_que_falta(preenchimento)
    rascunho = preenchimento.rascunho
    caso = Pedido.objects.select_related("interessado", "orgao").get(protocolo=rascunho.protocolo)
    contexto |= {
        **comprovante_de(caso, evento="A Prefeitura recebeu o pedido"),
        **link_de(request, caso, no_balcao=preenchimento.no_balcao),
        "secao": "esic",
        "preenchimento": preenchimento,
        "caso": caso,
        "canal": dict(CANAIS).get(rascunho.dados.get(BALCAO, {}).get("canal"), "Portal"),
        "nao_sabia": SEM_DESTINO in rascunho.dados,
        "pergunta_perfil": not preenchimento.no_balcao and PERFIL not in rascunho.dados,
    }
    return render(request, f"esic/pedir/{modelo}.html", contexto, status=status)
