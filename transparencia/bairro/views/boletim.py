"""Receber o boletim do bairro por e-mail, que um código prova, e deixar de receber com um toque."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt

from assistente.paginas import com_formulario, enviado
from contas.guardas import LER_E_MANDAR, aberta_a_todos
from entrada.entrar.prova import ERROU, JA_NAO_VALE, MUITOS, Palpite, ProvaNaSessao, pode_pedir
from solicitacoes.forms.junto import CodigoDoContatoForm
from transparencia.bairro import boletim
from transparencia.bairro.forms import BoletimForm
from transparencia.bairro.lugares import distrito_de, lugar_de, servicos_publicos

RECEBE = "O boletim da semana chega na segunda-feira, se houver novidade."
NAO_E_NOSSO = "Este link está incompleto. Abra-o outra vez na mensagem que você recebeu."
ESPERA = "boletim_a_provar"
"""Na sessão: o e-mail que espera o código."""


@aberta_a_todos(*LER_E_MANDAR)
def receber(request: HttpRequest, slug: str) -> HttpResponse:
    """O e-mail e o serviço; o código que prova o e-mail vai para ele."""
    distrito = distrito_de(slug)
    form = BoletimForm(
        enviado(request), servicos_publicos(), initial={"servico": request.GET.get("servico", "")}
    )
    if form.is_valid():
        email = form.cleaned_data["email"]
        if pode_pedir(request, email):
            ProvaNaSessao.comecar(request, ESPERA, contato=email)
            return redirect(_com_servico("bairro:codigo", slug, form.cleaned_data["servico"]))
        form.add_error("email", MUITOS)
    return com_formulario(request, "transparencia/bairro/receber.html", form, distrito=distrito, slug=slug)


@aberta_a_todos(*LER_E_MANDAR)
def codigo(request: HttpRequest, slug: str) -> HttpResponse:
    """O código que chegou: certo, o e-mail recebe; errado três vezes, ou velho, pede-se outro."""
    servico = request.GET.get("servico", "")
    lugar, processo = lugar_de(distrito_de(slug), servico), ProvaNaSessao.retomar(request, ESPERA)
    if processo is None:
        return _pedir_outro(request, slug, servico)
    form = CodigoDoContatoForm(enviado(request))
    if form.is_valid():
        palpite = processo.tentar(form.cleaned_data["codigo"])
        if palpite is Palpite.CERTO:
            boletim.assinar(email=processo.contato, lugar=lugar, agora=timezone.now())
            messages.success(request, RECEBE)
            return redirect(_com_servico("bairro:receber", slug, servico))
        if palpite is Palpite.ACABOU:
            return _pedir_outro(request, slug, servico)
        form.add_error("codigo", ERROU)
    return com_formulario(
        request,
        "solicitacoes/pedir/codigo_do_contato.html",
        form,
        legenda=lugar,
        botao="Receber o boletim",
        volta=_com_servico("bairro:receber", slug, servico),
        contato=processo.contato,
    )


@csrf_exempt  # manda-o o programa de correio (RFC 8058): a chave assinada só a tem quem recebe
@aberta_a_todos(*LER_E_MANDAR)
def sair(request: HttpRequest, chave: str) -> HttpResponse:
    """Um botão, que vale na hora; a segunda vez não muda nada. Ler não deixa de receber."""
    pk = boletim.pk_da(chave)
    if pk is None:
        raise Http404(NAO_E_NOSSO)
    if request.method == "POST":
        boletim.deixar(pk=pk)
    return render(request, "transparencia/bairro/sair.html", {"assinatura": boletim.a_de(pk)})


def _pedir_outro(request: HttpRequest, slug: str, servico: str) -> HttpResponse:
    messages.warning(request, JA_NAO_VALE)
    return redirect(_com_servico("bairro:receber", slug, servico))


def _com_servico(nome: str, slug: str, servico: str) -> str:
    endereco = reverse(nome, args=[slug])
    return f"{endereco}?servico={servico}" if servico else endereco
