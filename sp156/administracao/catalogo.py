"""As frases dos programas da administração que o Django ainda não traduziu."""

from __future__ import annotations

from typing import Any

from django.views.i18n import JavaScriptCatalog


class Catalogo(JavaScriptCatalog):
    """As frases do calendário dos campos de data que o Django ainda não traduziu."""

    FRASES = {
        "Today (%(date)s)": "Hoje (%(date)s)",
        "Yesterday (%(date)s)": "Ontem (%(date)s)",
        "Tomorrow (%(date)s)": "Amanhã (%(date)s)",
        "Previous (%(month)s %(year)s)": "Anterior (%(month)s de %(year)s)",
        "Next (%(month)s %(year)s)": "Próximo (%(month)s de %(year)s)",
        "%(month)s %(day)s, %(year)s": "%(day)s de %(month)s de %(year)s",
        "%s (today, current selection)": "%s (hoje, escolhido)",
        "%s (today)": "%s (hoje)",
        "%s (current selection)": "%s (escolhido)",
        "server": "do servidor",
    }

    ESCOLHIDAS = "%(sel)s of %(cnt)s selected"
    FUSO = "Note: Enter times in the %(timezone)s timezone. (You are %(offset)s "
    EM_OUTRO_FUSO = "O horário aqui é o de São Paulo; o do seu aparelho está %(offset)s h "

    def get_catalog(self) -> dict[str, Any]:
        """O que o Django traduziu e, por cima, as nossas; as contadas têm três formas em português."""
        adiante, atras = f"{self.EM_OUTRO_FUSO}adiante.", f"{self.EM_OUTRO_FUSO}atrás."
        fuso = {
            f"{self.FUSO}hour ahead.)": [adiante] * 3,
            f"{self.FUSO}hour behind.)": [atras] * 3,
        }
        contadas = {self.ESCOLHIDAS: ["Escolhidas: %(sel)s de %(cnt)s"] * 3}
        return {**super().get_catalog(), **self.FRASES, **fuso, **contadas}
