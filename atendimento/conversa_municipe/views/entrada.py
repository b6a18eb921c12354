"""A entrada: quando há quem converse, quantos esperam, e a primeira frase."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from assistente import aparelho
from assistente.paginas import com_formulario, enviado
from atendimento import acoes
from atendimento import conversa as leituras
from atendimento.conversa_municipe.forms import ComecarForm
from atendimento.conversa_municipe.guardas import da_conversa, em_aberto, lembrar, parada, respondida
from atendimento.conversa_municipe.views.tela import LADO, quem_ha, recusada, ver
from atendimento.models import Conversa, HorarioDaConversa
from contas.guardas import LER_E_MANDAR, quem_entrou
from guia.models import Servico
from referencia.limite_de_tentativas import quem_pede


@da_conversa(*LER_E_MANDAR)
def inicio(request: HttpRequest) -> HttpResponse:
    """Quem já conversa volta à sua conversa; os outros leem quando há quem converse, e começam."""
    if aberta := em_aberto(request):
        return ver(aberta)
    form = ComecarForm(enviado(request), initial={"envio": uuid4()})
    form.fields["texto"].required = "pessoa" not in request.POST
    if form.is_valid():
        return _comecar(request, form)
    contexto = {
        "servico": _servico(request),
        "respondida": respondida(request),
        "parada": parada(request),
        **_quando(request),
    }
    return com_formulario(request, "atendimento/conversa_municipe/entrada.html", form, **contexto)


def _comecar(request: HttpRequest, form: ComecarForm) -> HttpResponse:
    rede = quem_pede(request)
    try:
        esta = acoes.comecar_conversa(rede=rede, conta=quem_entrou(request), servico=_servico(request))
    except acoes.RecusaDaConversa as recusa:
        return recusada(request, recusa, form.cleaned_data["texto"])
    _dizer_o_primeiro(esta, form, rede)
    chama = "pessoa" in request.POST or acoes.pede_uma_pessoa(form.cleaned_data["texto"])
    resposta = redirect("conversa:pessoa", esta.codigo) if chama else ver(esta)
    lembrar(request, resposta, esta)
    return resposta


def _dizer_o_primeiro(esta: Conversa, form: ComecarForm, rede: str) -> None:
    dito = form.cleaned_data
    if not dito["texto"]:
        return
    primeira = acoes.dizer(conversa=esta, de=LADO, texto=dito["texto"], chave=dito["envio"], rede=rede)
    acoes.responder(conversa=esta, pergunta=primeira)


def _servico(request: HttpRequest) -> Servico | None:
    """O serviço de cuja página se veio."""
    slug = request.GET.get("servico", "").replace("\0", "")[:120]
    return Servico.objects.no_guia().select_related("publicada").filter(slug=slug).first() if slug else None


def _quando(request: HttpRequest) -> dict[str, Any]:
    agora = timezone.now()
    return {
        "secao": "atendimento",
        "e_hora": leituras.aberta_em(agora),
        "horarios": HorarioDaConversa.ditos(),
        "de_todos": aparelho.de_todos(request),
        **quem_ha(agora),
    }
