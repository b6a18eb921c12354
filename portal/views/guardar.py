"""Pôr na conta o caso que se pediu sem entrar, por quem provou ter a chave dele; e tirar o que foi engano."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from contas.guardas import de_trabalho, usuario_da_sessao
from entrada.guardados import guardar_na_conta, tirar_da_conta
from portal.guardas import caso_da_parte, se_guarda

GUARDADO = "Este pedido agora está na sua conta."
TIRADO = "O pedido {} saiu da sua conta. Ele abre com o protocolo e a chave."
NAO_SE_TIRA = "Este pedido é seu, e não sai da conta."
NAO_SE_GUARDA = "Este pedido não vai para uma conta. Ele continua a abrir com o protocolo e a chave."


@de_trabalho("POST")
def guardar(request: HttpRequest, protocolo: str) -> HttpResponse:
    """Só com a chave provada nesta sessão; a denúncia, nunca."""
    caso, autor = caso_da_parte(request, protocolo)
    pode = se_guarda(autor, caso) and caso.interessado is not None
    if (
        pode
        and caso.interessado
        and guardar_na_conta(interessado=caso.interessado, usuario=usuario_da_sessao(request))
    ):
        messages.success(request, GUARDADO)
    else:
        messages.error(request, NAO_SE_GUARDA)
    return redirect("portal:caso", protocolo)


@de_trabalho("POST")
def tirar(request: HttpRequest, protocolo: str) -> HttpResponse:
    """O caso guardado por engano sai da conta, e dos que esta sessão abriu."""
    caso, _ = caso_da_parte(request, protocolo)
    usuario = usuario_da_sessao(request)
    if caso.interessado and tirar_da_conta(interessado=caso.interessado, usuario=usuario):
        messages.success(request, TIRADO.format(caso.protocolo_escrito))
        return redirect(f"{reverse('portal:area')}?minhas=sim")
    messages.error(request, NAO_SE_TIRA)
    return redirect("portal:caso", protocolo)
