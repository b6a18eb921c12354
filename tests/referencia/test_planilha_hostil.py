"""A planilha que passa do limite, ou que mente: recusa-se com a frase, antes de a biblioteca a abrir."""

from __future__ import annotations

from collections.abc import Callable
from zipfile import ZIP_LZMA

import pytest
from bs4 import BeautifulSoup
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from contas.administracao.planilhas import GRANDE_DEMAIS, NAO_SE_LE, OUTRA_SE_ABRE, PlanilhaRecusada, abrir
from contas.models import Usuario
from referencia.a_parte import planilha
from referencia.a_parte.vez import tomar_a_vez
from tests.contas.factories import UsuarioFactory
from tests.entrada.test_importar_pessoas import guardadas
from tests.referencia.planilhas_hostis import NOMES, UMA, celula, folha, linha, pacote

IMPORTAR = "/admin/contas/usuario/import/"
XML = b'<?xml version="1.0"?>'
MUITAS = planilha.LINHAS + 1


@pytest.fixture
def administradora(client: Client) -> Usuario:
    pessoa: Usuario = UsuarioFactory.create(is_staff=True, is_superuser=True)
    client.force_login(pessoa)
    return pessoa


def _mandar(client: Client, conteudo: bytes, formato: int = 1) -> str:
    arquivo = SimpleUploadedFile("pessoas", conteudo)
    resposta = client.post(IMPORTAR, {"import_file": arquivo, "format": formato, "resource": "0"})
    assert resposta.status_code == 200
    return " ".join(BeautifulSoup(resposta.content, "lxml").get_text(" ").split())


def _com_entidades() -> bytes:
    ditas = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    return pacote(folha([NOMES, linha(celula("&b;"), celula("x@exemplo.invalid"))], cabecalho=XML + ditas))


def _com_textos_repetidos() -> bytes:
    """Um texto de 30 KB que todas as células dizem: o arquivo é pequeno; as células juntas, 150 MB."""
    texto = b"<sst xmlns='http://schemas.openxmlformats.org/spreadsheetml/2006/main'><si><t>" + b"a" * 30_000
    repetida = b'<row><c t="s"><v>0</v></c></row>' * planilha.LINHAS
    return pacote(folha([NOMES, repetida]), outras={"xl/sharedStrings.xml": texto + b"</t></si></sst>"})


PASSAM: dict[str, Callable[[], bytes]] = {
    "450 mil linhas": lambda: pacote(folha([NOMES, UMA * 450_000])),
    "60 mil linhas": lambda: pacote(folha([NOMES, UMA * 60_000])),
    "uma a mais": lambda: pacote(folha([NOMES, UMA * MUITAS])),
    "em branco, no fim da folha": lambda: pacote(folha([NOMES, UMA, linha(onde="1048576")])),
    "uma linha de um milhão de células": lambda: pacote(folha([linha(b"<c/>" * 1_000_000)])),
    "a última coluna": lambda: pacote(folha([NOMES, linha(celula("x", "XFD2"))])),
    "a coluna que passa por uma": lambda: pacote(folha([NOMES, linha(celula("x", "CW2"))])),
    "linhas em muitas folhas": lambda: pacote(
        folha([NOMES, UMA]), outras={f"xl/worksheets/s{n}.xml": folha([UMA * 500]) for n in range(11)}
    ),
    "partes demais": lambda: pacote(folha([NOMES]), outras={f"xl/media/{n}": b"" for n in range(600)}),
    "uma parte de 21 MB": lambda: pacote(folha([NOMES]), outras={"xl/media/a.png": bytes(21 * 1024 * 1024)}),
    "um pacote dentro do outro": lambda: pacote(
        folha([NOMES]), outras={"a.zip": pacote(b"", outras={"b": bytes(9)}) * 20_000}
    ),
    "um texto de 30 KB em todas": _com_textos_repetidos,
}
NAO_SE_LEEM: dict[str, Callable[[], bytes]] = {
    "entidades": _com_entidades,
    "outra compressão": lambda: pacote(folha([NOMES, UMA]), como=ZIP_LZMA),
    "nenhuma folha": lambda: pacote(folha([NOMES]), folhas=0),
    "o XML cortado": lambda: pacote(folha([NOMES, UMA])[:-30]),
    "a linha que não é número": lambda: pacote(folha([NOMES, linha(onde="dois")])),
    "nada": lambda: b"",
}


@pytest.mark.django_db
def test_a_que_passa_do_limite_diz_o_limite_e_nao_fica_guardada(
    client: Client, administradora: Usuario
) -> None:
    frase = "até 5.000 linhas, 100 colunas e 20 MB depois de aberta"
    assert frase in _mandar(client, PASSAM["60 mil linhas"]())
    assert frase in _mandar(client, bytes(planilha.MAIOR + 1))
    assert frase in _mandar(client, b"nome;email\n" + b"Rita;rita@exemplo.invalid\n" * MUITAS, 0)
    assert guardadas() == []


def test_toda_que_passa_do_limite_e_recusada(subtests: pytest.Subtests) -> None:
    for qual, fazer in PASSAM.items():
        with subtests.test(qual), pytest.raises(PlanilhaRecusada, match="passa do limite") as recusa:
            abrir(fazer(), "xlsx")
        assert str(recusa.value) == GRANDE_DEMAIS


def test_a_que_nao_se_le_diz_isso(subtests: pytest.Subtests) -> None:
    for qual, fazer in NAO_SE_LEEM.items():
        with subtests.test(qual), pytest.raises(PlanilhaRecusada) as recusa:
            abrir(fazer(), "xlsx")
        assert str(recusa.value) == NAO_SE_LE


def test_a_medida_que_a_folha_diz_ter_nao_conta() -> None:
    mente = b'<dimension ref="A1:XFD1048576"/>'
    lida = abrir(pacote(folha([NOMES, UMA], antes=mente), folhas=3), "xlsx")
    assert (lida.headers, list(lida)) == (["nome", "email"], [("Rita", "rita@exemplo.invalid")])


def test_a_maior_que_se_aceita_le_se() -> None:
    assert len(abrir(pacote(folha([NOMES, UMA * planilha.LINHAS])), "xlsx")) == planilha.LINHAS
    larga = linha(*[celula("x")] * planilha.COLUNAS)
    assert abrir(pacote(folha([larga])), "xlsx").width == planilha.COLUNAS


def test_a_formula_entra_como_texto() -> None:
    formula = b"<c><f>HYPERLINK(A1)</f><v>7</v></c>"
    lida = abrir(pacote(folha([NOMES, linha(formula, celula("'@SOMA(A1)"))])), "xlsx")
    assert list(lida) == [("=HYPERLINK(A1)", "@SOMA(A1)")]
    assert list(abrir(b"nome;email\n=1+1;'-2+3\n", "csv")) == [("=1+1", "-2+3")]


def test_uma_se_abre_de_cada_vez() -> None:
    with tomar_a_vez(), pytest.raises(PlanilhaRecusada, match=OUTRA_SE_ABRE):
        abrir(b"nome;email\n", "csv")


@pytest.mark.django_db
def test_a_confirmacao_estragada_nao_grava_nem_quebra(client: Client, administradora: Usuario) -> None:
    dados = {"import_file_name": "x", "original_file_name": "x", "format": "0", "resource": "0"}
    for trocado in ({"format": "7"}, {"format": "x"}, {"resource": "x"}, {"resource": "9"}):
        assert client.post("/admin/contas/usuario/process_import/", dados | trocado).status_code == 200
