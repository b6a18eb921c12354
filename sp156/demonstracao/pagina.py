"""A página que lista as pessoas da demonstração: com que nome cada uma entra, e o que faz."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from avisos.demonstracao.views import so_na_demonstracao
from sp156.demonstracao.pessoas import SENHA, USUARIOS


@so_na_demonstracao
def pessoas(request: HttpRequest) -> HttpResponse:
    """As pessoas de demonstração; fora do modo embutido a página não existe."""
    return render(request, "demonstracao/pessoas.html", {"pessoas": USUARIOS, "senha": SENHA})
