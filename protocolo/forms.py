"""Campos que todo formulário com fotos usa."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile


class EntradaDeFotos(forms.ClearableFileInput):
    """O campo nativo de arquivos, com vários de uma vez."""

    allow_multiple_selected = True

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"accept": "image/*", "multiple": True, **(attrs or {})})


class FotosField(forms.FileField):
    """Várias fotos; `cleaned_data` traz a lista, vazia se nenhuma veio. O conteúdo é conferido depois."""

    widget = EntradaDeFotos

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile[Any]]:
        arquivos = data if isinstance(data, list | tuple) else [data]
        return [
            limpo for limpo in (super(FotosField, self).clean(a, initial) for a in arquivos if a) if limpo
        ]
