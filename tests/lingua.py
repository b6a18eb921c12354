"""Nenhuma palavra inglesa escapa numa página."""

import re
from typing import Any

from bs4 import BeautifulSoup

INGLES = re.compile(
    r"\b(Add|Change|Changed|Created|Delete|Deleted|Deleting|History|Home|Save|View|Search|Select|Filter|None|"
    r"Show|Hide|Yes|the|and|are|your|this|with|items?|entries|entry|objects?|Pagination|Password|Sorting|"
    r"Choose|Remove|Start|End|Time|Date|Today|Logged|Welcome|Please|selected|Group|permission|users?)\b"
)
FALADOS = ("title", "aria-label", "placeholder", "value", "alt")


def em_ingles(conteudo: bytes) -> list[str]:
    """As palavras inglesas que alguém leria ou ouviria na página."""
    sopa = BeautifulSoup(conteudo, "html.parser")
    for tecnico in sopa(["script", "style", "pre", "template"]):
        tecnico.decompose()
    lidos = [sopa.get_text(" ")]
    for no in sopa.find_all(True):
        lidos += [str(no[atributo]) for atributo in FALADOS if no.has_attr(atributo) and fala(no, atributo)]
    texto = " ".join(" ".join(lidos).split())
    return sorted({texto[max(0, a.start() - 30) : a.end() + 30] for a in INGLES.finditer(texto)})


def fala(no: Any, atributo: str) -> bool:
    """O `value` só se lê nos botões."""
    return atributo != "value" or no.get("type") in {"submit", "button", "reset"}
