"""Do endereço ao lugar: certo, candidatos ou nada, sempre com o motivo."""

from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries

from roteamento.localizacao.enderecos import Local, Localizado, OrigemDoLocal, escolher_distrito
from roteamento.localizacao.fontes import combinar
from roteamento.localizacao.ponto import ruas_do_ponto
from roteamento.models import Distrito, Logradouro
from roteamento.ruas.busca import ruas_chamadas
from roteamento.ruas.em_memoria import Mapa
from roteamento.ruas.no_banco import localizar, localizar_distrito
from tests.roteamento.factories import DistritoFactory, LogradouroFactory, PrefixoFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def se() -> Distrito:
    linha: Distrito = DistritoFactory(nome="Sé")
    return linha


@pytest.fixture
def republica(se: Distrito) -> Distrito:
    linha: Distrito = DistritoFactory(nome="República", subprefeitura__nome="Outra")
    return linha


@pytest.fixture
def libero(se: Distrito) -> Logradouro:
    linha: Logradouro = LogradouroFactory(nome="Rua Líbero Badaró", distrito=se, cep="01009000")
    return linha


@pytest.fixture
def sao_joao(se: Distrito, republica: Distrito) -> list[Logradouro]:
    """Avenida que começa na Sé e, do 137 em diante, é República."""
    return [
        LogradouroFactory(
            nome="Avenida São João", distrito=se, numero_ate=136, cep="01035000", lat=-23.545, lon=-46.635
        ),
        LogradouroFactory(
            nome="Avenida São João",
            distrito=republica,
            numero_de=137,
            cep="01035100",
            lat=-23.542,
            lon=-46.640,
        ),
    ]


def certo(achado: Localizado) -> Local:
    assert achado.certo is not None, achado.motivo
    return achado.certo


# --- por rua ---------------------------------------------------------------------


@pytest.mark.parametrize(
    "nome", ["Rua Líbero Badaró", "R. LIBERO BADARO", "libero badaró", "Líbero Badaró, Rua"]
)
def test_rua_de_um_distrito_so_e_certa(libero: Logradouro, nome: str) -> None:
    local = certo(localizar(logradouro=nome, numero="425"))
    assert (local.logradouro, local.numero, local.cep) == ("Rua Líbero Badaró", "425", "01009000")
    assert libero.distrito is not None
    assert (local.distrito, local.origem) == (libero.distrito, OrigemDoLocal.RUA)
    assert local.subprefeitura == libero.distrito.subprefeitura


@pytest.mark.parametrize("nome", ["R. Libro Badaro", "Rua Líbero Badarol", "Av. Líbero Badaró"])
def test_nome_so_parecido_e_candidato_e_nao_certeza(libero: Logradouro, nome: str) -> None:
    achado = localizar(logradouro=nome)
    assert achado.certo is None
    assert [local.logradouro for local in achado.candidatos] == ["Rua Líbero Badaró"]
    assert achado.motivo == f"Não há rua conhecida com o nome “{nome}”. É Rua Líbero Badaró?"


@pytest.mark.parametrize(("numero", "distrito"), [("136", "Sé"), ("137", "República"), ("1000", "República")])
def test_o_numero_escolhe_o_trecho(sao_joao: list[Logradouro], numero: str, distrito: str) -> None:
    local = certo(localizar(logradouro="Av. São João", numero=numero))
    assert local.distrito is not None
    assert local.distrito.nome == distrito


def test_sem_numero_a_rua_de_dois_distritos_pergunta(sao_joao: list[Logradouro]) -> None:
    for numero in ("", "s/n", "0"):
        achado = localizar(logradouro="Av. São João", numero=numero)
        assert achado.certo is None
        assert {d.nome for d in achado.distritos} == {"Sé", "República"}
        assert achado.motivo == "Avenida São João passa por mais de um distrito: Sé ou República?"


def test_o_lado_da_rua_conta(se: Distrito, republica: Distrito) -> None:
    LogradouroFactory(nome="Avenida Paulista", distrito=se, lado="par")
    LogradouroFactory(nome="Avenida Paulista", distrito=republica, lado="impar")
    assert certo(localizar(logradouro="Av Paulista", numero="1578")).distrito == se
    assert certo(localizar(logradouro="Av Paulista", numero="1001")).distrito == republica


def test_numero_fora_de_todo_trecho_pergunta(se: Distrito) -> None:
    LogradouroFactory(nome="Rua Direita", distrito=se, numero_de=1, numero_ate=300)
    achado = localizar(logradouro="Rua Direita", numero="900")
    assert achado.certo is None
    assert achado.motivo == "Rua Direita não tem o número 900 em nenhum trecho conhecido: Sé?"


def test_rua_desconhecida_e_texto_curto_nao_dao_nada(libero: Logradouro) -> None:
    for nome in ("Rua Inexistente de Tal", "zz", "R.", "   "):
        achado = localizar(logradouro=nome, numero="1")
        assert (achado.certo, achado.candidatos) == (None, ())
        assert achado.motivo


def test_homonimas_em_distritos_diferentes_perguntam(se: Distrito) -> None:
    longe = DistritoFactory()
    for distrito in (se, longe):
        LogradouroFactory(nome="Rua São José", distrito=distrito)
    achado = localizar(logradouro="R S JOSE", numero="10")
    assert set(achado.distritos) == {se, longe}


def test_mesmo_nome_e_tipo_diferente_pergunta_qual_e_ate_no_mesmo_distrito(se: Distrito) -> None:
    for nome in ("Rua Ipiranga", "Avenida Ipiranga"):
        LogradouroFactory(nome=nome, distrito=se)
    qual = localizar(logradouro="Ipiranga")
    assert qual.certo is None
    assert {local.logradouro for local in qual.candidatos} == {"Rua Ipiranga", "Avenida Ipiranga"}
    assert qual.pergunta == "Há mais de uma rua com esse nome na cidade. Qual é?"
    assert certo(localizar(logradouro="Av Ipiranga")).logradouro == "Avenida Ipiranga"


# --- por CEP ---------------------------------------------------------------------


def test_cep_de_rua_conhecida_da_a_rua_e_o_distrito(libero: Logradouro) -> None:
    achado = localizar(cep="01009-000", numero="425")
    assert certo(achado).logradouro == "Rua Líbero Badaró"
    assert achado.motivo == "O CEP 01009-000, Rua Líbero Badaró, fica no distrito Sé."


def test_prefixo_concordante_da_o_distrito(se: Distrito) -> None:
    PrefixoFactory(cep5="01001", distrito=se, concordancia=0.95)
    achado = localizar(cep="01001-999")
    assert certo(achado).distrito == se
    assert certo(achado).origem == OrigemDoLocal.CEP
    assert achado.motivo == "95% dos pedidos com CEP 01001 foram do distrito Sé."


def test_prefixo_abaixo_de_90_por_cento_so_poe_em_ordem(se: Distrito, republica: Distrito) -> None:
    PrefixoFactory(cep5="01007", distrito=se, concordancia=0.101)
    PrefixoFactory(cep5="01007", distrito=republica, concordancia=0.899)
    achado = localizar(cep="01007000")
    assert achado.certo is None
    assert achado.distritos == [republica, se]
    assert "89% dos pedidos foram de República" in achado.motivo


@pytest.mark.parametrize(
    ("cep", "motivo"),
    [
        ("0100", "Um CEP tem oito algarismos."),
        ("13000-000", "Este CEP não é da cidade de São Paulo."),
        ("06010-000", "Este CEP não é da cidade de São Paulo."),
        ("05999-123", "Não conhecemos o CEP 05999-123: escolha o distrito."),
    ],
)
def test_cep_que_nao_da_lugar_diz_por_que(cep: str, motivo: str) -> None:
    assert localizar(cep=cep) == Localizado(motivo)


def test_sem_rua_nem_cep_pede_um() -> None:
    assert localizar(logradouro=" ").motivo == "Escreva a rua ou o CEP."


# --- rua e CEP juntos --------------------------------------------------------------


def test_o_cep_esclarece_a_rua_de_dois_distritos(sao_joao: list[Logradouro]) -> None:
    achado = localizar(logradouro="Av. São João", cep="01035-100")
    local = certo(achado)
    assert (local.distrito, local.cep) == (sao_joao[1].distrito, "01035100")
    assert local.logradouro == "Avenida São João"


def test_rua_e_cep_de_distritos_diferentes_perguntam(libero: Logradouro) -> None:
    outro = DistritoFactory(nome="Perus")
    PrefixoFactory(cep5="05204", distrito=outro, concordancia=1)
    achado = localizar(logradouro="Rua Líbero Badaró", cep="05204-020")
    assert achado.certo is None
    assert achado.distritos == [libero.distrito, outro]
    assert achado.motivo.startswith("A rua e o CEP não combinam.")


def test_cep_desconhecido_nao_estraga_a_rua_certa_nem_a_salva(libero: Logradouro) -> None:
    assert certo(localizar(logradouro="Rua Líbero Badaró", cep="05999-123")).distrito == libero.distrito
    achado = localizar(logradouro="Rua Sumida", cep="05999-123")
    assert (achado.certo, achado.candidatos) == (None, ())


def test_rua_desconhecida_com_cep_bom_fica_com_o_distrito_do_cep(se: Distrito) -> None:
    PrefixoFactory(cep5="01001", distrito=se, concordancia=1)
    assert certo(localizar(logradouro="Rua Sumida", cep="01001-000")).distrito == se


def test_dois_duvidosos_com_um_distrito_comum_continuam_pergunta(se: Distrito, republica: Distrito) -> None:
    outro = DistritoFactory()

    def duvida(*distritos: Distrito) -> Localizado:
        return Localizado(
            "?", candidatos=tuple(Local(distrito=d, origem=OrigemDoLocal.CEP) for d in distritos)
        )

    achado = combinar(duvida(se, republica), duvida(republica, outro))
    assert achado.certo is None
    assert achado.distritos == [republica]


# --- por ponto e por escolha ---------------------------------------------------------


def test_perto_do_ponto_as_ruas_a_menos_de_300_m_da_mais_perto(
    libero: Logradouro, sao_joao: list[Logradouro]
) -> None:
    achado = ruas_do_ponto(-23.5465, -46.6358, Logradouro.objects.all())
    assert achado.certo is None, "o munícipe confirma sempre"
    assert [local.logradouro for local in achado.candidatos] == ["Rua Líbero Badaró", "Avenida São João"]
    assert "a rua conhecida mais perto do ponto é rua líbero badaró, no distrito sé" in achado.motivo.lower()
    assert achado.candidatos[0].lat == -23.5465


def test_limite_de_300_metros_e_de_verdade(libero: Logradouro) -> None:
    um_metro = 1 / 111_320
    assert libero.lat is not None
    assert libero.lon is not None
    for metros, achada in ((299, True), (302, False)):
        achado = ruas_do_ponto(libero.lat + metros * um_metro, libero.lon, Logradouro.objects.all())
        assert bool(achado.candidatos) is achada


def test_as_ruas_em_volta_dizem_o_distrito_do_ponto(libero: Logradouro, sao_joao: list[Logradouro]) -> None:
    """Cercado de ruas da Sé, é Sé; entre a Sé e a República, a pessoa diz de que lado."""
    for posicao in range(12):
        LogradouroFactory(
            nome=f"Rua {posicao}", distrito=libero.distrito, lat=-23.560 + posicao / 10_000, lon=-46.620
        )
    achado = localizar(lat=-23.5595, lon=-46.6201)
    assert certo(achado).distrito == libero.distrito
    assert (certo(achado).logradouro, certo(achado).origem) == ("", OrigemDoLocal.PONTO)
    na_divisa = localizar(lat=-23.5435, lon=-46.6375)
    assert na_divisa.certo is None
    assert {distrito.nome for distrito in na_divisa.distritos} == {"Sé", "República"}
    assert na_divisa.pergunta == "O ponto fica perto da divisa de distritos. De que lado é?"


def test_ponto_longe_das_ruas_ou_fora_da_cidade_e_recusado_com_gentileza(libero: Logradouro) -> None:
    for posicao in range(12):
        LogradouroFactory(
            nome=f"Rua {posicao}", distrito=libero.distrito, lat=-23.550 + posicao / 10_000, lon=-46.630
        )
    achado = localizar(lat=-23.570, lon=-46.630)
    assert (achado.certo, achado.candidatos) == (None, ())
    assert "parece ficar fora da cidade" in achado.motivo
    assert "escreva a rua ou escolha o distrito" in achado.motivo
    assert "procure a prefeitura de lá" in localizar(lat=-23.9608, lon=-46.3336).motivo, "Santos"


def test_onde_as_ruas_sao_raras_elas_respondem_de_mais_longe(se: Distrito) -> None:
    for posicao in range(10):
        LogradouroFactory(nome=f"Rua {posicao}", distrito=se, lat=-23.900 + posicao / 400, lon=-46.700)
    assert certo(localizar(lat=-23.905, lon=-46.690)).distrito == se


def test_o_cep_entre_dois_conhecidos_do_mesmo_distrito_e_dele(se: Distrito, republica: Distrito) -> None:
    LogradouroFactory(distrito=se, cep="01002000")
    LogradouroFactory(distrito=se, cep="01002020")
    LogradouroFactory(distrito=republica, cep="01002040")
    achado = localizar(cep="01002-010")
    assert certo(achado).distrito == se
    assert achado.motivo == "Os CEPs logo antes e logo depois de 01002-010 ficam no distrito Sé."
    for duvidoso in ("01002030", "01002050"):
        assert localizar(cep=duvidoso).certo is None, "entre dois distritos; depois do último"


def test_distrito_escolhido_vale_com_ou_sem_acento(se: Distrito) -> None:
    for nome in ("Sé", "se", "SE "):
        local = certo(localizar_distrito(nome))
        assert (local.distrito, local.confirmado, local.origem) == (se, True, OrigemDoLocal.ESCOLHA)
    assert localizar_distrito("Sem Nome").motivo == ("Não há distrito chamado “Sem Nome” em São Paulo.")
    guardado = Local(logradouro="Rua Nova", numero="3")
    assert certo(escolher_distrito(se, guardado)).logradouro == "Rua Nova"


# --- sugestões, lote e custo -----------------------------------------------------------


def test_sugestoes_uma_por_distrito_com_o_tipo_escrito_na_frente(
    se: Distrito, sao_joao: list[Logradouro]
) -> None:
    LogradouroFactory(nome="Rua São João Batista", distrito=se)
    LogradouroFactory(nome="Avenida São João", distrito=se, numero_ate=50, cep="01035001")
    nomes = [rua.nome for rua in ruas_chamadas("av sao joao")]
    assert nomes == ["Avenida São João", "Avenida São João", "Rua São João Batista"]
    assert ruas_chamadas("sa") == []
    assert len(ruas_chamadas("sao joao", limite=1)) == 1


def test_sugestao_com_letras_trocadas(se: Distrito) -> None:
    LogradouroFactory(nome="Rua Augusta", distrito=se)
    assert [rua.nome for rua in ruas_chamadas("augsta")] == ["Rua Augusta"]


def test_o_mapa_em_memoria_decide_como_as_consultas(libero: Logradouro, sao_joao: list[Logradouro]) -> None:
    PrefixoFactory(cep5="01001", distrito=libero.distrito, concordancia=1)
    mapa = Mapa.carregar()
    pedidos: tuple[dict[str, Any], ...] = (
        {"logradouro": "R Libero Badaro", "numero": "10"},
        {"logradouro": "Av. São João", "cep": "01035100"},
        {"logradouro": "Av. São João", "numero": "200"},
        {"cep": "01001-123"},
        {"cep": "13000000"},
        {"logradouro": "Av. São João", "lat": -23.5465, "lon": -46.6358},
    )
    for pedido in pedidos:
        assert mapa.localizar(**pedido) == localizar(**pedido)
    assert mapa.localizar(lat=-23.5465, lon=-46.6358) == localizar(lat=-23.5465, lon=-46.6358)


@pytest.mark.parametrize("quantos", [1, 5])
def test_consultas_nao_crescem_com_os_trechos(
    se: Distrito, quantos: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for n in range(quantos):
        LogradouroFactory(nome="Rua Direita", distrito=se, cep=f"0100200{n}")
    with django_assert_num_queries(2):
        assert str(ruas_chamadas("rua direita")[0].distrito)
    with django_assert_num_queries(1):
        localizar(logradouro="Rua Direita", numero="1")
    with django_assert_num_queries(5):  # o CEP de cada lado se acha pelo índice, em vez de ler a tabela
        localizar(cep="05999999")
    with django_assert_num_queries(3):
        localizar(lat=-23.547, lon=-46.636)
    with django_assert_num_queries(5):
        Mapa.carregar()
