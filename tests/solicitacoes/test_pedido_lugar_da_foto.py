"""O lugar que a foto ou o aparelho diz: oferecido, nunca guardado sem a pessoa querer, e tirado da foto."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

import pytest
from django.core import signing
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import ExifTags, Image

from roteamento.models import Logradouro
from solicitacoes.models import Solicitacao
from tests.solicitacoes import elenco
from tests.solicitacoes.pedindo import BADARO, MARIA, PEQUENO, Pedinte, erros, sopa, territorio, valor

if TYPE_CHECKING:
    from django.test.client import _MonkeyPatchedWSGIResponse as Resposta

pytestmark = pytest.mark.django_db

NA_SE, NO_RIO = (-23.5467, -46.6368), (-22.9068, -43.1729)
INFINITO = float("inf")
OFERTA = "A sua foto foi tirada perto de Rua Líbero Badaró, distrito Sé."


def foto_em(ponto: tuple[float, float], **gps: Any) -> SimpleUploadedFile:
    """Uma foto que diz onde foi tirada, ao sul e a oeste."""
    exif, arquivo = Image.Exif(), io.BytesIO()
    lat, lon = (abs(grau) for grau in ponto)
    ao_sul, a_oeste = (float(int(lat)), 0.0, (lat % 1) * 3600), (float(int(lon)), (lon % 1) * 60, 0.0)
    outro = {int(chave.removeprefix("g")): dito for chave, dito in gps.items()}
    exif.get_ifd(ExifTags.IFD.GPSInfo).update({1: "S", 2: ao_sul, 3: "W", 4: a_oeste} | outro)
    Image.new("RGB", (40, 30), "red").save(arquivo, "JPEG", exif=exif)
    return SimpleUploadedFile("buraco.jpg", arquivo.getvalue(), "image/jpeg")


@pytest.fixture
def quem(client: Client) -> Pedinte:
    territorio()
    pedinte = Pedinte(client)
    pedinte.comecar()
    return pedinte


def guardar(quem: Pedinte, ponto: tuple[float, float] = NA_SE, **mais: Any) -> Resposta:
    """A foto que sobe assim que se escolhe."""
    return quem.mandar("detalhes/", {"adicionar": "sim", "fotos": [foto_em(ponto)], **mais})


def lida(resposta: Resposta) -> str:
    return " ".join(sopa(resposta).get_text(" ").split()).replace(" ,", ",").replace(" .", ".")


def test_oferece_o_lugar_e_nao_o_guarda(quem: Pedinte) -> None:
    resposta = guardar(quem)
    assert resposta["Location"] == quem.endereco("detalhes/#fotos"), "o lugar não vai no endereço"
    assert OFERTA in lida(quem.ver("detalhes/"))
    assert "23.54" not in str(quem.rascunho.dados)
    assert "23.54" not in str(dict(quem.client.session))
    guardada = quem.rascunho.arquivos.get()
    with Image.open(guardada.arquivo.path) as refeita:
        assert not dict(refeita.getexif()), "a foto guardada já não diz o lugar"
    cookie = quem.client.cookies["lugar_da_foto"]
    assert (cookie["httponly"], cookie["max-age"], cookie["path"]) == (True, 20 * 60, "/solicitar/")


def test_usar_preenche_a_rua_e_o_ponto_e_o_pedido_os_leva(quem: Pedinte) -> None:
    guardar(quem, descricao="Fundo.")
    resposta = quem.mandar("detalhes/", {"usar": "foto", "descricao": "Fundo."})
    assert resposta.status_code == 303
    assert quem.client.cookies["lugar_da_foto"].value == "", "usado, sai do navegador"
    pagina = quem.ver("detalhes/")
    assert OFERTA not in lida(pagina)
    assert "Ponto marcado: Rua Líbero Badaró, distrito Sé." in lida(pagina)
    assert (valor(pagina, "logradouro"), valor(pagina, "lat")) == ("Rua Líbero Badaró", str(NA_SE[0]))
    assert valor(pagina, "descricao") == "Fundo.", "nada do que se escreveu se perde"
    campos = {nome: valor(pagina, nome) for nome in ("logradouro", "lat", "lon", "sugerido")}
    assert quem.mandar("detalhes/", {**campos, **PEQUENO})["Location"] == quem.endereco("conferir/")
    quem.mandar("conferir/", MARIA)
    caso = Solicitacao.objects.get()
    assert (caso.lat, caso.lon, caso.distrito) == (*NA_SE, elenco.distrito(78))


def test_quem_nao_usa_escreve_o_endereco_e_o_lugar_da_foto_nao_fica(quem: Pedinte) -> None:
    guardar(quem)
    quem.mandar("detalhes/", {**BADARO, **PEQUENO})
    local = quem.rascunho.dados["local"]
    assert (local["logradouro"], local["lat"], local["lon"]) == ("Rua Líbero Badaró", None, None)


def test_sem_javascript_o_continuar_com_a_foto_tambem_oferece(quem: Pedinte) -> None:
    resposta = quem.mandar("detalhes/", {**PEQUENO, "fotos": [foto_em(NA_SE)]})
    assert resposta.status_code == 422
    assert "Escreva a rua, avenida ou praça." in erros(resposta)
    assert OFERTA in lida(resposta)


@pytest.mark.parametrize("usar", ["", "foto"])
def test_foto_de_fora_da_cidade_diz_isso_e_nao_se_usa(quem: Pedinte, usar: str) -> None:
    guardar(quem, NO_RIO)
    if usar:
        quem.mandar("detalhes/", {"usar": usar})
    pagina = lida(quem.ver("detalhes/"))
    assert "fora da cidade de São Paulo" in pagina
    assert "Usar este lugar" not in pagina
    assert not quem.rascunho.dados.get("local", {}).get("lat")


@pytest.mark.parametrize(
    "gps",
    [
        {"g2": (0.0, 0.0, 0.0), "g4": (0.0, 0.0, 0.0)},
        {"g2": (1.0,)},
        {"g1": "", "g2": (INFINITO, 0.0, 0.0)},
    ],
)
def test_o_que_nao_se_le_vale_por_nenhum(quem: Pedinte, gps: dict[str, Any]) -> None:
    resposta = quem.mandar("detalhes/", {"adicionar": "sim", "fotos": [foto_em(NA_SE, **gps)]})
    assert resposta.status_code == 303
    assert "lugar_da_foto" not in quem.client.cookies
    assert quem.rascunho.arquivos.count() == 1


@pytest.mark.parametrize("versao", [{"sigilosa": True}, {"precisa_de_endereco": False}])
def test_onde_a_foto_nao_vem_primeiro_o_lugar_dela_nem_se_le(client: Client, versao: dict[str, bool]) -> None:
    territorio(**versao)
    quem = Pedinte(client)
    quem.comecar()
    guardar(quem)
    assert "lugar_da_foto" not in quem.client.cookies


def test_o_cookie_de_outro_pedido_ou_adulterado_nao_serve(quem: Pedinte) -> None:
    guardar(quem)
    outro = Pedinte(quem.client)
    outro.comecar()
    assert OFERTA not in lida(outro.ver("detalhes/"))
    quem.client.cookies["lugar_da_foto"] = signing.dumps([quem.uuid, *NA_SE], salt="outro")
    assert OFERTA not in lida(quem.ver("detalhes/"))
    quem.mandar("detalhes/", {"usar": "foto"})
    assert "O lugar não chegou" in lida(quem.ver("detalhes/"))


def test_onde_estou_preenche_sem_trocar_o_que_se_escreveu(quem: Pedinte) -> None:
    aqui = {"usar": "aqui", "lat": str(NA_SE[0]), "lon": str(NA_SE[1])}
    quem.mandar("detalhes/", {**aqui, "logradouro": "Avenida Comprida", "numero": "10"})
    escrito = quem.rascunho.dados["local"]
    assert (escrito["logradouro"], escrito["numero"], escrito["lat"]) == ("Avenida Comprida", "10", NA_SE[0])
    quem.mandar("detalhes/", {**aqui, "logradouro": ""})
    assert quem.rascunho.dados["local"]["logradouro"] == "Rua Líbero Badaró"
    quem.mandar("detalhes/", {"usar": "nada", "logradouro": "Rua Líbero Badaró"})
    assert quem.rascunho.dados["local"]["lat"] is None


def test_onde_estou_fora_da_cidade_se_diz_e_nao_fica(quem: Pedinte) -> None:
    quem.mandar("detalhes/", {"usar": "aqui", "lat": str(NO_RIO[0]), "lon": str(NO_RIO[1]), "numero": "10"})
    pagina = quem.ver("detalhes/")
    assert "fora da cidade de São Paulo" in lida(pagina)
    assert (valor(pagina, "lat"), valor(pagina, "numero")) == ("", "10")


def test_o_pino_levado_a_outra_rua_diz_qual_e_e_a_que_passa_ali_fica(quem: Pedinte) -> None:
    no_mapa = {"usar": "mapa", "lat": str(NA_SE[0]), "lon": str(NA_SE[1])}
    quem.mandar("detalhes/", {**no_mapa, "logradouro": "rua libero badaro", "numero": "425"})
    escrito = quem.rascunho.dados["local"]
    assert (escrito["logradouro"], escrito["numero"]) == ("rua libero badaro", "425")
    assert escrito["lat"] == NA_SE[0]
    quem.mandar("detalhes/", {**no_mapa, "logradouro": "Avenida Comprida", "numero": "10"})
    escrito = quem.rascunho.dados["local"]
    assert (escrito["logradouro"], escrito["numero"], escrito["lat"]) == ("Rua Líbero Badaró", "", NA_SE[0])
    assert "Ponto marcado: Rua Líbero Badaró, distrito Sé." in lida(quem.ver("detalhes/"))
    quem.mandar("detalhes/", {"usar": "mapa", "lat": str(NO_RIO[0]), "lon": str(NO_RIO[1])})
    assert "fora da cidade de São Paulo" in lida(quem.ver("detalhes/"))
    quem.mandar("detalhes/", {"usar": "mapa", "lat": "x", "lon": ""})
    assert "O lugar não chegou" in lida(quem.ver("detalhes/"))


def test_o_mapa_abre_na_rua_respondida_e_a_conferencia_diz_o_que_o_ponto_e(quem: Pedinte) -> None:
    assert not sopa(quem.ver("detalhes/")).select("[data-lat]")
    quem.mandar("detalhes/", {**BADARO, **PEQUENO})
    mapa = sopa(quem.ver("detalhes/")).select_one("[data-mapa]")
    assert mapa is not None
    assert (mapa["data-lat"], "data-so-centro" in mapa.attrs) == ("-23.5466", True)
    conferencia = quem.ver("conferir/")
    assert "O ponto mostra a rua, e não o número." in lida(conferencia)
    assert len(sopa(conferencia).select(".sp-mapa-da-conferencia svg circle")) == 1
    quem.mandar("detalhes/", {**BADARO, **PEQUENO, "lat": str(NA_SE[0]), "lon": str(NA_SE[1])})
    assert "O ponto é o lugar marcado." in lida(quem.ver("conferir/"))


def test_a_rua_de_muitos_trechos_mostra_se_pelo_do_meio(quem: Pedinte) -> None:
    """A Líbero Badaró que vem com o projeto tem quatro pontos: sem isto a conferência ficava sem mapa."""
    se = elenco.distrito()
    for cep, lat in (("01009001", -23.547), ("01009002", -23.548)):
        Logradouro.objects.bulk_create(
            [Logradouro(nome=BADARO["logradouro"], distrito=se, cep=cep, lat=lat, lon=-46.63)]
        )
    quem.mandar("detalhes/", {**BADARO, **PEQUENO})
    assert quem.rascunho.dados["local"]["ponto_da_rua"] == [None, None]
    conferencia = quem.ver("conferir/")
    assert "O ponto mostra a rua, e não o número." in lida(conferencia)
    mapa = sopa(quem.ver("detalhes/")).select_one("[data-mapa]")
    assert mapa is not None
    assert mapa["data-lat"] == "-23.547"
