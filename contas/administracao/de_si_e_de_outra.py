"""O que ninguém faz por si: designar-se (ADR 0035)."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar, Final, override

from django import forms
from django.db.models import Model
from django.http import HttpRequest

from contas.administracao import HistoricoAdmin
from contas.guardas import usuario_da_sessao

NINGUEM_SE_DESIGNA = "Ninguém designa a si mesmo: peça a outra pessoa da administração."
SO_ENCURTAM: Final = {"ato", "ate"}
"""O que se muda da própria linha, se ela não passa a durar mais."""


class DeOutraForm[M: Model](forms.ModelForm[M]):
    """A lotação, a designação ou o ponto focal de outra pessoa: a própria só se encurta."""

    request: ClassVar[HttpRequest]

    @override
    def clean(self) -> dict[str, Any] | None:
        limpos = super().clean() or self.cleaned_data
        if limpos.get("usuario") == usuario_da_sessao(self.request) and self._amplia(limpos.get("ate")):
            self.add_error("usuario", NINGUEM_SE_DESIGNA)
        return limpos

    def _amplia(self, ate: date | None) -> bool:
        if self.instance.pk is None or set(self.changed_data) - SO_ENCURTAM:
            return True
        return (ate or date.max) > (self.initial["ate"] or date.max)


class ComQuemAge(HistoricoAdmin):
    """A tela cujo formulário precisa saber quem age: a classe dele é nova a cada pedido."""

    @override
    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **opcoes: Any) -> Any:
        form: Any = super().get_form(request, obj, change, **opcoes)
        form.request = request
        return form
