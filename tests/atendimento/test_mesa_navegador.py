"""A mesa pelo teclado, no navegador: quantas teclas além dos dados, onde está o foco, e nada se perde."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.core.cache import cache
from playwright.sync_api import BrowserContext, expect

from atendimento.models import Atendimento
from atendimento.situacoes import Resultado
from guia.busca import indice
from solicitacoes.models import Solicitacao
from tests.atendimento.teclado import MAIS_TECLAS, Teclado
from tests.guia.factories import CaminhoFactory
from tests.navegador.entrada import Entrar
from tests.navegador.telas import CELULAR, MESA, SEM_JAVASCRIPT
from tests.navegador.vigia import verificar_pagina
from tests.solicitacoes import elenco
from tests.solicitacoes.pedindo import atendente, central, territorio

pytestmark = pytest.mark.django_db(transaction=True)

type Contexto = Callable[..., BrowserContext]

SO_INFORMACAO = 2


@pytest.fixture(autouse=True)
def cidade() -> None:
    cache.clear()
    indice.atualizar([territorio(publica=True, identificacao="anonima").pk])


class NoTapaBuraco(Teclado):
    """Quem só usa o teclado, no serviço de que se sabem as perguntas."""

    def onde_e_como(self) -> None:
        self.escrever("Rua Líbero Badaró")
        self.tecla("Enter")
        self.foco_em("#id_numero")
        self.escrever("425")
        self.tecla("Enter")
        self.foco_em("#id_r_tamanho_0")
        self.tecla("Space")
        self.tecla("Enter")
        self.foco_em("#id_r_desde")

    def quem(self) -> None:
        for campo, dado in (
            ("nome", "Maria Silva"),
            ("cpf", "52998224725"),
            ("email", "maria@exemplo.invalid"),
            ("telefone", "11987654321"),
        ):
            self.foco_em(f"#id_{campo}")
            self.escrever(dado)
            self.tecla("Enter")
        self.foco_em("#registrar")

    def registrar(self, quantos: int) -> None:
        self.tecla("Enter")
        self.foco_em(".sp-registrado")
        assert Solicitacao.objects.count() == quantos


def test_a_segunda_necessidade_da_mesma_pessoa_em_poucas_teclas(entrar: Entrar) -> None:
    quem = NoTapaBuraco(entrar(atendente(central()), **MESA))
    quem.consultar("tapa-buraco")
    quem.onde_e_como()
    quem.tecla("Enter")
    quem.foco_em("#id_descricao")
    quem.tecla("Enter")
    quem.quem()
    expect(quem.pagina.locator("#onde-fica")).to_contain_text("Fica em Sé")
    verificar_pagina(quem.pagina)
    quem.registrar(1)
    verificar_pagina(quem.pagina)
    # a segunda não pergunta quem é
    quem.teclas = 0
    quem.tecla("F4")
    quem.consultar("tapa-buraco")
    quem.onde_e_como()
    quem.tecla("Control+Enter")
    expect(quem.pagina.locator("#iguais")).to_be_visible()
    quem.foco_em("#iguais button[name=e_outro]")
    verificar_pagina(quem.pagina)
    quem.registrar(2)
    assert quem.teclas <= MAIS_TECLAS, quem.teclas
    # a terceira é só uma pergunta; o resultado é o que mais pesou
    quem.tecla("F4")
    quem.consultar("tapa-buraco")
    quem.tecla("F9")
    quem.foco_em("#id_procurar")
    assert Atendimento.objects.get().resultado == Resultado.PEDIDO
    assert Solicitacao.objects.count() == 2


def test_so_informacao_em_duas_teclas(entrar: Entrar) -> None:
    indice.atualizar([elenco.servico("buracao", "Buraco em estrada").pk])
    quem = NoTapaBuraco(entrar(atendente(central()), **MESA))
    quem.escrever("buraco")
    expect(quem.pagina.locator(".sp-achados button")).to_have_count(2)
    quem.tecla("ArrowDown")
    quem.tecla("ArrowDown")
    quem.foco_em(".sp-achados li:last-child button")
    quem.tecla("ArrowUp")
    quem.tecla("ArrowUp")
    quem.pagina.goto("/central/")
    quem.teclas = 0
    quem.consultar("tapa-buraco")
    expect(quem.pagina.get_by_role("heading", name="Tapa-buraco")).to_be_visible()
    quem.tecla("F9")
    expect(quem.pagina.get_by_role("heading", name="Meus atendimentos de hoje")).to_be_visible()
    assert quem.teclas == SO_INFORMACAO
    assert Atendimento.objects.get().resultado == Resultado.INFORMACAO


def test_trocar_de_aba_e_errar_nao_perdem_nada(entrar: Entrar) -> None:
    quem = NoTapaBuraco(entrar(atendente(central()), **CELULAR))
    pagina = quem.pagina
    quem.consultar("tapa-buraco")
    quem.escrever("Avenida Comprida")
    pagina.locator("#id_nome").fill("Maria")
    quem.tecla("F2")
    pagina.wait_for_url("**/central/")  # antes dos módulos o Enter só mostra a lista
    quem.consultar("tapa-buraco")
    verificar_pagina(pagina)
    abas = pagina.get_by_role("navigation", name="Atendimentos abertos").get_by_role("link")
    expect(abas).to_have_count(2)
    abas.first.click()
    expect(pagina.locator("#id_logradouro")).to_have_value("Avenida Comprida")
    expect(pagina.locator("#id_nome")).to_have_value("Maria")
    quem.foco_em("#id_numero")
    quem.tecla("Control+Enter")
    quem.foco_em("#erros")
    expect(pagina.locator("#id_nome")).to_have_value("Maria")
    verificar_pagina(pagina)
    quem.tecla("Alt+a")
    quem.foco_em("#registrar")
    expect(pagina.get_by_label("Não quer se identificar")).to_be_checked()
    # no campo dos arquivos, Enter escolhe-os
    pagina.locator("summary", has_text="Fotos").click()
    with pagina.expect_file_chooser():
        pagina.locator("#id_fotos").press("Enter")


def test_sem_javascript(new_context: Contexto, entrar: Entrar) -> None:
    pagina = entrar(atendente(central()), **SEM_JAVASCRIPT)
    pagina.goto("/central/")
    pagina.get_by_label("O que a pessoa quer?").fill("buraco")
    pagina.get_by_role("button", name="Começar").click()
    pagina.get_by_role("button", name="Tapa-buraco").click()
    pagina.get_by_label("Rua, avenida ou praça").fill("Avenida Comprida")
    pagina.get_by_label("Número", exact=True).fill("10")
    pagina.get_by_text("Menor que um prato").click()
    pagina.get_by_label("Nome completo").fill("Maria Silva")
    pagina.get_by_label("CPF", exact=True).fill("529.982.247-25")
    pagina.get_by_role("button", name="Registrar pedido").click()
    pagina.get_by_text("Pinheiros").first.click()
    verificar_pagina(pagina)
    pagina.get_by_role("button", name="Registrar pedido").click()
    expect(pagina.get_by_role("heading", name="Pedido registrado")).to_be_visible()
    pagina.get_by_role("button", name="Terminar: Pedido registrado").click()
    expect(pagina.get_by_role("row").filter(has_text="Pedido registrado")).to_be_visible()
    verificar_pagina(pagina)


def test_o_perigo_dita_o_numero_na_hora_e_uma_tecla_segue(entrar: Entrar) -> None:
    """Ao escolher, o número; Ctrl+Enter guarda e leva a ele, antes do que falta; Enter segue."""
    CaminhoFactory.create(urgente=True)
    quem = NoTapaBuraco(entrar(atendente(central()), **MESA))
    quem.consultar("buraco")
    quem.escrever("Rua Líbero Badaró")
    quem.tecla("Enter")
    quem.foco_em("#id_numero")
    quem.escrever("425")
    quem.tecla("Enter")
    quem.foco_em("#id_r_tamanho_0")
    quem.tecla("3")
    quem.foco_em("#id_r_tamanho_2")  # a orientação lê-se antes de seguir
    caixa = quem.pagina.locator("[data-conselho]")
    expect(caixa.get_by_role("alert")).to_contain_text("Diga para ligar agora:")
    expect(caixa.get_by_role("link", name="199")).to_be_visible()
    verificar_pagina(quem.pagina)
    quem.tecla("Control+Enter")
    quem.foco_em("[data-conselho] button")
    expect(quem.pagina.locator(".govuk-error-summary")).to_have_count(0)
    expect(quem.pagina.locator("#id_numero")).to_have_value("425")
    verificar_pagina(quem.pagina)
    quem.tecla("Enter")
    expect(quem.pagina.locator(".govuk-error-summary")).to_contain_text("nome")
    quem.pagina.locator("#id_nome").focus()
    quem.quem()
    quem.registrar(1)
