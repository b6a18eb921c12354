"""Quem escreve que quer uma pessoa vai a ela; a resposta tardia oferece-se de novo; de onde se veio."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from atendimento import acoes
from atendimento.models import Conversa
from atendimento.situacoes import DeQuem, Fim
from tests.atendimento import conversando
from tests.atendimento.quem_conversa import QuemConversa
from tests.solicitacoes import elenco

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("mesa_do_arquivo")]

INICIO = "conversa:inicio"


@pytest.fixture
def maria(client: Client) -> QuemConversa:
    return QuemConversa(client)


def test_o_que_pede_uma_pessoa(subtests: pytest.Subtests) -> None:
    conversando.regra(chamam_uma_pessoa="falar com alguém\n\nquero gente")
    for texto, pede in {
        "Quero falar com alguem!": True,
        "QUERO GENTE": True,
        "quero agente": False,
        "tem um buraco na rua": False,
        "": False,
        f"Ontem fui {'muito ' * 20} falar com alguém da subprefeitura": False,
    }.items():
        with subtests.test(texto=texto):
            assert acoes.pede_uma_pessoa(texto) is pede


def test_quem_o_escreve_ao_comecar_vai_a_pagina_de_a_pedir(maria: QuemConversa) -> None:
    resposta = maria.comecar("Quero falar com uma pessoa")
    assert resposta["Location"] == maria.endereco("pessoa")
    assert [m.de for m in maria.conversa.mensagens.all()] == [DeQuem.PESSOA]


def test_quem_o_escreve_depois_tambem_com_e_sem_o_modulo(maria: QuemConversa) -> None:
    maria.comecar()
    antes = maria.conversa.mensagens.count()
    assert maria.dizer("falar com atendente")["Location"] == maria.endereco("pessoa")
    pelo_modulo = maria.dizer("Falar com uma pessoa, por favor", pelo_modulo=True)
    (pedaco,) = BeautifulSoup(pelo_modulo.content, "lxml").select("[data-novidades]")
    assert pedaco["data-ir"] == maria.endereco("pessoa")
    assert maria.conversa.mensagens.count() == antes + 2
    outra = maria.dizer("poste apagado", pelo_modulo=True).content.decode()
    assert "data-ir" not in outra


# --- a resposta tardia -------------------------------------------------------------------


def test_a_resposta_que_nao_se_leu_oferece_se_na_entrada(maria: QuemConversa) -> None:
    maria.comecar()
    quem = conversando.quem_atende(recebe=False)
    acoes.deixar_contato(conversa=maria.conversa, nome="Maria", email="maria@exemplo.invalid")
    esta = acoes.tomar(conversa=_por_responder(maria.conversa), por=quem)
    conversando.diz(esta, "É no Poupatempo.", quem)
    acoes.acabar(conversa=esta, fim=Fim.RESPONDIDA, por=quem)
    entrada = maria.client.get(reverse(INICIO)).content.decode()
    assert "Ler a resposta" in entrada
    assert maria.endereco() in entrada
    assert "Ler a resposta" not in Client().get(reverse(INICIO)).content.decode()
    maria.dar_sinal(vista=maria.conversa.ultima)
    assert "Ler a resposta" not in maria.client.get(reverse(INICIO)).content.decode()


def _por_responder(esta: Conversa) -> Conversa:
    Conversa.objects.filter(pk=esta.pk).update(
        situacao="pendente", responder_ate=timezone.now() + timedelta(hours=1)
    )
    esta.refresh_from_db()
    return esta


# --- de que serviço se veio ----------------------------------------------------------------


def test_da_pagina_do_servico_conversa_se_sobre_ele(maria: QuemConversa) -> None:
    servico = elenco.servico()
    da_entrada = f"{reverse(INICIO)}?servico={servico.slug}"
    assert da_entrada in maria.client.get(servico.get_absolute_url()).content.decode()
    assert f"<strong>{servico.titulo}</strong>" in maria.client.get(da_entrada).content.decode()
    maria.client.post(da_entrada, {"pessoa": "sim", "texto": "", "envio": str(uuid4())})
    assert Conversa.objects.get().servico == servico
