"""Páginas que só existem nos testes: as peças da interface no servidor e com a CSP de verdade.

Use `@pytest.mark.urls("tests.navegador.galeria")`: os endereços do projeto continuam valendo.
"""

from datetime import timedelta
from pathlib import Path
from typing import Any

from django import forms
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.urls import path
from django.utils import timezone

from sp156.urls import urlpatterns as do_projeto
from tests.portal.formulario import Pedido

PASTA = Path(__file__).parent / "paginas"


class LugarForm(forms.Form):
    lat = forms.CharField(label="Latitude", required=False)
    lon = forms.CharField(label="Longitude", required=False)


def escrever(request: HttpRequest, nome: str, contexto: dict[str, Any], situacao: int = 200) -> HttpResponse:
    texto = (PASTA / f"{nome}.html").read_text(encoding="utf-8")
    return HttpResponse(engines["django"].from_string(texto).render(contexto, request), status=situacao)


@login_not_required
def formulario(request: HttpRequest) -> HttpResponse:
    if request.method != "POST":
        return escrever(request, "formulario", {"form": Pedido()})
    form = Pedido(request.POST, request.FILES)
    if form.is_valid():
        return HttpResponse("<h1 class='govuk-heading-l'>Recebido</h1>")
    return escrever(request, "formulario", {"form": form}, 422)


@login_not_required
def pecas(request: HttpRequest) -> HttpResponse:
    agora = timezone.now()
    situacoes = ["aberta", "em_andamento", "aguardando_municipe", "finalizada", "indeferida", "cancelada"]
    contexto = {
        "caminho": [("Serviços", "/servicos/"), ("Tapa-buraco", "")],
        "protocolo": "102938475610293",
        "chave": "7K2M-Q9XD",
        "situacoes": [(s, s.replace("_", " ").capitalize()) for s in situacoes],
        "andamentos": [{"titulo": "Em andamento", "em": agora}, {"titulo": "Registrado", "em": agora}],
        "linhas": [{"rotulo": "CEP", "valor": "01007-040", "alterar": "?cep"}],
        "cabecalhos": ["Distrito", "Pedidos"],
        "marcas": LugarForm(),
    }
    return escrever(request, "pecas", contexto)


@login_not_required
def caixa(request: HttpRequest) -> HttpResponse:
    contexto = {"nomes": ["Tapa-buraco", "Poda", "Bueiro"], "vence": timezone.now() - timedelta(days=2)}
    return escrever(request, "caixa", contexto)


urlpatterns = [
    *do_projeto,
    path("galeria/formulario/", formulario),
    path("galeria/pecas/", pecas),
    path("galeria/caixa/", caixa),
]
