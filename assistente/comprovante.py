"""O que todo comprovante diz de um caso que acaba de ser registrado, e o link para acompanhá-lo."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import qrcode
from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import mark_safe
from qrcode.image.svg import SvgPathFillImage

from assistente import aparelho
from contas.segredos.chaves import chave_escrita
from protocolo.calendario import carregar_calendario
from protocolo.prazos import relogio

O_RESERVADO_DURA = timedelta(hours=1)
"""Até quando se vê o comprovante reservado; depois, quem usar o mesmo aparelho não vê protocolo nem chave."""


def exigir_recente(registrado_em: datetime) -> None:
    """O comprovante reservado ainda se mostra? Depois de uma hora, não existe."""
    if registrado_em + O_RESERVADO_DURA < timezone.now():
        raise Http404("O comprovante já não fica nesta página.")


def comprovante_de(caso: Any, **opcoes: Any) -> dict[str, Any]:
    """A chave de acesso, o prazo em palavras (ver `relogio.como`) e o e-mail avisado, mascarado.

    `caso` é um `Caso` com prazo, de qualquer processo. Na denúncia o e-mail está no selo, que esta página não
    abre para mostrá-lo.
    """
    return {
        "chave": chave_escrita(caso.protocolo),
        "como": relogio.como(caso, carregar_calendario(), **opcoes),
        "email": mascarar_email(caso.interessado.email if caso.interessado else ""),
    }


def link_de(request: HttpRequest, caso: Any, *, no_balcao: bool = False) -> dict[str, Any]:
    """O link para acompanhar, sem a chave, o QR dele, e se o aparelho lembra o caso e a conta o guarda.

    No balcão o aparelho não é de quem pede; e o pedido sem identificação não vai para conta nenhuma.
    """
    link = request.build_absolute_uri(reverse("portal:caso", args=[caso.protocolo]))
    pode_lembrar = not no_balcao and aparelho.pode_lembrar(request, caso)
    qr: str = qrcode.make(link, image_factory=SvgPathFillImage).to_string(encoding="unicode")
    return {
        "link": link,
        "qr": mark_safe(qr),  # noqa: S308  o desenho é da biblioteca, e o endereço, nosso
        "volta": request.path,
        "pode_lembrar": pode_lembrar,
        "pode_guardar": pode_lembrar and bool(caso.interessado and not caso.interessado.anonimo),
        "lembrado": caso.protocolo in aparelho.lembrados(request),
        "de_todos": not no_balcao and aparelho.de_todos(request),
    }


def mascarar_email(email: str) -> str:
    """`maria@exemplo.br` → `ma•••@exemplo.br`: a página fica aberta em telas de outros."""
    nome, arroba, dominio = email.partition("@")
    return f"{nome[:2]}•••{arroba}{dominio}" if email else ""
