"""Quem aceita fotos e PDF: o conteúdo decide o que o arquivo é, e a recusa fala dos dois."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pytest
from django import forms
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile, UploadedFile
from django.utils.datastructures import MultiValueDict
from PIL import Image

from assistente import rascunhos
from documentos import recebidos
from documentos.arquivos_sem_dono import apagar_sem_dono
from documentos.forms import ArquivosField
from protocolo.erros import ArquivoRecusado
from protocolo.models import Rascunho
from tests.documentos import pdfs

pytestmark = pytest.mark.django_db


@pytest.fixture
def rascunho() -> Rascunho:
    return rascunhos.criar(tipo="ouvidoria", assunto="denuncia")


def foto(cor: str = "red") -> BytesIO:
    saida = BytesIO()
    Image.new("RGB", (30, 20), cor).save(saida, "PNG")
    saida.seek(0)
    return saida


def test_guarda_os_dois(rascunho: Rascunho) -> None:
    documento = recebidos.guardar_arquivo(rascunho, pdfs.simples(), "prova.jpg")
    imagem = recebidos.guardar_arquivo(rascunho, foto(), "foto.pdf")
    assert documento
    assert imagem
    assert documento.pdf
    assert not documento.miniatura
    with default_storage.open(documento.arquivo.name or "") as guardado:
        assert guardado.read(5) == b"%PDF-"
    assert not imagem.pdf
    assert imagem.miniatura


def test_repetido_e_o_mesmo(rascunho: Rascunho) -> None:
    primeiro = recebidos.guardar_arquivo(rascunho, pdfs.simples(), "a.pdf")
    assert recebidos.guardar_arquivo(rascunho, pdfs.simples(), "b.pdf") == primeiro
    assert rascunho.arquivos.count() == 1


def test_a_recusa_fala_dos_dois(rascunho: Rascunho) -> None:
    with pytest.raises(ArquivoRecusado, match="Envie um PDF, ou uma foto em JPEG"):
        recebidos.guardar_arquivo(rascunho, BytesIO(b"PK\x03\x04 planilha"), "x.xlsx")
    with pytest.raises(ArquivoRecusado, match="danificado"):
        recebidos.guardar_arquivo(rascunho, BytesIO(b"%PDF-1.4 nada"), "x.pdf")
    assert rascunho.arquivos.count() == 0


def test_o_sexto_e_recusado(rascunho: Rascunho) -> None:
    for cor in ("red", "blue", "green", "white", "black"):
        recebidos.guardar_arquivo(rascunho, foto(cor), "f.png")
    with pytest.raises(ArquivoRecusado, match="5 arquivos"):
        recebidos.guardar_arquivo(rascunho, foto("pink"), "f.png")


def test_apagar_o_rascunho_apaga_o_pdf(rascunho: Rascunho) -> None:
    documento = recebidos.guardar_arquivo(rascunho, pdfs.simples(), "a.pdf")
    assert documento
    nome = documento.arquivo.name or ""
    rascunhos.apagar(rascunho)
    assert not default_storage.exists(nome)
    assert apagar_sem_dono(antes_de=rascunho.criado_em) == 0


def test_enviado_ja_nao_recebe(rascunho: Rascunho) -> None:
    Rascunho.objects.filter(pk=rascunho.pk).update(protocolo="1")
    assert recebidos.guardar_arquivo(rascunho, pdfs.simples(), "a.pdf") is None


class _Form(forms.Form):
    anexos = ArquivosField(required=False)


def test_o_campo_aceita_varios_e_diz_o_que_aceita() -> None:
    enviados: list[UploadedFile[Any]] = [
        SimpleUploadedFile("a.pdf", b"%PDF-"),
        SimpleUploadedFile("b.jpg", b"x"),
    ]
    form = _Form({}, MultiValueDict({"anexos": enviados}))
    assert form.is_valid()
    assert [arquivo.name for arquivo in form.cleaned_data["anexos"]] == ["a.pdf", "b.jpg"]
    assert 'accept="image/*,application/pdf"' in str(_Form()["anexos"])
