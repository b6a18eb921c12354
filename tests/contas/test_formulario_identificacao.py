"""Documentos e telefones como as pessoas os escrevem."""

import json
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from contas.identificacao import IdentificacaoForm, validar_telefone, valores_iniciais

NOME = {"nome": "Maria Silva"}


def erros(**dados: str) -> dict[str, list[str]]:
    achados = IdentificacaoForm({**NOME, **dados}).errors.items()
    return {campo: [str(frase) for frase in frases] for campo, frases in achados}


@pytest.mark.parametrize(
    ("dados", "tipo", "numero"),
    [
        ({"cpf": "529.982.247-25"}, "cpf", "52998224725"),
        ({"tipo_documento": "cnpj", "documento": "11.222.333/0001-81"}, "cnpj", "11222333000181"),
        ({"tipo_documento": "crnm", "documento": "f123456-7"}, "crnm", "F1234567"),
        ({"tipo_documento": "passaporte", "documento": "FH 123456"}, "passaporte", "FH123456"),
        ({"tipo_documento": "rg", "documento": "12.345.678-X"}, "rg", "12345678X"),
        ({"tipo_documento": "outro", "documento": "2024/77"}, "outro", "202477"),
    ],
)
def test_aceita_cada_documento_sem_separadores(dados: dict[str, str], tipo: str, numero: str) -> None:
    form = IdentificacaoForm({**NOME, **dados})
    assert form.is_valid(), form.errors
    assert (form.cleaned_data["tipo_documento"], form.cleaned_data["documento"]) == (tipo, numero)


@pytest.mark.parametrize(
    ("dados", "campo"),
    [
        ({}, "cpf"),
        ({"cpf": "11111111111"}, "cpf"),
        ({"cpf": "123"}, "cpf"),
        ({"documento": "FH123456"}, "tipo_documento"),
        ({"tipo_documento": "rg"}, "documento"),
        ({"tipo_documento": "rg", "documento": "X"}, "documento"),
        ({"tipo_documento": "rg", "documento": "<b>1234</b>"}, "documento"),
        ({"tipo_documento": "cnpj", "documento": "11222333000182"}, "documento"),
        ({"tipo_documento": "inventado", "documento": "123456"}, "tipo_documento"),
        ({"cpf": "529.982.247-25", "documento": "FH123456", "tipo_documento": "rg"}, "documento"),
    ],
)
def test_recusa_no_campo_certo(dados: dict[str, str], campo: str) -> None:
    assert campo in erros(**dados)


def test_o_aparelho_sem_internet_confere_o_mesmo_com_a_mesma_frase(subtests: pytest.Subtests) -> None:
    """A tabela que `quem.test.mjs` também lê: as regras estão também em `aplicativo/quem.js`."""
    tabela = Path(__file__).parent.parent / "javascript" / "quem_pede.json"
    for campo, escrito, frase in json.loads(tabela.read_text(encoding="utf-8")):
        with subtests.test(f"{campo}: {escrito}"):
            achados = erros(**{"cpf": "52998224725", campo: escrito})
            assert achados == ({campo: [frase]} if frase else {})


@pytest.mark.parametrize("nome", ["", "  ", ".", "1", "-"])
def test_nome_precisa_de_letras(nome: str) -> None:
    assert erros(cpf="52998224725", nome=nome) == {"nome": ["Escreva o nome completo."]}


def test_com_documento_brasileiro_o_nome_tem_sobrenome() -> None:
    """A empresa e quem veio de fora podem ter um nome só."""
    assert erros(nome="Maria", cpf="529.982.247-25") == {
        "nome": ["Escreva o nome completo, com o sobrenome."]
    }
    assert not erros(nome="Sukarno", tipo_documento="passaporte", documento="FH 123456")
    assert not erros(nome="Mercearia", tipo_documento="cnpj", documento="11.222.333/0001-81")


@pytest.mark.parametrize(
    ("escrito", "guardado"),
    [
        ("(11) 91234-5678", "11912345678"),
        ("011 3333-4444", "1133334444"),
        ("+55 11 91234-5678", "11912345678"),
        ("55 11 3333 4444", "1133334444"),
        ("+351 912 345 678", "+351912345678"),
    ],
)
def test_telefone_guarda_so_algarismos(escrito: str, guardado: str) -> None:
    assert validar_telefone(escrito) == guardado


@pytest.mark.parametrize("escrito", ["91234-5678", "1", "abc", "+1", "11 91234-56789 ramal 22"])
def test_telefone_incompleto_e_recusado(escrito: str) -> None:
    with pytest.raises(ValidationError):
        validar_telefone(escrito)


def test_email_vai_em_minusculas_e_errado_e_recusado() -> None:
    form = IdentificacaoForm({**NOME, "cpf": "52998224725", "email": "Maria@Exemplo.invalid"})
    assert form.is_valid()
    assert form.cleaned_data["email"] == "maria@exemplo.invalid"
    assert "email" in erros(cpf="52998224725", email="maria@")


def test_sem_identificacao_nem_le_os_campos_pessoais() -> None:
    form = IdentificacaoForm({"como": "anonimo", "cpf": "1", "email": "x", "nome": "Maria"}, anonima=True)
    assert form.is_valid()
    assert form.cleaned_data == {"anonima": True}


def test_anonimo_forjado_onde_o_servico_nao_deixa_e_recusado() -> None:
    assert not IdentificacaoForm({"como": "anonimo"}).is_valid()


def test_em_nome_de_outro_o_navegador_nao_sugere_dados() -> None:
    form = IdentificacaoForm(em_nome_de_outro=True, anonima=True)
    assert {form.fields[c].widget.attrs["autocomplete"] for c in ("nome", "email", "telefone")} == {"off"}
    assert form.fields["como"].label == "O munícipe quer se identificar?"


@pytest.mark.parametrize(
    ("guardado", "mostrado"),
    [
        ({}, {}),
        ({"anonima": True}, {"como": "anonimo"}),
        ({"tipo_documento": "cpf", "documento": "1"}, {"cpf": "1", "documento": "", "como": "identificado"}),
        ({"tipo_documento": "rg", "documento": "1"}, {"documento": "1", "como": "identificado"}),
    ],
)
def test_mostra_o_que_foi_guardado(guardado: dict[str, Any], mostrado: dict[str, Any]) -> None:
    assert valores_iniciais(guardado, None).items() >= mostrado.items()
