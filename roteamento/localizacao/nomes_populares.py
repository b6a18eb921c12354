"""Os nomes que as pessoas dão: o apelido de uma rua, e o bairro com o distrito dele (`dados/*.yaml`)."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path

from referencia.tabelas import ler_yaml
from roteamento.localizacao.grafias import PARTICULAS, normalizar

DADOS = Path(__file__).parents[1] / "dados"

LETRAS_DE_APELIDO = 4
"""O começo que já basta para sugerir a rua de um apelido."""


def ruas_do_apelido(texto: str) -> Sequence[str]:
    """Os nomes das ruas que um apelido quer dizer; vazio se o texto não é um."""
    return _apelidos().get(_chave(texto), ())


def ruas_do_comeco(texto: str) -> list[str]:
    """As ruas dos apelidos que começam assim, para sugerir enquanto se escreve."""
    escrito = _chave(texto)
    if escrito in _apelidos():
        return list(_apelidos()[escrito])
    if len(escrito) < LETRAS_DE_APELIDO:
        return []
    achadas = (ruas for apelido, ruas in _apelidos().items() if apelido.startswith(escrito))
    return list(dict.fromkeys(rua for ruas in achadas for rua in ruas))


def distritos_do_bairro(texto: str) -> Sequence[str]:
    """Os nomes dos distritos de um bairro conhecido; vazio se o texto não é o nome de um."""
    return _bairros().get(_chave(texto).removeprefix("bairro "), ())


@cache
def _apelidos() -> dict[str, list[str]]:
    linhas = ler_yaml(DADOS / "apelidos.yaml")
    return {_chave(nome): linha["ruas"] for linha in linhas for nome in linha["nomes"]}


@cache
def _bairros() -> dict[str, list[str]]:
    return {_chave(nome): distritos for nome, distritos in ler_yaml(DADOS / "bairros.yaml").items()}


def _chave(texto: str) -> str:
    """Por extenso, sem acento nem partículas: "o Minhocão" e "minhocao" são o mesmo."""
    return " ".join(palavra for palavra in normalizar(texto).split() if palavra not in PARTICULAS)
