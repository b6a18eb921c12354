"""O que decide de uma publicação: publicar depois de ver a prévia, não publicar, e voltar à revisão."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from esic import acervo, publicacoes
from esic.acoes import publicar as acoes
from esic.acoes.publicar import NAO_CABE
from esic.forms.publicacao import NaoPublicarForm, ReverForm
from esic.guardas import publicacao_da_mesa
from esic.situacoes import SituacaoDaPublicacao
from protocolo.erros import RecusaDeAcao
from protocolo.situacoes import permitida

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse, QueryDict

    from contas.autor import Autor
    from esic.models import Publicacao

PUBLICADO = "Publicado. Qualquer pessoa já o acha entre as respostas."
RECUSADO = "Fica decidido que este pedido não se publica."
DE_VOLTA = "A publicação voltou à revisão."


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def previa(request: HttpRequest, numero: int) -> HttpResponse:
    """A página pública como vai ser, e o botão de publicar."""
    publicacao, por = publicacao_da_mesa(request, numero)
    if request.method != "POST":
        return _previa(request, publicacao)
    try:
        acoes.publicar(publicacao=publicacao, por=por, estado=request.POST.get("estado", "") or "-")
    except RecusaDeAcao as recusa:
        publicacao, por = publicacao_da_mesa(request, numero)
        return _previa(request, publicacao, recusa=str(recusa), status=409)
    messages.success(request, PUBLICADO)
    return redirect("publicacao:publicacao", numero)


def _previa(
    request: HttpRequest, publicacao: Publicacao, *, recusa: str = "", status: int = 200
) -> HttpResponse:
    contexto = {
        "secao": "esic",
        "publicacao": publicacao,
        "resposta": acervo.montar(publicacao),
        "estado": publicacoes.estado(publicacao),
        "faltas": publicacoes.faltas(publicacao),
        "previa": True,
        "a_revisar": publicacao.situacao == SituacaoDaPublicacao.A_REVISAR,
        "recusa": recusa,
    }
    return render(request, "esic/publicacao/previa.html", contexto, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def recusar(request: HttpRequest, numero: int) -> HttpResponse:
    """Não publicar, com o motivo."""
    publicacao, por = publicacao_da_mesa(request, numero)
    form = NaoPublicarForm(_enviado(request), initial={"estado": publicacoes.estado(publicacao)})
    return _agir(request, publicacao, por, form)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def rever(request: HttpRequest, numero: int) -> HttpResponse:
    """Tira do ar para corrigir, ou reabre o que se decidiu não publicar."""
    publicacao, por = publicacao_da_mesa(request, numero)
    form = ReverForm(_enviado(request), initial={"estado": publicacoes.estado(publicacao)})
    return _agir(request, publicacao, por, form)


def _enviado(request: HttpRequest) -> QueryDict | None:
    return request.POST if request.method == "POST" else None


def _agir(
    request: HttpRequest, publicacao: Publicacao, por: Autor, form: NaoPublicarForm | ReverForm
) -> HttpResponse:
    recusar = isinstance(form, NaoPublicarForm)
    para = SituacaoDaPublicacao.NAO_PUBLICAR if recusar else SituacaoDaPublicacao.A_REVISAR
    acao, feito = (acoes.nao_publicar, RECUSADO) if recusar else (acoes.rever, DE_VOLTA)

    def mostrar(
        agora: Publicacao, com: NaoPublicarForm | ReverForm, recusa: str, status: int
    ) -> HttpResponse:
        cabe = permitida(agora.TRANSICOES, agora.situacao, para, por.papel)
        contexto = {
            "aba": "publicacao",
            "publicacao": agora,
            "caso": agora.pedido,
            "form": com,
            "recusar": recusar,
            "recusa": recusa,
            "impede": "" if cabe else NAO_CABE,
        }
        return render(request, "esic/publicacao/ato.html", contexto, status=status)

    if not form.is_bound:
        return mostrar(publicacao, form, "", 200)
    if not form.is_valid():
        return mostrar(publicacao, form, "", 422)
    try:
        acao(publicacao=publicacao, por=por, **form.cleaned_data)
    except RecusaDeAcao as recusa:
        publicacao, por = publicacao_da_mesa(request, publicacao.pk)
        dados = {"estado": publicacoes.estado(publicacao), "motivo": form.cleaned_data["motivo"]}
        return mostrar(publicacao, type(form)(dados), str(recusa), 409)
    messages.success(request, feito)
    return redirect("publicacao:publicacao", publicacao.pk)
