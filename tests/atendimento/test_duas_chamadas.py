"""Cada chamada é um caso: a segunda nunca cai no da primeira, e a que se passa leva o seu número."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from pytest_django import Settings

from atendimento import acoes
from atendimento.consultas import ligacoes_de
from atendimento.models import Atendimento, Chamada
from atendimento.situacoes import Providencia, Resultado
from contas.models import Usuario
from tests.atendimento import conversando
from tests.bancos import desfeito
from tests.solicitacoes import pedindo

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("mesa_do_arquivo")]
PRIMEIRA, SEGUNDA = "11911110000", "11922220000"
TOCA, ATENDE, ACABA = Chamada.Passo


@pytest.fixture(autouse=True)
def ligada(settings: Settings) -> None:
    settings.SEGREDO_DA_TELEFONIA = "s" * 32


@pytest.fixture
def ana() -> Usuario:
    return pedindo.atendente(pedindo.central())


def contar(codigo: str, passo: Chamada.Passo, quem: Usuario | None, telefone: str = "") -> Chamada:
    return acoes.contar_chamada(codigo=codigo, passo=passo, telefone=telefone, atendente=quem)


def comecar(quem: Usuario, **como: Any) -> Atendimento:
    return acoes.comecar_de_quem_chega(atendente=quem, unidade=pedindo.central(), **como)


def numero(este: Atendimento) -> str:
    este.refresh_from_db()
    return este.telefone


def test_a_segunda_e_um_caso_seu_ainda_que_a_primeira_seja_de_ha_pouco(
    ana: Usuario, subtests: pytest.Subtests
) -> None:
    """A de quem não mostra o número, e a que caiu antes de se começar a escrever: tiveram a sua."""
    for telefone in (PRIMEIRA, ""):
        for antes in ("atende e começa", "começa e atende", "cai e começa", "começa, atende e cai"):
            with subtests.test(f"{antes}, de {telefone or 'anônimo'}"), desfeito():
                este = comecar(ana) if antes.startswith("começa") else None
                contar("uma", TOCA, ana, telefone)
                contar("uma", ATENDE, ana, telefone)
                if "cai" in antes:
                    contar("uma", ACABA, ana)
                este = este or comecar(ana)
                contar("outra", TOCA, ana, SEGUNDA)
                contar("outra", ATENDE, ana, SEGUNDA)
                assert numero(este) != SEGUNDA
                assert numero(comecar(ana)) == SEGUNDA


def test_o_que_ja_se_fazia_quando_tocou_e_de_outra_pessoa(ana: Usuario) -> None:
    """O que se começou depois do toque é dela, ainda que a central só diga depois que se atendeu."""
    de_antes = comecar(ana)
    acoes.anotar(atendimento=de_antes, tipo=Providencia.CONSULTOU)
    contar("uma", ATENDE, ana, PRIMEIRA)
    assert (numero(de_antes), numero(comecar(ana))) == ("", PRIMEIRA)
    contar("outra", TOCA, ana, SEGUNDA)
    de_depois = comecar(ana)
    acoes.anotar(atendimento=de_depois, tipo=Providencia.CONSULTOU)
    contar("outra", ATENDE, ana)
    assert numero(de_depois) == SEGUNDA


def test_a_chamada_nao_vai_ao_que_se_comecou_de_uma_conversa(ana: Usuario) -> None:
    conversa = conversando.atendida(ana)
    contar("uma", ATENDE, ana, PRIMEIRA)
    assert numero(Atendimento.objects.get(conversa=conversa)) == ""
    assert numero(comecar(ana)) == PRIMEIRA


def test_a_que_se_passa_toca_a_outra_pessoa_com_o_numero(ana: Usuario) -> None:
    """O de quem a passou acaba; o da outra pessoa leva o número, de quem o mostra ou não."""
    bia = pedindo.atendente(pedindo.central())
    for codigo, telefone in (("uma", PRIMEIRA), ("outra", "")):
        contar(codigo, ATENDE, ana, telefone)
        de_ana = comecar(ana)
        assert not por_comecar(ana)
        chamada = contar(codigo, ATENDE, bia)
        assert (chamada.numero, por_comecar(bia)) == (telefone, [chamada])
        de_bia = comecar(bia, chamada=chamada.pk)
        assert comecar(bia, chamada=chamada.pk) == de_bia, "o segundo toque é o mesmo atendimento"
        assert (numero(de_ana), numero(de_bia)) == ("", telefone)
        assert de_ana.resultado == Resultado.TRANSFERIDO
        assert not por_comecar(bia)
        contar(codigo, ACABA, ana)
        assert contar(codigo, ATENDE, ana).atendente == bia, "a que acabou já não se passa"
        acoes.terminar(atendimento=de_ana, resultado=Resultado.TRANSFERIDO)
        acoes.terminar(atendimento=de_bia, resultado=Resultado.INFORMACAO)


def test_so_espera_quem_a_tem_agora_e_por_pouco_tempo(ana: Usuario) -> None:
    bia = pedindo.atendente(pedindo.central())
    chamada = contar("uma", TOCA, None, PRIMEIRA)
    assert not por_comecar(ana)
    contar("uma", TOCA, ana)
    assert por_comecar(ana) == [chamada]
    contar("uma", TOCA, bia)
    assert (por_comecar(ana), por_comecar(bia)) == ([], [chamada])
    de_ana = comecar(ana, chamada=chamada.pk)
    assert numero(de_ana) == "", "tocou e foi tocar a outra"
    contar("uma", ACABA, bia)
    assert contar("uma", ATENDE, bia).atendente is None, "ninguém a atendeu"
    assert numero(comecar(bia)) == ""
    velha = contar("velha", ATENDE, bia, SEGUNDA)
    Chamada.objects.filter(pk=velha.pk).update(em=timezone.now() - timedelta(minutes=11))
    assert not por_comecar(bia)


def por_comecar(quem: Usuario) -> list[Chamada]:
    return ligacoes_de(quem.pk)
