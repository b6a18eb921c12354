"""Começar e retomar um pedido."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from assistente import aparelho
from assistente.rascunhos import VALIDADE
from guia.models import SlugAntigo
from protocolo.models import Rascunho
from tests.solicitacoes import elenco
from tests.solicitacoes.pedindo import BADARO, PEQUENO, Pedinte, sopa, territorio, valor

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("territorio_do_arquivo")]


@pytest.fixture(autouse=True)
def servico() -> None:
    territorio()


def test_a_primeira_pagina_ja_pergunta_e_diz_o_que_ler_antes(client: Client) -> None:
    resposta = client.get("/solicitar/tapa-buraco/")
    texto = sopa(resposta).get_text()
    assert resposta.status_code == 200
    for dito in (
        "Qual é o tamanho do buraco?",
        "Onde é",
        "Tirar foto",
        "até 30 dias corridos",
        "193 Bombeiros",
    ):
        assert dito in texto
    assert Rascunho.objects.count() == 0, "GET não escreve"


def test_o_primeiro_envio_cria_o_rascunho_e_leva_a_conferencia(client: Client) -> None:
    envio = valor(client.get("/solicitar/tapa-buraco/"), "envio")
    for _ in range(2):  # o envio repetido acha o mesmo
        resposta = client.post("/solicitar/tapa-buraco/", {**BADARO, **PEQUENO, "envio": envio})
        assert resposta["Location"] == f"/solicitar/tapa-buraco/{envio}/conferir/"
    rascunho = Rascunho.objects.get()
    assert (rascunho.assunto, rascunho.dono) == ("tapa-buraco", None)
    assert client.cookies["rascunhos"]["httponly"]


def test_o_primeiro_envio_com_erro_ja_guarda_o_que_se_escreveu(client: Client) -> None:
    resposta = client.post(
        "/solicitar/tapa-buraco/", {"envio": "", "logradouro": "Rua A", "descricao": "Fundo."}
    )
    assert resposta.status_code == 422
    dados = Rascunho.objects.get().dados
    assert (dados["local"]["logradouro"], dados["detalhes"]["descricao"]) == ("Rua A", "Fundo.")


def test_a_pagina_de_antes_que_so_tinha_comecar_leva_a_primeira(client: Client) -> None:
    quem = Pedinte(client)
    resposta = quem.comecar()
    assert (resposta.status_code, resposta["Location"]) == (303, quem.endereco("detalhes/"))


def test_nada_do_assistente_fica_em_cache(client: Client) -> None:
    quem = Pedinte(client)
    resposta = quem.comecar()
    for pagina in (resposta, quem.ver("detalhes/"), quem.ver(""), client.get("/solicitar/tapa-buraco/")):
        assert "no-store" in pagina["Cache-Control"]


def test_servico_desconhecido_e_404(client: Client) -> None:
    assert client.get("/solicitar/nao-existe/").status_code == 404
    assert client.post("/solicitar/nao-existe/").status_code == 404


def test_metodo_errado_e_405(client: Client) -> None:
    assert client.put("/solicitar/tapa-buraco/").status_code == 405
    assert client.post("/solicitar/").status_code == 405


def test_servico_que_nao_se_pede_aqui_diz_isso(client: Client) -> None:
    elenco.servico("so-no-balcao", "Só no balcão", solicitavel=False)
    resposta = client.post("/solicitar/so-no-balcao/")
    assert "não se pede por aqui" in sopa(resposta).get_text()
    assert Rascunho.objects.count() == 0


def test_servico_arquivado_responde_que_acabou(client: Client) -> None:
    servico = elenco.servico()
    servico.arquivado_em = timezone.now()
    servico.save()
    resposta = client.get("/solicitar/tapa-buraco/")
    assert resposta.status_code == 410
    assert "não oferece mais" in sopa(resposta).get_text()


def test_endereco_antigo_leva_ao_atual(client: Client) -> None:
    SlugAntigo.objects.create(servico=elenco.servico(), slug="buraco")
    assert client.get("/solicitar/buraco/")["Location"] == "/solicitar/tapa-buraco/"


COMECO = "/solicitar/tapa-buraco/"


def _deixar(quem: Pedinte, ha: timedelta) -> None:
    """O rascunho, como se nele se tivesse mexido há este tempo."""
    Rascunho.objects.filter(pk=quem.uuid).update(expira_em=timezone.now() + VALIDADE - ha)


def test_oferece_continuar_o_que_ficou_pela_metade(client: Client) -> None:
    quem = Pedinte(client)
    quem.comecar()
    assert "Continuar de onde parei" not in sopa(client.get(COMECO)).get_text()
    quem.mandar("local/", BADARO)
    _deixar(quem, timedelta(hours=2))
    retomada = sopa(client.get(COMECO)).find("a", string="Continuar de onde parei")
    assert retomada is not None
    assert retomada["href"] == quem.endereco()
    assert quem.ver("")["Location"] == quem.endereco("detalhes/")
    assert "Continuar de onde" not in sopa(Client().get(COMECO)).get_text()


def test_quem_volta_ao_comeco_acha_o_que_escreveu_ou_comeca_em_branco(client: Client) -> None:
    quem = Pedinte(client)
    resposta = client.post(
        COMECO, {**BADARO, **PEQUENO, "referencia": "Ao lado da banca", "envio": str(uuid4())}
    )
    quem.uuid = resposta["Location"].split("/")[3]
    volta = client.get(COMECO, follow=True)
    assert volta.redirect_chain == [(quem.endereco("detalhes/?de=volta"), 303)]
    escritos = {**BADARO, "referencia": "Ao lado da banca", "descricao": PEQUENO["descricao"]}
    assert {campo: valor(volta, campo) for campo in escritos} == escritos
    outro = sopa(volta).find("a", string="Comece em branco")
    assert outro is not None
    em_branco = client.get(str(outro["href"]))
    assert em_branco.status_code == 200
    assert valor(em_branco, "logradouro") == ""
    assert Client().get(COMECO).status_code == 200


def test_do_computador_de_todos_e_do_que_e_de_sigilo_nada_volta_a_quem_chega(client: Client) -> None:
    quem = Pedinte(client)
    quem.comecar()
    quem.mandar("local/", BADARO)
    client.cookies[aparelho.DE_TODOS] = "sim"
    assert client.get(COMECO).status_code == 200
    del client.cookies[aparelho.DE_TODOS]
    assert client.get(COMECO).status_code == 303
    Rascunho.objects.update(sigiloso=True)
    assert client.get(COMECO).status_code == 200


def test_comecos_demais_de_um_lugar_sao_freados(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("assistente.processo.COMECOS_POR_LUGAR", 1)
    rede = "203.0.113.7"
    assert client.post("/solicitar/tapa-buraco/", REMOTE_ADDR=rede).status_code == 303
    assert client.post("/solicitar/tapa-buraco/", REMOTE_ADDR=rede).status_code == 429
    assert client.post("/solicitar/tapa-buraco/", REMOTE_ADDR="203.0.113.8").status_code == 303


def test_com_o_cache_fora_do_ar_ainda_se_comeca(
    client: Client, settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    fora = {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": "unix:///nao/existe.s"}
    settings.CACHES = {"default": fora}
    assert client.post("/solicitar/tapa-buraco/").status_code == 303
    assert "sem cache" in caplog.text
