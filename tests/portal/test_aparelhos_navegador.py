"""No navegador: ligar os avisos neste aparelho, o que se diz a quem não pode, e do ato ao aviso na tela."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

import http_ece
import pytest
from playwright.sync_api import Page, expect
from pytest_django import Settings

from avisos.entrega import entregar_pendentes
from avisos.models import AssinaturaPush
from avisos.situacoes import Canal
from contas.models import Usuario
from tests.avisos.factories import AvisoFactory
from tests.contas.factories import UsuarioFactory
from tests.navegador import na_tela
from tests.navegador.entrada import Entrar
from tests.navegador.telas import CELULAR
from tests.navegador.vigia import verificar_pagina
from tests.servidores.provedor import SEGREDO_DO_NAVEGADOR, Provedor, canais, inscricao

pytestmark = pytest.mark.django_db(transaction=True)
CURTO = "SP156: há novidade no 10293."
LIGAR = "Ligar os avisos neste aparelho"
SEM_SERVICO = """
const dita = %s;
const permissao = { get: () => localStorage.deixa ?? "default", configurable: true };
Object.defineProperty(Notification, "permission", permissao);
Notification.requestPermission = async () => (localStorage.deixa = "granted");
const daqui = () => localStorage.inscrito && {
  endpoint: dita.endpoint,
  toJSON: () => ({ endpoint: dita.endpoint, keys: { p256dh: dita.p256dh, auth: dita.auth } }),
  unsubscribe: async () => delete localStorage.inscrito,
};
PushManager.prototype.getSubscription = async () => daqui() || null;
PushManager.prototype.subscribe = async function ({ userVisibleOnly, applicationServerKey }) {
  if (!userVisibleOnly || applicationServerKey.length !== 87) throw new TypeError("chave");
  localStorage.inscrito = "sim";
  return daqui();
};
"""
"""Nenhum serviço de push se alcança daqui: o que o navegador lhe pediria, e o que ele daria. O navegador dos
testes nega sempre os avisos: a resposta da pessoa fica na página."""
NEGADA = "Object.defineProperty(Notification, 'permission', { get: () => 'denied' })"
SEM_REDE = "PushManager.prototype.subscribe = async () => { throw new Error('rede') }"


@pytest.fixture
def servico(settings: Settings) -> Iterator[Provedor]:
    with Provedor.no_ar() as no_ar:
        settings.CANAIS = canais(no_ar.url, "push")
        no_ar.codigo, no_ar.resposta = 201, b""
        yield no_ar


@pytest.fixture
def ana() -> Usuario:
    return UsuarioFactory.create(nome="Ana Souza", email="ana@exemplo.invalid")


def abrir(entrar: Entrar, quem: Usuario, dita: dict[str, str]) -> Page:
    page = entrar(quem, **CELULAR)
    page.add_init_script(SEM_SERVICO % json.dumps(dita))
    page.goto("/area/avisos/")
    return page


def entregar_ao_navegador(page: Page, dado: str) -> None:
    """O que o serviço de push faria: acorda o trabalhador com isto."""
    cdp = page.context.new_cdp_session(page)
    origem = page.evaluate("location.origin")
    inscritos: list[dict[str, str]] = []
    cdp.on("ServiceWorker.workerRegistrationUpdated", lambda dito: inscritos.extend(dito["registrations"]))
    cdp.send("ServiceWorker.enable")
    while not inscritos:
        page.evaluate("() => navigator.serviceWorker.ready.then(() => 0)")
    qual = next(um["registrationId"] for um in inscritos if um["scopeURL"] == f"{origem}/")
    cdp.send("ServiceWorker.deliverPushMessage", {"origin": origem, "registrationId": qual, "data": dado})


def test_do_toque_ao_aviso_na_tela_e_o_teste(entrar: Entrar, servico: Provedor, ana: Usuario) -> None:
    chave, dita = inscricao(servico.url)
    page = abrir(entrar, ana, dita)
    verificar_pagina(page)
    page.get_by_role("button", name=LIGAR).click()
    expect(page.get_by_text("Os avisos chegam neste aparelho.")).to_be_visible()
    expect(page.get_by_text("Este aparelho avisa quando há novidade.")).to_be_visible()
    expect(page.get_by_text("(este aqui)")).to_be_visible()
    verificar_pagina(page)
    aviso = AvisoFactory.create(interessado__usuario=ana, canal="", curto=CURTO, urgente=True)
    assert entregar_pendentes(Canal.PUSH).enviados == 1
    (chegou,) = servico.pedidos
    aberto = http_ece.decrypt(chegou.corpo, private_key=chave, auth_secret=SEGREDO_DO_NAVEGADOR).decode()
    programa = na_tela.trabalhador(page.context)
    entregar_ao_navegador(page, aberto)
    ((titulo, texto, pagina),) = na_tela.mostrados(programa, 1)
    assert (titulo, texto) == ("SP156", CURTO)
    assert na_tela.no_icone(programa) == 0, "o de lado não está na tela: nada por abrir"
    assert pagina == page.evaluate("location.origin") + f"/acompanhar/{aviso.protocolo}/"
    assert na_tela.tocar(programa, pagina) == pagina
    page.reload()
    expect(page.get_by_text("Último aviso:")).to_be_visible()
    page.get_by_role("button", name=re.compile("Mandar um teste")).click()
    expect(page.get_by_text("Mandamos um aviso a")).to_be_visible()
    page.get_by_role("button", name=re.compile("^Desligar")).click()
    expect(page.get_by_text("já não recebe avisos")).to_be_visible()
    expect(page.get_by_role("button", name=LIGAR)).to_be_visible()
    assert page.evaluate("localStorage.inscrito") is None
    assert not AssinaturaPush.objects.exists()


def test_o_endereco_que_o_navegador_trocou_segue(entrar: Entrar, servico: Provedor, ana: Usuario) -> None:
    _, dita = inscricao(servico.url)
    page = abrir(entrar, ana, dita)
    page.get_by_role("button", name=LIGAR).click()
    expect(page.get_by_text("(este aqui)")).to_be_visible()
    AssinaturaPush.objects.update(endpoint=f"{servico.url}/wpush/velho")
    with page.expect_response(re.compile("/renovar/")) as resposta:
        page.reload()
    assert resposta.value.status == 204
    assert AssinaturaPush.objects.get().endpoint == dita["endpoint"]
    page.evaluate("delete localStorage.inscrito")
    page.reload()
    expect(page.get_by_text("deixou de aceitar os avisos")).to_be_visible()
    expect(page.get_by_role("button", name=LIGAR)).to_be_visible()


def test_o_aviso_que_nao_se_entende_mostra_se_assim_mesmo(
    entrar: Entrar, servico: Provedor, ana: Usuario
) -> None:
    """O navegador tira a permissão de quem acorda e não mostra nada; e só se abre página nossa."""
    _, dita = inscricao(servico.url)
    page = abrir(entrar, ana, dita)
    page.get_by_role("button", name=LIGAR).click()
    expect(page.get_by_text("(este aqui)")).to_be_visible()
    programa = na_tela.trabalhador(page.context)
    entregar_ao_navegador(page, "isto não é JSON")
    de_fora = {"body": "x", "navigate": "https://exemplo.invalid/y"}
    entregar_ao_navegador(page, json.dumps({"notification": de_fora}))
    origem = page.evaluate("location.origin")
    assert sorted(na_tela.mostrados(programa, 2)) == [
        ["SP156", "Há novidade no que você pediu.", f"{origem}/area/"],
        ["SP156", "x", f"{origem}/y"],
    ]


IMPEDIDOS = {
    NEGADA: "a permissão foi recusada",
    "Notification.requestPermission = async () => 'default'": "Toque de novo",
    "delete window.PushManager": "Este navegador não recebe avisos",
    "delete window.PushManager; navigator.standalone = false": "No iPhone e no iPad",
    SEM_REDE: "não alcançou o serviço",
}


def test_a_quem_nao_pode_se_diz_por_que(
    entrar: Entrar, servico: Provedor, ana: Usuario, subtests: pytest.Subtests
) -> None:
    _, dita = inscricao(servico.url)
    contexto = entrar(ana, **CELULAR).context
    for estado, dito in IMPEDIDOS.items():
        with subtests.test(dito):
            page = contexto.new_page()
            page.add_init_script(SEM_SERVICO % json.dumps(dita) + estado)
            page.goto("/area/avisos/")
            botao = page.get_by_role("button", name=LIGAR)
            if "Toque" in dito or "alcançou" in dito:
                botao.click()
                expect(botao).to_be_enabled()
            expect(page.get_by_text(dito)).to_be_visible()
            verificar_pagina(page)
            assert not AssinaturaPush.objects.exists()
            page.close()


def test_sem_javascript_se_diz_que_e_preciso_o_aplicativo(
    entrar: Entrar, servico: Provedor, ana: Usuario
) -> None:
    page = entrar(ana, **CELULAR, java_script_enabled=False)
    page.goto("/area/avisos/")
    expect(page.get_by_text("é preciso JavaScript")).to_be_visible()
    expect(page.get_by_role("button", name=LIGAR)).to_be_hidden()
