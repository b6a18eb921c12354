"""Conferências do projeto (`manage.py check`) que dependem da configuração."""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Warning, register  # noqa: A004 - nome do Django


@register("correio")
def correio_definido(**_: Any) -> list[CheckMessage]:
    if settings.EMBUTIDO or settings.CORREIO_URL:
        return []
    dica = "Defina CORREIO_URL, por exemplo smtp://usuario:senha@servidor:587."
    return [Warning("Sem CORREIO_URL nenhum aviso sai por e-mail.", hint=dica, id="sp156.W001")]
