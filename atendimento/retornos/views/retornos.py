"""A lista de retorno, a ligação e as cartas."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from atendimento import acoes
from atendimento.guardas import NaMesa, chefia_da_central, meu_atendimento, quem_atende
from atendimento.horas import quando_ligar
from atendimento.mesa.views.tela import comum
from atendimento.models import RegraDoAtendimento, Retorno, TentativaDeRetorno
from atendimento.retornos.forms import LigacaoForm
from atendimento.retornos.lista import Retornos, contexto_da_lista, em_planilha
from contas.guardas import LER, LER_E_MANDAR, de_trabalho
from documentos.planilha import resposta_csv
from mesas.contagem import TETO, contar_ate
from protocolo.calendario import carregar_calendario
from protocolo.erros import TransicaoProibida

MODELO = "atendimento/retornos/lista.html"
NENHUMA_NO_CORREIO = (
    "Nenhuma carta estava na planilha quando você abriu esta página. Confira os números e diga de novo."
)


@de_trabalho(*LER)
def lista(request: HttpRequest) -> HttpResponse:
    """Quem espera uma ligação."""
    return _lista(request, quem_atende(request))


def _lista(request: HttpRequest, mesa: NaMesa, recusa: str = "", status: int = 200) -> HttpResponse:
    agora, regra = timezone.now(), RegraDoAtendimento.atual()
    volta = quando_ligar(agora, regra, carregar_calendario())
    lida = Retornos.ler(request.GET)
    depois = Retorno.objects.filter(situacao=Retorno.Situacao.POR_LIGAR, proxima_em__gt=agora).order_by()
    (mais_tarde,) = contar_ate([depois], TETO)
    contexto: dict[str, Any] = {
        "recusa": recusa,
        "em_curso": TentativaDeRetorno.objects.por_registrar(mesa.usuario).first(),
        "mais_tarde": mais_tarde,
        "teto": TETO,
        "tentativas": regra.tentativas_de_retorno,
        "liga_se_em": volta if volta > agora else None,
        **contexto_da_lista(lida, request.GET, agora),
        **comum(mesa),
    }
    return render(request, MODELO, contexto, status=status)


@de_trabalho("POST")
def pegar(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    """Pega um, ou o da vez, e vai à ligação; se outro o pegou antes, volta à lista e o diz."""
    mesa = quem_atende(request)
    try:
        ligacao = acoes.pegar_retorno(por=mesa.autor, quem=mesa.usuario, unidade=mesa.unidade, qual=pk)
    except TransicaoProibida as recusa:
        return _lista(request, mesa, str(recusa), status=409)
    return redirect("central:retorno", ligacao.atendimento.codigo)


@de_trabalho(*LER_E_MANDAR)
def ligacao(request: HttpRequest, codigo: UUID) -> HttpResponse:
    """O telefone, que só se vê enquanto o retorno está com quem o pegou; o que dizer, e o que houve."""
    atendimento, mesa = meu_atendimento(request, codigo)
    ligadas = TentativaDeRetorno.objects.select_related(
        "retorno__interessado", "retorno__aviso", "atendimento"
    )
    esta = get_object_or_404(ligadas.select_related("atendimento__unidade"), atendimento=atendimento)
    form = LigacaoForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        acoes.registrar_ligacao(
            ligacao=esta,
            resultado=form.cleaned_data["resultado"],
            ligar_em=form.cleaned_data["ligar_em"],
            por=mesa.autor,
        )
        return redirect("central:retornos")
    retorno = esta.retorno
    comigo = retorno.com_id == mesa.usuario.pk and retorno.acabou_em is None and not esta.resultado
    contexto = {
        "atendimento": atendimento,
        "ligacao": esta,
        "retorno": retorno,
        "comigo": comigo,
        "a_vista": comigo and not retorno.livre(timezone.now()) and atendimento.aberto,
        "anteriores": retorno.ligacoes.exclude(pk=esta.pk),
        "form": form,
        **comum(mesa),
    }
    return render(request, "atendimento/retornos/ligacao.html", contexto, status=422 if form.errors else 200)


@de_trabalho(*LER)
def cartas(request: HttpRequest) -> HttpResponse:
    """As cartas de quem não se achou por telefone: quantas, e as que já estão na planilha."""
    chefia_da_central(request)
    por_mandar = Retorno.objects.cartas()
    contexto = {
        "aba": "cartas",
        "novas": por_mandar.filter(na_planilha_em=None).count(),
        "na_planilha": por_mandar.filter(na_planilha_em__isnull=False).count(),
        "agora": timezone.now(),
    }
    return render(request, "atendimento/retornos/cartas.html", contexto)


@de_trabalho("POST")
def planilha(request: HttpRequest) -> HttpResponseBase:
    """As cartas com o endereço, em CSV; a leitura fica escrita."""
    por, _ = chefia_da_central(request)
    todas = acoes.levar_cartas(por=por, outra_vez="outra_vez" in request.POST)
    return resposta_csv(em_planilha(todas), f"cartas-{timezone.localdate():%Y-%m-%d}.csv")


@de_trabalho("POST")
def no_correio(request: HttpRequest) -> HttpResponse:
    """As cartas que a página mostrava na planilha foram para o correio."""
    por, unidade = chefia_da_central(request)
    ate = _momento(request.POST.get("ate", ""))
    if quantas := acoes.mandar_cartas(por=por, unidade=unidade.sigla, ate=ate):
        foram = "1 carta foi" if quantas == 1 else f"{quantas} cartas foram"
        messages.success(request, f"{foram} para o correio.")
    else:
        messages.error(request, NENHUMA_NO_CORREIO)
    return redirect("central:cartas")


def _momento(escrito: str) -> datetime:
    """A hora em que a página se abriu; estragada, nada tinha ido para a planilha."""
    try:
        lida = datetime.fromisoformat(escrito)
    except ValueError:
        return datetime.min.replace(tzinfo=timezone.get_current_timezone())
    return lida if timezone.is_aware(lida) else timezone.make_aware(lida)
