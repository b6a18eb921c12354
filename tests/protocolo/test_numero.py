"""O número de protocolo: gerar, ler o que a pessoa digitou e acusar erro."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.iso7064 import mod_97_10

from protocolo.numero import NumeroInvalido, Processo, formatar, gerar, normalizar, processo_de, validar


def completar(base: str) -> str:
    return base + mod_97_10.calc_check_digits(base)


bases = st.tuples(st.sampled_from(Processo.values), st.integers(0, 10**12 - 1))
numeros = bases.map(lambda par: completar(f"{par[0]}{par[1]:012d}"))


@pytest.mark.parametrize("processo", Processo)
def test_gerar_faz_quinze_algarismos_validos_do_processo(processo: Processo) -> None:
    numero = gerar(processo)
    assert re.fullmatch(r"\d{15}", numero)
    assert validar(numero) == numero
    assert processo_de(numero) is processo


def test_gerar_nao_repete_nem_segue_ordem() -> None:
    lista = [gerar(Processo.SOLICITACAO) for _ in range(2000)]
    assert len(set(lista)) == 2000
    assert lista != sorted(lista)


def test_gerar_recusa_processo_desconhecido() -> None:
    with pytest.raises(ValueError, match="9"):
        gerar("9")


@given(numeros)
def test_formatar_e_validar_voltam_ao_mesmo_numero(numero: str) -> None:
    escrito = formatar(numero)
    assert re.fullmatch(r"\d{5}-\d{5}-\d{5}", escrito)
    assert validar(escrito) == numero
    assert validar(f"  {escrito.replace('-', ' ')}\n") == numero


@given(numeros, st.integers(0, 14), st.integers(1, 9))
def test_qualquer_algarismo_errado_e_acusado(numero: str, onde: int, soma: int) -> None:
    errado = numero[:onde] + str((int(numero[onde]) + soma) % 10) + numero[onde + 1 :]
    with pytest.raises(NumeroInvalido):
        validar(errado)


@given(numeros, st.integers(0, 13))
def test_qualquer_troca_de_vizinhos_e_acusada(numero: str, onde: int) -> None:
    trocado = numero[:onde] + numero[onde + 1] + numero[onde] + numero[onde + 2 :]
    if trocado != numero:
        with pytest.raises(NumeroInvalido, match="trocados"):
            validar(trocado)


def test_letras_parecidas_e_sinais_sao_corrigidos() -> None:
    assert normalizar("1O234.5678I–9Ol23") == "102345678190123"
    assert normalizar("l-I-i-L-o-O") == "111100"


@pytest.mark.parametrize(
    ("texto", "mensagem"),
    [
        ("", "Escreva o número"),
        (" - ", "Escreva o número"),
        ("12345-67890-1234", "tem 15 algarismos e você escreveu 14: falta 1."),
        ("12345", "você escreveu 5: faltam 10."),
        ("1234567890123456", "você escreveu 16: sobra 1."),
        ("123456789012345678", "você escreveu 18: sobram 3."),
        ("12345-67890-1234X", "só tem algarismos"),
        ("١٢٣٤٥٦٧٨٩٠١٢٣٤٥", "só tem algarismos"),  # noqa: RUF001  algarismos árabes, de propósito
        ("123456789012345", "talvez um esteja errado ou dois, trocados"),
        (completar("9000000000000"), "não é de um protocolo do SP156"),
    ],
)
def test_o_erro_diz_o_que_esta_errado(texto: str, mensagem: str) -> None:
    with pytest.raises(NumeroInvalido, match=re.escape(mensagem)):
        validar(texto)
