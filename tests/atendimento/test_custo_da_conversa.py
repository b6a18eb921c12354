"""Quanto se pergunta ao banco por mensagem e por novidade: são milhares por minuto."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from atendimento import acoes
from atendimento.models import Conversa
from contas.models import Usuario
from tests.atendimento.conversando import atendida, diz, ha, manda
from tests.atendimento.quem_conversa import DO_MODULO, QuemConversa

if TYPE_CHECKING:
    from django.test.client import _MonkeyPatchedWSGIResponse as Resposta

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("mesa_do_arquivo")]


@pytest.fixture
def maria(ana: Usuario) -> QuemConversa:
    maria = QuemConversa(Client())
    maria.comecar()
    Conversa.objects.filter(codigo=maria.codigo).update(situacao="na_fila", na_fila_desde=timezone.now())
    acoes.tomar(conversa=maria.conversa, por=ana)
    return maria


def consultas(pedir: Callable[[], Resposta], situacao: int = 200) -> int:
    """Sem contar as de abrir e fechar transações."""
    with CaptureQueriesContext(connection) as feitas:
        assert pedir().status_code == situacao
    return sum("SAVEPOINT" not in uma["sql"] for uma in feitas.captured_queries)


def escrever(client: Client, conversa: Conversa, **mais: Any) -> Resposta:
    return manda(client, conversa, headers=DO_MODULO, **{"ultima": conversa.ultima, **mais})


def test_a_mensagem_da_pessoa(maria: QuemConversa) -> None:
    ha(maria.conversa, timedelta(hours=1))
    ultima = maria.conversa.ultima
    for vista in (ultima, ultima + 1):
        assert consultas(lambda: maria.dizer(pelo_modulo=True, ultima=vista)) == 12  # noqa: B023


def test_a_mensagem_de_quem_atende(da_ana: Client, esta: Conversa) -> None:
    esta.refresh_from_db()
    assert consultas(lambda: escrever(da_ana, esta)) == 12


def test_a_novidade_da_pessoa(maria: QuemConversa, ana: Usuario) -> None:
    antes = maria.conversa.ultima
    for quantas in (1, 5):
        for _ in range(quantas):
            diz(maria.conversa, "Olá!", por=ana)
        pedido: dict[str, str | int] = {"v": "0", "d": antes}
        assert consultas(lambda: maria.client.get(maria.endereco("novidades"), pedido)) == 3  # noqa: B023


def test_a_novidade_de_quem_atende(da_ana: Client, esta: Conversa, ana: Usuario) -> None:
    pedido: dict[str, str | int] = {"q": ana.pk, "v": "0", "c": str(esta.codigo), "d": 0}
    endereco = reverse("central:conversas_novidades")
    for _ in range(3):
        diz(esta, "Oi")
        atendida(ana)
        assert consultas(lambda: da_ana.get(endereco, pedido)) == 7
    esta.refresh_from_db()
    em_dia: dict[str, str | int] = {**pedido, "d": esta.ultima}
    assert consultas(lambda: da_ana.get(endereco, em_dia)) == 6, "nada de novo nesta: não se procuram fotos"


def test_o_sinal(maria: QuemConversa, da_ana: Client, esta: Conversa) -> None:
    assert consultas(maria.dar_sinal, 204) == 1
    assert consultas(lambda: maria.dar_sinal(vista=maria.conversa.ultima), 204) == 4
    assert consultas(lambda: da_ana.post(reverse("central:conversas_sinal")), 204) == 5


def test_a_resposta_traz_o_que_chegou_antes_da_que_se_mandou(
    da_ana: Client, esta: Conversa, maria: QuemConversa, ana: Usuario
) -> None:
    esta.refresh_from_db()
    diz(Conversa.objects.get(pk=esta.pk), "Chegou agora mesmo.")
    texto = escrever(da_ana, esta, texto="E isto fui eu.").content.decode()
    assert "Chegou agora mesmo." in texto
    assert "E isto fui eu." in texto
    antes = maria.conversa.ultima
    diz(maria.conversa, "De quem atende.", por=ana)
    texto = maria.dizer("Da pessoa.", pelo_modulo=True, ultima=antes).content.decode()
    assert "De quem atende." in texto
    assert "Da pessoa." in texto
