"""As respostas prontas das conversas, que a chefia da Central escreve e vê como ficam."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from assistente.paginas import com_formulario, enviado
from atendimento.conversa_atendente.respostas_prontas import VARIAVEIS, escrita
from atendimento.guardas import chefia_da_central
from atendimento.models import RespostaDaConversa
from atendimento.supervisao.forms import RespostaForm
from contas.autor import Autor
from contas.guardas import LER, LER_E_MANDAR, de_trabalho, usuario_da_sessao
from protocolo import numero
from protocolo.prazos.em_palavras import dia
from referencia.tabelas import gravar_edicao

ABA = {"aba": "respostas"}
GUARDADA = "Resposta guardada."
NOME, PROTOCOLO = "Maria", "S2026000000000"
"""O nome e o protocolo que a prévia mostra."""


@de_trabalho(*LER)
def lista(request: HttpRequest) -> HttpResponse:
    """Todas, também as que já não se oferecem."""
    chefia_da_central(request)
    contexto = {"respostas": RespostaDaConversa.objects.order_by("-em_uso", "titulo")}
    return render(request, "atendimento/supervisao/respostas.html", ABA | contexto)


@de_trabalho(*LER_E_MANDAR)
def nova(request: HttpRequest) -> HttpResponse:
    """Escreve mais uma."""
    por, _ = chefia_da_central(request)
    return _escrever(request, RespostaDaConversa(), por)


@de_trabalho(*LER_E_MANDAR)
def resposta(request: HttpRequest, pk: int) -> HttpResponse:
    """Muda uma, ou deixa de a oferecer."""
    por, _ = chefia_da_central(request)
    return _escrever(request, get_object_or_404(RespostaDaConversa, pk=pk), por)


def _escrever(request: HttpRequest, esta: RespostaDaConversa, por: Autor) -> HttpResponse:
    form = RespostaForm(enviado(request), instance=esta)
    so_ver = "ver" in request.POST
    if form.is_valid() and not so_ver:
        gravar_edicao(form.save(commit=False), por)
        messages.success(request, GUARDADA)
        return redirect("central:supervisao_respostas")
    texto = request.POST.get("texto", esta.texto).replace("\0", "")
    contexto: dict[str, Any] = {"resposta": esta, "previa": _previa(request, texto), **ABA}
    status = 200 if so_ver and form.is_valid() else 0
    return com_formulario(request, "atendimento/supervisao/resposta.html", form, status=status, **contexto)


def _previa(request: HttpRequest, texto: str) -> list[tuple[str, str]]:
    """Como a pessoa a lê: com tudo o que se pode saber dela, e sem nada."""
    if not texto.strip():
        return []
    quem = usuario_da_sessao(request).get_short_name()
    tudo = {"pessoa": NOME, "protocolo": numero.formatar(PROTOCOLO)}
    sempre = {"atendente": quem, "data": dia(timezone.now())}
    nada = dict.fromkeys(VARIAVEIS, "") | sempre
    ditas = [
        ("A quem disse o nome, com um pedido registrado", escrita(texto, tudo | sempre)),
        ("A quem não disse o nome, sem pedido", escrita(texto, nada)),
    ]
    return ditas if ditas[0][1] != ditas[1][1] else [("A todos", ditas[0][1])]
