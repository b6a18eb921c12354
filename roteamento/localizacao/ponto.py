"""O que um ponto do mapa diz: o distrito cujo contorno o contém ou, sem contornos, as ruas perto dele."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from roteamento.localizacao.enderecos import Local, Localizado, OrigemDoLocal, metros, na_cidade

if TYPE_CHECKING:
    from roteamento.models import Distrito, Logradouro

JUNTO_DA_RUA = 300
"""Metros até onde uma rua conhecida pode ser a do ponto."""

RAIO_DA_RUA = 1_000
"""Metros em volta do ponto em que se procuram as ruas."""

RAIO_MAIOR = 4_000
"""Até onde se procuram, se não há bastantes."""

RUAS_EM_VOLTA = 12
"""Quantas ruas dizem o distrito do ponto."""

QUASE_TODAS = 0.95
"""Parte das ruas em volta, pelo peso, a partir da qual o distrito é certo."""

PARTE_MINIMA = 0.03
"""O distrito de menos ruas do que isto não se oferece."""

ALCANCE = 800
"""Metros até onde a rua mais perto responde por um ponto, em qualquer parte da cidade."""

VIZINHAS = 8
"""Onde esta vizinha da rua mais perto está mais longe que o alcance, o alcance é até ela."""

JUNTO = 30
"""Metros que se somam à distância, para que a rua de cima do ponto não decida sozinha."""

FORA_DA_CIDADE = (
    "Este ponto fica fora da cidade de São Paulo, e este portal é só dela: procure a prefeitura de lá."
)
PARECE_FORA = "Este ponto parece ficar fora da cidade de São Paulo."
SE_NAO_FOR = "Este portal é só dela; se o lugar é aqui, escreva a rua ou escolha o distrito."


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
            so_o_distrito=True,
        )
    return Localizado(f"O ponto fica no distrito {nomes}.", locais[0])


def _pelas_ruas(lat: float, lon: float, trechos: Iterable[Logradouro]) -> Localizado:
    """O distrito das ruas conhecidas em volta, se quase todas são dele; senão, a pessoa diz de que lado é."""
    medidos = _medir(lat, lon, trechos)
    if not medidos or medidos[0][0] > _alcance(medidos[0][1], medidos):
        return Localizado(_parece_fora(medidos))
    partes = _partes(medidos[:RUAS_EM_VOLTA])
    locais = tuple(
        Local(lat=lat, lon=lon, distrito=distrito, origem=OrigemDoLocal.PONTO)
        for distrito, parte in partes.items()
        if parte >= PARTE_MINIMA
    )
    if next(iter(partes.values())) >= QUASE_TODAS:
        return Localizado(f"As ruas em volta do ponto ficam no distrito {locais[0].distrito}.", locais[0])
    nomes = " ou ".join(str(local.distrito) for local in locais)
    return Localizado(
        f"Em volta do ponto há ruas de mais de um distrito: {nomes}?",
        candidatos=locais,
        pergunta="O ponto fica perto da divisa de distritos. De que lado é?",
        so_o_distrito=True,
    )


def _medir(lat: float, lon: float, trechos: Iterable[Logradouro]) -> list[tuple[float, Logradouro]]:
    """As ruas com distrito e ponto, da mais perto à mais longe; uma vez cada ponto."""
    unicos = {
        (t.lat, t.lon, t.distrito_id): (metros(lat, lon, t.lat, t.lon), t)
        for t in trechos
        if t.lat is not None and t.lon is not None and t.distrito_id is not None
    }
    return sorted(
        unicos.values(), key=lambda medido: (medido[0], medido[1].nome_busca, medido[1].distrito_id)
    )


def _alcance(rua: Logradouro, medidos: Sequence[tuple[float, Logradouro]]) -> float:
    """Até onde a rua mais perto responde: mais longe onde as ruas são raras, como em Marsilac."""
    vaos = sorted(
        metros(rua.lat, rua.lon, outra.lat, outra.lon)
        for _, outra in medidos
        if rua.lat is not None and rua.lon is not None and outra.lat is not None and outra.lon is not None
    )
    return max(ALCANCE, vaos[VIZINHAS] if len(vaos) > VIZINHAS else RAIO_MAIOR)


def _partes(perto: Sequence[tuple[float, Logradouro]]) -> dict[Distrito, float]:
    """A parte de cada distrito entre as ruas, a mais perto valendo mais; do maior ao menor."""
    pesos: dict[Distrito, float] = {}
    for distancia, rua in perto:
        if rua.distrito:
            pesos[rua.distrito] = pesos.get(rua.distrito, 0) + 1 / (distancia + JUNTO)
    total = sum(pesos.values())
    return {d: pesos[d] / total for d in sorted(pesos, key=lambda d: (-pesos[d], d.pk))}


def _parece_fora(medidos: Sequence[tuple[float, Logradouro]]) -> str:
    if not medidos:
        return f"{PARECE_FORA} {SE_NAO_FOR}"
    distancia, rua = medidos[0]
    quilometros = f"{distancia / 1000:.1f}".replace(".", ",")
    return f"{PARECE_FORA} A rua mais perto que conhecemos, {rua.nome}, fica a {quilometros} km. {SE_NAO_FOR}"


def ruas_do_ponto(lat: float, lon: float, trechos: Iterable[Logradouro]) -> Localizado:
    """As ruas conhecidas a menos de 300 m, da mais perto à mais longe. A pessoa confirma sempre."""
    perto = [medido for medido in _medir(lat, lon, trechos) if medido[0] <= JUNTO_DA_RUA]
    if not perto:
        return Localizado(f"Nenhuma rua conhecida fica a menos de {JUNTO_DA_RUA} m deste ponto.")
    unicos: dict[tuple[str, int | None], Logradouro] = {}
    for _, trecho in perto:
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
