"""Quem guarda sigilo, e quem pode aceitar o que outra pessoa propôs."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Final

from django.conf import settings
from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.contrib.auth.models import Group, Permission
from django.db.models import Q, QuerySet
from django.utils.module_loading import import_string

from contas.models import PropostaDeAcesso, Usuario

ABRIR_SELO, ACEITAR = "abrir_selo", "aceitar_proposta"
GUARDADAS: Final = frozenset({ABRIR_SELO, ACEITAR})
"""As permissões que ninguém dá sozinho; os grupos que as têm se propõem."""


def com_permissao(*codigos: str) -> QuerySet[Usuario]:
    """As pessoas a quem se deu uma destas permissões de `contas`, por um grupo ou direto.

    Administrar tudo não conta: é preciso tê-la recebido.
    """
    quais = Permission.objects.filter(codename__in=codigos, content_type__app_label="contas")
    dadas = Q(groups__permissions__in=quais) | Q(user_permissions__in=quais)
    return Usuario.objects.filter(dadas).distinct()


def pela_permissao() -> QuerySet[Usuario]:
    """Quem administra tudo, quem abre o selo e quem aceita propostas."""
    guardam = com_permissao(*GUARDADAS).values("pk")
    return Usuario.objects.filter(Q(is_superuser=True) | Q(pk__in=guardam))


def guarda_sigilo(usuario: Usuario) -> bool:
    """Se o acesso desta pessoa só muda com outras duas: vale também para a conta desativada."""
    consultas: Iterable[Callable[[], QuerySet[Usuario]]] = map(import_string, settings.QUEM_GUARDA_SIGILO)
    return any(consulta().filter(pk=usuario.pk).exists() for consulta in consultas)


def so_com_duas_pessoas(usuario: Usuario) -> bool:
    """Se por onde ela entra só muda com outras duas: guarda sigilo, ou há sobre ela uma proposta à espera."""
    return PropostaDeAcesso.objects.a_espera().filter(pessoa=usuario).exists() or guarda_sigilo(usuario)


def quem_aceita(*, menos: Iterable[Usuario | None] = ()) -> QuerySet[Usuario]:
    """Quem pode aceitar, com conta ativa e senha escolhida, fora estas pessoas."""
    podem = Q(is_superuser=True) | Q(pk__in=com_permissao(ACEITAR).values("pk"))
    fora = [pessoa.pk for pessoa in menos if pessoa]
    ativas = Usuario.objects.filter(podem, is_active=True).exclude(pk__in=fora)
    return ativas.exclude(password__startswith=UNUSABLE_PASSWORD_PREFIX).order_by("nome")


def pode_aceitar(usuario: Usuario) -> bool:
    return usuario.has_perm(f"contas.{ACEITAR}")


def grupos_guardados() -> QuerySet[Group]:
    """Os grupos que dão uma permissão que ninguém dá sozinho."""
    return Group.objects.filter(
        permissions__codename__in=GUARDADAS, permissions__content_type__app_label="contas"
    ).distinct()
