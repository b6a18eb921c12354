"""Quem responde e quem decide em cada órgão, como a Ouvidoria vê."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from contas.papeis import Papel
from tests.esic import elenco
from tests.esic.mesas import entrar
from tests.ouvidoria.elenco import designar
from tests.ouvidoria.mesa import sopa, texto

pytestmark = pytest.mark.django_db


def _linha(client: Client, sigla: str, onde: str = "/sic/orgaos/") -> str:
    linhas = [" ".join(tr.get_text(" ").split()) for tr in sopa(client.get(onde)).select("tbody tr")]
    return next((linha for linha in linhas if f"({sigla})" in linha), "")


def test_diz_a_pessoa_o_ato_e_o_periodo_e_quem_falta_com_o_que_espera(client: Client) -> None:
    designar(Papel.SIC, "SMSUB", nome="Simone", ato="Portaria 7/2026", ate=timezone.localdate())
    designar(Papel.SIC, "SMSUB", nome="Já Foi", ate=timezone.localdate() - timedelta(days=1))
    caso = elenco.em_tramitacao(orgao=elenco.orgao("SMT", "Secretaria de Mobilidade"))
    elenco.em_recurso(elenco.respondido("negado", elenco.em_tramitacao()))
    entrar(client, elenco.ogm())
    smsub, smt = _linha(client, "SMSUB"), _linha(client, "SMT")
    assert "Simone Portaria 7/2026, desde 01/01/2026"[:23] in smsub
    assert f"até {timezone.localdate():%d/%m/%Y}" in smsub
    assert "Já Foi" not in smsub
    assert "sem autoridade 1 recurso por decidir" in smsub
    assert "sem SIC 1 pedido por responder" in smt
    assert caso.orgao.sigla == "SMT"
    assert "Designar alguém" not in smt


def test_so_as_faltas_e_so_a_ouvidoria(client: Client) -> None:
    elenco.sic()
    elenco.autoridade()
    elenco.sic("SMT")
    entrar(client, elenco.ogm())
    assert _linha(client, "SMSUB")
    assert not _linha(client, "SMSUB", "/sic/orgaos/?faltas=sim")
    assert _linha(client, "SMT", "/sic/orgaos/?faltas=sim")
    assert "Quem responde e quem decide em cada órgão" in texto(client.get("/sic/"))
    entrar(client, elenco.sic())
    assert client.get("/sic/orgaos/").status_code == 403
    assert "Quem responde e quem decide" not in texto(client.get("/sic/"))


def test_custa_o_mesmo_com_um_orgao_e_com_cinco(client: Client) -> None:
    entrar(client, elenco.ogm())

    def consultas() -> int:
        with CaptureQueriesContext(connection) as feitas:
            client.get("/sic/orgaos/")
        return len(feitas)

    elenco.sic("AAA")
    antes = consultas()
    for sigla in ("BBB", "CCC", "DDD", "EEE"):
        elenco.sic(sigla)
        elenco.em_tramitacao(orgao=elenco.orgao(sigla))
    assert consultas() == antes
