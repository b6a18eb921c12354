"""O formulário de todo ato sobre um caso, e os campos de quem manda fotos ou documentos."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile

from protocolo.textos import RespostaInsuficiente, conferir_resposta

if TYPE_CHECKING:
    from contas.autor import Autor

MAIOR_VERSAO = 9
"""Algarismos que cabem na versão de um caso."""
MAIOR_TEXTO = 2000


class AtoForm(forms.Form):
    """O mínimo de todo ato: a versão do caso que a pessoa estava vendo, que denuncia o conflito.

    Os nomes dos campos são os argumentos das ações.
    """

    use_required_attribute = False
    versao = forms.IntegerField(min_value=0, max_value=2**31 - 1, widget=forms.HiddenInput)

    def __init__(self, *args: Any, caso: Any, por: Autor | None = None, **opcoes: Any) -> None:
        super().__init__(*args, **opcoes)
        self.caso, self.por = caso, por

    def esquecer_erros(self) -> None:
        """Quem só volta ao formulário, ou mexe nas fotos, ainda não pediu que o conferissem."""
        if self.is_bound:
            self.errors.clear()

    @property
    def argumentos(self) -> dict[str, Any]:
        """O que vai para a ação, além do caso, da versão e de quem age."""
        return {nome: valor for nome, valor in self.cleaned_data.items() if nome != "versao"}


class TextoAoMunicipe(forms.CharField):
    """Um texto que o munícipe vai ler: recusa o que não é frase, com um conselho."""

    def __init__(self, *, maior: int = MAIOR_TEXTO, linhas: int = 5, **opcoes: Any) -> None:
        super().__init__(max_length=maior, widget=forms.Textarea({"rows": linhas}), **opcoes)

    def clean(self, value: Any) -> str:
        escrito = super().clean(value)
        if not escrito:
            return ""
        try:
            return conferir_resposta(escrito)
        except RespostaInsuficiente as recusa:
            raise ValidationError(str(recusa)) from recusa


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


class EntradaDeArquivos(EntradaDeFotos):
    """Fotos e PDF; o PDF não tem miniatura, e por isso o módulo das fotos não se liga a ele."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"accept": "image/*,application/pdf", **(attrs or {})})


class ArquivosField(FotosField):
    """Várias fotos ou PDF; o conteúdo é conferido depois, por `rascunhos.guardar_arquivo`."""

    widget = EntradaDeArquivos
