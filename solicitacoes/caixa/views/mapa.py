"""O mapa da caixa: os mesmos filtros da lista, desenhados."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from contas.guardas import LER, de_trabalho
from solicitacoes.caixa.filtros import Caixa
from solicitacoes.caixa.lista import opcoes_de_filtro
from solicitacoes.caixa.mapa import da_caixa
from solicitacoes.guardas import equipe
from solicitacoes.models import Solicitacao

MODELO = "solicitacoes/caixa/mapa.html"


@de_trabalho(*LER)
def mapa(request: HttpRequest, sigla: str) -> HttpResponse:
    """Os abertos que os filtros escolhem; com htmx, só o mapa. Os encerrados não vão ao mapa: diz-se isso."""
    unidade, por = equipe(request, sigla)
    agora = timezone.now()
    lida = Caixa.ler(request.GET)
    contexto = {"unidade": unidade, "filtros": lida, "mapa": None}
    if not lida.das_encerradas:
        escolhidos = lida.aplicar(Solicitacao.objects.da_unidade(unidade), por=por, agora=agora)
        contexto["mapa"] = da_caixa(lida, escolhidos, agora, da_cidade=unidade.subprefeitura_id is None)
    opcoes = opcoes_de_filtro(unidade, timezone.localdate(agora))
    return lida.responder(request, MODELO, contexto, lambda: {"formulario": lida.formulario(opcoes)})
