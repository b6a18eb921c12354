"""O passo do local: nada é adivinhado em silêncio."""

import pytest
from django.test import Client

from roteamento.models import Logradouro
from solicitacoes.lugar import como_local
from solicitacoes.models import Solicitacao
from tests.solicitacoes import elenco
from tests.solicitacoes.pedindo import (
    BADARO,
    MARIA,
    PEQUENO,
    Pedinte,
    atributos,
    erros,
    regra,
    sopa,
    territorio,
    valor,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("territorio_do_arquivo")]


@pytest.fixture(autouse=True)
def servico() -> None:
    territorio()


@pytest.fixture
def quem(client: Client) -> Pedinte:
    pedinte = Pedinte(client)
    pedinte.comecar()
    return pedinte


RUAS = "/solicitar/tapa-buraco/ruas/"


def opcoes(quem: Pedinte) -> list[str]:
    return atributos(sopa(quem.ver("local/escolher/")).select("input[name=lugar]"), "value")


def test_rua_conhecida_da_o_distrito(quem: Pedinte) -> None:
    resposta = quem.mandar("local/", {"logradouro": "r. libero badaró", "numero": "425"})
    assert resposta["Location"] == quem.endereco("detalhes/")
    local = quem.rascunho.dados["local"]
    assert local["logradouro"] == "Rua Líbero Badaró"
    assert local["distrito"] == elenco.distrito(78).pk
    assert local["confirmado"]


def test_cep_de_rua_conhecida_dispensa_a_rua(quem: Pedinte) -> None:
    quem.mandar("local/", {"cep": "01009-000", "numero": "425"})
    assert quem.rascunho.dados["local"]["logradouro"] == "Rua Líbero Badaró"


def test_cep_sem_rua_conhecida_pede_a_rua(quem: Pedinte) -> None:
    resposta = quem.mandar("local/", {"cep": "01010-000", "numero": "1"})
    assert resposta.status_code == 422
    assert erros(resposta) == ["Este CEP diz o bairro, mas não a rua. Escreva o nome da rua."]


def test_prefixo_de_cep_certo_decide_a_rua_desconhecida(quem: Pedinte) -> None:
    quem.mandar("local/", {"cep": "01010-000", "logradouro": "Rua Sem Fama", "numero": "1"})
    local = quem.rascunho.dados["local"]
    assert (local["logradouro"], local["distrito"]) == ("Rua Sem Fama", elenco.distrito(78).pk)


def test_prefixo_de_cep_duvidoso_so_ordena_e_a_pessoa_escolhe(quem: Pedinte) -> None:
    resposta = quem.mandar("local/", {"cep": "01020000", "logradouro": "Rua Sem Fama", "numero": "1"})
    assert resposta["Location"] == quem.endereco("local/escolher/")
    assert not quem.rascunho.dados["local"].get("confirmado")
    pagina = sopa(quem.ver("local/escolher/"))
    assert "pode ser de mais de um distrito. Em qual fica?" in pagina.get_text()
    assert [v.split("|")[0] for v in atributos(pagina.select("input[name=lugar]"), "value")[:-1]] == [
        str(elenco.distrito(78).pk),
        str(elenco.distrito(62).pk),
    ]
    quem.mandar("local/escolher/", {"lugar": f"{elenco.distrito(62).pk}|"})
    local = quem.rascunho.dados["local"]
    assert (local["logradouro"], local["distrito"]) == ("Rua Sem Fama", elenco.distrito(62).pk)


def test_rua_em_dois_distritos_se_escolhe(quem: Pedinte) -> None:
    quem.mandar("local/", {"logradouro": "Avenida Comprida", "numero": "10"})
    assert len(opcoes(quem)) == 3, "os dois distritos e “nenhum destes”"
    resposta = quem.mandar("local/escolher/", {"lugar": opcoes(quem)[0]})
    assert resposta["Location"] == quem.endereco("detalhes/")


def test_rua_so_parecida_se_confirma(quem: Pedinte) -> None:
    quem.mandar("local/", {"logradouro": "Rua Libero Badarol", "numero": "10"})
    assert [o.split("|")[1] for o in opcoes(quem)[:-1]] == ["Rua Líbero Badaró"]


def test_nenhum_dos_lugares_pede_o_distrito_e_guarda_a_rua_escrita(quem: Pedinte) -> None:
    quem.mandar("local/", {"logradouro": "Rua Libero Badarol", "numero": "10"})
    resposta = quem.mandar("local/escolher/", {"lugar": "outro"})
    assert erros(resposta) == ["Escolha o distrito."]
    quem.mandar("local/escolher/", {"lugar": "outro", "distrito": str(elenco.distrito(62).pk)})
    local = quem.rascunho.dados["local"]
    assert (local["logradouro"], local["origem"]) == ("Rua Libero Badarol", "escolha")


@pytest.mark.parametrize("enviado", [{}, {"lugar": "999|Rua X"}])
def test_sem_escolher_nao_se_passa(quem: Pedinte, enviado: dict[str, str]) -> None:
    quem.mandar("local/", {"logradouro": "Avenida Comprida", "numero": "10"})
    assert quem.mandar("local/escolher/", enviado).status_code == 422
    assert quem.ver("conferir/")["Location"] == quem.endereco("detalhes/")


def test_rua_desconhecida_pede_o_distrito(quem: Pedinte) -> None:
    quem.mandar("local/", {"logradouro": "Rua Que Ninguém Conhece", "referencia": "perto da feira"})
    pagina = quem.ver("local/escolher/")
    assert "não está entre as ruas conhecidas" in sopa(pagina).get_text()
    assert opcoes(quem) == []
    assert erros(quem.mandar("local/escolher/")) == ["Escolha o distrito."]
    quem.mandar("local/escolher/", {"distrito": str(elenco.distrito(78).pk)})
    assert quem.rascunho.dados["local"]["logradouro"] == "Rua Que Ninguém Conhece"


def test_ponto_oferece_a_rua_mais_perto_para_confirmar(quem: Pedinte) -> None:
    ponto = {"lat": "-23.5467", "lon": "-46.6368"}
    assert quem.mandar("local/", ponto)["Location"] == quem.endereco("local/escolher/")
    quem.mandar("local/escolher/", {"lugar": opcoes(quem)[0]})
    local = quem.rascunho.dados["local"]
    assert (local["logradouro"], local["origem"]) == ("Rua Líbero Badaró", "ponto")
    assert (local["lat"], local["lon"]) == (-23.5467, -46.6368)


def test_ponto_fora_da_cidade_e_recusado_com_gentileza(quem: Pedinte) -> None:
    resposta = quem.mandar("local/", {"lat": "-22.9", "lon": "-43.2", "referencia": "na praia"})
    assert resposta.status_code == 422
    assert "fora da cidade de São Paulo" in erros(resposta)[0]
    assert valor(resposta, "referencia") == "na praia"
    assert valor(resposta, "lat") == "", "o ponto recusado não fica preso na página"


@pytest.mark.parametrize(
    ("enviado", "frases"),
    [
        (
            {},
            [
                "Escreva a rua, avenida ou praça.",
                "Escreva o número. Se não houver, dê um ponto de referência.",
            ],
        ),
        ({"cep": "123", **BADARO}, ["O CEP tem 8 números. Confira, ou deixe em branco e escreva a rua."]),
        ({"cep": "20040-000", **BADARO}, ["Este CEP não é da cidade de São Paulo. Confira os números."]),
    ],
)
def test_recusa_dizendo_o_que_falta(quem: Pedinte, enviado: dict[str, str], frases: list[str]) -> None:
    resposta = quem.mandar("local/", enviado)
    assert resposta.status_code == 422
    assert erros(resposta) == frases
    assert sopa(resposta).title.get_text().startswith("Erro: ")  # type: ignore[union-attr]
    assert valor(resposta, "logradouro") == enviado.get("logradouro", ""), "nada se perde"


def test_sugere_ruas_enquanto_se_escreve(quem: Pedinte) -> None:
    resposta = quem.client.get(RUAS, {"logradouro": "libero"})
    assert [" ".join(b.get_text().split()) for b in sopa(resposta).find_all("button")] == [
        "Rua Líbero Badaró Sé"
    ]
    assert "<html" not in resposta.content.decode(), "só o fragmento"
    assert quem.client.post(RUAS).status_code == 405


def test_volta_preenchido(quem: Pedinte) -> None:
    quem.mandar("local/", {**BADARO, "complemento": "fundos"})
    pagina = quem.ver("detalhes/")
    assert valor(pagina, "logradouro") == "Rua Líbero Badaró"
    assert valor(pagina, "complemento") == "fundos"


def test_servico_sem_endereco_pula_o_passo(client: Client) -> None:
    outro = elenco.servico("denuncia", "Denúncia", precisa_de_endereco=False)
    regra(outro, unidade=elenco.unidade("OGM", subprefeitura=None))
    quem = Pedinte(client, "denuncia")
    quem.comecar()
    assert quem.ver("")["Location"] == quem.endereco("detalhes/")
    assert quem.ver("local/")["Location"] == quem.endereco("detalhes/")
    assert sopa(quem.ver("detalhes/")).find("input", {"name": "logradouro"}) is None


def test_servico_sem_endereco_que_depende_do_lugar_pede_so_o_distrito(client: Client) -> None:
    outro = elenco.servico("denuncia", "Denúncia", precisa_de_endereco=False)
    regra(outro, atribuicao="CPO-STM")
    quem = Pedinte(client, "denuncia")
    quem.comecar()
    pagina = sopa(quem.ver("detalhes/"))
    assert pagina.find("select", {"name": "distrito"})
    assert pagina.find("input", {"name": "logradouro"}) is None
    assert quem.mandar("local/").status_code == 422
    resposta = quem.mandar("local/", {"distrito": str(elenco.distrito(78).pk)})
    assert resposta["Location"] == quem.endereco("detalhes/")


def test_sugere_a_rua_do_cep(quem: Pedinte) -> None:
    resposta = quem.client.get(RUAS, {"cep": "01009-000"})
    botao = sopa(resposta).find("button")
    assert botao
    assert botao["data-valor"] == "Rua Líbero Badaró"
    assert botao["data-sugerido"] == f"{elenco.distrito(78).pk}|Rua Líbero Badaró"
    for cep in ("0100", "", "01010000", "x"):
        assert not sopa(quem.client.get(RUAS, {"cep": cep})).find("button")


def test_rua_escolhida_na_lista_resolve_a_duvida(quem: Pedinte) -> None:
    """A lista já disse o distrito: não se pergunta de novo, e o pedido guarda por quê."""
    pinheiros = elenco.distrito(62).pk
    comprida = {"logradouro": "Avenida Comprida", "numero": "10"}
    resposta = quem.mandar("local/", {**comprida, "sugerido": f"{pinheiros}|Avenida Comprida"})
    assert resposta["Location"] == quem.endereco("detalhes/")
    local = quem.rascunho.dados["local"]
    assert (local["distrito"], local["confianca"]) == (pinheiros, "alta")
    assert "escolheu entre os lugares possíveis" in local["motivo"]


@pytest.mark.parametrize("sugerido", ["999|Avenida Comprida", "{62}|Rua Líbero Badaró", "x", "|", "{62}|"])
def test_sugestao_de_outra_rua_ou_inventada_nao_decide(quem: Pedinte, sugerido: str) -> None:
    valor_mandado = sugerido.replace("{62}", str(elenco.distrito(62).pk))
    dados = {"logradouro": "Avenida Comprida", "numero": "10", "sugerido": valor_mandado}
    assert quem.mandar("local/", dados)["Location"] == quem.endereco("local/escolher/")


def test_so_se_pergunta_uma_vez(quem: Pedinte) -> None:
    """Quem volta para mudar o complemento não responde de novo onde fica."""
    quem.mandar("local/", {"logradouro": "Avenida Comprida", "numero": "10"})
    quem.mandar("local/escolher/", {"lugar": opcoes(quem)[0]})
    pagina = sopa(quem.ver("detalhes/"))
    campos = {str(c["name"]): str(c.get("value", "")) for c in pagina.select("main form input[name]")}
    resposta = quem.mandar("local/", {**campos, "complemento": "fundos"})
    assert resposta["Location"] == quem.endereco("detalhes/")
    assert quem.rascunho.dados["local"]["complemento"] == "fundos"


def test_o_ponto_da_rua_nao_fica_quando_a_rua_muda(quem: Pedinte) -> None:
    """Só o ponto que a pessoa marcou volta na página; o da rua conhecida é da rua."""
    quem.mandar("local/", BADARO)
    assert valor(quem.ver("detalhes/"), "lat") == ""
    assert como_local(quem.rascunho.dados["local"]).lat == -23.5466


def test_a_pergunta_e_curta_e_o_digitado_nao_vira_html(quem: Pedinte) -> None:
    for numero in range(5):
        outro = elenco.distrito(90 + numero, f"Distrito {numero}")
        Logradouro.objects.create(nome="Avenida Comprida", distrito=outro, lat=-23.5, lon=-46.6)
    quem.mandar("local/", {"logradouro": "Avenida Comprida", "numero": "10"})
    pagina = sopa(quem.ver("local/escolher/"))
    assert len(pagina.select("input[name=lugar]")) == 5, "quatro lugares e “Nenhum destes”"
    legenda = pagina.select_one("fieldset legend h1")
    assert legenda
    assert legenda.get_text(strip=True).endswith("?")
    assert "Avenida Comprida, distrito" in pagina.get_text()
    quem.mandar("local/", {"logradouro": "Rua <b>Libero</b> Bandaró", "numero": "10"})
    assert "<b>Libero" not in quem.ver("local/escolher/").content.decode()


def test_confira_diz_o_distrito_e_a_subprefeitura_e_deixa_alterar(quem: Pedinte) -> None:
    quem.ate("conferir")
    pagina = sopa(quem.ver("conferir/"))
    assert "Sé, na área da Subprefeitura Sé" in pagina.get_text()
    assert pagina.find("button", attrs={"name": "ir", "value": "local"})
    alterar = quem.mandar("conferir/", {"ir": "local"})
    assert alterar["Location"] == quem.endereco("detalhes/?de=conferir#lugar")
    mudar = sopa(quem.ver("detalhes/?de=conferir")).find("a", string="Mudar o distrito")
    assert mudar
    pinheiros = str(elenco.distrito(62).pk)
    resposta = quem.client.post(str(mudar["href"]), {"distrito": pinheiros})
    assert resposta["Location"] == quem.endereco("conferir/")
    assert quem.rascunho.dados["local"]["logradouro"] == "Rua Líbero Badaró"


def test_o_pedido_guarda_de_onde_se_soube_do_lugar(quem: Pedinte) -> None:
    quem.mandar("local/", {"logradouro": "Avenida Comprida", "numero": "10"})
    quem.mandar("local/escolher/", {"lugar": opcoes(quem)[0]})
    quem.mandar("detalhes/", PEQUENO)
    quem.mandar("identificacao/", MARIA)
    quem.mandar("conferir/")
    caso = Solicitacao.objects.get()
    assert caso.rota["confianca"] == "alta"
    assert "escolheu entre os lugares possíveis" in caso.rota["lugar"]
