"""As páginas por onde o munícipe passa, numa instalação como a de produção: a mediana de cinco medidas."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path
from statistics import median

import pytest

from tests import lighthouse
from tests.instalacao import Instalacao, instalar

pytestmark = [pytest.mark.processo, pytest.mark.noturno, pytest.mark.timeout(3600)]
VEZES, MINIMO = 5, 95
PAGINAS = {
    "início": "/",
    "serviço": "/servicos/tapa-buraco/",
    "painéis": "/transparencia/",
    "pedido": "/solicitar/tapa-buraco/",
    "meus pedidos": "/area/",
}
FORA_DOS_BUSCADORES = {"pedido", "meus pedidos"}
"""Pedem que nenhum buscador as guarde: a nota nisso não lhes diz nada."""
DE_QUEM_PEDIU = """
from django.test import Client
from tests.solicitacoes import elenco
ana = elenco.pessoa("Ana Souza")
for _ in range(8):
    parte = elenco.solicitacao().interessado
    parte.usuario = ana
    parte.save()
cliente = Client()
cliente.force_login(ana)
print(cliente.cookies["sessionid"].value)
"""


@pytest.fixture(scope="module")
def no_ar() -> Iterator[Instalacao]:
    with instalar(processos_da_web=2) as feita:
        feita.subir("web")
        yield feita


def test_toda_pagina_do_caminho_tem_boa_nota(no_ar: Instalacao, subtests: pytest.Subtests) -> None:
    cookie = f"sessionid={no_ar.python(DE_QUEM_PEDIU).strip()}"
    for nome, caminho in PAGINAS.items():
        da_pessoa = cookie if caminho == "/area/" else ""
        medidas = [lighthouse.medir(no_ar.url + caminho, da_pessoa) for _ in range(VEZES)]
        notas = {qual: int(median(uma[qual] for uma in medidas)) for qual in medidas[0]}
        if nome in FORA_DOS_BUSCADORES:
            del notas[lighthouse.BUSCADORES]
        _anotar(nome, notas)
        with subtests.test(nome):
            assert min(notas.values()) >= MINIMO, (nome, medidas)


def _anotar(nome: str, notas: dict[str, int]) -> None:
    if arquivo := os.environ.get(lighthouse.RELATO):
        with Path(arquivo).open("a", encoding="utf-8") as relato:
            relato.write(json.dumps([nome, notas]) + "\n")
