"""A porta dos painéis: o resumo e os quatro gráficos de um recorte, a planilha deles, e como se conta."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from documentos.planilha import csv_inteiro
from guia.paginas import publica_com
from transparencia.models import Edicao
from transparencia.paineis import metodo, pagina, planilha, quadros
from transparencia.paineis.medidas import ORDENAVEIS

NADA_PUBLICADO = "Os números ainda não se publicaram."


@publica_com(pagina.marca)
def porta(request: HttpRequest) -> HttpResponse:
    """O que se pediu, quanto demorou, como acabou e no tempo, de um lugar e de um serviço."""
    recorte = pagina.recorte_de(request)
    if recorte is None:
        return render(request, "transparencia/paineis/sem_numeros.html")
    lidas = pagina.lidas(recorte)
    contexto = {
        **pagina.do_recorte(recorte),
        "ordenaveis": ORDENAVEIS,
        "de": "subprefeituras" if recorte.servico else "servicos",
        "lidas": [lida for lida in lidas if not lida.sem_dado],
        "sem_dado": [lida.medida.nome for lida in lidas if lida.sem_dado],
        "quadros": quadros.do_recorte(recorte) if recorte.publicado else [],
    }
    return render(request, "transparencia/paineis/porta.html", contexto)


@publica_com(pagina.marca)
def em_csv(request: HttpRequest) -> HttpResponse:
    """O que a porta diz deste recorte, numa planilha."""
    recorte = pagina.recorte_de(request)
    if recorte is None:
        raise Http404(NADA_PUBLICADO)
    linhas = planilha.do_recorte(recorte, pagina.lidas(recorte), quadros.do_recorte(recorte))
    return csv_inteiro([planilha.CABECALHO, *linhas], f"sp156-numeros-{recorte.edicao.dia}.csv")


@publica_com(pagina.marca)
def como(request: HttpRequest) -> HttpResponse:
    """Como se conta cada número, o que mudou no método, e as edições que se podem citar."""
    contexto = {
        "medidas": metodo.medidas().values(),
        "versao": metodo.versao(),
        "historico": metodo.historico(),
        "guardadas": Edicao.objects.guardadas(),
        "reservados": _reservados(),
    }
    return render(request, "transparencia/paineis/como.html", contexto)


def _reservados() -> list[tuple[str, int | None]]:
    """De cada um dos últimos meses, quantos pedidos sigilosos na cidade."""
    ultima = Edicao.objects.first()
    meses = ultima.reservados[-quadros.MESES :] if ultima else []
    return [(quadros.por_extenso(mes), n) for mes, n in meses]
