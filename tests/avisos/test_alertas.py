"""O que está errado por duas rodadas diz-se a quem administra, uma vez, e outra quando acaba."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from avisos.alertas import rodada
from avisos.models import Alerta
from contas.models import Usuario
from referencia.vigias import Vigia, todos
from tests.correio import Correio
from tests.servidores.provedor import Provedor
from tests.solicitacoes import elenco

pytestmark = pytest.mark.django_db
AGORA = timezone.now()
estado = SimpleNamespace(frase="")
GRUPO = "De prova"
VIGIAS = (
    Vigia(
        codigo="de_prova",
        nome="Tudo anda",
        porque="Se não anda, ninguém recebe.",
        conferir=lambda: estado.frase,
        conserto="Veja a caixa de saída",
        pagina="admin:avisos_aviso_changelist",
        alerta=True,
    ),
)


@pytest.fixture(autouse=True)
def so_o_de_prova(settings: Settings) -> None:
    estado.frase = ""
    settings.VIGIAS = [__name__]


@pytest.fixture
def webhook(settings: Settings) -> Iterator[Provedor]:
    with Provedor.no_ar() as no_ar:
        settings.ALERTAS_PARA = [no_ar.url]
        yield no_ar


@pytest.fixture
def administra() -> Usuario:
    return elenco.pessoa("Alice Tudo", email="alice@exemplo.invalid", is_staff=True, is_superuser=True)


def rodar(*minutos: int) -> None:
    for minuto in minutos:
        assert rodada.rodar(AGORA + timedelta(minutes=minuto))


@pytest.mark.usefixtures("administra")
def test_diz_uma_vez_depois_de_duas_rodadas_e_outra_quando_acaba(correio: Correio, webhook: Provedor) -> None:
    estado.frase = "A fila parou."
    rodar(0)
    assert (correio.mensagens, webhook.pedidos) == ([], [])
    rodar(2, 4, 6)
    (mensagem,), (pedido,) = correio.mensagens, webhook.pedidos
    assert mensagem["To"] == "alice@exemplo.invalid"
    assert mensagem.get_content().startswith("A fila parou.\r\nDesde ")
    assert "/admin/avisos/aviso/" in mensagem.get_content()
    assert [(um["codigo"], um["acabou_em"]) for um in pedido.json["alertas"]] == [("de_prova", None)]
    assert "A fila parou." in pedido.json["text"]
    estado.frase = ""
    rodar(8)
    assert len(correio.mensagens) == 1
    rodar(10, 12)
    assert len(correio.mensagens) == len(webhook.pedidos) == 2
    assert correio.mensagens[1]["Subject"] == "SP156: acabou o que estava errado"
    assert webhook.pedidos[1].json["alertas"][0]["acabou_em"]
    estado.frase = "A fila parou outra vez."
    rodar(14, 16)
    assert len(webhook.pedidos) == 3


@pytest.mark.usefixtures("administra")
def test_o_que_falha_uma_rodada_so_nao_e_nada(webhook: Provedor) -> None:
    for minuto in (0, 4):
        estado.frase = "Caiu."
        rodar(minuto)
        estado.frase = ""
        rodar(minuto + 2)
    assert webhook.pedidos == []


@pytest.mark.usefixtures("administra")
def test_sem_correio_o_webhook_vai_e_o_email_vai_quando_o_correio_volta(
    settings: Settings, correio: Correio, webhook: Provedor
) -> None:
    no_ar, estado.frase = settings.MAILERS, "O correio parou."
    fora = {**no_ar["default"], "OPTIONS": {**no_ar["default"]["OPTIONS"], "port": 1}}
    settings.MAILERS = {"default": fora}
    rodar(0, 2, 4)
    assert (len(webhook.pedidos), correio.mensagens) == (1, [])
    estado.frase, webhook.codigo = "", 503
    rodar(6, 8)
    assert correio.mensagens == []
    settings.MAILERS = no_ar
    rodar(10)
    (mensagem,) = correio.mensagens
    assert mensagem.get_content().startswith("Acabou:\r\n\r\nO correio parou.\r\nDe ")
    assert len(Alerta.objects.get(codigo="de_prova").por_dizer) == 1
    webhook.codigo = 200
    rodar(12, 14)
    assert [um.json["alertas"][0]["acabou_em"] is None for um in webhook.pedidos] == [True, *[False] * 3]


def test_pede_atencao_diz_o_que_esta_errado_salvo_o_que_alguem_aceitou(
    client: Client, administra: Usuario, webhook: Provedor
) -> None:
    client.force_login(administra)
    estado.frase = "A fila parou."
    rodar(0)
    assert "A fila parou." not in client.get("/admin/").content.decode()
    rodar(2)
    assert "A fila parou." in client.get("/admin/").content.decode()
    Alerta.objects.filter(codigo="de_prova").update(visto_ate=timezone.localdate())
    assert "A fila parou." not in client.get("/admin/").content.decode()


def test_duas_rodadas_ao_mesmo_tempo_sao_uma_e_o_vigia_que_quebra_diz_que_quebrou(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delattr(estado, "frase")
    rodar(0)
    assert not rodada.rodar(AGORA + timedelta(seconds=20))
    assert Alerta.objects.get(codigo="de_prova").frase == "Não se pôde conferir (AttributeError)."
    monkeypatch.undo()


def test_os_codigos_e_as_paginas_dos_vigias_do_portal(settings: Settings) -> None:
    from sp156 import settings as de_fabrica  # noqa: PLC0415

    settings.VIGIAS = de_fabrica.VIGIAS
    vigias = todos()
    assert len({vigia.codigo for vigia in vigias}) == len(vigias)
    assert all(vigia.link.startswith("/") for vigia in vigias if vigia.pagina)
