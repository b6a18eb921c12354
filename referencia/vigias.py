"""O que se vigia no portal: cada aplicativo declara os seus vigias, e esta é a única lista (ADR 0077).

Dela leem os alertas (`avisos.alertas`), a página “Implantação” e `manage.py conferir_implantacao`.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.conf import settings
from django.urls import reverse

from referencia.por_sala import declarados

registro = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Vigia:
    """Uma pergunta sobre o portal que tem uma resposta certa."""

    codigo: str
    """Nunca muda: é por ele que se guarda o que já se disse."""
    nome: str
    """O que está certo, quando está."""
    porque: str
    conferir: Callable[[], str]
    """A frase do que está errado; vazia, está certo. Só lê."""
    conserto: str
    """O que fazer: o texto do link ou, sem link, o que se faz no servidor."""
    pagina: str = ""
    """O nome do endereço em que se conserta."""
    alerta: bool = False
    """É coisa que acontece com o portal no ar, e que alguém precisa de saber já."""
    seguranca: bool = False
    """Guarda o acesso ou os dados de alguém: só se cala com duas pessoas (ADR 0091)."""

    @property
    def link(self) -> str:
        return reverse(self.pagina) if self.pagina else ""

    def frase(self) -> str:
        """O que está errado agora; vazia, nada. O que não se consegue conferir também é errado."""
        try:
            return self.conferir()
        except Exception as erro:  # noqa: BLE001  o que não se confere também pede cuidado
            registro.exception("não se pôde conferir %s", self.codigo)
            return f"Não se pôde conferir ({type(erro).__name__})."


def grupos() -> Iterator[tuple[str, tuple[Vigia, ...]]]:
    """O nome de cada grupo e os seus vigias, na ordem de VIGIAS."""
    return declarados(settings.VIGIAS, "VIGIAS")


def todos() -> list[Vigia]:
    return [vigia for _, vigias in grupos() for vigia in vigias]
