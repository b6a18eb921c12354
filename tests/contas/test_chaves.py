"""A chave de acesso: deriva do protocolo e da série, dita-se ao telefone, não se guarda, troca-se."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import Settings

from contas.acoes import subir_serie
from contas.segredos import chaves
from tests.contas import chaves_de_antes

PROTOCOLO, OUTRO = "123456789012345", "223456789012345"
SELO_NOVO = "b3V0cmEtY2hhdmUtZGUtc2Vsby1kZS10ZXN0ZS0xMjM="
ACESSO_NOVO = "outro-segredo-de-acesso-de-teste-0123456789"
protocolos = st.text("0123456789", min_size=15, max_size=15)


@given(protocolos)
def test_a_chave_e_do_protocolo_da_serie_e_do_segredo(protocolo: str) -> None:
    chave = chaves.derivar("segredo", protocolo)
    assert len(chave) == chaves.TAMANHO
    assert set(chave) <= set(chaves.ALFABETO)
    outras = [
        chaves.derivar("segredo", protocolo[::-1] + "0"),
        chaves.derivar("segredo", protocolo, 2),
        chaves.derivar("outro", protocolo),
        chaves_de_antes.derivar_de_antes("segredo", protocolo),
    ]
    assert chave not in outras
    assert len(set(outras)) == len(outras)


@pytest.mark.django_db
def test_aceita_como_foi_ditada() -> None:
    chave = chaves.chave_de(PROTOCOLO)
    assert chaves.confere(PROTOCOLO, f" {chave[:4].lower()} - {chave[4:].lower()} ")
    for errada in ("", "ção", chaves.chave_de(OUTRO)):
        assert not chaves.confere(PROTOCOLO, errada)


@pytest.mark.django_db
def test_chave_de_segredo_aposentado_ainda_abre(settings: Settings) -> None:
    antiga = chaves.chave_de(PROTOCOLO)
    settings.CHAVES_DE_ACESSO = [ACESSO_NOVO, *settings.CHAVES_DE_ACESSO]
    assert chaves.chave_de(PROTOCOLO) != antiga
    assert chaves.confere(PROTOCOLO, antiga)
    settings.CHAVES_DE_ACESSO = settings.CHAVES_DE_ACESSO[:1]
    assert not chaves.confere(PROTOCOLO, antiga)


@pytest.mark.django_db
def test_trocar_as_chaves_do_selo_nao_mata_link_nenhum(settings: Settings) -> None:
    antes = chaves.chave_de(PROTOCOLO)
    settings.CHAVES_DE_SELO = [SELO_NOVO]
    assert chaves.chave_de(PROTOCOLO) == antes
    assert chaves.confere(PROTOCOLO, antes)


@pytest.mark.django_db
def test_troca_se_a_de_um_caso_sem_tocar_nas_outras() -> None:
    antigas = {protocolo: chaves.chave_de(protocolo) for protocolo in (PROTOCOLO, OUTRO)}
    subir_serie(protocolo=PROTOCOLO)
    assert not chaves.confere(PROTOCOLO, antigas[PROTOCOLO])
    assert chaves.confere(PROTOCOLO, chaves.chave_de(PROTOCOLO))
    assert chaves.confere(OUTRO, antigas[OUTRO])
    segunda = chaves.chave_de(PROTOCOLO)
    assert subir_serie(protocolo=PROTOCOLO).serie == 3
    assert not chaves.confere(PROTOCOLO, segunda)


@pytest.mark.django_db
def test_a_de_antes_abre_ate_a_troca_e_o_banco_nao_a_diz(settings: Settings) -> None:
    """O que se guarda é um resumo com as CHAVES_DE_ACESSO: o selo pode trocar de chaves."""
    de_antes = chaves_de_antes.derivar_de_antes(settings.CHAVES_DE_SELO[0], PROTOCOLO)
    assert not chaves.confere(PROTOCOLO, de_antes)
    linha = chaves_de_antes.guardar(PROTOCOLO)
    settings.CHAVES_DE_SELO = [SELO_NOVO]
    assert de_antes not in str(linha.de_antes)
    assert chaves.confere(PROTOCOLO, f"{de_antes[:4]}-{de_antes[4:].lower()}")
    assert chaves.confere(PROTOCOLO, chaves.chave_de(PROTOCOLO))
    assert not chaves.confere(OUTRO, de_antes)
    subir_serie(protocolo=PROTOCOLO)
    assert not chaves.confere(PROTOCOLO, de_antes)
