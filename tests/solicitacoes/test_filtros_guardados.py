"""Os filtros guardados: ação, páginas, contagens e quem os vê."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from contas.models import Usuario
from protocolo.erros import RecusaDeAcao
from roteamento.models import Unidade
from solicitacoes import acoes
from solicitacoes.acoes import filtros as acoes_de_filtros
from solicitacoes.caixa import filtros_guardados
from solicitacoes.models import FiltroGuardado
from solicitacoes.situacoes import Situacao
from tests.solicitacoes import elenco

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("caixa_do_arquivo")]

CAIXA = "/caixa/SMPR-CPO-STM-Sé/"
FILTROS = f"{CAIXA}filtros/"


@pytest.fixture
def caixa() -> Unidade:
    return elenco.unidade()


@pytest.fixture
def servidor(caixa: Unidade, client: Client) -> Usuario:
    quem = elenco.servidor(caixa)
    client.force_login(quem)
    return quem


def _sopa(client: Client, endereco: str, **cabecalhos: str) -> BeautifulSoup:
    resposta = client.get(endereco, headers=cabecalhos)
    assert resposta.status_code == 200
    return BeautifulSoup(resposta.content, "lxml")


def _guardar(quem: Usuario, caixa: Unidade, nome: str = "Atrasados", consulta: str = "atrasadas=sim") -> int:
    por = elenco.autor(quem, caixa)
    return acoes.guardar_filtro(por=por, unidade=caixa, nome=nome, consulta=consulta).pk


# --- a ação ------------------------------------------------------------------------


def test_guarda_ate_o_limite_sem_repetir_nome(
    caixa: Unidade, servidor: Usuario, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(acoes_de_filtros, "MAXIMO", 2)
    _guardar(servidor, caixa)
    with pytest.raises(RecusaDeAcao, match="já tem um filtro com este nome"):
        _guardar(servidor, caixa)
    _guardar(servidor, caixa, "Outro")
    with pytest.raises(RecusaDeAcao, match="apague um antes"):
        _guardar(servidor, caixa, "Terceiro")
    _guardar(servidor, elenco.unidade("ILUME", subprefeitura=None))  # o limite é de cada caixa
    assert FiltroGuardado.objects.count() == 3


@pytest.mark.parametrize("consulta", ["", "busca=" + "x" * 600])
def test_nao_guarda_vazio_nem_comprido_demais(caixa: Unidade, servidor: Usuario, consulta: str) -> None:
    with pytest.raises(RecusaDeAcao):
        _guardar(servidor, caixa, consulta=consulta)
    assert not FiltroGuardado.objects.exists()


# --- guardar -----------------------------------------------------------------------


def test_do_endereco_ao_filtro_guardado(client: Client, caixa: Unidade, servidor: Usuario) -> None:
    elenco.solicitacao(caixa)
    lista = _sopa(client, f"{CAIXA}?servico=tapa-buraco&responsavel=ninguem&busca=&distrito=voando")
    ligacao = next(a for a in lista.select(".sp-lista-topo a") if a.text == "Guardar estes filtros")
    pagina = _sopa(client, str(ligacao["href"]))
    assert "serviço Tapa-buraco; com ninguém" in pagina.text
    consulta = pagina.select_one("input[name=consulta]")
    assert consulta is not None
    resposta = client.post(FILTROS, {"nome": " Sem ninguém ", "consulta": consulta["value"]})
    assert resposta.status_code == 302
    assert resposta["Location"].endswith("/?servico=tapa-buraco&responsavel=ninguem")
    guardado = FiltroGuardado.objects.get()
    assert (guardado.nome, guardado.consulta) == ("Sem ninguém", "servico=tapa-buraco&responsavel=ninguem")
    assert (guardado.usuario, guardado.unidade) == (servidor, caixa)


@pytest.mark.parametrize(
    ("nome", "consulta", "erro"),
    [
        ("", "foto=sim", "Escreva um nome"),
        ("x" * 41, "foto=sim", "40 caracteres"),
        ("Atrasados", "foto=sim", "já tem um filtro com este nome"),
        ("Novo", "cor=azul", "Ligue algum filtro"),
    ],
)
def test_invalido_e_422_e_nada_se_perde(
    client: Client, caixa: Unidade, servidor: Usuario, nome: str, consulta: str, erro: str
) -> None:
    _guardar(servidor, caixa)
    resposta = client.post(FILTROS, {"nome": nome, "consulta": consulta})
    assert resposta.status_code == 422
    pagina = BeautifulSoup(resposta.content, "lxml")
    assert pagina.title is not None
    assert pagina.title.text.startswith("Erro:")
    assert erro in pagina.text
    campo, filtros = pagina.select_one("input[name=nome]"), pagina.select_one("input[name=consulta]")
    assert campo is not None
    assert filtros is not None
    assert campo.get("value", "") == nome
    assert filtros["value"] == ("foto=sim" if "foto" in consulta else "")
    assert FiltroGuardado.objects.count() == 1


# --- aplicar e contar ---------------------------------------------------------------


def test_a_lista_mostra_os_nomes_e_o_fragmento_as_contagens(
    client: Client, caixa: Unidade, servidor: Usuario
) -> None:
    elenco.solicitacao(caixa, ha_dias=90)
    elenco.solicitacao(caixa, responsavel=servidor)
    elenco.na_situacao(Situacao.FINALIZADA, caixa)
    consultas = {"A": "atrasadas=sim", "B": "responsavel=eu", "C": "situacao=encerradas", "D": "foto=sim"}
    for nome, consulta in consultas.items():
        _guardar(servidor, caixa, nome, consulta)
    na_lista = _sopa(client, CAIXA).select_one("nav.sp-guardados")
    assert na_lista is not None
    assert na_lista["hx-trigger"] == "load"
    assert {lugar.text for lugar in na_lista.select("strong")} == {""}
    pedaco = _sopa(client, str(na_lista["hx-get"]), **{"HX-Request": "true"})
    depois = pedaco.select_one("nav.sp-guardados")
    assert depois is not None
    assert not depois.has_attr("hx-get")  # senão pediria de novo, sem fim
    links = depois.select("li a")
    assert [" ".join(a.text.split()) for a in links] == ["A 1", "B 1", "C 1", "D 0", "Filtros guardados"]
    for link, consulta in zip(links, consultas.values(), strict=False):
        assert str(link["href"]).endswith(f"/?{consulta}")
        assert client.get(str(link["href"])).status_code == 200


def test_conta_ate_99_numa_consulta_so(caixa: Unidade, servidor: Usuario, client: Client) -> None:
    por = elenco.autor(servidor, caixa)
    client.get(FILTROS)
    custo = []
    for n in range(3):
        _guardar(servidor, caixa, f"F{n}", "responsavel=ninguem" if n else "atrasadas=sim")
        with CaptureQueriesContext(connection) as feitas:
            client.get(FILTROS, headers={"HX-Request": "true"})
        custo.append(len(feitas))
    assert custo == [custo[0]] * 3
    for n in range(100):
        elenco.solicitacao(caixa, identificacao=None, ha_dias=n % 20)
    agora = timezone.now()
    contados = filtros_guardados.contados(
        filtros_guardados.a_vista(por, caixa), unidade=caixa, por=por, agora=agora
    )
    assert [guardado.quantos for guardado in contados] == ["0", "99+", "99+"]


def test_sem_filtro_guardado_a_lista_nada_mostra_e_a_pagina_ensina(
    client: Client, caixa: Unidade, servidor: Usuario
) -> None:
    assert not _sopa(client, CAIXA).select("nav.sp-guardados")
    assert not client.get(FILTROS, headers={"HX-Request": "true"}).content.strip()
    assert "ainda não guardou nenhum filtro" in _sopa(client, FILTROS).text
    assert "HX-Request" in client.get(FILTROS)["Vary"]


def test_filtro_velho_que_ja_nao_vale_nao_quebra(client: Client, caixa: Unidade, servidor: Usuario) -> None:
    FiltroGuardado.objects.create(
        usuario=servidor, unidade=caixa, nome="Velho", consulta="cor=azul&situacao=x"
    )
    elenco.solicitacao(caixa)
    linha = _sopa(client, FILTROS).select_one("tbody tr")
    assert linha is not None
    assert [celula.text.strip() for celula in linha.select("th, td")][:3] == [
        "Velho",
        "todos os abertos",
        "1",
    ]


# --- renomear e apagar ---------------------------------------------------------------


def test_renomeia_e_apaga(client: Client, caixa: Unidade, servidor: Usuario) -> None:
    pk = _guardar(servidor, caixa)
    _guardar(servidor, caixa, "Outro")
    endereco = f"{FILTROS}{pk}/"
    assert _sopa(client, endereco).select_one('input[name=nome][value="Atrasados"]') is not None
    assert client.post(endereco, {"nome": "Velhos"}).status_code == 302
    assert FiltroGuardado.objects.get(pk=pk).nome == "Velhos"
    for nome in ("", "Outro"):
        resposta = client.post(endereco, {"nome": nome})
        assert resposta.status_code == 422
        assert "<h1" in resposta.content.decode()
        assert "Filtro “Velhos”" in resposta.content.decode()
    assert client.post(endereco, {"apagar": "sim"}, follow=True).status_code == 200
    assert [f.nome for f in FiltroGuardado.objects.all()] == ["Outro"]


# --- quem -----------------------------------------------------------------------------


def test_so_quem_guardou_ve_e_muda(client: Client, caixa: Unidade, servidor: Usuario) -> None:
    pk = _guardar(servidor, caixa)
    client.force_login(elenco.servidor(caixa, nome="Célia Costa"))
    assert not _sopa(client, CAIXA).select("nav.sp-guardados")
    assert client.get(f"{FILTROS}{pk}/").status_code == 404
    assert client.post(f"{FILTROS}{pk}/", {"apagar": "sim"}).status_code == 404
    assert FiltroGuardado.objects.filter(pk=pk).exists()


def test_de_outra_caixa_de_ninguem_e_metodo_errado(client: Client, caixa: Unidade, servidor: Usuario) -> None:
    pk = _guardar(servidor, caixa)
    for endereco in (FILTROS, f"{FILTROS}{pk}/"):
        assert client.put(endereco).status_code == 405
    assert client.get("/caixa/NENHUMA/filtros/").status_code == 404
    assert client.get(f"{FILTROS}{pk + 1}/").status_code == 404
    outra = elenco.unidade("ILUME", subprefeitura=None)
    assert client.get("/caixa/ILUME/filtros/").status_code == 403
    client.force_login(elenco.servidor(outra))
    for endereco in (FILTROS, f"{FILTROS}{pk}/"):
        assert client.get(endereco).status_code == 403
        assert client.post(endereco, {"nome": "x", "apagar": "sim"}).status_code == 403
    client.logout()
    assert client.get(FILTROS)["Location"].startswith("/conta/")
    assert FiltroGuardado.objects.count() == 1
