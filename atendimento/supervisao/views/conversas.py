"""A supervisão das conversas: a fila, os números, a lista, e uma conversa com o que é pessoal tapado."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from assistente.paginas import com_formulario, enviado
from atendimento import acoes
from atendimento.consultas import Lugares
from atendimento.conversa import PERGUNTAR, DoLado, ainda_se_apaga, corrente
from atendimento.conversa_atendente.forms import DenunciaForm, PassarForm
from atendimento.conversa_atendente.mensagens import resguardadas, todas_as
from atendimento.conversa_atendente.views.atos import com_quem_ficou
from atendimento.guardas import chefia_da_central, quem_chefia
from atendimento.models import Conversa
from atendimento.novidades import com_versao
from atendimento.supervisao import agora as agora_nas_conversas
from atendimento.supervisao import numeros_das_conversas
from atendimento.supervisao.agora import MOSTRADAS
from atendimento.supervisao.lista_das_conversas import Conversas
from atendimento.supervisao.numeros_das_conversas import TITULOS, que_se_veem
from atendimento.supervisao.quadro import MOSTRADOS, PERIODOS, Periodo
from atendimento.supervisao.views.supervisao import lugares_de
from contas.guardas import LER, LER_E_MANDAR, de_trabalho, usuario_da_sessao
from documentos import planilha
from mesas.forms import aceito

ABA = {"aba": "conversas"}
TITULOS_DE_AGORA = ("Quadro", "O quê", "Quantas", "A tempo", "%")


@de_trabalho(*LER)
def inicio(request: HttpRequest) -> HttpResponse:
    """O que se passa agora, e os números do período pedido."""
    lugares = lugares_de(quem_chefia(request))
    periodo = Periodo.ler(request.GET.get("periodo", ""), timezone.localdate())
    contexto = {
        "periodo": periodo,
        "periodos": [(nome, dito) for nome, (dito, _) in PERIODOS.items()],
        "numeros": numeros_das_conversas.ler(periodo, lugares),
        "mostrados": MOSTRADOS,
        "corrente": _corrente(request),
        "pergunta": PERGUNTAR,
        **_de_agora(lugares),
    }
    return render(request, "atendimento/supervisao/conversas.html", ABA | contexto)


@de_trabalho(*LER)
def agora(request: HttpRequest) -> HttpResponse:
    """Só o que se passa agora, para a página que acompanha."""
    lugares = lugares_de(quem_chefia(request))
    resposta = render(request, "atendimento/supervisao/_agora.html", _de_agora(lugares))
    return com_versao("", _corrente(request), resposta)


def _de_agora(lugares: Lugares) -> dict[str, Any]:
    em = timezone.now()
    quadro = agora_nas_conversas.ler(em, lugares)
    return {
        "quadro": quadro,
        "muda_daqui_a": max(round((quadro.muda_em - em).total_seconds()), 1),
        "mais_mostradas": MOSTRADAS,
        "da_central": lugares is None,
    }


def _corrente(request: HttpRequest) -> str:
    return corrente(DoLado.CHEFIA, usuario_da_sessao(request).pk, request.session.session_key or "")


@de_trabalho(*LER)
def agora_csv(request: HttpRequest) -> HttpResponse:
    """O que se passa agora, em planilha, sem o nome de ninguém."""
    em = timezone.now()
    quadro = agora_nas_conversas.ler(em, lugares_de(quem_chefia(request)))
    linhas: list[planilha.Linha] = [TITULOS_DE_AGORA, *quadro.em_planilha(em)]
    return planilha.csv_inteiro(linhas, f"agora-{timezone.localtime(em):%Y-%m-%d-%Hh%M}.csv")


@de_trabalho(*LER)
def numeros_csv(request: HttpRequest) -> HttpResponse:
    """Os números das conversas, em planilha."""
    lugares = lugares_de(quem_chefia(request))
    periodo = Periodo.ler(request.GET.get("periodo", ""), timezone.localdate())
    numeros = numeros_das_conversas.ler(periodo, lugares)
    linhas: list[planilha.Linha] = [("Quadro", "O quê", *TITULOS), *numeros.em_planilha()]
    return planilha.csv_inteiro(linhas, f"conversas-{periodo.de}-{periodo.ate}.csv")


@de_trabalho(*LER)
def lista(request: HttpRequest) -> HttpResponse:
    """As conversas que um número contou."""
    lugares, agora = lugares_de(quem_chefia(request)), timezone.now()
    lida = Conversas.ler(request.GET)
    contexto = {
        "formulario": lida.formulario(lida.opcoes()),
        "dito": lida.em_palavras(lida.opcoes()),
        **lida.pagina(lida.achar(lugares, agora), request.GET),
    }
    return render(request, "atendimento/supervisao/lista_de_conversas.html", ABA | contexto)


@de_trabalho(*LER)
def conversa(request: HttpRequest, codigo: UUID) -> HttpResponse:
    """O que se disse, com o que é pessoal tapado, e por quem passou."""
    return _mostrar(request, a_que_se_ve(request, codigo), aberta=False)


@de_trabalho("POST")
def abrir(request: HttpRequest, codigo: UUID) -> HttpResponse:
    """A conversa inteira, sem nada tapado: a leitura fica escrita, e quem conversou a vê."""
    esta = a_que_se_ve(request, codigo)
    if esta.interessado is None:
        raise Http404("Quem conversou não se identificou.")
    acoes.abrir_conversa(conversa=esta, por=usuario_da_sessao(request))
    return _mostrar(request, esta, aberta=True)


def a_que_se_ve(request: HttpRequest, codigo: UUID) -> Conversa:
    """De outro lugar, 404."""
    todas = que_se_veem(lugares_de(quem_chefia(request)))
    return get_object_or_404(todas.select_related("assunto", "interessado", "atendente"), codigo=codigo)


def _mostrar(request: HttpRequest, esta: Conversa, *, aberta: bool) -> HttpResponse:
    mensagens = todas_as(esta)
    contexto = {
        "conversa": esta,
        "aberta": aberta,
        "ainda_se_apaga": ainda_se_apaga(esta, timezone.now()),
        "mensagens": mensagens if aberta else resguardadas(mensagens),
        "atendimentos": esta.atendimentos.select_related("atendente", "unidade").order_by("comecado_em"),
    }
    return render(request, "atendimento/supervisao/conversa.html", ABA | contexto)


@de_trabalho(*LER_E_MANDAR)
def passar(request: HttpRequest, codigo: UUID) -> HttpResponse:
    """A chefia passa a que espera, ou a que está com alguém, a quem a possa atender."""
    chefia_da_central(request)
    esta, quem = a_que_se_ve(request, codigo), usuario_da_sessao(request)
    form = PassarForm(enviado(request), quem=esta.atendente or quem)
    if aceito(form, lambda: acoes.passar(conversa=esta, por=quem, supervisiona=True, **form.dito)):
        messages.success(request, com_quem_ficou(**form.dito))
        return redirect("central:supervisao_conversas")
    return com_formulario(request, "atendimento/supervisao/passar.html", form, conversa=esta, aba="conversas")


@de_trabalho(*LER_E_MANDAR)
def denuncia(request: HttpRequest, codigo: UUID) -> HttpResponse:
    """Era denúncia, e quem atendeu não viu: apaga-se o que se escreveu, também pouco depois do fim."""
    esta, form = a_que_se_ve(request, codigo), DenunciaForm(enviado(request))
    quem = usuario_da_sessao(request)
    if aceito(form, lambda: acoes.levar_a_denuncia(conversa=esta, por=quem, supervisiona=True)):
        messages.success(request, "O que se escreveu na conversa foi apagado.")
        return redirect("central:supervisao_conversa", esta.codigo)
    return com_formulario(
        request, "atendimento/supervisao/denuncia.html", form, conversa=esta, aba="conversas"
    )
