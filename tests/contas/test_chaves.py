"""A chave de acesso: deriva do protocolo, dita-se ao telefone, não se guarda."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from pytest_django import Settings

from contas import chaves

protocolos = st.from_regex(r"\A[0-9]{15}\Z")


@given(protocolos)
def test_a_chave_abre_so_o_seu_protocolo(protocolo: str) -> None:
    chave = chaves.chave_de(protocolo)
    assert len(chave) == chaves.TAMANHO
    assert set(chave) <= set(chaves.ALFABETO)
    assert chaves.confere(protocolo, chave)
    assert not chaves.confere(protocolo[::-1] + "0", chave)


def test_aceita_como_foi_ditada() -> None:
    chave = chaves.chave_de("123456789012345")
    assert chaves.confere("123456789012345", f" {chave[:4].lower()} - {chave[4:].lower()} ")
    assert not chaves.confere("123456789012345", "")
    assert not chaves.confere("123456789012345", "ção")


def test_chave_de_segredo_aposentado_ainda_abre(settings: Settings) -> None:
    antiga = chaves.chave_de("123456789012345")
    settings.CHAVES_DE_SELO = ["b3V0cmEtY2hhdmUtZGUtc2Vsby1kZS10ZXN0ZS0xMjM=", *settings.CHAVES_DE_SELO]
    assert chaves.chave_de("123456789012345") != antiga
    assert chaves.confere("123456789012345", antiga)
    settings.CHAVES_DE_SELO = settings.CHAVES_DE_SELO[:1]
    assert not chaves.confere("123456789012345", antiga)
