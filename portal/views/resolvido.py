"""Depois do fim de um pedido de serviço: dizer se foi resolvido e pedir que a unidade reabra."""

from __future__ import annotations

from uuid import uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from assistente.paginas import com_formulario
from contas.guardas import LER_E_MANDAR, aberta_a_todos
from portal.forms import ReabrirForm, ResolvidoForm
from portal.guardas import so_de
from portal.mensagens import enviar_mensagem, fotos_ja_enviadas
from protocolo.erros import TransicaoProibida
from referencia.limite_de_tentativas import quem_pede
from solicitacoes import acoes
from solicitacoes.acoes.resolvido import (
    NAO_SE_DIZ,
    falta_sem_foto,
    ja_disse,
    pedir_ate,
    por_que_nao_pede,
    se_pergunta,
    troca_ate,
)
from solicitacoes.models import PedidoDeReabertura, Satisfacao, Solicitacao

OBRIGADO = "Obrigado por dizer. A unidade vê a sua resposta, e ela entra sem nome nos números do serviço."
JA_DISSE = "Você já tinha respondido. Vale o que você disse antes."
PEDIU = "A unidade recebeu o seu pedido e vai decidir se reabre."


@aberta_a_todos(*LER_E_MANDAR)
def dizer(request: HttpRequest, protocolo: str) -> HttpResponse:
    """Sim ou não e três perguntas. Ler nunca grava: o correio que abre os links sozinho não responde nada."""
    caso, autor = so_de(Solicitacao, request, protocolo)
    if not se_pergunta(caso):
        return _recusar(request, caso, NAO_SE_DIZ)
    dita = ja_disse(caso)
    dizendo = request.POST.get("resolveu") or request.GET.get("resolveu", "")
    if dita is not None and not (dizendo == dita.Resolveu.NAO and troca_ate(caso, dita)):
        return _ja_disse(request, caso, dita)
    form = ResolvidoForm(request.POST or None, initial={"resolveu": dizendo})
    if form.is_valid():
        acoes.dizer_se_resolveu(caso=caso, por=autor, **form.cleaned_data)
        messages.success(request, OBRIGADO)
        return redirect("portal:caso" if por_que_nao_pede(caso) else "portal:pedir_reabertura", protocolo)
    return com_formulario(request, "portal/acompanhar/resolvido.html", form, caso=caso)


@aberta_a_todos(*LER_E_MANDAR)
def reabrir(request: HttpRequest, protocolo: str) -> HttpResponse:
    """Pede uma vez que a unidade reabra, com uma foto onde ela o mostra; e o caminho da Ouvidoria."""
    caso, autor = so_de(Solicitacao, request, protocolo)
    if razao := por_que_nao_pede(caso):
        return _ja_pediu(request, caso) or _recusar(request, caso, razao)
    sem_foto = falta_sem_foto(caso)
    form = ReabrirForm(
        request.POST or None, request.FILES or None, initial={"envio": uuid4()}, exige_foto=bool(sem_foto)
    )
    mandar, rede = acoes.pedir_reabertura, quem_pede(request)
    if enviar_mensagem(form, caso=caso, por=autor, mandar=mandar, rede=rede, sem_foto=sem_foto):
        messages.success(request, PEDIU)
        return redirect("portal:caso", protocolo)
    fotos, ate = fotos_ja_enviadas(form, caso=caso), pedir_ate(caso)
    pagina = "portal/acompanhar/mandar.html"
    return com_formulario(
        request, pagina, form, caso=caso, fotos=fotos, reabrir_ate=ate, com_foto=bool(sem_foto)
    )


def _ja_disse(request: HttpRequest, caso: Solicitacao, dita: Satisfacao) -> HttpResponse:
    if request.method == "POST":
        messages.info(request, JA_DISSE)
        return redirect("portal:caso", caso.protocolo)
    contexto = {"caso": caso, "dita": dita, "troca_ate": troca_ate(caso, dita)}
    return render(request, "portal/acompanhar/resolvido_dito.html", contexto)


def _recusar(request: HttpRequest, caso: Solicitacao, razao: str) -> HttpResponse:
    """Quem só abre a página volta ao pedido e lê por quê; do que se enviou, mostra-se o que se escreveu."""
    if request.method == "POST":
        raise TransicaoProibida(razao)
    messages.info(request, razao)
    return redirect("portal:caso", caso.protocolo)


def _ja_pediu(request: HttpRequest, caso: Solicitacao) -> HttpResponse | None:
    """O toque duplo no botão: o pedido já chegou, e quem o fez lê o mesmo que leria na primeira vez."""
    if request.method != "POST" or not PedidoDeReabertura.objects.por_decidir().filter(caso=caso).exists():
        return None
    messages.success(request, PEDIU)
    return redirect("portal:caso", caso.protocolo)
