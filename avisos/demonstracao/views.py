"""Página de demonstração: as mensagens que o modo embutido guarda em vez de enviar."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from email.utils import parsedate_to_datetime
from pathlib import Path

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from avisos.demonstracao.correio import pasta_de_mensagens

NOME = re.compile(r"[0-9]{8}T[0-9]{12}-[A-Za-z0-9]{6}")
"""O que `avisos.demonstracao.correio` escreve; nenhum outro nome chega ao disco."""
LINK = re.compile(r"https?://\S+")
MAXIMO = 100


@dataclass(frozen=True, slots=True)
class Mensagem:
    """Uma mensagem guardada, como a página a mostra."""

    nome: str
    assunto: str
    para: str
    em: datetime | None
    texto: str

    @property
    def link(self) -> str:
        """O primeiro endereço do texto, sem a pontuação que o segue."""
        achado = LINK.search(self.texto)
        return achado[0].rstrip(".,;)") if achado else ""


def so_na_demonstracao(pagina: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Pública, mas só existe no modo embutido: fora dele responde 404."""

    @login_not_required
    @require_safe
    def responder(request: HttpRequest, **partes: str) -> HttpResponse:
        if not settings.EMBUTIDO:
            raise Http404("Esta página só existe no modo de demonstração.")
        return pagina(request, **partes)

    return responder


@so_na_demonstracao
def lista(request: HttpRequest) -> HttpResponse:
    """As mensagens, da mais nova à mais antiga."""
    arquivos = sorted(pasta_de_mensagens().glob("*.eml"), reverse=True)
    mensagens = [ler(arquivo) for arquivo in arquivos[:MAXIMO] if NOME.fullmatch(arquivo.stem)]
    return render(request, "avisos/demonstracao.html", {"mensagens": mensagens, "maximo": MAXIMO})


@so_na_demonstracao
def mensagem(request: HttpRequest, nome: str) -> HttpResponse:
    """Uma mensagem inteira."""
    arquivo = pasta_de_mensagens() / f"{nome}.eml"
    if not NOME.fullmatch(nome) or not arquivo.is_file():
        raise Http404("Não há mensagem com este nome.")
    return render(request, "avisos/demonstracao_mensagem.html", {"mensagem": ler(arquivo)})


def ler(arquivo: Path) -> Mensagem:
    """Lê uma mensagem MIME; da que tem texto e HTML fica o texto."""
    lida: EmailMessage = BytesParser(policy=policy.default).parsebytes(arquivo.read_bytes())
    corpo = lida.get_body(("plain",))
    data = lida["Date"]
    return Mensagem(
        nome=arquivo.stem,
        assunto=str(lida["Subject"] or ""),
        para=str(lida["To"] or ""),
        em=parsedate_to_datetime(str(data)) if data else None,
        texto=str(corpo.get_content()).strip() if corpo else "",
    )
