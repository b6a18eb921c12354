"""Confere os polígonos dos distritos: os 96, inteiros, em graus, sem sobras e sem buracos entre eles."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import shapely
from shapely.geometry import shape

from roteamento.importacao.leitura import Problemas
from roteamento.localizacao.grafias import simplificar
from roteamento.models import Distrito
from roteamento.ruas.contornos import METROS_POR_GRAU

TOLERANCIA_M2 = 100
"""Sobra ou buraco entre dois distritos até esta área (meio lote) é arredondamento; acima, erro."""

MEIA_FRESTA = 15
"""Metros: metade da largura da fresta que ainda se reconhece como um espaço entre vizinhos."""

CAIXA_DO_ARQUIVO = (-24.2, -23.2, -47.1, -46.1)
"""Latitudes e longitudes entre as quais a cidade cabe, com folga de uns 20 km."""

CRS_EM_GRAUS = ("CRS84", "4326", "4674", "WGS84", "WGS 84")
"""Sistemas em graus que servem: WGS84 e SIRGAS 2000 geográfico, que diferem em centímetros."""

METROS_DE_UTM = 10_000


def poligonos(lido: Mapping[str, Any], distritos: Sequence[Distrito], problemas: Problemas) -> dict[int, Any]:
    """Um polígono do shapely por distrito (pk). Recusa o arquivo se houver qualquer problema."""
    _conferir_projecao(lido, problemas)
    problemas.recusar()
    achados = _por_distrito(lido["features"], distritos, problemas)
    problemas.recusar()
    nomes = {distrito.pk: distrito.nome for distrito in distritos}
    _conferir_encaixe({nomes[pk]: forma for pk, forma in achados.items()}, problemas)
    _conferir_pontos_internos(achados, distritos, problemas)
    problemas.recusar()
    return {distrito.pk: achados[distrito.pk] for distrito in distritos}


def subprefeituras_diferentes(lido: Mapping[str, Any], distritos: Sequence[Distrito]) -> list[str]:
    """Onde o arquivo diz outra subprefeitura que não a nossa: avisa, e vale a nossa."""
    ditas = {
        chave: str(feicao["properties"].get("nm_subprefeitura") or "")
        for feicao in lido["features"]
        for chave in (simplificar(str(feicao["properties"].get("nm_distrito") or "")), _codigo(feicao))
    }
    return [
        f"{distrito.nome}: o arquivo diz subprefeitura {dita}; aqui é {distrito.subprefeitura.nome}"
        for distrito in distritos
        if (dita := ditas.get(distrito.nome_busca) or ditas.get(str(distrito.codigo)))
        and not mesma_subprefeitura(dita, distrito.subprefeitura.nome)
    ]


def mesma_subprefeitura(dita: str, nossa: str) -> bool:
    """Os dois nomes são da mesma subprefeitura? Basta o começo: "São Miguel" é São Miguel Paulista."""
    uma, outra = simplificar(dita), simplificar(nossa)
    return f"{outra} ".startswith(f"{uma} ")


def _codigo(feicao: Mapping[str, Any]) -> str:
    return str(feicao["properties"].get("cd_distrito") or "").strip().lstrip("0")


# --- cada feição ----------------------------------------------------------------------


def _conferir_projecao(lido: Mapping[str, Any], problemas: Problemas) -> None:
    crs = lido.get("crs")
    nome = str((crs.get("properties") or {}).get("name", "")) if isinstance(crs, dict) else ""
    if nome and not any(aceito in nome.upper() for aceito in CRS_EM_GRAUS):
        problemas.erros.append(
            f"O arquivo diz estar em {nome}; converta para graus WGS84 (EPSG:4326) antes de importar."
        )


def _por_distrito(
    feicoes: Iterable[Any], distritos: Sequence[Distrito], problemas: Problemas
) -> dict[int, Any]:
    por_nome = {distrito.nome_busca: distrito for distrito in distritos}
    por_codigo = {distrito.codigo: distrito for distrito in distritos}
    achados: dict[int, Any] = {}
    vezes: Counter[int] = Counter()
    for posicao, feicao in enumerate(feicoes, 1):
        if distrito := _distrito_da(feicao, f"feição {posicao}", por_nome, por_codigo, problemas):
            vezes[distrito.pk] += 1
            achados[distrito.pk] = _forma(feicao.get("geometry"), distrito.nome, problemas)
    for distrito in distritos:
        if not vezes[distrito.pk]:
            problemas.erros.append(f"falta o distrito {distrito.nome}")
        elif vezes[distrito.pk] > 1:
            problemas.erros.append(f"o distrito {distrito.nome} vem {vezes[distrito.pk]} vezes")
    return achados


def _distrito_da(
    feicao: Any,
    onde: str,
    por_nome: Mapping[str, Distrito],
    por_codigo: Mapping[int, Distrito],
    problemas: Problemas,
) -> Distrito | None:
    """O distrito que a feição diz ser, pelo nome ou, sem nome, pelo código; os dois têm de concordar."""
    ditos = feicao.get("properties") if isinstance(feicao, dict) else None
    if not isinstance(ditos, dict):
        problemas.erros.append(f"{onde}: não tem `properties`")
        return None
    nome, codigo = str(ditos.get("nm_distrito") or "").strip(), _codigo(feicao)
    pelo_codigo = por_codigo.get(int(codigo)) if codigo.isdecimal() else None
    distrito = por_nome.get(simplificar(nome)) if nome else pelo_codigo
    if distrito is None:
        dito = nome or codigo
        problemas.erros.append(
            f"{onde}: não há distrito “{dito}”" if dito else f"{onde}: sem nm_distrito nem cd_distrito"
        )
    elif codigo and pelo_codigo != distrito:
        problemas.erros.append(f"{distrito.nome}: o arquivo diz código {codigo}; o nosso é {distrito.codigo}")
    return distrito


def _forma(geometria: Any, nome: str, problemas: Problemas) -> Any:
    """O polígono da feição, em duas dimensões e dentro da caixa da cidade; o que não serve vira problema."""
    tipo = geometria.get("type") if isinstance(geometria, dict) else None
    if tipo not in {"Polygon", "MultiPolygon"}:
        problemas.erros.append(f"{nome}: a geometria é {tipo or 'nula'}; devia ser Polygon ou MultiPolygon")
        return None
    try:
        forma = shapely.force_2d(shape(geometria))
    except (ValueError, TypeError, KeyError, IndexError, AttributeError, shapely.errors.ShapelyError):
        problemas.erros.append(f"{nome}: as coordenadas não formam um polígono")
        return None
    if forma.is_empty:
        problemas.erros.append(f"{nome}: o polígono está vazio")
    elif fora := _fora_da_caixa(forma):
        problemas.erros.append(f"{nome}: {fora}")
    elif not forma.is_valid:
        problemas.erros.append(f"{nome}: o polígono não é válido ({shapely.is_valid_reason(forma)})")
    return forma


def _fora_da_caixa(forma: Any) -> str:
    """O que há de errado com as coordenadas, e o que elas parecem ser; vazio quando estão em ordem."""
    oeste, sul, leste, norte = (float(valor) for valor in forma.bounds)
    dito = f"({oeste:.6g}, {sul:.6g})"
    if not all(math.isfinite(valor) for valor in (oeste, sul, leste, norte)):
        return "há coordenada que não é número"
    if max(abs(sul), abs(norte)) > METROS_DE_UTM:
        return (
            f"as coordenadas {dito} parecem metros (UTM, SIRGAS 2000 23S); "
            "converta para graus WGS84 (EPSG:4326)"
        )
    if _na_caixa(oeste, leste, sul, norte):
        return f"as coordenadas {dito} parecem latitude e longitude trocadas; a longitude vem primeiro"
    if not _na_caixa(sul, norte, oeste, leste):
        return f"as coordenadas {dito} ficam fora de São Paulo"
    return ""


def _na_caixa(lat_de: float, lat_ate: float, lon_de: float, lon_ate: float) -> bool:
    sul, norte, oeste, leste = CAIXA_DO_ARQUIVO
    return sul <= lat_de and lat_ate <= norte and oeste <= lon_de and lon_ate <= leste


# --- o conjunto -----------------------------------------------------------------------


def _conferir_encaixe(formas: Mapping[str, Any], problemas: Problemas) -> None:
    """Nenhum pedaço da cidade em dois distritos nem em nenhum, acima da tolerância."""
    nomes = list(formas)
    planas = [_em_metros(forma) for forma in formas.values()]
    indice = shapely.STRtree(planas)
    for um, outro in zip(*indice.query(planas, predicate="intersects"), strict=True):
        if um < outro and (area := planas[um].intersection(planas[outro]).area) > TOLERANCIA_M2:
            problemas.erros.append(f"{nomes[um]} e {nomes[outro]} se sobrepõem em {_m2(area)}")
    uniao = shapely.union_all(planas)
    for buraco in (shapely.Polygon(anel) for parte in _partes(uniao) for anel in parte.interiors):
        if buraco.area > TOLERANCIA_M2:
            perto = " e ".join(nomes[p] for p in indice.query(buraco, predicate="intersects"))
            problemas.erros.append(f"há um buraco de {_m2(buraco.area)} entre {perto}")
    _conferir_inteireza(uniao, indice, nomes, problemas)
    _conferir_frestas(uniao, indice, nomes, problemas)


def _partes(forma: Any) -> list[Any]:
    return list(getattr(forma, "geoms", [forma]))


def _conferir_inteireza(uniao: Any, indice: Any, nomes: Sequence[str], problemas: Problemas) -> None:
    """A cidade é um pedaço só: o que ficou solto está longe do resto, ou falta um vizinho."""
    soltas = sorted(_partes(uniao), key=lambda parte: parte.area)[:-1]
    for solta in soltas:
        quais = ", ".join(sorted(nomes[p] for p in indice.query(solta, predicate="intersects")))
        problemas.erros.append(f"{quais}: {_m2(solta.area)} não encostam no resto da cidade")


def _conferir_frestas(uniao: Any, indice: Any, nomes: Sequence[str], problemas: Problemas) -> None:
    """A fresta entre dois vizinhos que se abre para fora da cidade não é um buraco; some ao engordar."""
    cheia = shapely.union_all([shapely.Polygon(parte.exterior) for parte in _partes(uniao)])
    gorda = cheia.buffer(MEIA_FRESTA, join_style="mitre").buffer(-MEIA_FRESTA, join_style="mitre")
    for fresta in _partes(gorda.difference(cheia)):
        vizinhos = sorted(nomes[p] for p in indice.query(fresta.buffer(1), predicate="intersects"))
        if fresta.area > TOLERANCIA_M2 and len(vizinhos) > 1:
            problemas.erros.append(f"há uma fresta de {_m2(fresta.area)} entre {' e '.join(vizinhos)}")


def _conferir_pontos_internos(
    achados: Mapping[int, Any], distritos: Sequence[Distrito], problemas: Problemas
) -> None:
    """O ponto interno que conhecemos de cada distrito prova que o polígono é mesmo o dele."""
    for distrito in distritos:
        if not achados[distrito.pk].intersects(shapely.Point(distrito.lon, distrito.lat)):
            problemas.erros.append(
                f"{distrito.nome}: o ponto interno conhecido ({distrito.lat}, {distrito.lon}) "
                "não cai no polígono"
            )


def _em_metros(forma: Any) -> Any:
    """No plano, com a escala da latitude da própria cidade: erra menos de 1% na área, o bastante aqui."""
    sul, norte, *_ = CAIXA_DO_ARQUIVO
    escala = [METROS_POR_GRAU * math.cos(math.radians((sul + norte) / 2)), METROS_POR_GRAU]
    return shapely.transform(forma, lambda pontos: pontos * escala)


def _m2(area: float) -> str:
    return f"{area:,.0f} m²".replace(",", ".")
