"""O pedido cujo órgão não deu o prazo: nenhuma página promete dia de resposta, nem o dá por atrasado."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.test import Client
from django.utils import timezone

from contas.models import Interessado
from contas.segredos import chaves
from protocolo.prazos import promessa
from solicitacoes.models import Solicitacao
from solicitacoes.situacoes import Situacao
from tests.contas.factories import UsuarioFactory
from tests.solicitacoes import elenco

pytestmark = pytest.mark.django_db

HOJE = datetime(2026, 12, 1, 13, tzinfo=timezone.get_default_timezone())
NUNCA = (
    "faltam",
    "atrasad",
    "venceu",
    "vence hoje",
    "O prazo passou",
    "o prazo era",
    "Como calculamos o prazo",
)


@pytest.fixture(autouse=True)
def hoje() -> Iterator[None]:
    with time_machine.travel(HOJE, tick=False):
        yield


def pedido(ha_dias: int, **campos: object) -> Solicitacao:
    servico = elenco.servico("sem-prazo", "Serviço sem prazo", prazo_provisorio=True)
    feito = elenco.solicitacao(elenco.unidade(), ha_dias=ha_dias, servico=servico)
    Interessado.objects.filter(pk=feito.interessado_id or 0).update(usuario=UsuarioFactory.create(nome="Ana"))
    if campos:
        Solicitacao.objects.filter(pk=feito.pk).update(**campos)
    return Solicitacao.objects.select_related("interessado__usuario", "versao_servico").get(pk=feito.pk)


def lido(client: Client, endereco: str) -> str:
    resposta = client.get(endereco, follow=True)
    assert resposta.status_code == 200
    principal = BeautifulSoup(resposta.content, "lxml").select_one("main")
    assert principal
    return " ".join(principal.get_text(" ").split())


def paginas(client: Client, caso: Solicitacao) -> list[str]:
    """A de quem só tem o número, a de quem tem a chave e a lista de quem entrou."""
    publica = lido(client, f"/acompanhar/{caso.protocolo}/")
    com_chave = lido(Client(), f"/acompanhar/{caso.protocolo}/{chaves.chave_de(caso.protocolo)}/")
    assert caso.interessado
    assert caso.interessado.usuario
    client.force_login(caso.interessado.usuario)
    return [publica, com_chave, lido(client, "/area/")]


def test_antes_do_dia_diz_so_desde_quando_se_pode_reclamar(client: Client) -> None:
    caso = pedido(10)
    desde = f"{promessa.reclamar_desde(caso):%d/%m/%Y}"
    for pagina in paginas(client, caso):
        assert desde in pagina
        assert not [palavra for palavra in NUNCA if palavra in pagina]
    assert "O órgão ainda não informou." in lido(Client(), f"/acompanhar/{caso.protocolo}/")


def test_depois_do_dia_diz_ha_quanto_tempo_e_oferece_a_ouvidoria(client: Client) -> None:
    caso = pedido(40)
    for pagina in paginas(client, caso):
        assert "Aberto há 40 dias, sem conclusão." in pagina
        assert pagina.count("Você já pode reclamar na Ouvidoria") == 1
        assert not [palavra for palavra in NUNCA if palavra in pagina]


def test_parado_e_encerrado_tambem_nao_prometem(client: Client) -> None:
    parado = pedido(
        40, situacao=Situacao.AGUARDANDO_MUNICIPE, parada_em=HOJE, responder_ate=HOJE + timedelta(days=5)
    )
    pagina = lido(client, f"/acompanhar/{parado.protocolo}/{chaves.chave_de(parado.protocolo)}/")
    assert "A contagem está parada até a sua resposta." in pagina
    assert not [palavra for palavra in NUNCA if palavra in pagina]
    fim = pedido(40, situacao=Situacao.FINALIZADA, desfecho="realizado", encerrada_em=HOJE)
    assert "o prazo era" not in lido(client, f"/acompanhar/{fim.protocolo}/")


def test_quem_quer_reclamar_antes_do_dia_le_quando_pode(client: Client) -> None:
    caso = pedido(10)
    pagina = lido(client, f"/ouvidoria/reclamar/{caso.protocolo}/")
    assert "Ainda não dá para reclamar da demora" in pagina
    assert f"{promessa.reclamar_desde(caso):%d/%m/%Y}" in pagina
    assert not [palavra for palavra in NUNCA if palavra in pagina]


def test_o_do_orgao_continua_a_dizer_o_prazo(client: Client) -> None:
    caso = elenco.solicitacao(elenco.unidade(), ha_dias=40)
    pagina = lido(client, f"/acompanhar/{caso.protocolo}/")
    assert "O prazo passou. Você pode reclamar na Ouvidoria" in pagina
    assert "atrasado há" in pagina
