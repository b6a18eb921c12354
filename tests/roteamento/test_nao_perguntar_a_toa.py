"""Não se pergunta de que distrito é o lugar quando, qualquer que seja, quem atende é o mesmo."""

from __future__ import annotations

import pytest

from roteamento.localizacao.enderecos import Confianca
from roteamento.models import Distrito
from roteamento.ruas.em_memoria import Mapa
from roteamento.ruas.no_banco import localizar
from solicitacoes.lugar import localizar as localizar_o_pedido
from tests.roteamento.factories import DistritoFactory, LogradouroFactory, RegraFactory

pytestmark = pytest.mark.django_db

NA_BELA_VISTA = {"lat": -23.560, "lon": -46.645}


@pytest.fixture
def vizinhos() -> tuple[Distrito, Distrito, Distrito]:
    """Bela Vista e República, da mesma subprefeitura, Pinheiros, de outra, e ruas de um a outro."""
    bela_vista = DistritoFactory(nome="Bela Vista", subprefeitura__nome="Sé")
    republica = DistritoFactory(nome="República", subprefeitura=bela_vista.subprefeitura)
    pinheiros = DistritoFactory(nome="Pinheiros", subprefeitura__nome="Pinheiros")
    LogradouroFactory(nome="Rua Augusta", distrito=bela_vista, cep="01304000")
    LogradouroFactory(nome="Rua Augusta", distrito=bela_vista, cep="01304001")
    LogradouroFactory(nome="Rua Augusta", distrito=republica, cep="01305000")
    LogradouroFactory(nome="Rua Longa", distrito=bela_vista, cep="")
    LogradouroFactory(nome="Rua Longa", distrito=pinheiros, cep="")
    LogradouroFactory(nome="Rua do Bixiga", distrito=bela_vista, cep="01326000", **NA_BELA_VISTA)
    return bela_vista, republica, pinheiros


def test_a_rua_de_dois_distritos_da_mesma_subprefeitura_nao_se_pergunta(
    vizinhos: tuple[Distrito, ...],
) -> None:
    achado = localizar(logradouro="Rua Augusta")
    assert achado.certo is not None
    assert (achado.certo.distrito, achado.certo.logradouro) == (vizinhos[0], "Rua Augusta")
    assert achado.confianca == Confianca.MEDIA
    assert achado.motivo == (
        "Rua Augusta passa por mais de um distrito: Bela Vista ou República? "
        "São da mesma subprefeitura, Sé: fica o mais provável, Bela Vista."
    )


def test_o_mais_provavel_nao_tira_os_outros_distritos(vizinhos: tuple[Distrito, ...]) -> None:
    """Quem marcou o ponto confirma a rua mais perto, ainda que fique no distrito menos provável."""
    bela_vista, republica, _ = vizinhos
    assert localizar(logradouro="Rua Augusta").distritos == [bela_vista, republica]
    LogradouroFactory(nome="Rua Perto", distrito=republica, lat=-23.5501, lon=-46.65)
    for posicao in range(4):
        LogradouroFactory(
            nome=f"Rua {posicao}", distrito=bela_vista, lat=-23.5502, lon=-46.65 + posicao / 10_000
        )
    ponto = {"lat": -23.55, "lon": -46.65}
    achado = localizar(lat=-23.55, lon=-46.65)
    assert achado.certo is not None
    assert achado.distritos == [bela_vista, republica]
    assert "Rua Perto" in {local.logradouro for local in localizar_o_pedido(ponto).candidatos}


def test_de_duas_subprefeituras_se_pergunta(vizinhos: tuple[Distrito, ...]) -> None:
    achado = localizar(logradouro="Rua Longa")
    assert achado.certo is None
    assert achado.pergunta == "A Rua Longa passa por dois distritos. Em qual fica?"


def test_se_um_servico_tem_destino_so_de_um_dos_distritos_se_pergunta(vizinhos: tuple[Distrito, ...]) -> None:
    RegraFactory(distrito=vizinhos[1])
    assert localizar(logradouro="Rua Augusta").certo is None
    assert Mapa.carregar().localizar(logradouro="Rua Augusta").certo is None


def test_a_rua_e_o_cep_que_discordam_se_perguntam_mesmo_assim(vizinhos: tuple[Distrito, ...]) -> None:
    achado = localizar(logradouro="Rua do Bixiga", cep="01305-000")
    assert achado.certo is None
    assert achado.pergunta == "A rua e o CEP ficam em distritos diferentes. Onde é?"


def test_com_o_ponto_marcado_fica_o_ponto_e_nada_do_que_se_escreveu_muda(
    vizinhos: tuple[Distrito, ...],
) -> None:
    achado = localizar(logradouro="Rua do Bixiga", cep="01305-000", numero="12", **NA_BELA_VISTA)
    assert achado.certo is not None
    assert (achado.certo.distrito, achado.certo.numero, achado.certo.lat) == (
        vizinhos[0],
        "12",
        NA_BELA_VISTA["lat"],
    )
    assert "não combinam" in achado.motivo


def test_o_mapa_responde_como_o_banco(vizinhos: tuple[Distrito, ...]) -> None:
    mapa = Mapa.carregar()
    for pedido in (
        {"logradouro": "Rua Augusta"},
        {"logradouro": "Rua Longa"},
        {"logradouro": "Rua do Bixiga", "cep": "01305-000", **NA_BELA_VISTA},
    ):
        assert mapa.localizar(**pedido) == localizar(**pedido)
