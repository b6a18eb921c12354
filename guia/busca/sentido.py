"""A busca pelo sentido: do que as palavras acharam, vem antes o que quer dizer o mesmo.

O que a frase inteira quer dizer compara-se com o que se aprendeu de todos os serviços e respostas
(`guia.busca.aprendido`), que `guia.busca.completar` guarda. Ver docs/busca.md e as ADR 0062, 0064 e 0065.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache
from statistics import mean

from threadpoolctl import threadpool_limits

from guia.busca.aprendido import Aprendido, abrir
from guia.busca.ordem import MAIOR_BUSCA, MENOR_NOTA
from guia.busca.tracos import Vetores
from guia.busca.vetores import vetores
from guia.models import AprendidoDaBusca

FORCA_POR_PALAVRA, MAIOR_FORCA = 0.012, 0.2
"""Quanto vale um desvio, em frações da maior nota das palavras: quase nada em quem escreve só “poda”, que
quer o serviço mais pedido, e muito em quem conta a história toda."""
DOS_PESOS = 1.5
DOS_TRACOS = 3.5
"""Quantas vezes se conta o desvio de cada conta do que se aprendeu."""

LEVANTADO = 1.0
"""A soma com que o sentido mostra o que as palavras, sozinhas, deixavam de fora: a do primeiro por elas."""
METADE, UM_TERCO = 0.5, 0.3
"""E as frações da maior soma de que não se desce, quem o sentido levanta e quem as palavras mostram: sem elas
a lista acaba em serviços que nada têm com a busca."""
LEVANTA = 10
"""Quantos serviços, os de maior sentido, se podem mostrar ainda que nenhuma palavra os ache."""

CLARO = 15.0
"""O desvio abaixo do qual não se sabe o que a busca quer dizer: o das letras ao acaso fica em 3."""
MENOS_PALAVRAS = 2


def reordenar(busca: str, achados: Sequence[tuple[int, float]]) -> list[int]:
    """Os serviços que as palavras acharam, cada um com a sua nota, na ordem das palavras e do sentido juntos.

    Fica quem as palavras mostram e quem o sentido levanta, ainda que elas não o achassem, e não longe do
    primeiro; se não acharam nenhum, ninguém. O que ainda não tem o sentido calculado vale como a média dos
    outros que se acharam.
    """
    if not achados:
        return []
    maior = max(nota for _, nota in achados)
    pelas_palavras = {servico: nota / maior for servico, nota in achados}
    somas = _somar(busca, pelas_palavras)
    maior_soma = max(somas.values())
    bastante = max(LEVANTADO, METADE * maior_soma)
    ficam = [
        um
        for um, soma in somas.items()
        if soma >= bastante or (pelas_palavras.get(um, 0) >= MENOR_NOTA and soma >= UM_TERCO * maior_soma)
    ]
    return sorted(ficam, key=lambda servico: -somas[servico])


def responder(busca: str) -> int | None:
    """A resposta que a busca, de mais de uma palavra, quer dizer com clareza, e mais que qualquer serviço."""
    lido = _ler(busca)
    if lido is None or len(_palavras(busca)) < MENOS_PALAVRAS:
        return None
    servicos, respostas = lido
    qual = max(respostas, key=respostas.__getitem__, default=None)
    if qual is None or respostas[qual] < max(CLARO, *servicos.values()):
        return None
    return qual


def _somar(busca: str, notas: dict[int, float]) -> dict[int, float]:
    """A soma de cada um que as palavras acharam e dos que mais querem dizer o mesmo."""
    desvios, _ = _ler(busca) or ({}, {})
    calculados = [desvios[servico] for servico in notas if servico in desvios]
    media = mean(calculados) if calculados else 0.0
    forca = _forca(busca)
    proximos = sorted(desvios, key=lambda servico: -desvios[servico])[:LEVANTA]
    return {
        servico: notas.get(servico, 0.0) + forca * desvios.get(servico, media)
        for servico in dict.fromkeys([*notas, *proximos])
    }


def _forca(busca: str) -> float:
    return min(MAIOR_FORCA, FORCA_POR_PALAVRA * len(_palavras(busca)))


def _palavras(busca: str) -> list[str]:
    return re.findall(r"\w+", busca[:MAIOR_BUSCA])


type Lido = tuple[dict[int, float], dict[int, float]]
"""O desvio de cada serviço e o de cada resposta, pela chave."""


def _ler(busca: str) -> Lido | None:
    """O que a busca quer dizer; None antes do primeiro cálculo."""
    ultimo = AprendidoDaBusca.objects.values_list("feito_em", flat=True).first()
    return _lido(busca[:MAIOR_BUSCA], ultimo) if ultimo else None


@lru_cache(maxsize=8)
def _lido(busca: str, ultimo: datetime) -> Lido:
    """A página pergunta duas vezes pela mesma busca: pelas respostas e pelos serviços."""
    aprendido = _aprendido(ultimo)
    with threadpool_limits(1, "blas"):
        pelos_pesos = _desvios(aprendido.pesos.notas(vetores([busca])[0]))
    desvios = DOS_PESOS * pelos_pesos + DOS_TRACOS * _desvios(aprendido.tracos.notas(busca))
    servicos = aprendido.servicos.tolist()
    return (
        dict(zip(servicos, desvios[: len(servicos)].tolist(), strict=True)),
        dict(zip(aprendido.respostas.tolist(), desvios[len(servicos) :].tolist(), strict=True)),
    )


def _desvios(notas: Vetores) -> Vetores:
    """Em desvios-padrão, acima ou abaixo da média de todos."""
    return (notas - notas.mean()) / (notas.std() or 1.0)


@lru_cache(maxsize=1)
def _aprendido(_ultimo: datetime) -> Aprendido:
    """Lido outra vez quando se aprendeu depois."""
    return abrir(bytes(AprendidoDaBusca.objects.get().dados))
