"""De um arquivo em quarentena: quem o mandou segue, e quem trabalha não o abre nem o promete."""

from __future__ import annotations

from io import BytesIO
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from PIL import Image

from documentos import acoes
from esic.models import Pedido
from solicitacoes.models import Anexo, Solicitacao
from tests.documentos import pdfs
from tests.esic.pedindo import QuemPede
from tests.ouvidoria.acompanhando import com_chave, pagina, texto
from tests.solicitacoes import elenco, pedindo

pytestmark = pytest.mark.django_db

A_CONFERIR, POR_QUE = "ainda confere este arquivo", "pesado demais"


def pesado() -> SimpleUploadedFile:
    return SimpleUploadedFile("prova.pdf", pdfs.com_anotacoes(6_000, escondidas=True).getvalue())


def imensa() -> SimpleUploadedFile:
    saida = BytesIO()
    Image.new("L", (6_000, 5_000), 9).save(saida, "PNG")
    return SimpleUploadedFile("rua.png", saida.getvalue())


def lida(resposta: Any) -> str:
    assert resposta.status_code == 200
    return texto(resposta)


def test_quem_pede_segue_com_o_arquivo_a_conferir_e_le_a_recusa_na_conferencia(client: Client) -> None:
    quem = QuemPede(client)
    assert quem.comecar(fotos=[pesado()]).status_code == 303
    assert A_CONFERIR in lida(quem.ver("informacao/"))
    quem.mandar("identificacao/", pedindo.MARIA)
    assert A_CONFERIR in lida(quem.ver("conferir/"))
    assert acoes.conferir_um()
    assert POR_QUE in lida(quem.ver("conferir/"))


def test_quem_envia_antes_le_a_recusa_na_pagina_do_pedido(client: Client) -> None:
    caso: Pedido = QuemPede(client).enviar(fotos=[pesado()])
    navegador = com_chave(caso)
    assert A_CONFERIR in lida(navegador.get(pagina(caso)))
    assert acoes.conferir_um()
    assert POR_QUE in lida(navegador.get(pagina(caso)))


@pytest.fixture
def caso() -> Solicitacao:
    return elenco.solicitacao(elenco.unidade(), servico=elenco.servico("poda", "Poda", prova=["foto"]))


def finalizar(client: Client, caso: Solicitacao, envio: object, **dados: Any) -> Any:
    padrao = {"versao": "1", "envio": str(envio), "desfecho": "realizado", "resposta": elenco.FRASE}
    endereco = reverse("caixa:finalizar", args=[caso.unidade.sigla, caso.protocolo])
    return client.post(endereco, {**padrao, "confirmar": "sim", **dados})


def test_o_ato_espera_a_foto_ficar_pronta(client: Client, caso: Solicitacao) -> None:
    client.force_login(elenco.servidor(caso.unidade))
    envio = uuid4()
    resposta = finalizar(client, caso, envio, fotos=[imensa()])
    assert resposta.status_code == 422
    assert "Espere alguns segundos" in texto(resposta)
    assert finalizar(client, caso, envio).status_code == 422
    assert acoes.conferir_um()
    assert finalizar(client, caso, envio).status_code == 302
    assert caso.anexos.get().espera == ""


def test_a_foto_que_o_servidor_mandou_e_nao_serve_sai_do_envio_com_a_razao(
    client: Client, caso: Solicitacao
) -> None:
    client.force_login(elenco.servidor(caso.unidade))
    envio = uuid4()
    finalizar(client, caso, envio, fotos=[imensa()])
    acoes.Quarentena.objects.update(situacao="recusado", porque="Não serve.", original="", fila=None)
    assert "Não serve." in texto(finalizar(client, caso, envio))
    assert "Não serve." not in texto(finalizar(client, caso, envio))


def test_o_servidor_ve_que_o_arquivo_espera_e_nao_o_abre(client: Client, caso: Solicitacao) -> None:
    client.force_login(elenco.servidor(caso.unidade))
    assert finalizar(client, caso, uuid4(), fotos=[pedindo.foto()]).status_code == 302
    espera = acoes.Quarentena.objects.create(original="quarentena/x", arquivo="anexos/y.jpg", fila=1)
    campos = {"ordem": 1, "papel": "interessado", "nome": "f.jpg", "miniatura": "anexos/y-p.jpg"}
    anexo = Anexo.objects.create(caso=caso, arquivo="anexos/y.jpg", quarentena=espera, **campos)
    pedido = client.get(reverse("caixa:pedido", args=[caso.unidade.sigla, caso.protocolo]))
    assert A_CONFERIR in lida(pedido)
    assert reverse("solicitacoes:anexo", args=[anexo.pk, "grande"]) not in pedido.content.decode()
    assert client.get(reverse("solicitacoes:anexo", args=[anexo.pk, "grande"])).status_code == 404
