"""Os aparelhos em que a pessoa recebe avisos (web push): ligar, desligar, experimentar."""

from __future__ import annotations

from hashlib import sha256
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.crypto import get_random_string
from django.views.decorators.http import require_POST

from assistente.aparelho import de_todos
from avisos import acoes
from avisos.canais.base import ligado
from avisos.canais.http import ACEITOU
from avisos.canais.push import ACABOU, WebPush, chave_publica
from avisos.models import AssinaturaPush
from avisos.situacoes import Canal
from contas import aparelhos
from contas.guardas import usuario_da_sessao
from contas.models import Usuario
from referencia.limite_de_tentativas import DEZ_MINUTOS, dentro_do_limite

PAGINA = "portal:avisos_da_pessoa"
TESTES = 10
"""Em dez minutos, por pessoa."""
LIGADO = "Os avisos chegam neste aparelho. Confira abaixo por onde vai cada assunto."
DESLIGADO = "{} já não recebe avisos."
TESTADO = "Mandamos um aviso a {}. Ele aparece em alguns segundos, mesmo com o SP156 fechado."
ACABADO = "{} já não aceita avisos, e saiu da lista. Para receber nele, ligue de novo."
SEM_RESPOSTA = "O serviço de avisos desse aparelho não respondeu agora. Tente de novo daqui a pouco."
MUITOS = "Você fez muitos testes. Espere dez minutos."
DE_TODOS = "Este computador é de todos: os avisos de uma pessoa não se ligam nele."


def da_pessoa(request: HttpRequest, quem: Usuario) -> dict[str, Any]:
    """O que a página diz dos aparelhos: vazio se a cidade não manda avisos a eles.

    `endereco_daqui` é o resumo do que este navegador tem de ter, para se ver se ainda é o mesmo.
    """
    if not ligado(Canal.PUSH):
        return {}
    todos = list(quem.assinaturas_push.order_by("criada_em"))
    este = aparelhos.do_pedido(request).get("a", "")
    daqui = next((um for um in todos if este and um.aparelho == este), None)
    return {
        "ha_push": True,
        "aparelhos": todos,
        "daqui": daqui,
        "endereco_daqui": sha256(daqui.endpoint.encode()).hexdigest() if daqui else "",
        "chave_publica": chave_publica(),
        "de_todos": de_todos(request),
        "pode_ligar": settings.APLICATIVO_LIGADO,
    }


@require_POST
def ligar(request: HttpRequest) -> HttpResponse:
    """Este aparelho passa a receber; o que não serve se diz, e nada muda."""
    quem, resposta = usuario_da_sessao(request), redirect(PAGINA)
    _so_com_push()
    aparelho = str(aparelhos.do_pedido(request).get("a") or get_random_string(aparelhos.TAMANHO))
    try:
        if de_todos(request):
            raise ValidationError(DE_TODOS)
        acoes.guardar_aparelho(
            usuario=quem,
            **_dito(request),
            nome=aparelhos.em_palavras(request.headers.get("User-Agent", "")),
            aparelho=aparelho,
        )
    except ValidationError as erro:
        messages.error(request, erro.message)
    else:
        messages.success(request, LIGADO)
        aparelhos.lembrar(request, resposta, quem.pk, aparelho)
    return resposta


@login_not_required
@require_POST
def renovar(request: HttpRequest) -> HttpResponse:
    """O navegador trocou o endereço, talvez com a sessão já acabada: o cookie do aparelho diz de quem é."""
    _so_com_push()
    daqui = aparelhos.do_pedido(request)
    try:
        achado = acoes.renovar_aparelho(
            contas=daqui.get("c", []), aparelho=daqui.get("a", ""), **_dito(request)
        )
    except ValidationError as erro:
        return HttpResponse(erro.message, status=422, content_type="text/plain; charset=utf-8")
    return HttpResponse(status=204 if achado else 404)


@require_POST
def desligar(request: HttpRequest, pk: int) -> HttpResponse:
    """Um aparelho da pessoa deixa de receber."""
    aparelho = _da_pessoa(request, pk)
    acoes.esquecer_aparelho(usuario=aparelho.usuario, pk=aparelho.pk)
    messages.success(request, DESLIGADO.format(aparelho))
    return redirect(PAGINA)


@require_POST
def testar(request: HttpRequest, pk: int) -> HttpResponse:
    """Manda um aviso a este aparelho, agora."""
    aparelho = _da_pessoa(request, pk)
    if not dentro_do_limite("push-teste", str(aparelho.usuario_id), vezes=TESTES, segundos=DEZ_MINUTOS):
        messages.error(request, MUITOS)
        return redirect(PAGINA)
    codigo = WebPush().experimentar(aparelho)
    if codigo in ACEITOU:
        messages.success(request, TESTADO.format(aparelho))
    elif codigo in ACABOU:
        acoes.esquecer_aparelho(usuario=aparelho.usuario, pk=aparelho.pk)
        messages.error(request, ACABADO.format(aparelho))
    else:
        messages.error(request, SEM_RESPOSTA)
    return redirect(PAGINA)


def _da_pessoa(request: HttpRequest, pk: int) -> AssinaturaPush:
    """Só os seus: o alheio não existe."""
    _so_com_push()
    deles = AssinaturaPush.objects.select_related("usuario")
    return get_object_or_404(deles, pk=pk, usuario=usuario_da_sessao(request))


def _so_com_push() -> None:
    if not ligado(Canal.PUSH):
        raise Http404("A cidade não manda avisos aos aparelhos.")


def _dito(request: HttpRequest) -> dict[str, str]:
    return {campo: request.POST.get(campo, "") for campo in ("endpoint", "p256dh", "auth")}
