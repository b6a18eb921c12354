"""A lista no navegador: filtros que se combinam, filtros guardados, planilha, teclado e celular."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import Route, expect

from roteamento.models import Unidade
from solicitacoes import acoes
from solicitacoes.models import FiltroGuardado
from tests.navegador.entrada import Entrar
from tests.navegador.telas import CELULAR, MESA
from tests.navegador.vigia import verificar_pagina
from tests.solicitacoes import elenco

pytestmark = pytest.mark.django_db(transaction=True)

CAIXA = "/caixa/SMPR-CPO-STM-Sé/"


@pytest.fixture
def caixa() -> Unidade:
    return elenco.unidade()


def test_com_o_mouse_do_filtro_ao_filtro_guardado_e_a_planilha(
    entrar: Entrar, caixa: Unidade, tmp_path: Path
) -> None:
    com_foto = elenco.solicitacao(caixa, com_foto=True, canal="praca")
    elenco.solicitacao(caixa, com_foto=True)
    elenco.solicitacao(caixa, canal="praca")
    page = entrar(elenco.servidor(caixa), **MESA)
    page.goto(CAIXA)
    verificar_pagina(page)
    page.evaluate("window.mesma = true")
    page.get_by_text("Mais filtros").click()
    page.get_by_label("Com foto").check()
    expect(page.locator("[data-linha]")).to_have_count(2)
    page.get_by_label("Canal").select_option("praca")
    expect(page.locator("[data-linha]")).to_have_count(1)
    expect(page.get_by_text("2 filtros ligados")).to_be_visible()
    assert page.evaluate("window.mesma") is True  # trocou só a lista
    expect(page).to_have_url(re.compile(r"/\?canal=praca&foto=sim$"))
    expect(page.get_by_label("Canal")).to_be_visible()  # os filtros continuam abertos
    verificar_pagina(page)
    with page.expect_download() as baixada:
        page.get_by_role("button", name="CSV").click()
    destino = tmp_path / "caixa.csv"
    baixada.value.save_as(destino)
    linhas = destino.read_text(encoding="utf-8-sig").splitlines()
    assert [linha.split(";")[0] for linha in linhas] == ["Protocolo", com_foto.protocolo]


def test_do_filtro_guardado_a_apagar(entrar: Entrar, caixa: Unidade) -> None:
    elenco.solicitacao(caixa, com_foto=True, canal="praca")
    for canal in ("praca", "portal"):
        elenco.solicitacao(caixa, canal=canal)
    page = entrar(elenco.servidor(caixa), **MESA)
    page.goto(f"{CAIXA}?canal=praca&foto=sim")
    page.get_by_role("link", name="Guardar estes filtros").click()
    verificar_pagina(page)
    page.get_by_label("Nome do filtro").fill("Da Praça, com foto")
    page.get_by_role("button", name="Guardar o filtro").click()
    expect(page.get_by_text("Filtro “Da Praça, com foto” guardado.")).to_be_visible()
    page.get_by_role("link", name="Limpar os filtros").click()
    expect(page.locator("[data-linha]")).to_have_count(3)
    for largura in (1024, 800):  # nem na tela do meio rola de lado
        page.set_viewport_size({"width": largura, "height": 800})
        assert not page.evaluate("document.documentElement.scrollWidth > innerWidth"), largura
    page.set_viewport_size(MESA["viewport"])
    guardado = page.get_by_role("navigation", name="Filtros guardados").get_by_role("link").first
    expect(guardado).to_have_text(re.compile(r"Da Praça, com foto\s+1"))  # a contagem chega depois
    verificar_pagina(page)
    guardado.click()
    expect(page.locator("[data-linha]")).to_have_count(1)
    expect(page.get_by_label("Canal")).to_have_value("praca")
    expect(guardado).to_have_text(re.compile(r"Da Praça, com foto\s+1"))  # já não se troca debaixo do clique
    page.get_by_role("navigation", name="Filtros guardados").get_by_role("link").last.click()
    verificar_pagina(page)
    page.get_by_role("link", name="Mudar").click()
    verificar_pagina(page)
    page.get_by_role("button", name="Apagar o filtro").click()
    expect(page.get_by_text("apagado. Nenhum pedido mudou.")).to_be_visible()
    assert not FiltroGuardado.objects.exists()


def test_so_com_o_teclado_acha_um_juntado_e_o_abre(entrar: Entrar, caixa: Unidade) -> None:
    principal, junto = elenco.solicitacao(caixa), elenco.solicitacao(caixa)
    acoes.agrupar(principal=principal, versao=1, por=elenco.autor(elenco.pessoa(), caixa), outras=[junto])
    page = entrar(elenco.servidor(caixa), **MESA)
    page.goto(CAIXA)
    expect(page.locator("[data-linha]")).to_have_count(1)
    expect(page.locator("[data-linha]")).to_contain_text("+1 igual")
    page.keyboard.press("/")
    page.keyboard.type(junto.protocolo)
    page.keyboard.press("Enter")
    expect(page.locator("[data-linha]")).to_contain_text("junto de outro")
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("j")
    expect(page.get_by_role("link", name=junto.protocolo_escrito)).to_be_focused()
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/{junto.protocolo}/**")


def test_cheia_de_marcas_nao_rola_de_lado(entrar: Entrar, caixa: Unidade) -> None:
    agora = timezone.now()
    principal = elenco.solicitacao(
        caixa,
        logradouro="Avenida Professor Doutor de Nome Muito Comprido Mesmo",
        agendada_para=agora.date(),
        reaberta_em=agora,
        com_foto=True,
    )
    junto = elenco.solicitacao(caixa)
    por = elenco.autor(elenco.pessoa(), caixa)
    acoes.agrupar(principal=principal, versao=1, por=por, outras=[junto])
    page = entrar(elenco.servidor(caixa), viewport={"width": 320, "height": 700})
    page.goto(f"{CAIXA}?foto=sim&iguais=sim&reabertas=sim&de=2020-01-01")
    expect(page.locator(".sp-nota")).to_have_count(3)
    verificar_pagina(page)
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


def test_sem_javascript_os_filtros_e_os_guardados_andam(entrar: Entrar, caixa: Unidade) -> None:
    elenco.solicitacao(caixa, com_foto=True)
    elenco.solicitacao(caixa)
    page = entrar(elenco.servidor(caixa), **CELULAR, java_script_enabled=False)
    page.goto(CAIXA)
    expect(page.locator("[data-linha] a").first).to_be_in_viewport()  # os filtros estão dobrados
    page.get_by_text("Filtros", exact=True).click()
    page.get_by_text("Mais filtros").click()
    page.get_by_label("Com foto").check()
    page.get_by_role("button", name="Filtrar").click()
    expect(page.locator("[data-linha]")).to_have_count(1)
    expect(page.get_by_label("Com foto")).to_be_visible()  # com um ligado, ficam à vista
    page.get_by_role("link", name="Guardar estes filtros").click()
    page.get_by_label("Nome do filtro").fill("Com foto")
    page.get_by_role("button", name="Guardar o filtro").click()
    page.get_by_role("link", name="Limpar os filtros").click()
    expect(page.locator("[data-linha]")).to_have_count(2)
    page.get_by_role("navigation", name="Filtros guardados").get_by_role("link", name="Com foto").click()
    expect(page.locator("[data-linha]")).to_have_count(1)


PULOS = """() => new Promise(dizer => new PerformanceObserver(lista => {
    window.pulos = (window.pulos ?? 0) + lista.getEntries().reduce((soma, um) => soma + um.value, 0);
}).observe({type: 'layout-shift', buffered: true}) ?? setTimeout(() => dizer(window.pulos ?? 0), 300))"""
TECLAS = "() => [...document.querySelectorAll('[accesskey]')].map(um => um.accessKey)"


def test_no_celular_o_formulario_nao_pula(entrar: Entrar, caixa: Unidade) -> None:
    """Nem quando as contagens chegam, nem quando aparece o que só existe com JavaScript."""
    quem = elenco.servidor(caixa)
    elenco.iguais(3, caixa)
    for nome in ("Com foto", "Atrasados sem dono", "Da Praça", "Do mês", "Rua Augusta", "Com iguais"):
        acoes.guardar_filtro(por=elenco.autor(quem, caixa), unidade=caixa, nome=nome, consulta="foto=sim")
    page = entrar(quem, **CELULAR)
    page.goto(CAIXA)
    expect(page.get_by_role("navigation", name="Filtros guardados").get_by_text("0")).to_have_count(6)
    expect(page.get_by_role("button", name="Atalhos do teclado")).to_be_visible()
    assert page.evaluate(PULOS) < 0.01
    assert sorted(page.evaluate(TECLAS)) == ["1", "2", "3", "4"]


def test_a_sessao_que_acabou_nao_poe_a_entrada_dentro_da_lista(entrar: Entrar, caixa: Unidade) -> None:
    """Era o que fazia o formulário pular 0,45 e cada tecla de acesso ter dois donos."""
    quem = elenco.servidor(caixa)
    acoes.guardar_filtro(por=elenco.autor(quem, caixa), unidade=caixa, nome="Com foto", consulta="foto=sim")
    page = entrar(quem, **CELULAR)

    def sem_sessao(rota: Route) -> None:
        page.context.clear_cookies()
        rota.continue_(headers={n: v for n, v in rota.request.headers.items() if n != "cookie"})

    page.route("**/filtros/", sem_sessao)
    page.goto(CAIXA)
    page.wait_for_url("**/conta/login/**")
    assert sorted(page.evaluate(TECLAS)) == ["1", "2", "3", "4"]
