"""Quem trabalha no SP156: os papéis que cada pessoa tem, de todo aplicativo que os dá."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.module_loading import import_string

from contas.models import Usuario
from contas.papeis import ADMINISTRACAO, Papel


def papeis(usuario: Usuario, hoje: date) -> set[str]:
    """Os papéis que a pessoa tem hoje, de todo aplicativo que os dá (PAPEIS_DE_QUEM_ENTRA)."""
    dados = {ADMINISTRACAO} if tem_permissoes(usuario) else set[str]()
    return dados.union(*(import_string(caminho)(usuario, hoje) for caminho in settings.PAPEIS_DE_QUEM_ENTRA))


def com_o_trabalho(pessoas: QuerySet[Usuario], hoje: date) -> QuerySet[Usuario]:
    """As pessoas, cada uma com o que `trabalhos` lê (ONDE_TRABALHAM)."""
    partes = {
        f"trabalho_{n}": import_string(caminho)(hoje) for n, caminho in enumerate(settings.ONDE_TRABALHAM)
    }
    return pessoas.annotate(**partes)


def trabalhos(pessoa: Usuario) -> list[str]:
    """O papel e a sigla de onde o tem, de quem veio por `com_o_trabalho`."""
    partes = [getattr(pessoa, f"trabalho_{n}") for n in range(len(settings.ONDE_TRABALHAM))]
    return [f"{Papel(um['papel']).label} ({um['onde']})" for parte in partes for um in parte]


def tem_permissoes(usuario: Usuario) -> bool:
    """Entra na administração, ou tem alguma permissão, dela mesma ou de um grupo."""
    if usuario.is_staff or usuario.is_superuser:
        return True
    dadas = Q(groups__isnull=False) | Q(user_permissions__isnull=False)
    return Usuario.objects.filter(dadas, pk=usuario.pk).exists()


def tem_papeis(usuario: Usuario) -> bool:
    """Trabalha no SP156, valham ou não os seus papéis nesta sessão?"""
    return not usuario.papeis_valem or bool(papeis(usuario, timezone.localdate()))
