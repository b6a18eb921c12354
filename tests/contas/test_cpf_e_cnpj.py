"""CPF e CNPJ: o que se aceita, o que se recusa e o que se mostra."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError

from contas.cpf_e_cnpj import (
    formatar_cnpj,
    formatar_cpf,
    limpar,
    mascarar_cpf,
    validar_cnpj,
    validar_cpf,
)


@pytest.mark.parametrize("texto", ["52998224725", "529.982.247-25", " 529 982 247 25 ", "529.982.247–25"])
def test_cpf_certo_fica_so_com_algarismos(texto: str) -> None:
    assert validar_cpf(texto) == "52998224725"


@pytest.mark.parametrize(
    ("texto", "codigo", "mensagem"),
    [
        ("", "vazio", "Escreva o CPF"),
        ("5299822472", "tamanho", "tem 11 algarismos e você escreveu 10"),
        ("529982247255", "tamanho", "você escreveu 12"),
        ("529.982.247-2X", "formato", "só tem algarismos"),
        ("٥٢٩٩٨٢٢٤٧٢٥", "formato", "só tem algarismos"),
        ("529.982.247-26", "digito", "Este CPF não existe"),
        ("592.982.247-25", "digito", "Este CPF não existe"),
        *[(str(n) * 11, "digito", "Este CPF não existe") for n in range(10)],
    ],
)
def test_cpf_errado_diz_por_que(texto: str, codigo: str, mensagem: str) -> None:
    with pytest.raises(ValidationError, match=mensagem) as erro:
        validar_cpf(texto)
    assert erro.value.code == codigo


@pytest.mark.parametrize(
    ("texto", "limpo"),
    [("11.222.333/0001-81", "11222333000181"), ("12.abc.345/01de-35", "12ABC34501DE35")],
)
def test_cnpj_certo_numerico_e_com_letras(texto: str, limpo: str) -> None:
    assert validar_cnpj(texto) == limpo


@pytest.mark.parametrize(
    ("texto", "codigo", "mensagem"),
    [
        ("", "vazio", "Escreva o CNPJ"),
        ("1122233300018", "tamanho", "você escreveu 13"),
        ("11.222.333/0001-8$", "formato", "só tem algarismos e letras"),
        ("11.222.333/0001-82", "digito", "Este CNPJ não existe"),
        ("00000000000000", "digito", "Este CNPJ não existe"),
        ("11111111111111", "digito", "Este CNPJ não existe"),
    ],
)
def test_cnpj_errado_diz_por_que(texto: str, codigo: str, mensagem: str) -> None:
    with pytest.raises(ValidationError, match=mensagem) as erro:
        validar_cnpj(texto)
    assert erro.value.code == codigo


def test_limpar_tira_separadores_e_guarda_letras() -> None:
    assert limpar(" g-12.345/x ") == "G12345X"


def test_formatar() -> None:
    assert formatar_cpf("52998224725") == "529.982.247-25"
    assert formatar_cnpj("12ABC34501DE35") == "12.ABC.345/01DE-35"


def test_mascara_mostra_so_o_meio() -> None:
    assert mascarar_cpf("529.982.247-25") == "***.982.247-**"


@pytest.mark.parametrize("texto", ["", "123", "G12345X"])
def test_mascara_nao_deixa_passar_o_que_nao_e_cpf(texto: str) -> None:
    assert mascarar_cpf(texto) == "***"
