"""O que ninguém faz por si, e o que só faz a outra pessoa quem acaba de provar quem é (ADR 0035)."""

from __future__ import annotations

import time
from datetime import date
from typing import Any, ClassVar, Final, override
from urllib.parse import urlencode

from allauth.account.authentication import get_authentication_records
from allauth.mfa.utils import is_mfa_enabled
from django import forms
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.db.models import Model
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from contas.guardas import CONFIRMACAO_VALE, usuario_da_sessao
from referencia.administracao import HistoricoAdmin

NINGUEM_SE_DESIGNA = "Ninguém designa a si mesmo: peça a outra pessoa da administração."
SO_ENCURTAM: Final = {"ato", "ate"}
"""O que se muda da própria linha, se ela não passa a durar mais."""
CONFIRME = (
    "Nada foi guardado. Para mudar por onde outra pessoa entra, "
    '<a href="{}" target="_blank" rel="noopener">confirme que é você, noutra aba</a>. '
    "Depois volte a esta e repita: o que você escreveu continua aqui."
)


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


def provou_agora(request: HttpRequest) -> bool:
    """Quem age provou quem é há menos de `CONFIRMACAO_VALE`: com o segundo fator, ou, sem ele, a senha."""
    usuario = usuario_da_sessao(request)
    desde = time.time() - CONFIRMACAO_VALE.total_seconds()
    como = "mfa" if is_mfa_enabled(usuario) else "password"
    provas = get_authentication_records(request, usuario)
    return any(prova["method"] == como and prova["at"] >= desde for prova in provas)


def confirme(request: HttpRequest) -> SafeString:
    """A frase que pede a prova, com o endereço em que se dá; a volta é à mesma página."""
    pagina = "mfa_reauthenticate" if is_mfa_enabled(usuario_da_sessao(request)) else "account_reauthenticate"
    volta = urlencode({REDIRECT_FIELD_NAME: request.get_full_path()})
    return format_html(CONFIRME, f"{reverse(pagina)}?{volta}")
