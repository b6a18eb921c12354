"""Os campos de quem manda fotos e PDF."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile

from documentos.fotos import MAIOR_ARQUIVO
from documentos.recebidos import MAXIMO_DE_FOTOS

MAIS_MB = MAIOR_ARQUIVO // (1024 * 1024)


class EntradaDeFotos(forms.ClearableFileInput):
    """O campo nativo de arquivos, com vários de uma vez."""

    allow_multiple_selected = True

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(
            {"accept": "image/*", "multiple": True, "data-maior": str(MAIOR_ARQUIVO), **(attrs or {})}
        )


class FotosField(forms.FileField):
    """Várias fotos; `cleaned_data` traz a lista, vazia se nenhuma veio. O conteúdo é conferido depois."""

    widget: type[forms.Widget] | forms.Widget = EntradaDeFotos

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile[Any]]:
        arquivos = data if isinstance(data, list | tuple) else [data]
        return [
            limpo for limpo in (super(FotosField, self).clean(a, initial) for a in arquivos if a) if limpo
        ]


class ArquivosField(FotosField):
    """Várias fotos ou PDF; o conteúdo é conferido depois, por `recebidos.guardar_arquivo`.

    O PDF não tem miniatura, e por isso o módulo das fotos não se liga ao campo.
    """

    widget = EntradaDeFotos({"accept": "image/*,application/pdf"})


def campo_de_arquivos(guardados: int) -> forms.Field:
    """O campo das fotos e dos PDF de um assistente, quando o rascunho já tem `guardados`."""
    cabem = f"Até {MAXIMO_DE_FOTOS} arquivos, de até {MAIS_MB} MB cada um."
    dica = f"{cabem} Tiramos deles o autor e a localização."
    if guardados >= MAXIMO_DE_FOTOS:
        dica = f"Você já enviou {MAXIMO_DE_FOTOS} arquivos, que é o máximo. Para pôr outro, remova um."
    return ArquivosField(
        label="Fotos ou PDF",
        required=False,
        help_text=dica,
        allow_empty_file=True,  # quem recusa, com a razão, é o tratamento dos arquivos
    )
