"""A prova do que se fez, conforme o serviço pede: foto, data e ordem, sem perder nada no caminho."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO
from typing import Any
from uuid import uuid4

import pytest
from bs4 import BeautifulSoup
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from PIL import Image

from contas.models import Usuario
from protocolo.erros import TransicaoProibida
from protocolo.models import Rascunho
from roteamento.models import Unidade
from solicitacoes import acoes
from solicitacoes.models import Solicitacao
from solicitacoes.situacoes import Situacao
from tests.solicitacoes import elenco

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("caixa_do_arquivo")]

CAIXA = "/caixa/SMPR-CPO-STM-Sé/"
TUDO = ["foto", "data", "ordem"]


def foto(cor: str = "green", nome: str = "depois.png") -> SimpleUploadedFile:
    saida = BytesIO()
    Image.new("RGB", (40, 30), cor).save(saida, "PNG")
    return SimpleUploadedFile(nome, saida.getvalue(), "image/png")


@pytest.fixture
def caixa() -> Unidade:
    return elenco.unidade()


@pytest.fixture
def servidor(caixa: Unidade, client: Client) -> Usuario:
    quem = elenco.servidor(caixa)
    client.force_login(quem)
    return quem


@pytest.fixture
def caso(caixa: Unidade) -> Solicitacao:
    return elenco.solicitacao(caixa, servico=elenco.servico("poda", "Poda de árvore", prova=TUDO))


def _enviar(client: Client, caso: Solicitacao, envio: object, **dados: Any) -> Any:
    padrao = {"versao": "1", "envio": str(envio), "desfecho": "realizado", "resposta": elenco.FRASE}
    return client.post(f"{CAIXA}{caso.protocolo}/finalizar/", {**padrao, **dados})


def _sopa(resposta: Any) -> BeautifulSoup:
    return BeautifulSoup(resposta.content, "lxml")


def _imagem(client: Client, endereco: str) -> bytes:
    resposta = client.get(endereco)
    assert resposta.status_code == 200
    assert resposta["Content-Type"] == "image/jpeg"
    return b"".join(resposta)  # lê até o fim, para o arquivo se fechar


def _texto(resposta: Any) -> str:
    return " ".join(_sopa(resposta).get_text(" ").split())


def test_o_que_o_servico_nao_pede_e_opcional(client: Client, caixa: Unidade, servidor: Usuario) -> None:
    comum = elenco.solicitacao(caixa)
    pagina = _texto(client.get(f"{CAIXA}{comum.protocolo}/finalizar/"))
    assert pagina.count("(opcional)") == 3
    assert _enviar(client, comum, uuid4(), confirmar="sim").status_code == 302


def test_o_que_o_servico_pede_falta_com_422_e_o_texto_fica(
    client: Client, servidor: Usuario, caso: Solicitacao
) -> None:
    pagina = client.get(f"{CAIXA}{caso.protocolo}/finalizar/")
    assert "(opcional)" not in _texto(pagina)
    resposta = _enviar(client, caso, uuid4(), ver="sim")
    assert resposta.status_code == 422
    texto = _texto(resposta)
    for falta in ("pede uma foto", "pede o dia em que foi feito", "pede o número da ordem"):
        assert falta in texto
    assert elenco.FRASE in texto


@pytest.mark.parametrize(
    "desfecho", ["nao_encontrado", "fora_da_competencia", "improcedente", "ja_resolvido"]
)
def test_so_o_realizado_pede_prova(
    client: Client, servidor: Usuario, caso: Solicitacao, desfecho: str
) -> None:
    assert _enviar(client, caso, uuid4(), desfecho=desfecho, confirmar="sim").status_code == 302


def test_nao_encontrado_com_data_nao_fica_com_data_de_execucao(
    client: Client, servidor: Usuario, caso: Solicitacao
) -> None:
    hoje = f"{timezone.localdate()}"
    _enviar(client, caso, uuid4(), desfecho="nao_encontrado", executada_em=hoje, confirmar="sim")
    caso.refresh_from_db()
    assert (caso.situacao, caso.executada_em) == (Situacao.FINALIZADA, None)


def test_as_fotos_passam_pelo_erro_pela_previa_e_pela_confirmacao(
    client: Client, servidor: Usuario, caso: Solicitacao
) -> None:
    envio, hoje = uuid4(), timezone.localdate()
    com_erro = _enviar(
        client, caso, envio, resposta="ok", fotos=[foto(), foto("blue", "outra.png")], ver="sim"
    )
    assert com_erro.status_code == 422
    assert "2 fotos recebidas" in _texto(com_erro)
    rascunho = Rascunho.objects.get(pk=envio)
    assert (rascunho.tipo, rascunho.assunto, rascunho.dono) == ("prova", caso.protocolo, servidor)
    miniatura = _sopa(com_erro).select_one(".sp-provas img")["src"]  # type: ignore[index]
    assert _imagem(client, str(miniatura))
    provas = {"executada_em": f"{hoje}", "ordem_de_servico": "OS-77"}
    previa = _enviar(client, caso, envio, **provas, ver="sim")
    assert previa.status_code == 200
    for dito in ("2 fotos recebidas", f"Feito em {hoje:%d/%m/%Y}.", "Ordem de serviço OS-77."):
        assert dito in _texto(previa)
    campos = {str(c["name"]): str(c.get("value", "")) for c in _sopa(previa).select("main form input")}
    assert (
        client.post(f"{CAIXA}{caso.protocolo}/finalizar/", {**campos, "confirmar": "sim"}).status_code == 302
    )
    caso.refresh_from_db()
    assert (caso.executada_em, caso.ordem_de_servico, caso.com_foto) == (hoje, "OS-77", True)
    assert set(caso.anexos.values_list("nome", "ordem")) == {("depois.png", 2), ("outra.png", 2)}


def test_foto_recusada_diz_por_que_e_nao_perde_as_outras(
    client: Client, servidor: Usuario, caso: Solicitacao
) -> None:
    envio = uuid4()
    pdf = SimpleUploadedFile("laudo.jpg", b"%PDF-1.7 nada", "image/jpeg")
    resposta = _enviar(client, caso, envio, fotos=[foto(), pdf], ver="sim")
    assert resposta.status_code == 422
    assert "laudo.jpg: O arquivo é um PDF." in _texto(resposta)
    assert "1 foto recebida" in _texto(resposta)
    assert elenco.FRASE in _texto(resposta)


def test_tirar_uma_foto_nao_cobra_o_resto(client: Client, servidor: Usuario, caso: Solicitacao) -> None:
    envio = uuid4()
    _enviar(client, caso, envio, resposta="", fotos=[foto(), foto("blue", "outra.png")], ver="sim")
    tirada = Rascunho.objects.get(pk=envio).arquivos.first()
    assert tirada
    resposta = _enviar(client, caso, envio, desfecho="", remover_foto=str(tirada.pk))
    assert resposta.status_code == 200
    assert "1 foto recebida" in _texto(resposta)
    assert "Escolha o que aconteceu." not in _texto(resposta)


@pytest.mark.parametrize(
    ("dia", "conselho"),
    [
        (timedelta(days=1), "ainda não chegou"),
        (timedelta(days=-300), "anterior ao pedido"),
    ],
)
def test_dia_impossivel(
    client: Client, servidor: Usuario, caso: Solicitacao, dia: timedelta, conselho: str
) -> None:
    resposta = _enviar(client, caso, uuid4(), executada_em=f"{timezone.localdate() + dia}", ver="sim")
    assert resposta.status_code == 422
    assert conselho in _texto(resposta)


def test_conflito_guarda_o_texto_e_as_fotos(
    client: Client, caixa: Unidade, servidor: Usuario, caso: Solicitacao
) -> None:
    celia = elenco.servidor(caixa, nome="Célia Costa")
    acoes.assumir(caso=caso, versao=1, por=elenco.autor(celia, caixa))
    envio = uuid4()
    resposta = _enviar(client, caso, envio, fotos=[foto()], ordem_de_servico="OS-1", ver="sim")
    assert resposta.status_code == 409
    texto = _texto(resposta)
    for dito in ("Célia Costa", "1 foto recebida", elenco.FRASE):
        assert dito in texto
    assert _sopa(resposta).select("input[name=ordem_de_servico][value='OS-1']")
    hoje = f"{timezone.localdate()}"
    de_novo = _enviar(
        client, caso, envio, versao="2", executada_em=hoje, ordem_de_servico="OS-1", confirmar="sim"
    )
    assert de_novo.status_code == 302
    assert caso.anexos.count() == 1


def test_a_foto_que_espera_so_a_ve_quem_mandou(
    client: Client, caixa: Unidade, servidor: Usuario, caso: Solicitacao
) -> None:
    envio = uuid4()
    _enviar(client, caso, envio, fotos=[foto()], ver="sim")
    arquivo = Rascunho.objects.get(pk=envio).arquivos.get()
    endereco = f"{CAIXA}prova/{envio}/{arquivo.pk}/"
    assert _imagem(client, endereco)
    client.force_login(elenco.servidor(caixa, nome="Célia Costa"))
    assert client.get(endereco).status_code == 404
    assert _enviar(client, caso, envio, fotos=[foto("red")], ver="sim").status_code == 409
    sem_fotos = _enviar(client, caso, envio, ver="sim")
    assert "recebida" not in _texto(sem_fotos)


def test_no_lote_a_mesma_foto_vai_a_todos_e_o_recusado_nao_a_perde(
    client: Client, caixa: Unidade, servidor: Usuario
) -> None:
    poda = elenco.servico("poda", "Poda de árvore", prova=["foto"])
    casos = [elenco.solicitacao(caixa, servico=poda) for _ in range(3)]
    envio, lote = str(uuid4()), f"{CAIXA}lote/"
    marcados = {
        "ato": "finalizar",
        "envio": envio,
        "p": [f"{caso.protocolo}.1" for caso in casos],
        "desfecho": "realizado",
        "resposta": elenco.FRASE,
    }
    assert "pede uma foto" in _texto(client.post(lote, {**marcados, "ver": "sim"}))
    assert "1 foto recebida" in _texto(client.post(lote, {**marcados, "fotos": [foto()], "ver": "sim"}))
    acoes.assumir(caso=casos[0], versao=1, por=elenco.autor(elenco.pessoa("Célia"), caixa))
    feito = client.post(lote, {**marcados, "confirmar": "sim"}, follow=True)
    assert "2 pedidos feitos, 1 pedido recusado" in _texto(feito)
    assert [caso.anexos.count() for caso in casos] == [0, 1, 1]
    assert _imagem(client, f"/solicitar/anexo/{casos[2].anexos.get().pk}/grande/")
    formulario = _sopa(feito).select_one("main form")
    assert formulario
    de_novo = client.post(lote, {str(c["name"]): str(c["value"]) for c in formulario.select("input")})
    assert "1 foto recebida" in _texto(de_novo)
    campos = {str(c["name"]): str(c.get("value", "")) for c in _sopa(de_novo).select("input[type=hidden]")}
    campos |= {"p": f"{casos[0].protocolo}.2", "desfecho": "realizado", "resposta": elenco.FRASE}
    client.post(lote, {**campos, "confirmar": "sim"})
    assert casos[0].anexos.count() == 1
    assert _imagem(client, f"/solicitar/anexo/{casos[0].anexos.get().pk}/pequena/")


def test_no_lote_a_prova_que_falta_a_um_so_e_dita_antes_de_confirmar(
    client: Client, caixa: Unidade, servidor: Usuario
) -> None:
    poda = elenco.solicitacao(caixa, servico=elenco.servico("poda", "Poda de árvore", prova=["data"]))
    outro = elenco.solicitacao(caixa)
    marcados = {
        "ato": "finalizar",
        "p": [f"{poda.protocolo}.1", f"{outro.protocolo}.1"],
        "desfecho": "realizado",
        "resposta": elenco.FRASE,
        "ver": "sim",
    }
    previa = client.post(f"{CAIXA}lote/", marcados)
    assert "Confira: finalizar 1 pedido" in _texto(previa)
    assert "só se finaliza como realizado com a prova: dia em que foi feito" in _texto(previa)
    com_dia = client.post(f"{CAIXA}lote/", {**marcados, "executada_em": f"{timezone.localdate()}"})
    assert "Confira: finalizar 2 pedidos" in _texto(com_dia)


def test_a_situacao_se_confere_antes_das_provas(caixa: Unidade) -> None:
    """Do que já se encerrou não se cobra prova: diz-se que não cabe."""
    servico = elenco.servico(prova=TUDO)
    encerrado = elenco.na_situacao(Situacao.CANCELADA, caixa, servico=servico)
    por = elenco.autor(elenco.pessoa(), caixa)
    with pytest.raises(TransicaoProibida):
        acoes.finalizar(
            caso=encerrado, versao=encerrado.versao, por=por, desfecho="realizado", resposta=elenco.FRASE
        )


def test_um_ato_trava_cada_linha_uma_vez_na_ordem_e_uma_ao_agir(caixa: Unidade) -> None:
    principal, junto = elenco.solicitacao(caixa), elenco.solicitacao(caixa)
    por = elenco.autor(elenco.pessoa(), caixa)
    principal = acoes.agrupar(principal=principal, versao=1, por=por, outras=[junto])
    with CaptureQueriesContext(connection) as feitas:
        acoes.agir_no_grupo(
            acoes.finalizar,
            caso=principal,
            versao=principal.versao,
            por=por,
            desfecho="nao_encontrado",
            resposta=elenco.FRASE,
        )
    travas = [c for c in feitas.captured_queries if "FOR NO KEY UPDATE" in c["sql"]]
    assert len(travas) == 1 + 2  # todas de uma vez, na ordem; depois, cada pedido na sua ação
