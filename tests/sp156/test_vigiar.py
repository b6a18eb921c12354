"""O que se vigia de fábrica, com a causa de verdade; e quem faz a rodada quando a agenda parou."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.core.exceptions import ImproperlyConfigured
from django.db import connections
from django.utils import timezone
from pytest_django import Settings

from avisos.alertas import rodada
from avisos.models import Alerta
from sp156.configuracao import alertas_para
from sp156.saude import testemunha
from sp156.tasks import bater, vigiar
from tests.avisos.factories import AvisoFactory
from tests.servidores.provedor import Provedor
from tests.solicitacoes import elenco

pytestmark = pytest.mark.django_db


def errados() -> set[str]:
    return set(Alerta.objects.filter(rodadas__gt=0).values_list("codigo", flat=True))


def passar(minutos: int) -> None:
    """A última rodada foi há tantos minutos."""
    Alerta.objects.filter(codigo=rodada.VEZ).update(desde=timezone.now() - timedelta(minutes=minutos))


def test_a_rodada_diz_pelo_nome_o_que_parou(settings: Settings) -> None:
    cache.clear()
    for fila in ("celery", "canais", "arquivos"):
        bater(fila)
    AvisoFactory.create(criado_em=timezone.now() - timedelta(hours=75), proxima_em=timezone.now())
    elenco.solicitacao(elenco.unidade("SE-VAZIA"))
    with Provedor.no_ar() as webhook:
        settings.ALERTAS_PARA = [webhook.url]
        vigiar()
        passar(2)
        vigiar()
    (pedido,) = webhook.pedidos
    ditas = {um["codigo"]: um["frase"] for um in pedido.json["alertas"]}
    assert ditas.pop("filas_lidas").startswith("Quem faz as tarefas: ninguém lê a fila segundos")
    assert ditas.pop("avisos_saem").startswith("Há avisos parados. E-mail: 1, desde ")
    assert {"avisos_acabam", "pedidos_vistos"} <= ditas.keys()
    assert "agenda_viva" not in errados()


def test_parada_a_agenda_a_web_faz_a_rodada(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connections, "close_all", lambda: None)  # a conexão é a do teste
    cache.clear()
    vigiar()
    Alerta.objects.exclude(codigo=rodada.VEZ).delete()
    passar(3)
    testemunha.olhar()
    assert errados() == set()
    passar(5)
    testemunha.olhar()
    assert "agenda_viva" in errados()
    assert "filas_lidas" not in errados()  # de fila nenhuma se sabe


def test_alertas_para_so_aceita_email_e_https() -> None:
    boas = ["plantao@exemplo.gov.br", "https://chat.exemplo.gov.br/x", "http://127.0.0.1:9/x"]
    assert alertas_para([*boas, " ", ""]) == boas
    for ruim in ("plantao", "http://chat.exemplo.gov.br/x", "https://", "ftp://a@b.gov.br"):
        with pytest.raises(ImproperlyConfigured, match="ALERTAS_PARA"):
            alertas_para([ruim])
