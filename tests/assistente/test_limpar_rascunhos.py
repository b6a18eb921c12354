"""Rascunhos: fotos guardadas, repetidas, em excesso; e a limpeza do que expirou ou ficou sem dono."""

from __future__ import annotations

import os
from datetime import timedelta
from io import BytesIO
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone
from PIL import Image

from assistente import rascunhos
from assistente.tasks import limpar_arquivos, limpar_rascunhos
from documentos import recebidos
from documentos.fotos import FotoRecusada
from protocolo.models import Rascunho
from solicitacoes.models import Anexo
from tests.solicitacoes import elenco

pytestmark = pytest.mark.django_db


def _foto(cor: int = 0) -> BytesIO:
    memoria = BytesIO()
    Image.new("RGB", (40, 30), (cor, 0, 0)).save(memoria, "JPEG")
    memoria.seek(0)
    return memoria


@pytest.fixture
def rascunho() -> Rascunho:
    return rascunhos.criar(tipo="solicitacao", assunto="tapa-buraco")


def _guardados() -> list[str]:
    raiz = Path(default_storage.path(""))
    return sorted(str(arquivo.relative_to(raiz)) for arquivo in raiz.rglob("*.jpg"))


def _envelhecer(nome: str) -> None:
    antes = (timezone.now() - timedelta(days=3)).timestamp()
    os.utime(default_storage.path(nome), (antes, antes))


def test_foto_ganha_nome_sorteado_e_miniatura(rascunho: Rascunho) -> None:
    foto = recebidos.guardar_foto(rascunho, _foto(), "Minha casa.jpg")
    assert foto is not None
    assert "casa" not in str(foto.arquivo.name)
    assert _guardados() == sorted([str(foto.arquivo.name), str(foto.miniatura.name)])


def test_a_mesma_foto_nao_entra_duas_vezes(rascunho: Rascunho) -> None:
    primeira = recebidos.guardar_foto(rascunho, _foto(), "a.jpg")
    assert recebidos.guardar_foto(rascunho, _foto(), "b.jpg") == primeira
    assert rascunho.arquivos.count() == 1


def test_a_sexta_foto_e_recusada(rascunho: Rascunho) -> None:
    for cor in range(recebidos.MAXIMO_DE_FOTOS):
        recebidos.guardar_foto(rascunho, _foto(40 * cor), f"{cor}.jpg")
    with pytest.raises(FotoRecusada, match="máximo"):
        recebidos.guardar_foto(rascunho, _foto(255), "seis.jpg")


def test_rascunho_vencido_some_com_as_fotos_e_o_vigente_fica(rascunho: Rascunho) -> None:
    vigente = rascunhos.criar(tipo="solicitacao", assunto="tapa-buraco")
    for dono in (rascunho, vigente):
        recebidos.guardar_foto(dono, _foto(), "a.jpg")
    Rascunho.objects.filter(pk=rascunho.pk).update(expira_em=timezone.now() - timedelta(minutes=1))
    limpar_rascunhos()
    assert list(Rascunho.objects.all()) == [vigente]
    assert len(_guardados()) == 2


def test_arquivo_sem_dono_some_so_depois_da_folga() -> None:
    recente = default_storage.save("anexos/2026/11/recente.jpg", ContentFile(b"x"))
    perdido = default_storage.save("anexos/2026/11/perdido.jpg", ContentFile(b"x"))
    _envelhecer(perdido)
    limpar_arquivos()
    assert _guardados() == [recente]


def test_foto_que_virou_anexo_nunca_some(rascunho: Rascunho) -> None:
    foto = recebidos.guardar_foto(rascunho, _foto(), "a.jpg")
    assert foto is not None
    caso = elenco.solicitacao()
    Anexo.objects.create(
        caso=caso,
        ordem=1,
        arquivo=foto.arquivo.name,
        miniatura=foto.miniatura.name,
        nome="a.jpg",
        sha256=foto.sha256,
        papel="interessado",
    )
    foto.delete()
    for nome in _guardados():
        _envelhecer(nome)
    Rascunho.objects.update(expira_em=timezone.now() - timedelta(minutes=1))
    limpar_rascunhos()
    limpar_arquivos()
    assert len(_guardados()) == 2
    assert not Rascunho.objects.exists()
