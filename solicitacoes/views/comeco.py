"""Antes do primeiro passo: a busca do atendente, a página que explica o pedido e a retomada."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib.auth.decorators import login_not_required
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from assistente import rascunhos
from assistente.guardas import em_aberto, lembrar_rascunho
from assistente.rascunhos import guardar_passo
from contas.limites import dentro_do_limite, quem_pede
from contas.models import Usuario
from guia import perguntas
from guia.consultas import buscar, suspensao_de
from protocolo.models import Rascunho
from solicitacoes.assistente import ATENDIMENTO, TIPO
from solicitacoes.em_curso import PedidoEmCurso, servico_do_guia
from solicitacoes.guardas import atendente
from solicitacoes.views.passos import ir_para, protegida, ver_outra

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from guia.models import Servico
    from roteamento.models import Unidade

DEZ_MINUTOS = 600
COMECOS_POR_LUGAR = 120
MUITOS = "Foram muitos pedidos deste lugar em pouco tempo. Espere alguns minutos ou ligue para a Central."


@login_not_required
@never_cache
@require_safe
def inicio(request: HttpRequest) -> HttpResponse:
    """A busca de serviços de quem atende na Central ou numa Praça; os outros vão ao Guia."""
    quem_atende = atendente(request)
    if quem_atende is None:
        return redirect("guia:servicos")
    texto = request.GET.get("q", "").strip()
    achados = [s for s in buscar(texto) if s.publicada and s.publicada.solicitavel]
    contexto = {"unidade": quem_atende[1], "texto": texto, "servicos": achados}
    return render(request, "solicitacoes/pedido/inicio.html", contexto)


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def comecar(request: HttpRequest, slug: str) -> HttpResponse:
    """Diz o que será perguntado; “Começar” cria o rascunho e vai ao primeiro passo."""
    servico = servico_do_guia(slug)
    if servico.slug != slug and request.method != "POST":
        return redirect("solicitacoes:comecar", servico.slug)
    if not servico.aceita_pedidos:
        situacao = 410 if servico.arquivado else 200
        return render(request, "solicitacoes/pedido/indisponivel.html", {"servico": servico}, status=situacao)
    if suspensao := suspensao_de(servico, timezone.localdate()):
        contexto = {"servico": servico, "suspensao": suspensao}
        return render(request, "solicitacoes/pedido/indisponivel.html", contexto)
    quem_atende = atendente(request)
    unidade = quem_atende[1] if quem_atende else None
    if request.method != "POST":
        return render(request, "solicitacoes/pedido/comecar.html", _apresentacao(request, servico, unidade))
    if unidade is None and not dentro_do_limite(
        "pedidos", quem_pede(request), vezes=COMECOS_POR_LUGAR, segundos=DEZ_MINUTOS
    ):
        return render(request, "429.html", {"mensagem": MUITOS}, status=429)
    rascunho = _criar(request, servico, unidade)
    resposta = ver_outra("retomar", servico.slug, rascunho.pk)
    lembrar_rascunho(request, resposta, rascunho)
    return resposta


def _criar(request: HttpRequest, servico: Servico, unidade: Unidade | None) -> Rascunho:
    """O rascunho de quem entrou ou deste navegador; o do atendente lembra onde ele atende."""
    dono = request.user if isinstance(request.user, Usuario) else None
    rascunho = rascunhos.criar(tipo=TIPO, assunto=servico.slug, dono=dono)
    if unidade:
        guardar_passo(rascunho=rascunho, passo=ATENDIMENTO, respostas={"unidade": unidade.pk})
    return rascunho


def _apresentacao(request: HttpRequest, servico: Servico, unidade: Unidade | None) -> dict[str, Any]:
    versao = servico.publicada
    lista = perguntas.ler(versao.perguntas) if versao else []
    return {
        "servico": servico,
        "versao": versao,
        "unidade": unidade,
        "perguntas": [p.rotulo for p in lista if p.mostrar_se is None],
        "em_aberto": None if unidade else em_aberto(request, TIPO, servico.slug).first(),
    }


@protegida
def retomar(_request: HttpRequest, pedido: PedidoEmCurso) -> HttpResponse:
    """Ao primeiro passo que falta ou, depois do envio, à confirmação."""
    if pedido.rascunho.protocolo:
        return ir_para(pedido, "confirmacao")
    return ir_para(pedido, pedido.roteiro.primeiro_incompleto)
