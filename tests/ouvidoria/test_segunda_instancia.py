"""A página do pedido, na caixa, diz que há segunda instância; de quem, e de denúncia, não diz nada."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from contas.acoes import Identificacao
from ouvidoria import acoes
from ouvidoria.situacoes import Falha, TipoDeManifestacao
from solicitacoes.models import Solicitacao
from tests.ouvidoria import elenco
from tests.solicitacoes import elenco as caixa

pytestmark = pytest.mark.django_db
DITO = "A Ouvidoria Geral do Município recebeu uma manifestação sobre este pedido."
OUTRA = Identificacao(
    nome="Rosa Reclamante", tipo_documento="outro", documento="RNE-1", email="rosa@x.invalid"
)


@pytest.fixture
def pedido() -> Solicitacao:
    return elenco.pedido_vencido()


@pytest.fixture
def servidor(pedido: Solicitacao) -> Client:
    cliente = Client()
    cliente.force_login(caixa.servidor(pedido.unidade))
    return cliente


def pagina(servidor: Client, pedido: Solicitacao) -> str:
    return servidor.get(reverse("caixa:pedido", args=[pedido.unidade.sigla, pedido.protocolo])).text


def test_diz_que_ha_sem_dizer_quem_nem_o_que(servidor: Client, pedido: Solicitacao) -> None:
    assert DITO not in pagina(servidor, pedido)
    caso = elenco.registrada(solicitacao=pedido, falha=Falha.PRAZO_VENCIDO, identificacao=OUTRA)
    lida = pagina(servidor, pedido)
    assert DITO in lida
    for segredo in (caso.protocolo, caso.protocolo_escrito, OUTRA.nome, OUTRA.email, elenco.TEXTO):
        assert segredo not in lida


def test_a_denuncia_nunca_aparece(servidor: Client, pedido: Solicitacao) -> None:
    elenco.registrada(TipoDeManifestacao.DENUNCIA, solicitacao=pedido)
    assert DITO not in pagina(servidor, pedido)


def test_a_que_vira_denuncia_deixa_de_aparecer(servidor: Client, pedido: Solicitacao) -> None:
    caso = elenco.em_analise(solicitacao=pedido, falha=Falha.PRAZO_VENCIDO)
    assert DITO in pagina(servidor, pedido)
    acoes.reclassificar(
        caso=caso,
        versao=caso.versao,
        por=elenco.ogm(),
        tipo=TipoDeManifestacao.DENUNCIA,
        motivo="O que se conta é um ato irregular de um servidor.",
    )
    assert DITO not in pagina(servidor, pedido)


def test_outro_vinculo_nao_e_segunda_instancia(servidor: Client, pedido: Solicitacao) -> None:
    caso = elenco.em_analise()
    acoes.ligar_e_encerrar(
        caso, elenco.ogm(), protocolo=pedido.protocolo, nome="o pedido de serviço", motivo=elenco.FRASE
    )
    assert DITO not in pagina(servidor, pedido)


def test_custa_uma_consulta_e_so_a_pagina(servidor: Client, pedido: Solicitacao) -> None:
    def dos_vinculos(endereco: str) -> int:
        with CaptureQueriesContext(connection) as feitas:
            servidor.get(endereco)
        return sum("protocolo_vinculo" in consulta["sql"] for consulta in feitas)

    for _ in range(3):
        elenco.registrada(solicitacao=pedido, falha=Falha.PRAZO_VENCIDO)
    sigla = pedido.unidade.sigla
    assert dos_vinculos(reverse("caixa:pedido", args=[sigla, pedido.protocolo])) == 1
    assert dos_vinculos(reverse("caixa:lista", args=[sigla])) == 0
