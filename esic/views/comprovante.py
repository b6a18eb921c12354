"""Depois do envio: o comprovante, com a chave de acesso, a folha para imprimir e o perfil de quem pediu."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.shortcuts import render
from django.views.decorators.http import require_safe

from assistente.paginas import enviado
from contas.chaves import chave_escrita
from contas.documentos import mascarar_email
from esic.acoes import contar_perfil
from esic.assistente import BALCAO, PERFIL, SEM_DESTINO
from esic.forms.pedir import CANAIS, PerfilForm
from esic.models import Pedido
from esic.views.passos import ao_que_falta, ir_para, protegida
from protocolo import relogio
from protocolo.calendario import carregar_calendario

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from esic.em_curso import EmCurso


@protegida
@require_safe
def comprovante(request: HttpRequest, escrito: EmCurso) -> HttpResponse:
    """O protocolo, a chave de acesso, o órgão, o prazo e o que acontece agora."""
    return _depois_do_envio(request, escrito, "comprovante", form=PerfilForm())


@protegida
@require_safe
def recibo(request: HttpRequest, escrito: EmCurso) -> HttpResponse:
    """O comprovante, numa folha."""
    return _depois_do_envio(request, escrito, "recibo")


@protegida
def perfil(request: HttpRequest, escrito: EmCurso) -> HttpResponse:
    """O que a pessoa quis dizer de si, uma vez só e sem ligação com o pedido; no balcão não se pergunta."""
    form = PerfilForm(enviado(request))
    if not form.is_bound or escrito.no_balcao or not escrito.rascunho.protocolo:
        return ao_que_falta(escrito)
    if not form.is_valid():
        return _depois_do_envio(request, escrito, "comprovante", form=form, status=422)
    if contar_perfil(rascunho=escrito.rascunho, respostas=form.cleaned_data):
        messages.success(request, "Obrigado. As suas respostas foram guardadas sem o seu nome.")
    return ir_para(escrito, "comprovante")


def _depois_do_envio(
    request: HttpRequest, escrito: EmCurso, modelo: str, *, status: int = 200, **contexto: Any
) -> HttpResponse:
    if not escrito.rascunho.protocolo:
        return ao_que_falta(escrito)
    caso = Pedido.objects.select_related("interessado", "orgao").get(protocolo=escrito.rascunho.protocolo)
    contexto |= {"secao": "esic", "escrito": escrito, "caso": caso, **_sobre(escrito, caso)}
    return render(request, f"esic/pedir/{modelo}.html", contexto, status=status)


def _sobre(escrito: EmCurso, caso: Pedido) -> dict[str, Any]:
    return {
        "chave": chave_escrita(caso.protocolo),
        "como": relogio.como(caso, carregar_calendario(), evento="A Prefeitura recebeu o pedido"),
        "email": mascarar_email(caso.interessado.email) if caso.interessado else "",
        "canal": dict(CANAIS).get(escrito.rascunho.dados.get(BALCAO, {}).get("canal"), "Portal"),
        "nao_sabia": SEM_DESTINO in escrito.rascunho.dados,
        "pergunta_perfil": not escrito.no_balcao and PERFIL not in escrito.rascunho.dados,
    }
