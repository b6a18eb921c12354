"""O contato que ninguém provou recebe poucos avisos por dia; os outros esperam, e nada se perde."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.core.cache import cache
from django.utils import timezone

from avisos.canais.destinos import PASSOU_DO_TETO
from avisos.entrega import Entregues, entregar_pendentes
from avisos.models import Aviso
from avisos.recibos.alcance import por_motivo
from avisos.sem_resposta import encerrar
from avisos.situacoes import Canal
from contas.acoes import selar
from tests.avisos.factories import AvisoFactory
from tests.contas.factories import UsuarioFactory

if TYPE_CHECKING:
    from pytest_django import Settings
    from time_machine import Traveller

    from tests.correio import Correio
    from tests.servidores.provedor import Provedor

pytestmark = pytest.mark.django_db

VITIMA = "vitima@exemplo.invalid"


@pytest.fixture(autouse=True)
def teto(settings: Settings) -> None:
    """O de fábrica."""
    settings.AVISOS_POR_DIA_SEM_PROVA = 6
    cache.clear()


def test_quatorze_pedidos_nao_enchem_o_correio_de_outro(correio: Correio, meio_dia: Traveller) -> None:
    """Seis por dia, na ordem, de todos os casos; com etiqueta no endereço ou sem; e nenhum se perde."""
    avisos = [
        AvisoFactory.create(
            interessado__email="Vitima+x@exemplo.invalid" if quantos % 2 else VITIMA,
            proxima_em=timezone.now() - timedelta(minutes=20 - quantos),
        )
        for quantos in range(14)
    ]
    outro = AvisoFactory.create(interessado__email="outra@exemplo.invalid")
    assert entregar_pendentes() == Entregues(enviados=7, calados=8)
    assert entregar_pendentes() == Entregues()
    outro.refresh_from_db()
    assert outro.situacao == Aviso.Situacao.ENVIADO
    esperam = Aviso.objects.filter(situacao=Aviso.Situacao.PENDENTE).order_by("pk")
    assert [aviso.pk for aviso in esperam] == [aviso.pk for aviso in avisos[6:]]
    assert {(aviso.erro, aviso.tentativas) for aviso in esperam} == {(PASSOU_DO_TETO, 0)}
    (motivo,) = por_motivo(timezone.now() - timedelta(days=1))
    assert (motivo.nome, motivo.quantos) == ("Passou do que um contato por provar recebe num dia", 8)
    for saem in (6, 2):
        meio_dia.shift(timedelta(days=1))
        assert entregar_pendentes().enviados == saem
    assert not Aviso.objects.exclude(situacao=Aviso.Situacao.ENVIADO).exists()
    assert not por_motivo(timezone.now() - timedelta(days=7))


def test_a_conta_nao_tem_teto_no_contato_que_provou(correio: Correio, meio_dia: Traveller) -> None:
    ana = UsuarioFactory.create()
    AvisoFactory.create_batch(8, interessado__usuario=ana, interessado__email="")
    AvisoFactory.create_batch(8, interessado=None, usuario=ana, protocolo="", modelo="conta")
    assert entregar_pendentes() == Entregues(enviados=16)
    AvisoFactory.create_batch(8, interessado__usuario=ana, interessado__email=VITIMA)
    assert entregar_pendentes() == Entregues(enviados=6, calados=2)


def test_quem_tentou_de_novo_nao_conta_duas_vezes(correio: Correio, meio_dia: Traveller) -> None:
    AvisoFactory.create_batch(6, interessado__email=VITIMA)
    correio.recusas["RCPT"] = "451 mais tarde"
    assert entregar_pendentes() == Entregues(adiados=6)
    correio.recusas.clear()
    meio_dia.shift(timedelta(minutes=3))
    assert entregar_pendentes() == Entregues(enviados=6)


def test_o_selado_e_o_sms_tambem_tem(correio: Correio, operadora: Provedor, meio_dia: Traveller) -> None:
    for _ in range(7):
        aviso = AvisoFactory.create(interessado__email=VITIMA)
        assert aviso.interessado
        selar(interessado=aviso.interessado)
    assert entregar_pendentes() == Entregues(enviados=6, calados=1)
    AvisoFactory.create_batch(7, interessado__email="", interessado__telefone="11987654321", canal="sms")
    assert sum(entregar_pendentes(Canal.SMS).enviados for _ in range(7)) == 6


def test_o_que_espera_tres_dias_acaba_a_vista(correio: Correio, meio_dia: Traveller) -> None:
    AvisoFactory.create_batch(7, interessado__email=VITIMA)
    entregar_pendentes()
    encerrar(timezone.now() + timedelta(days=3))
    (preso,) = Aviso.objects.filter(situacao=Aviso.Situacao.FALHOU)
    assert preso.erro == PASSOU_DO_TETO
    assert [motivo.quantos for motivo in por_motivo(preso.criado_em)] == [1]
