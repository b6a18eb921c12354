"""O ato que nada pergunta faz-se no primeiro clique, da lista e da página do pedido, e uma vez só."""

from __future__ import annotations

from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.utils import timezone

from avisos.models import Aviso
from contas.models import Usuario
from roteamento.models import Unidade
from solicitacoes import acoes
from solicitacoes.models import Solicitacao
from solicitacoes.situacoes import Situacao
from tests.solicitacoes import elenco

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("caixa_do_arquivo")]

CAIXA = "/caixa/SMPR-CPO-STM-Sé/"
LOTE = f"{CAIXA}lote/"


@pytest.fixture
def caixa() -> Unidade:
    return elenco.unidade()


@pytest.fixture
def servidor(caixa: Unidade, client: Client) -> Usuario:
    quem = elenco.servidor(caixa)
    client.force_login(quem)
    return quem


@pytest.fixture
def casos(caixa: Unidade) -> list[Solicitacao]:
    return [elenco.solicitacao(caixa, ha_dias=dias, numero=str(dias)) for dias in (9, 5, 2)]


def _texto(resposta: Any) -> str:
    return " ".join(BeautifulSoup(resposta.content, "lxml").get_text(" ").split())


def _da_lista(client: Client, ato: str, casos: list[Solicitacao], **dados: str) -> Any:
    """O que o botão da lista manda."""
    enviado = {"ato": ato, "p": [caso.protocolo for caso in casos], "visto": timezone.now().isoformat()}
    return client.post(LOTE, enviado | dados, follow=True)


def test_da_lista_iniciar_e_assumir_fazem_se_sem_outra_pagina(
    client: Client, servidor: Usuario, casos: list[Solicitacao]
) -> None:
    visto = timezone.now().isoformat()
    duas = [_da_lista(client, "iniciar", casos, visto=visto) for _ in range(2)]
    for resposta in duas:
        assert "Iniciar: 3 pedidos feitos" in _texto(resposta)
    assert duas[0].redirect_chain == duas[1].redirect_chain
    assert Aviso.objects.filter(modelo="em_andamento").count() == 3
    celia = elenco.servidor(casos[0].unidade, nome="Célia Costa")
    client.force_login(celia)
    assert "Assumir: 3 pedidos feitos" in _texto(_da_lista(client, "assumir", casos))
    assert Solicitacao.objects.filter(responsavel=celia).count() == 3


def test_o_que_outra_pessoa_mudou_depois_da_lista_nao_se_faz_sem_ver(
    client: Client, caixa: Unidade, servidor: Usuario, casos: list[Solicitacao]
) -> None:
    """O que eu mesmo fiz não conta: a lista em que volto ainda é a de antes."""
    visto = timezone.now().isoformat()
    acoes.assumir(caso=casos[0], versao=1, por=elenco.autor(elenco.servidor(caixa, nome="Célia"), caixa))
    acoes.assumir(caso=casos[1], versao=1, por=elenco.autor(servidor, caixa))
    feito = _da_lista(client, "iniciar", casos, visto=visto)
    assert "Iniciar: 2 pedidos feitos, 1 pedido recusado" in _texto(feito)
    assert "1 mudou depois que você o viu" in _texto(feito)
    sozinho = _da_lista(client, "iniciar", casos[:1], visto=visto)
    assert sozinho.status_code == 409
    assert "Nada foi feito: todos os pedidos mudaram" in _texto(sozinho)


def test_todos_os_do_filtro_juntar_e_o_que_pergunta_conferem_se_antes(
    client: Client, servidor: Usuario, casos: list[Solicitacao]
) -> None:
    assert "Confira: iniciar 3 pedidos" in _texto(_da_lista(client, "iniciar", casos, todos=""))
    assert "Confira: juntar 3 pedidos" in _texto(_da_lista(client, "juntar", casos))
    assert "Resposta ao munícipe" in _texto(_da_lista(client, "finalizar", casos))
    assert set(Solicitacao.objects.values_list("versao", flat=True)) == {1}


def test_na_pagina_do_pedido_o_botao_inicia_e_repetido_nao_faz_de_novo(
    client: Client, servidor: Usuario, casos: list[Solicitacao]
) -> None:
    pagina = f"{CAIXA}{casos[0].protocolo}/"
    (botao,) = BeautifulSoup(client.get(pagina).content, "lxml").select("button[data-tecla=i]")
    formulario = botao.find_parent("form")
    assert formulario
    campos = {str(campo["name"]): str(campo["value"]) for campo in formulario.select("input")}
    for dito in ("O pedido está em andamento.", "Isto já estava feito"):
        assert dito in _texto(client.post(str(formulario["action"]), campos, follow=True))
    casos[0].refresh_from_db()
    assert (casos[0].situacao, casos[0].versao) == (Situacao.EM_ANDAMENTO, 2)
    assert Aviso.objects.filter(modelo="em_andamento").count() == 1
