"""As salas: um modelo só inclui ou estende os de baixo, na mesma ordem do contrato dos imports."""

from __future__ import annotations

import re
import tomllib

import pytest

from sp156.embutido.pastas import RAIZ

MODELOS = RAIZ / "templates"
PEDE = re.compile(r'{%\s*(?:include|extends)\s+"([^"]+)"')
CASAS = next(
    contrato
    for contrato in tomllib.loads((RAIZ / "pyproject.toml").read_text(encoding="utf-8"))["tool"][
        "importlinter"
    ]["contracts"]
    if contrato["id"] == "casas"
)["layers"]
ALTURA = {sala: altura for altura, camada in enumerate(reversed(CASAS)) for sala in camada.split(" | ")}


def sala_de(modelo: str) -> str:
    """A pasta do modelo, se é de uma sala; vazio para os que são de todas (base, componentes, campos)."""
    pasta = modelo.partition("/")[0]
    return pasta if pasta in ALTURA else ""


def test_nenhum_modelo_pede_outro_de_cima(subtests: pytest.Subtests) -> None:
    vistos = 0
    for arquivo in sorted(MODELOS.rglob("*.html")):
        nome = arquivo.relative_to(MODELOS).as_posix()
        sala = sala_de(nome)
        for pedido in PEDE.findall(arquivo.read_text(encoding="utf-8")):
            if not (pedida := sala_de(pedido)):
                continue
            vistos += 1
            with subtests.test(f"{nome} → {pedido}"):
                assert sala, "o que é de todas as salas não conhece nenhuma"
                assert pedida == sala or ALTURA[pedida] < ALTURA[sala]
    assert vistos > 100
