"""As palavras da busca que o Guia não conhece, e a mais parecida com cada uma das que ele usa."""

from __future__ import annotations

import re
from dataclasses import dataclass

from guia.busca.fonetica import som_vago
from guia.busca.ordem import DE_CENA, MAIOR_BUSCA, MENOR_TROCADA, SEM_PESO
from guia.busca.sinonimos import igual, que_comecam_em, simplificar
from referencia import sql

PARECIDA = 0.42
DO_SOM = 0.2
"""A semelhança (trigramas, de 0 a 1) de que uma palavra pode ser outra, e o que o mesmo som soma a ela."""

_VIAS = "rua r avenida av alameda travessa praca estrada rodovia viela largo ladeira via"
VIAS = frozenset(_VIAS.split())
"""O que vem depois é o nome de um lugar, que o Guia não conhece e não se corrige."""
_ACABA = "numero n no na em com perto esquina altura tem ta esta que sem"
ACABA_O_NOME = frozenset(_ACABA.split())

_CONSULTA = """
SELECT p.palavra, melhor.forma, melhor.semelhanca
FROM unnest(%(palavras)s::text[], %(sons)s::text[]) AS p(palavra, som)
CROSS JOIN LATERAL (SELECT (ts_lexize('pg_catalog.portuguese_stem', p.palavra))[1] AS radical) AS r
LEFT JOIN LATERAL (
  SELECT v.forma,
    similarity(v.forma, p.palavra) + CASE WHEN v.som = p.som THEN %(do_som)s ELSE 0 END AS semelhanca
  FROM guia_palavradebusca v WHERE v.forma %% p.palavra OR v.som = p.som
  ORDER BY semelhanca DESC, v.servicos DESC, v.forma LIMIT 1
) AS melhor ON true
WHERE NOT EXISTS (SELECT FROM guia_palavradebusca v WHERE v.forma = p.palavra)
  AND NOT EXISTS (
    SELECT FROM guia_textodebusca t WHERE t.vetor @@ to_tsquery('simple', quote_literal(r.radical))
  )
"""

_ACENTUADA = """
SELECT palavra FROM guia_textodebusca,
  regexp_split_to_table(lower(concat_ws(' ', nome, palavras, divisao)), '[^[:alpha:]]+') AS palavra
WHERE public.guia_normalizar(palavra) = %(forma)s GROUP BY palavra ORDER BY count(*) DESC, palavra LIMIT 1
"""


@dataclass(frozen=True, slots=True)
class Lidas:
    """As palavras que contam, sem as que só contam a cena, e as que o Guia não conhece.

    De cada desconhecida, a mais parecida com ela que ele conhece; vazia, se nenhuma se parece.
    """

    contam: list[str]
    desconhecidas: dict[str, str]

    @property
    def estranhas(self) -> int:
        """Quantas o Guia não conhece nem de longe."""
        return sum(not parecida for parecida in self.desconhecidas.values())


def ler(busca: str) -> Lidas:
    """O que o Guia conhece do que se escreveu."""
    nomes = _nomes_de_lugar(busca)
    escritas = dict.fromkeys(simplificar(palavra) for palavra in _palavras(busca))
    contam = [p for p in escritas if p not in SEM_PESO and p not in DE_CENA and p not in nomes]
    procuradas = [p for p in contam if p.isalpha() and len(p) >= MENOR_TROCADA and not _tem_sinonimo(p)]
    if not procuradas:
        return Lidas(contam, {})
    valores = {"palavras": procuradas, "sons": [som_vago(p) for p in procuradas], "do_som": DO_SOM}
    lidas = sql.ler(_CONSULTA, valores)
    parecidas = {
        uma["palavra"]: uma["forma"] if (uma["semelhanca"] or 0) >= PARECIDA else "" for uma in lidas
    }
    return Lidas(contam, parecidas)


def quis_dizer(busca: str, lidas: Lidas) -> str:
    """A busca com cada palavra que o Guia não conhece trocada pela mais parecida; vazia, se não há qual."""
    trocas = {palavra: _acentuada(forma) for palavra, forma in lidas.desconhecidas.items() if forma}
    if not trocas:
        return ""
    return re.sub(r"[^\W_]+", lambda achada: trocas.get(simplificar(achada[0]), achada[0]), busca)


def _tem_sinonimo(palavra: str) -> bool:
    return any(igual(sinonimo.quando[0], palavra) for sinonimo in que_comecam_em(palavra))


def _acentuada(forma: str) -> str:
    """Como o Guia a escreve."""
    escritas = sql.ler(_ACENTUADA, {"forma": forma})
    return str(escritas[0]["palavra"]) if escritas else forma


def _nomes_de_lugar(busca: str) -> set[str]:
    """As palavras depois de “rua”, até onde o nome acaba, e as de letra grande no meio da frase."""
    nomes, dentro = set(), False
    for n, escrita in enumerate(_palavras(busca)):
        palavra = simplificar(escrita)
        if palavra in VIAS:
            dentro = True
        elif palavra in ACABA_O_NOME or palavra.isdigit():
            dentro = False
        elif dentro or (n and escrita.istitle()):
            nomes.add(palavra)
    return nomes


def _palavras(busca: str) -> list[str]:
    return re.findall(r"[^\W_]+", busca[:MAIOR_BUSCA])
