"""O que se achou tem um endereço, que não diz quem se procurou; e o celular que também é CPF."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.core.exceptions import ValidationError

from atendimento.acoes import comecar
from atendimento.models import BuscaDePessoa
from atendimento.pessoa.busca import VALIDADE, Termo
from atendimento.pessoa.forms import termos_do_dado
from contas.acoes import selar
from tests.atendimento.com_a_pessoa import Atendendo
from tests.solicitacoes import elenco

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("mesa_do_arquivo", "limites_zerados")]
Por = BuscaDePessoa.Por
CPF_E_CELULAR = "11987654021"
"""Onze algarismos que são um CPF certo e um celular de São Paulo."""


def endereco_do_achado(mesa: Atendendo) -> str:
    elenco.solicitacao()
    resposta = mesa.mandar("procurar/", {"dado": elenco.MARIA.documento})
    assert resposta.status_code == 302
    return str(resposta["Location"])


def test_o_que_se_achou_abre_outra_vez_sem_mandar_de_novo() -> None:
    """Recarregar não procura, nem escreve outra busca; no endereço não há nada da pessoa."""
    mesa = Atendendo()
    endereco = endereco_do_achado(mesa)
    (busca,) = BuscaDePessoa.objects.all()
    for _ in range(2):
        assert "1 caso achado" in mesa.client.get(endereco).content.decode()
    assert list(BuscaDePessoa.objects.all()) == [busca]
    protocolo = elenco.solicitacao().protocolo
    for dado in (elenco.MARIA.documento, elenco.MARIA.nome, elenco.MARIA.email, protocolo[:4]):
        assert dado not in endereco


def test_o_endereco_so_vale_neste_atendimento_e_por_meia_hora(subtests: pytest.Subtests) -> None:
    agora = datetime.now(UTC)
    mesa = Atendendo()
    endereco, outro = endereco_do_achado(mesa), comecar(atendente=mesa.usuario, unidade=mesa.onde)
    noutro = endereco.replace(str(mesa.codigo), str(outro.codigo))
    for nome, qual in (("noutro", noutro), ("estragado", f"{endereco}x"), ("vazio", endereco.split("=")[0])):
        with subtests.test(nome):
            assert "achado" not in mesa.client.get(qual).content.decode()
    with time_machine.travel(agora + timedelta(seconds=VALIDADE + 60)):
        assert "caso achado" not in mesa.client.get(endereco).content.decode()


def test_o_que_se_selou_depois_ja_nao_se_diz() -> None:
    mesa = Atendendo()
    caso = elenco.solicitacao()
    endereco = mesa.mandar("procurar/", {"dado": caso.protocolo})["Location"]
    assert caso.interessado
    selar(interessado=caso.interessado)
    assert "0 casos achados" in mesa.client.get(endereco).content.decode()


def test_o_celular_que_tambem_e_cpf_procura_se_dos_dois_jeitos() -> None:
    """E só o jeito que achou conta: o outro não servirá de prova a ninguém, nem se perde para ela."""
    assert termos_do_dado(CPF_E_CELULAR) == [
        Termo(Por.CPF, CPF_E_CELULAR),
        Termo(Por.TELEFONE, CPF_E_CELULAR),
    ]
    assert termos_do_dado("111.444.777-35") == [Termo(Por.CPF, "11144477735")]
    elenco.solicitacao(identificacao=replace(elenco.MARIA, telefone=CPF_E_CELULAR))
    mesa = Atendendo()
    assert "1 caso achado" in mesa.procurar("(11) 98765-4021").content.decode()
    assert [(busca.por, busca.achados) for busca in BuscaDePessoa.objects.all()] == [(Por.TELEFONE, 1)]
    elenco.solicitacao(identificacao=replace(elenco.MARIA, documento=CPF_E_CELULAR, telefone="1132145678"))
    assert "2 casos achados" in mesa.procurar(CPF_E_CELULAR).content.decode()


def test_o_que_ninguem_tem_escreve_uma_busca_so() -> None:
    assert "0 casos achados" in Atendendo().procurar(CPF_E_CELULAR).content.decode()
    assert [(busca.por, busca.achados) for busca in BuscaDePessoa.objects.all()] == [(Por.CPF, 0)]


@pytest.mark.parametrize("torto", ["", "abc", "12", "123456789012345678"])
def test_o_que_nao_e_dado_nenhum_se_recusa(torto: str) -> None:
    with pytest.raises(ValidationError):
        termos_do_dado(torto)
