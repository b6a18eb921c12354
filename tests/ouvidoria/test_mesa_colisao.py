"""Dois da Ouvidoria, ao mesmo tempo, na mesma manifestação: um faz, o outro sabe."""

from __future__ import annotations

import threading

import pytest
from django.db import connection
from django.test import Client

from ouvidoria.models import Manifestacao
from ouvidoria.situacoes import Situacao
from tests.ouvidoria import elenco, mesa


@pytest.mark.django_db(transaction=True)
def test_dois_concluem_ao_mesmo_tempo_e_so_um_responde() -> None:
    caso = elenco.em_analise()
    clientes = [Client(), Client()]
    for nome, cliente in zip(("Ana", "Bia"), clientes, strict=True):
        mesa.entrar(cliente, nome)
    dados = {"versao": caso.versao, "resposta": "atendida", "conclusao": elenco.FRASE, "confirmar": "sim"}
    recebidos: list[int] = []
    largada = threading.Barrier(2)

    def concluir(cliente: Client) -> None:
        largada.wait()
        try:
            recebidos.append(cliente.post(mesa.endereco(caso, "concluir"), dados).status_code)
        finally:
            connection.close()

    threads = [threading.Thread(target=concluir, args=(cliente,)) for cliente in clientes]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(recebidos) == [302, 409]
    depois = Manifestacao.objects.get(pk=caso.pk)
    assert (depois.situacao, depois.versao) == (Situacao.CONCLUIDA, caso.versao + 1)
