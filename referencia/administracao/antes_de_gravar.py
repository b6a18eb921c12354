"""A tela da administração que, antes de gravar, tem o que perguntar."""

from __future__ import annotations

from typing import Any, override

from django.http import HttpRequest, HttpResponse

from referencia.administracao import HistoricoAdmin


class PrecisaPerguntar(Exception):
    """Levanta-a `save_model`: nada se grava, e mostra-se a pergunta. `sobre`: o que se ia gravar."""

    def __init__(self, sobre: Any) -> None:
        super().__init__(str(sobre))
        self.sobre = sobre


class PerguntaAntes(HistoricoAdmin):
    """`perguntar` é a página da pergunta, com o que `save_model` não gravou."""

    def perguntar(self, request: HttpRequest, sobre: Any) -> HttpResponse:
        raise NotImplementedError

    @override
    def changeform_view(self, request: HttpRequest, *args: Any, **opcoes: Any) -> HttpResponse:
        try:
            resposta: HttpResponse = super().changeform_view(request, *args, **opcoes)
        except PrecisaPerguntar as falta:
            return self.perguntar(request, falta.sobre)
        return resposta

    @override
    def history_form_view(self, request: HttpRequest, *args: Any, **opcoes: Any) -> HttpResponse:
        """Voltar a uma versão pergunta o mesmo que gravar."""
        try:
            return super().history_form_view(request, *args, **opcoes)
        except PrecisaPerguntar as falta:
            return self.perguntar(request, falta.sobre)
