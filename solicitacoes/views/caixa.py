"""A caixa: onde o servidor serve e o que ali está por fazer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.encoding import escape_uri_path
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from contas.guardas import usuario_da_sessao
from documentos import planilha
from mesas.contagem import TETO
from mesas.paginacao import Pagina, paginar
from protocolo.models import Canal
from roteamento.consultas import sucessoras
from roteamento.models.unidades import TRIAGEM
from solicitacoes import consultas, devolvidas, guardados
from solicitacoes import lista as lista_da_caixa
from solicitacoes.filtros import SITUACOES, Filtros
from solicitacoes.guardas import caixas_de, eh_da_coordenacao, equipe, tem_painel
from solicitacoes.models import Solicitacao

if TYPE_CHECKING:
    from datetime import date, datetime

    from django.http import HttpRequest, HttpResponse

    from contas.autor import Autor
    from roteamento.models import Unidade

MODELO = "solicitacoes/caixa/lista.html"


@require_safe
@never_cache
def inicio(request: HttpRequest) -> HttpResponse:
    """As caixas de quem entrou; quem serve numa só vai direto a ela, salvo se pede `todas`."""
    quem, agora = usuario_da_sessao(request), timezone.now()
    minhas = consultas.minhas_caixas(quem, caixas_de(quem), timezone.localdate(agora))
    pedida = request.GET.get("unidade", "")
    if pedida in minhas.proprias.values() or pedida in minhas.herdadas.values():
        return redirect("caixa:lista", pedida)
    if len(minhas.proprias) == 1 and not (minhas.herdadas and {"todas", "busca"} & request.GET.keys()):
        return redirect("caixa:lista", *minhas.proprias.values())
    busca = request.GET.get("busca", "").replace("\0", "").strip()[:120]
    sem_equipe = consultas.caixas_sem_equipe(minhas.herdadas, busca, agora) if minhas.herdadas else []
    contexto = {
        "caixas": consultas.caixas(minhas.proprias, agora),
        "ha_herdadas": bool(minhas.herdadas),
        "sem_equipe": sem_equipe[: consultas.CAIXAS_MOSTRADAS],
        "ha_mais": len(sem_equipe) > consultas.CAIXAS_MOSTRADAS,
        "busca": busca,
        "teto": TETO,
    }
    return render(request, "solicitacoes/caixa/inicio.html", contexto)


@require_safe
@never_cache
def lista(request: HttpRequest, sigla: str) -> HttpResponse:
    """Os pedidos da unidade; com htmx, só a lista, para a mudança de um filtro."""
    unidade, por = equipe(request, sigla)
    agora = timezone.now()
    filtros = Filtros.ler(request.GET)
    escolhidas = filtros.aplicar(Solicitacao.objects.filter(unidade=unidade), por=por, agora=agora)
    pagina = paginar(escolhidas, filtros.ordem, request.GET, lista_da_caixa.linhas)
    contexto = {"unidade": unidade, "filtros": filtros, "agora": agora, **_da_pagina(pagina, filtros)}
    if request.headers.get("HX-Request"):
        resposta = render(request, f"{MODELO}#lista", contexto)
        # Sem os campos vazios do formulário; e escapado, que um cabeçalho não leva o "é" de uma sigla.
        resposta["HX-Push-Url"] = f"{escape_uri_path(request.path)}?{filtros.consulta}"
    else:
        resposta = render(request, MODELO, {**contexto, **_dos_filtros(unidade, por, agora)})
    patch_vary_headers(resposta, ["HX-Request"])
    return resposta


def _da_pagina(pagina: Pagina, filtros: Filtros) -> dict[str, Any]:
    """As linhas e os endereços das páginas vizinhas, com os mesmos filtros."""

    def endereco(parametro: str, chave: str) -> str:
        return "?" + urlencode({**filtros.usados, parametro: chave}) if chave else ""

    return {
        "pagina": pagina,
        "linhas": pagina.linhas,
        "anterior": endereco("antes", pagina.anterior),
        "proxima": endereco("apos", pagina.proxima),
        "consulta": filtros.consulta,
        "volta": urlencode({"volta": filtros.consulta}) if filtros.usados else "",
        "teto_da_planilha": planilha.TETO,
    }


def _dos_filtros(unidade: Unidade, por: Autor, agora: datetime) -> dict[str, Any]:
    """O que a página tem em volta da lista, e que uma mudança de filtro não refaz."""
    return {
        **_das_outras_caixas(unidade, por, timezone.localdate(agora)),
        "caixa": consultas.caixas([unidade.pk], agora)[0],
        "a_decidir": _a_decidir(unidade, por),
        "tem_painel": tem_painel(por, unidade),
        "teto": TETO,
        "guardados": guardados.meus(por, unidade),
        "situacoes": SITUACOES,
        "canais": Canal.choices,
        "opcoes": lista_da_caixa.opcoes_de_filtro(unidade, timezone.localdate(agora)),
    }


def _das_outras_caixas(unidade: Unidade, por: Autor, hoje: date) -> dict[str, Any]:
    """Para onde se troca, por que esta caixa aparece e o que espera nas de unidades sem equipe."""
    if len(por.unidades) == 1:
        return {"minhas": None}
    minhas = consultas.minhas_caixas(por.usuario, por.unidades, hoje)
    herdada = unidade.pk in minhas.herdadas
    extinta = unidade.vigente_ate is not None and unidade.vigente_ate < hoje
    return {
        "minhas": minhas,
        "herdada": herdada,
        "continua_em": sucessoras(unidade, hoje) if extinta else [],
        "extinta": extinta,
        "abertas_sem_equipe": consultas.abertas_em(minhas.herdadas) if minhas.herdadas and not herdada else 0,
    }


def _a_decidir(unidade: Unidade, por: Autor) -> int:
    """Quantos pedidos esperam decisão; só na caixa da triagem, a quem decide."""
    return devolvidas.quantas() if unidade.sigla == TRIAGEM and eh_da_coordenacao(por.usuario) else 0
