"""O que um estranho, um curioso ou um envio malfeito não conseguem pelas páginas do pedido."""

from __future__ import annotations

from urllib.parse import quote
from uuid import uuid4

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from contas.segredos import chaves
from protocolo import numero
from protocolo.models import ArquivoDeRascunho
from solicitacoes import acoes
from solicitacoes.models import Solicitacao
from solicitacoes.situacoes import Desfecho
from tests.portal.test_acompanhar import foto
from tests.solicitacoes import elenco

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def limpo() -> None:
    cache.clear()


@pytest.fixture
def caso() -> Solicitacao:
    return elenco.solicitacao(descricao="Buraco fundo perto da banca")


def _abrir(client: Client, caso: Solicitacao) -> None:
    client.get(f"/acompanhar/{caso.protocolo}/{chaves.chave_de(caso.protocolo)}/")


@pytest.mark.parametrize("resto", ["", "mandar/", "cancelar/", "AAAAAAAA/"])
def test_numero_com_caractere_nulo_nao_existe(client: Client, resto: str) -> None:
    assert client.get(f"/acompanhar/1{quote(chr(0))}2/{resto}").status_code == 404


def test_caixa_com_caractere_nulo_nao_existe(client: Client, caso: Solicitacao) -> None:
    client.force_login(elenco.servidor(caso.unidade))
    assert client.get(f"/caixa/S{quote(chr(0))}/").status_code == 404
    assert client.get(f"/caixa/{caso.unidade.sigla}/1{quote(chr(0))}/").status_code == 404


def test_mandar_e_cancelar_nao_servem_para_achar_numeros(client: Client, caso: Solicitacao) -> None:
    def tentar(protocolo: str) -> int:
        return client.get(f"/acompanhar/{protocolo}/mandar/").status_code

    assert {tentar(numero.gerar(numero.Processo.SOLICITACAO)) for _ in range(60)} == {404}
    assert tentar(numero.gerar(numero.Processo.SOLICITACAO)) == 403
    assert tentar(caso.protocolo) == 403
    assert client.get(f"/acompanhar/{caso.protocolo}/").status_code == 429


def test_quem_tem_a_chave_entra_mesmo_de_um_lugar_que_gastou_o_limite(
    client: Client, caso: Solicitacao
) -> None:
    for _ in range(61):
        client.get(f"/acompanhar/{numero.gerar(numero.Processo.SOLICITACAO)}/")
    _abrir(client, caso)
    assert client.get(f"/acompanhar/{caso.protocolo}/").status_code == 200


def test_de_fotos_demais_so_se_abrem_cinco_e_nenhuma_se_perde(client: Client, caso: Solicitacao) -> None:
    _abrir(client, caso)
    fotos = [foto(cor) for cor in ("red", "blue", "green", "black", "white", "yellow")]
    dados = {"texto": "Seguem as fotos", "envio": str(uuid4()), "fotos": fotos}
    resposta = client.post(f"/acompanhar/{caso.protocolo}/mandar/", dados)
    assert resposta.status_code == 422
    assert "no máximo 5 fotos" in resposta.content.decode()
    assert ArquivoDeRascunho.objects.count() == 5
    assert "Não é preciso mandar de novo" in resposta.content.decode()
    assert caso.anexos.count() == 0


def test_um_pedido_nao_recebe_mensagens_sem_fim(client: Client, caso: Solicitacao) -> None:
    _abrir(client, caso)
    respostas = [
        client.post(
            f"/acompanhar/{caso.protocolo}/mandar/", {"texto": "Mais uma coisa.", "envio": str(uuid4())}
        )
        for _ in range(31)
    ]
    assert [r.status_code for r in respostas] == [302] * 30 + [422]
    assert "Mais uma coisa." in respostas[-1].content.decode()


def test_o_envio_de_outro_pedido_nao_mostra_as_fotos_dele(client: Client, caso: Solicitacao) -> None:
    outro, envio = elenco.solicitacao(), str(uuid4())
    _abrir(client, caso)
    _abrir(client, outro)
    falsa = SimpleUploadedFile("falsa.jpg", b"nada de foto", content_type="image/jpeg")
    client.post(
        f"/acompanhar/{caso.protocolo}/mandar/", {"texto": "a", "envio": envio, "fotos": [foto("red"), falsa]}
    )
    resposta = client.post(f"/acompanhar/{outro.protocolo}/mandar/", {"texto": "a", "envio": envio})
    assert resposta.status_code == 422
    assert "red.jpg" not in resposta.content.decode()


def test_abrir_com_a_chave_muda_o_numero_da_sessao(client: Client, caso: Solicitacao) -> None:
    """Quem deixou a sua sessão no computador de outro não vê o que o outro abre depois."""
    _abrir(client, elenco.solicitacao())
    curioso = Client()
    curioso.cookies["sessionid"] = client.cookies["sessionid"].value
    _abrir(client, caso)
    assert caso.endereco in client.get(f"/acompanhar/{caso.protocolo}/").content.decode()
    assert caso.endereco not in curioso.get(f"/acompanhar/{caso.protocolo}/").content.decode()


def test_o_pedido_aberto_se_fecha_com_o_navegador(client: Client, caso: Solicitacao) -> None:
    _abrir(client, caso)
    cookie = client.cookies["sessionid"]
    assert (cookie["max-age"], cookie["expires"], bool(cookie["httponly"])) == ("", "", True)


@pytest.mark.parametrize("desfecho", [None, Desfecho.REALIZADO])
def test_de_sigilosa_nem_a_cor_nem_a_espera_dizem_mais(client: Client, desfecho: Desfecho | None) -> None:
    qual = elenco.servico(slug="violencia", nome="Denúncia de violência", sigilosa=True)
    caso = elenco.solicitacao(servico=qual)
    servidor = elenco.autor(elenco.servidor(caso.unidade), caso.unidade)
    if desfecho:
        acoes.finalizar(caso=caso, versao=1, por=servidor, desfecho=desfecho, resposta=elenco.FRASE)
    else:
        acoes.pedir_complemento(caso=caso, versao=1, por=servidor, pergunta="Onde a pessoa mora agora?")
    pagina = client.get(f"/acompanhar/{caso.protocolo}/").content.decode()
    assert "Encerrado" in pagina if desfecho else "Em aberto" in pagina
    for revelado in ("amarelo", "verde", "à espera de uma resposta"):
        assert revelado not in pagina
