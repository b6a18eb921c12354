"""Quanto os endereços reais acham o seu distrito. As tabelas saíram de 2015–2017; aqui se mede 2018."""

import csv
from collections import Counter
from pathlib import Path

import pytest

from roteamento.rotas import Tabelas
from roteamento.ruas.em_memoria import Mapa

AMOSTRA = Path(__file__).resolve().parents[3] / "shared/dados/sp156/amostra_2015_2018.csv"

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(not AMOSTRA.exists(), reason="sem ../shared/dados: nada a medir"),
]


def test_o_que_se_diz_certo_esta_certo(conteudo_do_projeto: None) -> None:
    """Os próprios dados concordam consigo em 94% (distrito) e 95,9% (subprefeitura)."""
    mapa, tabelas, contas = Mapa.carregar(), Tabelas.carregar(), Counter[str]()
    with AMOSTRA.open(encoding="utf-8", newline="") as arquivo:
        for linha in csv.DictReader(arquivo, delimiter=";"):
            distrito = tabelas.distrito_chamado(linha["Distrito"])
            if not linha["Data de abertura"].startswith("2018") or distrito is None:
                continue
            contas["linhas"] += 1
            achado = mapa.localizar(logradouro=linha["Logradouro"], numero=linha["Número"], cep=linha["CEP"])
            if achado.certo and achado.certo.distrito:
                contas["certos"] += 1
                contas["distrito"] += achado.certo.distrito.pk == distrito.pk
                contas["subprefeitura"] += achado.certo.distrito.subprefeitura_id == distrito.subprefeitura_id
    assert contas["linhas"] > 500
    assert contas["certos"] / contas["linhas"] > 0.4
    assert contas["distrito"] / contas["certos"] > 0.93
    assert contas["subprefeitura"] / contas["certos"] > 0.95


def test_todo_distrito_dos_dados_e_conhecido(conteudo_do_projeto: None) -> None:
    tabelas = Tabelas.carregar()
    with AMOSTRA.open(encoding="utf-8", newline="") as arquivo:
        nomes = {linha["Distrito"] for linha in csv.DictReader(arquivo, delimiter=";")} - {""}
    assert len(nomes) > 90
    assert {nome for nome in nomes if tabelas.distrito_chamado(nome) is None} == set()
