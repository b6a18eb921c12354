"""O Guia em planilha: sai o que está no ar, entra rascunho, com prévia e sem meio-termo."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest
import tablib
from bs4 import BeautifulSoup
from django.contrib.auth.models import Group
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from contas.autor import SISTEMA
from contas.models import Usuario
from guia import acoes
from guia.models import Servico, VersaoDoServico
from guia.planilha import ENDERECO
from referencia.tabelas import Origem
from tests.contas.factories import UsuarioFactory
from tests.guia.factories import OrgaoFactory, PontoFocalFactory, ServicoFactory, no_ar

pytestmark = pytest.mark.django_db
LISTA = "admin:guia_versaodoservico_changelist"
EXPORTAR = "admin:guia_versaodoservico_export"
IMPORTAR = "admin:guia_versaodoservico_import"
CONFIRMAR = "admin:guia_versaodoservico_process_import"


@pytest.fixture
def servico() -> Servico:
    feito: Servico = ServicoFactory.create(slug="tapa-buraco")
    return feito


@pytest.fixture
def focal(client: Client) -> Usuario:
    pessoa: Usuario = UsuarioFactory.create(is_staff=True)
    pessoa.groups.add(Group.objects.get(name="Ponto focal"))
    PontoFocalFactory.create(usuario=pessoa)
    client.force_login(pessoa)
    return pessoa


def _texto(resposta: Any) -> str:
    return " ".join(BeautifulSoup(resposta.content, "lxml").get_text(" ").split())


def _exportar(client: Client, formato: int = 0) -> bytes:
    resposta = client.post(reverse(EXPORTAR), {"format": formato, "resource": "0"})
    assert resposta.status_code == 200
    return bytes(resposta.content)


def _planilha(**colunas: str) -> SimpleUploadedFile:
    arquivo = io.StringIO()
    escritor = csv.writer(arquivo, delimiter=";")
    escritor.writerows([list(colunas), list(colunas.values())])
    return SimpleUploadedFile("guia.csv", arquivo.getvalue().encode("utf-8-sig"))


def _linhas(*linhas: list[str]) -> SimpleUploadedFile:
    return SimpleUploadedFile("guia.csv", "\n".join(";".join(linha) for linha in linhas).encode())


def _previa(client: Client, arquivo: SimpleUploadedFile, formato: int = 0) -> Any:
    return client.post(reverse(IMPORTAR), {"import_file": arquivo, "format": formato, "resource": "0"})


def _confirmar(client: Client, previa: Any) -> Any:
    dados = {campo.html_name: campo.value() for campo in previa.context["confirm_form"]}
    return client.post(reverse(CONFIRMAR), dados, follow=True)


def test_exporta_o_que_esta_no_ar_do_seu_orgao(client: Client, focal: Usuario, servico: Servico) -> None:
    ServicoFactory.create(slug="alheio", orgao=OrgaoFactory.create(sigla="SIURB", nome="Infraestrutura"))
    rascunho = acoes.propor(servico=servico, por=SISTEMA)
    rascunho.nome = "Só no rascunho"
    acoes.escrever(versao=rascunho, por=SISTEMA)
    linhas = list(csv.DictReader(io.StringIO(_exportar(client).decode("utf-8-sig")), delimiter=";"))
    assert [(linha[ENDERECO], linha["Nome do serviço"]) for linha in linhas] == [
        ("tapa-buraco", "Tapa-buraco")
    ]
    assert linhas[0]["O que acontece depois do pedido"] == "A equipe recebe o pedido.\nO buraco é fechado."
    assert linhas[0]["Dá para pedir por este portal"] == "sim"
    assert linhas[0]["Órgão"] == "Secretaria Municipal das Subprefeituras"
    assert not [coluna for coluna in linhas[0] if "_" in coluna]


@pytest.mark.parametrize("formato", [0, 1], ids=["csv", "xlsx"])
def test_o_que_saiu_volta_sem_mudar_nada(
    client: Client, focal: Usuario, servico: Servico, formato: int
) -> None:
    arquivo = SimpleUploadedFile("guia", _exportar(client, formato))
    previa = _previa(client, arquivo, formato)
    assert [linha.import_type for linha in previa.context["result"].rows] == ["skip"]
    _confirmar(client, previa)
    assert servico.versoes.count() == 1


def test_a_previa_nao_grava_e_a_confirmacao_abre_um_rascunho_assinado(
    client: Client, focal: Usuario, servico: Servico
) -> None:
    previa = _previa(client, _planilha(slug="tapa-buraco", nome="Fechar buraco", etapas="Um.\nDois."))
    assert "Fechar" in _texto(previa)
    assert servico.versoes.count() == 1
    _confirmar(client, previa)
    rascunho = servico.versoes.em_elaboracao().get()
    assert (rascunho.nome, rascunho.etapas) == ("Fechar buraco", ["Um.", "Dois."])
    assert rascunho.o_que_e == no_ar(servico).o_que_e  # a coluna que faltou ficou como estava
    assert (rascunho.origem, rascunho.history.first().history_user) == (Origem.EDICAO, focal)
    assert "Fechar buraco" not in client.get(servico.get_absolute_url()).content.decode()


def test_a_norma_e_a_fonte_se_escrevem_com_uma_barra_no_meio(
    client: Client, focal: Usuario, servico: Servico
) -> None:
    leis = "Lei 8.989/1979 | lei.exemplo\nDecreto 5 | d.exemplo"
    colunas = {"legislacao": leis, "fontes": "custo | a tabela de preços"}
    _confirmar(client, _previa(client, _planilha(slug="tapa-buraco", **colunas)))
    rascunho = servico.versoes.em_elaboracao().get()
    assert [lei["norma"] for lei in rascunho.legislacao] == ["Lei 8.989/1979", "Decreto 5"]
    assert rascunho.fontes == {"custo": "a tabela de preços"}


def test_a_coluna_tem_o_nome_do_campo_e_a_fonte_o_da_coluna(
    client: Client, focal: Usuario, servico: Servico
) -> None:
    """Com interrogação ou sem, maiúscula ou não; o nome de antes ainda se lê (o resto deste arquivo)."""
    colunas = {
        "endereço do serviço": "tapa-buraco",
        "O que é?": "A equipe tapa.",
        "De onde veio cada fato": "O serviço custa alguma coisa? | a tabela\ntelefone | a ficha",
        "O que o órgão ainda não confirmou": "Por onde se pede\ntaxas",
    }
    _confirmar(client, _previa(client, _planilha(**colunas)))
    rascunho = servico.versoes.em_elaboracao().get()
    assert rascunho.o_que_e == "A equipe tapa."
    assert rascunho.fontes == {"custo": "a tabela", "telefone": "a ficha"}
    assert rascunho.a_confirmar == ["canais", "taxas"]


def test_continua_o_rascunho_que_ja_havia(client: Client, focal: Usuario, servico: Servico) -> None:
    acoes.propor(servico=servico, por=SISTEMA)
    _confirmar(client, _previa(client, _planilha(slug="tapa-buraco", nome="Fechar buraco")))
    assert servico.versoes.em_elaboracao().get().nome == "Fechar buraco"


def test_um_erro_numa_linha_e_nada_entra(client: Client, focal: Usuario, servico: Servico) -> None:
    arquivo = _linhas(
        ["slug", "nome", "sigilosa"], ["tapa-buraco", "X", "sim"], ["tapa-buraco", "Y", "talvez"]
    )
    previa = _previa(client, arquivo)
    assert "Escreva sim ou não." in _texto(previa)
    assert "confirm_form" not in previa.context
    assert servico.versoes.count() == 1
    assert "Falta a coluna Endereço do serviço" in _texto(_previa(client, _planilha(nome="X")))


def test_o_que_muda_depois_da_previa_desfaz_tudo(client: Client, focal: Usuario, servico: Servico) -> None:
    outro = ServicoFactory.create(slug="outro")
    previa = _previa(client, _linhas(["slug", "nome"], ["tapa-buraco", "X"], ["outro", "Y"]))
    Servico.objects.filter(pk=outro.pk).update(arquivado_em=timezone.now())
    resposta = _confirmar(client, previa)
    assert "Nada foi guardado: depois da conferência alguma coisa mudou." in _texto(resposta)
    assert not VersaoDoServico.objects.em_elaboracao().exists()
    assert "não está mais guardada" in _texto(_confirmar(client, previa))


@pytest.mark.parametrize(
    ("coluna", "valor", "frase"),
    [
        ("perguntas", "Qual o tamanho? (texto)", "As perguntas se escrevem na página do serviço."),
        ("legislacao", "Lei 8.989/1979", "Leis e normas: “Lei 8.989/1979”: escreva os dois lados"),
        ("fontes", "custo |", "De onde veio cada fato: “custo |”: escreva os dois lados"),
        ("prazo_contagem", "luas", "luas"),
        ("prazo_quantidade", "muitos", "Em quanto tempo: “muitos” não é um número."),
        ("anonima_desde", "ontem", "“ontem” não é uma data"),
        ("nome", "", "Nome do serviço: Este campo"),
        ("caminhos", "nao-ha", "Não há caminho com esta chave: nao-ha."),
        ("custo", "caro", "caro"),
    ],
)
def test_cada_linha_diz_o_seu_erro(
    client: Client, focal: Usuario, servico: Servico, coluna: str, valor: str, frase: str
) -> None:
    previa = _previa(client, _planilha(slug="tapa-buraco", **{coluna: valor}))
    assert frase in _texto(previa)
    assert VersaoDoServico.objects.count() == 1


@pytest.mark.parametrize("slug", ["nao-existe", "alheio", ""])
def test_servico_desconhecido_ou_de_outro_orgao_e_recusado(
    client: Client, focal: Usuario, servico: Servico, slug: str
) -> None:
    ServicoFactory.create(slug="alheio", orgao=OrgaoFactory.create(sigla="SIURB", nome="Infraestrutura"))
    previa = _previa(client, _planilha(slug=slug, nome="Tomado"))
    assert f"um serviço com o endereço “{slug}”" in _texto(previa)
    assert not VersaoDoServico.objects.filter(nome="Tomado").exists()


def test_aceita_virgula_e_recusa_o_que_nao_e_planilha(
    client: Client, focal: Usuario, servico: Servico
) -> None:
    arquivo = SimpleUploadedFile("guia.csv", b"slug,nome\ntapa-buraco,Com virgula\n")
    assert "Com" in _texto(_previa(client, arquivo))
    for nome, dados, formato in (("g.csv", b"\xff\xfe\x00", 0), ("g.xlsx", b"nada", 1)):
        recusa = _previa(client, SimpleUploadedFile(nome, dados), formato)
        assert "Não consegui ler o arquivo" in _texto(recusa)
    assert servico.versoes.count() == 1


def test_quem_nao_cuida_do_guia_nao_exporta_nem_importa(client: Client, servico: Servico) -> None:
    client.force_login(UsuarioFactory.create(is_staff=True))
    for tela in (EXPORTAR, IMPORTAR):
        assert client.get(reverse(tela)).status_code == 403


def test_xlsx_se_abre(client: Client, focal: Usuario, servico: Servico) -> None:
    dados = tablib.Dataset().load(_exportar(client, 1), "xlsx")
    assert dados.headers[0] == ENDERECO
    assert len(dados) == 1


@pytest.mark.parametrize("formato", [0, 1])
def test_formula_sai_como_texto_e_a_mesma_planilha_de_volta_nada_muda(
    client: Client, focal: Usuario, formato: int
) -> None:
    escritos = {
        "observacoes": "=1+1",
        "requisitos": "@SOMA(A1)",
        "etapas": ["-2+3 dias", "Fim."],
        "legislacao": [{"norma": "Lei 8.989/1979", "fonte": "legislacao.exemplo"}],
        "fontes": {"custo": "Decreto 1/2020", "codigo": "a casa", "prazo": "a lei", "156": "a ficha"},
        "perguntas": [{"chave": "cor", "rotulo": "De que cor?", "tipo": "texto"}],
    }
    ServicoFactory.create(
        slug="tapa-buraco", **{f"versao__{campo}": valor for campo, valor in escritos.items()}
    )
    conteudo = _exportar(client, formato)
    nome = "guia.csv" if formato == 0 else "guia.xlsx"
    linha = _lidas(conteudo, formato)[0]
    assert (linha["Observações"], linha["O que é preciso ter ou saber"]) == ("'=1+1", "'@SOMA(A1)")
    assert linha["O que acontece depois do pedido"] == "'-2+3 dias\nFim."
    assert linha["Leis e normas"] == "Lei 8.989/1979 | legislacao.exemplo"
    fontes = {"O serviço custa alguma coisa | Decreto 1/2020", "Código | a casa", "156 | a ficha"}
    assert fontes < set(linha["De onde veio cada fato"].splitlines())
    assert linha["Perguntas"] == "De que cor? (texto, obrigatória)"
    previa = _previa(client, SimpleUploadedFile(nome, conteudo), formato)
    assert previa.context["result"].totals["skip"] == 1


def _lidas(conteudo: bytes, formato: int) -> list[dict[str, Any]]:
    if formato == 0:
        return list(csv.DictReader(io.StringIO(conteudo.decode("utf-8-sig"), newline=""), delimiter=";"))
    return list(tablib.Dataset().load(conteudo, format="xlsx").dict)
