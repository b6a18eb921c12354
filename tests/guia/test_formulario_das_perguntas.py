"""Cada tipo de pergunta vira o campo certo, e o texto do Guia nunca vira HTML."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from guia.forms.detalhes import CAMPOS, DetalhesForm, iniciais
from guia.perguntas import Tipo, ler, pares
from tests.solicitacoes.pedindo import PERGUNTAS

VARIAS = {
    "chave": "cheiro",
    "rotulo": "Que cheiro tem?",
    "tipo": "varias",
    "obrigatoria": False,
    "opcoes": [{"valor": "gas", "rotulo": "Gás"}, {"valor": "lixo", "rotulo": "Lixo"}],
}


def formulario(
    dados: dict[str, Any] | None = None, lista: list[dict[str, Any]] | None = None
) -> DetalhesForm:
    return DetalhesForm(dados, lista=ler(PERGUNTAS if lista is None else lista))


def test_ha_um_campo_para_cada_tipo_de_pergunta() -> None:
    assert set(CAMPOS) == set(Tipo)


def test_varias_respostas_sao_lista() -> None:
    form = formulario({"r_cheiro": ["gas", "lixo"], "descricao": "Cheira mal."}, [VARIAS])
    assert form.is_valid(), form.errors
    assert form.cleaned_data["respostas"] == {"cheiro": ["gas", "lixo"]}


@pytest.mark.parametrize(
    ("campo", "escrito", "frase"),
    [
        ("r_largura", "três", "Escreva só o número, com algarismos."),
        ("r_largura", "-1", "O número não pode ser menor que zero."),
        ("r_largura", "9999999", "Confira o número: ele é grande demais."),
        ("r_desde", "ontem", "Escreva a data como dia/mês/ano, por exemplo 05/11/2026."),
        ("r_tamanho", "imenso", "Escolha entre as opções da lista."),
        ("descricao", "a" * 2001, "O texto passou de 2000 letras. Deixe só o mais importante."),
    ],
)
def test_diz_o_que_esta_errado_em_cada_campo(campo: str, escrito: str, frase: str) -> None:
    dados = {"r_tamanho": "grande", "r_largura": "2", campo: escrito}
    assert frase in str(formulario(dados).errors[campo])


def test_descricao_e_obrigatoria_so_quando_nada_mais_e() -> None:
    assert not formulario().fields["descricao"].required
    assert formulario(lista=[VARIAS]).fields["descricao"].required
    assert formulario(lista=[]).fields["descricao"].required


def test_o_texto_do_guia_nao_vira_html() -> None:
    mau = {**VARIAS, "ajuda": "<script>x</script>"}
    preso = {
        "chave": "b",
        "rotulo": "B?",
        "ajuda": "<b>",
        "tipo": "texto",
        "mostrar_se": {"pergunta": "cheiro", "valor": "gas"},
    }
    pagina = formulario(lista=[mau, preso]).as_div()
    assert "<script>" not in pagina
    assert "<b>" not in pagina
    assert "&lt;script&gt;" in pagina


def test_o_navegador_nao_cobra_o_que_o_servidor_cobra() -> None:
    assert " required" not in formulario().as_div()


def test_guarda_o_que_esta_na_tela_certo_ou_errado() -> None:
    form = formulario({"r_largura": "três", "descricao": "Meio texto"})
    digitadas = form.digitadas()
    assert digitadas["respostas"]["largura"] == "três"
    assert iniciais(digitadas)["descricao"] == "Meio texto"


def test_com_cinco_fotos_a_dica_diz_que_e_preciso_remover() -> None:
    assert "remova uma" in str(DetalhesForm(lista=[], guardadas=5).fields["fotos"].help_text)


@pytest.mark.parametrize(
    ("rotulo", "tipo", "escrito", "frase"),
    [
        ("Em que dia foi?", Tipo.DATA, "2999-01-01", "ainda não chegou"),
        ("Desde quando?", Tipo.DATA, "1200-01-01", "antigo demais"),
        ("Em que dia você quer usar?", Tipo.DATA, "2999-01-01", "Confira o ano"),
        ("Quantas árvores são?", Tipo.NUMERO, "99999", "grande demais"),
        ("Que idade tem?", Tipo.NUMERO, "300", "grande demais"),
        ("De que ano é o IPVA?", Tipo.NUMERO, "26", "pequeno demais"),
        ("Qual é a data de nascimento?", Tipo.NASCIMENTO, "2999-01-01", "ainda não chegou"),
        ("Qual é a data de nascimento?", Tipo.NASCIMENTO, "1850-01-01", "antigo demais"),
        ("Qual é a placa?", Tipo.PLACA, "ABC-12", "Escreva a placa inteira"),
        ("Qual é a placa?", Tipo.PLACA, "AB1C234", "Escreva a placa inteira"),
        ("Qual é a placa?", Tipo.PLACA, "sem placa", "Escreva a placa inteira"),
        ("Qual é o CNPJ?", Tipo.CNPJ, "11.222.333/0001-80", "não existe"),
        ("Qual é o CNPJ?", Tipo.CNPJ, "11.222.333", "tem 14"),
        ("Qual é o e-mail novo?", Tipo.EMAIL, "maria arroba exemplo", "Confira o e-mail"),
    ],
)
def test_o_que_nao_responde_a_pergunta(rotulo: str, tipo: Tipo, escrito: str, frase: str) -> None:
    lista = ler([{"chave": "q", "rotulo": rotulo, "tipo": tipo.value, "obrigatoria": True}])
    (erro,) = DetalhesForm({"r_q": escrito, "descricao": "x"}, lista=lista).errors["r_q"]
    assert frase in erro


@pytest.mark.parametrize(
    ("tipo", "escrito", "guardado", "lido"),
    [
        (Tipo.PLACA, " abc-1d23 ", "ABC1D23", "ABC1D23"),
        (Tipo.PLACA, "abc 1234", "ABC1234", "ABC-1234"),
        (Tipo.CNPJ, "11222333000181", "11222333000181", "11.222.333/0001-81"),
        (Tipo.CNPJ, "12.abc.345/01de-35", "12ABC34501DE35", "12.ABC.345/01DE-35"),
        (Tipo.EMAIL, "Maria@exemplo.invalid", "Maria@exemplo.invalid", "Maria@exemplo.invalid"),
        (Tipo.NASCIMENTO, "05/11/1990", "1990-11-05", "05/11/1990"),
    ],
)
def test_o_que_tem_forma_certa_se_guarda_limpo_e_se_le_como_se_escreve(
    tipo: Tipo, escrito: str, guardado: str, lido: str
) -> None:
    lista = ler([{"chave": "q", "rotulo": "Qual é?", "tipo": tipo.value, "obrigatoria": True}])
    form = DetalhesForm({"r_q": escrito, "descricao": "x"}, lista=lista)
    assert form.is_valid(), form.errors
    assert form.cleaned_data["respostas"] == {"q": guardado}
    assert pares(lista, {"q": guardado}) == [("Qual é?", lido)]
    de_volta = DetalhesForm({"r_q": lido, "descricao": "x"}, lista=lista)  # quem pede de novo parte do lido
    assert de_volta.is_valid()


@pytest.mark.parametrize("tipo", [Tipo.PLACA, Tipo.CNPJ, Tipo.EMAIL, Tipo.NASCIMENTO])
def test_o_que_nao_e_preciso_responder_fica_em_branco(tipo: Tipo) -> None:
    lista = ler([{"chave": "q", "rotulo": "Qual é?", "tipo": tipo.value, "obrigatoria": False}])
    form = DetalhesForm({"r_q": "", "descricao": "x"}, lista=lista)
    assert form.is_valid(), form.errors
    assert form.cleaned_data["respostas"] == {}


def test_a_dica_diz_como_se_escreve_se_o_guia_nao_diz() -> None:
    sem = {"chave": "a", "rotulo": "Placa?", "tipo": "placa"}
    com = {"chave": "b", "rotulo": "Placa?", "tipo": "placa", "ajuda": "Na traseira."}
    form = DetalhesForm(lista=ler([sem, com]))
    assert "ABC1D23" in form.fields["r_a"].help_text
    assert form.fields["r_b"].help_text == "Na traseira."


def test_o_dia_que_se_quer_pode_estar_no_futuro() -> None:
    lista = ler([{"chave": "q", "rotulo": "Em que dia você quer usar?", "tipo": "data", "obrigatoria": True}])
    amanha = timezone.localdate() + timedelta(days=1)
    assert DetalhesForm({"r_q": amanha.isoformat(), "descricao": "x"}, lista=lista).is_valid()


def test_o_tamanho_maximo_da_foto_se_diz_antes_de_mandar() -> None:
    campo = DetalhesForm(lista=[]).fields["fotos"]
    assert "15 MB" in campo.help_text
    assert campo.widget.attrs["data-maior"] == str(15 * 1024 * 1024)
