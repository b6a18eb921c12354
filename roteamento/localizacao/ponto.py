"""O que um ponto do mapa diz: o distrito cujo contorno o contém ou, sem contornos, as ruas perto dele."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from roteamento.localizacao.enderecos import Local, Localizado, OrigemDoLocal, metros, na_cidade

if TYPE_CHECKING:
    from roteamento.models import Distrito, Logradouro

RAIO_DA_RUA = 300
"""Metros até onde uma rua conhecida responde por um ponto."""

FORA_DA_CIDADE = "Este ponto fica fora da cidade de São Paulo."


def decidir_por_ponto(
    lat: float, lon: float, trechos: Iterable[Logradouro], distritos: Sequence[Distrito] | None = None
) -> Localizado:
    """`distritos`: os que os contornos põem ali, do mais perto ao mais longe; None se não há contornos."""
    if not na_cidade(lat, lon):
        return Localizado(FORA_DA_CIDADE)
    if distritos is not None:
        return _pelos_contornos(lat, lon, distritos)
    return _pelas_ruas(lat, lon, trechos)


def _pelos_contornos(lat: float, lon: float, distritos: Sequence[Distrito]) -> Localizado:
    locais = tuple(
        Local(lat=lat, lon=lon, distrito=distrito, origem=OrigemDoLocal.PONTO) for distrito in distritos
    )
    if not locais:
        return Localizado(FORA_DA_CIDADE)
    nomes = " ou ".join(distrito.nome for distrito in distritos)
    if len(locais) > 1:
        return Localizado(
            f"O ponto fica junto da divisa: {nomes}?",
            candidatos=locais,
            pergunta="O ponto fica na divisa de distritos. De que lado é?",
        )
    return Localizado(f"O ponto fica no distrito {nomes}.", locais[0])


def _pelas_ruas(lat: float, lon: float, trechos: Iterable[Logradouro]) -> Localizado:
    """As ruas conhecidas a menos de 300 m, da mais perto à mais longe. A pessoa confirma sempre."""
    medidos = [
        (metros(lat, lon, t.lat, t.lon), t.nome_busca, t.distrito_id, t.pk or 0, t)
        for t in trechos
        if t.lat is not None and t.lon is not None and t.distrito_id is not None
    ]
    perto = sorted((m for m in medidos if m[0] <= RAIO_DA_RUA), key=lambda m: m[:4])
    if not perto:
        return Localizado(
            f"Nenhuma rua conhecida fica a menos de {RAIO_DA_RUA} m deste ponto: escolha o distrito."
        )
    unicos: dict[tuple[str, int | None], Logradouro] = {}
    for *_, trecho in perto:
        unicos.setdefault((trecho.nome_busca, trecho.distrito_id), trecho)
    locais = tuple(
        Local(
            logradouro=trecho.nome,
            bairro=trecho.bairro,
            cep=trecho.cep,
            lat=lat,
            lon=lon,
            distrito=trecho.distrito,
            origem=OrigemDoLocal.PONTO,
        )
        for trecho in unicos.values()
    )
    return Localizado(
        f"A rua conhecida mais perto do ponto é {locais[0].logradouro}, no distrito {locais[0].distrito}, "
        f"a {round(perto[0][0])} m: confirme.",
        candidatos=locais,
        pergunta="O ponto fica perto de mais de uma rua. Qual é?" if len(locais) > 1 else "É esta a rua?",
    )
