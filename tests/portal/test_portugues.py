"""Filtros de modelo: datas, prazos e números como uma pessoa os diz."""

import re
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django import forms
from django.template import Context, Template

from esic import situacoes as esic
from ouvidoria import situacoes as ouvidoria
from portal.templatetags import portugues
from solicitacoes import situacoes as solicitacoes

SAO_PAULO = ZoneInfo("America/Sao_Paulo")
AGORA = datetime(2026, 11, 24, 15, 0, tzinfo=SAO_PAULO)


def fim_do_dia(dia: int) -> datetime:
    return datetime(2026, 11, dia, 23, 59, 59, tzinfo=SAO_PAULO)


@pytest.mark.parametrize(
    ("momento", "esperado"),
    [
        (date(2026, 1, 25), "25/01/2026"),
        # Meia-noite e meia em UTC ainda é a véspera em São Paulo.
        (datetime(2026, 11, 25, 0, 30, tzinfo=UTC), "24/11/2026"),
        (None, ""),
    ],
)
def test_data(momento: date | None, esperado: str) -> None:
    assert portugues.data(momento) == esperado


@pytest.mark.parametrize(
    ("momento", "esperado"),
    [
        (datetime(2026, 11, 24, 17, 5, tzinfo=UTC), "24/11/2026 às 14h05"),
        (date(2026, 11, 24), "24/11/2026"),
        (None, ""),
    ],
)
def test_data_hora(momento: date | None, esperado: str) -> None:
    assert portugues.data_hora(momento) == esperado


def test_iso_escreve_o_que_o_django_escreveria() -> None:
    momento = datetime(2026, 11, 24, 17, 5, 7, 89, tzinfo=UTC)
    do_django = Template("{{ m|date:'c' }}").render(Context({"m": momento}))
    assert portugues.iso(momento) == do_django == "2026-11-24T14:05:07.000089-03:00"
    assert portugues.iso(None) == ""


@pytest.mark.parametrize(
    ("numero", "esperado"),
    [
        ("102938475610293", "10293-84756-10293"),
        ("10293-84756 10293", "10293-84756-10293"),
        ("1234567", "12345-67"),
        ("", ""),
        (None, ""),
    ],
)
def test_protocolo(numero: str | None, esperado: str) -> None:
    assert portugues.protocolo(numero) == esperado


@pytest.mark.parametrize(
    ("numero", "esperado"),
    [
        ("11987654321", "(11) 98765-4321"),
        ("1133334444", "(11) 3333-4444"),
        ("+55 11 98765-4321", "(11) 98765-4321"),
        ("5533334444", "(55) 3333-4444"),
        ("156", "156"),
        (None, ""),
    ],
)
def test_telefone(numero: str | None, esperado: str) -> None:
    assert portugues.telefone(numero) == esperado


@pytest.mark.parametrize(
    ("quantidade", "esperado"),
    [(1, "1 pedido"), (0, "0 pedidos"), (2, "2 pedidos"), (12345, "12.345 pedidos"), (None, "0 pedidos")],
)
def test_plural_pt(quantidade: int | None, esperado: str) -> None:
    assert portugues.plural_pt(quantidade, "pedido,pedidos") == esperado


@pytest.mark.parametrize(
    ("vence_em", "palavras", "classe"),
    [
        (fim_do_dia(24), "vence hoje", "vence-hoje"),
        (AGORA - timedelta(hours=1), "venceu hoje", "vencida"),
        (fim_do_dia(25), "vence amanhã", ""),
        (fim_do_dia(27), "faltam 3 dias", ""),
        (fim_do_dia(23), "atrasado há 1 dia", "vencida"),
        (fim_do_dia(22), "atrasado há 2 dias", "vencida"),
        (date(2026, 11, 24), "vence hoje", "vence-hoje"),
        (AGORA + timedelta(days=1234), "faltam 1.234 dias", ""),
        (None, "sem prazo", ""),
    ],
)
def test_prazo_em_palavras(vence_em: date | None, palavras: str, classe: str) -> None:
    assert portugues.prazo_em_palavras(vence_em, AGORA) == palavras
    assert portugues.classe_do_prazo(vence_em, AGORA) == classe


def test_prazo_sem_agora_usa_o_relogio() -> None:
    assert portugues.prazo_em_palavras(datetime.now(UTC) + timedelta(days=3)) == "faltam 3 dias"


@pytest.mark.parametrize(
    ("dias", "esperado"),
    [
        (0, "hoje"),
        (1, "ontem"),
        (59, "há 59 dias"),
        (60, "há 2 meses"),
        (729, "há 24 meses"),
        (730, "há 2 anos"),
        (-1, "hoje"),
    ],
)
def test_idade_em_palavras(dias: int, esperado: str) -> None:
    assert portugues.idade_em_palavras(AGORA - timedelta(days=dias), AGORA) == esperado


def test_idade_sem_momento() -> None:
    assert portugues.idade_em_palavras(None, AGORA) == ""


@pytest.mark.parametrize(
    ("situacao", "cor"),
    [("aberta", "azul"), ("EM_ANDAMENTO", "petroleo"), ("inventada", "neutra"), (None, "neutra")],
)
def test_cor_da_situacao(situacao: str | None, cor: str) -> None:
    assert portugues.cor_da_situacao(situacao) == cor


def test_toda_situacao_de_um_caso_tem_a_sua_cor() -> None:
    """A que se acrescenta e ninguém pinta ficava neutra, como a encerrada."""
    todas = {*solicitacoes.Situacao, *ouvidoria.Situacao, *esic.Situacao, *esic.SituacaoDaPublicacao}
    assert {str(situacao) for situacao in todas} <= set(portugues.CORES_DAS_SITUACOES)


@pytest.mark.parametrize(
    ("texto", "discados"),
    [
        ("Ligue para o SAMU, no 192, ou ligue 156.", ["192", "156"]),
        ("Centro da mulher, (11) 3983-4294 ou 3396-8600", ["+551139834294", "+551133968600"]),
        ("Ligue 0800 777 7156", ["08007777156"]),
        ("Vale para o 180 dias, de 153 a 190, até 1.156 e R$ 156", []),
        ("Lei 15.234-5678, CEP 01010-000, processo 1234-5678-9", []),
        ("CEP 01010-000", []),
        ("", []),
        (None, []),
    ],
)
def test_com_telefones_liga_so_o_que_e_telefone(texto: str | None, discados: list[str]) -> None:
    assert re.findall(r'href="tel:([^"]+)"', portugues.com_telefones(texto)) == discados


def test_com_telefones_nao_deixa_passar_marcas() -> None:
    assert portugues.com_telefones("<b>no 156</b>") == (
        '&lt;b&gt;no <a class="govuk-link" href="tel:156">156</a>&lt;/b&gt;'
    )


class Exemplo(forms.Form):
    cep = forms.CharField(label="CEP")
    onde = forms.CharField(label="Onde fica?")
    distrito = forms.ChoiceField(label="Distrito", choices=[("se", "Sé")])
    tamanho = forms.ChoiceField(label="Tamanho", choices=[("p", "Pequeno")], widget=forms.RadioSelect)


@pytest.mark.parametrize(
    ("campo", "frase"),
    [
        ("cep", "Preencha: CEP"),
        ("distrito", "Escolha: Distrito"),
        ("onde", "Responda: Onde fica?"),
        ("tamanho", "Responda: Tamanho"),
    ],
)
def test_frase_do_erro_diz_o_que_preencher(campo: str, frase: str) -> None:
    formulario = Exemplo({})
    assert portugues.frase_do_erro(formulario.errors[campo][0], formulario[campo]) == frase


def test_frase_do_erro_mantem_a_frase_propria() -> None:
    assert portugues.frase_do_erro("Este CEP não existe.", Exemplo()["cep"]) == "Este CEP não existe."


def test_filtros_sao_embutidos() -> None:
    """Nenhum modelo precisa de `{% load %}`."""
    modelo = Template('{{ n|plural_pt:"dia,dias" }}; {{ p|protocolo }}')
    assert modelo.render(Context({"n": 2, "p": "1234567"})) == "2 dias; 12345-67"
