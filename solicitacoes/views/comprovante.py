"""Depois do envio: a confirmação e o comprovante que se imprime."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.shortcuts import render
from django.views.decorators.http import require_safe

from contas.chaves import chave_escrita
from contas.documentos import mascarar_email
from protocolo import relogio
from protocolo.calendario import carregar_calendario
from roteamento.models.unidades import TRIAGEM
from solicitacoes.guardas import com_relacoes
from solicitacoes.views.passos import ir_para, protegida

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from solicitacoes.em_curso import PedidoEmCurso
    from solicitacoes.models import Solicitacao


@protegida
@require_safe
def confirmacao(request: HttpRequest, pedido: PedidoEmCurso) -> HttpResponse:
    """O protocolo, a chave de acesso, o prazo e o que acontece agora."""
    return _depois_do_envio(request, pedido, "confirmacao")


@protegida
@require_safe
def recibo(request: HttpRequest, pedido: PedidoEmCurso) -> HttpResponse:
    """O comprovante, numa folha."""
    return _depois_do_envio(request, pedido, "recibo")


def _depois_do_envio(request: HttpRequest, pedido: PedidoEmCurso, modelo: str) -> HttpResponse:
    if not pedido.rascunho.protocolo:
        return ir_para(pedido, pedido.roteiro.primeiro_incompleto)
    caso = com_relacoes().get(protocolo=pedido.rascunho.protocolo)
    contexto = {"pedido": pedido, "caso": caso, **_sobre(caso)}
    return render(request, f"solicitacoes/pedido/{modelo}.html", contexto)


def _sobre(caso: Solicitacao) -> dict[str, Any]:
    return {
        "chave": chave_escrita(caso.protocolo),
        "como": relogio.como(caso, carregar_calendario()),
        "email": mascarar_email(caso.interessado.email) if caso.interessado else "",
        "anonimo": caso.interessado is None or caso.interessado.anonimo,
        "em_triagem": caso.unidade.sigla == TRIAGEM,
    }
