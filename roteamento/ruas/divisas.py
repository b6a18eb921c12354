"""As divisas dos distritos que os mapas desenham, todas da mesma camada.

São os contornos oficiais, se a cidade os importou; senão, os aproximados que vêm com o projeto, que só servem
para ver: quem decide o distrito de um ponto é `roteamento.localizacao`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import shapely
from django.conf import settings
from django.db.models import Max

from roteamento.importacao.divisas import ARQUIVO, ler
from roteamento.models import Distrito, Importacao
from roteamento.ruas.contornos import contornos

APROXIMADAS = "divisas aproximadas"
"""O que se diz delas num mapa."""


@dataclass(frozen=True, slots=True)
class Divisas:
    """Um polígono (WGS84) por distrito, dito pelo `campo` dele, e o índice espacial."""

    campo: str
    distritos: Sequence[int]
    formas: Sequence[Any]
    indice: Any
    aproximadas: bool

    def nomes(self, posicoes: Iterable[int]) -> dict[int, str]:
        """O nome de cada um destes distritos. Uma consulta."""
        vistos = {f"{self.campo}__in": [self.distritos[posicao] for posicao in posicoes]}
        return dict(Distrito.objects.filter(**vistos).values_list(self.campo, "nome"))


def divisas() -> Divisas:
    """As oficiais ou, sem elas, as aproximadas."""
    oficiais = contornos()
    if oficiais is None:
        return _aproximadas()
    return Divisas("pk", oficiais.distritos, oficiais.poligonos, oficiais.indice, aproximadas=False)


def vistas() -> Divisas | None:
    """As que se desenham: sobre os tiles da cidade, só as oficiais."""
    todas = divisas()
    return None if todas.aproximadas and settings.MAPA_TILES else todas


@lru_cache(maxsize=1)
def _aproximadas() -> Divisas:
    formas = ler()
    return Divisas(
        "codigo",
        list(formas),
        list(formas.values()),
        shapely.STRtree(list(formas.values())),
        aproximadas=True,
    )


def marca() -> str:
    """Muda com a importação, com o que vem com o projeto e com um distrito, que pode ter trocado de nome."""
    importacao = Importacao.objects.filter(tipo=Importacao.Tipo.DISTRITOS).aggregate(ultima=Max("pk"))
    mudanca = Distrito.history.aggregate(ultima=Max("history_id"))
    return f"{importacao['ultima'] or _do_projeto()}-{mudanca['ultima'] or 0}"


@lru_cache(maxsize=1)
def _do_projeto() -> str:
    return hashlib.sha256(ARQUIVO.read_bytes()).hexdigest()[:12]
