"""A busca pelo sentido: vem antes o que quer dizer o mesmo, e se mostra o que as palavras não acharam.

O que a frase inteira quer dizer compara-se com o que se aprendeu de todos os serviços e respostas
(`guia.busca.aprendido`). Ver docs/busca.md e a ADR 0065.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from statistics import mean

import numpy as np

from guia.busca.aprendido import Aprendido, abrir
from guia.busca.caracteristicas import Vetores
from guia.busca.ordem import MAIOR_BUSCA, MENOR_NOTA
from guia.models import AprendidoDaBusca

FORCA_POR_PALAVRA, MAIOR_FORCA = 0.045, 0.6
"""Quanto vale um desvio, em frações da maior nota das palavras: quase nada em quem escreve só “poda”, que
quer o serviço mais pedido, e muito em quem conta a história toda."""

LEVANTADO = 1.0
"""A soma com que o sentido mostra o que as palavras, sozinhas, deixavam de fora: a do primeiro por elas."""
DO_SENTIDO, DAS_PALAVRAS = 0.5, 0.3
"""As frações da maior soma de que não se desce, quem o sentido levanta e quem as palavras mostram: sem elas
a lista acaba em serviços que nada têm com a busca."""
LEVANTA = 10
"""Quantos serviços, os de maior sentido, se podem mostrar ainda que nenhuma palavra os ache."""

CLARO = 50.0
"""Quanto a nota de uma resposta, que é um logaritmo, passa a de qualquer outra e a de qualquer serviço: com
menos, não se sabe de quem a frase é."""
MENOS_PALAVRAS = 2

PROPRIO, DO_MAIOR = 4.0, 0.8
"""O que se pede a um serviço para que se mostre debaixo de uma resposta: tantos desvios (é o que as respostas
pelo sentido têm), e não muito menos do que o serviço que mais tem."""


@dataclass(frozen=True, slots=True)
class Lido:
    """O que uma busca quer dizer: o desvio de cada serviço, pela chave, e a resposta, se é clara."""

    servicos: dict[int, float]
    resposta: int | None

    @property
    def maior(self) -> float:
        return max(self.servicos.values(), default=0.0)


def ler(busca: str) -> Lido:
    """O que a busca quer dizer; nada, antes de se aprender. Lê-se uma vez por página, e não fica."""
    ultimo = AprendidoDaBusca.objects.values_list("feito_em", flat=True).first()
    if ultimo is None:
        return Lido({}, None)
    aprendido = _aprendido(ultimo)
    notas = aprendido.caracteristicas.notas(busca[:MAIOR_BUSCA])
    desvios = (notas - notas.mean()) / (notas.std() or 1.0)
    dos_servicos = desvios[: len(aprendido.servicos)]
    servicos = dict(zip(aprendido.servicos.tolist(), dos_servicos.tolist(), strict=True))
    return Lido(servicos, _resposta(busca, aprendido, notas))


def reordenar(busca: str, achados: Sequence[tuple[int, float]], lido: Lido) -> list[int]:
    """Os serviços que as palavras acharam, cada um com a sua nota, na ordem das palavras e do sentido juntos.

    Acharam ao menos um. Fica quem as palavras mostram e quem o sentido levanta, ainda que elas não o
    achassem, e não longe do primeiro. O que se publicou depois de se aprender vale como a média dos outros
    que se acharam.
    """
    maior = max(nota for _, nota in achados)
    pelas_palavras = {servico: nota / maior for servico, nota in achados}
    desvios = lido.servicos
    somas = _somar(busca, pelas_palavras, desvios)
    maior_soma = max(somas.values())
    do_sentido, das_palavras = max(LEVANTADO, DO_SENTIDO * maior_soma), DAS_PALAVRAS * maior_soma
    ficam = [
        um
        for um, soma in somas.items()
        if soma >= do_sentido
        or (pelas_palavras.get(um, 0) >= MENOR_NOTA and (soma >= das_palavras or um not in desvios))
    ]
    return sorted(ficam, key=lambda servico: -somas[servico])


def e_dele(servico: int, lido: Lido) -> bool:
    """A busca é deste serviço, e não só se parece com ele. O que ainda não se aprendeu vale."""
    minimo = max(PROPRIO, DO_MAIOR * lido.maior)
    return lido.servicos.get(servico, minimo) >= minimo


def e_perto(servico: int, lido: Lido) -> bool:
    """A busca não quer dizer outro serviço muito mais do que este. O que ainda não se aprendeu vale."""
    return lido.servicos.get(servico, lido.maior) >= DO_SENTIDO * lido.maior


def _somar(busca: str, notas: dict[int, float], desvios: dict[int, float]) -> dict[int, float]:
    """A soma de cada um que as palavras acharam e dos que mais querem dizer o mesmo."""
    calculados = [desvios[servico] for servico in notas if servico in desvios]
    media = mean(calculados) if calculados else 0.0
    forca = _forca(busca)
    proximos = sorted(desvios, key=lambda servico: -desvios[servico])[:LEVANTA]
    return {
        servico: notas.get(servico, 0.0) + forca * desvios.get(servico, media)
        for servico in dict.fromkeys([*notas, *proximos])
    }


def _resposta(busca: str, aprendido: Aprendido, notas: Vetores) -> int | None:
    """A que a busca, de mais de uma palavra, quer dizer com clareza."""
    *_, segunda, primeira = notas.mean(), *np.sort(notas)
    qual = int(notas.argmax()) - len(aprendido.servicos)
    if qual < 0 or primeira - segunda < CLARO or len(_palavras(busca)) < MENOS_PALAVRAS:
        return None
    return int(aprendido.respostas[qual])


def _forca(busca: str) -> float:
    return min(MAIOR_FORCA, FORCA_POR_PALAVRA * len(_palavras(busca)))


def _palavras(busca: str) -> list[str]:
    return re.findall(r"\w+", busca[:MAIOR_BUSCA])


@lru_cache(maxsize=1)
def _aprendido(_ultimo: datetime) -> Aprendido:
    """Lido outra vez quando se aprendeu depois."""
    return abrir(bytes(AprendidoDaBusca.objects.get().dados))
