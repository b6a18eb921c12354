"""A fila da revisão: as publicações por revisar, publicadas e recusadas."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from contas.guardas import LER, de_trabalho
from documentos.relatorios import contagens
from esic import o_que_se_publica
from esic.guardas import quem_reve
from esic.models import Publicacao
from esic.situacoes import SituacaoDaPublicacao as S
from mesas.paginacao import paginar


@de_trabalho(*LER)
def lista(request: HttpRequest) -> HttpResponse:
    """O que espera a revisão, do mais antigo ao mais novo; e o que já se decidiu."""
    todas = Publicacao.objects.visiveis_para(quem_reve(request))
    pedida = request.GET.get("situacao", "")
    situacao = S(pedida) if pedida in S.values else S.A_REVISAR
    escolhidas = o_que_se_publica.para_a_fila(todas.filter(situacao=situacao))
    pagina = paginar(escolhidas, o_que_se_publica.ORDENS[situacao], request.GET)
    contexto = {
        "aba": "publicacao",
        "situacao": situacao,
        "pagina": pagina,
        "contas": contagens.contar(todas, "situacao"),
        **pagina.enderecos({"situacao": situacao}),
    }
    return render(request, "esic/publicacao/fila.html", contexto)
