"""A lista “Teclas” só diz as que servem na página em que está; e “Quem é” responde à mesa sem sair dela."""

from __future__ import annotations

import json

import pytest
from bs4 import BeautifulSoup

from atendimento.acoes.reconhecer import MUITAS
from atendimento.models import BuscaDePessoa, RespostaDaConversa
from contas.papeis import Papel
from tests.atendimento.com_a_pessoa import TRES, Atendendo
from tests.atendimento.conversando import atendida
from tests.atendimento.ligando import regra
from tests.solicitacoes import elenco

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("mesa_do_arquivo")]
DO_HTMX = {"HX-Request": "true"}


def _teclas(pagina: bytes) -> tuple[set[str], set[str]]:
    """As de função que a lista diz, e as que têm na página quem lhes responda."""
    lida = BeautifulSoup(pagina, "lxml")
    ditas = {kbd.get_text() for kbd in lida.select("dialog[data-atalhos] kbd")}
    respondem = {tecla for um in lida.select("[data-atalho]") for tecla in str(um["data-atalho"]).split()}
    return {tecla for tecla in ditas if tecla in DE_FUNCAO}, respondem


DE_FUNCAO = {"F2", "F4", "F6", "F7", "F8", "F9"}
SEM_NINGUEM, DENTRO, NA_CONVERSA = {"F2", "F4"}, {"F2", "F4", "F8", "F9"}, DE_FUNCAO


def test_toda_tecla_da_lista_serve_na_pagina(subtests: pytest.Subtests) -> None:
    RespostaDaConversa.objects.create(titulo="Bom dia", texto="Bom dia.")
    caso = elenco.solicitacao()
    mesa = Atendendo().lida(caso)
    outra = Atendendo(quem=mesa.usuario)
    conversa = atendida(mesa.usuario)
    da_conversa = conversa.atendimentos.get().codigo
    paginas = {
        "": SEM_NINGUEM,
        "retornos/": SEM_NINGUEM,
        "conversas/": SEM_NINGUEM,
        f"{mesa.codigo}/": DENTRO,
        f"{outra.codigo}/procurar/": DENTRO,
        f"{outra.codigo}/ouvidoria/": DENTRO,
        f"{mesa.codigo}/caso/{caso.protocolo}/": DENTRO,
        f"{mesa.codigo}/caso/{caso.protocolo}/mandar/": DENTRO,
        f"{mesa.codigo}/comprovante/{caso.protocolo}/": DENTRO,
        f"conversas/{conversa.codigo}/passar/": DENTRO,
        f"conversas/{conversa.codigo}/": NA_CONVERSA,
        f"{da_conversa}/": NA_CONVERSA,
    }
    for endereco, quais in paginas.items():
        with subtests.test(endereco):
            ditas, respondem = _teclas(mesa.client.get(f"/central/{endereco}").content)
            assert (ditas, quais - respondem) == (quais, set())


def test_a_chefia_que_ve_um_atendimento_nao_tem_as_teclas_dele() -> None:
    mesa = Atendendo()
    chefe = elenco.servidor(mesa.onde, nome="Célia Chefia", papel=Papel.CHEFIA)
    mesa.client.force_login(chefe)
    vista = mesa.client.get(f"/central/supervisao/{mesa.codigo}/")
    assert (vista.status_code, _teclas(vista.content)) == (200, (set(), set()))


def test_quem_e_responde_so_a_regiao_e_reconhecida_troca_a_pagina() -> None:
    """Pelo htmx vem o pedaço, com o próximo passo; a conferência é a mesma das páginas à parte."""
    caso = elenco.solicitacao()
    mesa = Atendendo()
    achou = mesa.client.post(f"/central/{mesa.codigo}/procurar/", {"dado": caso.protocolo}, headers=DO_HTMX)
    pedaco = mesa.client.get(achou["Location"], headers=DO_HTMX).content.decode()
    assert ("<html" in pedaco, pedaco.count('id="achar"'), pedaco.count("hx-get")) == (False, 1, 1)
    assert BuscaDePessoa.objects.count() == 1
    escolha = f"/central/{mesa.codigo}/{mesa.escolhas(caso.protocolo)[0]}"
    errado = mesa.client.post(escolha, {**TRES, "email": "outra@exemplo.invalid"}, headers=DO_HTMX)
    assert (errado.status_code, "Não confere." in errado.content.decode()) == (422, True)
    assert mesa.atendimento.reconhecido is None
    certo = mesa.client.post(escolha, TRES, headers=DO_HTMX)
    assert json.loads(certo["HX-Location"])["path"] == f"/central/{mesa.codigo}/"
    assert mesa.atos() == [("reconheceu", ""), ("abriu_ficha", "")]


def test_quem_ja_errou_demais_le_o_na_mesa() -> None:
    caso = elenco.solicitacao()
    regra(erros_no_atendimento=1)
    mesa = Atendendo()
    escolha = f"/central/{mesa.codigo}/{mesa.escolhas(caso.protocolo)[0]}"
    errado = {**TRES, "email": "outra@exemplo.invalid"}
    ditas = [mesa.client.post(escolha, errado, headers=DO_HTMX) for _ in range(2)]
    assert [dita.status_code for dita in ditas] == [422, 422]
    assert MUITAS in ditas[1].content.decode()
    assert mesa.client.post(escolha, TRES).status_code == 409
    assert mesa.atendimento.reconhecido is None
