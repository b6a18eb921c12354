"""Recuperar um protocolo: a tela não diz nada, e o que se manda vai só ao contato de cada caso."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django import Settings

from avisos.canais.destinos import destinos
from avisos.entrega import entregar_pendentes
from avisos.models import Aviso
from avisos.situacoes import Canal
from contas.models import Interessado
from entrada.entrar import tentativas
from ouvidoria.situacoes import TipoDeManifestacao
from portal import acoes
from portal.tasks import mandar_os_numeros
from portal.views import recuperar as paginas
from protocolo.models import Recuperacao
from tests.contas.factories import UsuarioFactory
from tests.esic import elenco as esic
from tests.ouvidoria import elenco
from tests.ouvidoria.acompanhando import texto
from tests.servidores import provedor
from tests.solicitacoes.elenco import MARIA, servico, solicitacao

pytestmark = pytest.mark.django_db
ONDE = "/acompanhar/recuperar/"
DE_MARIA = {"cpf": "529.982.247-25", "contato": "Maria@Exemplo.invalid"}
SO_SMS = provedor.canais("https://sms.invalid", "sms")


@pytest.fixture(autouse=True)
def sem_limites() -> None:
    cache.clear()


def _pedir(client: Client, **dados: str) -> Any:
    return client.post(ONDE, {**DE_MARIA, **dados}, follow=True)


def _mandados() -> dict[str, str]:
    """A quem → o texto do e-mail ou do SMS, do que a rotina pôs na caixa de saída."""
    Aviso.objects.all().delete()
    mandar_os_numeros()
    escritos = {}
    for aviso in Aviso.objects.all():
        assert aviso.para_cifrado
        assert (aviso.interessado, aviso.usuario) == (None, None)
        ((canal, para),) = destinos(aviso).items()
        assert canal == aviso.canal
        escritos[para] = aviso.corpo if canal == Canal.EMAIL else aviso.curto
    return escritos


def test_os_numeros_vao_so_ao_contato_escrito(client: Client, settings: Settings) -> None:
    meus = [solicitacao(), elenco.registrada(), esic.em_tramitacao(identificacao=MARIA)]
    sigiloso = solicitacao(servico=servico(slug="mulher", nome="Violência", sigilosa=True))
    outro_email = solicitacao(identificacao=replace(MARIA, email="outra@exemplo.invalid"))
    sem_ligacao = solicitacao(identificacao=replace(MARIA, email="x@exemplo.invalid", telefone=""))
    outro_cpf = solicitacao(identificacao=replace(MARIA, documento="11144477735"))
    denuncias = [elenco.registrada(TipoDeManifestacao.DENUNCIA)]
    Aviso.objects.all().delete()
    _pedir(client)
    assert not Aviso.objects.exists()
    escritos = _mandados()
    assert escritos.keys() == {MARIA.email}
    assert not Recuperacao.objects.exists()
    assert all(caso.protocolo_escrito in escritos[MARIA.email] for caso in [*meus, sigiloso])
    for alheio in (outro_email, sem_ligacao, outro_cpf, *denuncias):
        assert alheio.protocolo_escrito not in escritos[MARIA.email]
    assert "Violência" not in escritos[MARIA.email]
    assert entregar_pendentes().enviados == 1
    settings.CANAIS = SO_SMS
    _pedir(client, contato="(11) 98765-4321")
    escritos = _mandados()
    assert escritos.keys() == {"11987654321"}
    assert all(caso.protocolo_escrito in escritos["11987654321"] for caso in [*meus, sigiloso, outro_email])


def test_a_isca_de_quem_tem_conta_nao_pesca_os_numeros_da_vitima(client: Client, settings: Settings) -> None:
    """O atacante abre, na sua conta, um caso com o CPF e o telefone da vítima, mais novo que os dela."""
    settings.CANAIS = SO_SMS
    da_vitima = solicitacao()
    atacante = UsuarioFactory.create(email="ataca@exemplo.invalid")
    isca = solicitacao(identificacao=replace(MARIA, email=""))
    Interessado.objects.filter(pk=isca.interessado_id or 0).update(usuario=atacante)
    _pedir(client, contato=MARIA.telefone)
    escritos = _mandados()
    assert escritos.keys() == {MARIA.telefone}
    assert da_vitima.protocolo_escrito in escritos[MARIA.telefone]


def test_a_telefone_fixo_ou_sem_sms_nada_sai_e_a_tela_o_diz(client: Client, settings: Settings) -> None:
    solicitacao(identificacao=replace(MARIA, telefone="1133334444"))
    solicitacao()
    for canais, contato, dito in (
        ({}, MARIA.telefone, "só mandamos por e-mail"),
        (SO_SMS, "1133334444", "para telefone fixo não há como mandar"),
    ):
        settings.CANAIS = canais
        assert dito in texto(client.get(ONDE))
        assert dito in texto(_pedir(client, contato=contato))
        assert _mandados() == {}


def test_o_que_nao_cabe_na_mensagem_se_diz(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(acoes, "MAIS_NOVOS", 1)
    casos = [solicitacao(), solicitacao()]
    _pedir(client)
    escrito = _mandados()[MARIA.email]
    assert sum(caso.protocolo_escrito in escrito for caso in casos) == 1
    assert acoes.HA_OUTROS in escrito


def test_a_resposta_e_o_trabalho_da_pagina_sao_os_mesmos_haja_ou_nao(client: Client) -> None:
    solicitacao()
    paginas_lidas, custos = [], []
    for dados in (DE_MARIA, {"cpf": "111.444.777-35", "contato": "ninguem@exemplo.invalid"}):
        with CaptureQueriesContext(connection) as feitas:
            resposta = client.post(ONDE, dados, follow=True)
        paginas_lidas.append(texto(resposta))
        custos.append([consulta["sql"].split(" VALUES")[0] for consulta in feitas])
    assert paginas_lidas[0] == paginas_lidas[1]
    assert custos[0] == custos[1]
    assert Recuperacao.objects.count() == 2
    guardado = b"".join(bytes(linha.cifrado) for linha in Recuperacao.objects.all())
    assert b"52998224725" not in guardado


def test_entrada_ruim_se_diz_no_campo(client: Client, subtests: pytest.Subtests) -> None:
    for dados in (
        {"cpf": ""},
        {"cpf": "111.111.111-11"},
        {"cpf": "529.982.247-26"},
        {"contato": ""},
        {"contato": "maria@"},
        {"contato": "98765"},
        {"contato": "a\0@exemplo.invalid"},
    ):
        with subtests.test(str(dados)):
            resposta = _pedir(client, **dados)
            assert resposta.status_code == 422
            assert resposta.content.decode().count("<title>Erro:") == 1
    assert not Recuperacao.objects.exists()


def test_pedir_muitas_vezes_manda_uma_mensagem_e_nao_tranca_a_praca(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    solicitacao()
    Aviso.objects.all().delete()
    for _ in range(tentativas.POR_HORA + 3):
        assert "Confira as suas mensagens" in texto(_pedir(client))
    assert Recuperacao.objects.count() == tentativas.POR_HORA - 1, "de um lugar só"
    mandar_os_numeros()
    assert Aviso.objects.count() == 1
    outra = {"cpf": "111.444.777-35", "contato": "outra@exemplo.invalid"}
    assert "Confira as suas mensagens" in texto(client.post(ONDE, outra, follow=True))
    monkeypatch.setattr(paginas, "DA_REDE", 1)
    assert client.post(ONDE, outra).status_code == 429
    de_fora = client.post(ONDE, outra, REMOTE_ADDR="203.0.113.9")
    assert de_fora.status_code == 302


def test_o_que_as_chaves_novas_nao_abrem_se_esquece() -> None:
    linha = Recuperacao.objects.create(cifrado=b"de outra chave", em=timezone.now())
    assert acoes.mandar_o_perdido(recuperacao=linha) == 0
    assert not Recuperacao.objects.exists()


def test_ler_a_pagina_nao_grava_e_acompanhar_leva_a_ela(client: Client) -> None:
    assert ONDE in client.get("/acompanhar/").content.decode()
    client.get(ONDE, DE_MARIA)
    client.get(f"{ONDE}?feito=sim")
    assert not Recuperacao.objects.exists()
