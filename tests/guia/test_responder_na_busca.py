"""O que a busca responde antes dos serviços: a emergência, e o que não é da Prefeitura."""

from __future__ import annotations

import re

import pytest
from bs4 import BeautifulSoup, Tag
from django.core.exceptions import ValidationError
from django.test import Client

from guia.busca.expressoes import condicao, em_palavras
from guia.busca.respostas import responder
from guia.busca.sinonimos import simplificar
from guia.carga import _respostas
from guia.conteudo import leitura
from guia.forms.administracao import RespostaDeBuscaForm
from guia.models import RespostaDeBusca, Servico
from referencia.tabelas import Tabela, carregar_tabelas
from tests.guia.factories import RespostaDeBuscaFactory, ServicoFactory
from tests.guia.frases import AJUSTE, INEDITAS

pytestmark = pytest.mark.django_db

DADAS = {
    "a casa do lado ta pegando fogo": "incendio",
    "incendiu": "incendio",
    "xeiro forte de gas no predio": "gas",
    "meu pai desmaiou": "samu",
    "meu filho tomou agua sanitaria bebeu produto de limpeza": "intoxicacao",
    "nao quero mais viver": "suicidio",
    "tem um homem armado na rua": "crime-agora",
    "meu marido me bate": "violencia-contra-a-mulher",
    "fui estuprada": "violencia-sexual",
    "vizinho batendo na criança": "violencia-contra-crianca",
    "a agua ta entrando em casa entrou agua": "enchente",
    "caiu uma árvore em cima do carro": "arvore-caindo",
    "fio caido soltando faisca": "fio-caido",
    "faltou luz aqui em casa": "luz",
    "falta dagua": "agua",
    "segunda via do rg": "rg",
    "renovar a carta de motorista": "detran",
    "tirar passaporte": "passaporte",
    "dar entrada na aposentadoria": "inss",
    "fazer bo": "boletim-de-ocorrencia",
}
POR_RODEIOS = {
    "n qro mais vive": "suicidio",
    "a familia ia ficar melhor sem mim": "suicidio",
    "meu primo mandou um audio se despedindo de todo mundo": "suicidio",
    "quando bebe ele vem pra cima de mim": "violencia-contra-a-mulher",
    "o padrasto judia do menino": "violencia-contra-crianca",
    "tem um cara forçando a porta da vizinha": "crime-agora",
    "minha avó está suando frio e com a boca roxa": "samu",
    "o nenê bebeu alvejante": "intoxicacao",
    "o bujão tá chiando": "gas",
    "tem labareda na janela do prédio": "incendio",
    "o coqueiro tombou no telhado": "arvore-caindo",
    "o córrego subiu e os móveis estão boiando na sala": "enchente",
    "papel dos bombero": "bombeiros",
    "certificado de incendio": "bombeiros",
}
DE_OUTRA_COISA = {
    "minha filha de três anos": "titulo-de-eleitor",
    "faz três dias que espero o caminhão": "titulo-de-eleitor",
    "quero passagem para voltar": "titulo-de-eleitor",
    "papel dos bombero": "incendio",
    "certificado de incendio": "incendio",
    "não tem extintor se um dia pegar fogo": "incendio",
    "perdi a casa no incêndio da semana passada": "incendio",
    "isenção do imposto por enchente": "enchente",
    "o ônibus que puseram no lugar do trem": "trem-e-metro",
    "o pico queimou minha televisão": "intoxicacao",
    "quero acabar com ela em parcelas, não aguento mais essa dívida": "suicidio",
}
NAO_DADAS = [
    "poste apagado na minha rua",
    "rua sem luz",
    "taca fogo no lixo",
    "podar árvore",
    "briga de vizinho",
    "cachorro atropelado",
    "vacina da gripe",
    "bueiro transbordando",
    "identidade do cachorro rga",
    "mudar a parada de ônibus",
]


@pytest.fixture
def as_do_projeto() -> None:
    carregar_tabelas(Tabela("respostas", RespostaDeBusca, ("slug",), lambda: _respostas(leitura.DADOS)))


@pytest.mark.usefixtures("as_do_projeto")
def test_o_perigo_e_o_que_nao_e_da_cidade_tem_resposta() -> None:
    erradas = {
        texto: [r.slug for r in responder(texto)]
        for texto, chave in (DADAS | POR_RODEIOS).items()
        if chave not in [r.slug for r in responder(texto)]
    }
    assert erradas == {}
    assert {texto: [r.slug for r in responder(texto)] for texto in NAO_DADAS if responder(texto)} == {}


@pytest.mark.usefixtures("as_do_projeto")
def test_a_resposta_nao_vem_no_que_so_se_parece() -> None:
    trazidas = {
        texto: chave for texto, chave in DE_OUTRA_COISA.items() if chave in [r.slug for r in responder(texto)]
    }
    assert trazidas == {}


@pytest.mark.usefixtures("as_do_projeto")
def test_nas_buscas_de_servico_da_cidade_quase_nada_e_respondido_antes() -> None:
    """Uma resposta a mais empurra os serviços para baixo: só onde há perigo ou outra casa."""
    com_resposta = [texto for texto, _ in AJUSTE + INEDITAS if responder(texto)]
    assert len(com_resposta) / len(AJUSTE + INEDITAS) < 0.08


def test_as_que_vem_com_o_projeto_estao_inteiras() -> None:
    """O arquivo se edita à mão: expressões sem acento, número que se disca, frase que se lê, e fonte."""
    for linha in _respostas(leitura.DADOS):
        resposta = RespostaDeBusca(**linha)
        resposta.full_clean(validate_constraints=False)
        assert resposta.fonte, resposta.slug
        for expressao in [*resposta.quando, *resposta.so_isto, *resposta.a_nao_ser]:
            assert re.fullmatch(r"[a-z0-9 ]+\*?( [a-z0-9 ]+\*?)*", expressao), (resposta.slug, expressao)
            assert expressao == simplificar(expressao)
        assert all(telefone["numero"] and telefone["quem"] for telefone in resposta.telefones)
        assert not resposta.urgente or resposta.telefones


def test_a_expressao_solta_aceita_palavras_no_meio_e_o_som() -> None:
    solta = condicao(("cheiro de gas",), a_nao_ser=("cheiro de gas do carro",), solta=True)
    assert solta.cabe(["cheiro", "muito", "forte", "de", "gas"])
    assert solta.cabe(["xeiro", "de", "gas"])
    assert not solta.cabe(["cheiro", "ruim", "e", "bem", "longe", "dele", "havia", "gas"])
    assert not solta.cabe(["cheiro", "de", "gas", "do", "carro"])
    assert not condicao(("cheiro de gas",)).cabe(["cheiro", "forte", "de", "gas"])


def test_o_numero_e_o_mes_nao_sao_o_plural_de_uma_sigla() -> None:
    tre = condicao(("tre",), solta=True)
    assert tre.cabe(em_palavras("falar com o TRE"))
    assert not tre.cabe(em_palavras("faz três dias"))
    assert not condicao(("me bate",), solta=True).cabe(em_palavras("mês que bate"))
    assert condicao(("multa",), solta=True).cabe(em_palavras("as multas"))


def test_o_que_se_abrevia_no_celular_vale_por_extenso() -> None:
    viver = condicao(("nao quero mais viver",), solta=True)
    assert viver.cabe(em_palavras("n qro mais viver"))
    assert viver.cabe(em_palavras("num quero mais vive"))
    assert condicao(("n quero",)).cabe(em_palavras("não quero"))


def test_o_curinga_desliga_o_som() -> None:
    assert condicao(("quero votar",), solta=True).cabe(em_palavras("quero volta"))
    votar = condicao(("quero votar*",), solta=True)
    assert votar.cabe(em_palavras("quero votar"))
    assert not votar.cabe(em_palavras("quero volta"))


def _resultados(client: Client, texto: str) -> Tag:
    pagina = client.get("/servicos/", {"q": texto})
    achados = BeautifulSoup(pagina.content, "lxml").select_one("#resultados")
    assert achados
    return achados


def test_na_pagina_o_numero_da_emergencia_vem_antes_de_tudo(client: Client) -> None:
    RespostaDeBuscaFactory.create(emergencia=True)
    servico = ServicoFactory.create(slug="incendio", versao__nome="Incêndio", versao__palavras=["fogo"])
    links = [str(a["href"]) for a in _resultados(client, "incêndio em casa").find_all("a")]
    assert links[0] == "tel:193"
    assert servico.get_absolute_url() in links
    assert not _resultados(client, "seguro contra incêndio").select(".sp-resposta")


def test_o_que_nao_e_da_cidade_tem_a_porta_certa_mesmo_sem_servico(client: Client) -> None:
    RespostaDeBuscaFactory.create()
    achados = _resultados(client, "falta de luz")
    assert [str(a["href"]) for a in achados.find_all("a")][:2] == [
        "tel:08007272196",
        "https://luz.exemplo.invalid/",
    ]
    assert "Nenhum serviço com" not in achados.text
    assert _resultados(client, "luz").select(".sp-resposta")


def test_os_resultados_sao_uma_lista_so_o_melhor_primeiro_com_o_tema(client: Client, luz: Servico) -> None:
    melhor = ServicoFactory.create(slug="m", versao__nome="Trocar lâmpada queimada")
    listas = _resultados(client, "trocar lâmpada queimada").select(".sp-lista")
    assert len(listas) == 1
    linhas = listas[0].select("li")
    assert [linha.a["href"] for linha in linhas if linha.a] == [
        melhor.get_absolute_url(),
        luz.get_absolute_url(),
    ]
    assert melhor.assunto.tema.nome in linhas[0].text


@pytest.fixture
def luz() -> Servico:
    tema = {"assunto__tema__slug": "luz", "assunto__tema__nome": "Luz"}
    return ServicoFactory.create(
        slug="luz", **tema, versao__nome="Poste", versao__palavras=["lâmpada queimada"]
    )


def _formulario(**mudados: str) -> dict[str, str]:
    return {
        "slug": "agua",
        "ordem": "5",
        "titulo": "Água é com a companhia",
        "telefones": "195 | Companhia, 24 horas\n\n0800 011 9911 | Grande São Paulo",
        "quando": "falta de agua\nsem agua",
    } | mudados


def test_a_administracao_escreve_telefones_e_palavras_uma_por_linha() -> None:
    formulario = RespostaDeBuscaForm(_formulario())
    assert formulario.is_valid(), formulario.errors
    resposta = formulario.save()
    assert resposta.telefones[1] == {"numero": "0800 011 9911", "quem": "Grande São Paulo"}
    assert responder("estou sem agua") == [resposta]
    de_novo = RespostaDeBuscaForm(instance=resposta)
    assert de_novo["telefones"].value() == _formulario()["telefones"].replace("\n\n", "\n")
    assert de_novo["quando"].value() == _formulario()["quando"]


@pytest.mark.parametrize(
    ("campo", "escrito", "frase"),
    [
        ("telefones", "195", "uma barra"),
        ("quando", "", "Diga as palavras"),
        ("link", "http://exemplo.invalid/", "https://"),
    ],
)
def test_resposta_incompleta_e_recusada_com_a_frase(campo: str, escrito: str, frase: str) -> None:
    formulario = RespostaDeBuscaForm(_formulario(**{campo: escrito}))
    assert not formulario.is_valid()
    assert frase in str(formulario.errors)


def test_emergencia_sem_telefone_nao_se_grava() -> None:
    resposta = RespostaDeBuscaFactory.build(emergencia=True, telefones=[])
    with pytest.raises(ValidationError, match="telefone"):
        resposta.validate_constraints()
