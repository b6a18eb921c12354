"""A pergunta que se responde com um arquivo: guardado como os outros, na caixa com rótulo e nome."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django import Settings

from guia import perguntas
from guia.consultas import achar
from guia.models import Servico
from solicitacoes.models import Solicitacao
from tests.documentos.pdfs import simples
from tests.solicitacoes import elenco
from tests.solicitacoes.pedindo import MARIA, Pedinte, erros, foto, sopa, territorio, valor

pytestmark = pytest.mark.django_db
FACHADA = {"chave": "fachada", "rotulo": "Foto da fachada", "tipo": "arquivo", "obrigatoria": True}
PLANTA = {**FACHADA, "chave": "planta", "rotulo": "Foto da planta", "obrigatoria": False}
PROJETO = {**PLANTA, "chave": "projeto", "rotulo": "Projeto assinado", "tipo": "documento"}
TEXTO = {"descricao": "A placa caiu."}
FALSA = SimpleUploadedFile("nota.jpg", b"%PDF-1.7 isto nao e foto", "image/jpeg")


@pytest.fixture
def quem(client: Client) -> Pedinte:
    territorio(perguntas=[FACHADA, PLANTA, PROJETO])
    pedinte = Pedinte(client)
    pedinte.ate("detalhes")
    return pedinte


def respostas(quem: Pedinte) -> dict[str, str]:
    achadas: dict[str, str] = quem.rascunho.dados.get("detalhes", {}).get("respostas", {})
    return {chave: resposta for chave, resposta in achadas.items() if resposta}


def test_a_foto_responde_e_chega_a_caixa_com_rotulo_e_nome(quem: Pedinte) -> None:
    resposta = quem.mandar("detalhes/", {**TEXTO, "r_fachada": foto("loja.jpg")})
    assert resposta["Location"] == quem.endereco("conferir/")
    assert respostas(quem) == {"fachada": "loja.jpg"}
    quem.mandar("identificacao/", MARIA)
    assert "loja.jpg" in sopa(quem.ver("conferir/")).get_text()
    quem.mandar("conferir/")
    caso = Solicitacao.objects.get()
    assert caso.respostas == [{"chave": "fachada", "rotulo": "Foto da fachada", "valor": "loja.jpg"}]
    assert [anexo.nome for anexo in caso.anexos.all()] == ["loja.jpg"]


def test_sem_a_foto_obrigatoria_o_passo_nao_anda(quem: Pedinte) -> None:
    resposta = quem.mandar("detalhes/", TEXTO)
    assert resposta.status_code == 422
    assert erros(resposta) == ["Responda: Foto da fachada"]
    assert valor(resposta, "descricao") == TEXTO["descricao"]
    assert quem.ver("conferir/")["Location"] == quem.endereco("detalhes/")


def test_a_foto_ja_guardada_basta(quem: Pedinte) -> None:
    quem.mandar("detalhes/", {"descricao": "a" * 2001, "r_fachada": foto("loja.jpg")})
    assert respostas(quem) == {"fachada": "loja.jpg"}, "o erro na descrição não custa a foto"
    assert "Já recebemos “loja.jpg”" in sopa(quem.ver("detalhes/")).get_text()
    assert quem.mandar("detalhes/", TEXTO)["Location"] == quem.endereco("conferir/")
    assert respostas(quem) == {"fachada": "loja.jpg"}


def test_guardar_e_escolher_mais_nao_cobra_o_resto(quem: Pedinte) -> None:
    resposta = quem.mandar("detalhes/", {"descricao": "", "r_fachada": foto(), "adicionar": "sim"})
    assert resposta.status_code == 303
    assert respostas(quem) == {"fachada": "buraco.jpg"}


def test_arquivo_ruim_e_recusado_no_seu_campo_sem_perder_o_resto(quem: Pedinte) -> None:
    resposta = quem.mandar("detalhes/", {**TEXTO, "r_fachada": FALSA, "r_planta": foto("planta.jpg")})
    assert resposta.status_code == 422
    assert len(erros(resposta)) == 1
    assert erros(resposta)[0].startswith("nota.jpg: O arquivo é um PDF.")
    assert sopa(resposta).select_one("#id_r_fachada_error")
    assert valor(resposta, "descricao") == TEXTO["descricao"]
    assert respostas(quem) == {"planta": "planta.jpg"}
    assert quem.ver("conferir/")["Location"] == quem.endereco("detalhes/"), "a recusada não responde"


def test_remover_a_foto_tira_a_resposta(quem: Pedinte, settings: Settings) -> None:
    quem.mandar("detalhes/", {**TEXTO, "r_fachada": foto("loja.jpg")})
    guardada = quem.rascunho.arquivos.get()
    quem.mandar("detalhes/", {**TEXTO, "remover_foto": str(guardada.pk)})
    assert respostas(quem) == {}
    assert not list(Path(settings.MEDIA_ROOT).rglob("*.jpg"))
    assert quem.ver("conferir/")["Location"] == quem.endereco("detalhes/")


def test_a_foto_nova_toma_o_lugar_da_anterior(quem: Pedinte) -> None:
    quem.mandar("detalhes/", {**TEXTO, "r_fachada": foto("velha.jpg", "red")})
    quem.mandar("detalhes/", {**TEXTO, "r_fachada": foto("nova.jpg", "blue")})
    assert respostas(quem) == {"fachada": "nova.jpg"}
    assert [f.nome for f in quem.rascunho.arquivos.all()] == ["nova.jpg"]


def test_a_mesma_foto_responde_a_duas_perguntas(quem: Pedinte) -> None:
    quem.mandar("detalhes/", {**TEXTO, "r_fachada": foto("a.jpg"), "r_planta": foto("b.jpg")})
    assert respostas(quem) == {"fachada": "a.jpg", "planta": "a.jpg"}
    quem.mandar("detalhes/", {**TEXTO, "r_planta": foto("c.jpg", "blue")})
    assert respostas(quem) == {"fachada": "a.jpg", "planta": "c.jpg"}, "a fachada não perde a sua"


def test_as_das_perguntas_contam_no_maximo_de_fotos(quem: Pedinte) -> None:
    cinco = [foto(f"{cor}.jpg", cor) for cor in ("red", "blue", "green", "black", "white")]
    quem.mandar("detalhes/", {"fotos": cinco, "adicionar": "sim"})
    resposta = quem.mandar("detalhes/", {**TEXTO, "r_fachada": foto("loja.jpg", "pink")})
    assert resposta.status_code == 422
    assert "Você já enviou 5 fotos" in erros(resposta)[0]


def test_o_pdf_so_se_baixa_nas_paginas_de_todos(quem: Pedinte) -> None:
    projeto = SimpleUploadedFile("projeto.pdf", simples().getvalue(), "application/pdf")
    resposta = quem.mandar("detalhes/", {**TEXTO, "r_fachada": foto("loja.jpg"), "r_projeto": projeto})
    assert resposta["Location"] == quem.endereco("conferir/")
    assert respostas(quem) == {"fachada": "loja.jpg", "projeto": "projeto.pdf"}
    quem.mandar("identificacao/", MARIA)
    assert "1 foto e 1 PDF" in sopa(quem.ver("conferir/")).get_text()
    quem.mandar("conferir/")
    caso, servidor = Solicitacao.objects.get(), Client()
    servidor.force_login(elenco.servidor(caso.unidade))
    onde = f"/caixa/{caso.unidade.sigla}/{caso.protocolo}/"
    for pagina in (quem.client.get(f"/acompanhar/{caso.protocolo}/"), servidor.get(onde)):
        fotos = sopa(pagina).select(".sp-fotos__foto")
        assert [bool(foto.img) for foto in fotos] == [True, False]
        baixado = servidor.get(str(fotos[1].select("a[download]")[0]["href"]))
        assert b"".join(baixado).startswith(b"%PDF")
        assert baixado["Content-Disposition"] == 'attachment; filename="projeto.pdf"'
    assert caso.anexos.filter(miniatura="").count() == 1


def test_so_o_pdf_nao_faz_um_pedido_com_foto(quem: Pedinte) -> None:
    Servico.objects.get(slug="tapa-buraco").versoes.update(perguntas=[PROJETO])
    projeto = SimpleUploadedFile("projeto.pdf", simples().getvalue(), "application/pdf")
    quem.mandar("detalhes/", {**TEXTO, "r_projeto": projeto})
    quem.mandar("identificacao/", MARIA)
    quem.mandar("conferir/")
    assert not Solicitacao.objects.get().com_foto


def test_a_recusa_diz_que_ali_cabe_pdf(quem: Pedinte) -> None:
    texto = SimpleUploadedFile("projeto.docx", b"PK\x03\x04 um texto", "application/msword")
    resposta = quem.mandar("detalhes/", {**TEXTO, "r_fachada": foto("loja.jpg"), "r_projeto": texto})
    assert "Envie um PDF, ou uma foto em" in erros(resposta)[0]
    assert respostas(quem) == {"fachada": "loja.jpg"}


def test_texto_no_lugar_do_arquivo_nao_responde(quem: Pedinte) -> None:
    resposta = quem.mandar("detalhes/", {**TEXTO, "r_fachada": "loja.jpg"})
    assert erros(resposta) == ["Responda: Foto da fachada"]


def test_a_pagina_diz_de_que_pergunta_e_cada_foto(quem: Pedinte) -> None:
    quem.mandar("detalhes/", {**TEXTO, "r_fachada": foto("loja.jpg"), "fotos": [foto("rua.jpg", "blue")]})
    nomes = [nome.get_text() for nome in sopa(quem.ver("detalhes/")).select(".sp-fotos__nome")]
    assert nomes == ["loja.jpg (Foto da fachada)", "rua.jpg"]


def test_os_dados_do_guia_aceitam_a_pergunta_de_arquivo() -> None:
    assert perguntas.erros([FACHADA]) == []
    assert perguntas.erros([{**FACHADA, "opcoes": [{"valor": "a", "rotulo": "A"}] * 2}]) != []


def test_a_pergunta_aparece_antes_de_comecar(quem: Pedinte) -> None:
    assert achar("tapa-buraco") is not None
    assert "Foto da fachada" in sopa(Client().get("/solicitar/tapa-buraco/")).get_text()
