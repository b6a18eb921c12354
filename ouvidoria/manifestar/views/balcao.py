"""O balcão: o que chegou por telefone, Praça, carta ou visita, com o dia em que chegou de verdade."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from assistente.paginas import com_formulario, enviado
from assistente.preenchimento import BALCAO
from contas.guardas import LER, LER_E_MANDAR, de_trabalho
from mesas.paginacao import Ordem, paginar
from ouvidoria.guardas import no_balcao, quem_atende
from ouvidoria.manifestar.forms.identificacao import BalcaoForm
from ouvidoria.manifestar.perguntas import PROTOCOLO
from ouvidoria.manifestar.preenchimento import achar_pedido, preenchidas
from ouvidoria.manifestar.roteiro import RESPOSTAS
from ouvidoria.manifestar.views.passos import MANIFESTAR
from ouvidoria.models import Manifestacao
from protocolo import numero

DAS_ULTIMAS = Ordem("registrada_em", decrescente=True)


@de_trabalho(*LER_E_MANDAR)
def balcao(request: HttpRequest) -> HttpResponse:
    """O tipo, o canal e a data; depois, as mesmas perguntas que o munícipe responde sozinho."""
    por, canal = no_balcao(request)
    form = BalcaoForm(
        enviado(request),
        initial={
            "tipo": request.GET.get("tipo"),
            "canal": canal,
            "recebida_em": timezone.localdate(),
            "protocolo": numero.normalizar(request.GET.get(PROTOCOLO, ""))[: numero.TAMANHO],
        },
    )
    if not form.is_valid():
        return com_formulario(request, "ouvidoria/manifestar/balcao/inicio.html", form, papel=por.papel)
    dito = form.cleaned_data
    pedido = achar_pedido(dito["protocolo"]) if dito["tipo"] == "reclamacao" else None
    chegou = {"canal": dito["canal"], "recebida_em": dito["recebida_em"].isoformat()}
    sobre = {RESPOSTAS: preenchidas(pedido)} if pedido else {}
    return MANIFESTAR.gravado(request, MANIFESTAR.novo(request, dito["tipo"], {BALCAO: chegou, **sobre}))


@de_trabalho(*LER)
def registradas(request: HttpRequest) -> HttpResponse:
    """O que este atendente registrou; denúncia nenhuma, que some das telas dele ao ser gravada."""
    minhas = Manifestacao.objects.visiveis_para(quem_atende(request))
    pagina = paginar(minhas, DAS_ULTIMAS, request.GET)
    contexto = {"linhas": pagina.linhas, **pagina.enderecos()}
    return render(request, "ouvidoria/manifestar/balcao/registradas.html", contexto)
