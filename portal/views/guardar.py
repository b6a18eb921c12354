"""Pôr na conta o caso que se pediu sem entrar, por quem provou, nesta sessão, ter a chave dele."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from contas.acoes import guardar_na_conta
from contas.guardas import de_trabalho, usuario_da_sessao
from portal.guardas import caso_da_parte, se_guarda

GUARDADO = "Pronto: este pedido agora está na sua conta."
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
