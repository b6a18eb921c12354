"""Pedidos suspensos: recusados em todo canal, sem perder o que já se respondeu."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from contas.autor import SISTEMA
from guia.models import Servico, Suspensao
from protocolo.models import Canal
from roteamento.localizacao.enderecos import Local
from solicitacoes.acoes import NovaSolicitacao, abrir
from solicitacoes.acoes.abrir import ServicoSuspenso
from solicitacoes.models import Solicitacao
from tests.solicitacoes.pedindo import Pedinte, atendente, central, sopa, territorio

pytestmark = pytest.mark.django_db
FRASE = "A usina parou. Ligue 156 se houver risco."


@pytest.fixture
def servico() -> Servico:
    return territorio()


def suspender(servico: Servico, dias: int = 0) -> None:
    Suspensao.objects.create(
        servico=servico,
        motivo="A usina parou.",
        alternativa="Ligue 156 se houver risco.",
        de=timezone.localdate() + timedelta(days=dias),
    )


@pytest.mark.parametrize("canal", Canal.values)
def test_abrir_recusa_em_qualquer_canal(servico: Servico, canal: str) -> None:
    suspender(servico)
    nova = NovaSolicitacao(servico=servico, local=Local(), chave_de_envio="x", canal=canal)
    with pytest.raises(ServicoSuspenso, match="A usina parou"):
        abrir(nova, por=SISTEMA, em=timezone.now())
    assert not Solicitacao.objects.exists()


def test_a_suspensao_de_amanha_ainda_nao_recusa(servico: Servico) -> None:
    suspender(servico, dias=1)
    nova = NovaSolicitacao(servico=servico, local=Local(), chave_de_envio="x")
    assert abrir(nova, por=SISTEMA, em=timezone.now()).protocolo


def test_o_envio_repetido_depois_da_suspensao_devolve_o_mesmo(servico: Servico) -> None:
    nova = NovaSolicitacao(servico=servico, local=Local(), chave_de_envio="x")
    primeira = abrir(nova, por=SISTEMA, em=timezone.now())
    suspender(servico)
    assert abrir(nova, por=SISTEMA, em=timezone.now()) == primeira


def test_o_rascunho_de_antes_e_recusado_e_guarda_as_respostas(client: Client, servico: Servico) -> None:
    quem = Pedinte(client)
    quem.ate("conferir")
    antes = quem.rascunho.dados
    suspender(servico)
    resposta = quem.mandar("conferir/")
    assert resposta.status_code == 409
    assert FRASE in sopa(resposta).get_text()
    assert (quem.rascunho.dados, quem.rascunho.protocolo) == (antes, "")
    assert not Solicitacao.objects.exists()
    Suspensao.objects.update(ate=timezone.localdate() - timedelta(days=1), de="2026-01-01")
    assert quem.mandar("conferir/")["Location"] == quem.endereco("confirmacao/"), "retomado, é só enviar"


def test_a_conferencia_avisa_antes_do_envio(client: Client, servico: Servico) -> None:
    quem = Pedinte(client)
    assert sopa(quem.ate("conferir")).find("button", string="Enviar pedido")
    suspender(servico)
    pagina = sopa(quem.ver("conferir/"))
    assert FRASE in " ".join(pagina.get_text().split())
    assert "Líbero Badaró" in pagina.get_text()
    assert not pagina.find("button", string="Enviar pedido")


def test_o_atendente_tambem_nao_comeca(client: Client, servico: Servico) -> None:
    client.force_login(atendente(central()))
    suspender(servico)
    for pagina in (client.get("/solicitar/tapa-buraco/"), client.post("/solicitar/tapa-buraco/")):
        assert pagina.status_code == 200
        assert FRASE in " ".join(sopa(pagina).get_text().split())


def test_o_atendente_que_ja_tinha_comecado_nao_envia(client: Client, servico: Servico) -> None:
    client.force_login(atendente(central()))
    quem = Pedinte(client)
    quem.ate("conferir")
    suspender(servico)
    assert quem.mandar("conferir/").status_code == 409
    assert not Solicitacao.objects.exists()
