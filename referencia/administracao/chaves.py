"""A chave que vem no endereço de uma tela da administração, e o filtro que o banco não lê."""

from __future__ import annotations

from typing import Any, override

from django.contrib import admin
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse

NAO_HA = "Nada na administração tem este endereço."


def serve_de_chave(modelo: type[models.Model], escrito: str) -> bool:
    """O que o navegador mandou pode ser a chave de uma linha desta tabela?"""
    if "\0" in escrito:
        return False
    try:
        modelo._meta.pk.run_validators(modelo._meta.pk.to_python(escrito))  # noqa: SLF001
    except ValidationError:
        return False
    return True


class ChavesDoEndereco(admin.ModelAdmin[Any]):
    """A chave que vem no endereço: 403 a quem não vê a tabela, 404 se nenhuma linha a tem.

    O Django procura a linha antes de olhar quem pede, e responde 500 à chave ilegível no histórico e na ação
    da lista, e ao filtro que o banco não lê.
    """

    def exigir_chave(self, request: HttpRequest, chave: str) -> None:
        """Antes de procurar a linha: pode vê-la quem pede, e pode ela existir?"""
        if not (self.has_view_or_change_permission(request) or self.has_delete_permission(request)):
            raise PermissionDenied
        if not serve_de_chave(self.model, chave):
            raise Http404(NAO_HA)

    @override
    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Any:
        if not from_field:  # o `_to_field` em branco é nenhum
            self.exigir_chave(request, object_id)
        achada = super().get_object(request, object_id, from_field or None)
        if achada is None:
            raise Http404(NAO_HA)
        return achada

    @override
    def get_changelist_instance(self, request: HttpRequest) -> Any:
        if any("\0" in valor for valores in request.GET.lists() for valor in valores[1]):
            raise Http404(NAO_HA)
        try:
            return super().get_changelist_instance(request)
        except OverflowError as erro:  # um ano de vinte algarismos
            raise Http404(NAO_HA) from erro

    @override
    def response_action(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse | None:
        enviado = request.POST.copy()
        chaves = [
            chave for chave in enviado.getlist(ACTION_CHECKBOX_NAME) if serve_de_chave(self.model, chave)
        ]
        enviado.setlist(ACTION_CHECKBOX_NAME, chaves)
        request.POST = enviado  # type: ignore[assignment]  # os tipos só conhecem o que chegou
        resposta: HttpResponse | None = super().response_action(request, *args, **kwargs)
        return resposta
