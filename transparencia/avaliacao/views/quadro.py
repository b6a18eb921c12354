"""A Ouvidoria vê que órgãos ainda não disseram o que fizeram, e publica a avaliação do ano."""

from __future__ import annotations

import re
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from contas.guardas import LER_E_MANDAR, de_trabalho
from ouvidoria.guardas import ouvidoria, pode_relatar, quem_relata
from protocolo.erros import RecusaDeAcao
from transparencia.avaliacao import acoes
from transparencia.avaliacao.lembretes import orgaos_da_avaliacao, sem_medidas
from transparencia.models import Avaliacao

ANO = re.compile(r"\d{4}", re.ASCII)


@de_trabalho(*LER_E_MANDAR)
def quadro(request: HttpRequest) -> HttpResponse:
    """Cada ano por publicar, com os órgãos que faltam; quem escreve o relatório do ano também o publica."""
    if request.method != "POST":
        ouvidoria(request)
        return _mostrar(request)
    por = quem_relata(request)
    ano = request.POST.get("ano", "")
    qual = get_object_or_404(Avaliacao, ano=int(ano) if ANO.fullmatch(ano) else 0)
    if request.POST.get("confirmo") != "sim":
        frase = f"Marque que confirma: depois de publicada, a avaliação de {qual.ano} não muda mais."
        return _mostrar(request, erro=frase, ano_do_erro=qual.ano, status=422)
    try:
        acoes.publicar_avaliacao(ano=qual.ano, por=por)
    except RecusaDeAcao as recusa:
        return _mostrar(request, erro=str(recusa), ano_do_erro=qual.ano, status=409)
    messages.success(request, f"A avaliação de {qual.ano} está publicada.")
    return redirect("avaliacao:ano", qual.ano)


def _mostrar(
    request: HttpRequest, *, erro: str = "", ano_do_erro: int | None = None, status: int = 200
) -> HttpResponse:
    corrente = timezone.localdate().year
    anos: list[dict[str, Any]] = [
        {
            "avaliacao": avaliacao,
            "quantos": orgaos_da_avaliacao(avaliacao.ano).count(),
            "faltam": list(sem_medidas(avaliacao.ano)),
            "acabou": avaliacao.ano < corrente,
        }
        for avaliacao in Avaliacao.objects.filter(linhas__isnull=False).distinct()
    ]
    contexto = {"anos": anos, "pode": pode_relatar(request), "erro": erro, "ano_do_erro": ano_do_erro}
    return render(request, "transparencia/avaliacao/quadro.html", contexto, status=status)
