"""Começar e retomar um pedido."""

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from guia.models import SlugAntigo
from protocolo.models import Rascunho
from tests.solicitacoes import elenco
from tests.solicitacoes.pedindo import BADARO, Pedinte, sopa, territorio

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("territorio_do_arquivo")]


@pytest.fixture(autouse=True)
def servico() -> None:
    territorio()


def test_apresenta_o_que_sera_perguntado(client: Client) -> None:
    resposta = client.get("/solicitar/tapa-buraco/")
    texto = sopa(resposta).get_text()
    assert resposta.status_code == 200
    assert "Qual é o tamanho do buraco?" in texto
    assert "Quantos metros ele tem?" not in texto, "a pergunta condicional não se promete"
    assert "até 30 dias corridos" in texto
    assert Rascunho.objects.count() == 0, "GET não escreve"


def test_comecar_cria_o_rascunho_e_vai_ao_primeiro_passo(client: Client) -> None:
    quem = Pedinte(client)
    resposta = quem.comecar()
    assert resposta.status_code == 303
    assert quem.rascunho.assunto == "tapa-buraco"
    assert quem.rascunho.dono is None
    assert client.cookies["rascunhos"]["httponly"]
    assert resposta["Location"] == quem.endereco("local/")


def test_nada_do_assistente_fica_em_cache(client: Client) -> None:
    quem = Pedinte(client)
    resposta = quem.comecar()
    for pagina in (resposta, quem.ver("local/"), quem.ver(""), client.get("/solicitar/tapa-buraco/")):
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


def test_oferece_continuar_o_que_ficou_pela_metade(client: Client) -> None:
    quem = Pedinte(client)
    quem.comecar()
    assert "Continuar de onde parei" not in sopa(client.get("/solicitar/tapa-buraco/")).get_text()
    quem.mandar("local/", BADARO)
    retomada = sopa(client.get("/solicitar/tapa-buraco/")).find("a", string="Continuar de onde parei")
    assert retomada is not None
    assert retomada["href"] == quem.endereco()
    assert quem.ver("")["Location"] == quem.endereco("detalhes/")
    assert "Continuar" not in sopa(Client().get("/solicitar/tapa-buraco/")).main.get_text()  # type: ignore[union-attr]


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
