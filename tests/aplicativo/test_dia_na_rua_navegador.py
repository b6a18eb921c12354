"""O dia da equipe no celular: abre sem internet, vai uma vez, e apaga-se ao sair e ao fim do turno."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect

from contas.models import Usuario
from roteamento.models import Unidade
from solicitacoes import acoes, carga
from solicitacoes.models import Solicitacao
from solicitacoes.situacoes import Situacao
from tests.aplicativo.celular import APARELHO, PARA_ENVIAR
from tests.aplicativo.rede_ruim import Rede
from tests.instalacao import esperar
from tests.navegador import alvos
from tests.navegador.entrada import quem_entra
from tests.solicitacoes import elenco
from tests.solicitacoes.test_campo import CAIXA, foto

pytestmark = pytest.mark.django_db(transaction=True)
LISTA = f"{CAIXA}campo/"
PONTOS = [(-23.5456, -46.6366), (-23.5500, -46.6330), (-23.5470, -46.6350)]
GUARDADO = """async () => {
  const banco = await new Promise((pronto) => {
    const pedido = indexedDB.open("sp156-turno");
    pedido.onsuccess = () => pronto(pedido.result);
  });
  const nomes = [...banco.objectStoreNames];
  const ler = nomes.length && banco.transaction(nomes[0]).objectStore(nomes[0]).getAll();
  if (ler) await new Promise((pronto) => (ler.onsuccess = pronto));
  banco.close();
  const tem = (await caches.keys()).includes("turno");
  const programas = tem ? await (await caches.open("turno")).keys() : [];
  return [ler ? ler.result.length : 0, programas.length > 0, localStorage.getItem("turno")];
}"""
"""Quantas linhas há, se há os programas das páginas, e se a página se lembra do turno."""


@pytest.fixture
def caixa() -> Unidade:
    carga.carregar()
    return elenco.unidade()


@pytest.fixture
def quem(caixa: Unidade) -> Usuario:
    return elenco.servidor(caixa)


@pytest.fixture
def casos(caixa: Unidade, quem: Usuario) -> list[Solicitacao]:
    """Três lugares do dia, o primeiro com uma foto, e um com sigilo."""
    abertos = [
        elenco.solicitacao(caixa, lat=lat, lon=lon, numero=str(n))
        for n, (lat, lon) in enumerate(PONTOS, start=1)
    ]
    nome = default_storage.save("antes.jpg", foto())
    abertos[0].anexos.create(
        ordem=1, arquivo=nome, miniatura=nome, nome="antes.jpg", sha256="a", papel="interessado"
    )
    sigiloso = elenco.servico("violencia", "Violência", sigilosa=True)
    secreto = elenco.solicitacao(caixa, servico=sigiloso, logradouro="Rua do Segredo")
    acoes.por_na_lista(unidade=caixa, casos=[*abertos, secreto], quem=quem, dia=timezone.localdate())
    return abertos


@pytest.fixture
def celular(browser: Browser, quem: Usuario, casos: list[Solicitacao], rede: Rede) -> Iterator[Page]:  # noqa: ARG001
    """A lista aberta, com o dia já no aparelho."""
    with browser.new_context(**APARELHO, base_url=rede.endereco) as contexto:
        page = quem_entra(lambda: contexto, rede.endereco)(quem)
        page.goto(LISTA)
        expect(page.get_by_text("O dia está neste aparelho, e abre sem internet, até")).to_be_visible()
        yield page


def cartao(page: Page, caso: Solicitacao) -> Any:
    return page.locator(f"#parada-{caso.protocolo}")


def aba_nova(page: Page) -> Page:
    """O sistema matou a aba, e a pessoa abre outra."""
    contexto = page.context
    page.close()
    nova = contexto.new_page()
    nova.goto(LISTA)
    return nova


def concluir(page: Page, caso: Solicitacao) -> None:
    cartao(page, caso).get_by_role("button", name="Concluir").click()
    expect(
        cartao(page, caso).get_by_text("Sem internet. Guardar para enviar quando ela voltar?")
    ).to_be_visible()
    cartao(page, caso).get_by_role("button", name="Guardar e enviar depois").click()
    expect(cartao(page, caso).get_by_text("Guardado neste aparelho.")).to_be_visible()


def concluir_com_foto(page: Page, caso: Solicitacao, imagem: Path) -> None:
    """Só fala o que se acaba de fazer: nem a rede que falhou, nem as fotos que iam."""
    cartao(page, caso).locator("input[type=file]").set_input_files(imagem)
    cartao(page, caso).get_by_role("button", name="Concluir").click()
    expect(cartao(page, caso).get_by_text("O munícipe vai ler:")).to_be_visible()
    expect(cartao(page, caso).get_by_text("Com 1 foto.")).to_be_visible()
    cartao(page, caso).get_by_role("button", name="Guardar e enviar depois").click()
    expect(cartao(page, caso).locator("[data-sem-rede]")).to_be_focused()
    expect(page.get_by_text("Sem conexão.")).to_be_hidden()
    expect(cartao(page, caso).get_by_text("Enviando as fotos")).to_have_count(0)
    expect(cartao(page, caso).get_by_role("link", name="Não deu")).to_be_hidden()


def nao_deu(page: Page, caso: Solicitacao) -> None:
    """O rascunho mora no servidor: sem rede não se muda, e o que se escreveu continua ali."""
    cartao(page, caso).get_by_role("link", name="Não deu").click()
    page.get_by_label("Outro motivo").check()
    page.get_by_label("O que mais é preciso saber").fill("Portão fechado com cadeado.")
    page.get_by_role("button", name="Guardar e continuar depois").click()
    expect(page.get_by_text("Sem internet isto não se faz agora.")).to_be_visible()
    page.get_by_role("button", name="Não deu").click()
    page.get_by_role("button", name="Guardar e enviar depois").click()
    expect(page.get_by_text("Guardado neste aparelho.")).to_be_visible()


def test_o_dia_abre_sem_internet_e_o_que_se_fez_vai_uma_vez(
    celular: Page, casos: list[Solicitacao], caixa: Unidade, rede: Rede, tmp_path: Path
) -> None:
    imagem, (feito, por_fazer, mudado), page = tmp_path / "depois.jpg", casos, celular
    imagem.write_bytes(foto().read())
    expect(page.get_by_text("Rua do Segredo")).to_be_visible()
    assert alvos.pequenos(page) == []
    rede.sem_sinal()
    page.reload()
    expect(page.get_by_text("Sem internet: esta página está como às")).to_be_visible()
    expect(page.get_by_text("1 pedido com sigilo só se abre com internet.")).to_be_visible()
    expect(page.get_by_text("Rua do Segredo")).to_have_count(0)
    expect(page.locator(".sp-mapa__ponto")).to_have_count(3)
    expect(cartao(page, feito).get_by_role("img")).to_have_js_property("naturalWidth", 40)
    page.get_by_role("link", name=feito.protocolo_escrito, exact=True).click()
    expect(page.get_by_role("heading", name="Tapa-buraco")).to_be_visible()
    page.wait_for_function("() => 'htmx' in window")
    expect(page.get_by_text("Sem conexão.")).to_be_hidden()
    page.go_back()

    concluir_com_foto(page, feito, imagem)
    nao_deu(page, por_fazer)
    page = aba_nova(page)
    expect(page.get_by_text("2 pedidos esperam para ser enviados.")).to_be_visible()
    for caso in (feito, por_fazer):
        expect(cartao(page, caso).get_by_text("Guardado neste aparelho.")).to_be_visible()
    concluir(page, mudado)
    expect(page.get_by_text("3 pedidos esperam para ser enviados.")).to_be_visible()
    expect(page.locator("[data-lugares]")).to_have_text("3 lugares")
    rita = elenco.servidor(caixa, nome="Rita Rua")
    acoes.agendar(caso=mudado, versao=1, por=elenco.autor(rita, caixa), data=timezone.localdate())

    rede.boa()
    page.evaluate("window.dispatchEvent(new Event('online'))")
    expect(cartao(page, feito).get_by_text("Enviado, e feito.")).to_be_visible()
    expect(page.locator("[data-lugares]")).to_have_text("1 lugar")
    expect(page.get_by_text("1 pedido espera para ser enviado; 1 precisa de você.")).to_be_visible()
    for caso in casos:
        caso.refresh_from_db()
    assert (feito.situacao, feito.anexos.count(), feito.versao) == (Situacao.FINALIZADA, 2, 2)
    assert (por_fazer.aberta, por_fazer.versao, mudado.aberta) == (True, 2, True)
    page.goto(PARA_ENVIAR)
    expect(page.locator("[data-lista] li")).to_have_count(1)
    expect(
        page.get_by_text(f"O que mudou: A equipe marcou o dia do serviço (Rita Rua, {caixa.sigla}).")
    ).to_be_visible()


def sem_o_dia(page: Page) -> None:
    """Nem chave, nem respostas, nem programas; e a página só existe com rede."""
    esperar(lambda: page.evaluate(GUARDADO) == [0, False, None], falta="o dia sair do aparelho")
    page.goto(LISTA)
    expect(page.get_by_role("heading", name="Esta página precisa de internet")).to_be_visible()


def test_sair_apaga_o_dia(celular: Page, rede: Rede) -> None:
    linhas, programas, _ = celular.evaluate(GUARDADO)
    assert (linhas > 8, programas) == (True, True)
    celular.get_by_role("button", name="Sair").click()
    expect(celular.get_by_role("link", name="Entrar")).to_be_visible()
    rede.sem_sinal()
    sem_o_dia(celular)


def test_o_fim_do_turno_apaga_o_dia_na_hora(celular: Page, rede: Rede) -> None:
    """Com a página aberta, sem rede nenhuma: ela mesma sai da tela."""
    rede.sem_sinal()
    celular.clock.install()
    celular.reload()
    expect(celular.get_by_text("Sem internet: esta página está como às")).to_be_visible()
    celular.clock.fast_forward("13:00:00")
    expect(celular.get_by_role("heading", name="Esta página precisa de internet")).to_be_visible()
    sem_o_dia(celular)
