"""Requisições hostis: o que uma pessoa não escreve e um programa manda.

Parte-se do que a página pede (os campos dos seus formulários, com o que já trazem) e estraga-se um pouco:
quase tudo certo chega mais fundo do que tudo errado.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any, override
from urllib.parse import quote, urlencode

from hypothesis import strategies as st

from tests.hostil.estranhos import (
    ARQUIVOS,
    CABECALHOS,
    CORPOS,
    FORMULARIO,
    METODOS,
    NOMES,
    PARTES,
    TIPOS,
    VALORES,
)

type Campos = dict[str, list[str]]


@dataclass(frozen=True)
class Requisicao:
    """Uma requisição, como o cliente de teste a manda."""

    metodo: str
    caminho: str
    consulta: str = ""
    corpo: bytes = b""
    tipo: str = FORMULARIO
    cabecalhos: Mapping[str, str] = field(default_factory=dict)

    def mandar(self, cliente: Any) -> Any:
        return cliente.generic(
            self.metodo,
            self.caminho,
            self.corpo,
            content_type=self.tipo,
            query_string=self.consulta,
            **self.cabecalhos,
        )

    def __str__(self) -> str:
        partes = [f"{self.metodo} {self.caminho}?{self.consulta}"[:300], self.tipo, repr(self.corpo[:400])]
        return " | ".join([*partes, repr(dict(self.cabecalhos))[:200]])


class _Leitor(HTMLParser):
    """Os campos de cada formulário que manda algo, com o valor que já trazem."""

    def __init__(self) -> None:
        super().__init__()
        self.formularios: list[Campos] = []
        self._selecao = ""

    @override
    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        dados = {nome: valor or "" for nome, valor in attrs}
        if tag == "form" and dados.get("method", "").lower() == "post":
            self.formularios.append({})
        if tag == "select":
            self._selecao = dados.get("name", "")
        if not self.formularios:
            return
        if tag in {"input", "textarea", "select", "button"} and dados.get("name"):
            self.formularios[-1].setdefault(dados["name"], []).append(dados.get("value", ""))
        if tag == "option" and self._selecao:
            self.formularios[-1].setdefault(self._selecao, []).append(dados.get("value", ""))


def formularios(pagina: str) -> list[Campos]:
    """Os formulários de uma página: nome do campo → valores que se podem mandar."""
    leitor = _Leitor()
    leitor.feed(pagina)
    return [campos for campos in leitor.formularios if campos]


def texto() -> st.SearchStrategy[str]:
    """Um valor estranho: dos que já se sabe que quebram coisas, ou qualquer."""
    return st.one_of(st.sampled_from(VALORES), st.sampled_from(VALORES), st.text(max_size=40))


@st.composite
def do_formulario(draw: st.DrawFn, campos: Campos) -> list[tuple[str, str]]:
    """O que a página mandaria, com alguns campos trocados, tirados, repetidos ou inventados."""
    pares = [(nome, draw(st.sampled_from(valores))) for nome, valores in campos.items()]
    for _ in range(draw(st.integers(0, 3))):
        if not pares:
            break
        i = draw(st.integers(0, len(pares) - 1))
        nome = pares[i][0]
        match draw(st.integers(0, 3)):
            case 0:
                del pares[i]
            case 1:
                pares.append((nome, draw(texto())))
            case _:
                pares[i] = (nome, draw(texto()))
    if draw(st.integers(0, 4)) == 0:
        pares.append((draw(st.sampled_from(NOMES)), draw(texto())))
    return pares


def em_partes(pares: list[tuple[str, str]], arquivo: tuple[str, bytes] | None) -> bytes:
    """O mesmo envio como multipart, com um arquivo."""
    partes = [
        b'--limite\r\nContent-Disposition: form-data; name="%b"\r\n\r\n%b\r\n' % (_bytes(nome), _bytes(valor))
        for nome, valor in pares
    ]
    if arquivo:
        nome, conteudo = arquivo
        cabeca = b'--limite\r\nContent-Disposition: form-data; name="%b"; filename="a.jpg"\r\n' % _bytes(nome)
        partes.append(cabeca + b"Content-Type: image/jpeg\r\n\r\n" + conteudo + b"\r\n")
    return b"".join([*partes, b"--limite--\r\n"])


def _bytes(escrito: str) -> bytes:
    return escrito.encode("utf-8", "surrogatepass")


def em_consulta(pares: list[tuple[str, str]]) -> str:
    return urlencode([(_bytes(nome), _bytes(valor)) for nome, valor in pares])


@st.composite
def caminho(draw: st.DrawFn, inteiro: str) -> str:
    """O endereço, quase sempre como é; às vezes com um pedaço trocado, cortado ou a mais."""
    if draw(st.integers(0, 4)):
        return inteiro
    pedacos = inteiro.strip("/").split("/")
    i = draw(st.integers(0, len(pedacos) - 1))
    estranho = quote(_bytes(draw(texto())), safe="")[:3_000]
    match draw(st.integers(0, 3)):
        case 0:
            pedacos[i] = estranho
        case 1:
            pedacos.insert(i, estranho)
        case 2:
            del pedacos[i]
        case _:
            return inteiro.rstrip("/") + draw(
                st.sampled_from(["", "//", "/.", "/%2e%2e/", "/%FF%FE", "%0A", "/;a"])
            )
    return "/" + "/".join(pedacos) + "/"


@st.composite
def requisicao(draw: st.DrawFn, endereco: str, campos: list[Campos]) -> Requisicao:
    """Uma requisição a este endereço, cuja página tem estes formulários."""
    metodo = draw(st.sampled_from(METODOS))
    pares = draw(do_formulario(draw(st.sampled_from(campos)) if campos else {}))
    tipo, corpo = FORMULARIO, b""
    match draw(st.integers(0, 6)):
        case 0:
            tipo, corpo = draw(st.sampled_from([FORMULARIO, PARTES, *TIPOS])), draw(st.sampled_from(CORPOS))
        case 1:
            tipo, corpo = draw(st.sampled_from(TIPOS)), em_consulta(pares).encode()
        case 2:
            nome = draw(st.sampled_from(["fotos", "arquivo", *(nome for nome, _ in pares)]))
            tipo, corpo = PARTES, em_partes(pares, (nome, draw(st.sampled_from(ARQUIVOS))))
        case _:
            corpo = em_consulta(pares).encode()
    consulta = ""
    if metodo in {"GET", "HEAD"} or draw(st.integers(0, 9)) == 0:
        soltos = st.lists(st.tuples(st.sampled_from(NOMES), texto()), max_size=3)
        consulta = em_consulta([*draw(soltos), *(pares[:4] if draw(st.booleans()) else [])])
        consulta += draw(st.sampled_from(["", "", "", "&%", "&a=%FF", "&=%00", "?"]))
    if metodo in {"GET", "HEAD"}:
        corpo = b""
    cabecalhos = {}
    if draw(st.integers(0, 5)) == 0:
        nome, valores = draw(st.sampled_from(CABECALHOS))
        cabecalhos[nome] = draw(st.sampled_from(valores)).encode().decode("latin-1")
    return Requisicao(metodo, draw(caminho(endereco)), consulta, corpo, tipo, cabecalhos)
