"""O que este aparelho lembra dos pedidos de quem o usa, e o aparelho que é de todos."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth import logout
from django.http import Http404, HttpRequest, HttpResponse
from django.middleware.csrf import rotate_token
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme

from assistente import aparelho
from assistente.guardas import esquecer_rascunhos
from contas.guardas import LER_E_MANDAR, SESSAO, aberta_a_todos, abrir_na_sessao
from entrada.entrar import conta_mantida
from portal import consultas
from portal.guardas import NAO_HA
from solicitacoes.pedir.views import lugar_da_foto

LEMBRADO = "Este aparelho lembra o pedido por 30 dias. Para desfazer, use “Esquecer tudo” em Acompanhar."
JA_NAO_LEMBRA = "Este aparelho já não lembra este pedido. Escreva a chave de acesso."
ESQUECEU = "Este aparelho esqueceu todos os pedidos. Para abri-los de novo, use o protocolo e a chave."
DE_TODOS = "Este aparelho agora é de todos: nada se lembra nele."
DE_UMA_PESSOA = "Este aparelho agora é de uma pessoa só."


@aberta_a_todos("POST")
def lembrar(request: HttpRequest, protocolo: str) -> HttpResponse:
    """O pedido que a pessoa acabou de abrir, se ela marcou; desmarcado, o aparelho o esquece."""
    caso = consultas.localizar(protocolo)
    if caso is None:
        raise Http404(NAO_HA)
    volta = request.POST.get("volta", "")
    segura = url_has_allowed_host_and_scheme(volta, allowed_hosts={request.get_host()})
    resposta = redirect(volta) if segura else redirect("portal:caso", protocolo)
    if "lembrar" in request.POST and aparelho.pode_lembrar(request, caso):
        aparelho.lembrar(request, resposta, protocolo, timezone.now())
        messages.success(request, LEMBRADO)
    else:
        aparelho.esquecer(request, resposta, protocolo)
    return resposta


@aberta_a_todos("POST")
def abrir(request: HttpRequest, protocolo: str) -> HttpResponse:
    """O pedido que este aparelho lembra abre sem a chave, nesta sessão."""
    if protocolo in aparelho.lembrados(request) and consultas.localizar(protocolo):
        abrir_na_sessao(request, protocolo)
    else:
        messages.error(request, JA_NAO_LEMBRA)
    return redirect("portal:caso", protocolo)


@aberta_a_todos("POST")
def esquecer(request: HttpRequest) -> HttpResponse:
    """Esquece neste aparelho os pedidos lembrados e os que esta sessão abriu com a chave.

    O computador de todos esquece também quem entrou e o que se escreveu; voltar não mostra nada.
    """
    request.session.pop(SESSAO, None)
    if de_todos := aparelho.de_todos(request):
        logout(request)
        rotate_token(request)  # com o de antes abrem-se as páginas de erro que ainda esperam
    messages.success(request, ESQUECEU)
    resposta = redirect("portal:acompanhar")
    aparelho.esquecer_tudo(resposta)
    if de_todos:
        esquecer_rascunhos(resposta)
        lugar_da_foto.esquecer(resposta)
        aparelho.sem_o_que_se_viu(resposta)
    return resposta


@aberta_a_todos(*LER_E_MANDAR)
def configurar(request: HttpRequest) -> HttpResponse:
    """Quem cuida de um computador de Praça ou biblioteca diz, uma vez, que ele é de todos."""
    if request.method != "POST":
        return render(request, "portal/aparelho.html", {"de_todos": aparelho.de_todos(request)})
    resposta = redirect("portal:aparelho")
    if "de_todos" in request.POST:
        aparelho.tornar_de_todos(resposta)
        conta_mantida.soltar(request)
        messages.success(request, DE_TODOS)
    else:
        aparelho.tornar_de_uma_pessoa(resposta)
        messages.success(request, DE_UMA_PESSOA)
    return resposta
