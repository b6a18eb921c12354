"""Quem não programa adiciona um serviço com cinco perguntas em três minutos, e o munícipe vê as mesmas.

Os segundos são os do modelo de Card, Moran e Newell: o que se digita, se aponta e se pensa antes de um botão,
sem contar a máquina. De dia, adicionar um serviço está em `tests/navegador/test_guia_vivo.py`, e as
perguntas, pelo cliente, em `test_construtor.py`.
"""

from __future__ import annotations

import re

import pytest
from django.contrib.auth.models import Group
from playwright.sync_api import Locator, Page, expect

from contas.autor import SISTEMA
from contas.models import Usuario
from guia import acoes
from guia.models import Servico
from guia.situacoes import Situacao
from tests.guia.factories import AssuntoFactory, OrgaoFactory, PontoFocalFactory
from tests.navegador.entrada import Entrar
from tests.navegador.telas import DE_SERVIDOR, Tela, com_javascript
from tests.navegador.vigia import verificar_pagina
from tests.roteamento.factories import DistritoFactory, UnidadeFactory
from tests.solicitacoes import elenco

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.noturno]

TECLA, APONTAR, PENSAR = 0.28, 1.3, 1.35
TRES_MINUTOS = 180
MAIS_PAGINAS, MAIS_CAMPOS, MAIS_BOTOES = 6, 19, 12
TEXTO = {
    "Nome do serviço": "Limpeza de monumento",
    "O que é?": "A equipe lava estátuas e monumentos.",
    "Quando pedir?": "Quando houver sujeira ou pichação.",
    "Para quem é?": "Qualquer pessoa.",
    "O que é preciso ter ou saber?": "Onde fica o monumento.",
    "O que acontece depois do pedido?": "A equipe vai ao local e lava.",
}
PERGUNTAS = [
    ("Uma opção", "O que há nele?", ["Pichação", "Fezes", "Outra sujeira"]),
    ("Texto", "De que cor é a tinta?", []),
    ("Número", "Quantos metros?", []),
    ("Várias opções", "O que há em volta?", ["Grade", "Jardim"]),
    ("Uma foto", "Foto de perto", []),
]


class Pessoa:
    """Quem escreve: conta as páginas, os campos, os botões e os segundos."""

    def __init__(self, pagina: Page) -> None:
        self.pagina = pagina
        self.paginas = self.campos = self.botoes = 0
        self.segundos = 0.0

    def escrever(self, onde: Locator, texto: str) -> None:
        assert not set(texto) & set("{}[]")
        self.campos += 1
        self.segundos += APONTAR + TECLA * len(texto)
        onde.fill(texto)

    def escolher(self, onde: Locator, qual: str) -> None:
        self.campos += 1
        self.segundos += 2 * APONTAR
        onde.select_option(label=qual)

    def apertar(self, nome: str) -> None:
        self.botoes += 1
        self.segundos += PENSAR + APONTAR
        self.pagina.get_by_role("button", name=nome, exact=True).last.click()

    def seguir(self, titulo: str) -> None:
        """Grava e chega ao passo seguinte; nada na página se escreve como dado cru."""
        self.apertar("Guardar e continuar")
        expect(self.pagina.get_by_role("heading", level=1)).to_have_text(titulo)
        self.paginas += 1
        valores = self.pagina.locator("main :is(input, textarea)").evaluate_all(
            "todos => todos.map(c => c.value)"
        )
        assert not [valor for valor in valores if "{" in valor]
        verificar_pagina(self.pagina)


@pytest.fixture
def focal() -> Usuario:
    """Um ponto focal numa cidade com um assunto, uma unidade e um distrito."""
    UnidadeFactory(triagem=True)
    UnidadeFactory(sigla="SMPR-LIMPEZA")
    DistritoFactory(nome="Sé")
    AssuntoFactory.create()
    pessoa = elenco.pessoa("Fábio Focal", is_staff=True)
    pessoa.groups.add(Group.objects.get(name="Ponto focal"))
    PontoFocalFactory.create(usuario=pessoa, orgao=OrgaoFactory.create())
    return pessoa


def adicionar_pergunta(quem: Pessoa, i: int) -> None:
    tipo, rotulo, opcoes = PERGUNTAS[i]
    quem.apertar(tipo)
    quadro = quem.pagina.locator(f"#pergunta-{i}")
    expect(quadro.get_by_label("Pergunta", exact=True)).to_be_focused()
    quem.escrever(quadro.get_by_label("Pergunta", exact=True), rotulo)
    for n, opcao in enumerate(opcoes, 1):
        quem.escrever(quadro.get_by_label(f"Opção {n}", exact=True), opcao)
    if i == 1:
        quem.escolher(quadro.get_by_label("Quando aparece?"), "Só se for “Pichação”")


@pytest.mark.parametrize("tela", DE_SERVIDOR)
def test_adicionar_um_servico_com_cinco_perguntas(tela: Tela, focal: Usuario, entrar: Entrar) -> None:
    page = entrar(focal, **tela)
    page.goto("/escrever/")
    verificar_pagina(page)
    quem = Pessoa(page)
    page.get_by_role("button", name="Adicionar um serviço").or_(
        page.get_by_role("link", name="Adicionar um serviço")
    ).click()
    for campo, texto in TEXTO.items():
        quem.escrever(page.get_by_label(campo), texto)
    quem.escolher(page.get_by_label("Em que assunto ele fica?"), "Reparos em asfalto")
    quem.seguir("Pedido e prazo")
    quem.seguir("Perguntas")
    for i in range(len(PERGUNTAS)):
        adicionar_pergunta(quem, i)
    if com_javascript(tela):
        expect(page.locator("#previa").get_by_text("Foto de perto")).to_be_visible()
        expect(page.locator("#previa").get_by_text("De que cor é a tinta?")).to_be_hidden()
        page.locator("#previa").get_by_label("Pichação").check()
        expect(page.locator("#previa").get_by_text("De que cor é a tinta?")).to_be_visible()
    quem.seguir("Quem pede")
    quem.seguir("Para onde vai")
    quem.escrever(page.get_by_label("Para que unidade?"), "SMPR-LIMPEZA")
    quem.seguir("Como agir e fontes")
    quem.seguir("Conferir e mandar")
    expect(page.get_by_text("Nada falta para publicar.")).to_be_visible()
    quem.apertar("Enviar para revisão")
    expect(page.get_by_text("foi para a revisão da coordenação do Guia")).to_be_visible()

    servico = Servico.objects.get(slug="limpeza-de-monumento")
    versao = servico.versoes.get()
    assert versao.situacao == Situacao.EM_REVISAO
    assert quem.segundos <= TRES_MINUTOS
    assert quem.paginas <= MAIS_PAGINAS
    assert quem.campos <= MAIS_CAMPOS
    assert quem.botoes <= MAIS_BOTOES
    acoes.publicar(versao=versao, por=SISTEMA)
    o_municipe_ve_as_mesmas(page)


def o_municipe_ve_as_mesmas(page: Page) -> None:
    page.goto("/solicitar/limpeza-de-monumento/")
    vistas = page.locator("#detalhes :is(legend, label.govuk-label--s)").all_inner_texts()
    perguntas = [re.sub(r" \(opcional\)$", "", vista.strip()) for vista in vistas]
    perguntas.remove("Conte com as suas palavras")
    assert perguntas == [rotulo for _, rotulo, _ in PERGUNTAS]
    for opcao in ("Pichação", "Fezes", "Outra sujeira"):
        expect(page.get_by_role("radio", name=opcao)).to_be_attached()
    expect(page.locator("input[type=file][name^=r_p_foto]")).to_be_attached()
