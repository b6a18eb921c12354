"""Quanto se pergunta ao banco por mensagem e por novidade: são milhares por minuto."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from atendimento import acoes
from atendimento import conversa as leituras
from atendimento.models import Conversa, Disponibilidade
from atendimento.novidades import LIDA
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


def versao(quem: Usuario) -> int:
    return Disponibilidade.objects.get(usuario=quem).versao


def test_a_mensagem_da_pessoa(maria: QuemConversa) -> None:
    ha(maria.conversa, timedelta(hours=1))
    ultima = maria.conversa.ultima
    for vista in (ultima, ultima + 1):
        assert consultas(lambda: maria.dizer(pelo_modulo=True, ultima=vista)) == 2  # noqa: B023


def test_a_mensagem_de_quem_atende(da_ana: Client, esta: Conversa) -> None:
    esta.refresh_from_db()
    assert consultas(lambda: escrever(da_ana, esta)) == 5


def test_a_novidade_da_pessoa(maria: QuemConversa, ana: Usuario) -> None:
    antes, token = maria.conversa.ultima, leituras.token(maria.conversa)
    for quantas in (1, 5):
        for _ in range(quantas):
            diz(maria.conversa, "Olá!", por=ana)
        pergunta: dict[str, str | int] = {"r": token, "v": "0", "d": antes}
        assert consultas(lambda: maria.client.get(reverse("conversa:novidades"), pergunta)) == 2  # noqa: B023


def test_a_novidade_de_quem_atende(da_ana: Client, esta: Conversa, ana: Usuario) -> None:
    pergunta: dict[str, str | int] = {"r": leituras.token_de(ana), "v": "0", "c": str(esta.codigo), "d": 0}
    endereco = reverse("central:conversas_novidades")
    for _ in range(3):
        diz(esta, "Oi")
        atendida(ana)
        assert consultas(lambda: da_ana.get(endereco, pergunta)) == 6
    esta.refresh_from_db()
    em_dia: dict[str, str | int] = {**pergunta, "d": esta.ultima}
    assert consultas(lambda: da_ana.get(endereco, em_dia)) == 5, "nada de novo nesta: não se leem mensagens"
    do_laco: dict[str, Any] = {LIDA: "7"}
    assert consultas(lambda: da_ana.get(endereco, em_dia, **do_laco)) == 4, "o laço já leu a versão"
    assert da_ana.get(endereco, em_dia, **do_laco)["Versao"] == "7"
    assert da_ana.get(endereco, em_dia | {"r": "outro"}, **do_laco)["Versao"] == str(versao(ana)), "sem token"


def test_o_que_quem_atende_mandou_nao_se_pergunta_outra_vez(
    da_ana: Client, esta: Conversa, ana: Usuario
) -> None:
    esta.refresh_from_db()
    em_dia = versao(ana)
    assert escrever(da_ana, esta, v=em_dia)["Versao"] == str(em_dia + 1) == str(versao(ana))
    diz(atendida(ana), "Noutra conversa.")
    assert "Versao" not in escrever(da_ana, esta, v=em_dia + 1), "a página ainda não tem a outra"
    chave = str(uuid4())
    escrever(da_ana, esta, chave=chave)
    assert "Versao" not in escrever(da_ana, esta, chave=chave, v=versao(ana)), "a repetida não mudou nada"


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
