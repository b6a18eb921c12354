"""Paginação por chave: a página começa onde a outra parou, e a décima custa o mesmo que a primeira.

Sem contagem e sem OFFSET. A chave é o par (momento, id) da última linha vista; na URL ela é
`apos=` (daqui para a frente) ou `antes=` (daqui para trás). Chave estragada volta ao começo.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from operator import attrgetter
from types import MappingProxyType
from typing import Any
from urllib.parse import urlencode

from django.db.models import F, QuerySet
from django.db.models.fields.tuple_lookups import Tuple, TupleGreaterThan, TupleLessThan

from mesas.janela import Janela

POR_PAGINA = 50
EPOCA = datetime(1970, 1, 1, tzinfo=UTC)
MICROSSEGUNDO = timedelta(microseconds=1)
_CHAVE = re.compile(r"(\d{1,17})\.(\d{1,18})")

type Chave = tuple[datetime, int]
type Trazer = Callable[[QuerySet[Any, Any]], Iterable[Any]]
"""Das escolhidas, já cortadas e em ordem, as linhas da página, na mesma ordem."""


@dataclass(frozen=True, slots=True)
class Ordem:
    """Por que coluna de momento (nunca nula nas linhas da lista) se ordena; o `id`, ou outra, desempata."""

    campo: str
    decrescente: bool = False
    desempate: str = "id"

    @property
    def colunas(self) -> tuple[str, str]:
        """Como se pede ao banco."""
        sinal = "-" if self.decrescente else ""
        return f"{sinal}{self.campo}", f"{sinal}{self.desempate}"


@dataclass(frozen=True, slots=True)
class Juntas:
    """As linhas de várias tabelas como uma lista só: de cada uma se leem só as que cabem na página.

    O desempate da ordem tem de ser único entre todas.
    """

    consultas: Sequence[QuerySet[Any, Any]]
    colunas: tuple[str, ...] = ()

    def filter(self, *condicoes: Any) -> Juntas:
        return Juntas([consulta.filter(*condicoes) for consulta in self.consultas], self.colunas)

    def order_by(self, *colunas: str) -> Juntas:
        return Juntas([consulta.order_by(*colunas) for consulta in self.consultas], colunas)

    def __getitem__(self, corte: slice) -> list[Any]:
        """As primeiras de todas, na ordem."""
        primeiras = [linha for consulta in self.consultas for linha in consulta[corte]]
        chave = attrgetter(*(coluna.removeprefix("-") for coluna in self.colunas))
        return sorted(primeiras, key=chave, reverse=self.colunas[0].startswith("-"))[corte]


@dataclass(frozen=True, slots=True)
class Pagina:
    """As linhas e as chaves das páginas vizinhas; chave vazia: não há."""

    linhas: list[Any]
    anterior: str = ""
    proxima: str = ""
    olhou_ate: datetime | None = None
    """Até que momento se procurou, se não foi até o fim: a página seguinte procura daí em diante."""
    olhadas: int = 0
    """Quantas linhas se olharam, se não foram todas."""
    para_tras: bool = False
    """Veio-se pela página anterior: é para lá que se continua a procurar."""

    @property
    def inteira(self) -> bool:
        """Verdadeiro quando a lista toda coube nesta página."""
        return not (self.anterior or self.proxima)

    def enderecos(self, fica: Mapping[str, str] = MappingProxyType({})) -> dict[str, str]:
        """Os endereços das páginas vizinhas, com o que `fica` na URL; vazio se não há."""
        vizinhas = {"anterior": {"antes": self.anterior}, "proxima": {"apos": self.proxima}}
        return {
            nome: f"?{urlencode({**fica, **chave})}" if all(chave.values()) else ""
            for nome, chave in vizinhas.items()
        }


def paginar(
    escolhidas: QuerySet[Any, Any] | Juntas,
    ordem: Ordem,
    parametros: Mapping[str, str],
    trazer: Trazer | None = None,
    janela: Janela | None = None,
    *,
    por_pagina: int | None = None,
) -> Pagina:
    """A página pedida na URL. As linhas têm o campo da ordem e o do desempate como atributos.

    Com `trazer`, primeiro se acham as da página, só pelas colunas que o índice tem, e só delas se traz o
    resto: um filtro que quase nada escolhe percorre o índice, e não a tabela. Com `janela`, percorre-o só até
    onde ela deixa. `por_pagina` é de quem mostra menos que as outras listas.
    """
    cabem = por_pagina or POR_PAGINA
    apos, antes = ler_chave(parametros.get("apos", "")), ler_chave(parametros.get("antes", ""))
    de_parte_em_parte = janela is not None
    escolhidas, janela = _se_sao_raras(escolhidas, janela)
    if antes and not apos:
        contraria = replace(ordem, decrescente=not ordem.decrescente)
        achadas, resto = _buscar(escolhidas, contraria, antes, trazer, janela, cabem)
        if resto.chave:  # senão chegou ao começo: a primeira página, inteira
            achadas.reverse()
            proxima = escrever_chave(achadas[-1], ordem) if achadas else _escrever(antes)
            return Pagina(achadas, resto.chave, proxima, resto.olhou_ate, resto.olhadas, para_tras=True)
    achadas, resto = _buscar(escolhidas, ordem, apos, trazer, janela, cabem)
    anterior = ""
    if apos and achadas:
        anterior = escrever_chave(achadas[0], ordem)
    elif apos and de_parte_em_parte:
        anterior = _escrever(apos)
    return Pagina(achadas, anterior, resto.chave, resto.olhou_ate, resto.olhadas)


@dataclass(frozen=True, slots=True)
class Resto:
    """De onde se continua (vazio: acabou) e, se foi a janela que acabou, até quando e quantas se olharam."""

    chave: str = ""
    olhou_ate: datetime | None = None
    olhadas: int = 0


def _buscar(
    escolhidas: Any,
    ordem: Ordem,
    depois_de: Chave | None,
    trazer: Trazer | None,
    janela: Janela | None,
    por_pagina: int,
) -> tuple[list[Any], Resto]:
    """Até `por_pagina` linhas depois da chave, na ordem dada, e o que ainda há depois delas."""
    janela = janela and Janela(_depois(janela.todas, ordem, depois_de), janela.tamanho)
    primeiras = _em_ordem(escolhidas, ordem, depois_de, janela)[: por_pagina + 1]
    achadas = list(trazer(primeiras) if trazer else primeiras)
    if len(achadas) > por_pagina:
        return achadas[:por_pagina], Resto(escrever_chave(achadas[por_pagina - 1], ordem))
    fim = janela.fim(ordem.colunas, ordem.campo) if janela else None
    return achadas, Resto(_escrever(fim), fim[0], janela.tamanho) if janela and fim else Resto()


def _se_sao_raras(escolhidas: Any, janela: Janela | None) -> tuple[Any, Janela | None]:
    """As escolhidas e a janela; sem ela, se são tão poucas que se acham todas pelo índice."""
    raras = janela.raras() if janela else None
    return (escolhidas, janela) if raras is None else (raras, None)


def _em_ordem(escolhidas: Any, ordem: Ordem, depois_de: Chave | None, janela: Janela | None) -> Any:
    """As que vêm depois da chave; só entre as primeiras da janela, que já começa nela."""
    if janela:
        return janela.entre_as_primeiras(escolhidas, ordem.colunas)
    return _depois(escolhidas, ordem, depois_de).order_by(*ordem.colunas)


def _depois(linhas: Any, ordem: Ordem, chave: Chave | None) -> Any:
    if chave is None:
        return linhas
    comparar = TupleLessThan if ordem.decrescente else TupleGreaterThan
    return linhas.filter(comparar(Tuple(F(ordem.campo), F(ordem.desempate)), chave))


def seguinte(escolhidas: QuerySet[Any, Any], ordem: Ordem, de: Any, janela: Janela | None = None) -> Any:
    """A que vem depois de uma linha, que pode já não estar nas escolhidas, ou a primeira; None se não há.

    Com `janela`, só entre as que as páginas correspondentes olhariam. Da linha que já não tem o momento por
    que se ordena não há seguinte.
    """
    if getattr(de, ordem.campo) is None:
        return None
    escolhidas, janela = _se_sao_raras(escolhidas, janela)
    outras = escolhidas.exclude(pk=de.pk)
    for chave in ((getattr(de, ordem.campo), de.pk), None):
        dali = janela and Janela(_depois(janela.todas, ordem, chave), janela.tamanho)
        if achada := _em_ordem(outras, ordem, chave, dali).first():
            return achada
    return None


def ler_chave(texto: str) -> Chave | None:
    """O par que `escrever_chave` escreveu; None para qualquer outra coisa."""
    achado = _CHAVE.fullmatch(texto)
    return (EPOCA + int(achado[1]) * MICROSSEGUNDO, int(achado[2])) if achado else None


def escrever_chave(linha: Any, ordem: Ordem) -> str:
    """A chave de uma linha, como vai na URL."""
    return _escrever((getattr(linha, ordem.campo), getattr(linha, ordem.desempate)))


def _escrever(chave: Chave) -> str:
    momento, desempate = chave
    return f"{(momento - EPOCA) // MICROSSEGUNDO}.{desempate}"
