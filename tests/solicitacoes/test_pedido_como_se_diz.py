"""O endereço como as pessoas o dizem, no Guia e na base que vêm com o projeto: o CEP, o apelido, o bairro."""

import pytest
from django.test import Client

from tests.solicitacoes.pedindo import Pedinte, atributos, erros, sopa, valor

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("conteudo_do_projeto")]

RUAS = "/solicitar/tapa-buraco/ruas/"


@pytest.fixture
def quem(client: Client) -> Pedinte:
    pedinte = Pedinte(client)
    pedinte.comecar()
    return pedinte


def candidatos(quem: Pedinte) -> list[str]:
    rotulos = sopa(quem.ver("local/escolher/")).select("input[name=lugar] + label")
    return [rotulo.get_text(strip=True) for rotulo in rotulos][:-1]


@pytest.mark.parametrize(
    ("escrito", "numero"),
    [
        ("01310-100", "1578"),
        ("01310100", "1578"),
        ("CEP 01310-100, 1578", ""),
        ("01.310-100 nº 1578", ""),
    ],
)
def test_o_cep_escrito_na_rua_e_o_cep(quem: Pedinte, escrito: str, numero: str) -> None:
    assert quem.mandar("local/", {"logradouro": escrito, "numero": numero}).status_code == 303
    local = quem.rascunho.dados["local"]
    assert (local["logradouro"], local["cep"], local["numero"]) == ("Avenida Paulista", "01310100", "1578")
    assert local["confirmado"]


@pytest.mark.parametrize(
    ("dados", "dito"),
    [
        ({"logradouro": "09000-000"}, "O CEP 09000-000 não é da cidade de São Paulo."),
        ({"logradouro": "05999-999"}, "Não conhecemos a rua do CEP 05999-999."),
        ({"logradouro": "01310-100", "cep": "01009-000"}, "Você escreveu dois CEPs diferentes."),
        ({"logradouro": "Vila Madalena"}, "“Vila Madalena” é um bairro, nos distritos Pinheiros e Alto"),
        ({"logradouro": "bixiga"}, "“bixiga” é um bairro, no distrito Bela Vista. Escreva o nome da rua"),
        ({"logradouro": "itaquera"}, "Itaquera é um distrito da cidade. Escreva o nome da rua"),
    ],
)
def test_o_que_nao_da_a_rua_se_diz_e_nada_se_perde(quem: Pedinte, dados: dict[str, str], dito: str) -> None:
    resposta = quem.mandar("local/", {**dados, "numero": "10", "referencia": "em frente à escola"})
    assert resposta.status_code == 422
    assert len(erros(resposta)) == 1
    assert erros(resposta)[0].startswith(dito)
    assert valor(resposta, "logradouro") == dados["logradouro"]
    assert (valor(resposta, "numero"), valor(resposta, "referencia")) == ("10", "em frente à escola")


def test_o_bairro_com_o_cep_e_a_referencia(quem: Pedinte) -> None:
    quem.mandar("local/", {"logradouro": "Bela Vista", "cep": "01310-100", "numero": "1578"})
    local = quem.rascunho.dados["local"]
    assert (local["logradouro"], local["referencia"]) == ("Avenida Paulista", "Bela Vista")


def test_a_rua_que_tem_uma_avenida_maior_de_mesmo_nome_pergunta_qual_e(quem: Pedinte) -> None:
    """No 10 há a Avenida São João, na República, e a Rua São João, no Grajaú: nenhuma se escolhe calada."""
    resposta = quem.mandar("local/", {"logradouro": "Rua São João", "numero": "10"})
    assert resposta["Location"] == quem.endereco("local/escolher/")
    assert candidatos(quem) == [
        "Avenida São João, distrito República",
        "Rua São João, distrito Grajaú, CEP 04849-319",
    ]
    assert "Rua São João, 10" in " ".join(sopa(quem.ver("local/escolher/")).get_text().split())
    escolha = atributos(sopa(quem.ver("local/escolher/")).select("input[name=lugar]"), "value")[1]
    quem.mandar("local/escolher/", {"lugar": escolha})
    local = quem.rascunho.dados["local"]
    assert (local["logradouro"], local["numero"], local["cep"]) == ("Rua São João", "10", "04849319")


@pytest.mark.parametrize(
    ("escrito", "ruas"),
    [
        ("São João", {"Avenida São João", "Rua São João", "Travessa São João"}),
        ("23 de maio", {"Avenida Vinte e Três de Maio", "Rua Vinte e Três de Maio"}),
        ("marginal pinheiros", {"Avenida das Nações Unidas", "Avenida Magalhães de Castro"}),
        ("Rua Paulista", {"Avenida Paulista"}),
        ("radial leste", {"Avenida Radial Leste", "Avenida Alcântara Machado"}),
    ],
)
def test_o_nome_de_varias_ruas_pergunta_qual_e(quem: Pedinte, escrito: str, ruas: set[str]) -> None:
    resposta = quem.mandar("local/", {"logradouro": escrito, "numero": "10"})
    assert resposta["Location"] == quem.endereco("local/escolher/")
    assert ruas <= {candidato.split(", distrito")[0] for candidato in candidatos(quem)}


@pytest.mark.parametrize(
    ("escrito", "rua"),
    [
        ("minhocao", "Via Elevado Presidente João Goulart"),
        ("o Minhocão", "Via Elevado Presidente João Goulart"),
        ("elevado costa e silva", "Via Elevado Presidente João Goulart"),
        ("av. jk", "Avenida Presidente Juscelino Kubitschek"),
        ("Avenida São João", "Avenida São João"),
        ("av. faria lima", "Avenida Brigadeiro Faria Lima"),
        ("Rua Augusta", "Rua Augusta"),
    ],
)
def test_o_nome_de_uma_rua_so_nao_pergunta(quem: Pedinte, escrito: str, rua: str) -> None:
    quem.mandar("local/", {"logradouro": escrito, "numero": "100"})
    local = quem.rascunho.dados["local"]
    assert (local["logradouro"], local["confirmado"]) == (rua, True)


def test_enquanto_se_escreve_o_apelido_o_cep_e_o_bairro_se_entendem(client: Client) -> None:
    apelido = sopa(client.get(RUAS, {"logradouro": "minhoc"}))
    assert "Elevado Presidente João Goulart" in apelido.find_all("button")[0].get_text()
    cep = sopa(client.get(RUAS, {"logradouro": "01310-100, 1578"})).find_all("button")[0]
    assert cep.get_text().startswith("Avenida Paulista")
    assert (cep["data-cep"], cep["data-numero"]) == ("01310-100", "1578")
    bairro = sopa(client.get(RUAS, {"logradouro": "vila madalena"}))
    assert "é um bairro, nos distritos Pinheiros e Alto de Pinheiros" in bairro.get_text()
    assert "bairro" not in sopa(client.get(RUAS, {"logradouro": "parque do carmo"})).get_text()


def test_a_praca_perto_de_um_bairro_e_a_da_subprefeitura_dele(client: Client) -> None:
    pagina = sopa(client.get("/pracas/", {"onde": "bixiga"}))
    assert [praca.get_text() for praca in pagina.select("section.sp-aviso h3")] == ["Sé"]
    perto = sopa(client.post("/perto-de-mim/", {"onde": "Vila Madalena"}))
    assert "Escreva uma rua de lá, ou o CEP." in perto.get_text()
