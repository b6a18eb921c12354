"""Já existe um pedido igual ali perto: quem o vê, o que se conta dele, e seguir com o seu."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from guia.models import VersaoDoServico
from roteamento.localizacao.grafias import normalizar
from roteamento.models import Unidade
from solicitacoes import pedidos_iguais
from solicitacoes.models import Solicitacao
from tests.solicitacoes import elenco
from tests.solicitacoes.pedindo import BADARO, Pedinte, atendente, central, territorio

if TYPE_CHECKING:
    from django.test import Client

    from guia.models import Servico

pytestmark = pytest.mark.django_db

AQUI = {"lat": -23.5456, "lon": -46.6366}
METRO = 1 / pedidos_iguais.METROS_POR_GRAU


@pytest.fixture
def buraco() -> Servico:
    return territorio(publica=True)


def pedido(servico: Servico, **campos: Any) -> Solicitacao:
    """Um pedido do serviço, com texto e número que ninguém de fora pode ver."""
    unidade = Unidade.objects.get(sigla="SMPR-CPO-STM-Sé")
    caso: Solicitacao = elenco.solicitacao(
        unidade, servico=servico, versao_servico=servico.publicada, descricao="Segredo da vizinha", **campos
    )
    return caso


def iguais(servico: Servico, **campos: Any) -> list[pedidos_iguais.Igual]:
    novo = Solicitacao(servico=servico, versao_servico=servico.publicada, **campos)
    return pedidos_iguais.iguais_publicos(novo, timezone.now())


def deixa_de_ser_publico(servico: Servico) -> None:
    VersaoDoServico.objects.filter(servico=servico).update(publica=False)
    servico.refresh_from_db()


def test_so_o_servico_a_distancia_a_idade_e_a_situacao(buraco: Servico, client: Client) -> None:
    agora = timezone.now()
    caso = pedido(
        buraco,
        lat=AQUI["lat"] + 41 * METRO,
        lon=AQUI["lon"],
        aberta_em=agora - timedelta(days=3),
        vence_em=agora - timedelta(days=1),
    )
    pedinte = Pedinte(client)
    pedinte.comecar()
    resposta = pedinte.mandar("local/", {**BADARO, **AQUI})
    assert resposta["Location"].endswith("/local/iguais/")
    pagina = pedinte.ver("local/iguais/").content.decode()
    texto = " ".join(re.sub(r"<[^>]+>", " ", pagina).split())
    assert "Já existe um pedido igual perto daí" in texto
    assert (
        "na mesma rua, entre os números 401 e 450, a 30 m, de 3 dias atrás."
        " Aguardando atendimento, com o prazo vencido." in texto
    )
    for segredo in (caso.protocolo, "Segredo da vizinha", "Líbero Badaró, 425"):
        assert segredo not in pagina


def test_quem_diz_que_e_outro_segue_e_nao_se_pergunta_de_novo(buraco: Servico, client: Client) -> None:
    pedido(buraco, **AQUI)
    pedinte = Pedinte(client)
    pedinte.comecar()
    pedinte.mandar("local/", {**BADARO, **AQUI})
    resposta = pedinte.mandar("local/iguais/")
    assert "/iguais/" not in resposta["Location"]
    assert pedinte.rascunho.dados["local"]["confirmado"] is True
    assert "/iguais/" not in pedinte.ver("local/iguais/")["Location"], "já respondeu"
    assert pedinte.mandar("local/", {**BADARO, **AQUI})["Location"].endswith("/iguais/"), "mudou o lugar"


def test_o_atendente_tambem_ve(buraco: Servico, client: Client) -> None:
    onde = central()
    client.force_login(atendente(onde))
    pedido(buraco, **AQUI)
    pedinte = Pedinte(client)
    pedinte.comecar()
    assert pedinte.mandar("local/", {**BADARO, **AQUI})["Location"].endswith("/iguais/")


def test_so_dos_servicos_publicos_abertos_e_do_mesmo_servico(buraco: Servico) -> None:
    pedido(buraco, **AQUI, encerrada_em=timezone.now(), situacao="finalizada", desfecho="realizado")
    outro = elenco.servico("poda", "Poda", publica=True)
    pedido(outro, **AQUI)
    assert iguais(buraco, **AQUI) == []
    pedido(buraco, **AQUI)
    assert len(iguais(buraco, **AQUI)) == 1
    assert iguais(buraco, lat=AQUI["lat"] + 140 * METRO, lon=AQUI["lon"]) == []
    deixa_de_ser_publico(buraco)
    assert iguais(buraco, **AQUI) == []


def test_sem_ponto_vale_o_numero_vizinho_e_o_ponto_da_rua_nao_mede(buraco: Servico) -> None:
    """A Rua Líbero Badaró do território tem este ponto: ele não é o do problema."""
    pedido(buraco, logradouro="Rua Líbero Badaró", numero="425", lat=-23.5466, lon=-46.6367)
    rua = {"logradouro_busca": normalizar("Rua Líbero Badaró")}
    (igual,) = iguais(buraco, **rua, numero="431")
    assert (igual.metros, igual.distancia) == (None, "na mesma rua, entre os números 401 e 450")
    assert iguais(buraco, **rua, numero="900", lat=-23.5466, lon=-46.6368) == []


def test_uma_consulta_por_indice_com_um_ou_com_muitos(buraco: Servico) -> None:
    for quantos in (1, 4):
        for _ in range(quantos):
            pedido(buraco, **AQUI)
        with CaptureQueriesContext(
            connection,
        ) as consultas:
            assert iguais(buraco, **AQUI)
        assert len(consultas) == 1
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute(f"EXPLAIN {consultas.captured_queries[0]['sql']}")
        plano = "\n".join(linha for (linha,) in cursor.fetchall())
    assert "Seq Scan on solicitacoes_solicitacao" not in plano, plano


def test_acompanhar_junto_diz_so_as_frases_publicas(buraco: Servico, client: Client) -> None:
    caso = pedido(buraco, **AQUI)
    (igual,) = iguais(buraco, **AQUI)
    pagina = client.get(f"/solicitar/junto/{igual.chave}/")
    texto = pagina.content.decode()
    assert (pagina.status_code, "Aguardando atendimento" in texto) == (200, True)
    for segredo in (caso.protocolo, "Segredo da vizinha", "Líbero"):
        assert segredo not in texto
    assert client.get(f"/solicitar/junto/{igual.chave}x/").status_code == 404
    deixa_de_ser_publico(buraco)
    assert client.get(f"/solicitar/junto/{igual.chave}/").status_code == 404


def test_sigilosa_nunca_e_publica(buraco: Servico) -> None:
    with pytest.raises(IntegrityError, match="versao_publica_nao_sigilosa"), transaction.atomic():
        VersaoDoServico.objects.filter(servico=buraco).update(sigilosa=True)
