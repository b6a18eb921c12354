"""O que se responde à página que pergunta se há novidade; o laço de eventos responde igual quando não há."""

from __future__ import annotations

from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from atendimento.acoes.conversar import ver_ate
from atendimento.acoes.distribuir import SINAL, dar_sinal, dar_sinal_na_fila
from atendimento.conversa import (
    DoLado,
    Recado,
    intervalo_de_quem_atende,
    ler_recado,
    proximo_intervalo,
    recado,
    recado_de,
    versao_de,
    vista_do_outro_lado,
)
from atendimento.models import Conversa, Disponibilidade
from atendimento.situacoes import DeQuem
from contas.models import Usuario

APERTO = "sp156.aperto"
"""No pedido: quantas vezes mais devagar se deve perguntar, porque o servidor está cheio."""


def de_quem_conversa(request: HttpRequest) -> Conversa | None:
    """A conversa do recado desta pergunta; None se ele não vale. Conta o que se viu (`l`)."""
    dito = ler_recado(request.GET.get("r", ""))
    if dito is None or dito.lado != DoLado.PESSOA:
        return None
    conversa = Conversa.objects.select_related("assunto", "atendente").filter(pk=dito.pk).first()
    if conversa:
        dar_sinal_na_fila(conversa=conversa, em=timezone.now())
    if conversa and (vista := _numero(request.GET.get("l", ""))) > conversa.lida_pela_pessoa:
        ver_ate(conversa=conversa, ate=vista, lado=DeQuem.PESSOA)
    return conversa


def de_quem_atende(request: HttpRequest, quem: Usuario) -> Disponibilidade | None:
    """De quem atende, e está na sessão: dá o sinal dele, e conta o que viu da aberta (`l=<pk>:<ordem>`).

    O recado que passou da hora serve: a sessão vale mais. O de outra pessoa, não: a página é de quem saiu.
    """
    dito = ler_recado(request.GET.get("r", ""))
    dela = Disponibilidade.objects.select_related("usuario", "unidade").filter(pk=quem.pk).first()
    if dela is None or (dito and dito != Recado(DoLado.QUEM_ATENDE, quem.pk)):
        return None
    agora = timezone.now()
    if agora - dela.vista_em > SINAL:
        dar_sinal(usuario=dela.usuario, em=agora)
    qual, _, ate = request.GET.get("l", "").partition(":")
    sua = Conversa.objects.de(dela.usuario).filter(pk=_numero(qual)).first() if qual else None
    if sua and sua.lida_por_quem_atende < _numero(ate):
        ver_ate(conversa=sua, ate=_numero(ate), lado=DeQuem.ATENDENTE)
    return dela


def mudou(request: HttpRequest, versao: str) -> bool:
    """A página tem outra versão?"""
    return request.GET.get("v", "") != versao


def a_pessoa(request: HttpRequest, conversa: Conversa, resposta: HttpResponse | None = None) -> HttpResponse:
    """A resposta com os cabeçalhos da pergunta; sem resposta, 204: nada mudou."""
    vista = vista_do_outro_lado(conversa, DeQuem.PESSOA)
    return _com_cabecalhos(
        request,
        resposta,
        versao=versao_de(conversa),
        proxima=proximo_intervalo(conversa, timezone.now()),
        vista=str(vista),
        recado=recado(conversa),
    )


def a_quem_atende(
    request: HttpRequest, dela: Disponibilidade, resposta: HttpResponse | None = None
) -> HttpResponse:
    """O mesmo, a quem atende; `Vista` diz a de cada conversa sua, como `12=5,13=9`."""
    suas = Conversa.objects.de(dela.usuario).order_by("pk").values_list("pk", "lida_pela_pessoa")
    return _com_cabecalhos(
        request,
        resposta,
        versao=str(dela.versao),
        proxima=intervalo_de_quem_atende(dela.usuario, timezone.now()),
        vista=",".join(f"{pk}={vista}" for pk, vista in suas),
        recado=recado_de(dela.usuario),
    )


def _com_cabecalhos(  # noqa: PLR0913  cada argumento é um cabeçalho
    request: HttpRequest,
    resposta: HttpResponse | None,
    *,
    versao: str,
    proxima: float,
    vista: str,
    recado: str,
) -> HttpResponse:
    resposta = resposta or HttpResponse(status=HTTPStatus.NO_CONTENT)
    resposta["Recado"] = recado
    resposta["Versao"], resposta["Vista"] = versao, vista
    resposta["Proxima"] = f"{proxima * float(request.META.get(APERTO, 1)):g}"
    resposta["Cache-Control"] = "no-store"
    return resposta


def _numero(escrito: str) -> int:
    return int(escrito) if escrito.isascii() and escrito.isdigit() and len(escrito) < 10 else 0  # noqa: PLR2004
