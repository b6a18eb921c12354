"""Quem atende na Central ou numa Praça pede pelo mesmo assistente, com as mesmas regras e a mesma fila."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from contas.autor import SISTEMA
from contas.guardas import protocolos_abertos
from contas.papeis import Papel
from protocolo.models import Canal
from roteamento.localizacao.enderecos import Local
from roteamento.models import Lotacao, Unidade
from solicitacoes.acoes import NovaSolicitacao, abrir
from solicitacoes.models import Andamento, Solicitacao
from tests.solicitacoes import elenco
from tests.solicitacoes.pedindo import MARIA, Pedinte, atendente, central, praca, sopa, territorio

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("territorio_do_arquivo")]


@pytest.fixture(autouse=True)
def servico() -> None:
    territorio()


def entrar(client: Client, onde: Unidade) -> Pedinte:
    client.force_login(atendente(onde))
    return Pedinte(client)


@pytest.mark.parametrize(("onde", "canal"), [(central, Canal.CENTRAL), (praca, Canal.PRACA)])
def test_registra_canal_lugar_e_atendente(client: Client, onde: object, canal: str) -> None:
    unidade = onde()  # type: ignore[operator]
    quem = entrar(client, unidade)
    quem.enviar()
    caso = Solicitacao.objects.select_related("interessado").get()
    assert (caso.canal, caso.local_de_registro, caso.atendente.nome) == (canal, unidade, "Ana Atende")  # type: ignore[union-attr]
    assert caso.interessado is not None
    assert (caso.interessado.nome, caso.interessado.usuario) == ("Maria Silva", None)
    passo = Andamento.objects.get()
    assert (passo.papel, passo.usuario.nome) == (Papel.ATENDENTE, "Ana Atende")  # type: ignore[union-attr]
    assert caso.unidade.sigla == "SMPR-CPO-STM-Sé", "a mesma rota"


def test_toda_pagina_lembra_que_e_atendimento(client: Client) -> None:
    quem = entrar(client, praca())
    assert client.get("/solicitar/tapa-buraco/")["Location"] == "/central/?q=Tapa-buraco"
    for pagina in (quem.ate("identificacao"), quem.enviar()):
        final = client.get(pagina["Location"]) if pagina.status_code == 303 else pagina
        assert "Praça de Atendimento Sé" in sopa(final).get_text()


def test_os_dados_do_atendente_nao_viram_os_do_municipe(client: Client) -> None:
    pagina = entrar(client, central()).ate("identificacao")
    assert "Ana Atende" not in str(sopa(pagina).main)
    assert "Nome completo do munícipe" in sopa(pagina).get_text()


def test_o_rascunho_e_do_atendente_e_a_sessao_nao_abre_o_caso(client: Client) -> None:
    quem = entrar(client, central())
    quem.ate("conferir")
    assert quem.rascunho.dono is not None
    outra = Client()
    outra.force_login(elenco.servidor(central(), nome="Bia Atende", papel=Papel.ATENDENTE))
    assert outra.get(quem.endereco("conferir/")).status_code == 403
    quem.mandar("conferir/")
    assert protocolos_abertos(client.session) == []
    assert "o munícipe vê" in sopa(quem.ver("confirmacao/")).get_text()
    assert sopa(quem.ver("confirmacao/")).find("a", href="/central/")


def test_quem_deixou_de_atender_nao_registra_em_nome_de_outro(client: Client) -> None:
    quem = entrar(client, central())
    quem.ate("conferir")
    Lotacao.objects.update(ate=timezone.localdate() - timedelta(days=1))
    assert quem.mandar("conferir/").status_code == 409
    assert not Solicitacao.objects.exists()


def test_mesmas_regras_cpf_errado_e_recusado(client: Client) -> None:
    quem = entrar(client, central())
    quem.ate("identificacao")
    assert quem.mandar("identificacao/", {**MARIA, "cpf": "123"}).status_code == 422


def test_quem_atende_vai_a_mesa_e_os_outros_ao_guia(client: Client) -> None:
    assert client.get("/solicitar/")["Location"] == "/servicos/"
    entrar(client, central())
    assert client.get("/solicitar/")["Location"] == "/central/"
    client.force_login(elenco.servidor(elenco.unidade()))
    assert client.get("/solicitar/")["Location"] == "/servicos/"


def test_servidor_que_nao_atende_pede_como_qualquer_pessoa(client: Client) -> None:
    client.force_login(elenco.servidor(elenco.unidade()))
    quem = Pedinte(client)
    quem.enviar()
    caso = Solicitacao.objects.get()
    assert (caso.canal, caso.atendente, caso.local_de_registro) == (Canal.PORTAL, None, None)


def test_a_ordem_da_caixa_nao_depende_do_canal() -> None:
    """Os mesmos pedidos por canais em rodízio, nas duas ordens: a fila é sempre a do prazo."""
    servico = elenco.servico()
    canais = Canal.values
    filas = []
    for rodada, ordem in enumerate((canais, canais[::-1])):
        casos = [
            abrir(
                NovaSolicitacao(
                    servico=servico,
                    local=Local(distrito=elenco.distrito()),
                    chave_de_envio=f"{rodada}-{posicao}",
                    canal=canal,
                    identificacao=elenco.MARIA,
                ),
                por=SISTEMA,
                em=timezone.now() - timedelta(days=10 - posicao),
            )
            for posicao, canal in enumerate(ordem)
        ]
        na_caixa = Solicitacao.objects.filter(pk__in=[c.pk for c in casos]).na_ordem_da_caixa()
        filas.append([caso.chave_de_envio.split("-")[1] for caso in na_caixa])
        assert [c.pk for c in na_caixa] == [c.pk for c in sorted(casos, key=lambda c: (c.vence_em, c.pk))]
    assert filas[0] == filas[1]
