"""Nenhum canal passa à frente: as listas de quem trabalha vêm na mesma ordem, seja qual for."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from atendimento import acoes
from contas.papeis import Papel
from protocolo.models import Canal
from tests.atendimento.ligando import central, regra, sem_aviso
from tests.esic import elenco as esic
from tests.ouvidoria import elenco as ouvidoria
from tests.solicitacoes import elenco

pytestmark = pytest.mark.django_db

PRAZOS = (5, 2, 8, 1, 9, 3, 7, 4, 6)
"""Em quantos dias vence cada um, na ordem em que entraram: nem a da chegada, nem a dos canais."""
NUMERO = re.compile(r"\d{5}-\d{5}-\d{5}")


def na_caixa() -> tuple[list[Any], str, Any]:
    onde = elenco.unidade()
    return [elenco.solicitacao(onde) for _ in PRAZOS], f"/caixa/{onde.sigla}/", elenco.servidor(onde)


def na_ouvidoria() -> tuple[list[Any], str, Any]:
    quem = ouvidoria.designar(Papel.OUVIDORIA, "OGM")
    return [ouvidoria.registrada() for _ in PRAZOS], reverse("mesa:lista"), quem


def no_sic() -> tuple[list[Any], str, Any]:
    return [esic.em_tramitacao() for _ in PRAZOS], reverse("sic:lista"), esic.sic().usuario


def na_pagina(client: Client, endereco: str) -> list[str]:
    """Os protocolos da página, na ordem em que se leem."""
    resposta = client.get(endereco)
    assert resposta.status_code == 200
    return list(dict.fromkeys(NUMERO.findall(resposta.content.decode())))


@pytest.mark.parametrize("montar", [na_caixa, na_ouvidoria, no_sic])
def test_a_fila_e_a_do_prazo_por_qualquer_canal(
    montar: Callable[[], tuple[list[Any], str, Any]], client: Client
) -> None:
    """Os mesmos casos, com cada um a entrar, vez após vez, por todos os canais que há."""
    assert len(PRAZOS) == len(Canal.values), "um canal novo pede mais um caso"
    casos, endereco, quem = montar()
    modelo, agora = type(casos[0]), timezone.now()
    client.force_login(quem)
    prazos = dict(zip((caso.pk for caso in casos), PRAZOS, strict=True))
    for pk, dias in prazos.items():
        modelo.objects.filter(pk=pk).update(vence_em=agora + timedelta(days=dias))
    esperada = [caso.protocolo_escrito for caso in sorted(casos, key=lambda caso: prazos[caso.pk])]
    for vez in range(len(Canal.values)):
        canais = [*Canal.values[vez:], *Canal.values[:vez]]
        for caso, canal in zip(casos, canais, strict=True):
            modelo.objects.filter(pk=caso.pk).update(canal=canal)
        assert na_pagina(client, endereco) == esperada, canais


def test_a_lista_de_retorno_tambem(client: Client) -> None:
    """Quem espera há mais tempo vem antes, tenha pedido por onde for."""
    regra()
    esperados: list[str] = []
    for canal in reversed(Canal.values):
        caso = sem_aviso(canal=canal)
        acoes.juntar_retornos(em=timezone.now() - timedelta(minutes=len(Canal.values) - len(esperados)))
        esperados.append(caso.protocolo_escrito)
    client.force_login(elenco.servidor(central(), papel=Papel.ATENDENTE))
    assert na_pagina(client, reverse("central:retornos")) == esperados
