"""O que a pessoa faz na sua manifestação: responder, desistir, autorizar, avaliar, pedir revisão."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from bs4 import BeautifulSoup
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoDbBlocker

from avisos.models import Notificacao
from contas.papeis import Papel
from ouvidoria import acoes
from ouvidoria.models import Manifestacao, Satisfacao
from ouvidoria.situacoes import Resposta, Situacao, Tipo, TipoDeManifestacao
from portal.mensagens import SO_FOTOS
from protocolo.models import Rascunho
from tests.bancos import desfeito
from tests.ouvidoria import elenco
from tests.ouvidoria.acompanhando import com_chave, pagina, texto
from tests.portal.test_acompanhar import foto
from tests.solicitacoes.elenco import solicitacao

pytestmark = pytest.mark.django_db

S = Situacao
T = TipoDeManifestacao
ATOS = ("mandar", "cancelar", "consentir", "avaliar", "revisar")


@pytest.fixture(autouse=True)
def limpo() -> None:
    cache.clear()


def concluida() -> Manifestacao:
    return elenco.na_situacao(S.CONCLUIDA)


def perguntada() -> Manifestacao:
    """Uma denúncia de quem se identificou, com a pergunta do consentimento em aberto."""
    caso = elenco.em_analise(T.DENUNCIA)
    return acoes.pedir_consentimento(
        caso=caso,
        versao=caso.versao,
        por=elenco.ogm(),
        a_quem="Corregedoria Geral",
        finalidade="Ouvir você como testemunha.",
    )


def ultimo(caso: Manifestacao) -> tuple[str, str, object]:
    passo = caso.andamentos.order_by("-ordem")[0]
    return passo.tipo, passo.papel, passo.usuario


# --- responder e mandar -------------------------------------------------------------


def test_responder_a_pergunta_volta_o_relogio_e_chama_a_ouvidoria() -> None:
    caso = elenco.na_situacao(S.AGUARDANDO_MUNICIPE)
    dono = com_chave(caso)
    assert all(dito in texto(dono.get(pagina(caso))) for dito in ("Em que dia foi?", "Aguardando a sua"))
    lido = texto(dono.get(pagina(caso, "mandar/")))
    assert all(dito in lido for dito in ("Responder à Ouvidoria", "Em que dia foi?"))
    dados = {"texto": "Foi na terça.", "envio": str(uuid4()), "fotos": [foto("red"), foto("blue")]}
    resposta = dono.post(pagina(caso, "mandar/"), dados, follow=True)
    assert "A Ouvidoria já pode vê-la" in texto(resposta)
    caso.refresh_from_db()
    assert (caso.situacao, caso.parada_em, caso.anexos.count()) == (S.EM_ANALISE, None, 2)
    assert ultimo(caso) == (Tipo.COMPLEMENTO_RESPONDIDO, Papel.INTERESSADO, None)
    assert Notificacao.objects.filter(texto__startswith="A pessoa respondeu").exists()


def test_a_mensagem_com_foto_recusada_nao_perde_nada() -> None:
    caso = elenco.registrada()
    falsa = SimpleUploadedFile("virus.jpg", b"<html>", content_type="image/jpeg")
    dados = {"texto": "Segue a prova", "envio": str(uuid4()), "fotos": [foto(), falsa]}
    resposta = com_chave(caso).post(pagina(caso, "mandar/"), dados)
    assert resposta.status_code == 422
    assert all(dito in resposta.content.decode() for dito in ("Segue a prova", "virus.jpg", "red.jpg"))
    assert caso.anexos.count() == 0


@pytest.mark.parametrize("criar", [elenco.registrada, solicitacao])
def test_a_foto_fica_com_o_texto_que_nao_serve_e_vale_sozinha(criar: Callable[[], Any]) -> None:
    """A foto não se perde pelo erro de outro campo, nem por um arquivo vazio ao lado dela."""
    caso = criar()
    dono, envio = com_chave(caso), str(uuid4())
    vazio = SimpleUploadedFile("vazio.jpg", b"", content_type="image/jpeg")
    longo = dono.post(
        pagina(caso, "mandar/"), {"texto": "x" * 3001, "envio": envio, "fotos": [foto(), vazio]}
    )
    assert longo.status_code == 422
    assert all(dito in texto(longo) for dito in ("Já recebemos: red.jpg", "vazio.jpg: "))
    so_foto = dono.post(pagina(caso, "mandar/"), {"texto": "", "envio": envio})
    assert so_foto.status_code == 302
    assert caso.anexos.count() == 1
    assert SO_FOTOS in texto(dono.get(pagina(caso)))


def test_a_mesma_mensagem_duas_vezes_vale_uma_e_o_rascunho_nao_guarda_texto() -> None:
    caso = elenco.registrada(T.DENUNCIA)
    dono, dados = com_chave(caso), {"texto": "Há mais um carro.", "envio": str(uuid4())}
    for _ in range(2):
        assert dono.post(pagina(caso, "mandar/"), dados).status_code == 302
    assert caso.andamentos.filter(texto="Há mais um carro.").count() == 1
    rascunho = Rascunho.objects.get(pk=dados["envio"])
    assert (rascunho.dados, rascunho.dono) == ({}, None)


def test_mensagem_em_branco_ou_grande_demais_da_422() -> None:
    caso = elenco.registrada()
    dono = com_chave(caso)
    for ruim in ("", "x" * 3001):
        resposta = dono.post(pagina(caso, "mandar/"), {"texto": ruim, "envio": str(uuid4())})
        assert resposta.status_code == 422
    assert caso.andamentos.count() == 1


def test_encerrada_nao_recebe_mais_nada() -> None:
    caso = concluida()
    dono = com_chave(caso)
    assert "já foi encerrada" in texto(dono.get(pagina(caso, "mandar/")))
    dono.post(pagina(caso, "mandar/"), {"texto": "Ainda", "envio": str(uuid4())})
    assert not caso.andamentos.filter(texto="Ainda").exists()


def test_mensagens_sem_fim_param_num_limite() -> None:
    caso = elenco.registrada()
    dono = com_chave(caso)
    codigos = {
        vez: dono.post(pagina(caso, "mandar/"), {"texto": f"n{vez}", "envio": str(uuid4())}).status_code
        for vez in range(31)
    }
    assert [vez for vez, codigo in codigos.items() if codigo == 422] == [30]


# --- desistir -----------------------------------------------------------------------


def test_desistir_pede_confirmacao_e_encerra() -> None:
    caso = elenco.encaminhada()[0]
    dono = com_chave(caso)
    assert "Não dá para voltar atrás" in texto(dono.get(pagina(caso, "cancelar/")))
    assert Manifestacao.objects.get(pk=caso.pk).aberta
    assert "foi cancelada" in texto(dono.post(pagina(caso, "cancelar/"), follow=True))
    caso.refresh_from_db()
    assert caso.situacao == S.CANCELADA
    assert ultimo(caso) == (Tipo.CANCELAMENTO, Papel.INTERESSADO, None)
    assert dono.post(pagina(caso, "cancelar/")).status_code == 409


@pytest.mark.parametrize(("tipo", "anonima"), [(T.DENUNCIA, False), (T.DENUNCIA, True), (T.RECLAMACAO, True)])
def test_denuncia_e_anonima_nao_se_cancelam(tipo: str, *, anonima: bool) -> None:
    caso = elenco.registrada(tipo, identificacao=elenco.anonima() if anonima else elenco.MARIA)
    dono = com_chave(caso)
    assert "Desistir" not in texto(dono.get(pagina(caso)))
    pedida = dono.get(pagina(caso, "cancelar/"))
    assert "não pode ser cancelada" in texto(pedida)
    assert "Sim, desistir" not in texto(pedida)
    assert dono.post(pagina(caso, "cancelar/")).status_code == 409
    caso.refresh_from_db()
    assert caso.situacao == S.REGISTRADA


# --- consentimento ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("resposta", "tipo", "dito"),
    [
        (
            "sim",
            Tipo.CONSENTIMENTO_DADO,
            "Você autorizou a Ouvidoria a dizer quem você é a: Corregedoria",
        ),
        ("nao", Tipo.CONSENTIMENTO_NEGADO, "Só a Ouvidoria pode saber quem você é"),
    ],
)
def test_responder_se_a_ouvidoria_pode_dizer_quem_e(resposta: str, tipo: str, dito: str) -> None:
    caso = perguntada()
    dono = com_chave(caso)
    assert "pergunta se pode dizer quem você é" in texto(dono.get(pagina(caso)))
    lido = texto(dono.get(pagina(caso, "consentir/")))
    for explicado in (
        "Corregedoria Geral",
        "Ouvir você como testemunha.",
        "continua sem ele",
        "nunca é usado contra você",
    ):
        assert explicado in lido
    depois = texto(dono.post(pagina(caso, "consentir/"), {"resposta": resposta}, follow=True))
    assert dito in depois
    assert caso.consentimentos.get().consentiu is (resposta == "sim")
    assert ultimo(caso) == (tipo, Papel.INTERESSADO, None)
    outra = dono.post(pagina(caso, "consentir/"), {"resposta": "sim"})
    assert (outra.status_code, caso.consentimentos.get().consentiu) == (409, resposta == "sim")


@pytest.mark.parametrize("resposta", ["", "talvez"])
def test_o_silencio_nao_autoriza(resposta: str) -> None:
    caso = perguntada()
    recebida = com_chave(caso).post(pagina(caso, "consentir/"), {"resposta": resposta})
    assert recebida.status_code == 422
    assert caso.consentimentos.get().respondido_em is None
    assert "checked" not in recebida.content.decode()


# --- avaliar ------------------------------------------------------------------------

BOA = {"nota": "4", "resolveu": "em_parte", "comentario": "Demorou."}


def test_avaliar_e_mudar_de_ideia() -> None:
    caso = concluida()
    dono = com_chave(caso)
    assert "Dizer se resolveu" in texto(dono.get(pagina(caso)))
    lido = texto(dono.post(pagina(caso, "avaliar/"), BOA, follow=True))
    assert "Você avaliou: bom (4 de 5)" in lido
    dono.post(pagina(caso, "avaliar/"), BOA | {"nota": "1"})
    assert Satisfacao.objects.get().nota == 1
    marcadas = BeautifulSoup(dono.get(pagina(caso, "avaliar/")).content, "lxml").select("[checked]")
    assert [marcada["value"] for marcada in marcadas] == ["em_parte", "1"]


@pytest.mark.parametrize(
    "ruim", [{}, {"nota": "6"}, {"nota": "x"}, {"resolveu": "talvez"}, {"comentario": "x" * 1001}]
)
def test_avaliacao_errada_da_422_e_guarda_o_resto(ruim: dict[str, str]) -> None:
    caso = concluida()
    resposta = com_chave(caso).post(pagina(caso, "avaliar/"), BOA | ruim if ruim else {"nada": "x"})
    assert resposta.status_code == 422
    assert not Satisfacao.objects.exists()
    assert not ruim or "comentario" in ruim or "Demorou." in resposta.content.decode()


def test_depois_da_revisao_a_resposta_nova_se_avalia_de_novo() -> None:
    caso = concluida()
    dono = com_chave(caso)
    dono.post(pagina(caso, "avaliar/"), BOA)
    dono.post(pagina(caso, "revisar/"), {"texto": "O buraco voltou a abrir."})
    caso.refresh_from_db()
    assert dono.get(pagina(caso, "avaliar/")).status_code == 409
    acoes.concluir(
        caso=caso, versao=caso.versao, por=elenco.ogm(), resposta=Resposta.PARCIAL, conclusao=elenco.FRASE
    )
    lido = texto(dono.get(pagina(caso)))
    assert "Dizer se resolveu" in lido
    assert "Você avaliou:" not in lido


# --- revisão ------------------------------------------------------------------------


def test_pedir_a_revisao_uma_vez_com_prazo_novo() -> None:
    caso = concluida()
    dono = com_chave(caso)
    lido = texto(dono.post(pagina(caso, "revisar/"), {"texto": "O buraco voltou a abrir."}, follow=True))
    assert all(dito in lido for dito in ("O buraco voltou a abrir.", "Você pediu a revisão em"))
    assert "Resposta da Ouvidoria: atendida" not in lido
    caso.refresh_from_db()
    assert (caso.situacao, ultimo(caso)[1]) == (S.EM_ANALISE, Papel.INTERESSADO)
    caso = acoes.concluir(
        caso=caso, versao=caso.versao, por=elenco.ogm(), resposta=Resposta.PARCIAL, conclusao=elenco.FRASE
    )
    assert "Peça a revisão" not in texto(dono.get(pagina(caso)))
    assert dono.post(pagina(caso, "revisar/"), {"texto": "De novo"}).status_code == 409


def test_revisao_fora_do_prazo_ou_sem_texto_nao_se_pede() -> None:
    caso = concluida()
    dono = com_chave(caso)
    assert dono.post(pagina(caso, "revisar/"), {"texto": "  "}).status_code == 422
    Manifestacao.objects.filter(pk=caso.pk).update(encerrada_em=timezone.now() - timedelta(days=40))
    assert "Peça a revisão" not in texto(dono.get(pagina(caso)))
    recusa = dono.post(pagina(caso, "revisar/"), {"texto": "O que escrevi com cuidado"})
    assert recusa.status_code == 409
    assert "O que escrevi com cuidado" in recusa.content.decode()


# --- mau uso ------------------------------------------------------------------------


@pytest.mark.parametrize("ato", ATOS)
def test_estranho_nao_age_nem_com_a_chave_de_outra(client: Client, ato: str) -> None:
    caso, minha = elenco.registrada(T.DENUNCIA), elenco.registrada()
    com_chave(minha, client)
    versao = caso.versao
    for metodo in (client.get, client.post):
        resposta = metodo(pagina(caso, f"{ato}/"))
        assert resposta.status_code == 403
        assert "Denúncia" not in texto(resposta)
    assert Manifestacao.objects.get(pk=caso.pk).versao == versao


@pytest.fixture(scope="module")
def prontas(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[dict[str, int]]:
    """Uma manifestação em cada situação, levada até lá uma vez; cada teste se desfaz sobre ela."""
    with django_db_blocker.unblock(), desfeito():
        yield {situacao: elenco.na_situacao(situacao).pk for situacao in S}


@pytest.mark.parametrize("ato", ATOS)
def test_atos_de_quem_nao_pode_nao_mudam_nada(ato: str, prontas: dict[str, int]) -> None:
    """Em toda situação, POST em branco e GET respondem sem erro nosso; só a desistência pode mudar algo."""
    for situacao in S:
        caso = Manifestacao.objects.get(pk=prontas[situacao])
        dono, versao = com_chave(caso), Manifestacao.objects.get(pk=caso.pk).versao
        assert dono.get(pagina(caso, f"{ato}/")).status_code in {200, 409}
        if ato != "cancelar":
            assert dono.post(pagina(caso, f"{ato}/")).status_code in {200, 409, 422}
        assert Manifestacao.objects.get(pk=caso.pk).versao == versao, situacao


@pytest.mark.parametrize("ato", ["consentir", "avaliar", "revisar"])
def test_as_paginas_da_manifestacao_nao_servem_a_um_pedido(client: Client, ato: str) -> None:
    pedido = solicitacao()
    assert client.get(f"/acompanhar/{pedido.protocolo}/{ato}/").status_code == 403
    com_chave(pedido, client)
    assert client.get(f"/acompanhar/{pedido.protocolo}/{ato}/").status_code == 404


@pytest.mark.parametrize("ato", ATOS)
def test_metodos_errados(client: Client, ato: str) -> None:
    caso = elenco.registrada()
    com_chave(caso, client)
    assert client.delete(pagina(caso, f"{ato}/")).status_code == 405


def test_sem_o_segredo_do_formulario_nada_se_envia() -> None:
    caso = perguntada()
    rigoroso = com_chave(caso, Client(enforce_csrf_checks=True))
    assert rigoroso.post(pagina(caso, "consentir/"), {"resposta": "sim"}).status_code == 403
    assert caso.consentimentos.get().respondido_em is None
