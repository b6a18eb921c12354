"""Variáveis dos avisos: conferidas ao gravar, trocadas ao escrever."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError

from avisos import textos
from avisos.carga import carregar
from avisos.models import ModeloDeAviso

VARIAVEIS = [
    {"nome": "protocolo", "exemplo": "1", "obrigatoria": True},
    {"nome": "local", "exemplo": "Rua A"},
]


def _modelo(texto: str, assunto: str = "Aviso {{ protocolo }}") -> ModeloDeAviso:
    return ModeloDeAviso(chave="x", nome="x", quando="x", assunto=assunto, texto=texto, variaveis=VARIAVEIS)


def test_troca_as_variaveis_no_assunto_e_no_texto() -> None:
    escrito = textos.renderizar(_modelo("Em {{ local }}.\n\nFim."), {"protocolo": "12", "local": "Rua B"})
    assert escrito == textos.Texto("Aviso 12", "Em Rua B.\n\nFim.")


def test_paragrafo_de_variavel_vazia_some() -> None:
    escrito = textos.renderizar(_modelo("Local: {{ local }}\n\nFim."), {"protocolo": "12", "local": ""})
    assert escrito.corpo == "Fim."


def test_o_link_fica_marcado_ate_a_entrega() -> None:
    assert textos.renderizar(_modelo("Veja: {{ link }}"), {"protocolo": "1"}).corpo == f"Veja: {textos.LINK}"


@pytest.mark.parametrize(
    "escrito", ["{{ link }}", "Veja {{ link }}, {{ codigo }}", "{{{ link }}}", "{ {{ link"]
)
def test_o_link_que_uma_pessoa_escreveu_e_so_texto(escrito: str) -> None:
    """Nem junto do que vem antes ou depois."""
    feito = textos.renderizar(
        _modelo("{{ local }}{{ protocolo }}\n\n{{ link }}"), {"protocolo": " }}", "local": escrito}
    )
    de_alguem, do_modelo = feito.corpo.split("\n\n")
    assert do_modelo == textos.LINK
    assert "{{" not in de_alguem
    assert "}}" not in de_alguem
    assert de_alguem.replace("\u2060", "") == f"{escrito} }}}}"


def test_assunto_nao_quebra_linha() -> None:
    escrito = textos.renderizar(
        _modelo("x", "A {{ local }}"), {"protocolo": "1", "local": "Rua\nBcc: x@y.invalid"}
    )
    assert "\n" not in escrito.assunto


@pytest.mark.parametrize(
    ("texto", "frase"),
    [
        ("{{ protocolo }} {{ inventada }}", "inventada"),
        ("sem nada", r"Falta \[protocolo\]"),
        ("{{ protocolo }} {{ Local }}", "chaves soltas"),
        ("{{ protocolo }} }}", "chaves soltas"),
    ],
)
def test_recusa_texto_com_variavel_errada(texto: str, frase: str) -> None:
    with pytest.raises(ValidationError, match=frase):
        _modelo(texto, "assunto").clean()


@pytest.mark.django_db
def test_todos_os_modelos_que_vem_com_o_projeto_passam_na_conferencia() -> None:
    carregar()
    for modelo in ModeloDeAviso.objects.all():
        modelo.full_clean()
        exemplo = textos.exemplo(modelo, modelo.variaveis)
        assert "{{" not in exemplo.corpo.replace(textos.LINK, "")


@pytest.mark.django_db
def test_a_carga_nao_desfaz_o_que_uma_pessoa_escreveu() -> None:
    carregar()
    modelo = ModeloDeAviso.objects.get(chave="registrado")
    modelo.assunto, modelo.origem = "Meu assunto", "edicao"
    modelo.save()
    segunda = carregar()
    modelo.refresh_from_db()
    assert modelo.assunto == "Meu assunto"
    assert segunda["modelos: editado"] == 1
    assert "modelos: criado" not in segunda
