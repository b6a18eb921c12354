"""Os serviços do aplicativo: a lista, a página que o aparelho guarda, e o que ele leva sem internet."""

from __future__ import annotations

import gzip
import json
from typing import TYPE_CHECKING, Any

import pytest
from bs4 import BeautifulSoup
from django.test import Client

from guia.models import Servico
from roteamento.models import Logradouro
from tests.solicitacoes import elenco
from tests.solicitacoes.pedindo import PERGUNTAS, territorio

if TYPE_CHECKING:
    from django.test.client import _MonkeyPatchedWSGIResponse as Resposta

pytestmark = pytest.mark.django_db

CASA = "/aplicativo/"
TAPA_BURACO = f"{CASA}servico/tapa-buraco/"


def no_aplicativo(slug: str = "tapa-buraco", nome: str = "Tapa-buraco", **versao: Any) -> Servico:
    servico = elenco.servico(slug, nome, **versao)
    Servico.objects.filter(pk=servico.pk).update(no_aplicativo=True)
    return servico


@pytest.fixture
def tapa_buraco() -> Servico:
    territorio(publica=True)
    return no_aplicativo()


def sopa(resposta: Resposta) -> BeautifulSoup:
    return BeautifulSoup(resposta.content, "lxml")


def regras(resposta: Resposta) -> dict[str, Any]:
    lidas = sopa(resposta).select_one("#regras-do-pedido")
    assert lidas is not None
    ditas: dict[str, Any] = json.loads(lidas.get_text())
    return ditas


# --- a lista ---


def test_a_lista_so_tem_os_que_um_editor_escolheu_e_se_pedem(client: Client, tapa_buraco: Servico) -> None:
    elenco.servico("de-fora", "Serviço que não está no aplicativo")
    no_aplicativo("so-informa", "Serviço que não se pede", solicitavel=False)
    resposta = client.get(f"{CASA}servicos/")
    links = [str(a["href"]) for a in sopa(resposta).select(".sp-opcoes a")]
    assert links == [TAPA_BURACO] * 2, "entre os sugeridos e no seu tema"
    assert resposta["Guardavel"]


def test_acha_se_pelas_palavras_das_pessoas(client: Client, tapa_buraco: Servico) -> None:
    elenco.publicar_outra(tapa_buraco, palavras=["cratera na rua", "Cratera"], publica=True)
    item = sopa(client.get(f"{CASA}servicos/")).select_one("[data-palavras]")
    assert item is not None
    palavras = str(item["data-palavras"]).split()
    assert {"cratera", "rua", "tapa", "buraco"} <= set(palavras)
    assert palavras.count("cratera") == 1


@pytest.mark.parametrize(
    "versao",
    [
        pytest.param({"sigilosa": True}, id="sigiloso"),
        pytest.param(
            {"perguntas": [{"chave": "foto", "rotulo": "A conta", "tipo": "documento"}]}, id="com documento"
        ),
    ],
)
def test_o_que_nao_pode_esperar_no_aparelho_se_pede_com_internet(
    client: Client, versao: dict[str, Any]
) -> None:
    no_aplicativo("denunciar", "Denunciar", **versao)
    (link,) = sopa(client.get(f"{CASA}servicos/")).select("[data-todos] a")
    assert link["href"] == "/solicitar/denunciar/"
    pagina = sopa(client.get(f"{CASA}servico/denunciar/"))
    assert pagina.select_one("[data-guardado]") is None
    assert pagina.select_one('a[href="/solicitar/denunciar/"]')
    assert f"{CASA}servico/denunciar/" not in client.get(f"{CASA}guardar.json").json()["paginas"]


# --- a página de um serviço ---


def test_a_pagina_tem_as_perguntas_do_assistente_e_ninguem(client: Client, tapa_buraco: Servico) -> None:
    client.force_login(elenco.pessoa("Maria Munícipe"))
    resposta = client.get(TAPA_BURACO)
    nomes = {str(campo["name"]) for campo in sopa(resposta).select("#pedido [name]")}
    assert {"logradouro", "numero", "lat", "lon", "sugerido", "r_tamanho", "r_largura", "fotos"} <= nomes
    assert "servico" in nomes
    (quem,) = sopa(resposta).select("#pedido [data-quem]")
    assert quem.has_attr("hidden"), "o aparelho o mostra a quem está sem internet e sem conta"
    assert [str(campo["name"]) for campo in quem.select("input")] == ["nome", "cpf", "email", "telefone"]
    assert not quem.select("[value]")
    assert "csrfmiddlewaretoken" not in nomes
    assert "Maria" not in resposta.content.decode()
    assert resposta["Guardavel"]
    assert not resposta.cookies


def test_o_aparelho_cobra_o_que_o_servidor_cobra_e_da_o_conselho(
    client: Client, tapa_buraco: Servico
) -> None:
    resposta = client.get(TAPA_BURACO)
    ditas = regras(resposta)
    assert set(ditas["faltas"]) == {"r_tamanho", "r_largura"}
    assert ditas["faltas"]["r_tamanho"] == "Responda: Qual é o tamanho do buraco?"
    assert ditas["lugar"]
    (caixa,) = sopa(resposta).select("#pedido [data-conselho]")
    assert (caixa["data-conselho"], caixa.has_attr("hidden")) == ("r_tamanho=risco", True)
    assert "Ligue já para o 199." in caixa.get_text()
    (lida,) = caixa.select("input[name=ciente]")
    assert lida["value"] == "Ligue já para o 199."


def test_quem_pode_nao_se_identificar_escolhe(client: Client) -> None:
    no_aplicativo(
        identificacao="anonima", anonima_desde="2020-01-01", anonima_por="SMSUB", perguntas=PERGUNTAS
    )
    resposta = client.get(TAPA_BURACO)
    assert [str(c["value"]) for c in sopa(resposta).select("#pedido [name=como]")] == [
        "identificado",
        "anonimo",
    ]
    assert "como" in regras(resposta)["faltas"]


def test_o_servico_sem_endereco_nao_o_pede(client: Client) -> None:
    no_aplicativo(precisa_de_endereco=False)
    resposta = client.get(TAPA_BURACO)
    assert not sopa(resposta).select("#lugar")
    assert not regras(resposta)["lugar"]


@pytest.mark.parametrize("slug", ["nenhum", "de-fora", "so-informa"])
def test_o_que_nao_esta_no_aplicativo_nao_tem_pagina_nele(client: Client, slug: str) -> None:
    elenco.servico("de-fora", "De fora")
    no_aplicativo("so-informa", "Só informa", solicitavel=False)
    assert client.get(f"{CASA}servico/{slug}/").status_code == 404


def test_sem_javascript_a_pagina_leva_ao_pedido_comum(client: Client, tapa_buraco: Servico) -> None:
    pagina = sopa(client.get(TAPA_BURACO))
    assert pagina.select_one('noscript a[href="/solicitar/tapa-buraco/"]')
    assert sopa(client.get(f"{CASA}pedir/")).select_one(f'noscript a[href="{CASA}servicos/"]')


# --- sem internet ---


def test_diz_o_que_guardar_e_quanto_pesa(client: Client, tapa_buraco: Servico) -> None:
    dita = client.get(f"{CASA}guardar.json").json()
    assert dita["paginas"] == [f"{CASA}pedir/", f"{CASA}servicos/", TAPA_BURACO]
    paginas = [client.get(endereco) for endereco in dita["paginas"]]
    assert all(pagina["Guardavel"] for pagina in paginas)
    assert dita["bytes"] == pytest.approx(sum(len(gzip.compress(p.content)) for p in paginas), rel=0.05)


def test_as_ruas_de_um_distrito_so_se_baixam_de_novo_se_mudaram(client: Client, tapa_buraco: Servico) -> None:
    resposta = client.get(f"{CASA}ruas/78.json")
    assert ["Rua Líbero Badaró", "01009000", None, None, -23.5466, -46.6367] in resposta.json()["ruas"]
    assert "public" in resposta["Cache-Control"]
    de_novo = {"If-None-Match": resposta["ETag"]}
    assert client.get(f"{CASA}ruas/78.json", headers=de_novo).status_code == 304
    Logradouro.objects.create(nome="Rua Nova", distrito=elenco.distrito(78), lat=-23.55, lon=-46.63)
    assert client.get(f"{CASA}ruas/78.json", headers=de_novo).status_code == 200
    assert client.get(f"{CASA}ruas/0.json").status_code == 404


def test_as_areas_vem_com_o_desenho_da_cidade(client: Client, tapa_buraco: Servico) -> None:
    dita = client.get(f"{CASA}ruas/areas.json").json()
    assert [area["nome"] for area in dita["subprefeituras"]] == ["Pinheiros", "Sé"]
    assert dita["cidade"]["linhas"]
    assert "Sé" in client.get(f"{CASA}sem-internet/").content.decode()
