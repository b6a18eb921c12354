"""As páginas institucionais: abrem para todos e dizem o que já funciona."""

from __future__ import annotations

import re
from datetime import date
from itertools import pairwise
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.test import Client

from avisos.models import Cidade
from contas.models import Interessado
from ouvidoria.situacoes import TipoDeManifestacao
from portal.privacidade import TRATAMENTOS
from roteamento.models import Subprefeitura, Unidade
from roteamento.models.unidades import PRACA_DE_ATENDIMENTO
from tests.guia.factories import OrgaoFactory, ServicoFactory

pytestmark = pytest.mark.django_db

PAGINAS = [
    "/atendimento/",
    "/ouvidoria/",
    "/ouvidoria/quando-procurar/",
    "/e-sic/",
    "/e-sic/como-pedir/",
    "/telefone-156/",
    "/pracas/",
    "/acessibilidade/",
    "/privacidade/",
    "/mapa-do-site/",
]


def _pagina(client: Client, endereco: str) -> BeautifulSoup:
    return BeautifulSoup(client.get(endereco).content, "lxml")


def _texto(client: Client, endereco: str) -> str:
    return " ".join(_pagina(client, endereco).get_text(" ").split())


@pytest.mark.parametrize("endereco", PAGINAS)
def test_abre_sem_login_sem_sessao_e_so_para_leitura(client: Client, endereco: str) -> None:
    resposta = client.get(endereco)
    assert resposta.status_code == 200
    assert not resposta.cookies
    assert "Cookie" not in resposta.headers.get("Vary", "")
    assert client.post(endereco).status_code == 405


@pytest.mark.parametrize("endereco", PAGINAS)
def test_um_h1_e_titulos_sem_pular_nivel(client: Client, endereco: str) -> None:
    principal = _pagina(client, endereco).find("main")
    assert principal is not None
    niveis = [int(titulo.name[1]) for titulo in principal.find_all(re.compile("^h[1-6]$"))]
    assert niveis[0] == 1
    assert niveis.count(1) == 1
    assert all(depois - antes <= 1 for antes, depois in pairwise(niveis))


def test_todo_link_interno_leva_a_uma_pagina(client: Client, subtests: pytest.Subtests) -> None:
    """O que está em todas, como o menu e o rodapé, abre-se uma vez."""
    ServicoFactory.create()
    abertos: set[str] = set()
    for endereco in PAGINAS:
        links = {str(a["href"]) for a in _pagina(client, endereco).find_all("a", href=re.compile("^/"))}
        for link in links - abertos:
            with subtests.test(f"{endereco}: {link}"):
                assert client.get(link).status_code == 200
        abertos |= links


def test_o_endereco_antigo_do_chat_leva_a_conversa(client: Client) -> None:
    resposta = client.get("/chat/")
    assert (resposta.status_code, resposta["Location"]) == (301, "/conversa/")


def test_pracas_mostra_endereco_e_telefone(client: Client) -> None:
    sub = Subprefeitura.objects.create(codigo=9, sigla="SE", nome="Sé")
    campos = {"orgao": OrgaoFactory.create(), "subprefeitura": sub, "vigente_de": date(2020, 1, 1)}
    campos |= {"atende_publico": True, "endereco": "Rua Álvares Penteado, 49", "telefone": "(11) 3397-1200"}
    Unidade.objects.create(sigla="SMPR-PAT-Sé", nome="Praça Sé", atribuicao=PRACA_DE_ATENDIMENTO, **campos)
    pagina = _pagina(client, "/pracas/")
    assert "Rua Álvares Penteado, 49" in pagina.get_text()
    assert pagina.find("a", href="tel:+551133971200") is not None


@pytest.mark.usefixtures("conteudo_do_projeto")
def test_pracas_diz_o_que_fazem_e_que_horario_nao_sabe(client: Client) -> None:
    pagina = _pagina(client, "/pracas/")
    linhas = pagina.select(".sp-pracas > div")
    assert len(linhas) == 32
    assert "Registra os pedidos de serviço" in pagina.get_text()
    assert all("Horário não informado" in linha.get_text() for linha in linhas)
    Unidade.objects.filter(sigla="SMPR-PAT-Sé").update(horario="segunda a sexta, das 8h às 18h")
    com_horario = [
        linha for linha in _pagina(client, "/pracas/").select(".sp-pracas > div") if "das 8h" in str(linha)
    ]
    assert ["Bela Vista" in linha.get_text() for linha in com_horario] == [True]


@pytest.mark.usefixtures("conteudo_do_projeto")
@pytest.mark.parametrize(
    ("onde", "dito"),
    [
        ("itaquera", "Perto de você Itaquera"),
        ("01009-000", "Perto de você Sé"),
        ("Atlântida", "Nada achado Não há distrito chamado “Atlântida”"),
        ("99999-999", "Nada achado"),
        ("\0", "Todas, por subprefeitura"),
    ],
)
def test_pracas_acha_a_de_perto(client: Client, onde: str, dito: str) -> None:
    texto = " ".join(
        BeautifulSoup(client.get("/pracas/", {"onde": onde}).content, "lxml").get_text(" ").split()
    )
    assert dito in texto
    assert texto.count("Distritos:") == 32


def test_pracas_sem_cadastro_manda_ligar(client: Client) -> None:
    assert "Ligue para a Central" in _texto(client, "/pracas/")


def test_telefone_e_encarregado_sao_dados(client: Client) -> None:
    assert "Controladoria Geral do Município" in _texto(client, "/privacidade/")
    cidade = Cidade.atual()
    cidade.telefone_central, cidade.encarregado = "0800 123", "Fulana de Tal"
    cidade.save()
    assert "Fulana de Tal" in _texto(client, "/privacidade/")
    assert "0800 123" in _texto(client, "/telefone-156/")


def test_privacidade_diz_a_finalidade_de_cada_dado_e_nao_pede_consentimento(client: Client) -> None:
    pagina = _pagina(client, "/privacidade/")
    texto = " ".join(pagina.get_text(" ").split())
    for tratamento in TRATAMENTOS:
        assert tratamento.dado in texto
        assert tratamento.finalidade in texto
    assert "artigos 7º, inciso III, e 23" in texto
    assert pagina.find("input", type="checkbox") is None


def test_privacidade_nao_esquece_nenhum_dado_do_interessado() -> None:
    """Dado novo no formulário pede linha nova no aviso de privacidade."""
    ditos = " ".join(tratamento.dado.lower() for tratamento in TRATAMENTOS)
    em_palavras: dict[str, Any] = {"email": "e-mail", "endereco": "endereço postal"}
    assert all(em_palavras.get(campo, campo) in ditos for campo in Interessado.PESSOAIS)


def test_mapa_leva_a_todas_as_paginas(client: Client) -> None:
    ServicoFactory.create()
    links = {a["href"] for a in _pagina(client, "/mapa-do-site/").find("main").find_all("a")}  # type: ignore[union-attr]
    outras = {pagina for pagina in PAGINAS if pagina != "/mapa-do-site/"}
    assert outras | {"/servicos/", "/servicos/tema/rua-e-bairro/", "/acompanhar/"} <= links


def test_a_ouvidoria_leva_aos_cinco_tipos_e_diz_que_e_segunda_instancia(client: Client) -> None:
    links = {str(a["href"]) for a in _pagina(client, "/ouvidoria/").find_all("a", href=True)}
    assert {f"/ouvidoria/{tipo}/" for tipo in TipoDeManifestacao.values} <= links
    assert "/acompanhar/" in links
    assert "segunda instância" in _texto(client, "/ouvidoria/")


def test_cada_pagina_que_se_acha_na_busca_de_fora_diz_em_uma_frase_o_que_e(client: Client) -> None:
    """Nenhuma repetida: o buscador mostra esta frase, e a pessoa escolhe por ela."""
    servico: Any = ServicoFactory.create()
    enderecos = [*PAGINAS, "/", "/servicos/", "/acompanhar/", servico.get_absolute_url()]
    enderecos += [servico.assunto.tema.get_absolute_url(), "/e-sic/respostas/", "/e-sic/dados/"]
    achadas = {onde: _pagina(client, onde).select_one("meta[name=description]") for onde in enderecos}
    ditas = {onde: str(achada["content"]) for onde, achada in achadas.items() if achada}
    assert len(ditas) == len(enderecos)
    assert len(set(ditas.values())) == len(ditas)
    assert not {onde: dita for onde, dita in ditas.items() if not 15 <= len(dita) <= 160}
