"""Acompanhar junto um pedido público: o que qualquer pessoa lê dele, e receber as frases públicas."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from contas.guardas import LER_E_MANDAR, aberta_a_todos, quem_entrou
from contas.models import Usuario
from protocolo.prazos.em_palavras import contados, dias_passados
from solicitacoes import acoes
from solicitacoes.models import Andamento, Apoio, Solicitacao
from solicitacoes.pedidos_iguais import o_publico
from solicitacoes.situacoes import Situacao

ACOMPANHA = "Você acompanha este pedido: avisamos quando houver novidade."
DEIXOU = "Você não acompanha mais este pedido."


@aberta_a_todos(*LER_E_MANDAR)
def junto(request: HttpRequest, chave: str) -> HttpResponse:
    """O serviço, a situação e as frases fixas; quem entrou começa a receber avisos, ou deixa."""
    caso, quem = o_publico(chave), quem_entrou(request)
    if caso is None:
        raise Http404("Este pedido não se acompanha por aqui.")
    if request.method == "POST":
        return _mudar(request, caso, quem, chave)
    passos = caso.andamentos.filter(alcance=Andamento.Alcance.PUBLICO).order_by("-ordem")
    dias = dias_passados(caso.aberta_em, timezone.now())
    meu = Q(usuario=quem) if quem else Q(pk=None)
    apoios = Apoio.objects.filter(caso=caso).aggregate(todos=Count("pk"), meus=Count("pk", filter=meu))
    contexto = {
        "caso": caso,
        "situacao": Situacao(caso.situacao).label,
        "idade": f"há {contados(dias)}" if dias else "hoje",
        "passos": [(passo.frase, passo.em) for passo in passos],
        "apoios": apoios["todos"],
        "apoia": bool(apoios["meus"]),
        "entrou": quem is not None,
    }
    return render(request, "solicitacoes/pedir/junto.html", contexto)


def _mudar(request: HttpRequest, caso: Solicitacao, quem: Usuario | None, chave: str) -> HttpResponse:
    """Quem não entrou entra antes, e volta para cá."""
    if quem is None:
        return redirect_to_login(request.path)
    if "deixar" in request.POST:
        acoes.deixar_de_apoiar(caso=caso, usuario=quem)
        messages.success(request, DEIXOU)
    else:
        acoes.apoiar(caso=caso, usuario=quem)
        messages.success(request, ACOMPANHA)
    return redirect("solicitacoes:junto", chave)
