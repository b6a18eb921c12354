"""Os arquivos na mesa do SIC, o cumprimento de uma decisão e a resposta a quem decide."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from avisos.models import Aviso
from contas.autor import Autor
from contas.papeis import Papel
from esic import acoes
from esic.models import Anexo, Pedido
from esic.situacoes import Resultado, Situacao, Tipo
from protocolo.models import ArquivoDeRascunho
from tests.documentos import pdfs
from tests.esic import elenco
from tests.esic.mesas import botoes, entrar, escritos
from tests.ouvidoria.elenco import designar
from tests.ouvidoria.mesa import sopa, texto
from tests.solicitacoes import pedindo

pytestmark = pytest.mark.django_db
RESPOSTA = {"decisao": "concedido", "texto": elenco.FRASE}


@pytest.fixture
def simone(client: Client) -> Autor:
    return entrar(client, elenco.sic())


def _mandar(client: Client, caso: Pedido, ato: str, **dados: Any) -> Any:
    return client.post(f"/sic/{caso.protocolo}/{ato}/", {"versao": caso.versao, **dados})


def _pdf(nome: str = "planilha.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(nome, pdfs.simples().getvalue(), "application/pdf")


def _lido(resposta: Any) -> bytes:
    return b"".join(resposta)


# --- responder com arquivos ---------------------------------------------------------------------


@pytest.mark.usefixtures("simone")
def test_os_arquivos_vao_com_a_resposta_e_sobrevivem_ao_erro_e_a_previa(client: Client) -> None:
    caso, envio = elenco.em_tramitacao(), str(uuid4())
    com_erro = _mandar(client, caso, "responder", envio=envio, fotos=[pedindo.foto(), _pdf()])
    assert com_erro.status_code == 422
    assert "2 arquivos recebidos" in texto(com_erro)
    assert escritos(com_erro, "envio") == [envio]
    previa = _mandar(client, caso, "responder", **RESPOSTA, envio=envio)
    assert "Arquivos que vão junto" in texto(previa)
    assert "planilha.pdf" in texto(previa)
    assert _mandar(client, caso, "responder", **RESPOSTA, envio=envio, confirmar="sim").status_code == 302
    feito = Pedido.objects.get(pk=caso.pk)
    assert {anexo.papel for anexo in feito.anexos.all()} == {Papel.SIC}
    assert {anexo.ordem for anexo in feito.anexos.all()} == {feito.andamentos.get(tipo=Tipo.RESPOSTA).ordem}
    assert not ArquivoDeRascunho.objects.exists()
    pagina = client.get(f"/sic/{caso.protocolo}/")
    assert "Arquivos da resposta" in texto(pagina)
    links = [str(a["href"]) for a in sopa(pagina).select(".sp-fotos a[download]")]
    assert len(links) == 2
    for link in links:
        arquivo = client.get(link)
        assert _lido(arquivo)
        assert arquivo.status_code == 200
        assert "private, no-store" in arquivo["Cache-Control"]


@pytest.mark.usefixtures("simone")
def test_arquivo_que_nao_serve_e_recusado_com_a_razao_e_o_texto_fica(client: Client) -> None:
    caso = elenco.em_tramitacao()
    ruim = SimpleUploadedFile("tabela.xlsx", b"PK nada", "application/zip")
    dados = {**RESPOSTA, "envio": str(uuid4()), "fotos": [ruim, _pdf()], "confirmar": "sim"}
    recusado = _mandar(client, caso, "responder", **dados)
    assert recusado.status_code == 422
    resumo = sopa(recusado).select_one(".govuk-error-summary")
    assert resumo
    assert "tabela.xlsx" in resumo.get_text()
    assert "1 arquivo recebido" in texto(recusado)
    assert escritos(recusado, "texto") == [elenco.FRASE]
    assert Pedido.objects.get(pk=caso.pk).situacao == Situacao.EM_TRAMITACAO


@pytest.mark.usefixtures("simone")
def test_remover_um_arquivo_nao_confere_o_resto(client: Client) -> None:
    caso, envio = elenco.em_tramitacao(), str(uuid4())
    _mandar(client, caso, "responder", envio=envio, fotos=_pdf())
    guardado = ArquivoDeRascunho.objects.get()
    sem = _mandar(client, caso, "responder", envio=envio, texto="Ainda", remover_foto=guardado.pk)
    assert (sem.status_code, escritos(sem, "texto")) == (200, ["Ainda"])
    assert not ArquivoDeRascunho.objects.exists()


@pytest.mark.usefixtures("simone")
def test_o_conflito_guarda_os_arquivos(client: Client) -> None:
    caso, envio = elenco.em_tramitacao(), str(uuid4())
    acoes.prorrogar(caso=caso, versao=caso.versao, por=elenco.sic(), motivo=elenco.FRASE)
    colisao = _mandar(client, caso, "responder", **RESPOSTA, envio=envio, fotos=_pdf(), confirmar="sim")
    assert colisao.status_code == 409
    assert "1 arquivo recebido" in texto(colisao)
    elenco.respondido(caso=Pedido.objects.get(pk=caso.pk))
    impossivel = _mandar(client, caso, "responder", **{**RESPOSTA, "decisao": "negado"}, envio=envio)
    assert impossivel.status_code == 409
    assert escritos(impossivel, "decisao") == ["Acesso negado"]
    assert "1 arquivo recebido" in texto(impossivel)


def test_o_arquivo_que_espera_so_o_ve_quem_mandou(client: Client, simone: Autor) -> None:
    caso, envio = elenco.em_tramitacao(), str(uuid4())
    _mandar(client, caso, "responder", envio=envio, fotos=pedindo.foto())
    onde = f"/sic/{caso.protocolo}/fotos/{envio}/{ArquivoDeRascunho.objects.get().pk}/"
    vista = client.get(onde)
    assert vista.status_code == 200
    _lido(vista)
    alheio = elenco.em_tramitacao()
    assert client.get(onde.replace(caso.protocolo, alheio.protocolo)).status_code == 404
    entrar(client, elenco.sic())
    assert client.get(onde).status_code == 404
    assert client.get(onde.replace(envio, str(uuid4()))).status_code == 404
    entrar(client, elenco.sic("SMT"))
    assert client.get(onde).status_code == 403
    assert simone.usuario


# --- ver os do pedido ---------------------------------------------------------------------------


def test_o_arquivo_do_pedido_so_a_quem_pode_abrir_o_pedido(client: Client) -> None:
    caso = elenco.com_anexo(elenco.em_tramitacao(), nome="mapa-do-bairro.pdf")
    anexo = caso.anexos.get()
    onde = f"/sic/{caso.protocolo}/anexos/{anexo.pk}/grande/"
    for quem in (elenco.sic(), elenco.ogm()):
        entrar(client, quem)
        assert "mapa-do-bairro.pdf" in texto(client.get(f"/sic/{caso.protocolo}/"))
        assert _lido(client.get(onde)) == b"arquivo"
        assert client.get(f"/sic/{caso.protocolo}/anexos/{anexo.pk}/enorme/").status_code == 404
    outro = elenco.com_anexo(elenco.em_tramitacao()).anexos.get()
    assert client.get(f"/sic/{caso.protocolo}/anexos/{outro.pk}/grande/").status_code == 404
    for papel, sigla in ((Papel.SIC, "SMT"), (Papel.INTERLOCUTOR, "SMSUB"), (Papel.AUTORIDADE, "SMSUB")):
        client.force_login(designar(papel, sigla, nome=f"De fora {papel}"))
        assert client.get(onde).status_code == 403
    client.logout()
    assert client.get(onde).status_code == 302


@pytest.mark.usefixtures("simone")
def test_a_copia_que_se_publica_nao_se_mistura_com_os_originais(client: Client) -> None:
    caso = elenco.com_anexo(elenco.em_tramitacao(), nome="original.pdf")
    original = caso.anexos.get()
    Anexo.objects.create(
        caso=caso,
        ordem=1,
        arquivo=original.arquivo.name,
        nome="copia.pdf",
        sha256="f" * 64,
        papel=Papel.OUVIDORIA,
        limpo_de=original,
    )
    pagina = texto(client.get(f"/sic/{caso.protocolo}/"))
    assert "original.pdf" in pagina
    assert "copia.pdf" not in pagina


# --- a negativa diz o direito -------------------------------------------------------------------


@pytest.mark.usefixtures("simone")
def test_antes_de_confirmar_a_negativa_diz_o_direito_o_prazo_e_a_autoridade(client: Client) -> None:
    caso = elenco.em_tramitacao()
    for pagina in (
        client.get(f"/sic/{caso.protocolo}/responder/"),
        _mandar(
            client,
            caso,
            "responder",
            decisao="negado",
            fundamento="pessoal",
            base_legal="LAI, art. 31",
            texto=elenco.FRASE,
        ),
    ):
        dito = texto(pagina)
        assert "Você pode recorrer até" in dito
        assert "Quem decide é quem dirige o órgão (1ª instância)" in dito


# --- cumprir a decisão --------------------------------------------------------------------------


@pytest.mark.usefixtures("simone")
def test_a_decisao_por_cumprir_esta_na_lista_na_pagina_e_se_cumpre_com_arquivos(client: Client) -> None:
    elenco.respondido()
    caso = elenco.decidido(Resultado.DEFERIDO)
    recurso = caso.recursos.get()
    assert recurso.cumprir_ate
    ate = f"{timezone.localtime(recurso.cumprir_ate):%d/%m/%Y}"
    lista = client.get("/sic/?situacao=cumprir")
    linhas = sopa(lista).select("tbody tr")
    assert len(linhas) == 1
    assert ate in linhas[0].get_text()
    assert "1 por cumprir" in texto(lista)
    pagina = client.get(f"/sic/{caso.protocolo}/")
    assert "Há uma decisão por cumprir" in texto(pagina)
    assert ate in texto(pagina)
    assert botoes(pagina) == ["Cumprir a decisão", "Assumir", "Dar a um colega"]
    assert ate in texto(client.get(f"/sic/{caso.protocolo}/cumprir/"))
    envio = str(uuid4())
    assert _mandar(client, caso, "cumprir", envio=envio, fotos=_pdf()).status_code == 422
    dados = {"texto": elenco.FRASE, "envio": envio, "confirmar": "sim"}
    assert _mandar(client, caso, "cumprir", **dados).status_code == 302
    recurso.refresh_from_db()
    assert recurso.cumprido_em
    assert Pedido.objects.get(pk=caso.pk).anexos.get().nome == "planilha.pdf"
    assert "O que o órgão entregou ao cumprir" in texto(client.get(f"/sic/{caso.protocolo}/"))
    assert "Nenhum pedido com estes filtros" in texto(client.get("/sic/?situacao=cumprir"))
    de_novo = _mandar(client, Pedido.objects.get(pk=caso.pk), "cumprir", **dados)
    assert de_novo.status_code == 409
    assert "Não há decisão por cumprir" in texto(de_novo)
    assert "pode recorrer até" in Aviso.objects.latest("pk").corpo


def test_a_ouvidoria_ve_mas_nao_cumpre_nem_esclarece(client: Client) -> None:
    deferido, perguntado = elenco.decidido(Resultado.DEFERIDO), elenco.perguntado()
    entrar(client, elenco.ogm())
    assert "O SIC do órgão tem de cumprir a decisão" in texto(client.get(f"/sic/{deferido.protocolo}/"))
    for caso, ato in ((deferido, "cumprir"), (perguntado, "esclarecer")):
        recusado = _mandar(client, caso, ato, texto=elenco.FRASE, confirmar="sim")
        assert recusado.status_code == 409
        assert "Só o SIC do órgão faz isto." in texto(recusado)
        assert escritos(recusado, "texto") == [elenco.FRASE]


# --- esclarecer a quem decide -------------------------------------------------------------------


@pytest.mark.usefixtures("simone")
def test_quem_decide_perguntou_e_o_sic_responde_na_sua_mesa(client: Client) -> None:
    caso = elenco.perguntado()
    lista = client.get("/sic/?situacao=perguntados")
    assert [th.get_text(strip=True) for th in sopa(lista).select("tbody th .sp-numero")] == [
        caso.protocolo_escrito
    ]
    assert "1 pergunta de quem decide" in texto(lista)
    pagina = client.get(f"/sic/{caso.protocolo}/")
    assert "Quem decide perguntou" in texto(pagina)
    assert botoes(pagina) == ["Esclarecer a quem decide", "Assumir", "Dar a um colega"]
    avisos = Aviso.objects.count()
    curto = _mandar(client, caso, "esclarecer", texto="ok")
    assert (curto.status_code, escritos(curto, "texto")) == (422, ["ok"])
    assert _mandar(client, caso, "esclarecer", texto=elenco.FRASE).status_code == 302
    assert Aviso.objects.count() == avisos
    assert botoes(client.get(f"/sic/{caso.protocolo}/")) == ["Assumir", "Dar a um colega"]
