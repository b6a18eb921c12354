"""O recibo com o segredo certo e o corpo torto: 400, nada se grava, e o trabalho tem tamanho."""

from __future__ import annotations

import json
import time
from itertools import product
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from avisos.models import Envio
from avisos.recibos import devolucoes
from avisos.situacoes import Canal, SituacaoDoEnvio
from avisos.views.recibos import MAIOR_CORPO, MAIS_RECIBOS
from referencia.corpo_json import MAIS_FUNDO
from tests.avisos.test_recibos import assinar, devolvida, do_whatsapp, enviado, mandar
from tests.servidores.provedor import SEGREDO, Provedor

pytestmark = pytest.mark.django_db

TODOS = ("sms", "whatsapp", "correio")
FUNDO = MAIS_FUNDO + 1
ILEGIVEL = [
    b"",
    b"{",
    b"[]",
    b"null",
    b'"x"',
    b"\xff",
    b"[" * 100_000,
    b'{"a":' * 100_000,
    b'{"a":' * FUNDO + b"1" + b"}" * FUNDO,
    b'{"a": "\\u0000"}',
    b'{"a": ["\\ud800"]}',
    b'{"\\udfff": 1}',
    b'{"a": NaN}',
    b'{"a": -Infinity}',
    b'{"a": 1e999}',
    b'{"a": ' + b"9" * 5000 + b"}",
    b'{"eventos": [{"message_id": "\\ud800", "evento": "devolucao"}]}',
    b'{"message": {"externalId": "\\u0000"}, "messageStatus": {"code": "DELIVERED"}}',
    json.dumps({"a": "x" * MAIOR_CORPO}).encode(),
]
DE_OUTRO_TIPO = {
    "sms": [
        {"message": []},
        {"messageStatus": 3},
        {"messageStatus": {"code": ["DELIVERED"]}},
        {"messageStatus": {"causes": {"reason": "x"}}},
        {"messageStatus": {"causes": [1]}},
        {"message": {"externalId": {"a": 1}}},
    ],
    "whatsapp": [
        {"entry": {}},
        {"entry": [1]},
        {"entry": [{"changes": [{"value": []}]}]},
        {"entry": [{"changes": [{"value": {"statuses": [1]}}]}]},
        {"entry": [{"changes": [{"value": {"statuses": [{"errors": [{"code": [1]}]}]}}]}]},
        {"entry": [{"changes": [{"value": {"statuses": [{"id": "w-1", "status": {}}]}}]}]},
    ],
    "correio": [
        {},
        {"eventos": 1},
        {"eventos": [4]},
        {"eventos": [{"message_id": {"a": 1}, "evento": "devolucao"}]},
        {"eventos": [{"message_id": "w-1", "evento": "devolucao", "motivo": ["x"]}]},
    ],
}
DE_OUTRO_ASSUNTO = [
    ("sms", {}),
    ("sms", {"message": {"externalId": "9" * 26}, "messageStatus": {"code": "DELIVERED"}}),
    ("sms", {"message": {"externalId": "-1"}, "messageStatus": {"code": 7}}),
    ("whatsapp", {}),
    ("whatsapp", {"entry": [{"changes": [{"value": {"messages": [{"text": "oi"}]}}]}]}),
    ("whatsapp", {"entry": [{"changes": [{"value": {"statuses": [{"id": "de-outro", "timestamp": "x"}]}}]}]}),
    ("correio", {"eventos": []}),
]


def tentar(client: Client, qual: str, corpo: bytes, tipo: str = "application/json") -> int:
    return mandar(client, qual, corpo, tipo=tipo, **{"X-Hub-Signature-256": assinar(corpo)}).status_code


def test_o_ilegivel_responde_400_e_fica_escrito(
    operadora: Provedor, client: Client, subtests: pytest.Subtests, caplog: pytest.LogCaptureFixture
) -> None:
    for corpo, qual in product(ILEGIVEL, TODOS):
        with subtests.test(f"{qual} {corpo[:40]!r}"):
            caplog.clear()
            assert tentar(client, qual, corpo) == 400
            assert f"recibos:{qual}" in caplog.text
            assert SEGREDO not in caplog.text


def test_de_outro_tipo_responde_400(operadora: Provedor, client: Client, subtests: pytest.Subtests) -> None:
    for qual, ditos in DE_OUTRO_TIPO.items():
        for dito in ditos:
            with subtests.test(f"{qual} {dito}"):
                assert tentar(client, qual, json.dumps(dito).encode()) == 400


def test_o_que_nao_e_conosco_se_aceita(
    operadora: Provedor, client: Client, subtests: pytest.Subtests
) -> None:
    """O provedor conta também de outras coisas, e de mensagens que não são nossas."""
    for qual, dito in DE_OUTRO_ASSUNTO:
        with subtests.test(f"{qual} {dito}"):
            assert tentar(client, qual, json.dumps(dito).encode()) in {200, 204}


def test_um_recibo_torto_nao_deixa_gravar_os_outros(operadora: Provedor, client: Client) -> None:
    envio = enviado(Canal.WHATSAPP)
    bom: dict[str, Any] = {"id": "w-1", "status": "delivered"}
    assert tentar(client, "whatsapp", do_whatsapp(bom, {"id": "w-2", "status": ["sent"]})) == 400
    assert tentar(client, "whatsapp", do_whatsapp(*[bom] * (MAIS_RECIBOS + 1))) == 400
    assert Envio.objects.get(pk=envio.pk).situacao == SituacaoDoEnvio.ENVIANDO
    assert tentar(client, "whatsapp", do_whatsapp(bom)) == 200
    assert Envio.objects.get(pk=envio.pk).situacao == SituacaoDoEnvio.ENTREGUE


RELATORIO = b"Content-Type: multipart/report; boundary=b\n\n--b\n"
DEVOLUCOES_TORTAS = [
    b"Content-Type: message/rfc822\n\n" * 3000,
    b"Content-Type:\n message/rfc822\n\n" * 3000,
    b"".join(b"Content-Type: multipart/x; boundary=b%d\r\r--b%d\r" % (n, n) for n in range(500)),
    RELATORIO + b'Content-Type: text/plain; charset="a\0b"\n\n\xff',
    RELATORIO + b"Content-Type: text/plain; charset=idna\n\n\xff",
    b'Content-Type: multipart/x;a="' + b";" * 200_000 + b"\n\n",
    b"X: " + b"a" * devolucoes.MAIOR_MENSAGEM + b"\n\n",
]


def test_a_devolucao_torta_responde_400_sem_demora(
    operadora: Provedor, client: Client, subtests: pytest.Subtests
) -> None:
    """Só de aspas por fechar, 256 KB prendiam uma thread por 47 segundos."""
    for corpo in DEVOLUCOES_TORTAS:
        with subtests.test(repr(corpo[:60])):
            antes = time.process_time()
            assert tentar(client, "correio", corpo, "message/rfc822") == 400
            assert time.process_time() - antes < 5


def test_a_devolucao_com_bytes_ruins_ainda_se_le(operadora: Provedor, client: Client) -> None:
    corpo = devolvida("5.1.1", "<x>").replace(b"<x>", b"<\xff\xfe>").replace(b"nao existe", b"\xff")
    assert tentar(client, "correio", corpo, "message/rfc822") == 204
    url, comprida = reverse("recibos:correio", args=[SEGREDO]), devolvida("5.1.1", "<" + "x" * 50_000 + ">")
    torto = client.generic("POST", url, comprida, content_type="message/rfc822; charset=nao-ha")
    assert torto.status_code == 204
