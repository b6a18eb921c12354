"""Recibos: em qualquer ordem, repetidos, atrasados, de quem não é, e o e-mail que voltou."""

from __future__ import annotations

import hashlib
import hmac
import json
from itertools import permutations, product
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from time_machine import Traveller

from avisos import sem_resposta
from avisos.canais import sms
from avisos.canais.base import Resultado, adiado, recusado
from avisos.entrega import FINAL, RESERVA, entregar_pendentes
from avisos.models import Aviso, Envio
from avisos.recibos import devolucoes
from avisos.recibos.gravar import Recibo, receber
from avisos.situacoes import Canal, SituacaoDoEnvio
from tests.avisos.conftest import CELULAR
from tests.avisos.factories import AvisoFactory
from tests.bancos import desfeito
from tests.correio import Correio
from tests.servidores.provedor import SEGREDO, Provedor

pytestmark = pytest.mark.django_db
ESTADO = SituacaoDoEnvio


def enviado(canal: Canal, **campos: Any) -> Envio:
    """Um envio que o provedor já aceitou."""
    campos = {"interessado__email": "", "interessado__telefone": CELULAR, **campos}
    aviso = AvisoFactory.create(canal=canal, situacao=Aviso.Situacao.ENVIADO, **campos)
    return Envio.objects.create(aviso=aviso, canal=canal, situacao=ESTADO.ENVIANDO, id_no_provedor="w-1")


def do_whatsapp(*estados: dict[str, Any]) -> bytes:
    return json.dumps({"entry": [{"changes": [{"value": {"statuses": list(estados)}}]}]}).encode()


def mandar(client: Client, qual: str, corpo: bytes, **cabecalhos: str) -> HttpResponse:
    url = reverse(f"recibos:{qual}", args=[SEGREDO])
    tipo = cabecalhos.pop("tipo", "application/json")
    return client.post(url, corpo, content_type=tipo, headers=cabecalhos)  # type: ignore[return-value]


def assinar(corpo: bytes, segredo: str = "segredo-wa") -> str:
    return "sha256=" + hmac.new(segredo.encode(), corpo, hashlib.sha256).hexdigest()


def test_em_qualquer_ordem_e_repetidos_acabam_iguais(operadora: Provedor, subtests: pytest.Subtests) -> None:
    """Toda ordem de enviado, entregue, lido e falha: a entrega vale, mesmo depois da falha."""
    for ordem in permutations(("sent", "delivered", "read", "failed")):
        with subtests.test(str(ordem)), desfeito():
            envio = enviado(Canal.WHATSAPP)
            for qual, _ in product(ordem, range(2)):
                corpo = do_whatsapp({"id": "w-1", "status": qual, "timestamp": "1790000000"})
                resposta = mandar(Client(), "whatsapp", corpo, **{"X-Hub-Signature-256": assinar(corpo)})
                assert resposta.status_code == 200
            envio.refresh_from_db()
            envio.aviso.refresh_from_db()
            assert envio.situacao == ESTADO.ENTREGUE
            assert envio.lido_em is not None
            assert envio.aviso.situacao == Aviso.Situacao.ENVIADO


def test_lido_sem_entregue_sem_telefone_e_so_pelo_nosso_numero(operadora: Provedor, client: Client) -> None:
    """Quem tem nome de usuário vem sem telefone (BSUID), e o recibo pode chegar antes da resposta."""
    envio = enviado(Canal.WHATSAPP)
    Envio.objects.update(id_no_provedor="", situacao=ESTADO.CRIADO)
    estado = {
        "id": "wamid.novo",
        "status": "read",
        "recipient_user_id": "BR.abc123",
        "biz_opaque_callback_data": str(envio.pk),
    }
    corpo = do_whatsapp(estado)
    mandar(client, "whatsapp", corpo, **{"X-Hub-Signature-256": assinar(corpo)})
    envio.refresh_from_db()
    assert (envio.situacao, envio.id_no_provedor) == (ESTADO.ENTREGUE, "wamid.novo")
    assert "BR.abc123" not in json.dumps(list(Envio.objects.values()), default=str)


def test_a_assinatura_e_do_corpo_como_veio(operadora: Provedor, client: Client) -> None:
    envio = enviado(Canal.WHATSAPP)
    corpo = do_whatsapp({"id": "w-1", "status": "delivered"})
    for assinatura in (
        "",
        "sha256=",
        "é",
        assinar(corpo + b" "),
        assinar(corpo, "outro"),
        assinar(corpo)[7:],
    ):
        resposta = mandar(client, "whatsapp", corpo, **{"X-Hub-Signature-256": assinatura})
        assert resposta.status_code == 403
    envio.refresh_from_db()
    assert envio.situacao == ESTADO.ENVIANDO


def test_a_verificacao_do_endereco(operadora: Provedor, client: Client) -> None:
    url = reverse("recibos:whatsapp", args=[SEGREDO])
    pergunta = {"hub.mode": "subscribe", "hub.challenge": "<b>42", "hub.verify_token": "verifica-wa"}
    resposta = client.get(url, pergunta)
    assert (resposta.status_code, resposta.content) == (200, b"<b>42")
    assert resposta["Content-Type"].startswith("text/plain")
    for errada in ({"hub.verify_token": "x"}, {"hub.mode": "outro"}):
        assert client.get(url, {**pergunta, **errada}).status_code == 403


@pytest.mark.parametrize("segredo", ["outro", "", "%00"])
def test_sem_o_segredo_nao_ha_pagina(
    operadora: Provedor, client: Client, segredo: str, settings: Any
) -> None:
    envio = enviado(Canal.SMS)
    dito = {"message": {"externalId": str(envio.pk)}, "messageStatus": {"code": "DELIVERED"}}
    for qual in ("sms", "correio", "whatsapp"):
        url = f"/avisos/recibos/{segredo}/{qual}/"
        assert client.post(url, dito, content_type="application/json").status_code == 404
    settings.SEGREDO_DOS_RECIBOS = ""
    assert client.post(f"/avisos/recibos/{segredo or 'x'}/sms/").status_code == 404
    envio.refresh_from_db()
    assert envio.situacao == ESTADO.ENVIANDO


DO_SMS = [
    (["SENT"], ESTADO.ENVIANDO),
    (["DELIVERED", "DELIVERED"], ESTADO.ENTREGUE),
    (["NOT_DELIVERED"], ESTADO.FALHA_TEMPORARIA),
    (["REJECTED"], ESTADO.FALHA_PERMANENTE),
    (["NOT_DELIVERED", "SENT"], ESTADO.FALHA_TEMPORARIA),
    (["REJECTED", "DELIVERED"], ESTADO.ENTREGUE),
    (["DELIVERED", "REJECTED"], ESTADO.ENTREGUE),
    (["INVENTADO", "", "DELETED"], ESTADO.ENVIANDO),
]


def test_os_codigos_do_sms(operadora: Provedor, client: Client, subtests: pytest.Subtests) -> None:
    for codigos, final in DO_SMS:
        with subtests.test(str(codigos)), desfeito():
            envio = enviado(Canal.SMS)
            for codigo in codigos:
                estado = {
                    "code": codigo,
                    "description": f"para {CELULAR}",
                    "causes": [{"reason": "caixa cheia"}],
                }
                dito = {
                    "type": "MESSAGE_STATUS",
                    "message": {"externalId": str(envio.pk)},
                    "messageStatus": estado,
                }
                assert mandar(client, "sms", json.dumps(dito).encode()).status_code == 204
            envio.refresh_from_db()
            assert envio.situacao == final
            assert CELULAR not in envio.erro


def test_o_numero_do_provedor_e_um_so(operadora: Provedor, client: Client) -> None:
    envio = enviado(Canal.SMS)
    dito = {"message": {"messageId": "w-1", "id": "outro"}, "messageStatus": {"code": "DELIVERED"}}
    mandar(client, "sms", json.dumps(dito).encode())
    envio.refresh_from_db()
    assert envio.situacao == ESTADO.ENTREGUE


def test_o_recibo_que_chega_antes_da_resposta_fica(
    operadora: Provedor, meio_dia: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Entre mandar e gravar, o aparelho já confirmou: a gravação não o desfaz."""

    def enviar(_self: object, envio: Envio, _para: str, _texto: str) -> Resultado:
        receber(Recibo(Canal.SMS, ESTADO.ENTREGUE, envio=str(envio.pk)))
        return Resultado(ESTADO.ENVIANDO, id="p-9")

    monkeypatch.setattr(sms.Zenvia, "enviar", enviar)
    monkeypatch.setattr(sms.Zenvia, "em_paralelo", 1)  # na mesma linha: a transação do teste é uma só
    aviso = AvisoFactory.create(interessado__email="", interessado__telefone=CELULAR, canal="")
    entregar_pendentes(Canal.SMS)
    envio = aviso.envios.get()
    assert (envio.situacao, envio.id_no_provedor) == (ESTADO.ENTREGUE, "p-9")
    aviso.refresh_from_db()
    assert aviso.situacao == Aviso.Situacao.ENVIADO


def test_o_enviado_antes_da_resposta_nao_repete(
    operadora: Provedor, meio_dia: Traveller, monkeypatch: pytest.MonkeyPatch
) -> None:
    """O recibo SENT costuma chegar antes da gravação: sai uma vez, e espera a confirmação."""

    def enviar(_self: object, envio: Envio, _para: str, _texto: str) -> Resultado:
        saidas.append(envio.pk)
        receber(Recibo(Canal.SMS, ESTADO.ENVIANDO, envio=str(envio.pk)))
        return Resultado(ESTADO.ENVIANDO, id="p-9")

    saidas: list[int] = []
    monkeypatch.setattr(sms.Zenvia, "enviar", enviar)
    monkeypatch.setattr(sms.Zenvia, "em_paralelo", 1)
    aviso = AvisoFactory.create(interessado__email="", interessado__telefone=CELULAR, canal="")
    entregar_pendentes(Canal.SMS)
    meio_dia.shift(RESERVA * 2)
    entregar_pendentes(Canal.SMS)
    envio = aviso.envios.get()
    aviso.refresh_from_db()
    assert saidas == [envio.pk]
    assert (envio.situacao, aviso.situacao) == (ESTADO.ENVIANDO, Aviso.Situacao.ENVIADO)
    assert envio.proxima_em is not None


TARDE = [adiado("o prazo acabou"), recusado("duplicada")]


def test_o_que_ja_chegou_nao_se_reabre(
    operadora: Provedor, meio_dia: Traveller, monkeypatch: pytest.MonkeyPatch, subtests: pytest.Subtests
) -> None:
    """O aparelho confirmou, e a resposta do provedor não veio, ou veio como recusa."""

    def enviar(_self: object, envio: Envio, _para: str, _texto: str) -> Resultado:
        receber(Recibo(Canal.SMS, ESTADO.ENTREGUE, envio=str(envio.pk)))
        return resposta

    monkeypatch.setattr(sms.Zenvia, "enviar", enviar)
    monkeypatch.setattr(sms.Zenvia, "em_paralelo", 1)
    for resposta in TARDE:
        with subtests.test(resposta.erro):
            aviso = AvisoFactory.create(interessado__email="", interessado__telefone=CELULAR, canal="")
            entregar_pendentes(Canal.SMS)
            aviso.refresh_from_db()
            assert aviso.envios.get().situacao == ESTADO.ENTREGUE
            assert aviso.situacao == Aviso.Situacao.ENVIADO


def test_entregue_por_um_canal_nao_vai_por_outro(operadora: Provedor, meio_dia: Traveller) -> None:
    """O WhatsApp confirmou tarde, quando o SMS já tinha saído: o SMS que falha não passa a mais ninguém."""
    for fim in ("recibo", "silêncio"):
        envio = enviado(Canal.SMS)
        Envio.objects.create(aviso=envio.aviso, canal=Canal.WHATSAPP, situacao=ESTADO.ENTREGUE)
        if fim == "recibo":
            receber(Recibo(Canal.SMS, ESTADO.FALHA_PERMANENTE, envio=str(envio.pk)))
        else:
            agora = timezone.now()
            Envio.objects.filter(pk=envio.pk).update(proxima_em=agora)
            Aviso.objects.filter(pk=envio.aviso_id).update(criado_em=agora - FINAL)
            sem_resposta.encerrar(agora)
        envio.aviso.refresh_from_db()
        assert envio.aviso.situacao == Aviso.Situacao.ENVIADO


DEVOLVIDA = """From: MAILER-DAEMON@exemplo.invalid
Content-Type: multipart/report; report-type={tipo}; boundary="b"

--b
Content-Type: text/plain

Não deu.
--b
Content-Type: message/{relato}

{linhas}
--b
Content-Type: {original}

Message-ID: {id}
To: ana@exemplo.invalid

--b--
"""
DSN = (
    "Reporting-MTA: dns; mx\n\nFinal-Recipient: rfc822; ana@exemplo.invalid\nAction: {acao}\n"
    "Status: {codigo}\nDiagnostic-Code: smtp; 550 <ana@exemplo.invalid> nao existe"
)


def devolvida(codigo: str, id: str, acao: str = "failed", original: str = "message/rfc822") -> bytes:
    linhas = DSN.format(acao=acao, codigo=codigo)
    texto = DEVOLVIDA.format(
        tipo="delivery-status", relato="delivery-status", linhas=linhas, original=original, id=id
    )
    return texto.encode()


def queixa(id: str) -> bytes:
    linhas = "Feedback-Type: abuse\nVersion: 1\n"
    return DEVOLVIDA.format(
        tipo="feedback-report", relato="feedback-report", linhas=linhas, original="text/rfc822-headers", id=id
    ).encode()


@pytest.fixture
def por_email(correio: Correio) -> Envio:
    aviso = AvisoFactory.create(interessado__email="ana@exemplo.invalid")
    entregar_pendentes()
    return aviso.envios.get()


def test_o_email_que_voltou(
    operadora: Provedor, client: Client, por_email: Envio, subtests: pytest.Subtests
) -> None:
    id = por_email.id_no_provedor
    for original in ("message/rfc822", "text/rfc822-headers"):
        for codigo, final in (("5.1.1", ESTADO.FALHA_PERMANENTE), ("4.4.7", ESTADO.FALHA_TEMPORARIA)):
            with subtests.test(f"{original} {codigo}"), desfeito():
                corpo = devolvida(codigo, id, original=original)
                mandar(client, "correio", corpo, tipo="message/rfc822")
                mandar(client, "correio", corpo, tipo="message/rfc822")
                por_email.refresh_from_db()
                por_email.aviso.refresh_from_db()
                assert por_email.situacao == final
                assert "ana@" not in por_email.erro
                assert por_email.aviso.situacao == Aviso.Situacao.FALHOU


def test_a_devolucao_tardia_desfaz_o_que_se_dava_por_entregue(operadora: Provedor, por_email: Envio) -> None:
    Envio.objects.update(situacao=ESTADO.ENTREGUE)
    recibo = devolucoes.ler(devolvida("5.1.1", por_email.id_no_provedor))
    assert recibo is not None
    assert receber(recibo)
    assert Envio.objects.get().situacao == ESTADO.FALHA_PERMANENTE


@pytest.mark.parametrize(
    "bruta",
    [
        b"",
        b"\xff\xfe",
        b"Subject: oi\n\nferias",
        devolvida("5.1.1", ""),
        devolvida("4.0.0", "<x@y>", acao="delayed"),
        DEVOLVIDA.format(
            tipo="x", relato="delivery-status", linhas="", original="text/plain", id="<a@b>"
        ).encode(),
    ],
)
def test_o_que_nao_e_devolucao_nao_diz_nada(bruta: bytes) -> None:
    assert devolucoes.ler(bruta) is None


def test_a_queixa_fica_marcada_e_nao_e_falha(operadora: Provedor, client: Client, por_email: Envio) -> None:
    mandar(client, "correio", queixa(por_email.id_no_provedor), tipo="message/rfc822")
    por_email.refresh_from_db()
    assert por_email.queixa_em is not None
    assert por_email.situacao == ESTADO.ENVIANDO
    assert por_email.o_que_houve == "A pessoa marcou como lixo"


def test_a_devolucao_em_json(operadora: Provedor, client: Client, por_email: Envio) -> None:
    evento = {
        "message_id": por_email.id_no_provedor,
        "evento": "devolucao",
        "motivo": "550 ana@exemplo.invalid",
    }
    mandar(client, "correio", json.dumps({"eventos": [evento]}).encode())
    por_email.refresh_from_db()
    assert (por_email.situacao, por_email.erro) == (ESTADO.FALHA_PERMANENTE, "550 (endereço)")
