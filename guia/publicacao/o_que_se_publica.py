"""O que se lê antes de mandar um texto adiante, num resumo: se outra pessoa o muda, o resumo muda."""

from __future__ import annotations

import hashlib

from django.conf import settings
from django.utils.module_loading import import_string

from guia.models import VersaoDoServico
from referencia.tabelas import estado as da_linha


def estado(versao: VersaoDoServico) -> str:
    """A versão inteira e para onde vão os pedidos, que são de um aplicativo de cima."""
    destinos = import_string(settings.DESTINOS_DE_UM_SERVICO)(versao.servico)
    return hashlib.sha256(f"{da_linha(versao)}{destinos!r}".encode()).hexdigest()[:20]
