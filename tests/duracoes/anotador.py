"""Anota quanto cada teste durou, com preparo e arrumação; o primeiro processo escreve o arquivo pedido.

É um plugin (`-p tests.duracoes.anotador`) que `just duracoes` usa.
"""

from __future__ import annotations

import json
import os
from collections import defaultdict
from pathlib import Path

import pytest

from tests.duracoes.tipos import tipo_de

_testes: dict[str, dict[str, float]] = defaultdict(dict)
_tipos: dict[str, str] = {}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """O tipo acompanha o teste até o primeiro processo, que é quem escreve."""
    for item in items:
        item.user_properties.append(("tipo", tipo_de(item).value))


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """O tempo de um subteste já está no do teste."""
    if isinstance(report, pytest.SubtestReport):
        return
    _testes[report.nodeid][report.when] = _testes[report.nodeid].get(report.when, 0.0) + report.duration
    _tipos[report.nodeid] = str(dict(report.user_properties)["tipo"])


def pytest_sessionfinish(session: pytest.Session) -> None:
    if hasattr(session.config, "workerinput"):
        return
    linhas = [
        {"teste": nome, "tipo": _tipos[nome], **{fase: round(s, 3) for fase, s in fases.items()}}
        for nome, fases in _testes.items()
    ]
    Path(os.environ["SP156_DURACOES"]).write_text(json.dumps(linhas), encoding="utf-8")
