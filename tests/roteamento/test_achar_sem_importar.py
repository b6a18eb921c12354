"""O que o portal acha no primeiro minuto, só com a base que vem com ele."""

import pytest

from roteamento.ruas.busca import ruas_chamadas
from roteamento.ruas.no_banco import localizar

pytestmark = pytest.mark.usefixtures("conteudo_do_projeto")


def test_a_rua_como_a_pessoa_escreve_esta_entre_as_primeiras_sugestoes() -> None:
    for escrito, achada in (
        ("rua agusta", "Rua Augusta"),
        ("rua são bento", "Rua São Bento"),
        ("sete de setembro", "Sete de Setembro"),
        ("rua dos pinheiros", "Rua dos Pinheiros"),
        ("parque ibirapuera", "Parque Ibirapuera"),
    ):
        nomes = [rua.nome for rua in ruas_chamadas(escrito)]
        assert any(achada in nome for nome in nomes[:3]), (escrito, nomes)


def test_por_gps_o_parque_e_marsilac_sao_da_cidade_e_os_vizinhos_nao() -> None:
    ibirapuera = localizar(lat=-23.5874, lon=-46.6576)
    assert [distrito.nome for distrito in ibirapuera.distritos][:1] == ["Moema"], ibirapuera.motivo
    for cidade, lat, lon in (
        ("Santo André", -23.6639, -46.5383),
        ("São Caetano do Sul", -23.6229, -46.5548),
        ("Osasco", -23.5329, -46.7917),
        ("Diadema", -23.6813, -46.6206),
        ("Santos", -23.9608, -46.3336),
    ):
        achado = localizar(lat=lat, lon=lon)
        assert not achado.distritos, (cidade, achado.motivo)
        assert "fora da cidade" in achado.motivo


def test_o_ponto_em_marsilac_e_de_marsilac() -> None:
    for onde, lat, lon in (
        ("a vila", -23.9075, -46.7060),
        ("o ponto interno do distrito", -23.9373, -46.7099),
        ("Evangelista de Souza", -23.9310, -46.6450),
        ("o Curucutu", -23.9800, -46.7400),
        ("o Embura", -23.8830, -46.7380),
    ):
        achado = localizar(lat=lat, lon=lon)
        assert achado.certo, (onde, achado.motivo)
        assert str(achado.certo.distrito) == "Marsilac", (onde, achado.motivo)


def test_o_ponto_em_parelheiros_nao_e_de_um_distrito_do_outro_lado_da_cidade() -> None:
    """Uma rua de Iguatemi tinha na base um ponto ao lado da aldeia, a 38 km do distrito."""
    assert {str(distrito) for distrito in localizar(lat=-23.8815, lon=-46.6580).distritos} == {"Parelheiros"}


def test_uma_estrada_em_marsilac_se_acha_pelo_nome() -> None:
    achado = localizar(logradouro="Estrada da Ponte Alta")
    assert "Marsilac" in {distrito.nome for distrito in achado.distritos}, achado.motivo
