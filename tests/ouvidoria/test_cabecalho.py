"""O caminho da Ouvidoria no alto das páginas: só a quem tem designação, sem consulta a mais."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from contas.papeis import Papel
from ouvidoria.cabecalho import Cabecalho, cabecalho
from ouvidoria.models import Encaminhamento, Manifestacao
from protocolo.prazos.contagem import Contagem
from roteamento.models import Designacao
from tests.ouvidoria import elenco, mesa
from tests.solicitacoes import elenco as solicitacoes

pytestmark = pytest.mark.django_db

CAIXA = "/caixa/SMPR-CPO-STM-Sé/"


def _menu(client: Client, endereco: str = CAIXA) -> dict[str, str]:
    links = mesa.sopa(client.get(endereco)).select(".sp-menu-servidor a")
    return {str(a["href"]): " ".join(a.get_text(" ").split()) for a in links}


def test_quem_nao_tem_designacao_nao_ve_e_nada_se_conta(client: Client) -> None:
    elenco.registrada(ha_dias=40)
    client.force_login(solicitacoes.servidor(solicitacoes.unidade()))
    assert not {"/mesa/", "/orgao/"} & _menu(client).keys()


def test_cada_um_ve_o_seu_e_so_o_que_o_espera(client: Client) -> None:
    unidade = solicitacoes.unidade()
    elenco.registrada(ha_dias=40)
    elenco.encaminhada()
    elenco.em_apuracao()
    quem = solicitacoes.servidor(unidade)
    client.force_login(quem)
    elenco.designar(Papel.OUVIDORIA, "OGM", usuario=quem)
    assert _menu(client)["/mesa/"] == "Ouvidoria 1 atrasada"
    assert "/orgao/" not in _menu(client)
    elenco.designar(Papel.INTERLOCUTOR, "SMT", usuario=quem)
    assert _menu(client)["/orgao/"] == "Perguntas ao órgão"
    elenco.designar(Papel.INTERLOCUTOR, "SMSUB", usuario=quem)
    assert _menu(client)["/orgao/"] == "Perguntas ao órgão 1 por responder"
    elenco.designar(Papel.CORREGEDORIA, "CGM", usuario=quem)
    assert cabecalho(quem) == Cabecalho(
        ouvidoria=True, atrasadas="1", orgao=True, perguntas="2", por_ler=cabecalho(quem).por_ler
    )
    Encaminhamento.objects.update(encerrado_em=timezone.now())
    assert cabecalho(quem).perguntas == ""


def test_a_sem_prazo_nao_atrasa() -> None:
    elenco.registrada(ha_dias=40)
    quem = elenco.ogm().usuario
    assert cabecalho(quem).atrasadas == "1"
    Manifestacao.objects.update(contagem=Contagem.SEM_PRAZO)
    assert cabecalho(quem).atrasadas == ""
    assert not Manifestacao.objects.vencidas(timezone.now()).exists()


def test_o_sic_tem_o_caminho_dele(client: Client) -> None:
    quem = solicitacoes.servidor(solicitacoes.unidade())
    client.force_login(quem)
    assert "/sic/" not in _menu(client)
    elenco.designar(Papel.SIC, "SMSUB", usuario=quem)
    assert _menu(client)["/sic/"] == "e-SIC"
    assert not {"/mesa/", "/orgao/"} & _menu(client).keys()


def test_so_no_dia_em_que_vale(client: Client) -> None:
    quem = elenco.designar(Papel.INTERLOCUTOR, "SMSUB", nome="Ivo")
    assert cabecalho(quem).orgao
    Designacao.objects.update(ate=timezone.localdate() - timedelta(days=1))
    assert cabecalho(quem) == Cabecalho()


def test_uma_consulta_so_e_nenhuma_a_quem_nao_entrou() -> None:
    quem = elenco.ogm().usuario
    with CaptureQueriesContext(connection) as feitas:
        cabecalho(quem)
        cabecalho(None)
    assert len(feitas) == 1
