"""O ato que espera por outro: quem grava depois é que recebe o conflito."""

from __future__ import annotations

import threading

import pytest
from django.db import connection, transaction
from django.test import Client

from solicitacoes import acoes
from tests.solicitacoes import elenco


@pytest.mark.django_db(transaction=True)
def test_conflito_na_hora_de_gravar() -> None:
    """A outra pessoa tem a linha presa e grava depois de esta página ter lido: a ação é que recusa."""
    caixa = elenco.unidade()
    caso, cliente, respostas = elenco.solicitacao(caixa), Client(), []
    dados = {"versao": "1", "desfecho": "realizado", "resposta": elenco.FRASE, "confirmar": "sim"}
    cliente.force_login(elenco.servidor(caixa))

    def finalizar() -> None:
        respostas.append(cliente.post(f"/caixa/{caixa.sigla}/{caso.protocolo}/finalizar/", dados))
        connection.close()

    thread = threading.Thread(target=finalizar)
    with transaction.atomic():
        acoes.acrescentar(caso=caso, por=elenco.municipe(caso.protocolo), texto="Piorou muito.")
        thread.start()
        thread.join(1)
        assert thread.is_alive()
    thread.join(20)
    assert respostas[0].status_code == 409
    texto = respostas[0].content.decode()
    assert "Piorou muito." in texto
    assert elenco.FRASE in texto
