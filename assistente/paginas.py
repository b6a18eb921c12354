"""O que as páginas de todo assistente têm em comum: quem as abre e o que mandam antes de o caso existir."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import wraps
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.forms import BaseForm, Form
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_http_methods
from django_htmx.http import HttpResponseClientRedirect

from assistente import escritos
from assistente.formularios_da_pagina import veio
from assistente.guardas import PrecisaEntrar, rascunhos_do_navegador
from assistente.passos import Passo
from assistente.preenchimento import Preenchimento
from contas.models import Usuario
from documentos.servir import servir
from protocolo.erros import Conflito
from protocolo.models import Rascunho

type Pagina = Callable[..., HttpResponseBase]

GUARDADO = (
    "A sua sessão terminou, e nada foi enviado. O que você escreveu está guardado: entre de novo, e volta "
    "aos campos da mesma página."
)
OS_ARQUIVOS = " Os arquivos escolhidos agora, escolha outra vez."
SUA_ENTRADA_EXPIROU = (
    "A sua entrada expirou. O que você respondeu nas páginas anteriores está guardado: entre de novo e "
    "continue. O desta página está abaixo, para você copiar; arquivos escolhidos nela, escolha outra vez."
)


class EntradaExpirou(Conflito):
    """O envio de quem saiu no meio; o caminho é entrar e voltar à mesma página."""

    caminho = "Entrar e continuar"


def enviado(request: HttpRequest) -> QueryDict | None:
    """O que o formulário mandou; um POST vazio também é um envio."""
    return request.POST if request.method == "POST" else None


def com_formulario(
    request: HttpRequest, modelo: str, form: BaseForm, *, status: int = 0, **contexto: Any
) -> HttpResponse:
    """A página de um formulário; a do que se mandou e não se fez é 422, se não se diz outra coisa."""
    return render(
        request, modelo, {"form": form, **contexto}, status=status or (422 if form.is_bound else 200)
    )


def de_assistente(view: Pagina) -> Pagina:
    """Página de um assistente: sem login nem cache. A entrada que expira não perde nada."""

    @login_not_required
    @require_http_methods(["GET", "HEAD", "POST"])
    @wraps(view)
    def com_entrada(request: HttpRequest, *partes: Any, **nomeadas: Any) -> HttpResponseBase:
        try:
            resposta = view(request, *partes, **nomeadas)
        except PrecisaEntrar:
            if request.method != "POST":
                return _entrar(request)
            if escritos.guardar_de_quem_saiu(request):
                return ir_entrar(request, request.get_full_path())
            raise EntradaExpirou(SUA_ENTRADA_EXPIROU) from None
        if request.method == "POST" and isinstance(request.user, Usuario):
            escritos.apagar(request.user.pk, escritos.desta_pagina(request))
        return resposta

    return com_entrada


def ir_entrar(request: HttpRequest, volta: str) -> HttpResponse:
    """À página de entrada, com o que se escreveu já guardado; a quem ainda escreve, só se diz."""
    dito = GUARDADO + (OS_ARQUIVOS if request.FILES else "")
    do_htmx = "HX-Request" in request.headers
    if do_htmx and "guardar" in request.POST:
        guardado = {"Escrito-Guardado": "sim"}
        return HttpResponse(GUARDADO, status=401, content_type="text/plain; charset=utf-8", headers=guardado)
    messages.info(request, dito)
    entrada = redirect_to_login(volta).url
    return HttpResponseClientRedirect(entrada) if do_htmx else HttpResponseRedirect(entrada, status=303)


def retomados[P: Preenchimento[Any]](
    request: HttpRequest, preenchimento: P, passos: Iterable[Passo[P]], onde: str = ""
) -> dict[str, Form]:
    """Os formulários com o que se enviou depois de a entrada expirar; nenhum, se nada se guardou.

    `onde` é a página em que se escreveu, se a que se mostra pode ser a resposta a um envio de outra.
    """
    if not isinstance(request.user, Usuario) or (request.method == "POST" and not onde):
        return {}
    escrito = escritos.ler(request.user.pk, onde or escritos.desta_pagina(request))
    if escrito is None:
        return {}
    formularios = {passo.nome: passo.form(preenchimento, escrito.campos) for passo in passos}
    voltam = {nome: form for nome, form in formularios.items() if veio(form, escrito.campos)}
    for form in voltam.values():
        form.errors.clear()
    return voltam


def _entrar(request: HttpRequest) -> HttpResponse:
    """À página de entrada; de um fragmento do htmx vai a página inteira, nunca o fragmento."""
    if not request.headers.get("HX-Request"):
        return redirect_to_login(request.get_full_path())
    de_onde = urlsplit(request.headers.get("HX-Current-URL", "")).path
    return HttpResponseClientRedirect(redirect_to_login(de_onde).url)


def chave_da_pagina(request: HttpRequest) -> UUID | None:
    """A chave que a primeira página trouxe em `envio`, se é uma: o envio repetido acha o mesmo rascunho."""
    try:
        return UUID(request.POST.get("envio", ""))
    except ValueError:
        return None


def _nao(_chave: UUID) -> bool:
    return False


def chave_repetida(
    request: HttpRequest, rascunho: Rascunho, *, ja_enviada: Callable[[UUID], bool] = _nao
) -> UUID | None:
    """A chave que a página trouxe, se este navegador já começou com ela: o envio repetido acha o mesmo.

    Senão põe-na no rascunho por gravar. A já usada por outro navegador vale por nenhuma: o que se escreveu
    fica num rascunho novo. `ja_enviada` diz se o rascunho dela já virou caso e se apagou.
    """
    chave = chave_da_pagina(request) or rascunho.pk
    usada = Rascunho.objects.filter(pk=chave).exists() or ja_enviada(chave)
    if usada and str(chave) in rascunhos_do_navegador(request):
        return chave
    if not usada:
        rascunho.pk = chave
    return None


def foto(_request: HttpRequest, preenchimento: Preenchimento[Any], pk: int) -> FileResponse:
    """A miniatura de um arquivo ainda não enviado, só para quem preenche."""
    return servir(get_object_or_404(preenchimento.rascunho.arquivos, pk=pk), "pequena")
