"""Há quanto tempo os avisos esperam: conta desde que nasceram, por mais longe que esteja a nova tentativa."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone
from pytest_django import Settings

from avisos import espera
from avisos.canais.destinos import PASSOU_DO_TETO
from avisos.entrega import Entregues, entregar_pendentes
from avisos.models import Aviso, Envio
from avisos.situacoes import Canal
from contas.models import Interessado
from tests.avisos.factories import AvisoFactory
from tests.correio import Correio

pytestmark = pytest.mark.django_db
HORA = timedelta(hours=1)


def esperar(canal: Canal = Canal.EMAIL, ha: timedelta = 3 * HORA, **campos: object) -> Aviso:
    """Um aviso por sair, cuja nova tentativa é só amanhã."""
    agora = timezone.now()
    padrao = {"tentativas": 6, "proxima_em": agora + 24 * HORA, "erro": "421 tente depois", **campos}
    return AvisoFactory.create(canal=canal, criado_em=agora - ha, **padrao)


def ditas() -> list[tuple[str, int, bool]]:
    return [(uma.nome, uma.quantos, uma.bem) for uma in espera.esperas(timezone.now())]


def test_a_espera_pela_nova_tentativa_nao_esconde_o_correio_parado() -> None:
    esperar()
    esperar(ha=timedelta(minutes=20))
    esperar(urgente=True, ha=timedelta(minutes=6))
    esperar(Canal.SMS, ha=timedelta(minutes=20))
    assert ditas() == [("E-mail, urgentes", 1, False), ("E-mail", 2, False), ("SMS", 1, True)]


def test_uma_caixa_cheia_nao_diz_que_o_correio_parou() -> None:
    presa = esperar()
    Envio.objects.create(aviso=presa, canal=Canal.EMAIL)
    for _ in range(espera.FOLGA - 1):
        esperar(ha=2 * HORA)
    saido = AvisoFactory.create(canal=Canal.EMAIL, situacao=Aviso.Situacao.ENVIADO)
    Envio.objects.create(aviso=saido, canal=Canal.EMAIL, aceito_em=timezone.now() - HORA)
    assert ditas() == [("E-mail", espera.FOLGA, True)]
    esperar()
    assert ditas() == [("E-mail", espera.FOLGA + 1, False)]


def test_quem_espera_a_sua_hora_nao_esta_atrasado() -> None:
    esperar(erro=PASSOU_DO_TETO)
    esperar(Canal.SMS, tentativas=0, erro="")
    assert ditas() == []
    Aviso.objects.update(proxima_em=timezone.now() - HORA)  # chegou a hora, e ninguém os mandou
    assert ditas() == [("E-mail", 1, False), ("SMS", 1, False)]


def test_a_cidade_sem_correio_guarda_os_avisos_e_conta_os(settings: Settings, correio: Correio) -> None:
    aviso = AvisoFactory.create(criado_em=timezone.now() - 3 * HORA)
    settings.SEM_CORREIO = True
    assert entregar_pendentes() == Entregues()
    aviso.refresh_from_db()
    assert (aviso.situacao, aviso.canal, aviso.tentativas) == (Aviso.Situacao.PENDENTE, Canal.EMAIL, 0)
    assert ditas() == [("E-mail", 1, True)]
    settings.SEM_CORREIO = False
    assert entregar_pendentes() == Entregues(enviados=1)
    assert len(correio.mensagens) == 1


def test_sem_correio_quem_tem_celular_e_avisado_por_ele(settings: Settings) -> None:
    aviso = AvisoFactory.create(canal="")
    Interessado.objects.update(telefone="11987654321")
    settings.CANAIS, settings.SEM_CORREIO = {"sms": {}}, True
    entregar_pendentes()
    aviso.refresh_from_db()
    assert aviso.canal == Canal.SMS
