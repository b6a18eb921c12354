"""A mesma necessidade por cada canal: o mesmo texto do Guia, unidade, prazo, situação e avisos.

Um canal novo é uma linha de `CANAIS`: a função que registra o pedido de sempre e devolve o texto que mostrou.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
import time_machine
from django.test import Client

from avisos.models import Aviso
from protocolo.models import Canal
from solicitacoes.models import Andamento, Solicitacao
from tests.atendimento.atendendo import NaMesa
from tests.solicitacoes.pedindo import Pedinte, central, praca, sopa, territorio

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("territorio_do_arquivo")]

AGORA = datetime(2026, 11, 25, 13, tzinfo=UTC)


def pelo_portal(client: Client) -> str:
    quem = Pedinte(client)
    quem.enviar()
    return sopa(client.get("/servicos/tapa-buraco/")).get_text(" ")


def pela_central(client: Client) -> str:
    return _pela_mesa(NaMesa(client, central()))


def pela_conversa(client: Client) -> str:
    quem = NaMesa(client, central())
    quem.conversar()
    quem.consultar("tapa-buraco")
    return _registrado(quem)


def pela_praca(client: Client) -> str:
    return _pela_mesa(NaMesa(client, praca()))


def _pela_mesa(quem: NaMesa) -> str:
    quem.comecar("tapa-buraco")
    return _registrado(quem)


def _registrado(quem: NaMesa) -> str:
    lido = sopa(quem.ver()).get_text(" ")
    assert quem.mandar().status_code == 303
    return lido


CANAIS: dict[Canal, Callable[[Client], str]] = {
    Canal.PORTAL: pelo_portal,
    Canal.CENTRAL: pela_central,
    Canal.PRACA: pela_praca,
    Canal.CHAT: pela_conversa,
}


def o_que_se_fez(caso: Solicitacao) -> dict[str, Any]:
    """Tudo o que o canal não pode mudar."""
    passos = Andamento.objects.filter(caso=caso).order_by("ordem")
    avisos = Aviso.objects.filter(protocolo=caso.protocolo).order_by("pk")
    return {
        "versão do Guia": caso.versao_servico_id,
        "unidade": caso.unidade_id,
        "razão da rota": caso.rota,
        "lugar": (caso.logradouro, caso.numero, caso.distrito_id, caso.subprefeitura_id, caso.lat, caso.lon),
        "prazo": (caso.conta_desde, caso.quantidade, caso.contagem, caso.vence_em),
        "situação": (caso.situacao, caso.encerrada_em, caso.versao),
        "respostas": (caso.descricao, caso.respostas),
        "andamentos": [(passo.tipo, passo.frase, passo.alcance) for passo in passos],
        "avisos": [
            (
                aviso.modelo,
                aviso.assunto.replace(caso.protocolo_escrito, "…"),
                aviso.corpo.replace(caso.protocolo_escrito, "…"),
            )
            for aviso in avisos
        ],
    }


def test_o_canal_nao_muda_nada(subtests: pytest.Subtests) -> None:
    servico = territorio()
    versao = servico.publicada
    assert versao is not None
    ditos = [versao.o_que_e, versao.requisitos, versao.prazo_escrito]
    feitos = {}
    for canal, registrar in CANAIS.items():
        with subtests.test(str(canal)), time_machine.travel(AGORA, tick=False):
            lido = " ".join(registrar(Client()).split())
            caso = Solicitacao.objects.get(canal=canal)
            feitos[canal] = o_que_se_fez(caso)
            assert feitos[canal]["avisos"], "sem aviso não se compara nada"
            assert all(" ".join(texto.split()) in lido for texto in ditos if texto)
            for nome, valor in feitos[Canal.PORTAL].items():
                assert feitos[canal][nome] == valor, nome
