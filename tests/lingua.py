"""Nenhuma palavra inglesa escapa numa página."""

import re
from html.parser import HTMLParser

INGLES = re.compile(
    r"\b(Add|Change|Changed|Created|Delete|Deleted|Deleting|History|Home|Save|View|Search|Select|Filter|None|"
    r"Show|Hide|Yes|the|and|are|your|this|with|items?|entries|entry|objects?|Pagination|Password|Sorting|"
    r"Choose|Remove|Start|End|Time|Date|Today|Logged|Welcome|Please|selected|Group|permission|users?)\b"
)
FALADOS = ("title", "aria-label", "placeholder", "value", "alt")
TECNICOS = {"script", "style", "pre", "template"}
BOTOES = {"submit", "button", "reset"}


class Leitor(HTMLParser):
    """O que alguém leria ou ouviria: o texto, e os atributos que se falam."""

    def __init__(self) -> None:
        super().__init__()
        self.textos: list[str] = []
        self.falas: list[str] = []
        self.dentro_de_tecnico: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in TECNICOS:
            self.dentro_de_tecnico.append(tag)
        elif not self.dentro_de_tecnico:
            ditos = dict(attrs)
            botao = ditos.get("type") in BOTOES  # o `value` só se lê nos botões
            self.falas += [ditos[a] or "" for a in FALADOS if a in ditos and (a != "value" or botao)]

    def handle_endtag(self, tag: str) -> None:
        if self.dentro_de_tecnico and self.dentro_de_tecnico[-1] == tag:
            self.dentro_de_tecnico.pop()

    def handle_data(self, data: str) -> None:
        if not self.dentro_de_tecnico:
            self.textos.append(data)


def em_ingles(conteudo: bytes) -> list[str]:
    """As palavras inglesas que alguém leria ou ouviria na página."""
    leitor = Leitor()
    leitor.feed(conteudo.decode())
    leitor.close()
    texto = " ".join(" ".join(leitor.textos + leitor.falas).split())
    return sorted({texto[max(0, a.start() - 30) : a.end() + 30] for a in INGLES.finditer(texto)})
