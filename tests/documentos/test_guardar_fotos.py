"""As fotos de um rascunho quando duas coisas acontecem ao mesmo tempo."""

from __future__ import annotations

import threading
from io import BytesIO

import pytest
from django.core.files.storage import default_storage
from django.db import connection
from PIL import Image

from assistente import rascunhos
from documentos import recebidos
from protocolo.models import ArquivoDeRascunho, Rascunho


def _foto(cor: str = "red") -> BytesIO:
    memoria = BytesIO()
    Image.new("RGB", (32, 32), cor).save(memoria, "JPEG")
    return memoria


def _ao_mesmo_tempo(rascunho: Rascunho, cores: list[str]) -> list[BaseException]:
    falhas: list[BaseException] = []
    largada = threading.Barrier(len(cores))

    def enviar(cor: str) -> None:
        largada.wait()
        try:
            recebidos.guardar_foto(rascunho, _foto(cor), f"{cor}.jpg")
        except BaseException as falha:  # noqa: BLE001  o teste a mostra
            falhas.append(falha)
        finally:
            connection.close()

    threads = [threading.Thread(target=enviar, args=[cor]) for cor in cores]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return falhas


@pytest.mark.django_db(transaction=True)
def test_clique_duplo_guarda_a_foto_uma_vez() -> None:
    rascunho = rascunhos.criar(tipo="mensagem", assunto="x")
    assert _ao_mesmo_tempo(rascunho, ["red"] * 4) == []
    assert rascunho.arquivos.count() == 1


@pytest.mark.django_db(transaction=True)
def test_envios_simultaneos_nao_passam_do_maximo() -> None:
    rascunho = rascunhos.criar(tipo="mensagem", assunto="x")
    falhas = _ao_mesmo_tempo(rascunho, ["red", "blue", "green", "black", "white", "yellow", "cyan"])
    assert rascunho.arquivos.count() == recebidos.MAXIMO_DE_FOTOS
    assert all("é o máximo" in str(falha) for falha in falhas)


@pytest.mark.django_db
def test_foto_que_o_caso_ja_herdou_nao_perde_o_arquivo() -> None:
    rascunho = rascunhos.criar(tipo="mensagem", assunto="x")
    foto = recebidos.guardar_foto(rascunho, _foto(), "rua.jpg")
    assert foto is not None
    ArquivoDeRascunho.objects.filter(pk=foto.pk).delete()  # o que `anexar` faz depois de criar o anexo
    recebidos.apagar_foto(foto)
    assert default_storage.exists(str(foto.arquivo.name))


@pytest.mark.django_db
def test_rascunho_enviado_nao_recebe_mais_fotos() -> None:
    rascunho = rascunhos.criar(tipo="mensagem", assunto="x")
    Rascunho.objects.filter(pk=rascunho.pk).update(protocolo="1" * 15)
    assert recebidos.guardar_foto(rascunho, _foto(), "rua.jpg") is None
