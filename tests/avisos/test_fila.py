"""A vez de cada aviso na fila: o urgente, o silêncio, um trabalhador por canal, quem se sela no meio."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db.models.functions import Now
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries
from time_machine import Traveller

from avisos import acoes, canais, sem_resposta
from avisos.canais.vez import tomar
from avisos.entrega import encaminhar, entregar_pendentes
from avisos.models import Aviso, Envio, VezDeEntregar
from avisos.recibos.gravar import Recibo, receber
from avisos.situacoes import Canal, SituacaoDoEnvio
from avisos.tasks import entregar_no_canal
from contas.acoes import selar
from contas.models import LeituraDePessoal
from tests.avisos.conftest import CELULAR
from tests.avisos.factories import AvisoFactory
from tests.avisos.test_canais import andar, como_esta
from tests.correio import Correio
from tests.servidores.provedor import Provedor

pytestmark = pytest.mark.django_db


def test_o_urgente_passa_a_frente_e_o_silencio_nao_para_a_fila(
    operadora: Provedor, meio_dia: Traveller
) -> None:
    """De noite, uma remessa que espera a manhã não segura o código que alguém espera."""
    sem_conta = {"interessado__email": "", "interessado__telefone": CELULAR, "canal": "sms"}
    meio_dia.move_to("2026-11-27T23:00:00-03:00")
    AvisoFactory.create_batch(40, **sem_conta)
    AvisoFactory.create(**sem_conta, urgente=True, proxima_em=timezone.now())
    entregar_no_canal(Canal.SMS.value)
    assert len(operadora.pedidos) == 1
    assert not Aviso.objects.a_entregar(timezone.now()).exists()
    meio_dia.shift(timedelta(hours=9))
    AvisoFactory.create(**sem_conta, urgente=True, curto="URGENTE")
    entregar_pendentes(Canal.SMS)
    assert sum("URGENTE" in pedido.corpo.decode() for pedido in operadora.pedidos) == 1


def test_so_um_trabalhador_por_canal(
    operadora: Provedor, meio_dia: Traveller, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    """Quem acha o canal ocupado sai; o que morreu com ela não cala o canal: vencida, outro a toma."""
    AvisoFactory.create(interessado__email="", interessado__telefone=CELULAR, canal="sms")
    morto = tomar(Canal.SMS.value)
    assert morto.__enter__()
    entregar_no_canal(Canal.SMS.value)
    assert not operadora.pedidos
    VezDeEntregar.objects.update(vale_ate=Now())
    entregar_no_canal(Canal.SMS.value)
    assert len(operadora.pedidos) == 1
    with tomar(Canal.SMS.value) as vez:  # e quem acabou a soltou
        assert vez
        with django_assert_num_queries(0):
            assert vez.continua()


def test_a_vez_que_outro_tomou_para_o_lote_e_o_resto_volta_a_fila(
    operadora: Provedor, meio_dia: Traveller, monkeypatch: pytest.MonkeyPatch
) -> None:
    """O que não saiu não conta tentativa, e quem perdeu a vez não solta a de outro."""
    monkeypatch.setattr("avisos.canais.vez.RENOVAR", 0)
    aviso = AvisoFactory.create(interessado__email="", interessado__telefone=CELULAR, canal="sms")
    outro = uuid4()
    with tomar(Canal.SMS.value) as vez:
        assert vez
        assert vez.continua()
        VezDeEntregar.objects.update(de_quem=outro)
        entregar_pendentes(Canal.SMS, vez=vez)
    aviso.refresh_from_db()
    assert (operadora.pedidos, aviso.situacao, aviso.tentativas) == ([], Aviso.Situacao.PENDENTE, 0)
    assert VezDeEntregar.objects.get().de_quem == outro


def test_selado_com_o_aviso_ja_em_sms_recebe_por_email(
    operadora: Provedor, correio: Correio, meio_dia: Traveller
) -> None:
    aviso = AvisoFactory.create(
        interessado__email="ana@exemplo.invalid", interessado__telefone=CELULAR, canal="sms"
    )
    assert aviso.interessado is not None
    selar(interessado=aviso.interessado)
    andar(Canal.SMS)
    assert LeituraDePessoal.objects.count() == 0
    andar(Canal.EMAIL)
    assert not operadora.pedidos
    assert correio.destinos == [["ana@exemplo.invalid"]]
    assert LeituraDePessoal.objects.count() == 1


def test_o_provedor_que_nao_se_cria_nao_prende_os_avisos(
    operadora: Provedor, meio_dia: Traveller, monkeypatch: pytest.MonkeyPatch
) -> None:
    aviso = AvisoFactory.create(interessado__email="", interessado__telefone=CELULAR, canal="sms")
    monkeypatch.setitem(canais.PROVEDORES, Canal.SMS, lambda: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        entregar_pendentes(Canal.SMS)
    assert como_esta(aviso) == (Aviso.Situacao.PENDENTE, {})


def test_o_canal_que_se_desliga_com_fila_solta_os_avisos(meio_dia: Traveller, correio: Correio) -> None:
    """E um contato que não se lê fica para depois, sem parar os outros."""
    ruim = acoes.escrever_sms_da_conta(celular=CELULAR, texto="x")
    Aviso.objects.filter(pk=ruim.pk).update(para_cifrado=b"nada", canal="")
    aviso = AvisoFactory.create(interessado__email="ana@exemplo.invalid", canal="sms")
    parado = Envio.objects.create(aviso=aviso, canal="sms")
    sem_nada = AvisoFactory.create(interessado__email="", interessado__telefone=CELULAR, canal="sms")
    entregar_pendentes()
    assert como_esta(aviso)[0] == Aviso.Situacao.ENVIADO
    parado.refresh_from_db()
    assert parado.situacao == SituacaoDoEnvio.FALHA_TECNICA, "o do canal desligado não espera para sempre"
    assert como_esta(sem_nada)[0] == Aviso.Situacao.SEM_CONTATO
    ruim.refresh_from_db()
    assert (ruim.situacao, ruim.canal, ruim.proxima_em > timezone.now()) == (
        Aviso.Situacao.PENDENTE,
        "",
        True,
    )
    assert encaminhar(timezone.now()) == 0


def test_o_codigo_que_nao_sai_desiste_em_minutos(operadora: Provedor, meio_dia: Traveller) -> None:
    operadora.codigo = 503
    aviso = acoes.escrever_sms_da_conta(celular=CELULAR, texto="SP156: 482913.")
    for _ in range(10):
        entregar_pendentes(Canal.SMS)
        meio_dia.shift(timedelta(seconds=30))
    assert como_esta(aviso) == (Aviso.Situacao.FALHOU, {"sms": SituacaoDoEnvio.FALHA_TECNICA})
    aviso.refresh_from_db()
    assert aviso.para_cifrado is None


def test_o_envio_que_nao_saiu_se_fecha(operadora: Provedor, meio_dia: Traveller) -> None:
    """Esperava a vez de tentar de novo por SMS, e o WhatsApp confirmou tarde."""
    aviso = AvisoFactory.create(interessado__email="", interessado__telefone=CELULAR, canal="sms")
    envio = Envio.objects.create(aviso=aviso, canal=Canal.WHATSAPP, situacao=SituacaoDoEnvio.ENVIANDO)
    operadora.codigo = 503
    entregar_pendentes(Canal.SMS)
    receber(Recibo(Canal.WHATSAPP, SituacaoDoEnvio.ENTREGUE, envio=str(envio.pk)))
    assert como_esta(aviso) == (
        Aviso.Situacao.ENVIADO,
        {"whatsapp": SituacaoDoEnvio.ENTREGUE, "sms": SituacaoDoEnvio.FALHA_TECNICA},
    )


def test_as_72_horas_contam_de_quando_o_aviso_nasceu(operadora: Provedor, meio_dia: Traveller) -> None:
    """Aceito só na hora 60, e sem confirmação, acaba na 71, e não três dias depois do aceite."""
    aviso = AvisoFactory.create(
        interessado__email="",
        interessado__telefone=CELULAR,
        canal="sms",
        criado_em=timezone.now() - timedelta(hours=60),
    )
    entregar_pendentes(Canal.SMS)
    meio_dia.shift(timedelta(hours=12))
    sem_resposta.encerrar(timezone.now())
    assert como_esta(aviso) == (Aviso.Situacao.FALHOU, {"sms": SituacaoDoEnvio.FALHA_TEMPORARIA})
