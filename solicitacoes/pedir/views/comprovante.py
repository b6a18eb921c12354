"""Depois do envio: a confirmação e o comprovante que se imprime."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from assistente.comprovante import comprovante_de, exigir_recente, link_de
from assistente.preenchimento import CONVERSA
from avisos.canais.destinos import pode_ligar_no_aparelho
from contas.models import Usuario
from roteamento.models.unidades import TRIAGEM
from solicitacoes.guardas import com_relacoes
from solicitacoes.pedir.preenchimento import Preenchimento
from solicitacoes.pedir.views.passos import PEDIR


@PEDIR.protegida
@require_safe
def confirmacao(request: HttpRequest, preenchimento: Preenchimento) -> HttpResponse:
    """O protocolo, a chave de acesso, o prazo e o que acontece agora."""
    return _depois_do_envio(request, preenchimento, "confirmacao")


@PEDIR.protegida
@require_safe
def recibo(request: HttpRequest, preenchimento: Preenchimento) -> HttpResponse:
    """O comprovante, numa folha."""
    return _depois_do_envio(request, preenchimento, "recibo")


def _depois_do_envio(request: HttpRequest, preenchimento: Preenchimento, modelo: str) -> HttpResponse:
    if not preenchimento.rascunho.protocolo:
        return PEDIR.ao_que_falta(preenchimento)
    caso = com_relacoes().get(protocolo=preenchimento.rascunho.protocolo)
    if caso.sigilosa:
        exigir_recente(caso.aberta_em)
    contexto = {
        "preenchimento": preenchimento,
        "caso": caso,
        **comprovante_de(caso),
        **link_de(request, caso, no_balcao=preenchimento.no_balcao),
        "anonimo": caso.interessado is None or caso.interessado.anonimo,
        "da_conversa": CONVERSA in preenchimento.rascunho.dados,
        "em_triagem": caso.unidade.sigla == TRIAGEM,
    }
    contexto["oferece_avisos"] = _oferece_avisos(request, contexto)
    return render(request, f"solicitacoes/pedir/{modelo}.html", contexto)


def _oferece_avisos(request: HttpRequest, dito: Mapping[str, Any]) -> bool:
    """À conta que ainda não recebe avisos em aparelho nenhum, quando pede no seu e não é segredo."""
    seu = not dito["preenchimento"].no_balcao and not dito["de_todos"] and not dito["caso"].sigilosa
    return seu and isinstance(request.user, Usuario) and pode_ligar_no_aparelho(request.user)
