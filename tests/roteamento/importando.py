"""Uma cidade de quatro distritos em quadra, e os arquivos oficiais dela, para importar em testes."""

from __future__ import annotations

import json
from io import StringIO
from typing import TYPE_CHECKING, Any

from django.core.management import call_command

from roteamento.models import Distrito
from tests.roteamento.factories import DistritoFactory, SubprefeituraFactory

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

LADO = 0.01
"""Graus: cada distrito é uma quadra de uns 1.100 por 1.020 metros."""

CANTOS = {
    "Sé": (-46.63, -23.55),
    "República": (-46.64, -23.55),
    "Bela Vista": (-46.64, -23.56),
    "Liberdade": (-46.63, -23.56),
}
"""O canto sudoeste de cada um (lon, lat); juntos formam um quadrado sem sobras."""

CABECALHO = "cep,logradouro,bairro,distrito,subprefeitura,lat,lon,n_solicitacoes"


def cidade() -> dict[str, Distrito]:
    """Os quatro distritos, todos da subprefeitura Sé, cada um com o seu ponto do meio."""
    subprefeitura = SubprefeituraFactory(nome="Sé", sigla="SUB-SE", codigo=9)
    return {
        nome: DistritoFactory(
            codigo=posicao,
            sigla=nome[:2].upper(),
            nome=nome,
            subprefeitura=subprefeitura,
            lon=lon + LADO / 2,
            lat=lat + LADO / 2,
        )
        for posicao, (nome, (lon, lat)) in enumerate(CANTOS.items(), 1)
    }


def quadra(nome: str, encolhe: float = 0) -> list[list[float]]:
    """O anel do distrito; `encolhe` tira graus do lado leste."""
    lon, lat = CANTOS[nome]
    leste = lon + LADO - encolhe
    return [[lon, lat], [leste, lat], [leste, lat + LADO], [lon, lat + LADO], [lon, lat]]


def feicao(nome: str, coordenadas: Any = None, tipo: str = "Polygon", **ditos: Any) -> dict[str, Any]:
    codigo = str(list(CANTOS).index(nome) + 1)
    return {
        "type": "Feature",
        "properties": {"nm_distrito": nome.upper(), "cd_distrito": codigo, "nm_subprefeitura": "SE"} | ditos,
        "geometry": {"type": tipo, "coordinates": coordenadas or [quadra(nome)]},
    }


def geojson(caminho: Path, feicoes: Sequence[Any] | None = None, **mais: Any) -> Path:
    """Grava o FeatureCollection com as feições dadas, ou com as quatro certas."""
    todas = [feicao(nome) for nome in CANTOS] if feicoes is None else list(feicoes)
    texto = json.dumps({"type": "FeatureCollection", "features": todas} | mais, ensure_ascii=False)
    caminho.write_text(texto, encoding="utf-8")
    return caminho


def com(outra: dict[str, Any]) -> list[dict[str, Any]]:
    """As quatro feições, com esta no lugar da do mesmo nome."""
    certas = [feicao(nome) for nome in CANTOS]
    nome = outra["properties"]["nm_distrito"]
    return [outra if certa["properties"]["nm_distrito"] == nome else certa for certa in certas]


def planilha(caminho: Path, *linhas: str, cabecalho: str = CABECALHO, codificacao: str = "utf-8") -> Path:
    caminho.write_text("\n".join([cabecalho, *linhas]) + "\n", encoding=codificacao)
    return caminho


def rodar(**arquivos: Path) -> dict[str, Any]:
    """O comando com `--json`: o relatório de cada arquivo."""
    saida = StringIO()
    call_command("importar_territorio", **arquivos, json=True, stdout=saida, stderr=StringIO())
    lido: dict[str, Any] = json.loads(saida.getvalue())
    return lido
