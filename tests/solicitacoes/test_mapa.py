"""O mapa da caixa e o de um pedido: os mesmos números em círculos e em tabela, e só o que se pode abrir."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import urljoin

import pytest
import shapely
from bs4 import BeautifulSoup
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django import Settings

from contas.models import Usuario
from roteamento.models import Contorno, Importacao, Unidade
from roteamento.ruas.contornos import _da_importacao
from solicitacoes.caixa import mapa
from solicitacoes.models import Solicitacao
from solicitacoes.situacoes import Situacao
from tests.roteamento.factories import LogradouroFactory
from tests.solicitacoes import elenco

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("caixa_do_arquivo")]

CAIXA = "/caixa/SMPR-CPO-STM-Sé/"
MAPA = f"{CAIXA}mapa/"
SE: dict[str, Any] = {"lat": -23.5505, "lon": -46.6333}
PAULISTA: dict[str, Any] = {"lat": -23.5614, "lon": -46.6559}


@pytest.fixture
def caixa() -> Unidade:
    return elenco.unidade()


@pytest.fixture
def servidor(caixa: Unidade, client: Client) -> Usuario:
    quem = elenco.servidor(caixa)
    client.force_login(quem)
    return quem


@pytest.fixture
def contorno() -> Iterator[None]:
    """O distrito da Sé, como um quadrado em volta dos pedidos."""
    importacao = Importacao.objects.create(
        tipo="distritos", arquivo="d.geojson", sha256="0", em=timezone.now(), linhas=1
    )
    caixa = shapely.box(-46.70, -23.60, -46.60, -23.50)
    Contorno.objects.create(distrito=elenco.distrito(), wkb=shapely.to_wkb(caixa), importacao=importacao)
    yield
    _da_importacao.cache_clear()


def _sopa(client: Client, endereco: str = MAPA, **cabecalhos: str) -> BeautifulSoup:
    resposta = client.get(endereco, headers=cabecalhos)
    assert resposta.status_code == 200
    return BeautifulSoup(resposta.content, "lxml")


def _circulos(pagina: BeautifulSoup) -> list[tuple[str, str]]:
    """O número e o endereço de cada um."""
    return sorted((g.select_one("text").text, str(g.parent["href"])) for g in pagina.select("svg a g"))  # type: ignore[union-attr,index]


def _tabela(pagina: BeautifulSoup) -> list[list[str]]:
    return [[" ".join(c.text.split()) for c in tr.select("th, td")] for tr in pagina.select("tbody tr")]


def test_os_circulos_e_a_tabela_dizem_os_mesmos_numeros(
    client: Client, caixa: Unidade, servidor: Usuario
) -> None:
    elenco.iguais(3, caixa, **SE)
    elenco.solicitacao(caixa, ha_dias=90, **SE)
    elenco.solicitacao(caixa, logradouro="Avenida Paulista", numero="1578", **PAULISTA)
    elenco.solicitacao(caixa)  # sem ponto
    elenco.na_situacao(Situacao.FINALIZADA, caixa, **SE)
    elenco.solicitacao(elenco.unidade("ILUME", subprefeitura=None), **SE)
    pagina = _sopa(client)
    assert [numero for numero, _ in _circulos(pagina)] == ["1", "4"]
    assert _tabela(pagina) == [
        ["Sé: perto de Rua Líbero Badaró", "4", "1"],
        ["Sé: Avenida Paulista, 1578", "1", "0"],
        ["Sem ponto no mapa", "1", "–"],
    ]
    assert "6 pedidos" in pagina.text
    chamados = ["4 pedidos · Sé: perto de Rua Líbero Badaró", "1 pedido · Sé: Avenida Paulista, 1578"]
    assert [a["aria-label"] for a in pagina.select("tbody a[aria-label]")] == chamados
    assert [t.text for t in pagina.select("svg title")] == [f"{chamados[0]}, 1 atrasado", chamados[1]]
    assert [n.text for n in pagina.select(".sp-desenho__nome")] == ["Rua Líbero Badaró", "Avenida Paulista"]
    desenho = pagina.select_one(".sp-desenho svg")
    assert desenho is not None
    assert desenho["aria-hidden"] == "true"  # a tabela diz o mesmo a quem não vê o desenho
    assert {a["tabindex"] for a in desenho.select("a")} == {"-1"}
    # Cada círculo, e cada linha, abre a lista só com os seus.
    for numero, endereco in _circulos(pagina):
        lista = _sopa(client, urljoin(MAPA, endereco))
        assert len(lista.select("[data-linha]")) == int(numero)
        assert "1 filtro ligado" in lista.text
    sem_ponto = next(a for a in pagina.select("tbody a") if a.text == "Sem ponto no mapa")
    assert len(_sopa(client, str(sem_ponto["href"])).select("[data-linha]")) == 1


def test_respeita_os_filtros_e_os_leva_ate_a_lista(client: Client, caixa: Unidade, servidor: Usuario) -> None:
    elenco.solicitacao(caixa, canal="praca", **SE)
    elenco.solicitacao(caixa, canal="portal", **SE)
    pagina = _sopa(client, f"{MAPA}?canal=praca&ordem=-pedido")
    ((numero, endereco),) = _circulos(pagina)
    assert numero == "1"
    assert "canal=praca" in endereco
    assert "ordem=-pedido" in endereco
    assert len(_sopa(client, urljoin(MAPA, endereco)).select("[data-linha]")) == 1
    lista = _sopa(client, f"{CAIXA}?canal=praca").select_one('a[href*="/mapa/?canal=praca"]')
    assert lista is not None
    fragmento = client.get(f"{MAPA}?canal=praca", headers={"HX-Request": "true"}).content.decode()
    assert fragmento.strip().startswith('<div id="lista">')


def test_onde_ha_muitos_o_circulo_aproxima_e_se_volta(
    client: Client, caixa: Unidade, servidor: Usuario, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mapa, "POR_PAGINA", 1)
    for passo in range(3):
        elenco.iguais(2, caixa, lat=SE["lat"] + passo * 0.0005, lon=SE["lon"])
    vistos = [MAPA]
    for _ in range(4):
        circulos = _circulos(_sopa(client, vistos[-1]))
        assert sum(int(numero) for numero, _ in circulos) in {6, 4, 2}
        if not circulos[0][1].startswith("?quadrado="):
            break
        vistos.append(urljoin(MAPA, circulos[0][1]))
    assert 2 <= len(vistos) <= 4  # chega ao fundo, onde já se abre a lista
    assert circulos[0][1].startswith("../?quadrado=11.")
    for endereco in reversed(vistos[1:]):
        afastar = next(a for a in _sopa(client, endereco).select(".sp-lista-topo a") if a.text == "Afastar")
        assert str(afastar["href"]) in {"?", f"?{vistos[vistos.index(endereco) - 1].partition('?')[2]}"}


def test_o_mesmo_numero_de_consultas_com_um_e_com_muitos(
    client: Client, caixa: Unidade, servidor: Usuario, contorno: None
) -> None:
    elenco.solicitacao(caixa, **SE)
    client.get(MAPA)
    with CaptureQueriesContext(connection) as um:
        client.get(MAPA)
    for passo in range(12):
        elenco.solicitacao(caixa, identificacao=None, lat=SE["lat"] + passo * 0.001, lon=SE["lon"])
    with CaptureQueriesContext(connection) as muitos:
        assert len(_circulos(_sopa(client))) > 3
    assert len(um) == len(muitos) <= 14


def test_sem_contornos_nem_tiles_ha_as_divisas_aproximadas_e_os_nomes_das_ruas(
    client: Client, caixa: Unidade, servidor: Usuario, settings: Settings
) -> None:
    settings.MAPA_TILES = ""
    elenco.solicitacao(caixa, **SE)
    LogradouroFactory(nome="Rua Direita", distrito=elenco.distrito(), lat=SE["lat"] + 0.0005, lon=SE["lon"])
    pagina = _sopa(client)
    assert [rua.text for rua in pagina.select("svg .sp-desenho__rua")] == ["Rua Direita"]
    assert "Sé" in [nome.text for nome in pagina.select("svg .sp-desenho__distrito")]
    assert "divisas aproximadas" in pagina.select_one("figcaption").text  # type: ignore[union-attr]
    settings.MAPA_TILES = "/tiles/{z}/{x}/{y}.png"
    pagina = _sopa(client)
    assert not pagina.select("svg .sp-desenho__rua, svg .sp-desenho__divisa")


def test_as_divisas_e_o_fundo_so_se_a_cidade_os_tem(
    client: Client, caixa: Unidade, servidor: Usuario, contorno: None, settings: Settings
) -> None:
    elenco.solicitacao(caixa, **SE)
    settings.MAPA_TILES = ""
    pagina = _sopa(client)
    assert len(pagina.select("path.sp-desenho__divisa")) == 1
    assert "Sé" in pagina.select_one("svg .sp-desenho__distrito").text  # type: ignore[union-attr]
    assert not pagina.select("svg image, figcaption")
    settings.MAPA_TILES, settings.MAPA_CREDITOS = "/tiles/{z}/{x}/{y}.png", "Prefeitura"
    pagina = _sopa(client)
    assert all(str(tile["href"]).startswith("/tiles/1") for tile in pagina.select("svg image"))
    assert 4 <= len(pagina.select("svg image")) <= 30
    assert "Prefeitura" in pagina.select_one("figcaption").text  # type: ignore[union-attr]


@pytest.mark.parametrize("quadrado", ["x", "99.1.1", "8.0.0", "8.999999.999999", "11.-9.-9", "8.-1e5.1"])
def test_o_lugar_estragado_ou_vazio_nao_quebra(
    client: Client, caixa: Unidade, servidor: Usuario, quadrado: str
) -> None:
    elenco.solicitacao(caixa, **SE)
    assert "Nenhum pedido com estes filtros" in _sopa(client, f"{MAPA}?quadrado={quadrado}").text
    assert not _sopa(client, f"{CAIXA}?quadrado={quadrado}").select("[data-linha]")


def test_vazio_e_encerrados_se_dizem(client: Client, caixa: Unidade, servidor: Usuario) -> None:
    assert "Nenhum pedido com estes filtros" in _sopa(client).text
    encerrados = _sopa(client, f"{MAPA}?situacao=encerradas&quadrado=8.1.1")
    assert "O mapa mostra só os pedidos abertos" in encerrados.text
    assert not encerrados.select("svg.sp-desenho, [name=quadrado]")
    elenco.solicitacao(caixa)
    so_sem_ponto = _sopa(client)
    assert not so_sem_ponto.select(".sp-desenho")
    assert _tabela(so_sem_ponto) == [["Sem ponto no mapa", "1", "–"]]


# --- em volta de um pedido -----------------------------------------------------------------


def test_o_pedido_se_ve_com_os_vizinhos_que_a_lista_numera(
    client: Client, caixa: Unidade, servidor: Usuario
) -> None:
    caso = elenco.solicitacao(caixa, **SE)
    perto = elenco.solicitacao(caixa, lat=SE["lat"] + 0.0006, lon=SE["lon"])
    sem_ponto = elenco.solicitacao(caixa)
    pagina = _sopa(client, f"{CAIXA}{caso.protocolo}/relacionados/")
    assert sorted(texto.text for texto in pagina.select(".sp-desenho g text")) == ["1", "●"]
    numerados = {
        str(li.a["href"]).split("/")[-2]: [n.text for n in li.select(".sp-desenho__numero")]
        for li in pagina.select(".sp-relacionados__um")
        if li.a
    }
    assert numerados == {perto.protocolo: ["1"], sem_ponto.protocolo: []}


def test_os_que_ficam_no_mesmo_ponto_se_escrevem_juntos(
    client: Client, caixa: Unidade, servidor: Usuario
) -> None:
    caso = elenco.solicitacao(caixa, **SE)
    elenco.iguais(2, caixa, **SE)
    pagina = _sopa(client, f"{CAIXA}{caso.protocolo}/relacionados/")
    assert [texto.text for texto in pagina.select(".sp-desenho g text")] == ["● 1 2"]


def test_sem_vizinho_com_ponto_nao_ha_mapa(client: Client, caixa: Unidade, servidor: Usuario) -> None:
    caso = elenco.solicitacao(caixa, **SE)
    elenco.solicitacao(caixa)
    assert not _sopa(client, f"{CAIXA}{caso.protocolo}/relacionados/").select(".sp-desenho")


# --- sigilo -----------------------------------------------------------------------------------


def test_o_sigiloso_de_outra_unidade_nao_tem_ponto_em_mapa_nenhum(
    client: Client, caixa: Unidade, servidor: Usuario
) -> None:
    de_fora = elenco.unidade("ILUME", subprefeitura=None)
    sigiloso = elenco.servico("violencia", "Violência", sigilosa=True)
    escondido = elenco.solicitacao(de_fora, servico=sigiloso, **SE)
    elenco.solicitacao(de_fora, **SE)
    caso = elenco.solicitacao(caixa, **SE)
    assert [numero for numero, _ in _circulos(_sopa(client))] == ["1"]
    assert client.get("/caixa/ILUME/mapa/").status_code == 403
    vizinhos = client.get(f"{CAIXA}{caso.protocolo}/relacionados/").content.decode()
    assert "sp-desenho" not in vizinhos
    assert escondido.protocolo not in vizinhos
    assert Solicitacao.objects.filter(lat=SE["lat"]).count() == 3  # todos no mesmo ponto
