"""Quem perdeu a chave: um link que serve uma vez vai ao e-mail do caso, e a tela não diz se há caso."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
import time_machine
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from avisos.entrega import entregar_pendentes
from avisos.models import Aviso
from contas.segredos import chaves
from contas.segredos.link_da_chave import PARTIDO, USADO, VENCEU
from entrada.entrar import tentativas
from ouvidoria.situacoes import TipoDeManifestacao
from portal.tasks import mandar_os_numeros
from portal.views import recuperar
from protocolo import numero
from protocolo.models import Recuperacao
from tests.esic import elenco as esic
from tests.ouvidoria import elenco
from tests.ouvidoria.acompanhando import texto
from tests.servidores.provedor import canais
from tests.solicitacoes.elenco import MARIA, servico, solicitacao

if TYPE_CHECKING:
    from django.test import Client
    from pytest_django import Settings

    from protocolo.models import Caso
    from tests.correio import Correio

pytestmark = pytest.mark.django_db
ONDE = "/acompanhar/chave/"


@pytest.fixture(autouse=True)
def sem_limites() -> None:
    cache.clear()


def _pedir(client: Client, caso: Caso, email: str = MARIA.email) -> Any:
    return client.post(ONDE, {"protocolo": caso.protocolo_escrito, "email": email}, follow=True)


def _mandados(correio: Correio) -> dict[str, str]:
    """A quem → o caminho do link, do que a rotina mandou."""
    Aviso.objects.all().delete()
    mandar_os_numeros()
    correio.mensagens.clear()
    entregar_pendentes()
    links = {}
    for mensagem in correio.mensagens:
        corpo = mensagem.get_body(("plain",))
        achado = re.search(r"/acompanhar/chave/\S+/", corpo.get_content() if corpo else "")
        assert achado
        enfeitado = mensagem.get_body(("html",))
        assert enfeitado
        assert "Abrir com uma chave nova" in enfeitado.get_content()
        links[str(mensagem["To"])] = achado[0]
    return links


def _abre(client: Client, caso: Caso, chave: str) -> bool:
    client.get(f"/acompanhar/{caso.protocolo}/{chave}/")
    return (
        chaves.chave_escrita(caso.protocolo) in client.get(f"/acompanhar/{caso.protocolo}/").content.decode()
    )


def test_o_link_serve_uma_vez_e_so_entao_a_chave_de_antes_morre(client: Client, correio: Correio) -> None:
    caso = solicitacao()
    antiga = chaves.chave_de(caso.protocolo)
    assert "Confira o seu e-mail" in texto(_pedir(client, caso, "Maria@Exemplo.invalid"))
    links = _mandados(correio)
    assert links.keys() == {MARIA.email}
    link = links[MARIA.email]
    assert link not in "".join(Aviso.objects.values_list("corpo", flat=True)), "só na mensagem"
    for _ in range(2):
        assert "Trocar a chave e abrir o pedido" in texto(client.get(link)), "ler não o gasta"
    assert chaves.confere(caso.protocolo, antiga)
    lido = client.post(link, follow=True)
    nova = chaves.chave_escrita(caso.protocolo)
    assert nova in lido.content.decode()
    assert "A chave de antes já não abre este pedido" in texto(lido)
    assert not chaves.confere(caso.protocolo, antiga)
    contado = Aviso.objects.get(modelo="chave_trocada", interessado=caso.interessado_id).corpo
    assert "Quem pediu a troca: quem abriu o link mandado ao e-mail deste protocolo" in contado
    nota = caso.andamentos.latest("ordem")
    assert (nota.alcance, "quem perdeu a anterior" in nota.texto) == ("interno", True)
    outro = client.__class__()
    for metodo in (outro.get, outro.post):
        recusado = metodo(link)
        assert (recusado.status_code, USADO in texto(recusado)) == (410, True)
    assert chaves.chave_escrita(caso.protocolo) == nova
    assert not _abre(outro, caso, antiga)


def test_so_vai_ao_email_que_o_caso_guarda_e_nunca_do_que_e_segredo(
    client: Client, correio: Correio, settings: Settings
) -> None:
    settings.CANAIS = canais("http://127.0.0.1:9", "sms")
    sigiloso = solicitacao(servico=servico(slug="mulher", nome="Violência", sigilosa=True))
    denuncia = elenco.registrada(TipoDeManifestacao.DENUNCIA, identificacao=MARIA)
    so_telefone = solicitacao(identificacao=replace(MARIA, email=""))
    anonimo = solicitacao(identificacao=None)
    for caso in (sigiloso, denuncia, so_telefone, anonimo):
        _pedir(client, caso)
    alheio = solicitacao()
    _pedir(client, alheio, "outra@exemplo.invalid")
    assert _mandados(correio) == {}
    for aberto in (elenco.registrada(), esic.em_tramitacao(identificacao=MARIA)):
        cache.clear()  # o que se pediu em vão também conta para o e-mail
        _pedir(client, aberto)
        link = _mandados(correio)[MARIA.email]
        assert client.post(link).headers["Location"] == f"/acompanhar/{aberto.protocolo}/"


def test_o_que_se_selou_depois_de_mandado_ja_nao_se_abre(client: Client, correio: Correio) -> None:
    caso = solicitacao()
    _pedir(client, caso)
    link = _mandados(correio)[MARIA.email]
    assert caso.interessado
    caso.interessado.email = ""
    caso.interessado.save()
    assert client.post(link).status_code == 410


def test_a_resposta_e_o_trabalho_da_pagina_sao_os_mesmos_haja_ou_nao(client: Client) -> None:
    caso = solicitacao()
    ninguem = numero.gerar(numero.Processo.SOLICITACAO)
    lidas, custos = [], []
    for protocolo, email in (
        (caso.protocolo, MARIA.email),
        (caso.protocolo, "outra@exemplo.invalid"),
        (ninguem, MARIA.email),
    ):
        with CaptureQueriesContext(connection) as feitas:
            resposta = client.post(ONDE, {"protocolo": protocolo, "email": email}, follow=True)
        lidas.append(texto(resposta))
        custos.append([consulta["sql"].split(" VALUES")[0] for consulta in feitas])
    assert lidas[0] == lidas[1] == lidas[2]
    assert custos[0] == custos[1] == custos[2]
    guardado = b"".join(bytes(linha.cifrado) for linha in Recuperacao.objects.all())
    assert caso.protocolo.encode() not in guardado


def test_vencido_ou_partido_diz_porque(client: Client, correio: Correio) -> None:
    caso = solicitacao()
    _pedir(client, caso)
    link = _mandados(correio)[MARIA.email]
    assert PARTIDO in texto(client.get(f"{link[:-3]}/"))
    with time_machine.travel(timezone.now() + timedelta(hours=25)):
        vencido = client.post(link)
    assert (vencido.status_code, VENCEU in texto(vencido)) == (410, True)


def test_entrada_ruim_se_diz_e_pedir_demais_nao_enche_o_correio(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    caso = solicitacao()
    for dados in ({"protocolo": "1", "email": MARIA.email}, {"protocolo": caso.protocolo, "email": "maria@"}):
        lido = client.post(ONDE, dados)
        assert (lido.status_code, lido.content.decode().count("<title>Erro:")) == (422, 1)
    Aviso.objects.all().delete()
    for _ in range(tentativas.POR_HORA + 2):
        _pedir(client, caso)
    assert Recuperacao.objects.count() == tentativas.POR_HORA - 1, "de um lugar só"
    mandar_os_numeros()
    assert Aviso.objects.count() == 1
    monkeypatch.setattr(recuperar, "DA_REDE", 1)
    assert _pedir(client, caso).status_code == 429
    assert ONDE in client.get("/acompanhar/").content.decode()
    assert ONDE in client.get(f"/acompanhar/{caso.protocolo}/").content.decode()
