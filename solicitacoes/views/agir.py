"""Um ato em dois tempos: ver o aviso como o munícipe o lerá, e confirmar."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import uuid4

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from mesas import provas
from mesas.atos import Telas, com_versao_nova, conduzir, do_conflito
from solicitacoes import acoes
from solicitacoes.guardas import com_relacoes
from solicitacoes.models import Solicitacao
from solicitacoes.respostas import prontas
from solicitacoes.views.atos import ATOS
from solicitacoes.views.trabalho import ATO, CONFLITO, com_caso, enderecos

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from contas.autor import Autor
    from solicitacoes.forms.trabalho import AtoForm
    from solicitacoes.respostas import Pronta
    from solicitacoes.views.ato import Ato

PREVIA = "solicitacoes/caixa/previa.html"
SO_REESCREVER = frozenset({"corrigir", "remover_foto"})
"""Botões que voltam ao formulário sem conferi-lo."""


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@com_caso
def agir(request: HttpRequest, caso: Solicitacao, por: Autor, ato: str) -> HttpResponse:
    """Mostra o formulário, depois o aviso, e só então faz."""
    este = ATOS[ato]

    def formulario(form: Any, status: int) -> HttpResponse:
        return mostrar(request, ATO, este, caso, form, status=status)

    def ver_aviso(form: Any) -> HttpResponse:
        return mostrar(request, PREVIA, este, caso, form, previa=este.previa(caso, form.cleaned_data))

    telas = Telas[Solicitacao](
        formulario=formulario,
        previa=ver_aviso,
        conflito=lambda agora, form, recusa: _conflito(request, este, agora, form, recusa),
        reler=lambda: com_relacoes().get(pk=caso.pk),
        depois=lambda feito: _depois(request, este, feito, por),
        so_reescrever=SO_REESCREVER,
    )
    return conduzir(request, este, caso, por, _formulario(request, este, caso, por), telas)


def _formulario(request: HttpRequest, ato: Ato, caso: Solicitacao, por: Autor) -> AtoForm:
    """O formulário com o que se enviou ou, numa página nova, com o modelo de resposta escolhido."""
    if request.method == "POST":
        form = ato.form(request.POST, caso=caso, por=por)
        provas.receber_do_formulario(request, form, caso.protocolo, por)
        return form
    escolhida = modelo_escolhido(request.GET.get("modelo", ""), prontas(caso, ato.nome, timezone.now()))
    inicial = {"versao": caso.versao, "envio": uuid4(), **valores_do_modelo(ato, escolhida)}
    return ato.form(None, caso=caso, por=por, initial=inicial)


def modelo_escolhido(pedido: str, oferecidas: list[Pronta]) -> Pronta | None:
    """A resposta pronta que o endereço pede, se é uma das que cabem."""
    return next((pronta for pronta in oferecidas if str(pronta.pk) == pedido), None)


def valores_do_modelo(ato: Ato, escolhida: Pronta | None) -> dict[str, str]:
    """O texto da resposta pronta no campo dela e, se serve a um só resultado, ele já escolhido."""
    if escolhida is None:
        return {}
    resultado = {ato.resultado: escolhida.resultado} if ato.resultado and escolhida.resultado else {}
    return {ato.texto: escolhida.texto, **resultado}


def mostrar(
    request: HttpRequest, modelo: str, ato: Ato, caso: Solicitacao, form: AtoForm, **extras: Any
) -> HttpResponse:
    """Uma página do ato, com o grupo a que ele também vale e as respostas prontas."""
    status = extras.pop("status", 200)
    grupo = list(acoes.do_grupo(caso)) if caso.principal_id is None else []
    argumentos = form.argumentos if modelo == PREVIA else {}
    contexto = {
        "ato": ato,
        "caso": caso,
        "form": form,
        "endereco": enderecos(request, caso),
        "grupo": ato.alcancados(grupo, form.por, argumentos) if form.por else [],
        "modelos": prontas(caso, ato.nome, timezone.now()) if modelo != PREVIA else [],
        **extras,
    }
    return render(request, modelo, contexto, status=status)


def _conflito(request: HttpRequest, ato: Ato, caso: Solicitacao, enviado: Any, recusa: str) -> HttpResponse:
    """Diz quem fez o quê desde que a página foi aberta e guarda o que a pessoa escreveu e fotografou.

    Se o ato ainda cabe, o formulário volta preenchido e com a versão nova, para confirmar de novo.
    """
    form = ato.form(com_versao_nova(request, caso), caso=caso, por=enviado.por)
    form.guardadas = enviado.guardadas
    contexto = do_conflito(request, ato, caso, enviado.por, recusa)
    return mostrar(request, CONFLITO, ato, caso, form, status=409, **contexto)


def _depois(request: HttpRequest, ato: Ato, caso: Solicitacao, por: Autor) -> HttpResponse:
    """Encerrado ou fora da caixa, volta à lista; senão, fica no pedido."""
    messages.success(request, f"{ato.feito} Protocolo {caso.protocolo_escrito}.")
    para = enderecos(request, caso)
    if caso.unidade_id in por.unidades and caso.aberta:
        return redirect(para["pedido"])
    return redirect(para["lista"])
