"""O disco cheio custa o arquivo, com uma frase, e nada mais: o que se escreveu fica, e o pedido se envia."""

from __future__ import annotations

import resource
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image
from pytest_django import Settings

from assistente import rascunhos
from documentos import recebidos
from documentos.disco import SemEspaco, disco
from tests.esic.pedindo import QuemPede

pytestmark = pytest.mark.django_db

FRASE = "não tem espaço para guardar arquivos"
CABEM = 20_000
"""Bytes: é o núcleo que recusa o resto, com EFBIG."""


@contextmanager
def disco_que_enche() -> Iterator[None]:
    """De verdade: nenhum arquivo deste processo passa de CABEM."""
    antes = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (CABEM, antes[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, antes)


def foto(lado: int) -> SimpleUploadedFile:
    saida = BytesIO()
    Image.effect_noise((lado, lado), 90).convert("RGB").save(saida, "JPEG", quality=95)
    return SimpleUploadedFile("rua.jpg", saida.getvalue(), "image/jpeg")


@pytest.mark.parametrize("lado", [300, 1800], ids=["ao gravar a refeita", "ainda a receber"])
def test_disco_cheio_recusa_a_foto_e_guarda_o_texto(client: Client, lado: int) -> None:
    quem, enviada = QuemPede(client), foto(lado)
    assert (enviada.size or 0) > CABEM
    with disco_que_enche():
        resposta = quem.comecar(fotos=[enviada], texto="Quanto custou a ponte do rio?")
    assert resposta.status_code == 422
    pagina = resposta.content.decode()
    assert FRASE in pagina
    assert "Quanto custou a ponte do rio?" in pagina
    assert "ponte" in str(quem.rascunho.dados)
    assert not quem.rascunho.arquivos.exists()
    assert quem.mandar("informacao/", {**_respostas(quem)}).status_code == 303


def _respostas(quem: QuemPede) -> dict[str, str]:
    return {nome: str(valor) for nome, valor in quem.rascunho.dados["informacao"].items() if valor}


def test_perto_do_fim_ja_nao_se_recebem_arquivos(settings: Settings) -> None:
    """O que sobra é para o banco e o resto do portal."""
    rascunho = rascunhos.criar(tipo="solicitacao", assunto="tapa-buraco")
    settings.ESPACO_MINIMO_MB = 1_000_000_000
    assert disco().cheio
    with pytest.raises(SemEspaco, match=FRASE):
        recebidos.guardar_foto(rascunho, foto(60), "rua.jpg")
    assert not Path(default_storage.path("anexos")).exists()


def test_o_espaco_se_mede_antes_de_a_pasta_existir(settings: Settings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path / "ainda" / "nao"
    settings.ESPACO_MINIMO_MB = 1
    assert disco().livre > 0
    assert disco().minimo == 1024 * 1024
