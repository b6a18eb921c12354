"""A supervisão: quem atende agora, os números de um período, a lista deles e um atendimento."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from atendimento.consultas import Lugares, ve_todas
from atendimento.guardas import quem_supervisiona
from atendimento.models import Atendimento
from atendimento.supervisao import quadro
from atendimento.supervisao.lista import Atendimentos, em_planilha
from atendimento.supervisao.quadro import PERIODOS, Periodo
from contas.guardas import LER, de_trabalho
from documentos import planilha
from roteamento.consultas import com_as_anteriores
from roteamento.models import Unidade


@de_trabalho(*LER)
def inicio(request: HttpRequest) -> HttpResponse:
    """Os números do período pedido, e quem atende agora."""
    unidades, agora = quem_supervisiona(request), timezone.now()
    escolhido = _escolhido(request, unidades)
    lugares = lugares_de([escolhido], so_estas=True) if escolhido else lugares_de(unidades)
    periodo = Periodo.ler(request.GET.get("periodo", ""), timezone.localdate(agora))
    contexto = {
        "aba": "supervisao",
        "unidades": unidades if len(unidades) > 1 else [],
        "escolhido": escolhido,
        "periodo": periodo,
        "periodos": [(nome, dito) for nome, (dito, _) in PERIODOS.items()],
        "numeros": quadro.ler(periodo, lugares, agora),
        "de_agora": quadro.de_agora(lugares),
        "mostrados": quadro.MOSTRADOS,
        "do_lugar": f"&lugar={escolhido.pk}" if escolhido else "",
        "agora": agora,
    }
    return render(request, "atendimento/supervisao/inicio.html", contexto)


@de_trabalho(*LER)
def numeros_csv(request: HttpRequest) -> HttpResponse:
    """Os números da supervisão, em planilha."""
    unidades, agora = quem_supervisiona(request), timezone.now()
    escolhido = _escolhido(request, unidades)
    periodo = Periodo.ler(request.GET.get("periodo", ""), timezone.localdate(agora))
    lugares = lugares_de([escolhido], so_estas=True) if escolhido else lugares_de(unidades)
    numeros = quadro.ler(periodo, lugares, agora)
    linhas: list[planilha.Linha] = [("Quadro", "O quê", "Quantos"), *numeros.em_planilha()]
    return planilha.csv_inteiro(linhas, f"supervisao-{periodo.de}-{periodo.ate}.csv")


@de_trabalho(*LER)
def lista(request: HttpRequest) -> HttpResponse:
    """Os atendimentos que um número contou."""
    unidades, agora = quem_supervisiona(request), timezone.now()
    lida = Atendimentos.ler(request.GET)
    contexto = {
        "aba": "supervisao",
        "teto_da_planilha": planilha.TETO,
        "formulario": lida.formulario(lida.opcoes(unidades)),
        "dito": lida.em_palavras(lida.opcoes(unidades)),
        **lida.pagina(lida.achar(lugares_de(unidades), agora), request.GET),
    }
    return render(request, "atendimento/supervisao/lista.html", contexto)


@de_trabalho(*LER)
def lista_csv(request: HttpRequest) -> HttpResponseBase:
    """Os atendimentos da lista, em planilha, sem nada de quem se atendeu."""
    unidades, agora = quem_supervisiona(request), timezone.now()
    escolhidos = Atendimentos.ler(request.GET).achar(lugares_de(unidades), agora)
    return planilha.resposta_csv(
        em_planilha(escolhidos, agora), f"atendimentos-{timezone.localdate(agora):%Y-%m-%d}.csv"
    )


@de_trabalho(*LER)
def atendimento(request: HttpRequest, codigo: UUID) -> HttpResponse:
    """O que se fez num atendimento, e quando; de quem era, nada. De outro lugar, 404."""
    todos = Atendimento.objects.select_related("atendente", "unidade", "servico__publicada")
    lugares = lugares_de(quem_supervisiona(request))
    if lugares is not None:
        todos = todos.filter(unidade__in=lugares)
    este = get_object_or_404(todos, codigo=codigo)
    atos = este.atos.select_related("servico__publicada")
    contexto = {
        "aba": "supervisao",
        "atendimento": este,
        "atos": atos,
        "de_saida": _de_saida(este),
        "buscas": este.buscas.aggregate(quantas=Count("pk"), vazias=Count("pk", filter=Q(achados=0))),
        "erros": este.reconhecimentos.filter(conferiu=False).count(),
    }
    return render(request, "atendimento/supervisao/atendimento.html", contexto)


def _de_saida(este: Atendimento) -> object:
    """A tentativa de retorno que foi, se foi a Central quem ligou."""
    return getattr(este, "retorno", None)


def lugares_de(unidades: list[Unidade], *, so_estas: bool = False) -> Lugares:
    """As unidades que se contam, com as que elas sucederam; None, todas, a quem supervisiona a Central."""
    if ve_todas(unidades) and not so_estas:
        return None
    return com_as_anteriores([unidade.pk for unidade in unidades], timezone.localdate())


def _escolhido(request: HttpRequest, unidades: list[Unidade]) -> Unidade | None:
    """O lugar que a URL pede, se é um dos da pessoa."""
    pedido = request.GET.get("lugar", "")
    return next((unidade for unidade in unidades if str(unidade.pk) == pedido), None)
