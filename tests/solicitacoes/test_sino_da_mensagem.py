"""O munícipe escreveu: o sino chama quem cuida do pedido, e cala-se quando alguém o abre (ADR 0047)."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from avisos.models import Notificacao
from contas.models import Usuario
from contas.papeis import Papel
from roteamento.models import Lotacao, Unidade
from solicitacoes import acoes
from solicitacoes.models import Solicitacao
from tests.solicitacoes import elenco

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("caixa_do_arquivo")]


@pytest.fixture
def caixa() -> Unidade:
    return elenco.unidade()


@pytest.fixture
def servidor(caixa: Unidade, client: Client) -> Usuario:
    quem = elenco.servidor(caixa)
    client.force_login(quem)
    return quem


def escrever(caso: Solicitacao) -> None:
    acoes.acrescentar(caso=caso, por=elenco.municipe(caso.protocolo), texto="O buraco aumentou.")
    caso.refresh_from_db()


def endereco(caso: Solicitacao) -> str:
    return reverse("caixa:pedido", args=[caso.unidade.sigla, caso.protocolo])


def test_o_sino_toca_ao_responsavel_ou_a_quem_trabalha_na_unidade(caixa: Unidade, servidor: Usuario) -> None:
    celia = elenco.servidor(caixa, nome="Célia", papel=Papel.CHEFIA)
    elenco.servidor(caixa, nome="Ada", papel=Papel.ATENDENTE)
    sem_dono = elenco.solicitacao(caixa)
    escrever(sem_dono)
    assert {n.usuario for n in Notificacao.objects.all()} == {servidor, celia}
    Notificacao.objects.all().delete()
    escrever(elenco.solicitacao(caixa, responsavel=celia))
    assert [n.usuario for n in Notificacao.objects.all()] == [celia]


def test_do_juntado_toca_ao_responsavel_do_principal_e_leva_a_ele(caixa: Unidade, servidor: Usuario) -> None:
    principal = elenco.solicitacao(caixa, responsavel=servidor)
    juntado = elenco.solicitacao(caixa, principal=principal)
    escrever(juntado)
    (recado,) = Notificacao.objects.all()
    assert (recado.usuario, recado.protocolo) == (servidor, principal.protocolo)
    assert juntado.protocolo_escrito in recado.texto
    assert principal.protocolo in recado.endereco


def test_da_unidade_sem_equipe_toca_a_quem_esta_acima(caixa: Unidade, servidor: Usuario) -> None:
    vazia = elenco.unidade("SMPR-CPO-Vazia", superior=caixa)
    escrever(elenco.solicitacao(vazia))
    assert [n.usuario for n in Notificacao.objects.all()] == [servidor]
    Lotacao.objects.all().delete()
    Unidade.objects.filter(pk=caixa.pk).update(superior=vazia)
    escrever(elenco.solicitacao(Unidade.objects.get(pk=vazia.pk)))
    assert Notificacao.objects.count() == 1


def test_quem_abre_cala_o_sino_de_todos_se_ninguem_era_responsavel(
    client: Client, caixa: Unidade, servidor: Usuario
) -> None:
    """Com responsável, o colega que abre só cala o seu: quem cuida continua a ser chamado."""
    celia = elenco.servidor(caixa, nome="Célia")
    sem_dono, dela = elenco.solicitacao(caixa), elenco.solicitacao(caixa, responsavel=celia)
    for caso in (sem_dono, dela):
        escrever(caso)
        client.get(endereco(caso))
    por_ler = Notificacao.objects.filter(lida_em=None)
    assert [(recado.usuario, recado.protocolo) for recado in por_ler.all()] == [(celia, dela.protocolo)]
    client.force_login(celia)
    client.get(endereco(dela))
    assert not por_ler.all(), "a colega já o tinha aberto, e o recado dela cala-se igual"


def test_quem_abre_o_juntado_cala_o_que_ele_escreveu_tambem_a_quem_substitui(
    client: Client, caixa: Unidade, servidor: Usuario
) -> None:
    principal = elenco.solicitacao(caixa)
    juntado, outro = (elenco.solicitacao(caixa, principal=principal) for _ in range(2))
    susi, rita = elenco.pessoa("Susi"), elenco.servidor(caixa, nome="Rita")
    no_lugar = {"papel": Papel.SERVIDOR, "de": elenco.DESDE, "substitui": servidor}
    substitui = Lotacao.objects.create(
        usuario=susi, unidade=caixa, ate=elenco.DESDE.replace(year=2090), **no_lugar
    )
    escrever(juntado)
    escrever(outro)
    substitui.delete()  # foi-se embora, e o recado continua com ela
    por_ler = Notificacao.objects.filter(lida_em=None)
    assert susi.pk in por_ler.values_list("usuario", flat=True)
    client.force_login(rita)
    client.get(endereco(juntado))
    assert {recado.chave.split("/")[0] for recado in por_ler.all()} == {outro.protocolo}
    client.get(endereco(principal))
    assert not por_ler.all()


def test_o_responsavel_do_principal_cala_o_recado_do_juntado_que_um_colega_leu(
    client: Client, caixa: Unidade, servidor: Usuario
) -> None:
    principal = elenco.solicitacao(caixa, responsavel=servidor)
    escrever(elenco.solicitacao(caixa, principal=principal))
    por_ler = Notificacao.objects.filter(lida_em=None)
    for quem, ficam in ((elenco.servidor(caixa, nome="Rita"), [servidor.pk]), (servidor, [])):
        client.force_login(quem)
        client.get(endereco(principal))
        assert list(por_ler.values_list("usuario", flat=True)) == ficam
