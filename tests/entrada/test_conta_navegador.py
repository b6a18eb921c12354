"""A conta do munícipe no Chromium: um código no e-mail, e um servidor OpenID Connect de verdade."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.conf import settings as configuracao
from django.core.cache import cache
from playwright.sync_api import BrowserContext, expect
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from avisos.canais.correio import montar_mensagem
from avisos.models import Aviso, Cidade
from contas.models import Municipe, Usuario
from entrada.acesso.cpf import provar_na_praca
from entrada.municipes import municipe_de
from sp156.embutido.frontend import node
from sp156.web.csp import origens_do_govbr
from tests.contas.factories import InteressadoFactory, UsuarioFactory
from tests.entrada.govbr_falso import ligar
from tests.navegador.vigia import verificar_pagina
from tests.sp156.portal_no_ar import porta_livre

pytestmark = pytest.mark.django_db(transaction=True)
SENHA = "uma-senha-comprida-156"
CELULAR = {"width": 390, "height": 844}


@pytest.fixture(autouse=True)
def sem_tentativas_guardadas() -> None:
    cache.clear()


def codigo_recebido() -> str:
    corpo = str(montar_mensagem(Aviso.objects.latest("pk"), "x@exemplo.invalid", Cidade()).body)
    achado = re.search(r"^(\d{6})$", corpo, re.MULTILINE)
    assert achado
    return achado[1]


def test_cria_a_conta_com_um_codigo_e_volta_aonde_ia(
    new_context: Callable[..., BrowserContext], live_server: LiveServer
) -> None:
    """Quem pediu o código sem ter conta diz o nome no fim; o teclado basta."""
    pagina = new_context(viewport=CELULAR).new_page()
    pagina.goto("/conta/login/?next=/acompanhar/")
    verificar_pagina(pagina)
    pagina.get_by_label("E-mail ou CPF").fill("ana@exemplo.invalid")
    pagina.get_by_role("button", name="Receber um código").press("Enter")
    expect(pagina.locator("h1")).to_have_text("Escreva o código")
    verificar_pagina(pagina)
    pagina.get_by_label("Código").fill("000000" if codigo_recebido() != "000000" else "111111")
    pagina.get_by_role("button", name="Continuar").click()
    expect(pagina.get_by_role("alert")).to_contain_text("O código não confere")
    pagina.get_by_label("Código").fill(codigo_recebido())
    pagina.get_by_role("button", name="Continuar").click()
    expect(pagina.locator("h1")).to_have_text("Como você se chama?")
    verificar_pagina(pagina)
    pagina.get_by_label("Nome completo").fill("Ana Lima")
    pagina.get_by_role("button", name="Criar conta").click()
    expect(pagina).to_have_url(re.compile("/acompanhar/$"))
    expect(pagina.get_by_role("link", name="Ana Lima")).to_be_visible()
    pagina.get_by_role("link", name="Ana Lima").click()
    expect(pagina.locator("main")).to_contain_text("Nenhuma: você entra com um código")
    verificar_pagina(pagina)


def test_quem_nao_tem_email_poe_um_com_um_codigo(
    new_context: Callable[..., BrowserContext], live_server: LiveServer
) -> None:
    ana = UsuarioFactory.create(nome="Ana", email=None, cpf="52998224725", password=SENHA)
    pagina = new_context(viewport=CELULAR).new_page()
    pagina.goto("/conta/login/?next=/conta/")
    pagina.get_by_label("E-mail ou CPF").fill("529.982.247-25")
    pagina.get_by_label("Senha", exact=True).fill(SENHA)
    pagina.get_by_role("button", name="Entrar", exact=True).click()
    pagina.locator("main a[href='/conta/seu-email/']").click()
    if pagina.get_by_label("Senha", exact=True).count():  # prova antes quem é
        pagina.get_by_label("Senha", exact=True).fill(SENHA)
        pagina.locator("main button[type=submit]").first.click()
    expect(pagina.locator("h1")).to_have_text("Seu e-mail")
    verificar_pagina(pagina)
    pagina.get_by_label("E-mail").fill("ana@exemplo.invalid")
    pagina.get_by_role("button", name="Receber um código").press("Enter")
    expect(pagina.locator("h1")).to_have_text("Escreva o código")
    verificar_pagina(pagina)
    pagina.get_by_label("Código").fill(codigo_recebido())
    pagina.get_by_role("button", name="Continuar").click()
    expect(pagina.locator("main")).to_contain_text("ana@exemplo.invalid")
    ana.refresh_from_db()
    assert ana.email == "ana@exemplo.invalid"


def test_troca_de_email_e_quem_tem_o_antigo_recusa(
    new_context: Callable[..., BrowserContext], live_server: LiveServer
) -> None:
    ana = UsuarioFactory.create(nome="Ana", email="ana@exemplo.invalid", password=SENHA)
    pagina = new_context(viewport=CELULAR).new_page()
    pagina.goto("/conta/login/?next=/conta/seu-email/")
    pagina.get_by_label("E-mail ou CPF").fill("ana@exemplo.invalid")
    pagina.get_by_label("Senha", exact=True).fill(SENHA)
    pagina.get_by_role("button", name="Entrar", exact=True).click()
    expect(pagina.locator("h1")).to_have_text("Confirme que é você")
    pagina.get_by_label("Senha", exact=True).fill(SENHA)
    pagina.get_by_role("button", name="Confirmar").click()
    expect(pagina.locator("main")).to_contain_text("O e-mail da sua conta é ana@exemplo.invalid")
    verificar_pagina(pagina)
    pagina.get_by_label("E-mail").fill("nova@exemplo.invalid")
    pagina.get_by_role("button", name="Receber um código").click()
    pagina.get_by_label("Código").fill(codigo_recebido())
    pagina.get_by_role("button", name="Continuar").click()
    expect(pagina.locator("main")).to_contain_text("Os avisos já vão ao e-mail novo")
    verificar_pagina(pagina)
    achado = re.search(r"/conta/troca/\S+", Aviso.objects.latest("pk").corpo)
    assert achado
    antigo = new_context(viewport=CELULAR, java_script_enabled=False).new_page()
    antigo.goto(achado[0])
    expect(antigo.locator("h1")).to_have_text("Foi você que trocou o e-mail da conta?")
    pagina.goto(achado[0])
    verificar_pagina(pagina)
    antigo.get_by_role("button", name="Recusar a troca").click()
    expect(antigo.locator("h1")).to_have_text("A troca foi recusada")
    pagina.goto(achado[0])
    expect(pagina.locator("h1")).to_have_text("Este link não vale mais")
    ana.refresh_from_db()
    assert (ana.email, ana.email_novo) == ("ana@exemplo.invalid", None)


def test_quem_deixou_o_contato_recusa_o_cpf_visto_na_praca_sem_javascript(
    new_context: Callable[..., BrowserContext], live_server: LiveServer
) -> None:
    conta = UsuarioFactory.create(nome="Ana", email="ana@exemplo.invalid", password=SENHA)
    municipe = Municipe.objects.create(cpf="52998224725")
    InteressadoFactory.create(municipe=municipe, email="outro@exemplo.invalid")
    assert provar_na_praca(usuario=conta, cpf=municipe.cpf, por=UsuarioFactory.create())
    achado = re.search(r"/conta/troca/\S+", Aviso.objects.latest("pk").corpo)
    assert achado
    dona = new_context(viewport=CELULAR).new_page()
    dona.goto("/conta/login/?next=/conta/")
    dona.get_by_label("E-mail ou CPF").fill("ana@exemplo.invalid")
    dona.get_by_label("Senha", exact=True).fill(SENHA)
    dona.get_by_role("button", name="Entrar", exact=True).click()
    expect(dona.locator("main")).to_contain_text("comprovado numa Praça, passa a valer em")
    verificar_pagina(dona)
    dona.goto(achado[0])
    verificar_pagina(dona)
    quem = new_context(viewport=CELULAR, java_script_enabled=False).new_page()
    quem.goto(achado[0])
    expect(quem.locator("h1")).to_have_text("Foi você que mostrou o documento numa Praça?")
    quem.get_by_role("button", name="Não fui eu: recusar").click()
    expect(quem.locator("main")).to_contain_text("A conta não vê o que se pediu com o CPF")
    conta.refresh_from_db()
    assert conta.cpf_novo is None


@pytest.fixture
def oidc(live_server: LiveServer, settings: Settings) -> Iterator[str]:
    """O oidc-provider no ar, e o portal configurado para ele."""
    porta = porta_livre()
    voltas = [f"{live_server.url}/conta/govbr/{qual}/" for qual in ("volta", "saiu")]
    roteiro = Path(__file__).parent / "oidc.mjs"
    with subprocess.Popen(
        [str(node()), str(roteiro), str(porta), *voltas], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    ) as processo:
        assert processo.stdout
        assert b"pronto" in processo.stdout.readline()
        settings.ENDERECO_PUBLICO = live_server.url
        ligar(settings, f"http://127.0.0.1:{porta}")
        ir = [*configuracao.SECURE_CSP["form-action"], *origens_do_govbr(settings.SOCIALACCOUNT_PROVIDERS)]
        settings.SECURE_CSP = configuracao.SECURE_CSP | {"form-action": ir}
        yield f"http://127.0.0.1:{porta}"
        processo.terminate()


def test_entra_pelo_gov_br_e_sai_das_duas_contas(
    new_context: Callable[..., BrowserContext], oidc: str
) -> None:
    pagina = new_context(viewport=CELULAR).new_page()
    pagina.goto("/conta/login/?next=/acompanhar/")
    pagina.get_by_role("button", name="Continuar com o gov.br").click()
    expect(pagina).to_have_url(re.compile(f"^{oidc}/interaction/"))
    pagina.locator("[name=login]").fill("52998224725")
    pagina.locator("[name=password]").fill("qualquer")
    pagina.locator("[type=submit]").click()
    pagina.locator("[type=submit]").click()  # o consentimento
    expect(pagina).to_have_url(re.compile("/acompanhar/$"))
    pessoa = Usuario.objects.get()
    municipe = municipe_de(pessoa)
    assert municipe
    assert (pessoa.nome, pessoa.email) == ("Maria do gov.br", None)
    assert (pessoa.cpf, municipe.provado_como) == ("52998224725", "ouro")
    pagina.goto("/conta/")
    expect(pagina.locator("main")).to_contain_text("***.982.247-**")
    pagina.get_by_role("button", name="Sair").click()
    expect(pagina).to_have_url(re.compile(f"^{oidc}/logout"))
    pagina.goto("/conta/")
    expect(pagina.locator("h1")).to_have_text("Entrar ou criar conta")
    outra = new_context(viewport=CELULAR).new_page()  # a vigia não deixa pedir nada ao outro servidor
    outra.goto("/conta/govbr/saiu/")
    expect(outra.locator("main")).to_contain_text("gov.br pode continuar aberta")
    verificar_pagina(outra)
