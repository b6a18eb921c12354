"""O mesmo celular provado por muitas contas, e dois CPF na mesma conta, no mesmo instante: ninguém cai."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from threading import Barrier

import pytest
from django.db import connection

from contas.models import Municipe, Usuario
from entrada.acesso.celular import provar_celular
from entrada.municipes import RecusaDeJuncao, provar_cpf
from tests.contas.factories import UsuarioFactory

pytestmark = pytest.mark.django_db(transaction=True)


def ao_mesmo_tempo(atos: Sequence[Callable[[], object]]) -> list[object]:
    largada = Barrier(len(atos))

    def correr(ato: Callable[[], object]) -> object:
        try:
            largada.wait(10)
            return ato()
        except RecusaDeJuncao as recusa:
            return recusa
        finally:
            connection.close()

    with ThreadPoolExecutor(len(atos)) as threads:
        return list(threads.map(correr, atos))


def test_o_mesmo_celular_em_quatro_contas_fica_numa_so() -> None:
    contas = UsuarioFactory.create_batch(4, email=None)
    for _ in range(3):
        Usuario.objects.update(celular=None)
        quem = [Usuario.objects.get(pk=conta.pk) for conta in contas]
        ao_mesmo_tempo([partial(provar_celular, usuario=um, celular="11987654321") for um in quem])
        assert Usuario.objects.filter(celular="11987654321").count() == 1


def test_dois_cpf_na_mesma_conta_um_se_recusa() -> None:
    conta = UsuarioFactory.create()
    duas = [(Usuario.objects.get(pk=conta.pk), cpf) for cpf in ("52998224725", "11144477735")]
    atos = [partial(provar_cpf, usuario=quem, cpf=cpf, como=Municipe.Prova.OURO) for quem, cpf in duas]
    ditos = ao_mesmo_tempo(atos)
    assert sum(isinstance(dito, RecusaDeJuncao) for dito in ditos) == 1
    assert Municipe.objects.filter(usuario=conta).count() == 1
