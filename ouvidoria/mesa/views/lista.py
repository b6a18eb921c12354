"""A mesa da Ouvidoria: o que está por responder, por dias que faltam; também em planilha."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone

from contas.acoes import registrar_leitura_em_massa
from contas.guardas import LER, de_trabalho
from documentos.planilha import TETO, Linha, resposta_csv, resposta_xlsx
from mesas.lista import contadores
from ouvidoria.guardas import ouvidoria
from ouvidoria.mesa import exportacao
from ouvidoria.mesa import lista as leituras
from ouvidoria.mesa.filtros import CONTADORES, ListaDaMesa
from ouvidoria.models import Manifestacao, ManifestacaoQuerySet

MODELO = "ouvidoria/mesa/lista.html"


@de_trabalho(*LER)
def lista(request: HttpRequest) -> HttpResponse:
    """As manifestações por responder, a de prazo mais perto primeiro; com htmx, só a lista."""
    por, agora = ouvidoria(request), timezone.now()
    lida = ListaDaMesa.ler(request.GET)

    def escolhidas(lida: ListaDaMesa) -> ManifestacaoQuerySet:
        return lida.aplicar(Manifestacao.objects.all(), por=por, agora=agora)

    def em_volta() -> dict[str, Any]:
        hoje = timezone.localdate(agora)
        return {
            "contadores": contadores(CONTADORES, ListaDaMesa.ler, escolhidas),
            "formulario": lida.formulario(leituras.opcoes(hoje)),
            "sem_interlocutor": leituras.que_esperam_interlocutor(hoje),
        }

    contexto = {"agora": agora, **lida.pagina(escolhidas(lida), request.GET)}
    return lida.responder(request, MODELO, contexto, em_volta)


@de_trabalho("POST")
def em_csv(request: HttpRequest) -> HttpResponseBase:
    """A mesa em CSV, com os filtros do endereço; sai enquanto se lê, e fica registrada."""
    nome, linhas = _planilha(request)
    return resposta_csv(linhas, f"{nome}.csv")


@de_trabalho("POST")
def em_xlsx(request: HttpRequest) -> HttpResponseBase:
    """A planilha da lista em XLSX."""
    nome, linhas = _planilha(request)
    return resposta_xlsx(linhas, "Manifestações", f"{nome}.xlsx")


def _planilha(request: HttpRequest) -> tuple[str, Iterator[Linha]]:
    por, agora = ouvidoria(request), timezone.now()
    lida = ListaDaMesa.ler(request.GET)
    escolhidas = lida.aplicar(Manifestacao.objects.visiveis_para(por), por=por, agora=agora)
    registrar_leitura_em_massa(
        por=por.usuario,
        papel=por.papel,
        o_que="planilha de manifestações",
        filtro=f"Ouvidoria: {lida.no_registro(leituras.opcoes(timezone.localdate(agora)))}",
        quantos=escolhidas.order_by()[:TETO].count(),
    )
    return f"ouvidoria-{timezone.localdate(agora):%Y-%m-%d}", exportacao.linhas(escolhidas, agora)
