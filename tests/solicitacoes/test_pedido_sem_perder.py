"""O que se escreve de quem pede não se perde ao alterar uma resposta, ao entrar na conta ou ao voltar."""

import pytest
from django.test import Client

from assistente.rascunhos import CIFRADO, DIGITADA
from guia.models import VersaoDoServico
from protocolo.models import Rascunho
from solicitacoes.models import Solicitacao
from tests.solicitacoes import elenco
from tests.solicitacoes.pedindo import MARIA, Pedinte, sopa, territorio, valor

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("territorio_do_arquivo")]

ESCRITO = {"nome": "Maria", "cpf": "529.982", "telefone": "11 98765"}
"""Pela metade: nada disto se aceitaria."""


def _na_conferencia(quem: Pedinte) -> dict[str, str]:
    pagina = quem.ver("conferir/")
    return {campo: valor(pagina, campo) for campo in ESCRITO}


@pytest.mark.parametrize(
    ("ir", "aonde"),
    [
        ("local", "detalhes/?de=conferir#lugar"),
        ("detalhes", "detalhes/?de=conferir#detalhes"),
        ("voltar", "detalhes/"),
        ("nada disso", "conferir/"),
    ],
)
def test_alterar_e_voltar_levam_com_o_escrito_guardado(client: Client, ir: str, aonde: str) -> None:
    territorio()
    quem = Pedinte(client)
    quem.ate("identificacao")
    assert quem.mandar("conferir/", {**ESCRITO, "ir": ir})["Location"] == quem.endereco(aonde)
    assert _na_conferencia(quem) == ESCRITO
    assert not Solicitacao.objects.exists()


def test_quem_entra_acha_o_que_escreveu_e_a_conta_diz_o_resto(client: Client) -> None:
    territorio()
    quem = Pedinte(client)
    quem.ate("identificacao")
    ida = quem.mandar("conferir/", {"nome": "Maria Silva", "cpf": "", "telefone": "", "ir": "entrar"})
    assert ida["Location"] == f"/conta/login/?next={quem.endereco('conferir/')}"
    pessoa = elenco.pessoa()
    client.force_login(pessoa)
    pagina = quem.ver("conferir/")
    assert valor(pagina, "nome") == "Maria Silva"
    assert valor(pagina, "email") == pessoa.email


def test_depois_de_respondido_o_escrito_por_conferir_some(client: Client) -> None:
    territorio()
    quem = Pedinte(client)
    quem.ate("identificacao")
    quem.mandar("conferir/", {**ESCRITO, "ir": "local"})
    assert DIGITADA in quem.rascunho.dados
    quem.mandar("identificacao/", MARIA)
    assert DIGITADA not in quem.rascunho.dados
    assert valor(quem.ver("conferir/"), "nome") == "Maria Silva"


def test_no_que_e_de_sigilo_o_escrito_fica_cifrado(client: Client) -> None:
    territorio()
    quem = Pedinte(client)
    quem.ate("identificacao")
    Rascunho.objects.update(sigiloso=True)
    VersaoDoServico.objects.update(sigilosa=True)
    quem.slug = "reservado"
    quem.mandar("conferir/", {**ESCRITO, "ir": "local"})
    assert list(quem.rascunho.dados[DIGITADA]) == [CIFRADO]
    assert "Maria" not in str(quem.rascunho.dados)
    assert _na_conferencia(quem) == ESCRITO


def test_os_botoes_sao_do_formulario_e_o_primeiro_dele_e_o_de_enviar(client: Client) -> None:
    """Enter num campo aciona o primeiro botão: nunca o de alterar, o de entrar nem o de voltar."""
    territorio()
    quem = Pedinte(client)
    pagina = sopa(quem.ate("identificacao"))
    dele = pagina.select("button[form=quem-pede], #quem-pede button[type=submit]")
    assert "name" not in dele[0].attrs
    assert {botao.get("value") for botao in dele} >= {"voltar", "local", "detalhes", "entrar"}
    assert all("formnovalidate" in botao.attrs for botao in dele if botao.get("name") == "ir")
