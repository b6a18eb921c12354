"""A quem se diz um alerta: a quem administra, por e-mail, e a quem está em ALERTAS_PARA."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth.models import Permission
from django.db.models import Q, QuerySet
from django.utils.crypto import salted_hmac

from contas.models import Usuario


def destinos() -> dict[str, str]:
    """A marca de cada destino e o endereço dele; sem correio na cidade, só os webhooks."""
    de_quem_administra = quem_administra().exclude(email=None).values_list("email", flat=True)
    enderecos = {*settings.ALERTAS_PARA, *filter(None, de_quem_administra)}
    cabem = (um for um in sorted(enderecos) if eh_webhook(um) or not settings.SEM_CORREIO)
    return {marca(endereco): endereco for endereco in cabem}


def quem_administra() -> QuerySet[Usuario]:
    """As contas ativas que entram na administração e veem o estado do portal."""
    dela = Permission.objects.filter(content_type__app_label="avisos", codename="view_aviso")
    podem = Q(is_superuser=True) | Q(groups__permissions__in=dela) | Q(user_permissions__in=dela)
    return Usuario.objects.filter(podem, is_active=True, is_staff=True).distinct()


def marca(endereco: str) -> str:
    """O que se guarda no lugar do endereço."""
    return salted_hmac("avisos.alertas", endereco, algorithm="sha256").hexdigest()


def eh_webhook(endereco: str) -> bool:
    return "://" in endereco
