"""As ruas que um aparelho leva: uma linha por rua, a marca que muda com elas, e o desenho da cidade."""

from __future__ import annotations

import math
from typing import Any

import pytest

from roteamento.models import Logradouro
from roteamento.models.territorio import OrigemDaRua
from roteamento.ruas import para_levar
from tests.solicitacoes import elenco
from tests.solicitacoes.pedindo import territorio

pytestmark = pytest.mark.django_db


def na_cidade(desenho: dict[str, Any], lat: float, lon: float) -> bool:
    """O que o aparelho conta, casa a casa."""
    linha = math.floor((lat - desenho["sul"]) / desenho["passo"])
    casa = math.floor((lon - desenho["oeste"]) / desenho["passo"])
    return bool(int(desenho["linhas"][linha], 16) >> casa & 1)


def test_uma_linha_por_rua_com_os_ceps_e_a_faixa() -> None:
    se = elenco.distrito(78, "Sé")
    carga = OrigemDaRua.CARGA
    trechos = [("01010000", 2, 90, -23.55, -46.63), ("01010010", 92, None, None, None)]
    for cep, de, ate, lat, lon in trechos:
        campos = {"cep": cep, "numero_de": de, "numero_ate": ate, "lat": lat, "lon": lon, "origem": carga}
        Logradouro.objects.create(nome="Rua São Bento", distrito=se, **campos)
    Logradouro.objects.create(nome="Beco do Pinto", distrito=se, origem=carga)
    Logradouro.objects.create(
        nome="Rua de Pinheiros", distrito=elenco.distrito(62, "Pinheiros"), origem=carga
    )
    assert para_levar.ruas_de(se) == [
        ["Beco do Pinto", "", None, None, None, None],
        ["Rua São Bento", "01010000 01010010", 2, None, -23.55, -46.63],
    ]


def test_a_marca_muda_com_a_rua() -> None:
    territorio()
    antes = para_levar.marca()
    assert para_levar.marca() == antes
    Logradouro.objects.create(nome="Rua Nova", distrito=elenco.distrito(78), lat=-23.55, lon=-46.63)
    assert para_levar.marca() != antes


def test_o_desenho_recusa_so_o_que_fica_longe_de_toda_rua() -> None:
    territorio()
    desenho = para_levar.desenho_da_cidade()
    assert na_cidade(desenho, -23.5466, -46.6367)
    assert na_cidade(desenho, -23.5466 + 0.02, -46.6367), "a dois quilômetros quem decide é o servidor"
    assert not na_cidade(desenho, -23.40, -46.40)


def test_os_distritos_de_cada_subprefeitura_em_ordem() -> None:
    da_se = elenco.subprefeitura()
    for codigo, nome in ((78, "Sé"), (7, "Bela Vista")):
        elenco.distrito(codigo, nome, da_se)
    (area,) = para_levar.areas()
    assert (area["nome"], [d["nome"] for d in area["distritos"]]) == ("Sé", ["Bela Vista", "Sé"])
