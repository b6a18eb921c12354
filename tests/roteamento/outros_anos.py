"""Bases de ruas feitas só com os pedidos de outros anos, para medir um ano que nenhuma tabela viu.

    uv run manage.py shell -c "from pathlib import Path; from tests.roteamento.outros_anos import escrever; \\
        escrever(Path('DADOS'), Path('PASTA'), ['2015', '2016', '2017'])"

`DADOS` é a pasta dos dados abertos (`sp156/…csv.xz`, `enderecos/ceps.csv`). Escreve em PASTA:
`ceps.csv`, a base de CEPs com distrito e ponto refeitos; e `logradouros.csv`, a mesma com a rua que
muda de distrito partida por faixa de números. As duas se importam com `manage.py importar_territorio`.
Só contam os pedidos cujo ponto fica no distrito declarado. Não é teste: serve à medição e não roda no CI.
"""

from __future__ import annotations

import csv
import json
import lzma
from collections import Counter, defaultdict
from statistics import median
from typing import TYPE_CHECKING

import shapely

from roteamento.importacao.derivacao import faixas
from roteamento.importacao.nome_na_base_de_ceps import ler_nome
from roteamento.localizacao.enderecos import ler_numero
from roteamento.localizacao.grafias import simplificar

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from roteamento.importacao.derivacao import Numeros

UNANIME = 0.95
"""Parte dos pedidos de um CEP a partir da qual ele é de um distrito só."""
MINIMO = 2


class Cep:
    """O que os pedidos de um CEP disseram."""

    def __init__(self) -> None:
        self.distritos: Counter[str] = Counter()
        self.pontos: dict[str, list[tuple[float, float]]] = defaultdict(list)
        self.numeros: Numeros = []

    def somar(self, distrito: str, numero: int | None, lat: float, lon: float) -> None:
        self.distritos[distrito] += 1
        self.pontos[distrito].append((lat, lon))
        if numero:
            self.numeros.append((numero, distrito))


def pedidos(dados: Path, anos: Sequence[str]) -> Iterator[tuple[str, str, int | None, float, float]]:
    """(CEP, distrito, número, lat, lon) dos pedidos dos anos dados cujo ponto fica no distrito declarado."""
    feicoes = json.loads((dados / "geo/distritos.geojson").read_text())["features"]
    formas = {f["properties"]["nm_distrito"]: shapely.geometry.shape(f["geometry"]) for f in feicoes}
    for forma in formas.values():
        shapely.prepare(forma)
    with lzma.open(dados / "sp156/solicitacoes_2015_2018.csv.xz", "rt", encoding="utf-8") as arquivo:
        for linha in csv.DictReader(arquivo, delimiter=";"):
            if linha["Data de abertura"][:4] not in anos or not linha["Latitude"] or not linha["CEP"]:
                continue
            lat, lon = float(linha["Latitude"]), float(linha["Longitude"])
            if linha["Distrito"] and formas[linha["Distrito"]].contains(shapely.Point(lon, lat)):
                yield linha["CEP"], linha["Distrito"], ler_numero(linha["Número"]), lat, lon


def _linhas_do_cep(linha: dict[str, str], cep: Cep, da_rua: Numeros) -> Iterator[dict[str, object]]:
    nome = ler_nome(linha["logradouro"])
    base: dict[str, object] = {
        "nome": nome.nome,
        "cep": linha["cep"],
        "bairro": linha["bairro"],
        "edificacao": nome.edificacao,
        "numero_de": nome.numero_de or "",
        "numero_ate": nome.numero_ate or "",
        "lado": nome.lado if nome.lado != "ambos" else "",
    }
    da_faixa = [n for n in da_rua if (nome.numero_de or 0) <= n[0] <= (nome.numero_ate or n[0])]
    if (nome.numero_de or nome.numero_ate) and len(da_faixa) >= MINIMO and not nome.edificacao:
        yield from _partida(base, cep, nome.numero_de, nome.numero_ate, da_faixa)
        return
    total = cep.distritos.total()
    if not total:
        yield base
        return
    principal, quantos = cep.distritos.most_common(1)[0]
    com_faixa = nome.numero_de or nome.numero_ate
    if quantos / total >= UNANIME or com_faixa or len(da_rua) < MINIMO * 2:
        provaveis = [principal] if quantos / total >= UNANIME else _frequentes(cep)
        for distrito in provaveis:
            yield base | _lugar(cep, distrito)
        return
    yield from _partida(base, cep, nome.numero_de, nome.numero_ate, da_rua)


def _partida(
    base: dict[str, object], cep: Cep, de: int | None, ate: int | None, numeros: Numeros
) -> Iterator[dict[str, object]]:
    partes = faixas(numeros)
    for posicao, (comeca, acaba, distrito) in enumerate(partes):
        primeira, ultima = posicao == 0, posicao == len(partes) - 1
        yield (
            base
            | _lugar(cep, distrito)
            | {
                "numero_de": (de or "") if primeira else comeca,
                "numero_ate": (ate or "") if ultima else acaba,
            }
        )


def _frequentes(cep: Cep) -> list[str]:
    total = cep.distritos.total()
    return [d for d, n in cep.distritos.most_common() if n >= MINIMO and n / total > 1 - UNANIME] or [
        cep.distritos.most_common(1)[0][0]
    ]


def _lugar(cep: Cep, distrito: str) -> dict[str, object]:
    pontos = cep.pontos.get(distrito)
    if not pontos:
        return {"distrito": distrito}
    return {
        "distrito": distrito,
        "lat": round(median(lat for lat, _ in pontos), 6),
        "lon": round(median(lon for _, lon in pontos), 6),
    }


def escrever(dados: Path, pasta: Path, anos: Sequence[str]) -> None:
    """As duas bases, na pasta."""
    ceps: dict[str, Cep] = defaultdict(Cep)
    for codigo, distrito, numero, lat, lon in pedidos(dados, anos):
        ceps[codigo].somar(distrito, numero, lat, lon)
    with (dados / "enderecos/ceps.csv").open(encoding="utf-8", newline="") as arquivo:
        originais = [linha for linha in csv.DictReader(arquivo) if linha["logradouro"]]
    ruas: dict[tuple[str, str], Numeros] = defaultdict(list)
    for linha in originais:
        ruas[_rua(linha)].extend(ceps[linha["cep"]].numeros)
    pasta.mkdir(parents=True, exist_ok=True)
    _escrever_ceps(pasta / "ceps.csv", originais, ceps)
    campos = [
        "nome",
        "distrito",
        "cep",
        "bairro",
        "edificacao",
        "numero_de",
        "numero_ate",
        "lado",
        "lat",
        "lon",
    ]
    with (pasta / "logradouros.csv").open("w", encoding="utf-8", newline="") as saida:
        escritor = csv.DictWriter(saida, campos)
        escritor.writeheader()
        for linha in originais:
            escritor.writerows(_linhas_do_cep(linha, ceps[linha["cep"]], ruas[_rua(linha)]))


def _escrever_ceps(caminho: Path, originais: list[dict[str, str]], ceps: dict[str, Cep]) -> None:
    with caminho.open("w", encoding="utf-8", newline="") as saida:
        escritor = csv.DictWriter(saida, ["cep", "logradouro", "bairro", "distrito", "lat", "lon"])
        escritor.writeheader()
        for linha in originais:
            cep = ceps[linha["cep"]]
            lugar = _lugar(cep, cep.distritos.most_common(1)[0][0]) if cep.distritos else {}
            escritor.writerow({campo: linha[campo] for campo in ("cep", "logradouro", "bairro")} | lugar)


def _rua(linha: dict[str, str]) -> tuple[str, str]:
    return simplificar(ler_nome(linha["logradouro"]).nome), linha["cep"][:3]
