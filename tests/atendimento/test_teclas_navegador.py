"""As teclas da mesa: sete serviços do Guia que vem com o projeto, e quem volta a ligar."""

from __future__ import annotations

import json
import shutil
from collections.abc import Collection
from dataclasses import replace
from pathlib import Path

import pytest
import yaml
from django.core.cache import cache
from playwright.sync_api import expect

from atendimento.models import Atendimento
from atendimento.situacoes import Resultado
from guia import carga
from guia.conteudo.leitura import DADOS
from solicitacoes.models import Solicitacao
from tests.atendimento.com_a_pessoa import Atendendo
from tests.atendimento.sete_servicos import CPF, EMAIL, PEDIDOS, TELEFONE
from tests.atendimento.teclado import MAIS_TECLAS, Teclado
from tests.navegador.entrada import Entrar
from tests.navegador.telas import MESA
from tests.navegador.vigia import verificar_pagina
from tests.solicitacoes import elenco
from tests.solicitacoes.pedindo import atendente, central, ruas_e_ceps

pytestmark = pytest.mark.django_db(transaction=True)
DE_DIA = ("tapa-buraco", "barulho-de-comercio-ou-evento")
"""O mais pedido e o de mais perguntas, que é também o de quem não se identifica."""


def so_estes(pasta: Path, quais: Collection[str]) -> Path:
    """Os arquivos do Guia como vêm, só com estes serviços: carregar os outros custa um minuto."""
    for arquivo in DADOS.glob("*.yaml"):
        if arquivo.name != "arquivados.yaml":
            shutil.copy(arquivo, pasta)
    (pasta / "servicos").mkdir()
    for arquivo in (DADOS / "servicos").glob("*.yaml"):
        do_tema = yaml.load(arquivo.read_bytes(), yaml.CSafeLoader)  # noqa: S506  o arquivo é nosso, e o leitor é o seguro
        do_tema["servicos"] = [um for um in do_tema["servicos"] if um["slug"] in quais]
        (pasta / "servicos" / arquivo.name).write_text(json.dumps(do_tema), encoding="utf-8")
    return pasta


@pytest.mark.parametrize(
    "quais",
    [
        pytest.param(DE_DIA, id="dois"),
        pytest.param(tuple(PEDIDOS), id="sete", marks=pytest.mark.noturno),
    ],
)
def test_servicos_do_guia_em_poucas_teclas(entrar: Entrar, tmp_path: Path, quais: tuple[str, ...]) -> None:
    """Da busca ao protocolo, com as perguntas na ordem do Guia, as opcionais saltadas e o contato escrito."""
    cache.clear()
    carga.carregar(so_estes(tmp_path, quais))
    ruas_e_ceps()
    quem = Teclado(entrar(atendente(central()), **MESA))
    tabela = {}
    for slug in quais:
        pedido, quem.teclas = PEDIDOS[slug], 0
        quem.consultar(pedido.palavras)
        quem.fazer(pedido.gestos)
        quem.foco_em(".sp-registrado")
        tabela[slug] = quem.teclas
        caso = Solicitacao.objects.latest("pk")
        assert (caso.servico.slug, [dita["valor"] for dita in caso.respostas]) == (slug, pedido.respostas)
        quem.tecla("F9")
        expect(quem.pagina.get_by_role("heading", name="Novo atendimento")).to_be_visible()
    print(*(f"{quantas:3} {slug}" for slug, quantas in tabela.items()), sep="\n")  # noqa: T201
    assert {slug: quantas for slug, quantas in tabela.items() if quantas > MAIS_TECLAS} == {}


def test_quem_volta_a_ligar_em_poucas_teclas(entrar: Entrar) -> None:
    """Da busca ao caso aberto, pelo CPF e pelo nome entre homônimas, com todos os fatos de sempre."""
    caso = elenco.solicitacao(ha_dias=40)
    homonima = replace(
        elenco.MARIA, documento="11144477735", email="outra@exemplo.invalid", telefone="11911112222"
    )
    elenco.solicitacao(identificacao=homonima, distrito=elenco.distrito(62, "Pinheiros"))
    quem = Teclado(entrar(atendente(central()), **MESA))
    pagina = quem.pagina
    jeitos = {
        "nome": ((CPF, "Enter"), (), ("=Maria Silva", "Enter", EMAIL, "Enter", TELEFONE, "Control+Enter")),
        "documento": (
            ("Enter", "=maria silva", "Enter", "=libero badaro", "Enter"),
            ("ArrowDown",),
            (CPF, "Enter", EMAIL, "Enter", TELEFONE, "Control+Enter"),
        ),
    }
    for primeiro, (busca, qual, fatos) in jeitos.items():
        quem.teclas = 0
        quem.foco_em("#id_procurar")
        quem.tecla("Enter")
        pagina.wait_for_url("**/central/*-*/")
        quem.foco_em("#id_procurar")
        quem.tecla("F8")
        quem.foco_em("#quem-dado")
        quem.fazer(busca)
        quem.foco_em("#quem li:first-child a")
        verificar_pagina(pagina)
        quem.fazer([*qual, "Enter"])
        quem.foco_em(f"#quem-{primeiro}")
        quem.fazer(fatos)
        quem.foco_em("#quem li:first-child button")
        verificar_pagina(pagina)
        quem.tecla("Enter")
        pagina.wait_for_url(f"**/caso/{caso.protocolo}/")
        print(f"{quem.teclas:3} quem volta; pergunta primeiro: {primeiro}")  # noqa: T201
        assert quem.teclas <= MAIS_TECLAS, primeiro
        quem.tecla("F8")
        quem.foco_em("#quem li:first-child button")
        quem.tecla("Enter")
        pagina.wait_for_url(f"**/caso/{caso.protocolo}/")
        quem.tecla("F9")
        expect(pagina.get_by_role("heading", name="Novo atendimento")).to_be_visible()
    assert {feito.resultado for feito in Atendimento.objects.all()} == {Resultado.ANDAMENTO}


def test_fora_da_mesa_a_tecla_nao_leva_o_que_se_escreveu(entrar: Entrar) -> None:
    """Com algo por mandar, F9 e F8 só põem o foco, e Enter sai; na mesa, é o próximo passo."""
    caso = elenco.solicitacao()
    mesa = Atendendo().lida(caso)
    pagina = entrar(mesa.usuario, **MESA)
    mandar = f"/central/{mesa.codigo}/caso/{caso.protocolo}/mandar/"
    pagina.goto(mandar)
    pagina.get_by_label("O que a pessoa diz").fill("O buraco cresceu 9 cm")
    verificar_pagina(pagina)
    pagina.keyboard.press("F9")
    expect(pagina.get_by_role("button", name="Terminar: ")).to_be_focused()
    pagina.keyboard.press("F8")
    expect(pagina.get_by_role("link", name="Quem é")).to_be_focused()
    expect(pagina.get_by_label("O que a pessoa diz")).to_have_value("O buraco cresceu 9 cm")
    pagina.keyboard.press("Enter")
    expect(pagina.locator("#quem li:first-child button")).to_be_focused()
