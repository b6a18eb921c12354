"""Rua, CEP e ponto juntos, com os contornos: concordam, discordam, ficam na divisa, fora da cidade."""

from datetime import UTC, datetime

import pytest
import shapely

from roteamento.localizacao.enderecos import Confianca, confirmar
from roteamento.models import Contorno, Distrito, Importacao
from roteamento.ruas.em_memoria import Mapa
from roteamento.ruas.no_banco import localizar
from tests.roteamento.factories import DistritoFactory, LogradouroFactory, PrefixoFactory

pytestmark = pytest.mark.django_db

UM_METRO = 1 / 111_320
DIVISA = -46.60
NO_OESTE, NO_LESTE = (-23.55, DIVISA - 0.01), (-23.55, DIVISA + 0.01)


@pytest.fixture
def oeste() -> Distrito:
    linha: Distrito = DistritoFactory(nome="Oeste")
    return linha


@pytest.fixture
def leste(oeste: Distrito) -> Distrito:
    """Dois distritos lado a lado, com a divisa num meridiano."""
    linha: Distrito = DistritoFactory(nome="Leste")
    importacao = Importacao.objects.create(
        tipo="distritos", arquivo="d.geojson", sha256="0", em=datetime(2026, 1, 1, tzinfo=UTC), linhas=2
    )
    for distrito, caixa in ((oeste, (-46.65, DIVISA)), (linha, (DIVISA, -46.55))):
        forma = shapely.box(caixa[0], -23.60, caixa[1], -23.50)
        Contorno.objects.create(distrito=distrito, wkb=shapely.to_wkb(forma), importacao=importacao)
    return linha


@pytest.fixture
def rua(oeste: Distrito, leste: Distrito) -> None:
    LogradouroFactory(nome="Rua do Poente", distrito=oeste, cep="01001000", lat=NO_OESTE[0], lon=NO_OESTE[1])


def test_ponto_e_rua_que_concordam_sao_certeza_alta(rua: None, oeste: Distrito) -> None:
    achado = localizar(logradouro="R. do Poente", numero="10", lat=NO_OESTE[0], lon=NO_OESTE[1])
    assert achado.certo is not None
    assert (achado.certo.distrito, achado.confianca) == (oeste, Confianca.ALTA)
    assert achado.certo.motivo == "O ponto fica no distrito Oeste. Rua do Poente fica no distrito Oeste."
    assert (achado.certo.logradouro, achado.certo.cep, achado.certo.lat) == (
        "Rua do Poente",
        "01001000",
        NO_OESTE[0],
    )


def test_so_a_rua_ou_so_o_ponto_e_certeza_media(rua: None, oeste: Distrito) -> None:
    for pedido in (localizar(logradouro="Rua do Poente"), localizar(lat=NO_OESTE[0], lon=NO_OESTE[1])):
        assert pedido.certo is not None
        assert (pedido.certo.distrito, pedido.confianca) == (oeste, Confianca.MEDIA)


def test_ponto_e_rua_que_discordam_sao_uma_pergunta_com_o_ponto_primeiro(
    rua: None, oeste: Distrito, leste: Distrito
) -> None:
    achado = localizar(logradouro="Rua do Poente", cep="01001000", lat=NO_LESTE[0], lon=NO_LESTE[1])
    assert (achado.certo, achado.confianca) == (None, Confianca.BAIXA)
    assert achado.distritos == [leste, oeste]
    assert achado.pergunta == "O ponto, a rua e o CEP ficam em distritos diferentes. Onde é?"
    escolhido = confirmar(achado.opcoes[1], achado.motivo)
    assert (escolhido.distrito, escolhido.confirmado, escolhido.confianca) == (oeste, True, Confianca.ALTA)


@pytest.mark.parametrize(("metros", "certo"), [(25, False), (40, True)])
def test_junto_da_divisa_o_ponto_sozinho_pergunta(
    rua: None, leste: Distrito, metros: int, *, certo: bool
) -> None:
    achado = localizar(lat=-23.55, lon=DIVISA + metros * UM_METRO * 1.09)
    assert achado.distritos[0] == leste, "o de dentro vem primeiro"
    assert bool(achado.certo) is certo
    if not certo:
        assert len(achado.candidatos) == 2
        assert achado.pergunta == "O ponto fica na divisa de distritos. De que lado é?"


def test_na_divisa_a_rua_decide(rua: None, oeste: Distrito) -> None:
    achado = localizar(logradouro="Rua do Poente", lat=-23.55, lon=DIVISA + 10 * UM_METRO)
    assert achado.certo is not None
    assert achado.certo.distrito == oeste


@pytest.mark.parametrize(("metros", "dentro"), [(40, True), (70, False)])
def test_fora_da_cidade_ha_uma_folga_de_50_metros(
    rua: None, leste: Distrito, metros: int, *, dentro: bool
) -> None:
    achado = localizar(lat=-23.50 + metros * UM_METRO, lon=NO_LESTE[1])
    assert achado.distritos == ([leste] if dentro else [])
    if not dentro:
        assert achado.motivo.startswith("Este ponto fica fora da cidade de São Paulo")


def test_ponto_fora_da_cidade_nao_estraga_a_rua(rua: None, oeste: Distrito) -> None:
    achado = localizar(logradouro="Rua do Poente", lat=-23.40, lon=-46.60)
    assert achado.certo is not None
    assert (achado.certo.distrito, achado.confianca) == (oeste, Confianca.MEDIA)


def test_sem_contornos_o_ponto_cercado_de_ruas_de_outro_distrito_pergunta(oeste: Distrito) -> None:
    outro = DistritoFactory()
    LogradouroFactory(nome="Rua do Poente", distrito=oeste, lat=-23.55, lon=-46.61)
    for posicao in range(12):
        LogradouroFactory(nome=f"Rua {posicao}", distrito=outro, lat=-23.58, lon=-46.56 + posicao / 5_000)
    achado = localizar(logradouro="Rua do Poente", lat=-23.58, lon=-46.56)
    assert achado.certo is None
    assert achado.distritos == [outro, oeste]
    longe_de_tudo = localizar(logradouro="Rua do Poente", lat=-23.70, lon=-46.70)
    assert longe_de_tudo.certo is not None, "o ponto que nada diz não estraga a rua"


# --- a base importada -------------------------------------------------------------------


def importada(nome: str, cep: str, distrito: Distrito | None = None, **campos: object) -> None:
    lugar = {} if distrito else {"lat": None, "lon": None}
    LogradouroFactory(nome=nome, cep=cep, distrito=distrito, origem="importacao", **lugar, **campos)


def test_rua_sem_distrito_vai_com_as_vizinhas_unanimes(oeste: Distrito) -> None:
    for n in range(5):
        importada(f"Rua Vizinha {n}", f"0456300{n}", oeste, bairro="Monções")
    importada("Rua Meteoro", "04563030", bairro="Monções")
    for achado in (localizar(cep="04563030"), localizar(logradouro="R Meteoro")):
        assert achado.certo is not None, achado.motivo
        assert (achado.certo.distrito, achado.certo.logradouro) == (oeste, "Rua Meteoro")
        assert "as ruas vizinhas ficam no distrito Oeste" in achado.motivo


def test_vizinhas_poucas_ou_divididas_so_sugerem(oeste: Distrito) -> None:
    outro = DistritoFactory(nome="Outro")
    for n in range(6):
        importada(f"Rua Vizinha {n}", f"0456300{n}", oeste if n < 4 else outro, bairro="Monções")
    importada("Rua Meteoro", "04563030", bairro="Monções")
    achado = localizar(logradouro="Rua Meteoro")
    assert (achado.certo, achado.distritos) == (None, [oeste, outro])
    assert achado.pergunta == "Em que distrito fica a Rua Meteoro?"


def test_rua_sem_distrito_e_sem_vizinhas_usa_o_prefixo_do_cep(oeste: Distrito) -> None:
    importada("Rua Só", "04563030")
    assert localizar(logradouro="Rua Só").distritos == []
    PrefixoFactory(cep5="04563", distrito=oeste, concordancia=0.99)
    assert localizar(logradouro="Rua Só", cep="04563030").distritos == [oeste]


def test_cep_de_um_predio_fica_onde_fica_a_rua_dele(oeste: Distrito) -> None:
    outro = DistritoFactory()
    importada("Rua Indiana", "04562000", oeste, numero_ate=300)
    importada("Rua Indiana", "04562001", outro, numero_de=301)
    importada("Rua Indiana", "04562901", edificacao="Edifício Saracusa", numero_de=118, numero_ate=118)
    achado = localizar(cep="04562-901")
    assert achado.certo is not None
    assert (achado.certo.distrito, achado.certo.cep) == (oeste, "04562901")
    assert achado.motivo.startswith("O CEP é de Edifício Saracusa.")


def test_o_cep_escolhe_entre_homonimas_e_o_numero_vence_a_regiao(oeste: Distrito) -> None:
    outro = DistritoFactory()
    importada("Rua Um", "02010000", oeste, numero_ate=500)
    importada("Rua Um", "08010000", outro, numero_de=501)
    assert localizar(logradouro="Rua Um", cep="02010-999").distritos == [oeste]
    assert localizar(logradouro="Rua Um", numero="900", cep="02010-999").distritos == [outro]


def test_homonimas_longe_uma_da_outra_se_distinguem_pelo_bairro(oeste: Distrito) -> None:
    outro = DistritoFactory(nome="Outro")
    for distrito, bairro, lat in ((oeste, "Centro", -23.55), (outro, "Vila Nova", -23.65)):
        LogradouroFactory(nome="Rua São José", distrito=distrito, bairro=bairro, lat=lat, lon=-46.6)
    achado = localizar(logradouro="Rua São José")
    assert achado.pergunta == "Há mais de uma rua com o nome Rua São José na cidade. Qual é?"
    assert {local.bairro for local in achado.opcoes} == {"Centro", "Vila Nova"}


def test_a_pergunta_tem_no_maximo_quatro_opcoes_e_o_achado_guarda_todas() -> None:
    for n in range(6):
        LogradouroFactory(nome="Avenida Longa", distrito=DistritoFactory(), lon=-46.6 + n / 1000)
    achado = localizar(logradouro="Av Longa")
    assert (len(achado.opcoes), len(achado.candidatos)) == (4, 6)
    assert achado.pergunta == "A Avenida Longa passa por seis distritos. Em qual fica?"


def test_o_mapa_responde_como_o_banco_com_contornos(rua: None) -> None:
    mapa = Mapa.carregar()
    for lat, lon in (NO_OESTE, NO_LESTE, (-23.55, DIVISA), (-23.40, -46.60)):
        assert mapa.localizar(lat=lat, lon=lon) == localizar(lat=lat, lon=lon)
        juntos = {"logradouro": "Rua do Poente", "numero": "3"}
        assert mapa.localizar(**juntos, lat=lat, lon=lon) == localizar(**juntos, lat=lat, lon=lon)
