"""O que cada coluna vira no pedido, e as linhas que se recusam."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
import shapely

from protocolo.models import Canal
from protocolo.prazos.contagem import SAO_PAULO
from roteamento.models import Distrito, Logradouro, PrefixoDeCep, Subprefeitura, Unidade
from roteamento.rotas import Tabelas
from roteamento.ruas.contornos import Contornos
from roteamento.ruas.em_memoria import Mapa
from solicitacoes.importacao.traducao import Historico, LinhaRecusada, traduzir
from solicitacoes.situacoes import Desfecho, Situacao
from tests.solicitacoes.dados_abertos import lida

AGORA = datetime(2026, 11, 24, 12, tzinfo=SAO_PAULO)
CENTRO = Subprefeitura(pk=9, codigo=9, nome="Sé")
SE = Distrito(pk=78, codigo=78, nome="Sé", nome_busca="se", subprefeitura=CENTRO)
OUTRO = Distrito(pk=31, codigo=31, nome="Freguesia do Ó", nome_busca="freguesia do o", subprefeitura=CENTRO)
RUA = Logradouro(
    nome="Rua Líbero Badaró",
    nome_busca="rua libero badaro",
    distrito=SE,
    cep="01009000",
    lat=-23.5,
    lon=-46.6,
)
INCERTO = PrefixoDeCep(cep5="02000", distrito=OUTRO, concordancia=0.6, pedidos=10)
CERTO = PrefixoDeCep(cep5="03000", distrito=OUTRO, concordancia=0.99, pedidos=10)


@pytest.fixture
def tabelas() -> Tabelas:
    return Tabelas(
        regras={},
        unidades={},
        por_atribuicao={},
        distritos={SE.pk: SE, OUTRO.pk: OUTRO},
        distritos_por_nome={SE.nome_busca: SE, OUTRO.nome_busca: OUTRO},
        triagem=Unidade(sigla="TRIAGEM"),
    )


@pytest.fixture
def mapa() -> Mapa:
    return Mapa(
        por_chave={"libero badaro": [RUA]},
        por_cep={"01009000": [RUA]},
        por_prefixo={"02000": [INCERTO], "03000": [CERTO]},
    )


class Tradutor:
    """Traduz a linha boa com as mudanças dadas."""

    def __init__(self, tabelas: Tabelas, mapa: Mapa) -> None:
        self.tabelas, self.mapa = tabelas, mapa

    def __call__(self, **mudancas: str) -> Historico:
        return traduzir(lida(**mudancas), tabelas=self.tabelas, mapa=self.mapa, agora=AGORA)

    def recusa(self, **mudancas: str) -> str:
        with pytest.raises(LinhaRecusada) as recusa:
            self(**mudancas)
        return str(recusa.value)


@pytest.fixture
def tradutor(tabelas: Tabelas, mapa: Mapa) -> Tradutor:
    return Tradutor(tabelas, mapa)


def test_linha_boa(tradutor: Tradutor) -> None:
    historico = tradutor()
    assert historico.aberta_em == datetime(2018, 7, 6, 8, 42, tzinfo=SAO_PAULO)
    assert historico.encerrada_em == datetime(2018, 8, 9, 12, 30, 44, tzinfo=SAO_PAULO)
    assert historico.situacao == Situacao.FINALIZADA
    assert historico.desfecho == Desfecho.NAO_INFORMADO
    assert historico.canal == Canal.CENTRAL
    local = historico.local
    assert (local.logradouro, local.numero, local.cep) == ("R LÍBERO BADARÓ", "425", "01009000")
    assert (local.lat, local.lon, local.distrito) == (-23.547, -46.636, SE)


@pytest.mark.parametrize(
    "texto",
    ["2018-07-06 08:42:00", "2018-07-06T08:42:00.0000000", "06/07/2018 08:42:00", "06/07/2018 08:42"],
)
def test_formatos_de_data(tradutor: Tradutor, texto: str) -> None:
    assert tradutor(Data_de_abertura=texto).aberta_em == datetime(2018, 7, 6, 8, 42, tzinfo=SAO_PAULO)


def test_data_com_fuso_fica_no_seu_instante(tradutor: Tradutor) -> None:
    aberta = tradutor(Data_de_abertura="2018-07-06T11:42:00+00:00").aberta_em
    assert aberta == datetime(2018, 7, 6, 8, 42, tzinfo=SAO_PAULO)


@pytest.mark.parametrize("texto", ["2018-07-06", "06/07/2018"])
def test_so_o_dia_e_a_meia_noite_dele(tradutor: Tradutor, texto: str) -> None:
    assert tradutor(Data_de_abertura=texto).aberta_em == datetime(2018, 7, 6, tzinfo=SAO_PAULO)


@pytest.mark.parametrize(
    ("status", "situacao", "desfecho", "encerrada"),
    [
        ("FINALIZADA", Situacao.FINALIZADA, Desfecho.NAO_INFORMADO, True),
        ("INDEFERIDO", Situacao.INDEFERIDA, "", True),
        ("INDEFERIDA", Situacao.INDEFERIDA, "", True),
        ("Cancelada", Situacao.CANCELADA, "", True),
        ("AGUARDANDO ATENDIMENTO", Situacao.ABERTA, "", False),
        ("EM ANDAMENTO", Situacao.EM_ANDAMENTO, "", False),
    ],
)
def test_situacoes(
    tradutor: Tradutor, status: str, situacao: Situacao, desfecho: str, *, encerrada: bool
) -> None:
    historico = tradutor(Status_da_solicitação=status)
    assert (historico.situacao, historico.desfecho) == (situacao, desfecho)
    assert (historico.encerrada_em is not None) is encerrada


@pytest.mark.parametrize("parecer", ["2018-08-09 12:30:44", ""])
def test_na_aberta_o_parecer_nao_encerra(tradutor: Tradutor, parecer: str) -> None:
    historico = tradutor(Status_da_solicitação="AGUARDANDO ATENDIMENTO", Data_do_parecer=parecer)
    assert historico.encerrada_em is None


@pytest.mark.parametrize(
    ("texto", "canal"),
    [
        ("", Canal.NAO_INFORMADO),
        ("CENTRAL TELEFÔNICA", Canal.CENTRAL),
        ("Central Telefonica", Canal.CENTRAL),
        ("PORTAL ONLINE", Canal.PORTAL),
        ("APLICATIVO", Canal.APLICATIVO),
        ("PRAÇAS DE ATENDIMENTO DAS SUBPREFEITURAS", Canal.PRACA),
        ("DESCOMPLICA", Canal.PRACA),
        ("INTEGRAÇÕES", Canal.INTEGRACAO),
        ("WHATSAPP", Canal.CHAT),
    ],
)
def test_canais(tradutor: Tradutor, texto: str, canal: Canal) -> None:
    assert tradutor(Canal=texto).canal == canal


@pytest.mark.parametrize(
    ("mudancas", "motivo"),
    [
        ({"Serviço": ""}, "não diz o serviço"),
        ({"Serviço": "---"}, "não diz o serviço"),
        ({"Serviço": "x" * 201}, "serviço com mais de 200 letras"),
        ({"Tema": "x" * 81}, "tema com mais de 80 letras"),
        ({"Assunto": "x" * 121}, "assunto com mais de 120 letras"),
        ({"Logradouro": "x" * 151}, "logradouro com mais de 150 letras"),
        ({"Logradouro": "R \ufffd"}, "tem letras que não se leem"),
        ({"Logradouro": "R \0"}, "tem letras que não se leem"),
        ({"Data_de_abertura": ""}, "data de abertura vazia"),
        ({"Data_de_abertura": "ontem"}, "data de abertura que não se entende"),
        ({"Data_de_abertura": "31/02/2018"}, "data de abertura que não se entende"),
        ({"Data_de_abertura": "1900-01-01"}, "data de abertura antes de 1970"),
        ({"Data_de_abertura": "2081-07-06"}, "data de abertura no futuro"),
        ({"Data_do_parecer": ""}, "data do parecer vazia"),
        ({"Data_do_parecer": "x"}, "data do parecer que não se entende"),
        ({"Data_do_parecer": "2081-07-06"}, "data do parecer no futuro"),
        ({"Data_do_parecer": "2018-07-06 08:41:59"}, "encerrada antes de aberta"),
        ({"Status_da_solicitação": ""}, "status desconhecido: vazio"),
        ({"Status_da_solicitação": "SUMIU" + "!" * 90}, "status desconhecido: SUMIU" + "!" * 35),
        ({"Canal": "POMBO-CORREIO"}, "canal desconhecido: POMBO-CORREIO"),
    ],
)
def test_recusas_dizem_por_que(tradutor: Tradutor, mudancas: dict[str, str], motivo: str) -> None:
    assert tradutor.recusa(**mudancas) == motivo


@pytest.mark.parametrize(("texto", "numero"), [("0", ""), ("", ""), ("s/n", ""), ("425", "425"), ("05", "5")])
def test_numero(tradutor: Tradutor, texto: str, numero: str) -> None:
    assert tradutor(Número=texto).local.numero == numero


@pytest.mark.parametrize(
    ("latitude", "longitude", "ponto"),
    [
        ("-23,5470", "-46,6360", (-23.547, -46.636)),
        ("", "-46.6360", (None, None)),
        ("-22.9068", "-43.1729", (None, None)),
        ("0", "0", (None, None)),
        ("nan", "nan", (None, None)),
    ],
)
def test_ponto(
    tradutor: Tradutor, latitude: str, longitude: str, ponto: tuple[float | None, float | None]
) -> None:
    local = tradutor(Latitude=latitude, Longitude=longitude).local
    assert (local.lat, local.lon) == ponto


def test_distrito_declarado_vale_mesmo_contra_a_rua(tradutor: Tradutor) -> None:
    local = tradutor(Distrito="FREGUESIA DO O").local
    assert (local.distrito, local.confianca) == (OUTRO, "")
    assert local.motivo == "O distrito é o que o arquivo da cidade declara."


@pytest.mark.parametrize("declarado", ["", "NÃO EXISTE"])
def test_distrito_em_branco_vem_da_rua_conhecida(tradutor: Tradutor, declarado: str) -> None:
    local = tradutor(Distrito=declarado).local
    assert local.distrito is SE
    assert local.logradouro == "R LÍBERO BADARÓ"
    assert (local.confianca, local.motivo) == (
        "media",
        "Rua Líbero Badaró fica no distrito Sé. O CEP 01009-000, Rua Líbero Badaró, fica no distrito Sé.",
    )


@pytest.mark.parametrize(("cep", "distrito"), [("03000123", OUTRO), ("02000123", None), ("", None)])
def test_distrito_em_branco_so_vem_de_prefixo_certo(
    tradutor: Tradutor, cep: str, distrito: Distrito | None
) -> None:
    assert tradutor(Distrito="", Logradouro="R QUE NINGUÉM CONHECE", CEP=cep).local.distrito == distrito


def test_o_limite_do_futuro_e_agora(tradutor: Tradutor) -> None:
    agora = AGORA.strftime("%Y-%m-%d %H:%M:%S")
    depois = (AGORA + timedelta(seconds=1)).strftime("%Y-%m-%d %H:%M:%S")
    aberta = {"Status_da_solicitação": "AGUARDANDO ATENDIMENTO"}
    assert tradutor(Data_de_abertura=agora, **aberta).aberta_em == AGORA
    assert tradutor.recusa(Data_de_abertura=depois, **aberta) == "data de abertura no futuro"


def test_distrito_em_branco_tambem_vem_do_ponto(tabelas: Tabelas, mapa: Mapa) -> None:
    contornos = Contornos.montar({OUTRO.pk: shapely.box(-46.7, -23.6, -46.6, -23.5)})
    com_contornos = replace(mapa, poligonos=contornos, por_pk={OUTRO.pk: OUTRO})
    em_branco = lida(Distrito="", Logradouro="R QUE NINGUÉM CONHECE", CEP="")
    local = traduzir(em_branco, tabelas=tabelas, mapa=com_contornos, agora=AGORA).local
    assert (local.distrito, local.motivo) == (OUTRO, "O ponto fica no distrito Freguesia do Ó.")


def test_endereco_e_ponto_que_discordam_deixam_o_distrito_em_branco(tabelas: Tabelas, mapa: Mapa) -> None:
    contornos = Contornos.montar({OUTRO.pk: shapely.box(-46.7, -23.6, -46.6, -23.5)})
    com_contornos = replace(mapa, poligonos=contornos, por_pk={OUTRO.pk: OUTRO})
    local = traduzir(lida(Distrito=""), tabelas=tabelas, mapa=com_contornos, agora=AGORA).local
    assert (local.distrito, local.confianca) == (None, "baixa")
    assert "não combinam" in local.motivo
