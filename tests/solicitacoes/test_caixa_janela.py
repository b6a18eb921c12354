"""Um filtro dos encerrados, ou uma palavra comum, olha só uma parte da caixa de cada vez, e diz até onde."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, quote, urlsplit

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from contas.models import Usuario
from mesas import janela, paginacao
from mesas.paginacao import Ordem
from roteamento.models import Unidade
from solicitacoes.caixa import filtros, filtros_guardados
from solicitacoes.models import FiltroGuardado, Solicitacao
from solicitacoes.situacoes import Situacao
from tests.solicitacoes import elenco

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("caixa_do_arquivo")]

CAIXA = "/caixa/SMPR-CPO-STM-Sé/"


@pytest.fixture
def caixa() -> Unidade:
    return elenco.unidade()


@pytest.fixture(autouse=True)
def servidor(caixa: Unidade, client: Client) -> Usuario:
    quem = elenco.servidor(caixa)
    client.force_login(quem)
    return quem


@pytest.fixture(autouse=True)
def janelas_pequenas(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(filtros, "ENCERRADOS", 3)
    monkeypatch.setattr(filtros, "ABERTOS", 2)
    monkeypatch.setattr(janela, "RARAS", 2)


def _encerrados(caixa: Unidade, *com_foto: bool) -> list[Solicitacao]:
    """Um por dia, do último ao mais antigo."""
    return [
        elenco.na_situacao(
            Situacao.FINALIZADA,
            caixa,
            com_foto=tem,
            ha_dias=30,
            encerrada_em=timezone.now() - timedelta(days=1 + ha),
        )
        for ha, tem in enumerate(com_foto)
    ]


def _pagina(client: Client, consulta: str) -> BeautifulSoup:
    resposta = client.get(f"{CAIXA}{consulta}")
    assert resposta.status_code == 200
    return BeautifulSoup(resposta.content, "lxml")


def _protocolos(pagina: BeautifulSoup) -> list[str]:
    return [elo.get_text().replace("-", "") for elo in pagina.select("tr[data-linha] .sp-numero")]


def _dito(pagina: BeautifulSoup) -> str:
    return " ".join(dito.get_text(" ", strip=True) for dito in pagina.select("#lista [role=status]"))


def _seguinte(pagina: BeautifulSoup) -> str:
    return str(pagina.select("#lista a[rel=next]")[0]["href"])


def test_diz_ate_onde_procurou_e_continua_dali(client: Client, caixa: Unidade) -> None:
    *_, antigo = _encerrados(caixa, False, False, False, False, True)
    terceiro = Solicitacao.objects.order_by("-encerrada_em")[2]
    primeira = _pagina(client, "?situacao=encerradas&foto=sim")
    assert not _protocolos(primeira)
    ate = timezone.localtime(terceiro.encerrada_em).strftime("%d/%m/%Y")
    assert f"Procuramos em 3 encerrados desta ordem, até {ate};" in " ".join(_dito(primeira).split())
    assert "Nada com estes filtros até aqui" in _dito(primeira)
    assert "Nenhum pedido com estes filtros" not in primeira.get_text()
    segunda = _pagina(client, _seguinte(primeira))
    assert _protocolos(segunda) == [antigo.protocolo]
    assert not _dito(segunda).count("Procuramos")
    assert "a próxima página continua daí" in " ".join(_dito(primeira).split())


def test_indo_para_tras_diz_que_a_anterior_continua(client: Client, caixa: Unidade) -> None:
    _encerrados(caixa, *[False] * 9, True)
    ultimo = Solicitacao.objects.order_by("encerrada_em")[0]
    chave = paginacao.escrever_chave(ultimo, Ordem("encerrada_em"))
    volta = _pagina(client, f"?situacao=encerradas&foto=sim&antes={chave}")
    assert "a página anterior continua daí" in " ".join(_dito(volta).split())
    assert volta.select_one("a[rel=prev]")


def test_indo_para_tras_ate_o_comeco_contam_se_os_raros_uma_vez(client: Client, caixa: Unidade) -> None:
    caso = elenco.solicitacao(caixa, descricao="A calçada cedeu")
    chave = paginacao.escrever_chave(caso, Ordem("vence_em"))
    with CaptureQueriesContext(connection) as feitas:
        volta = _pagina(client, f"?busca=calçada&antes={chave}")
    assert _protocolos(volta) == [caso.protocolo]
    procuras = [feita["sql"] for feita in feitas.captured_queries if "@@" in feita["sql"]]
    assert len(procuras) == 1, "os poucos que têm a palavra leem-se depois pela chave"


def test_o_proximo_o_mapa_o_lote_e_os_novos_usam_os_indices_e_o_proximo_a_janela(
    client: Client, caixa: Unidade, subtests: pytest.Subtests
) -> None:
    """O tipo da coluna, sem o qual o GIN não serve, está em toda consulta que filtra por palavras."""
    casos = [
        elenco.solicitacao(caixa, ha_dias=20 - n, descricao="A calçada cedeu", numero=str(n))
        for n in range(4)
    ]
    visto = (timezone.now() - timedelta(days=1)).isoformat()
    final = {"desfecho": "realizado", "resposta": elenco.FRASE, "versao": 1, "confirmar": "sim"}
    pedidos: dict[str, Callable[[], Any]] = {
        "mapa": lambda: client.get(f"{CAIXA}mapa/", {"busca": "calçada"}),
        "novos": lambda: client.get(f"{CAIXA}novos/", {"busca": "calçada", "visto": visto}),
        "lote": lambda: client.post(f"{CAIXA}lote/", {"todos": "busca=calçada", "ato": "iniciar"}),
        "proximo": lambda: client.post(
            f"{CAIXA}{casos[0].protocolo}/finalizar/?volta=busca%3Dcalçada", final
        ),
    }
    for nome, pedir in pedidos.items():
        with subtests.test(nome):
            with CaptureQueriesContext(connection) as feitas:
                resposta = pedir()
            assert resposta.status_code in (200, 204, 302)
            palavras = [feita["sql"] for feita in feitas.captured_queries if "@@" in feita["sql"]]
            assert palavras
            assert all("::bigint" in sql for sql in palavras)
            if nome == "proximo":
                assert casos[1].protocolo in resposta["Location"]
                assert any("LIMIT 2)" in sql for sql in palavras), "só as da janela"


def test_o_proximo_dos_encerrados_para_na_janela_e_do_aberto_nao_ha(
    client: Client, caixa: Unidade, servidor: Usuario
) -> None:
    _encerrados(caixa, *[False] * 5, True)
    aberto = elenco.solicitacao(caixa)
    fora = elenco.unidade("ILUME", subprefeitura=None)
    dados = {"unidade": fora.sigla, "motivo": elenco.FRASE, "versao": 1, "confirmar": "sim"}
    volta = "?volta=situacao%3Dencerradas"
    resposta = client.post(f"{CAIXA}{aberto.protocolo}/transferir/{volta}", dados)
    assert (resposta.status_code, resposta["Location"]) == (302, f"{quote(CAIXA)}?situacao=encerradas")
    encerrado = Solicitacao.objects.encerradas().order_by("-encerrada_em")[0]
    escolhidos = Solicitacao.objects.da_unidade(caixa).encerradas().filter(com_foto=True)
    lida = filtros.Caixa.ler({"situacao": "encerradas", "foto": "sim"})
    janela_dela = lida.janela(caixa, escolhidos)
    assert paginacao.seguinte(escolhidos, lida.ordem_pedida, encerrado, janela_dela) is None
    assert paginacao.seguinte(escolhidos, lida.ordem_pedida, encerrado) is not None


def test_a_conta_do_guardado_e_a_da_pagina_que_ele_abre(caixa: Unidade, servidor: Usuario) -> None:
    _encerrados(caixa, False, False, False, False, True)
    consulta = "situacao=encerradas&foto=sim&ordem=encerrado"
    FiltroGuardado.objects.create(usuario=servidor, unidade=caixa, nome="Os antigos", consulta=consulta)
    por = elenco.autor(servidor, caixa)
    (contado,) = filtros_guardados.contados(
        filtros_guardados.a_vista(por, caixa), unidade=caixa, por=por, agora=timezone.now()
    )
    assert contado.quantos == "1"


@pytest.mark.parametrize("ordem", ["", "&ordem=encerrado"])
def test_de_janela_em_janela_vem_tudo_na_ordem(
    client: Client, caixa: Unidade, monkeypatch: pytest.MonkeyPatch, ordem: str
) -> None:
    monkeypatch.setattr(paginacao, "POR_PAGINA", 2)
    tem = [True, True, True, True, False, False, False, False, False, True, False, True, True]
    esperados = [caso.protocolo for caso, foto in zip(_encerrados(caixa, *tem), tem, strict=True) if foto]
    consulta, vistos = f"?situacao=encerradas&foto=sim{ordem}", []
    for _ in range(20):
        pagina = _pagina(client, consulta)
        vistos += _protocolos(pagina)
        proxima = pagina.select_one("a[rel=next]")
        if proxima is None:
            break
        consulta = str(proxima["href"])
    assert vistos == (esperados[::-1] if ordem else esperados)


def test_o_dia_do_encerramento_e_o_da_abertura_poem_a_janela_no_lugar(client: Client, caixa: Unidade) -> None:
    *_, antigo = _encerrados(caixa, False, False, False, False, True)
    dia = timezone.localtime(antigo.encerrada_em).date()
    assert _protocolos(_pagina(client, f"?situacao=encerradas&foto=sim&saiu_ate={dia}")) == [antigo.protocolo]
    novo = _encerrados(caixa, True)[0]
    assert _protocolos(_pagina(client, f"?situacao=encerradas&saiu_de={dia}&foto=sim"))[0] == novo.protocolo
    hoje = timezone.localdate()
    assert "Procuramos" not in _dito(_pagina(client, f"?situacao=encerradas&foto=sim&de={hoje}"))
    assert "saiu_ate" not in str(_pagina(client, f"?saiu_ate={dia}").select("#lista a"))


def test_o_protocolo_se_procura_entre_todos(client: Client, caixa: Unidade) -> None:
    *_, antigo = _encerrados(caixa, False, False, False, False, False)
    pagina = _pagina(client, f"?situacao=encerradas&busca={antigo.protocolo}")
    assert _protocolos(pagina) == [antigo.protocolo]


def test_a_palavra_rara_se_acha_inteira_e_a_comum_de_parte_em_parte(client: Client, caixa: Unidade) -> None:
    longe = [
        elenco.solicitacao(caixa, ha_dias=20 - n, descricao="A calçada cedeu", numero=str(n))
        for n in range(4)
    ]
    rara = elenco.solicitacao(caixa, ha_dias=1, descricao="Uma caçamba no passeio")
    assert _protocolos(_pagina(client, "?busca=caçamba")) == [rara.protocolo]
    primeira = _pagina(client, "?busca=calçada")
    assert _protocolos(primeira) == [caso.protocolo for caso in longe[:2]]
    assert "Procuramos em 2 abertos desta ordem" in " ".join(_dito(primeira).split())
    segunda = _pagina(client, _seguinte(primeira))
    assert _protocolos(segunda) == [caso.protocolo for caso in longe[2:]]
    terceira = _pagina(client, _seguinte(segunda))
    assert (_protocolos(terceira), _dito(terceira)) == ([], "")
    assert _protocolos(_pagina(client, "?rua=rua que não há")) == []


def test_as_consultas_nao_crescem_e_a_conta_dos_guardados_para_na_janela(
    client: Client, caixa: Unidade, servidor: Usuario
) -> None:
    _encerrados(caixa, False, False)
    consulta = "situacao=encerradas&foto=sim"

    def consultas() -> int:
        with CaptureQueriesContext(connection) as feitas:
            assert client.get(f"{CAIXA}?{consulta}", headers={"HX-Request": "true"}).status_code == 200
        janelas = [feita["sql"] for feita in feitas.captured_queries if "LIMIT 3)" in feita["sql"]]
        assert len(janelas) == 1
        return len(feitas)

    inteira = consultas()
    _encerrados(caixa, *[False] * 9, True)
    assert consultas() == inteira <= 7
    FiltroGuardado.objects.create(usuario=servidor, unidade=caixa, nome="Com foto", consulta=consulta)
    por = elenco.autor(servidor, caixa)
    (contado,) = filtros_guardados.contados(
        filtros_guardados.a_vista(por, caixa), unidade=caixa, por=por, agora=timezone.now()
    )
    assert contado.quantos == "0"
    assert parse_qs(urlsplit(f"?{contado.consulta}").query)["foto"] == ["sim"]
