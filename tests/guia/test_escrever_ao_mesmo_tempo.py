"""Enquanto uma pessoa grava o texto, quem o manda adiante espera, e vê o que ela escreveu."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest
from django.db import connection, transaction

from contas.autor import SISTEMA
from guia import acoes
from guia.models import VersaoDoServico
from guia.publicacao import o_que_se_publica
from guia.situacoes import Situacao
from protocolo.erros import Conflito
from tests.guia.factories import ServicoFactory


def _escrever(pk: int, la_dentro: Event, pode_sair: Event) -> None:
    try:
        with transaction.atomic():
            versao = VersaoDoServico.objects.get(pk=pk)
            versao.o_que_e = "Escrito agora."
            acoes.escrever(versao=versao, por=SISTEMA, campos=["o_que_e"])
            la_dentro.set()
            pode_sair.wait(10)
    finally:
        connection.close()


def _enviar(pk: int, lido: str) -> bool:
    """Verdadeiro se foi aceito."""
    try:
        acoes.enviar(versao=VersaoDoServico.objects.get(pk=pk), por=SISTEMA, estado=lido)
    except Conflito:
        return False
    finally:
        connection.close()
    return True


@pytest.mark.django_db(transaction=True)
def test_quem_manda_adiante_espera_quem_escreve() -> None:
    versao = acoes.propor(servico=ServicoFactory.create(), por=SISTEMA)
    lido = o_que_se_publica.estado(VersaoDoServico.objects.get(pk=versao.pk))
    dentro, fora = Event(), Event()
    with ThreadPoolExecutor(2) as duas:
        escreve = duas.submit(_escrever, versao.pk, dentro, fora)
        assert dentro.wait(10)
        envia = duas.submit(_enviar, versao.pk, lido)
        with pytest.raises(TimeoutError):
            envia.result(0.5)
        fora.set()
        escreve.result(20)
        assert not envia.result(20)
    versao.refresh_from_db()
    assert (versao.o_que_e, versao.situacao) == ("Escrito agora.", Situacao.RASCUNHO)
