"""Entrega pelo SMTP de verdade: sai uma vez, espera quando o correio cai, desiste quando não adianta."""

from __future__ import annotations

import smtplib
import threading
from datetime import timedelta
from unittest import mock

import pytest
import time_machine
from aiosmtpd.smtp import SMTP, Envelope, Session
from django.core.mail import mailers
from django.db import connection
from django.utils import timezone
from pytest_django import Settings

from avisos.entrega import ESPERAS, RESERVA, Entregues, entregar_pendentes, reservar
from avisos.models import Aviso
from avisos.tasks import entregar_urgentes
from contas.acoes import selar
from contas.models import LeituraDePessoal
from contas.segredos import chaves
from sp156 import configuracao
from tests.avisos.factories import AvisoFactory
from tests.correio import REMETENTE, Correio
from tests.ensaio.fio import Fio, Modo

pytestmark = pytest.mark.django_db


def test_entrega_texto_e_html_com_o_link_e_sem_documento(correio: Correio) -> None:
    aviso = AvisoFactory.create(interessado__email="ana@exemplo.invalid")
    assert entregar_pendentes() == Entregues(enviados=1)
    mensagem = correio.mensagens[0]
    texto, html = (mensagem.get_body((tipo,)) for tipo in ("plain", "html"))
    assert texto is not None
    assert html is not None
    link = f"/acompanhar/{aviso.protocolo}/{chaves.chave_de(aviso.protocolo)}/"
    assert link in texto.get_content()
    assert link in html.get_content()
    assert "{{" not in texto.get_content() + html.get_content()
    assert "52998224725" not in mensagem.as_string()
    assert correio.destinos == [["ana@exemplo.invalid"]]
    aviso.refresh_from_db()
    assert aviso.situacao == Aviso.Situacao.ENVIADO
    assert aviso.message_id == mensagem["Message-ID"]
    assert aviso.repeticoes_possiveis == 0


def test_enviado_nao_sai_de_novo(correio: Correio) -> None:
    AvisoFactory.create()
    entregar_pendentes()
    assert entregar_pendentes() == Entregues()
    assert len(correio.mensagens) == 1


def test_um_lote_abre_uma_conexao_e_a_fecha(correio: Correio) -> None:
    AvisoFactory.create_batch(4)
    with mock.patch.object(smtplib.SMTP, "connect", autospec=True, side_effect=smtplib.SMTP.connect) as abriu:
        assert entregar_pendentes() == Entregues(enviados=4)
    assert abriu.call_count == 1
    assert vars(mailers.default)["connection"] is None


def test_a_recusa_no_meio_do_lote_nao_estraga_a_conexao(correio: Correio) -> None:
    AvisoFactory.create_batch(3)
    correio.recusas["RCPT"] = "550 não existe"
    entregar_pendentes()
    correio.recusas.clear()
    AvisoFactory.create_batch(2)
    assert entregar_pendentes() == Entregues(enviados=2)


def test_correio_fora_do_ar_adia_e_nao_perde(correio: Correio) -> None:
    aviso = AvisoFactory.create()
    correio.parar()
    assert entregar_pendentes() == Entregues(adiados=1)
    aviso.refresh_from_db()
    assert (aviso.situacao, aviso.tentativas) == (Aviso.Situacao.PENDENTE, 1)
    assert aviso.proxima_em > timezone.now()
    assert aviso.erro
    assert entregar_pendentes() == Entregues()


def test_depois_de_todas_as_esperas_da_por_falho(correio: Correio) -> None:
    aviso = AvisoFactory.create(tentativas=len(ESPERAS))
    correio.recusas["DATA"] = "451 tente depois"
    entregar_pendentes()
    aviso.refresh_from_db()
    assert aviso.situacao == Aviso.Situacao.FALHOU


def test_endereco_recusado_para_sempre_nao_se_repete(correio: Correio) -> None:
    aviso, outro = AvisoFactory.create(), AvisoFactory.create()
    correio.recusas["RCPT"] = "550 caixa inexistente"
    entregar_pendentes()
    for recusado in (aviso, outro):
        recusado.refresh_from_db()
        assert recusado.situacao == Aviso.Situacao.FALHOU
        assert "caixa inexistente" in recusado.erro


def test_recusa_passageira_do_endereco_espera(correio: Correio) -> None:
    aviso = AvisoFactory.create()
    correio.recusas["RCPT"] = "450 tente depois"
    entregar_pendentes()
    aviso.refresh_from_db()
    assert aviso.situacao == Aviso.Situacao.PENDENTE


def test_quem_tirou_o_email_fica_sem_contato(correio: Correio) -> None:
    aviso = AvisoFactory.create(interessado__email="")
    entregar_pendentes()
    aviso.refresh_from_db()
    assert aviso.situacao == Aviso.Situacao.SEM_CONTATO
    assert not correio.mensagens


def test_entrega_ao_selado_abre_o_selo_e_registra(correio: Correio) -> None:
    aviso = AvisoFactory.create(interessado__email="sigilo@exemplo.invalid")
    assert aviso.interessado is not None
    selar(interessado=aviso.interessado)
    entregar_pendentes()
    assert correio.destinos == [["sigilo@exemplo.invalid"]]
    assert LeituraDePessoal.objects.filter(interessado=aviso.interessado, papel="sistema").count() == 1


def test_trabalhador_morto_no_meio_e_retomado_e_contado(correio: Correio) -> None:
    aviso = AvisoFactory.create()
    agora = timezone.now()
    assert len(reservar(em=agora)) == 1
    assert entregar_pendentes(em=agora + timedelta(seconds=10)) == Entregues()
    assert entregar_pendentes(em=agora + RESERVA + timedelta(seconds=1)) == Entregues(enviados=1)
    aviso.refresh_from_db()
    assert aviso.repeticoes_possiveis == 1


def test_a_resposta_que_se_perde_depois_do_aceite_repete_e_conta(
    correio: Correio, settings: Settings
) -> None:
    """O correio ficou com a mensagem, e a ligação caiu antes de ele o dizer: manda-se de novo, e conta-se."""
    aviso, agora = AvisoFactory.create(), timezone.now()
    with Fio(correio.porta).no_ar() as fio:
        settings.MAILERS = configuracao.mailers(f"smtp://127.0.0.1:{fio.porta}", REMETENTE)
        fio.modo = Modo.SURDO
        assert entregar_pendentes(em=agora) == Entregues(adiados=1)
        fio.modo = Modo.CORTADO
        assert entregar_pendentes(em=agora + timedelta(minutes=2)) == Entregues(adiados=1)
        fio.modo = Modo.BOM
        assert entregar_pendentes(em=agora + timedelta(minutes=5)) == Entregues(enviados=1)
    aviso.refresh_from_db()
    assert (aviso.situacao, aviso.repeticoes_possiveis) == (Aviso.Situacao.ENVIADO, 2)
    uma, outra = [mensagem["Message-ID"] for mensagem in correio.mensagens]
    assert uma == outra


def test_o_urgente_sai_sem_os_outros(correio: Correio) -> None:
    """Na sua fila: mil e-mails por sair não o seguram, e ele não segura a volta deles."""
    AvisoFactory.create_batch(3)
    AvisoFactory.create(interessado__email="espera@exemplo.invalid", urgente=True)
    entregar_urgentes()
    assert correio.destinos == [["espera@exemplo.invalid"]]
    assert entregar_pendentes() == Entregues(enviados=3)


@pytest.mark.django_db(transaction=True)
def test_dois_trabalhadores_nao_pegam_o_mesmo_aviso() -> None:
    AvisoFactory.create_batch(20)
    pegos: list[int] = []

    def trabalhar() -> None:
        pegos.extend(aviso.pk for aviso in reservar(em=timezone.now(), limite=10))
        connection.close()

    trabalhadores = [threading.Thread(target=trabalhar) for _ in range(2)]
    for trabalhador in trabalhadores:
        trabalhador.start()
    for trabalhador in trabalhadores:
        trabalhador.join()
    assert len(pegos) == len(set(pegos)) == 20


def test_correio_lento_nao_passa_da_reserva_e_devolve_o_resto(
    correio: Correio, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Com o tempo da reserva acabando, quem sobrou volta à fila sem tentativa nem repetição contada."""
    avisos = AvisoFactory.create_batch(3)
    agora = timezone.now()
    with time_machine.travel(agora, tick=False) as relogio:
        guardar = correio.handle_DATA

        async def devagar(servidor: SMTP, sessao: Session, envelope: Envelope) -> str:
            relogio.shift(RESERVA)
            return await guardar(servidor, sessao, envelope)

        monkeypatch.setattr(correio, "handle_DATA", devagar)
        assert entregar_pendentes() == Entregues(enviados=1, adiados=2)
    assert len(correio.mensagens) == 1
    situacoes = Aviso.objects.filter(pk__in=[aviso.pk for aviso in avisos]).values_list(
        "situacao", "tentativas", "repeticoes_possiveis"
    )
    assert sorted(situacoes) == [("enviado", 1, 0), ("pendente", 0, 0), ("pendente", 0, 0)]
