"""Duas pessoas não tiram cada uma metade da cobertura: quem chega depois vê o que a outra fez."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest
from django.db import connection
from django.utils import timezone

from roteamento.acoes import DeixariaLacuna, sem_deixar_lacuna
from roteamento.conferencia.cobertura import conferir_agora
from roteamento.models import Regra
from tests.roteamento.factories import DistritoFactory, RegraFactory, UnidadeFactory, servico_aberto


def apagar(alcance: str, *, la_dentro: Event, pode_sair: Event) -> bool:
    """Apaga a regra do alcance; verdadeiro se foi aceito."""
    try:
        with sem_deixar_lacuna():
            Regra.objects.filter(alcance=alcance).delete()
            la_dentro.set()
            pode_sair.wait(10)
    except DeixariaLacuna:
        return False
    finally:
        connection.close()
    return True


@pytest.mark.django_db(transaction=True)
def test_a_segunda_espera_e_e_recusada() -> None:
    UnidadeFactory(triagem=True)
    servico, distrito = servico_aberto(), DistritoFactory()
    RegraFactory(servico=servico)
    do_distrito = RegraFactory(servico=servico, distrito=distrito)
    do_distrito.refresh_from_db()
    dentro, fora, livre = Event(), Event(), Event()
    livre.set()
    with ThreadPoolExecutor(2) as duas:
        primeira = duas.submit(apagar, "cidade", la_dentro=dentro, pode_sair=fora)
        assert dentro.wait(10)
        segunda = duas.submit(apagar, do_distrito.alcance, la_dentro=Event(), pode_sair=livre)
        assert not segunda.done()
        fora.set()
        assert (primeira.result(20), segunda.result(20)) == (True, False)
    assert conferir_agora(timezone.localdate()).furos == ()
