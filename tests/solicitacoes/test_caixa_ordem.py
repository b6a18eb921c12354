"""A lista por outra coluna, o próximo depois de encerrar, os que chegaram e o pedaço de protocolo."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from urllib.parse import quote

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from contas.models import Usuario
from mesas import paginacao
from roteamento.models import Unidade
from solicitacoes.caixa.filtros import Caixa
from solicitacoes.models import Solicitacao
from solicitacoes.situacoes import Situacao
from tests.solicitacoes import elenco

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("caixa_do_arquivo")]

CAIXA = "/caixa/SMPR-CPO-STM-Sé/"


@pytest.fixture
def caixa() -> Unidade:
    return elenco.unidade()


@pytest.fixture
def servidor(caixa: Unidade, client: Client) -> Usuario:
    quem = elenco.servidor(caixa)
    client.force_login(quem)
    return quem


def _sopa(client: Client, endereco: str = CAIXA) -> BeautifulSoup:
    resposta = client.get(endereco)
    assert resposta.status_code == 200
    return BeautifulSoup(resposta.content, "lxml")


def _protocolos(pagina: BeautifulSoup) -> list[str]:
    return [str(marca["value"]) for marca in pagina.select("[data-linha] input[name=p]")]


def _titulo(pagina: BeautifulSoup, nome: str) -> Any:
    return next(th for th in pagina.select("thead th") if th.get_text(strip=True) == nome)


# --- ordem ---------------------------------------------------------------------------


def test_cada_titulo_leva_a_sua_ordem_e_de_volta(client: Client, caixa: Unidade, servidor: Usuario) -> None:
    agora = timezone.now()
    velho = elenco.solicitacao(caixa, ha_dias=9, vence_em=agora + timedelta(days=9))
    novo = elenco.solicitacao(caixa, ha_dias=1, vence_em=agora + timedelta(days=1))
    pagina = _sopa(client)
    assert _protocolos(pagina) == [novo.protocolo, velho.protocolo]
    assert _titulo(pagina, "Prazo")["aria-sort"] == "ascending"
    assert not _titulo(pagina, "Pedido").has_attr("aria-sort")
    vistas = []
    for nome in ("Pedido", "Pedido", "Prazo", "Prazo", "Prazo"):
        pagina = _sopa(client, CAIXA + str(_titulo(pagina, nome).a["href"]))
        primeiro = "velho" if _protocolos(pagina)[0] == velho.protocolo else "novo"
        vistas.append((nome, _titulo(pagina, nome)["aria-sort"], primeiro))
        assert len(pagina.select("[aria-sort]")) == 1
    assert vistas == [
        ("Pedido", "ascending", "velho"),
        ("Pedido", "descending", "novo"),
        ("Prazo", "ascending", "novo"),
        ("Prazo", "descending", "velho"),
        ("Prazo", "ascending", "novo"),
    ]


def test_a_ordem_nao_se_conta_entre_os_filtros_e_vai_adiante_com_eles(
    client: Client, caixa: Unidade, servidor: Usuario
) -> None:
    elenco.solicitacao(caixa)
    pagina = _sopa(client, f"{CAIXA}?ordem=-pedido")
    assert "filtro ligado" not in pagina.text
    assert "do pedido mais novo ao mais antigo" in pagina.select_one("caption").text  # type: ignore[union-attr]
    assert pagina.select_one("form.sp-filtros input[type=hidden][name=ordem][value=-pedido]") is not None
    assert pagina.select_one('[data-linha] th a[href$="?volta=ordem%3D-pedido"]') is not None
    assert "1 filtro ligado" in _sopa(client, f"{CAIXA}?ordem=-pedido&responsavel=ninguem").text


@pytest.mark.parametrize(
    "consulta", ["ordem=prazo", "ordem=encerrado", "ordem=responsavel", "ordem=--prazo", "ordem=-"]
)
def test_a_ordem_que_a_vista_nao_tem_nao_vai_no_endereco(consulta: str) -> None:
    assert Caixa.ler(dict([consulta.split("=")])).consulta == ""


def test_a_pagina_por_chave_vai_e_volta_na_ordem_pedida(
    client: Client, caixa: Unidade, servidor: Usuario, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(paginacao, "POR_PAGINA", 2)
    por_idade = [elenco.solicitacao(caixa, ha_dias=dias).protocolo for dias in (1, 3, 5, 7, 9)]
    iguais = elenco.solicitacao(caixa, em=Solicitacao.objects.get(protocolo=por_idade[2]).aberta_em)
    por_idade.insert(2, iguais.protocolo)  # a mesma hora: o id desempata, do maior ao menor
    endereco, vistos = f"{CAIXA}?ordem=-pedido", []
    for _ in range(3):
        pagina = _sopa(client, endereco)
        vistos += _protocolos(pagina)
        proxima = pagina.select_one(".sp-paginas a[rel=next]")
        endereco = CAIXA + str(proxima["href"]) if proxima else ""
    assert (vistos, endereco) == (por_idade, "")
    anterior = pagina.select_one(".sp-paginas a[rel=prev]")
    assert anterior is not None
    assert _protocolos(_sopa(client, CAIXA + str(anterior["href"]))) == por_idade[2:4]


def test_as_encerradas_tambem_se_invertem(client: Client, caixa: Unidade, servidor: Usuario) -> None:
    agora = timezone.now()
    for dias in (1, 2, 3):
        elenco.na_situacao(Situacao.FINALIZADA, caixa, encerrada_em=agora - timedelta(days=dias))
    ultimo = _sopa(client, f"{CAIXA}?situacao=encerradas")
    primeiro = _sopa(client, CAIXA + str(_titulo(ultimo, "Encerrado").a["href"]))
    linhas = [
        [str(a["href"]).split("/")[0] for a in p.select("[data-linha] .sp-numero")]
        for p in (ultimo, primeiro)
    ]
    assert linhas[0] == linhas[1][::-1]
    assert _titulo(primeiro, "Encerrado")["aria-sort"] == "ascending"


# --- o próximo -------------------------------------------------------------------------


def _finalizar(client: Client, caso: Solicitacao, volta: str = "") -> str:
    caso.refresh_from_db()
    dados = {"desfecho": "realizado", "resposta": elenco.FRASE, "versao": caso.versao, "confirmar": "sim"}
    resposta = client.post(f"{CAIXA}{caso.protocolo}/finalizar/{volta}", dados)
    assert resposta.status_code == 302
    return str(resposta["Location"])


def test_depois_de_encerrar_vem_o_proximo_da_lista_de_onde_se_veio(
    client: Client, caixa: Unidade, servidor: Usuario
) -> None:
    casos = [elenco.solicitacao(caixa, ha_dias=dias, com_foto=dias != 5) for dias in (9, 7, 5, 3)]
    assert [c.pk for c in Solicitacao.objects.na_ordem_da_caixa()] == [caso.pk for caso in casos]
    lista = quote(CAIXA)
    volta = "?volta=foto%3Dsim"
    assert _finalizar(client, casos[1], volta) == f"{lista}{casos[3].protocolo}/{volta}"  # pula o sem foto
    assert (
        "Este é o próximo pedido da lista."
        in client.get(f"{CAIXA}{casos[3].protocolo}/{volta}").content.decode()
    )
    assert _finalizar(client, casos[3], volta) == f"{lista}{casos[0].protocolo}/{volta}"  # do fim ao começo
    assert _finalizar(client, casos[0], volta) == f"{lista}?foto=sim"  # não sobrou nenhum
    assert _finalizar(client, casos[2]) == lista


def test_o_proximo_respeita_a_ordem_pedida(client: Client, caixa: Unidade, servidor: Usuario) -> None:
    casos = [elenco.solicitacao(caixa, ha_dias=dias) for dias in (9, 7, 5)]
    volta = "?volta=ordem%3D-pedido"
    assert _finalizar(client, casos[1], volta) == f"{quote(CAIXA)}{casos[0].protocolo}/{volta}"


# --- os que chegaram ----------------------------------------------------------------------


def test_diz_quantos_chegaram_com_a_lista_aberta_e_nao_mexe_nela(
    client: Client, caixa: Unidade, servidor: Usuario
) -> None:
    elenco.solicitacao(caixa, ha_dias=1)
    regiao = _sopa(client, f"{CAIXA}?canal=praca").select_one("[data-novos]")
    assert regiao is not None
    assert (regiao["role"], regiao.text) == ("status", "")
    pergunta = str(regiao["data-novos"])
    assert client.get(pergunta).status_code == 204
    depois = timezone.now() + timedelta(seconds=1)
    elenco.solicitacao(caixa, em=depois, canal="praca")
    elenco.solicitacao(caixa, em=depois, canal="portal")
    elenco.solicitacao(elenco.unidade("ILUME", subprefeitura=None), em=depois, canal="praca")
    with CaptureQueriesContext(connection) as feitas:
        frase = BeautifulSoup(client.get(pergunta).content, "lxml").a
    assert frase is not None
    assert " ".join(frase.text.split()) == "1 novo pedido: mostrar"
    assert frase["href"] == f"{quote(CAIXA)}?canal=praca"
    assert len(feitas) <= 6
    elenco.solicitacao(caixa, em=depois, canal="praca")
    assert "2 novos pedidos: mostrar" in " ".join(client.get(pergunta).content.decode().split())


@pytest.mark.parametrize("visto", ["", "ontem", "2026-13-01", "2026-11-27T10:00:00"])
def test_a_hora_estragada_nao_conta_nada(client: Client, servidor: Usuario, visto: str) -> None:
    assert client.get(f"{CAIXA}novos/", {"visto": visto}).status_code == 204


# --- o pedaço ------------------------------------------------------------------------------


def test_acha_pelo_pedaco_do_protocolo(client: Client, caixa: Unidade, servidor: Usuario) -> None:
    aberto = elenco.solicitacao(caixa, protocolo="112345678901230")
    encerrado = elenco.na_situacao(Situacao.FINALIZADA, caixa, protocolo="198765432101230")
    elenco.solicitacao(elenco.unidade("ILUME", subprefeitura=None), protocolo="155345678901230")
    for busca, achado in {
        "34567": aberto,
        "45678-90": aberto,
        "01230": aberto,  # o fim, como se lê no papel
        "198765": encerrado,
        aberto.protocolo_escrito: aberto,
    }.items():
        linhas = _sopa(client, f"{CAIXA}?busca={busca}").select("[data-linha] .sp-numero")
        assert [a.text for a in linhas] == [achado.protocolo_escrito], busca
    assert not _sopa(client, f"{CAIXA}?busca=00000").select("[data-linha]")
