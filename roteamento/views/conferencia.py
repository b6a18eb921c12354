"""A conferência das rotas: todos os serviços em todas as subprefeituras, e um serviço por inteiro."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from contas.guardas import LER, LER_E_MANDAR, de_trabalho
from guia.models import Servico
from roteamento.acoes import guardar_conferencia
from roteamento.conferencia import matriz
from roteamento.conferencia.cobertura import conferir_agora, servicos_abertos
from roteamento.models import ConferenciaDeRotas, Regra, Unidade
from roteamento.rotas import SemTriagem, Tabelas

POR_PAGINA = 25
pode_mudar_regras = permission_required("roteamento.change_regra", raise_exception=True)


def quem_cuida_das_rotas(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Só quem pode mudar regras; sem a unidade de triagem nada se calcula, e a página diz o que fazer."""

    @wraps(view)
    def guardada(request: HttpRequest, *partes: Any, **nomes: Any) -> HttpResponse:
        try:
            return view(request, *partes, **nomes)
        except SemTriagem as erro:
            return render(request, "roteamento/conferencia.html", {"aba": "conferencia", "erro": str(erro)})

    return pode_mudar_regras(guardada)


@de_trabalho(*LER_E_MANDAR)
@quem_cuida_das_rotas
def conferencia(request: HttpRequest) -> HttpResponse:
    """A matriz de hoje, calculada na hora; o POST confere tudo e guarda o resultado."""
    if request.method == "POST":
        return _conferir_tudo(request)
    filtros = _ler_filtros(request)
    contexto: dict[str, Any] = {
        "aba": "conferencia",
        "filtros": filtros,
        "unidades": Unidade.objects.vigentes(timezone.localdate()).values_list("sigla", "nome"),
        "ultima": ConferenciaDeRotas.objects.first(),
    }
    return render(request, "roteamento/conferencia.html", {**contexto, **_da_matriz(request, filtros)})


def _ler_filtros(request: HttpRequest) -> dict[str, str]:
    textos = {nome: request.GET.get(nome, "").replace("\0", "") for nome in ("busca", "unidade")}
    lidos = {nome: texto.strip()[:120] for nome, texto in textos.items()}
    return {**lidos, "furos": "sim" if request.GET.get("furos") else ""}


def _conferir_tudo(request: HttpRequest) -> HttpResponse:
    feita = guardar_conferencia(em=timezone.now())
    furos = len(feita.lacunas) + len(feita.conflitos)
    if furos:
        lugares = "1 lugar" if furos == 1 else f"{furos} lugares"
        messages.error(request, f"Conferência feita: {lugares} sem destino certo.")
    else:
        messages.success(request, "Conferência feita: todo serviço tem um destino em todo lugar.")
    return redirect("roteamento:conferencia")


def _da_matriz(request: HttpRequest, filtros: dict[str, str]) -> dict[str, Any]:
    """As linhas da página pedida; só os furos exigem calcular todos os serviços."""
    hoje = timezone.localdate()
    escolhidos = _filtrar(servicos_abertos(), filtros, hoje)
    usados = {nome: valor for nome, valor in filtros.items() if valor}
    if filtros["furos"]:
        feita = conferir_agora(hoje)
        escolhidos = escolhidos.filter(pk__in={furo.servico.pk for furo in feita.furos})
    pagina = Paginator(escolhidos, POR_PAGINA).get_page(request.GET.get("pagina"))
    servicos = list(pagina)
    tabelas = Tabelas.carregar(*servicos)

    def endereco(numero: int) -> str:
        return "?" + urlencode({**usados, "pagina": numero})

    return {
        "linhas": matriz.linhas(tabelas, servicos, hoje),
        "pagina": pagina,
        "usados": usados,
        "subprefeituras": matriz.subprefeituras(tabelas),
        "anterior": endereco(pagina.previous_page_number()) if pagina.has_previous() else "",
        "proxima": endereco(pagina.next_page_number()) if pagina.has_next() else "",
    }


def _filtrar(servicos: QuerySet[Servico], filtros: dict[str, str], hoje: date) -> QuerySet[Servico]:
    if busca := filtros["busca"]:
        servicos = servicos.filter(
            Q(publicada__nome__unaccent__icontains=busca)
            | Q(assunto__nome__unaccent__icontains=busca)
            | Q(assunto__tema__nome__unaccent__icontains=busca)
            | Q(slug=busca)
        )
    if sigla := filtros["unidade"]:
        unidade = Unidade.objects.filter(sigla__iexact=sigla).first()
        levam = Q(unidade=unidade)
        if unidade and unidade.atribuicao:
            levam |= Q(atribuicao=unidade.atribuicao)
        regras = Regra.objects.vigentes(hoje).filter(levam) if unidade else Regra.objects.none()
        servicos = servicos.filter(pk__in=regras.values("servico"))
    return servicos


@de_trabalho(*LER)
@quem_cuida_das_rotas
def servico(request: HttpRequest, slug: str) -> HttpResponse:
    """Um serviço conferido na hora: para onde vai em cada distrito, por que regra, e o que falta."""
    achado = get_object_or_404(servicos_abertos(), slug=slug)
    hoje, tabelas = timezone.localdate(), Tabelas.carregar(achado)
    (linha,) = matriz.linhas(tabelas, [achado], hoje)
    contexto = {
        "aba": "conferencia",
        "servico": achado,
        "linha": linha,
        "grupos": matriz.grupos(tabelas, achado, hoje),
        "regras": matriz.regras_do_servico(tabelas, achado, hoje),
        "hoje": hoje,
    }
    return render(request, "roteamento/servico.html", contexto)
