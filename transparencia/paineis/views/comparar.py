"""Dois recortes lado a lado, num endereço só: dois lugares, dois serviços ou dois anos."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.safestring import SafeString

from documentos.planilha import Linha, csv_inteiro
from guia.paginas import publica_com
from transparencia.paineis import pagina, planilha, quadros
from transparencia.paineis.medidas import Lida
from transparencia.paineis.recorte import Recorte
from transparencia.paineis.views.porta import NADA_PUBLICADO

OUTRO = "2"
"""O sufixo dos filtros do outro lado."""


@dataclass(frozen=True, slots=True)
class LadoALado:
    """Uma medida, ou um resultado, dos dois recortes."""

    nome: str
    um: Lida | None
    outro: Lida | None


@publica_com(pagina.marca)
def comparar(request: HttpRequest) -> HttpResponse:
    """Cada medida dos dois recortes, a faixa do tempo e o resultado na mesma escala."""
    um, outro = pagina.recorte_de(request), pagina.recorte_de(request, OUTRO)
    if um is None or outro is None:
        return render(request, "transparencia/paineis/sem_numeros.html")
    contexto = {
        **pagina.do_recorte(um),
        "outro": outro,
        **{f"{nome}{OUTRO}": opcoes for nome, opcoes in pagina.escolhas(outro).items()},
        "linhas": _lado_a_lado(um, outro),
        "tempos": _tempos(um, outro),
        "fins": [(qual, quadros.como_acabou(qual)) for qual in (um, outro)],
        "iguais": um.filtros == outro.filtros,
    }
    return render(request, "transparencia/paineis/comparar.html", contexto)


@publica_com(pagina.marca)
def em_csv(request: HttpRequest) -> HttpResponse:
    """Os dois recortes, um depois do outro, numa planilha."""
    linhas: list[Linha] = []
    for sufixo in ("", OUTRO):
        recorte = pagina.recorte_de(request, sufixo)
        if recorte is None:
            raise Http404(NADA_PUBLICADO)
        linhas += planilha.do_recorte(recorte, pagina.lidas(recorte), quadros.do_recorte(recorte))
        nome = f"sp156-comparacao-{recorte.edicao.dia}.csv"
    return csv_inteiro([planilha.CABECALHO, *linhas], nome)


def _lado_a_lado(um: Recorte, outro: Recorte) -> list[LadoALado]:
    dos_dois = [{lida.medida.nome: lida for lida in pagina.lidas(qual)} for qual in (um, outro)]
    return [
        LadoALado(nome, dos_dois[0].get(nome), dos_dois[1].get(nome))
        for nome in dos_dois[0] | dos_dois[1]
        if any(nome in lado and not lado[nome].sem_dado for lado in dos_dois)
    ]


def _tempos(um: Recorte, outro: Recorte) -> list[SafeString]:
    """De cada lado, do p10 ao p90, na mesma escala; vazio se não se sabe."""
    dias = [qual.contas.get("dias") for qual in (um, outro)]
    maior = max((ditos[2] for ditos in dias if isinstance(ditos, list)), default=0)
    return [
        quadros.desenho(quadros.faixa(ditos, maior, None) if isinstance(ditos, list) else [])
        for ditos in dias
    ]
