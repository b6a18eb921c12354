"""A fila da conversa: a que se passa a um lugar, e a de quem deixou de dar sinal enquanto esperava."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from atendimento import acoes
from atendimento import conversa as leituras
from atendimento.models import Conversa
from atendimento.situacoes import DeQuem, Estado, SituacaoDaConversa
from atendimento.supervisao.numeros_das_conversas import CONTAS
from tests.atendimento.conversando import (
    atendida,
    ha,
    na_fila,
    quem_atende,
    regra,
    sempre_aberta,
)
from tests.atendimento.quem_conversa import QuemConversa, assunto
from tests.solicitacoes.pedindo import praca

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("mesa_do_arquivo")]

S = SituacaoDaConversa


@pytest.fixture
def maria(client: Client) -> QuemConversa:
    """Na fila: há quem receba, e está cheio."""
    sempre_aberta()
    assunto()
    regra(conversas_por_atendente=1, minutos_de_fila_sem_sinal=5)
    atendida(quem_atende())
    quem = QuemConversa(client)
    quem.comecar()
    quem.pedir()
    return quem


# --- a um lugar ----------------------------------------------------------------------


def test_a_passada_a_um_lugar_espera_no_alto_por_quem_atende_la(client: Client) -> None:
    ana = quem_atende()
    esta, mais_velha = atendida(ana), ha(na_fila(), timedelta(minutes=9))
    client.force_login(ana)
    endereco = reverse("central:conversa_passar", args=[esta.codigo])
    assert f"{praca().nome} (ninguém recebe agora)" in client.get(endereco).content.decode()
    resposta = client.post(endereco, {"para": f"lugar-{praca().pk}", "motivo": "É de cadastro"}, follow=True)
    assert f"A conversa espera por {praca().nome}." in resposta.content.decode()
    esta.refresh_from_db()
    assert (esta.situacao, esta.lugar) == (S.NA_FILA, praca())
    assert leituras.lugar_na_fila(esta) == 1
    aviso = esta.mensagens.filter(de=DeQuem.AVISO).last()
    assert aviso is not None
    assert praca().nome in aviso.texto
    assert esta.mensagens.get(de=DeQuem.NOTA).texto == "É de cadastro"
    acoes.distribuir(em=timezone.now())  # a Ana, da Central, recebe a outra
    mais_velha.refresh_from_db()
    esta.refresh_from_db()
    assert (mais_velha.atendente, esta.atendente) == (ana, None)
    da_praca = quem_atende(recebe=False)
    outra = ha(na_fila(), timedelta(minutes=30))
    regra(conversas_por_atendente=1)
    acoes.por_a_disposicao(usuario=da_praca, unidade=praca(), estado=Estado.RECEBE)
    esta.refresh_from_db()
    outra.refresh_from_db()
    assert (esta.atendente, outra.atendente) == (da_praca, None)


def test_quem_atende_no_lugar_ve_quantas_lhe_passaram(client: Client) -> None:
    ana = quem_atende(recebe=False)
    esta = acoes.passar(conversa=atendida(ana), para=None, lugar=praca(), motivo="x", por=ana)
    client.force_login(ana)
    pagina = client.get(reverse("central:conversas")).content.decode()
    assert "passada a" not in pagina
    Conversa.objects.filter(pk=esta.pk).update(
        lugar=Conversa.objects.get(pk=esta.pk).atendimentos.get().unidade
    )
    assert "passada a" in client.get(reverse("central:conversas")).content.decode()


# --- quem deixa de dar sinal ------------------------------------------------------------


def calar(esta: Conversa, minutos: int = 6) -> None:
    antes = timezone.now() - timedelta(minutes=minutos)
    Conversa.objects.filter(pk=esta.pk).update(sinal_em=antes, na_fila_desde=antes)


def test_quem_espera_calado_conta_se_como_quem_saiu_e_volta_ao_seu_lugar(maria: QuemConversa) -> None:
    esta = maria.conversa
    calar(esta, 4)
    assert acoes.contar_quem_saiu(em=timezone.now()) == 0
    calar(esta)
    atras = na_fila()
    assert leituras.lugar_na_fila(atras) == 2
    assert acoes.contar_quem_saiu(em=timezone.now()) == 1
    assert acoes.contar_quem_saiu(em=timezone.now()) == 0
    esta.refresh_from_db()
    assert esta.sumiu_em == esta.sinal_em
    assert leituras.lugar_na_fila(atras) == 1
    livre = quem_atende()  # a de quem saiu não se dá a ninguém
    atras.refresh_from_db()
    assert atras.atendente == livre
    assert maria.dar_sinal().status_code == 204
    assert maria.conversa.sumiu_em is None
    regra(conversas_por_atendente=2)
    acoes.distribuir(em=timezone.now())
    assert maria.conversa.atendida_em is not None


def test_quem_fecha_a_pagina_na_fila_conta_se_como_quem_saiu_e_volta(maria: QuemConversa) -> None:
    atras = na_fila()
    for dito, lugar in (({"fecha": "sim"}, 1), ({}, 2)):
        maria.dar_sinal(**dito)
        assert leituras.lugar_na_fila(atras) == lugar


@pytest.mark.parametrize("como", ["dar_sinal", "ver"])
def test_o_sinal_e_a_pagina_dao_o_sinal_de_quem_espera(maria: QuemConversa, como: str) -> None:
    maria.ver()
    calar(maria.conversa, 3)
    getattr(maria, como)()
    sinal = maria.conversa.sinal_em
    assert sinal is not None
    assert timezone.now() - sinal < timedelta(minutes=1)


def test_os_numeros_contam_quem_saiu_sem_dizer(maria: QuemConversa) -> None:
    """O que alguém ainda atendeu não é desistência."""
    calar(maria.conversa)
    acoes.contar_quem_saiu(em=timezone.now())
    da_maria = Conversa.objects.filter(pk=maria.conversa.pk)
    assert da_maria.aggregate(**CONTAS)["desistiram"] == 1
    acoes.tomar(conversa=maria.conversa, por=quem_atende(recebe=False))
    assert da_maria.aggregate(**CONTAS)["desistiram"] == 0
