"""Os filtros de uma lista, como dados: como se lê cada um da URL, como se pergunta e o que escolhe.

Valor desconhecido é ignorado: um endereço guardado ou mal copiado nunca quebra a página.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from django.db.models import Q
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from contas.dados_pessoais.tapar import tapar
from protocolo.prazos.relogio import comeco_do_dia

if TYPE_CHECKING:
    from mesas.lista import Vistas

type Pares = Sequence[tuple[str, str]]
"""O que se pode escolher: o valor, como vai na URL, e a palavra."""

EU, NINGUEM = "eu", "ninguem"
SIM = "sim"
DIA = re.compile(r"(19|20)\d\d-\d\d-\d\d", re.ASCII)


@dataclass(frozen=True, slots=True)
class Filtro:
    """Um filtro. O nome, que é o do parâmetro da URL, é o do campo da lista."""

    rotulo: str
    tipo: str
    """Como o formulário o pergunta: texto, busca, dia, escolha, marca ou oculto; vazio, não o pergunta."""
    ler: Callable[[str], str]
    """Do que se escreveu, já limpo, o que vale; vazio, não escolhe nada."""
    frase: str
    """O que escolhe, em poucas palavras, com o valor no lugar das chaves."""
    onde: str | Q | Callable[[str], Q] | None = None
    """A coluna que tem de ser igual ao valor, ou a condição; sem nenhuma, é a lista que cuida dele."""
    pares: Pares = ()
    """As opções que são sempre as mesmas; depois delas vêm as que a página dá."""
    vazia: str = ""
    """A palavra de quem não escolhe nada."""
    ditos: Pares = ()
    """As opções que a frase diz com outra palavra."""
    mais: bool = False
    """Fica em “Mais filtros”."""
    maior: int = 120
    """Quantas letras se leem."""
    escolhe: bool = True
    """Escolhe linhas, e por isso se conta entre os ligados; a ordem só as põe umas antes das outras."""
    vistas: Vistas = MappingProxyType({})
    """As partes da lista, se é ele que diz em qual se está."""

    def valor(self, escrito: str) -> str:
        """O que vale do que veio na URL, sem o que o banco não aceita e sem exagero."""
        return self.ler(escrito.replace("\0", "").strip()[: self.maior])

    def condicao(self, valor: str) -> Q:
        """O que um valor que não é vazio escolhe."""
        if isinstance(self.onde, str):
            return Q(**{self.onde: valor})
        return self.onde(valor) if callable(self.onde) else self.onde or Q()

    def dizer(self, valor: str, da_pagina: Pares) -> str:
        """A frase, com a palavra de cada opção."""
        palavras = {**dict(self.pares), **dict(da_pagina), **dict(self.ditos)}
        return self.frase.format(palavras.get(valor, valor))

    def tapado(self, valor: str) -> str:
        """O que se pode guardar num registro: do que se escreveu, só o jeito."""
        return tapar(valor) if self.tipo in {"busca", "texto"} else valor


def _campo(rotulo: str, tipo: str, ler: Callable[[str], str], frase: str, **resto: Any) -> Any:
    return field(default="", metadata={"filtro": Filtro(rotulo, tipo, ler, frase, **resto)})


def _minusculo(rotulo: str) -> str:
    return rotulo[0].lower() + rotulo[1:]


def texto(rotulo: str, *, tipo: str = "texto", frase: str = "", **resto: Any) -> Any:
    """O que se escrever."""
    return _campo(rotulo, tipo, str, frase, **resto)


def busca(rotulo: str, **resto: Any) -> Any:
    """A busca da lista."""
    return texto(rotulo, tipo="busca", frase="busca “{}”", **resto)


def escolha(  # noqa: PLR0913  cada argumento é uma palavra do filtro
    rotulo: str,
    pares: Pares = (),
    *,
    tipo: str = "escolha",
    forma: str = "",
    vazia: str = "Todos",
    frase: str = "",
    **resto: Any,
) -> Any:
    """Um valor entre vários: um dos `pares`, o que tem a `forma`, ou, sem nenhum dos dois, qualquer um.

    As opções sem `pares` são as que a página dá; se ela não der nenhuma, o formulário não pergunta.
    """
    padrao = re.compile(forma or "|".join(re.escape(valor) for valor, _ in pares) or ".*", re.ASCII)

    def ler(escrito: str) -> str:
        return escrito if padrao.fullmatch(escrito) else ""

    frase = frase or f"{_minusculo(rotulo)} {{}}"
    return _campo(rotulo, tipo, ler, frase, pares=pares, vazia=vazia, **resto)


def vista(vistas: Vistas, rotulo: str = "Situação") -> Any:
    """Em que parte da lista se está."""
    pares = [(valor, vista.nome) for valor, vista in vistas.items()]
    return escolha(rotulo, pares, vazia="", frase="{}", vistas=vistas)


def responsavel() -> Any:
    """Quem cuida do caso: a própria pessoa, ninguém, ou uma das que a página dá."""
    return escolha(
        "Responsável",
        [(EU, "Eu"), (NINGUEM, "Ninguém")],
        forma=rf"{EU}|{NINGUEM}|[1-9]\d{{0,17}}",
        vazia="Qualquer pessoa",
        frase="com {}",
        ditos=[(EU, "você"), (NINGUEM, "ninguém")],
    )


def marca(rotulo: str, *, tipo: str = "marca", so_com: str = "", **resto: Any) -> Any:
    """Só se liga ou se desliga: com qualquer valor, ou só com o que se diz.

    A oculta não se pergunta, mas vai adiante com o formulário.
    """

    def ler(escrito: str) -> str:
        return SIM if escrito and (not so_com or escrito == so_com) else ""

    return _campo(rotulo, tipo, ler, _minusculo(rotulo), **resto)


def ordem(ditos: Pares) -> Any:
    """Por que coluna a lista vai, se não é pela da vista: o nome dela, com `-` na frente se ao contrário."""
    return escolha("Ordem", tipo="oculto", forma="-?[a-z]+", frase="{}", ditos=ditos, escolhe=False)


def dia(rotulo: str, **resto: Any) -> Any:
    """Um dia, escrito como o campo de data manda (2026-11-24)."""
    frase = f"{_minusculo(rotulo)} {{}}"
    return _campo(rotulo, "dia", lambda escrito: escrito if _ler_dia(escrito) else "", frase, **resto)


def dia_desde(rotulo: str, campo: str, **resto: Any) -> Any:
    """Só o que é deste dia em diante, pelo momento que `campo` guarda."""
    return dia(rotulo, onde=lambda escrito: Q((f"{campo}__gte", comeco_do(escrito))), **resto)


def dia_ate(rotulo: str, campo: str, **resto: Any) -> Any:
    """Só o que é até este dia, com ele."""
    return dia(rotulo, onde=lambda escrito: Q((f"{campo}__lt", comeco_do(escrito, depois=1))), **resto)


def comeco_do(dia: str, *, depois: int = 0) -> datetime:
    """O começo do dia que um filtro guardou, ou de um destes dias `depois` dele."""
    return comeco_do_dia(date.fromisoformat(dia) + timedelta(days=depois))


def _ler_dia(escrito: str) -> date | None:
    if not DIA.fullmatch(escrito):
        return None
    try:
        return date.fromisoformat(escrito)
    except ValueError:
        return None


@dataclass(frozen=True, slots=True)
class Campo:
    """Um filtro no formulário, com o que está escolhido."""

    nome: str
    filtro: Filtro
    valor: str
    opcoes: Pares

    @property
    def opcoes_em_html(self) -> SafeString:
        """As opções escritas: são dezenas por página, e no modelo HTML cada uma custava quatro vezes isto."""
        vazia = format_html('<option value="">{}</option>', self.filtro.vazia) if self.filtro.vazia else ""
        escolhida = mark_safe(" selected")
        linhas = ((valor, escolhida if valor == self.valor else "", dita) for valor, dita in self.opcoes)
        return format_html("{}{}", vazia, format_html_join("", '<option value="{}"{}>{}</option>', linhas))


@dataclass(frozen=True, slots=True)
class Formulario:
    """Os campos do formulário de filtros, na ordem; em “Mais filtros” ficam `mais` e, depois, `marcas`."""

    campos: list[Campo]
    mais: list[Campo]
    marcas: list[Campo]

    @property
    def aberto(self) -> bool:
        """Há algum ligado em “Mais filtros”, que por isso abre."""
        return any(campo.valor for campo in (*self.mais, *self.marcas))

    @property
    def desdobrado(self) -> bool:
        """Há algum ligado além da busca: no celular, onde os filtros se dobram, por isso se veem."""
        return self.aberto or any(c.valor for c in self.campos if c.filtro.tipo not in {"busca", "oculto"})
