"""Acompanhar junto um pedido público: o que qualquer pessoa lê dele, e receber as frases públicas.

Quem entrou acompanha pela conta; quem não tem conta, por um e-mail ou celular que um código prova.
"""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from assistente.paginas import com_formulario, enviado
from contas.guardas import LER_E_MANDAR, aberta_a_todos, quem_entrou
from contas.models import Usuario
from entrada.entrar.prova import ERROU, JA_NAO_VALE, MUITOS, Palpite, ProvaNaSessao, pode_pedir
from protocolo.erros import TransicaoProibida
from solicitacoes import acoes
from solicitacoes.acoes.apoios import ACABOU, apoio_da_chave
from solicitacoes.forms.junto import CodigoDoContatoForm, ContatoForm
from solicitacoes.models import Apoio, Solicitacao
from solicitacoes.pedidos_iguais import chave_publica, o_publico
from solicitacoes.pedir.pagina_publica import lido

ACOMPANHA = "Você acompanha este pedido: avisamos quando houver novidade."
DEIXOU = "Você não acompanha mais este pedido."
NAO_HA = "Este pedido não se acompanha por aqui."
ESPERA = "junto_a_provar"
"""Na sessão: o contato que espera o código."""
PAGINA = "solicitacoes/pedir/junto.html"


@aberta_a_todos(*LER_E_MANDAR)
def junto(request: HttpRequest, chave: str) -> HttpResponse:
    """O que qualquer pessoa lê do pedido; quem entrou começa a receber avisos, ou deixa."""
    caso, quem = _publico(chave), quem_entrou(request)
    if quem is None:
        return _pedir_codigo(request, caso, chave)
    if request.method == "POST":
        return _mudar(request, caso, quem, chave)
    apoia = Apoio.objects.filter(caso=caso, usuario=quem).exists()
    return render(request, PAGINA, {**lido(caso, timezone.now()), "apoia": apoia, "entrou": True})


def _pedir_codigo(request: HttpRequest, caso: Solicitacao, chave: str) -> HttpResponse:
    """Quem não entrou escreve um contato, e o código que o prova vai para ele."""
    form = ContatoForm(enviado(request))
    if request.method == "POST" and not caso.aberta:
        raise TransicaoProibida(ACABOU)
    if form.is_valid():
        contato, por_sms = form.cleaned_data["contato"], form.por_sms
        if pode_pedir(request, contato, por_sms=por_sms):
            ProvaNaSessao.comecar(request, ESPERA, contato=contato, por_sms=por_sms)
            return redirect("solicitacoes:junto_codigo", chave)
        form.add_error("contato", MUITOS)
    return com_formulario(request, PAGINA, form, **lido(caso, timezone.now()), apoia=False, entrou=False)


@aberta_a_todos(*LER_E_MANDAR)
def codigo(request: HttpRequest, chave: str) -> HttpResponse:
    """O código que chegou: certo, o contato acompanha; errado três vezes, ou velho, pede-se outro."""
    caso, processo = _publico(chave), ProvaNaSessao.retomar(request, ESPERA)
    if processo is None:
        return _pedir_outro(request, chave)
    form = CodigoDoContatoForm(enviado(request))
    if form.is_valid():
        palpite = processo.tentar(form.cleaned_data["codigo"])
        if palpite is Palpite.CERTO:
            acoes.apoiar_sem_conta(caso=caso, contato=processo.contato)
            messages.success(request, ACOMPANHA)
            return redirect("solicitacoes:junto", chave)
        if palpite is Palpite.ACABOU:
            return _pedir_outro(request, chave)
        form.add_error("codigo", ERROU)
    return com_formulario(
        request,
        "solicitacoes/pedir/codigo_do_contato.html",
        form,
        legenda=caso.versao_servico.chamado,
        botao="Acompanhar junto",
        volta=reverse("solicitacoes:junto", args=[chave]),
        contato=processo.contato,
    )


def _pedir_outro(request: HttpRequest, chave: str) -> HttpResponse:
    messages.warning(request, JA_NAO_VALE)
    return redirect("solicitacoes:junto", chave)


@aberta_a_todos(*LER_E_MANDAR)
def sem_conta(request: HttpRequest, chave: str) -> HttpResponse:
    """A página do link que vai ao contato: a mesma de todos, e o botão de deixar de acompanhar."""
    apoio = apoio_da_chave(chave)
    if apoio is None:
        raise Http404("Você já não acompanha este pedido, ou o link não está inteiro.")
    publica = chave_publica(apoio.caso_id)
    caso = _publico(publica)
    if request.method == "POST":
        acoes.deixar_sem_conta(apoio=apoio)
        messages.success(request, DEIXOU)
        return redirect("solicitacoes:junto", publica)
    return render(request, PAGINA, {**lido(caso, timezone.now()), "apoia": True, "entrou": False})


def _publico(chave: str) -> Solicitacao:
    caso = o_publico(chave)
    if caso is None:
        raise Http404(NAO_HA)
    return caso


def _mudar(request: HttpRequest, caso: Solicitacao, quem: Usuario, chave: str) -> HttpResponse:
    if "deixar" in request.POST:
        acoes.deixar_de_apoiar(caso=caso, usuario=quem)
        messages.success(request, DEIXOU)
    else:
        acoes.apoiar(caso=caso, usuario=quem)
        messages.success(request, ACOMPANHA)
    return redirect("solicitacoes:junto", chave)
