"""Quem abre cada página do assistente, em que ordem e com que método."""

import pytest
from django.test import Client

from tests.solicitacoes import elenco
from tests.solicitacoes.pedindo import BADARO, MARIA, PEQUENO, Pedinte, erros, sopa, territorio, valor

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("territorio_do_arquivo")]

DO_PEDIDO = [
    "",
    "local/",
    "local/escolher/",
    "detalhes/",
    "orientacao/",
    "foto/1/",
    "identificacao/",
    "conferir/",
    "confirmacao/",
    "recibo/",
]


@pytest.fixture
def quem(client: Client) -> Pedinte:
    territorio()
    pedinte = Pedinte(client)
    pedinte.comecar()
    return pedinte


@pytest.mark.parametrize("passo", DO_PEDIDO)
def test_outro_navegador_e_403(quem: Pedinte, passo: str) -> None:
    assert Client().get(quem.endereco(passo)).status_code == 403
    assert Client().post(quem.endereco(passo)).status_code == 403


@pytest.mark.parametrize("passo", DO_PEDIDO)
def test_pedido_de_outro_servico_e_404(quem: Pedinte, passo: str) -> None:
    elenco.servico("outro", "Outro")
    quem.slug = "outro"
    assert quem.ver(passo).status_code == 404


@pytest.mark.parametrize("passo", DO_PEDIDO)
def test_metodo_errado_e_405(quem: Pedinte, passo: str) -> None:
    assert quem.client.put(quem.endereco(passo)).status_code == 405


@pytest.mark.parametrize("passo", ["identificacao/", "conferir/"])
def test_nao_se_pula_passo(quem: Pedinte, passo: str) -> None:
    assert quem.ver(passo)["Location"] == quem.endereco("detalhes/")
    assert quem.mandar(passo, MARIA)["Location"] == quem.endereco("detalhes/")
    assert quem.rascunho.dados == {}


def test_a_orientacao_so_se_abre_se_alguma_resposta_a_pede(quem: Pedinte) -> None:
    assert quem.ver("orientacao/")["Location"] == quem.endereco("detalhes/")


def test_o_endereco_de_um_passo_leva_a_pagina_em_que_ele_se_responde(quem: Pedinte) -> None:
    assert quem.ver("local/")["Location"] == quem.endereco("detalhes/#lugar")
    quem.ate("conferir")
    assert quem.ver("local/?de=conferir")["Location"] == quem.endereco("detalhes/?de=conferir#lugar")
    assert quem.ver("identificacao/")["Location"] == quem.endereco("conferir/#conteudo")


def test_o_rascunho_e_a_pagina_de_antes_dos_passos_juntos_continuam_valendo(quem: Pedinte) -> None:
    """Cada passo mandava só os seus campos; o que não veio fica como estava."""
    for passo, dados in (("local/", BADARO), ("detalhes/", PEQUENO), ("identificacao/", MARIA)):
        assert quem.mandar(passo, dados).status_code == 303
    assert quem.mandar("conferir/")["Location"] == quem.endereco("confirmacao/")


def test_o_erro_da_pagina_de_antes_aparece_na_de_agora_sem_cobrar_o_resto(quem: Pedinte) -> None:
    resposta = quem.mandar("local/", {"logradouro": "", "numero": "425"})
    assert resposta.status_code == 422
    assert erros(resposta) == ["Escreva a rua, avenida ou praça."]


def test_escolher_lugar_sem_ter_escrito_endereco_volta_ao_local(quem: Pedinte) -> None:
    assert quem.ver("local/escolher/")["Location"] == quem.endereco("detalhes/#lugar")


def test_recarregar_e_voltar_nao_perdem_nada(quem: Pedinte) -> None:
    quem.mandar("local/", BADARO)
    quem.mandar("detalhes/", PEQUENO)
    antes = quem.rascunho.dados
    for passo in ("detalhes/", "conferir/", "detalhes/"):
        assert quem.ver(passo).status_code == 200
    assert quem.rascunho.dados == antes


def test_cada_pagina_leva_a_anterior(quem: Pedinte) -> None:
    quem.ate("conferir")
    primeira = sopa(quem.ver("detalhes/")).select_one("a.govuk-back-link")
    assert primeira is not None
    assert primeira["href"] == "/servicos/tapa-buraco/"
    assert quem.mandar("conferir/", {"ir": "voltar"})["Location"] == quem.endereco("detalhes/")


def test_pedido_de_quem_entrou_nao_e_de_outra_conta(client: Client) -> None:
    territorio()
    client.force_login(elenco.pessoa("José Conta"))
    quem = Pedinte(client)
    quem.comecar()
    outra = Client()
    outra.force_login(elenco.pessoa("Rita Conta"))
    assert outra.get(quem.endereco("local/")).status_code == 403


def test_o_que_se_enviou_com_a_entrada_expirada_volta_aos_campos_depois_de_entrar(client: Client) -> None:
    territorio()
    jose = elenco.pessoa("José Conta")
    entrada = {"login": jose.email, "password": elenco.SENHA}
    client.post("/conta/login/", entrada)
    quem = Pedinte(client)
    quem.ate("detalhes")
    client.post("/conta/logout/")
    escrito = {"descricao": "Já tinha escrito tudo isto.", "r_tamanho": "grande"}
    ida = quem.mandar("detalhes/", escrito)
    assert (ida.status_code, ida["Location"]) == (303, f"/conta/login/?next={quem.endereco('detalhes/')}")
    assert "O que você escreveu está guardado" in client.get(ida["Location"]).content.decode()
    volta = client.post("/conta/login/", {**entrada, "next": quem.endereco("detalhes/")})
    assert volta["Location"] == quem.endereco("detalhes/")
    pagina = quem.ver("detalhes/")
    assert (pagina.status_code, erros(pagina)) == (200, [])
    assert valor(pagina, "descricao") == escrito["descricao"]
    assert sopa(pagina).select("input[value=grande][checked]")
    quem.mandar("detalhes/", PEQUENO)
    assert valor(quem.ver("detalhes/"), "descricao") == PEQUENO["descricao"]


def test_entrada_que_expira_num_navegador_desconhecido_da_o_texto_para_copiar(client: Client) -> None:
    territorio()
    client.force_login(elenco.pessoa("José Conta"))
    quem = Pedinte(client)
    quem.ate("detalhes")
    client.logout()
    pagina = quem.ver("detalhes/")
    assert pagina["Location"] == f"/conta/login/?next={quem.endereco('detalhes/')}"
    resposta = quem.mandar("detalhes/", {"descricao": "Já tinha escrito tudo isto."})
    assert resposta.status_code == 409
    assert "Já tinha escrito tudo isto." in resposta.content.decode()
    assert "entre de novo" in resposta.content.decode()


def test_entrada_que_expira_num_pedaco_da_pagina_leva_a_pagina_inteira_a_entrar(client: Client) -> None:
    territorio()
    client.force_login(elenco.pessoa("José Conta"))
    quem = Pedinte(client)
    quem.comecar()
    client.logout()
    onde = quem.endereco("detalhes/")
    htmx = {"HX-Request": "true", "HX-Current-URL": f"http://testserver{onde}"}
    resposta = client.get(onde, headers=htmx)
    assert resposta["HX-Redirect"] == f"/conta/login/?next={onde}"
    assert resposta.content == b""


def test_o_cookie_adulterado_nao_abre(quem: Pedinte) -> None:
    intruso = Client()
    intruso.cookies["rascunhos"] = quem.client.cookies["rascunhos"].value[:-2] + "xx"
    assert intruso.get(quem.endereco("local/")).status_code == 403
