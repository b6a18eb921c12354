"""Quem fica parado entra de novo, volta à mesma página e não perde o que escreveu."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from allauth.usersessions.models import UserSession
from bs4 import BeautifulSoup
from django.core.cache import cache
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries, Settings

from contas.models import Usuario
from contas.papeis import Papel
from protocolo.models import Rascunho
from roteamento.models import Lotacao
from solicitacoes.models import Solicitacao
from tests.contas.factories import UsuarioFactory
from tests.referencia import gravar_linha
from tests.solicitacoes import elenco

pytestmark = pytest.mark.django_db
DIA = 24 * 60
SENHA = "uma-senha-comprida-156"
NAVEGADOR = {"Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "document"}
HTMX = {"HX-Request": "true", "HX-Current-URL": "http://testserver/caixa/avisos/?por_ler=sim"}


@pytest.fixture(autouse=True)
def sem_tentativas_guardadas() -> None:
    cache.clear()


@pytest.fixture
def ana(client: Client) -> Usuario:
    quem = UsuarioFactory.create(email="ana@exemplo.invalid", password=SENHA)
    entrar(client)
    return quem


def entrar(client: Client) -> None:
    client.post("/conta/login/", {"login": "ana@exemplo.invalid", "password": SENHA})


def daqui_a(minutos: float) -> time_machine.travel:
    return time_machine.travel(timezone.now() + timedelta(minutes=minutos), tick=False)


def test_parada_uma_hora_entra_de_novo_e_volta(client: Client, ana: Usuario) -> None:
    with daqui_a(59):
        assert client.get("/conta/").status_code == 200
    with daqui_a(59 + 61):
        resposta = client.get("/caixa/avisos/?por_ler=sim")
        assert resposta.headers["Location"] == "/conta/login/?next=/caixa/avisos/%3Fpor_ler%3Dsim"
        volta = client.post(
            "/conta/login/",
            {"login": ana.email or "", "password": SENHA, "next": "/caixa/avisos/?por_ler=sim"},
        )
        assert volta.headers["Location"] == "/caixa/avisos/?por_ler=sim"


def test_a_sessao_parada_acaba_mesmo_que_outro_aparelho_entre_depois(client: Client, ana: Usuario) -> None:
    with daqui_a(50):
        entrar(Client())
    with daqui_a(70):
        assert client.get("/conta/").status_code == 302


def test_usar_o_portal_ou_escrever_numa_pagina_conta(client: Client, ana: Usuario) -> None:
    for minutos in range(0, 300, 50):
        with daqui_a(minutos):
            assert client.get("/conta/sessao/").status_code == 204


def test_o_que_a_pagina_pede_sozinha_nao_conta(client: Client, ana: Usuario) -> None:
    for minutos in range(0, 60, 20):
        with daqui_a(minutos):
            assert client.get("/conta/sessao/", headers={"Pedido-Sozinho": "sim"}).status_code == 204
    with daqui_a(61):
        assert client.get("/conta/").status_code == 302


def test_a_hora_so_se_grava_de_vez_em_quando_e_aparece_em_aparelhos(
    client: Client, ana: Usuario, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with daqui_a(4), django_assert_num_queries(2):
        client.get("/conta/sessao/")
    with daqui_a(20):
        client.get("/conta/sessao/")
        assert UserSession.objects.get(user=ana).last_seen_at == timezone.now()


APARELHOS = "/conta/sessions/"


def manter(client: Client, sim: str = "sim") -> str:
    resposta = client.post(APARELHOS, {"manter": sim}, follow=True)
    return " ".join(BeautifulSoup(resposta.content, "lxml").get_text(" ").split())


def test_no_aparelho_que_e_so_seu_a_conta_fica_trinta_dias_desde_o_ultimo_uso(
    client: Client, ana: Usuario
) -> None:
    lido = manter(client)
    assert "A conta fica aberta neste aparelho." in lido
    assert f"Fica aberta até {timezone.localdate() + timedelta(days=30):%d/%m/%Y}" in lido, "diz-se na lista"
    assert client.cookies["sessionid"]["max-age"] == 30 * DIA * 60, "fechar o navegador não a acaba"
    for dias in (20, 49):
        with daqui_a(dias * DIA):
            assert client.get("/conta/").status_code == 200, "cada uso recomeça os trinta dias"
    with daqui_a((49 + 31) * DIA):
        assert client.get("/conta/").status_code == 302


def test_a_conta_mantida_encerra_se_de_outro_aparelho_ou_deixa_de_se_manter(
    client: Client, ana: Usuario
) -> None:
    manter(client)
    outro = Client()
    entrar(outro)
    daqui = UserSession.objects.get(session_key=client.session.session_key)
    outro.post(APARELHOS, {"sessao": daqui.pk})
    assert client.get("/conta/").status_code == 302
    manter(outro)
    manter(outro, "nao")
    assert outro.cookies["sessionid"]["max-age"] == ""
    with daqui_a(61):
        assert outro.get("/conta/").status_code == 302


@pytest.mark.parametrize("antes", [True, False], ids=["já trabalhava", "passou a trabalhar"])
def test_a_conta_de_quem_trabalha_nunca_se_mantem(client: Client, ana: Usuario, *, antes: bool) -> None:
    lotacao = Lotacao(usuario=ana, unidade=elenco.unidade(), papel=Papel.SERVIDOR, de=elenco.DESDE)
    if antes:
        gravar_linha(lotacao)
        assert "Manter a conta aberta" not in client.get(APARELHOS).content.decode()
        assert "não fica aberta" in manter(client)
    else:
        manter(client)
        gravar_linha(lotacao)
        with daqui_a(10):
            client.get("/conta/")
            assert client.cookies["sessionid"]["max-age"] == "", "fechar o navegador volta a acabá-la"
    with daqui_a(90):
        assert client.get("/conta/").status_code == 302


def test_no_computador_de_todos_nada_se_mantem(client: Client, ana: Usuario) -> None:
    manter(client)
    client.post("/aparelho/", {"de_todos": "sim"})
    assert client.cookies["sessionid"]["max-age"] == ""
    assert "não fica aberta" in manter(client)


def test_desliga_se(client: Client, ana: Usuario, settings: Settings) -> None:
    settings.INATIVIDADE_MINUTOS = 0
    with daqui_a(60 * 11):
        assert client.get("/conta/").status_code == 200


def test_o_que_se_enviou_a_uma_pagina_que_nao_retoma_fica_para_copiar(client: Client, ana: Usuario) -> None:
    with daqui_a(61):
        resposta = client.post(
            "/caixa/avisos/lidos/",
            {"texto": "Falei com a vizinha do 120.", "versao": "3", "password": "segredo"},
            headers={"Referer": "http://testserver/caixa/avisos/", **NAVEGADOR},
        )
    assert resposta.status_code == 401, "responde ao próprio envio: guardada, ninguém a abriria"
    pagina = resposta.content.decode()
    assert "Falei com a vizinha do 120." in pagina
    assert "segredo" not in pagina
    botao = BeautifulSoup(pagina, "lxml").select_one("a.govuk-button")
    assert botao is not None
    assert str(botao["href"]).endswith("%2Fcaixa%2Favisos%2F")


@pytest.fixture
def caso(ana: Usuario) -> Solicitacao:
    caixa = elenco.unidade()
    gravar_linha(Lotacao(usuario=ana, unidade=caixa, papel=Papel.SERVIDOR, de=elenco.DESDE))
    return elenco.solicitacao(caixa)


@pytest.mark.parametrize("htmx", [False, True])
def test_o_que_se_enviou_volta_ao_campo_depois_de_entrar(
    client: Client, caso: Solicitacao, htmx: bool
) -> None:
    onde = f"/caixa/SMPR-CPO-STM-Sé/{caso.protocolo}/"
    veio = {"HX-Request": "true", "HX-Current-URL": onde} if htmx else {"Referer": onde, **NAVEGADOR}
    with daqui_a(61):
        resposta = client.post(f"{onde}anotar/", {"texto": "Falei com a vizinha."}, headers=veio)
        entrada = resposta.headers["HX-Redirect" if htmx else "Location"]
        assert resposta.status_code == (200 if htmx else 303)
        assert "O que você escreveu está guardado" in client.get(entrada).content.decode()
        assert "Falei" not in str(Rascunho.objects.values_list("dados", flat=True)), "cifrado até se saber"
        entrar(client)
        pagina = BeautifulSoup(client.get(onde).content, "lxml")
        assert pagina.select("textarea[name=texto]")[0].text.strip() == "Falei com a vizinha."
        client.post(f"{onde}anotar/", {"texto": "Falei com a vizinha."})
        assert "Falei" not in BeautifulSoup(client.get(onde).content, "lxml").textarea.text  # type: ignore[union-attr]


def test_o_de_quem_saiu_so_volta_a_ele(client: Client, caso: Solicitacao) -> None:
    onde = f"/caixa/SMPR-CPO-STM-Sé/{caso.protocolo}/"
    with daqui_a(61):
        client.post(f"{onde}anotar/", {"texto": "Falei com a vizinha."}, headers={"Referer": onde})
        client.force_login(elenco.servidor(caso.unidade))
        assert "Falei" not in client.get(onde).content.decode()


def test_a_quem_ainda_escreve_so_se_diz_que_a_sessao_acabou(client: Client, caso: Solicitacao) -> None:
    onde = f"/caixa/SMPR-CPO-STM-Sé/{caso.protocolo}/finalizar/"
    with daqui_a(61):
        resposta = client.post(onde, {"resposta": elenco.FRASE, "guardar": "sim"}, headers=HTMX)
        assert resposta.status_code == 401
        assert "está guardado" in resposta.content.decode()
        entrar(client)
        assert elenco.FRASE in client.get(onde).content.decode()


def test_de_um_navegador_que_ninguem_conhece_nada_se_guarda(client: Client, caso: Solicitacao) -> None:
    onde = f"/caixa/SMPR-CPO-STM-Sé/{caso.protocolo}/anotar/"
    assert Client().post(onde, {"texto": "a"}, headers=HTMX).status_code == 401
    assert Client().post(onde, {"texto": "a"}).status_code == 302
    assert not Rascunho.objects.exists()


def test_o_pedaco_que_so_le_deixa_a_pagina_como_esta(client: Client, ana: Usuario) -> None:
    with daqui_a(61):
        pedaco = client.get("/caixa/avisos/", headers=HTMX)
        assert (pedaco.status_code, "HX-Redirect" in pedaco.headers) == (401, False)
        assert "A sua sessão terminou" in pedaco.content.decode()
        assert client.post("/caixa/avisos/lidos/", {"texto": "a"}, headers=HTMX).status_code == 401


def test_a_volta_a_outro_site_nao_vale(client: Client, ana: Usuario) -> None:
    with daqui_a(61):
        resposta = client.post(
            "/caixa/avisos/lidos/", {"texto": "a"}, headers={"Referer": "https://mau.exemplo/"}
        )
    assert "mau.exemplo" not in resposta.content.decode()


def test_quem_nunca_entrou_segue_o_caminho_de_sempre_menos_dentro_de_um_pedaco(client: Client) -> None:
    assert client.post("/caixa/avisos/lidos/", {"texto": "a"}).status_code == 302
    assert client.get("/caixa/avisos/").status_code == 302
    pedaco = client.get("/caixa/avisos/", headers=HTMX)
    assert (pedaco.status_code, pedaco.content) == (200, b"")
    assert pedaco.headers["HX-Redirect"].startswith("/conta/login/?next=")
