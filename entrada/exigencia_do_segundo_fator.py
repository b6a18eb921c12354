"""Se os papéis de quem entrou valem nesta sessão: o segundo fator exigido, e a porta de quem ainda não o tem.

Uma função decide (`por_na_sessao`) e um lugar guarda a resposta (`Usuario.papeis_valem`), por onde passam a
lotação, a designação, o ponto focal, as permissões e a administração (ADR 0037).
"""

from __future__ import annotations

from datetime import date

from allauth.account.authentication import get_authentication_records
from django.http import HttpRequest
from django.utils import timezone

from contas.models import ExigenciaDeSegundoFator, Usuario
from contas.quem_trabalha import papeis
from entrada.por_dentro_do_allauth import record_authentication

PORTAS_DE_MUNICIPE = {"code", "socialaccount"}


def por_na_sessao(request: HttpRequest, usuario: Usuario) -> Usuario:
    """Escreve em quem entrou se os seus papéis valem nesta sessão, e até quando sem o segundo fator.

    Não custa consulta a quem o usou, nem a quem entrou com a senha enquanto a cidade não o exige. Quem entrou
    por uma porta de munícipe (o código do e-mail, o gov.br) só tem os direitos de um, até confirmar a senha.
    """
    de_municipe, ha_exigencia = (
        por_porta_de_municipe(request, usuario),
        getattr(usuario, "ha_exigencia", True),
    )
    if not (de_municipe or ha_exigencia) or provado(request, usuario):
        return usuario
    hoje = timezone.localdate()
    if ha_exigencia:
        usuario.segundo_fator_ate = ultimo_dia(usuario, hoje)
        usuario.papeis_valem = usuario.segundo_fator_ate is None or hoje <= usuario.segundo_fator_ate
    if usuario.papeis_valem and de_municipe:
        usuario.papeis_valem = not papeis(usuario, hoje)
    return usuario


def por_porta_de_municipe(request: HttpRequest, usuario: Usuario) -> bool:
    """Esta sessão só passou pelo código do e-mail ou pelo provedor de identidade?"""
    jeitos = {ato.get("method") for ato in get_authentication_records(request, usuario)}
    return bool(jeitos & PORTAS_DE_MUNICIPE) and not jeitos & {"password", "mfa"}


def falta_a_senha(request: HttpRequest, usuario: Usuario) -> bool:
    """Quem trabalha e só passou por uma porta de munícipe: o fator que ligasse agora lhe daria os papéis."""
    return not usuario.papeis_valem and por_porta_de_municipe(request, usuario)


def provado(request: HttpRequest, usuario: Usuario) -> bool:
    """Esta sessão passou pelo aplicativo, por uma chave de acesso ou por um código de reserva?"""
    return any(ato.get("method") == "mfa" for ato in get_authentication_records(request, usuario))


def provar(request: HttpRequest, como: str) -> None:
    """Quem acabou de ligar o segundo fator mostrou que o tem: não precisa sair e entrar de novo.

    Menos na sessão que só passou por uma porta de munícipe: ali, o que se ligou não prova quem trabalha.
    """
    if por_porta_de_municipe(request, request.user):  # type: ignore[arg-type]
        return
    record_authentication(request, request.user, "mfa", type=como, ligado_agora=True)


def ultimo_dia(usuario: Usuario, hoje: date) -> date | None:
    """O último dia em que a pessoa age nos seus papéis sem segundo fator; nulo se não se exige de nenhum."""
    exigencias = list(ExigenciaDeSegundoFator.objects.em_vigor(hoje))
    dela = papeis(usuario, hoje) if exigencias else set()
    cadastro = timezone.localdate(usuario.criado_em)
    return min((e.ultimo_dia(cadastro) for e in exigencias if e.papel in dela), default=None)
