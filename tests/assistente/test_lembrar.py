"""Lembrar um pedido neste aparelho: só o marcado, por trinta dias; o de sigilo e o da Ouvidoria, nunca."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.test import Client
from django.utils import timezone

from contas.models import ChaveDeAcesso
from contas.segredos.chaves import chave_escrita
from solicitacoes.models import Solicitacao
from tests.ouvidoria.manifestando import IDENTIFICADA, MAU, Manifestante
from tests.solicitacoes import elenco
from tests.solicitacoes.pedindo import Pedinte, atendente, central, sopa, territorio

pytestmark = pytest.mark.django_db

OFERTA = "Lembrar este pedido neste aparelho"


@pytest.fixture
def quem(client: Client) -> Pedinte:
    territorio()
    pedinte = Pedinte(client)
    pedinte.enviar()
    return pedinte


def confirmacao(quem: Pedinte) -> BeautifulSoup:
    return sopa(quem.ver("confirmacao/"))


def lembrar(quem: Pedinte, **marcado: str) -> Solicitacao:
    caso = Solicitacao.objects.get()
    quem.client.post(f"/acompanhar/{caso.protocolo}/lembrar/", marcado or {"lembrar": "sim"})
    return caso


def no_dia_seguinte(navegador: Client) -> Client:
    """O mesmo navegador, fechado e aberto: sem a sessão, com os cookies que duram."""
    outro = Client()
    for nome in ("lembrados", "aparelho_de_todos"):
        if nome in navegador.cookies:
            outro.cookies[nome] = navegador.cookies[nome].value
    return outro


def lembra(navegador: Client, caso: Solicitacao) -> bool:
    """Se a lista de Acompanhar o oferece, e se ele abre sem a chave."""
    oferece = f"/acompanhar/{caso.protocolo}/lembrado/" in navegador.get("/acompanhar/").content.decode()
    navegador.post(f"/acompanhar/{caso.protocolo}/lembrado/")
    abre = "Rua Líbero Badaró, 425" in navegador.get(f"/acompanhar/{caso.protocolo}/").content.decode()
    assert oferece == abre
    return abre


def test_o_link_o_qr_e_o_compartilhar_vao_sem_a_chave(quem: Pedinte) -> None:
    caso, pagina = Solicitacao.objects.get(), confirmacao(quem)
    link = f"http://testserver/acompanhar/{caso.protocolo}/"
    for atributo in ("data-copiar", "data-compartilhar"):
        botao = pagina.find("button", {atributo: link})
        assert botao
        assert botao.has_attr("hidden"), "sem JavaScript não há"
    assert pagina.select_one(".sp-link__qr svg path")
    chave = chave_escrita(caso.protocolo)
    [da_chave] = pagina.select(".sp-chave")
    assert chave in da_chave.get_text()
    assert "só para você" in da_chave.get_text()
    da_chave.decompose()
    assert chave not in str(pagina)
    assert chave.replace("-", "") not in str(pagina)


def test_vem_desmarcado_e_sem_marcar_nada_se_lembra(quem: Pedinte) -> None:
    caixa = confirmacao(quem).find("input", {"name": "lembrar"})
    assert caixa
    assert not caixa.has_attr("checked")
    caso = lembrar(quem, volta="/")
    assert not lembra(no_dia_seguinte(quem.client), caso)


def test_marcado_abre_sem_a_chave_por_trinta_dias(quem: Pedinte) -> None:
    caso = lembrar(quem)
    assert confirmacao(quem).select_one("input[name=lembrar][checked]")
    cookie = quem.client.cookies["lembrados"]
    assert (cookie["max-age"], cookie["httponly"], cookie["samesite"]) == (30 * 24 * 3600, True, "Lax")
    assert lembra(no_dia_seguinte(quem.client), caso)
    for dias, ainda in ((29, True), (31, False)):
        with time_machine.travel(timezone.now() + timedelta(days=dias), tick=False):
            assert lembra(no_dia_seguinte(quem.client), caso) is ainda


def test_desmarcar_e_esquecer_tudo_esquecem(quem: Pedinte) -> None:
    caso = lembrar(quem)
    lembrar(quem, volta="/")
    assert not lembra(no_dia_seguinte(quem.client), caso)
    lembrar(quem)
    quem.client.post("/acompanhar/esquecer/tudo/")
    assert not lembra(no_dia_seguinte(quem.client), caso)
    assert "Rua Líbero" not in quem.client.get(f"/acompanhar/{caso.protocolo}/").content.decode()


def test_trocada_a_chave_o_aparelho_ja_nao_abre(quem: Pedinte) -> None:
    caso = lembrar(quem)
    ChaveDeAcesso.objects.create(protocolo=caso.protocolo, serie=2)
    assert not lembra(no_dia_seguinte(quem.client), caso)


def test_cookie_adulterado_ou_de_outro_nao_abre(quem: Pedinte) -> None:
    caso = lembrar(quem)
    estranho = Client()
    estranho.cookies["lembrados"] = quem.client.cookies["lembrados"].value[:-2] + "xx"
    assert not lembra(estranho, caso)
    outro = Client()
    outro.post(f"/acompanhar/{caso.protocolo}/lembrar/", {"lembrar": "sim"})
    assert not lembra(no_dia_seguinte(outro), caso), "só quem abriu o pedido nesta sessão o lembra"


def test_o_de_sigilo_nunca_se_lembra(client: Client) -> None:
    territorio(sigilosa=True)
    quem = Pedinte(client)
    quem.enviar()
    assert OFERTA not in confirmacao(quem).get_text()
    lembrar(quem)
    assert not client.cookies["lembrados"].value


def test_a_manifestacao_nunca_se_lembra(client: Client) -> None:
    quem = Manifestante(client)
    quem.comecar("reclamacao", MAU | {"orgao": str(elenco.orgao().pk)})
    quem.mandar("identificacao/", IDENTIFICADA)
    quem.mandar("conferir/")
    pagina = sopa(quem.ver("comprovante/")).get_text()
    assert "Copiar o link" in pagina
    assert OFERTA not in pagina
    client.post(f"/acompanhar/{quem.caso.protocolo}/lembrar/", {"lembrar": "sim"})
    assert not client.cookies["lembrados"].value


def test_no_balcao_o_aparelho_nao_e_de_quem_pede(client: Client) -> None:
    territorio()
    client.force_login(atendente(central()))
    quem = Pedinte(client)
    quem.enviar()
    assert OFERTA not in confirmacao(quem).get_text()


def test_no_aparelho_de_todos_lembrar_nao_existe(quem: Pedinte) -> None:
    caso = lembrar(quem)
    quem.client.post("/aparelho/", {"de_todos": "sim"})
    assert not lembra(no_dia_seguinte(quem.client), caso), "o que ele lembrava, esqueceu"
    pagina = confirmacao(quem).get_text()
    assert OFERTA not in pagina
    assert "Esquecer neste computador" in pagina
    lembrar(quem)
    assert not quem.client.cookies["lembrados"].value
    outro = Pedinte(quem.client)
    outro.comecar()
    outro.mandar("local/", {"logradouro": "Avenida Comprida", "numero": "1"})
    assert "Continuar de onde parei" not in quem.client.get("/solicitar/tapa-buraco/").content.decode()
    quem.client.post("/aparelho/")
    assert OFERTA in confirmacao(quem).get_text()
    assert quem.client.get("/solicitar/tapa-buraco/")["Location"] == outro.endereco("detalhes/?de=volta")


@pytest.mark.parametrize("com_conta", [False, True], ids=["sem conta", "com conta"])
def test_no_computador_de_todos_depois_de_esquecer_nada_se_abre(client: Client, com_conta: bool) -> None:
    territorio()
    client.post("/aparelho/", {"de_todos": "sim"})
    if com_conta:
        client.force_login(elenco.pessoa())
    quem = Pedinte(client)
    quem.enviar()
    caso = Solicitacao.objects.get()
    vistas = [quem.endereco(parte) for parte in ("recibo/", "confirmacao/", "conferir/", "detalhes/")]
    assert "Esquecer neste computador" in client.get(vistas[0]).content.decode()
    so_dela = ("Badaró, 425", 'value="Rua', "Maria Silva", chave_escrita(caso.protocolo))
    resposta = client.post("/acompanhar/esquecer/tudo/")
    assert resposta["Clear-Site-Data"] == '"cache"'
    assert client.cookies["esquecido"].value == "sim"
    for onde in (*vistas, f"/acompanhar/{caso.protocolo}/", f"/solicitar/{quem.slug}/"):
        pagina = client.get(onde, follow=True).content.decode()
        assert not any(dito in pagina for dito in so_dela), onde
    assert client.cookies["aparelho_de_todos"].value == "sim"


def test_no_aparelho_de_uma_pessoa_esquecer_nao_tira_quem_entrou_nem_o_que_se_escreve(client: Client) -> None:
    territorio()
    client.force_login(elenco.pessoa())
    quem = Pedinte(client)
    quem.comecar()
    client.post("/acompanhar/esquecer/tudo/")
    assert quem.ver("detalhes/").status_code == 200
