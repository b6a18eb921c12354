"""Campos que mais de um formulário do Guia usa: listas que se escrevem uma por linha."""

from __future__ import annotations

from typing import Any, override

from django import forms
from django.core.exceptions import ValidationError


class LinhasField(forms.CharField):
    """Uma lista de frases, uma por linha."""

    widget = forms.Textarea

    def __init__(self, **opcoes: Any) -> None:
        opcoes.setdefault("help_text", "Uma por linha.")
        super().__init__(required=False, **opcoes)

    @override
    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list) else value

    @override
    def to_python(self, value: Any) -> Any:
        escritas = (value or "").replace("\0", "").splitlines()
        return [linha.strip() for linha in escritas if linha.strip()]

    @override
    def has_changed(self, initial: Any, data: Any) -> bool:
        return bool(self.to_python(data) != list(initial or []))


class TelefonesField(LinhasField):
    """Os telefones, um por linha: o número e, depois de uma barra, quem atende."""

    @override
    def prepare_value(self, value: Any) -> Any:
        if not isinstance(value, list):
            return value
        return "\n".join(f"{telefone['numero']} | {telefone['quem']}" for telefone in value)

    @override
    def to_python(self, value: Any) -> Any:
        pares = (linha.partition("|") for linha in super().to_python(value))
        telefones = [{"numero": numero.strip(), "quem": quem.strip()} for numero, _, quem in pares]
        if any(not t["quem"] or not any(letra.isdigit() for letra in t["numero"]) for t in telefones):
            raise ValidationError("Escreva em cada linha o número, uma barra (|) e quem atende.")
        return telefones
