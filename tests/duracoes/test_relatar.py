"""O relato soma por tipo e por pasta e põe o mais lento na frente; cada teste sabe de que tipo é."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path
from typing import Any

import pytest

from tests import noturno
from tests.duracoes import anotador
from tests.duracoes.relato import MAIS_LENTOS, Medida, escrever
from tests.duracoes.tipos import Tipo, tipo_de

LINHAS = [
    {"teste": "tests/a/test_x.py::test_um", "tipo": "unidade", "setup": 1.0, "call": 2.0, "teardown": 0.5},
    {"teste": "tests/a/test_x.py::test_dois", "tipo": "unidade", "setup": 0.0, "call": 0.25},
    {"teste": "tests/b/test_y.py::test_tres[9]", "tipo": "jornada", "setup": 4.0, "call": 3.0},
]


def test_soma_por_tipo_por_pasta_e_por_arquivo() -> None:
    dito = escrever(Medida(relogio=61.4, cpu=99.6, testes=LINHAS))
    assert "3 testes, 61 s de relógio, 100 s de CPU de toda a árvore" in dito
    assert "| unidade | 2 | 3.8 |" in dito
    assert "| tests/b | 1 | 7.0 |" in dito
    assert "| tests/a/test_x.py | 2 | 3.8 |" in dito
    assert dito.index("test_tres[9]") < dito.index("test_um`")
    assert "| `tests/b/test_y.py::test_tres[9]` | jornada | 7.0 | 4.0 |" in dito


def test_so_os_mais_lentos_um_por_um() -> None:
    muitos = [{"teste": f"t.py::test_{n}", "tipo": "unidade", "call": float(n)} for n in range(200)]
    dito = escrever(Medida(1, 1, muitos))
    assert sum(linha.startswith("| `") for linha in dito.splitlines()) == MAIS_LENTOS


def test_o_tempo_de_um_subteste_conta_se_uma_vez(monkeypatch: pytest.MonkeyPatch) -> None:
    contados: defaultdict[str, dict[str, float]] = defaultdict(dict)
    monkeypatch.setattr(anotador, "_testes", contados)
    monkeypatch.setattr(anotador, "_tipos", {})
    comum: dict[str, Any] = {"nodeid": "t.py::x", "location": ("t.py", 1, "x"), "keywords": {}}
    comum |= {"outcome": "passed", "longrepr": None, "when": "call", "user_properties": [("tipo", "unidade")]}
    for feito in (pytest.SubtestReport(**comum, duration=1.5), pytest.TestReport(**comum, duration=2.0)):
        anotador.pytest_runtest_logreport(feito)
    assert contados == {"t.py::x": {"call": 2.0}}


def test_quem_nao_pede_nada_e_unidade_e_a_marca_diz_o_mesmo(request: pytest.FixtureRequest) -> None:
    assert tipo_de(request.node) is Tipo.UNIDADE
    assert request.node.get_closest_marker("unidade")


def test_a_noite_guarda_as_figuras_numa_pagina(tmp_path: Path) -> None:
    comando = ("-c", "print('antes'); print('== 3 passed in 1s ==')")
    passou, linha = noturno.rodar(noturno.Trabalho("prova", "que se escreve", comando))
    assert passou
    assert linha.endswith("| 3 passed in 1s |")
    noturno.escrever([linha], 120, tmp_path / "noturno.md")
    assert "2 minutos" in (tmp_path / "noturno.md").read_text(encoding="utf-8")
    assert not noturno.rodar(noturno.Trabalho("falha", "", ("-c", "raise SystemExit(3)")))[0]


def test_os_comandos_da_noite_existem() -> None:
    nomes = [trabalho.nome.partition(" (")[0] for trabalho in noturno.trabalhos()]
    assert nomes == [
        "longos",
        "cortes",
        "arquivos caros",
        "tudo de uma vez",
        "open311",
        "lighthouse",
        "requisições hostis",
        "páginas a 390 px",
        "páginas a 1280 px",
        "ordem sorteada",
        "faltas",
    ]
