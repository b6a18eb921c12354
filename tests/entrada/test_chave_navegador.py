"""O segundo fator no Chromium: a porta de quem ainda não o tem, e a chave do aparelho (passkey).

O aparelho é o autenticador virtual do protocolo do navegador.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.contrib.auth.models import Permission
from django.core.cache import cache
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import BrowserContext, Page, expect
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from contas.acoes import Identificacao
from contas.models import ExigenciaDeSegundoFator, RegistroDeAcesso, Usuario
from contas.papeis import Papel
from ouvidoria.situacoes import TipoDeManifestacao
from tests.contas.factories import UsuarioFactory
from tests.navegador.vigia import verificar_pagina
from tests.ouvidoria import elenco as da_ouvidoria
from tests.segundo_fator import ligar
from tests.senhas import codigo_agora
from tests.solicitacoes import elenco

pytestmark = pytest.mark.django_db(transaction=True)
SENHA, NOME = "uma-senha-comprida-156", "Canário Selada"
ENVIAR = "main form .govuk-button[type=submit]"
APARELHO = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


def com_aparelho(page: Page) -> None:
    cdp = page.context.new_cdp_session(page)
    cdp.send("WebAuthn.enable")
    cdp.send("WebAuthn.addVirtualAuthenticator", {"options": APARELHO})


def entrar(page: Page) -> None:
    page.goto("/conta/login/?next=/conta/2fa/")
    page.fill("[name=login]", "ana@exemplo.invalid")
    page.fill("[name=password]", SENHA)
    page.click(f"{ENVIAR} >> nth=0")


def conferir(page: Page) -> None:
    verificar_pagina(page)
    for largura in (390, 1280):
        page.set_viewport_size({"width": largura, "height": 900})
        assert page.evaluate("document.documentElement.scrollWidth") <= largura, page.url


def test_cadastra_a_chave_entra_com_ela_e_a_retira(
    new_context: Callable[..., BrowserContext], live_server: LiveServer
) -> None:
    cache.clear()
    ana = UsuarioFactory.create(nome="Ana da Silva", email="ana@exemplo.invalid", password=SENHA)
    page = new_context().new_page()
    com_aparelho(page)
    entrar(page)
    cadastrar(page)
    assert Authenticator.objects.filter(user=ana, type=Authenticator.Type.WEBAUTHN).count() == 1

    page.goto("/conta/logout/")
    page.click(ENVIAR)
    page.goto("/conta/login/?next=/conta/")
    conferir(page)
    page.click("#botao-da-chave")  # sem senha nenhuma
    expect(page.locator("h1")).to_have_text("Sua conta")

    page.goto("/conta/2fa/webauthn/")
    expect(page.locator("dt")).to_contain_text("celular da Ana")
    conferir(page)
    mudar_o_nome(page)
    retirar(page)
    assert not Authenticator.objects.filter(user=ana).exists()
    atos = RegistroDeAcesso.objects.filter(pessoa=ana).order_by("pk").values_list("ato", flat=True)
    assert [a for a in atos if a.startswith("chave")] == ["chave_posta", "chave_tirada"]


def cadastrar(page: Page) -> None:
    page.click("text=Cadastrar uma chave")
    expect(page.locator("h1")).to_have_text("Confirme que é você")
    page.fill("[name=password]", SENHA)
    page.click(ENVIAR)
    expect(page.locator("h1")).to_have_text("Cadastrar uma chave do aparelho")
    conferir(page)
    page.fill("[name=name]", "celular da Ana")
    page.click("#botao-da-chave")
    expect(page.locator("h1")).to_have_text("Códigos de reserva")


def mudar_o_nome(page: Page) -> None:
    """Mexer na segurança pede o fator outra vez: a própria chave, que é o que ela tem."""
    page.click("text=Mudar o nome")
    expect(page.locator("h1")).to_have_text("Confirme que é você")
    expect(page.locator("main")).to_contain_text("use a chave do seu aparelho")
    conferir(page)
    page.click("#botao-da-chave")
    expect(page.locator("h1")).to_have_text("Mudar o nome da chave")
    conferir(page)
    page.fill("[name=name]", "telefone novo")
    page.click(ENVIAR)
    expect(page.locator("dt")).to_contain_text("telefone novo")


def retirar(page: Page) -> None:
    page.click("text=Retirar")
    expect(page.locator("h1")).to_contain_text("telefone novo")
    conferir(page)
    page.click(ENVIAR)
    expect(page.locator("main")).to_contain_text("Nenhuma chave cadastrada")


def test_a_chave_posta_agora_pede_o_aplicativo_e_nao_abre_a_identidade(
    new_context: Callable[..., BrowserContext], live_server: LiveServer, settings: Settings
) -> None:
    """Quem abre identidades, já provado há mais de cinco minutos: a senha sozinha não põe outro fator."""
    settings.ESPERA_DO_FATOR_NOVO_HORAS = 24
    quem, segredo, pagina = quem_abre_identidades()
    page = new_context().new_page()
    com_aparelho(page)
    entrar(page)
    page.fill("[name=code]", (reserva := RecoveryCodes.activate(quem).get_unused_codes())[0])
    page.click(f"{ENVIAR} >> nth=0")
    expect(page.locator("h1")).to_have_text("Verificação em duas etapas")
    page.click("text=Cadastrar uma chave")
    expect(page.locator("h1")).to_have_text("Confirme que é você")
    expect(page.locator("[name=password]")).to_have_count(0)
    expect(page.get_by_text("Usar a senha")).to_have_count(0)
    conferir(page)
    page.fill("[name=code]", reserva[1])
    page.click(ENVIAR)
    page.fill("[name=name]", "celular novo")
    page.click("#botao-da-chave")
    expect(page.locator("h1")).to_have_text("Verificação em duas etapas")
    page.goto(pagina)
    expect(page.locator("main")).to_contain_text("não abre identidades")
    conferir(page)
    page.click("text=Confirmar com o código")
    page.click("text=Usar a chave do aparelho")
    page.click("#botao-da-chave")
    expect(page.locator("main")).to_contain_text("não abre identidades")
    assert NOME not in page.content()
    page.click("text=Confirmar com o código")
    page.fill("[name=code]", codigo_agora(segredo))
    page.click(ENVIAR)
    page.fill("[name=motivo]", "A Comissão precisa ouvir a pessoa.")
    page.click(ENVIAR)
    expect(page.locator("main")).to_contain_text(NOME)


def quem_abre_identidades() -> tuple[Usuario, str, str]:
    """A pessoa, o segredo do seu aplicativo de há um mês e a página de uma identidade."""
    cache.clear()
    quem = da_ouvidoria.designar(Papel.OUVIDORIA, "OGM", nome="Selma do Selo")
    quem.user_permissions.add(Permission.objects.get(codename="abrir_selo"))
    quem.email = "ana@exemplo.invalid"
    quem.set_password(SENHA)
    quem.save()
    dita = Identificacao(nome=NOME, tipo_documento="cpf", documento="52998224725")
    caso = da_ouvidoria.em_analise(TipoDeManifestacao.DENUNCIA, identificacao=dita)
    return quem, ligar(quem), reverse("mesa:identidade", args=[caso.protocolo])


def test_segunda_feira_de_manha_sem_javascript(
    new_context: Callable[..., BrowserContext], live_server: LiveServer
) -> None:
    """Passado o prazo, quem entra só com a senha liga o aplicativo ali mesmo e o trabalho abre."""
    cache.clear()
    sergio = elenco.servidor(elenco.unidade("EQUIPE"), nome="Sérgio da Sé")
    sergio.email = "ana@exemplo.invalid"
    sergio.set_password(SENHA)
    sergio.criado_em -= timedelta(days=90)
    sergio.save()
    desde = timezone.localdate() - timedelta(days=60)
    ExigenciaDeSegundoFator.objects.create(papel=Papel.SERVIDOR, desde=desde)
    page = new_context(java_script_enabled=False).new_page()
    entrar(page)
    page.goto("/area/")
    expect(page.locator("h1")).to_have_text("Falta a verificação em duas etapas")
    conferir(page)
    page.goto("/caixa/EQUIPE/")
    expect(page.locator("h1")).to_have_text("Falta a verificação em duas etapas")
    page.click("text=Com um aplicativo de códigos")
    page.fill("[name=password]", SENHA)
    page.click(ENVIAR)
    page.click("summary")
    page.fill("[name=code]", codigo_agora(page.inner_text("details strong").replace(" ", "")))
    page.click(ENVIAR)
    expect(page.locator("h1")).to_have_text("Códigos de reserva")
    page.goto("/caixa/EQUIPE/")
    expect(page.locator("h1")).to_contain_text("EQUIPE")


def test_a_chave_e_o_segundo_passo_da_senha_e_o_cancelado_se_diz(
    new_context: Callable[..., BrowserContext], live_server: LiveServer
) -> None:
    cache.clear()
    UsuarioFactory.create(nome="Ana da Silva", email="ana@exemplo.invalid", password=SENHA)
    page = new_context().new_page()
    com_aparelho(page)
    entrar(page)
    cadastrar(page)
    page.goto("/conta/logout/")
    page.click(ENVIAR)
    entrar(page)
    expect(page.locator("h1")).to_have_text("Código de confirmação")
    conferir(page)
    page.click("#botao-da-chave")
    expect(page.locator("h1")).to_have_text("Verificação em duas etapas")

    sem_chave = new_context().new_page()
    entrar(sem_chave)
    sem_chave.evaluate("() => { navigator.credentials.get = () => Promise.reject(new Error('cancelada')) }")
    sem_chave.click("#botao-da-chave")
    expect(sem_chave.locator("#falha-da-chave")).to_be_visible()
