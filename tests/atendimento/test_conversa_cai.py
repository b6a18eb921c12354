"""Os processos morrem (`kill -9`) no meio das conversas: nenhuma mensagem se perde, nem chega duas vezes."""

from __future__ import annotations

import pytest

from tests.atendimento.derrubando import abrir, conferir, escrever_e_derrubar
from tests.instalacao import instalar

INTEIRAS = {"perdidas": 0, "dobradas": 0, "fora_de_ordem": 0, "com_buracos": 0}


@pytest.mark.processo
@pytest.mark.timeout(300)
def test_a_web_cai_e_as_mensagens_chegam_todas_uma_vez() -> None:
    with instalar() as no_ar:
        no_ar.subir("web")
        quem = abrir(no_ar, 3)
        escrever_e_derrubar(no_ar, quem, mensagens=300, cair=["web", "web"])
        assert conferir(no_ar, quem) == {"mensagens": 300, **INTEIRAS}, no_ar.registros()


@pytest.mark.noturno
@pytest.mark.timeout(3600)
def test_dez_mil_mensagens_com_a_web_a_fila_e_o_banco_a_cair() -> None:
    with instalar(banco_proprio=True) as no_ar:
        no_ar.subir("web")
        quem = abrir(no_ar, 10)
        escrever_e_derrubar(
            no_ar, quem, mensagens=10_000, cair=["web", "banco", "fila", "web", "banco", "web", "fila", "web"]
        )
        assert conferir(no_ar, quem) == {"mensagens": 10_000, **INTEIRAS}, no_ar.registros()
