from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.contrib import admin
from django.contrib.admin.apps import SimpleAdminConfig
from django.core.checks import CheckMessage, Warning, register  # noqa: A004 - nome do Django
from django.db.models import fields


class Sp156Config(AppConfig):
    name = "sp156"
    verbose_name = "SP156"

    def ready(self) -> None:
        fields.BLANK_CHOICE_LABEL = "Escolha uma opção"  # o Django ainda não o traduziu
        # O aplicativo do Celery precisa existir antes de qualquer `shared_task`.
        from sp156 import celery  # noqa: F401, PLC0415 - só depois dos settings
        from sp156.implantacao import saltos  # noqa: F401, PLC0415 - registra a conferência


class AdministracaoConfig(SimpleAdminConfig):
    """O Django admin com a nossa página inicial e sem as telas técnicas do allauth.

    Naquelas se veriam segredos do segundo fator e se trocaria o e-mail de alguém sem rastro. A fila só as lê
    quando lhe pedem um endereço: sem elas cada processo começa com um quarto a menos de CPU.
    """

    default_site = "sp156.administracao.site.Administracao"

    def ready(self) -> None:
        super().ready()
        if settings.PROCESSO != "fila":
            ler_telas()


def ler_telas() -> None:
    """Registra as telas de cada aplicativo, a primeira vez que se chama."""
    admin.autodiscover()
    for modelo in list(admin.site._registry):  # noqa: SLF001 - não há outra lista
        if modelo.__module__.startswith("allauth."):
            admin.site.unregister(modelo)


@register("correio")
def correio_definido(**_: Any) -> list[CheckMessage]:
    """Uma conferência do projeto (`manage.py check`), que depende da configuração."""
    if not settings.SEM_CORREIO:
        return []
    dica = "Quando a cidade tiver correio: CORREIO_URL=smtp+tls://usuario:senha@servidor:587."
    frase = "CORREIO_URL diz nenhum: os avisos de quem só tem e-mail esperam, e três dias depois não saem."
    return [Warning(frase, hint=dica, id="sp156.W001")]
