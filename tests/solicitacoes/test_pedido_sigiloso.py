"""O serviço sigiloso num aparelho dividido: nada na tela, nos endereços nem no papel diz o que se pediu."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from assistente.rascunhos import CIFRADO
from protocolo.models import Rascunho
from solicitacoes.models import Solicitacao
from tests.solicitacoes.pedindo import BADARO, MARIA, Pedinte, atributos, sopa, territorio

pytestmark = pytest.mark.django_db


@pytest.fixture
def quem(client: Client) -> Pedinte:
    territorio(sigilosa=True)
    pedinte = Pedinte(client)
    pedinte.comecar()
    return pedinte


def test_o_que_ficou_pela_metade_nao_se_oferece_e_quem_e_fica_cifrado(quem: Pedinte) -> None:
    quem.ate("conferir")
    assert list(quem.rascunho.dados["identificacao"]) == [CIFRADO]
    assert quem.uuid not in quem.client.get("/solicitar/tapa-buraco/").content.decode()


def test_do_primeiro_passo_ao_comprovante_nenhum_endereco_nem_titulo_diz_o_servico(quem: Pedinte) -> None:
    quem.slug = "reservado"
    quem.enviar()
    caso = Solicitacao.objects.get()
    assert caso.interessado
    assert caso.interessado.nome == MARIA["nome"]
    for passo in ("confirmacao/", "recibo/"):
        pagina = sopa(quem.ver(passo))
        assert "buraco" not in pagina.get_text().lower().replace("\n", " ")
        assert not [onde for onde in atributos(pagina.select("a[href]"), "href") if "tapa-buraco" in onde]
        assert pagina.select_one("a[data-sair]")
    local = quem.client.post(f"/solicitar/tapa-buraco/{quem.uuid}/local/", BADARO)
    assert local.headers["Location"].startswith("/solicitar/reservado/")


def test_o_comprovante_deixa_de_abrir_em_uma_hora(quem: Pedinte) -> None:
    quem.slug = "reservado"
    quem.enviar()
    assert "deixa de abrir em uma hora" in quem.ver("confirmacao/").content.decode()
    Solicitacao.objects.update(aberta_em=timezone.now() - timedelta(minutes=61))
    for passo in ("confirmacao/", "recibo/"):
        assert quem.ver(passo).status_code == 404


def test_o_nome_reservado_nao_abre_o_pedido_de_outro_servico(client: Client) -> None:
    territorio()
    comum = Pedinte(client)
    comum.comecar()
    comum.slug = "reservado"
    assert comum.ver("local/").status_code == 404


def test_apagar_o_que_escrevi_apaga_e_leva_a_capa(quem: Pedinte) -> None:
    quem.slug = "reservado"
    pagina = sopa(quem.ate("identificacao"))
    (formulario,) = [f for f in pagina.select("form") if str(f.get("action", "")).endswith("/apagar/")]
    assert "Apagar o que escrevi" in formulario.get_text()
    resposta = quem.client.post(str(formulario["action"]))
    assert (resposta.status_code, resposta.headers["Location"]) == (303, "/")
    assert not Rascunho.objects.filter(pk=quem.uuid).exists()
    assert "já não existe" in quem.ver("identificacao/").content.decode()
