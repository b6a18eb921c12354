"""Não querer mais ser perguntado, pelo link da mensagem, pelo pedido ou pela conta; e voltar atrás."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from contas.guardas import LER, LER_E_MANDAR, aberta_a_todos, de_trabalho, usuario_da_sessao
from portal.guardas import so_de
from solicitacoes.models import Solicitacao
from transparencia.avaliacao import convites

NAO_E_NOSSO = "Este link está incompleto. Abra-o outra vez na mensagem que você recebeu."


@aberta_a_todos(*LER_E_MANDAR)
def recusar(request: HttpRequest, chave: str) -> HttpResponse:
    """Um botão, que vale na hora: recusa ou, a quem já recusou, volta a aceitar. Ler não muda nada."""
    pessoa = convites.de_quem_e(chave)
    if pessoa is None:
        raise Http404(NAO_E_NOSSO)
    if request.method == "POST":
        if "voltar" in request.POST:
            convites.voltar_a_aceitar(pessoa=pessoa)
        else:
            convites.recusar(pessoa=pessoa, agora=timezone.now())
        return redirect(request.path)
    return render(request, "transparencia/avaliacao/recusar.html", {"recusou": convites.recusou(pessoa)})


@aberta_a_todos(*LER)
def do_pedido(request: HttpRequest, protocolo: str) -> HttpResponse:
    """De quem abriu o pedido com a chave ou com a conta: leva à página de recusar."""
    caso, _ = so_de(Solicitacao, request, protocolo)
    parte = caso.interessado
    if parte is None or parte.anonimo or parte.selado_em or caso.sigilosa:
        raise Http404("De um pedido assim ninguém é convidado a responder.")
    return redirect("avaliacao:recusar", convites.chave_da_recusa(convites.resumo_de(parte)))


@de_trabalho(*LER)
def da_conta(request: HttpRequest) -> HttpResponse:
    """De quem entrou: leva à página de recusar."""
    pessoa = convites.resumo_da_conta(usuario_da_sessao(request).pk)
    return redirect("avaliacao:recusar", convites.chave_da_recusa(pessoa))
