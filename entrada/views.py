"""A página da conta, a de quem falta ligar o segundo fator, e o que muda em toda página do allauth."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.mfa.utils import is_mfa_enabled
from allauth.usersessions.models import UserSession
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.timezone import localtime
from django.views.decorators.http import require_http_methods, require_safe

from contas.cpf_e_cnpj import mascarar_cpf
from contas.guardas import LER, LER_E_MANDAR, de_trabalho, usuario_da_sessao
from contas.quem_trabalha import papeis
from entrada.acesso import trocas

VENCEU = 410
"""O que já existiu e não volta: o link que se usou, ou passou do prazo."""
SEM_CPF = "Ainda não comprovado"
CPF_A_VALER = "{}: comprovado numa Praça, passa a valer em {}"
SEM_SENHA = "Nenhuma: você entra {}"


@require_safe
def conta(request: HttpRequest) -> HttpResponse:
    """Quem é, e o que cada um cuida na própria conta."""
    usuario: Any = request.user
    sessoes = UserSession.objects.purge_and_list(usuario)
    tem_senha, trabalha = usuario.has_usable_password(), bool(papeis(usuario, timezone.localdate()))
    senha = "account_change_password" if tem_senha else "account_set_password"
    linhas = [
        {"rotulo": "Nome", "valor": usuario.nome},
        _do_email(usuario, trabalha=trabalha),
        {"rotulo": "CPF", "valor": _do_cpf(usuario)},
        {
            "rotulo": "Senha",
            "valor": "••••••••" if tem_senha else SEM_SENHA.format(_como_entra(usuario)),
            "alterar": reverse(senha),
        },
        {
            "rotulo": "Verificação em duas etapas",
            "valor": "Ligada" if is_mfa_enabled(usuario) else "Desligada",
            "alterar": reverse("mfa_index"),
        },
        {
            "rotulo": "Aparelhos conectados",
            "valor": str(len(sessoes)),
            "alterar": reverse("usersessions_list"),
        },
    ]
    if trabalha:
        linhas.append(
            {
                "rotulo": "Avisos por e-mail",
                "valor": "Resumos de quem trabalha",
                "alterar": reverse("caixa:preferencias"),
            }
        )
    return render(request, "account/conta.html", {"linhas": linhas, "trabalha": trabalha})


def _como_entra(usuario: Any) -> str:
    if usuario.email:
        return "com um código no e-mail"
    return "com um código por SMS" if usuario.celular else "pelo gov.br"


def _do_cpf(usuario: Any) -> str:
    if desde := trocas.vale_desde(usuario, "cpf"):
        return CPF_A_VALER.format(mascarar_cpf(usuario.cpf_novo), f"{localtime(desde):%d/%m às %Hh%M}")
    return mascarar_cpf(usuario.cpf) if usuario.cpf else SEM_CPF


def _do_email(usuario: Any, *, trabalha: bool) -> dict[str, str]:
    """A linha do e-mail da conta: o de quem trabalha, a administração o põe; o munícipe põe e troca o seu."""
    linha = {"rotulo": "E-mail", "valor": usuario.email or ""}
    if desde := trocas.vale_desde(usuario, "email"):
        agora, quando = usuario.email or "Nenhum", f"{localtime(desde):%d/%m}"
        linha["valor"] = f"{agora}. Em {quando} passa a ser {usuario.email_novo}"
    return linha if trabalha else linha | {"alterar": reverse("conta_email")}


@login_not_required
@require_http_methods(LER_E_MANDAR)
def recusar_troca(request: HttpRequest, token: str) -> HttpResponse:
    """O link que se mandou ao contato antigo: abrir não muda nada, o botão recusa a troca."""
    achado = trocas.da_recusa(token)
    if achado is None:
        return render(request, "account/troca_recusada.html", {"recusada": False}, status=VENCEU)
    usuario, qual = achado
    contexto = {"qual": trocas.NOMES[qual], "ate": trocas.vale_desde(usuario, qual)}
    if request.method == "POST":
        recusada = {**contexto, "recusada": trocas.recusar(token)}
        return render(request, "account/troca_recusada.html", recusada)
    return render(request, "account/recusar_troca.html", contexto)


@de_trabalho(*LER)
def segundo_fator_exigido(request: HttpRequest) -> HttpResponse:
    """Como ligar agora o segundo fator que se exige, e a quem pedir ajuda; de quem nada se exige, a conta."""
    usuario = usuario_da_sessao(request)
    if usuario.papeis_valem and usuario.segundo_fator_ate is None:
        return redirect("conta")
    return render(request, "mfa/exigido.html")


@de_trabalho("GET")
def sessao(_request: HttpRequest) -> HttpResponse:
    """Quem está escrevendo há muito tempo avisa por aqui que continua na página; a resposta é vazia."""
    return HttpResponse(status=204)


def recusar_com_422(pagina: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """A página do allauth, respondendo 422 ao formulário inválido, como todas as outras."""

    @wraps(pagina)
    def responder(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        resposta = pagina(request, *args, **kwargs)
        form = (getattr(resposta, "context_data", None) or {}).get("form")
        if request.method == "POST" and form is not None and form.errors:
            resposta.status_code = 422
        return resposta

    return responder
