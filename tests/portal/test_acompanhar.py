"""Acompanhar: pelo número vê-se o público; com a chave, tudo; adivinhar não dá nada."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO
from uuid import uuid4

import pytest
from bs4 import BeautifulSoup
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from PIL import Image
from pytest_django import DjangoAssertNumQueries

from contas.papeis import Papel
from contas.segredos import chaves
from protocolo import numero
from protocolo.models import Vinculo
from solicitacoes import acoes
from solicitacoes.models import Solicitacao
from solicitacoes.situacoes import Desfecho, Situacao
from tests.solicitacoes import elenco

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def limpo() -> None:
    cache.clear()


@pytest.fixture
def caso() -> Solicitacao:
    return elenco.solicitacao(descricao="Buraco fundo perto da banca", referencia="em frente à banca")


@pytest.fixture
def dono(client: Client, caso: Solicitacao) -> Client:
    """Um navegador que já abriu o caso com a chave."""
    client.get(f"/acompanhar/{caso.protocolo}/{chaves.chave_de(caso.protocolo)}/")
    return client


def _texto(resposta: object) -> str:
    return " ".join(BeautifulSoup(resposta.content, "lxml").main.get_text(" ").split())  # type: ignore[attr-defined, union-attr]


def foto(cor: str = "red") -> SimpleUploadedFile:
    memoria = BytesIO()
    Image.new("RGB", (64, 48), cor).save(memoria, "JPEG")
    return SimpleUploadedFile(f"{cor}.jpg", memoria.getvalue(), content_type="image/jpeg")


def test_o_numero_leva_a_pagina_do_caso(client: Client, caso: Solicitacao) -> None:
    resposta = client.post("/acompanhar/", {"protocolo": caso.protocolo_escrito})
    assert resposta.headers["Location"] == f"/acompanhar/{caso.protocolo}/"


def test_o_numero_sozinho_mostra_o_publico_e_nada_pessoal(client: Client, caso: Solicitacao) -> None:
    resposta = client.get(f"/acompanhar/{caso.protocolo}/")
    texto = _texto(resposta)
    for publico in ("Tapa-buraco", "Sé", "Aguardando atendimento", "Pedido registrado", "Como calculamos"):
        assert publico in texto
    for pessoal in (
        "Maria",
        "52998224725",
        "maria@",
        "98765",
        "Líbero",
        "banca",
        chaves.chave_escrita(caso.protocolo),
    ):
        assert pessoal not in resposta.content.decode()


def test_textos_dos_andamentos_so_com_a_chave(client: Client, caso: Solicitacao) -> None:
    servidor = elenco.autor(elenco.servidor(caso.unidade), caso.unidade)
    acoes.finalizar(caso=caso, versao=1, por=servidor, desfecho=Desfecho.REALIZADO, resposta=elenco.FRASE)
    publica = _texto(client.get(f"/acompanhar/{caso.protocolo}/"))
    assert "Pedido finalizado" in publica
    assert elenco.FRASE not in publica
    client.get(f"/acompanhar/{caso.protocolo}/{chaves.chave_de(caso.protocolo)}/")
    assert elenco.FRASE in _texto(client.get(f"/acompanhar/{caso.protocolo}/"))


def test_o_link_do_aviso_abre_tudo_num_endereco_limpo(dono: Client, caso: Solicitacao) -> None:
    resposta = dono.get(f"/acompanhar/{caso.protocolo}/")
    texto = _texto(resposta)
    for dele in (
        "Líbero Badaró, 425",
        "Buraco fundo",
        "em frente à banca",
        chaves.chave_escrita(caso.protocolo),
    ):
        assert dele in texto


def test_chave_errada_no_link_nao_abre(client: Client, caso: Solicitacao) -> None:
    resposta = client.get(f"/acompanhar/{caso.protocolo}/AAAAAAAA/", follow=True)
    assert "Líbero" not in resposta.content.decode()
    assert "chave válida" in resposta.content.decode()


@pytest.mark.parametrize("chave", ["AAAAAAAA", "", "chave muito comprida demais"])
def test_chave_errada_na_pagina_da_422_e_nao_abre(client: Client, caso: Solicitacao, chave: str) -> None:
    resposta = client.post(f"/acompanhar/{caso.protocolo}/abrir/", {"chave": chave})
    assert resposta.status_code == 422
    assert "Líbero" not in resposta.content.decode()


def test_tentar_chaves_em_serie_para_num_limite(client: Client, caso: Solicitacao) -> None:
    respostas = [
        client.post(f"/acompanhar/{caso.protocolo}/abrir/", {"chave": "AAAAAAAA"}) for _ in range(11)
    ]
    assert [r.status_code for r in respostas] == [422] * 10 + [429]


@pytest.mark.parametrize(
    ("escrito", "frase"),
    [
        ("", "Escreva o número"),
        ("123", "15 algarismos"),
        ("abc", "só tem algarismos"),
        ("123456789012345", "Confira"),
    ],
)
def test_numero_errado_recebe_ajuda(client: Client, escrito: str, frase: str) -> None:
    resposta = client.post("/acompanhar/", {"protocolo": escrito})
    assert resposta.status_code == 422
    assert frase in _texto(resposta)
    assert "<title>Erro:" in resposta.content.decode()


def test_numero_bem_formado_que_nao_existe(client: Client) -> None:
    inventado = numero.gerar(numero.Processo.SOLICITACAO)
    assert client.post("/acompanhar/", {"protocolo": inventado}).status_code == 422
    assert client.get(f"/acompanhar/{inventado}/").status_code == 404
    assert client.get(f"/acompanhar/{inventado}/{chaves.chave_de(inventado)}/").status_code == 404


def test_sigilosa_so_diz_aberta_ou_encerrada_e_o_prazo(client: Client) -> None:
    qual = elenco.servico(slug="violencia", nome="Denúncia de violência", sigilosa=True)
    caso = elenco.solicitacao(servico=qual)
    resposta = client.get(f"/acompanhar/{caso.protocolo}/")
    texto = resposta.content.decode()
    assert "Em aberto" in texto
    for secreto in ("violência", "Violência", "Sé", "Pedido registrado"):
        assert secreto not in texto


def test_responder_ao_complemento_volta_o_relogio(dono: Client, caso: Solicitacao) -> None:
    servidor = elenco.autor(elenco.servidor(caso.unidade), caso.unidade)
    acoes.pedir_complemento(caso=caso, versao=1, por=servidor, pergunta="Em frente a que número?")
    pagina = _texto(dono.get(f"/acompanhar/{caso.protocolo}/"))
    assert all(dito in pagina for dito in ("Em frente a que número?", "Aguardando a sua resposta"))
    dados = {"texto": "No número 425.", "envio": str(uuid4()), "fotos": [foto("red"), foto("blue")]}
    resposta = dono.post(f"/acompanhar/{caso.protocolo}/mandar/", dados)
    assert resposta.status_code == 302
    caso.refresh_from_db()
    assert (caso.situacao, caso.parada_em, caso.anexos.count()) == (Situacao.EM_ANDAMENTO, None, 2)


def test_foto_recusada_nao_custa_o_texto_nem_a_outra_foto(dono: Client, caso: Solicitacao) -> None:
    falsa = SimpleUploadedFile("virus.jpg", b"<html>nao sou foto</html>", content_type="image/jpeg")
    envio = str(uuid4())
    url = f"/acompanhar/{caso.protocolo}/mandar/"
    resposta = dono.post(url, {"texto": "Segue a foto", "envio": envio, "fotos": [foto(), falsa]})
    assert resposta.status_code == 422
    pagina = resposta.content.decode()
    assert all(dito in pagina for dito in ("Segue a foto", "virus.jpg", "red.jpg"))
    assert caso.anexos.count() == 0
    assert dono.post(url, {"texto": "Segue a foto", "envio": envio}).status_code == 302
    assert caso.anexos.count() == 1


def test_o_que_se_mandou_depois_nao_se_mostra_no_que_se_pediu(dono: Client, caso: Solicitacao) -> None:
    url = f"/acompanhar/{caso.protocolo}/"
    dono.post(f"{url}mandar/", {"texto": "Cresceu", "envio": str(uuid4()), "fotos": [foto()]})
    pagina = BeautifulSoup(dono.get(url).content, "lxml")
    (lista,) = pagina.select(".sp-fotos")
    assert lista["aria-label"] == "O que você mandou depois"


def test_vencido_diz_o_que_fazer_primeiro_e_depois_da_reclamacao_que_a_ouvidoria_a_tem(
    dono: Client, caso: Solicitacao
) -> None:
    """A equipe se diz a quem pediu; quem só tem o número não sabe da reclamação."""
    url = f"/acompanhar/{caso.protocolo}/"
    assert caso.unidade.nome in _texto(dono.get(url))
    type(caso).objects.filter(pk=caso.pk).update(vence_em=timezone.now() - timedelta(days=3))
    vencido = BeautifulSoup(dono.get(url).content, "lxml")
    assert "O prazo deste pedido passou" in vencido.get_text()
    assert vencido.select_one(".sp-aviso--erro a[href*=reclamar]")
    assert vencido.select_one(".vencida")
    Vinculo.objects.create(
        de_protocolo="912345678901234", para_protocolo=caso.protocolo, tipo=Vinculo.SEGUNDA_INSTANCIA
    )
    depois = BeautifulSoup(dono.get(url).content, "lxml")
    assert "A Ouvidoria já está com a sua reclamação" in depois.get_text()
    assert not depois.select("a[href*='reclamar/']")
    assert "já está com a sua" not in Client().get(url).content.decode()


def test_de_servico_sigiloso_a_pagina_nao_diz_a_equipe(client: Client) -> None:
    sigilosa = elenco.servico("violencia", "Denúncia de violência", sigilosa=True)
    caso = elenco.solicitacao(servico=sigilosa)
    client.get(f"/acompanhar/{caso.protocolo}/{chaves.chave_de(caso.protocolo)}/")
    pagina = client.get(f"/acompanhar/{caso.protocolo}/").content.decode()
    assert caso.unidade.nome not in pagina
    assert "data-sair" in pagina


def test_quem_desiste_diz_por_que_le_que_foi_ele_e_pode_pedir_de_novo(
    dono: Client, caso: Solicitacao
) -> None:
    url = f"/acompanhar/{caso.protocolo}/"
    assert "Já foi resolvido" in _texto(dono.get(f"{url}cancelar/"))
    dono.post(f"{url}cancelar/", {"motivo": "Já foi resolvido"})
    pagina = dono.get(url)
    assert "Você desistiu do pedido. Motivo: Já foi resolvido." in _texto(pagina)
    assert "O munícipe desistiu" not in _texto(pagina)
    de_novo = f'href="/solicitar/{caso.servico.slug}/?de_novo={caso.protocolo}">Pedir de novo'
    assert de_novo in pagina.content.decode()
    assert BeautifulSoup(pagina.content, "lxml").title.get_text().startswith("Pedido ")  # type: ignore[union-attr]


def test_mandar_duas_vezes_a_mesma_mensagem_vale_uma(dono: Client, caso: Solicitacao) -> None:
    dados = {"texto": "O buraco cresceu.", "envio": str(uuid4())}
    for _ in range(2):
        assert dono.post(f"/acompanhar/{caso.protocolo}/mandar/", dados).status_code == 302
    assert caso.andamentos.filter(texto="O buraco cresceu.").count() == 1


def test_envio_de_outro_protocolo_nao_se_aproveita(dono: Client, caso: Solicitacao) -> None:
    outro = elenco.solicitacao()
    dono.get(f"/acompanhar/{outro.protocolo}/{chaves.chave_de(outro.protocolo)}/")
    envio = str(uuid4())
    dono.post(f"/acompanhar/{caso.protocolo}/mandar/", {"texto": "Primeira", "envio": envio})
    assert (
        dono.post(f"/acompanhar/{outro.protocolo}/mandar/", {"texto": "Segunda", "envio": envio}).status_code
        == 422
    )


def test_desistir_pede_confirmacao_e_encerra(dono: Client, caso: Solicitacao) -> None:
    assert "Não dá para voltar atrás" in _texto(dono.get(f"/acompanhar/{caso.protocolo}/cancelar/"))
    dono.post(f"/acompanhar/{caso.protocolo}/cancelar/")
    caso.refresh_from_db()
    assert caso.situacao == Situacao.CANCELADA
    ultimo = caso.andamentos.order_by("-ordem")[0]
    assert (ultimo.papel, ultimo.usuario) == (Papel.INTERESSADO, None)
    assert dono.post(f"/acompanhar/{caso.protocolo}/cancelar/").status_code == 409
    assert "já foi encerrado" in _texto(dono.get(f"/acompanhar/{caso.protocolo}/mandar/"))


@pytest.mark.parametrize("acao", ["mandar", "cancelar"])
def test_estranho_nao_age_e_o_que_nao_existe_da_404(client: Client, caso: Solicitacao, acao: str) -> None:
    assert client.post(f"/acompanhar/{caso.protocolo}/{acao}/", {"texto": "x"}).status_code == 403
    assert client.get(f"/acompanhar/100000000000000/{acao}/").status_code == 404
    caso.refresh_from_db()
    assert caso.situacao == Situacao.ABERTA


def test_metodos_errados(client: Client, caso: Solicitacao) -> None:
    assert client.get(f"/acompanhar/{caso.protocolo}/abrir/").status_code == 405
    assert client.post(f"/acompanhar/{caso.protocolo}/").status_code == 405
    assert client.delete("/acompanhar/").status_code == 405


def test_consultas_da_pagina_publica_nao_crescem(
    client: Client, caso: Solicitacao, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    servidor = elenco.autor(elenco.servidor(caso.unidade), caso.unidade)
    for _ in range(6):
        caso.refresh_from_db()
        acoes.assumir(caso=caso, versao=caso.versao, por=servidor)
    with django_assert_max_num_queries(6):
        client.get(f"/acompanhar/{caso.protocolo}/")
