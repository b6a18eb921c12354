"""O perfil de quem pede: voluntário, sem ligação com o pedido, uma vez só."""

from __future__ import annotations

import pytest
from django.test import Client
from django.utils import timezone

from esic.models import Perfil
from esic.pedir.enviar import contar_perfil
from tests.esic.pedindo import QuemPede
from tests.solicitacoes.pedindo import erros, sopa

pytestmark = pytest.mark.django_db
DITO = {"genero": "feminino", "faixa_etaria": "30_44", "escolaridade": "", "ocupacao": "imprensa"}


@pytest.fixture
def quem(client: Client) -> QuemPede:
    quem = QuemPede(client)
    quem.enviar()
    return quem


def test_guarda_so_o_mes_e_o_que_se_disse(quem: QuemPede) -> None:
    assert "sem ligação com o seu pedido" in quem.ver("comprovante/").content.decode()
    assert quem.mandar("perfil/", DITO)["Location"] == quem.endereco("comprovante/")
    perfil = Perfil.objects.get()
    assert perfil.mes == timezone.localdate().replace(day=1)
    assert (perfil.genero, perfil.faixa_etaria, perfil.escolaridade) == ("feminino", "30_44", "")
    assert {campo.name for campo in Perfil._meta.get_fields() if campo.is_relation} == set()
    assert "Obrigado" in quem.ver("comprovante/").content.decode()


def test_uma_vez_por_pedido(quem: QuemPede) -> None:
    quem.mandar("perfil/", DITO)
    quem.mandar("perfil/", DITO)
    assert not sopa(quem.ver("comprovante/")).select("#id_genero")
    assert Perfil.objects.count() == 1


@pytest.mark.parametrize("dados", [{}, {"genero": "x"}, {**DITO, "ocupacao": "\0"}])
def test_em_branco_ou_fora_da_lista_nao_guarda(quem: QuemPede, dados: dict[str, str]) -> None:
    resposta = quem.mandar("perfil/", dados)
    assert resposta.status_code == 422
    assert erros(resposta)
    assert quem.caso.protocolo_escrito in resposta.content.decode()
    assert not Perfil.objects.exists()


def test_antes_do_envio_nao_ha_perfil(client: Client) -> None:
    quem = QuemPede(client)
    quem.comecar()
    assert quem.mandar("perfil/", DITO)["Location"] == quem.endereco("identificacao/")
    assert not contar_perfil(rascunho=quem.rascunho, respostas=DITO)
    assert not Perfil.objects.exists()


def test_get_leva_ao_comprovante(quem: QuemPede) -> None:
    assert quem.ver("perfil/")["Location"] == quem.endereco("comprovante/")
