"""As fotos da conversa: as mesmas recusas de todo arquivo, e o texto que não se perde com elas."""

from __future__ import annotations

from datetime import timedelta
from importlib import import_module
from uuid import uuid4

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from atendimento import acoes
from atendimento.acoes.dizer import FotosRecusadas
from atendimento.models import ArquivoDaMensagem, Conversa, Mensagem
from atendimento.situacoes import DeQuem
from documentos import acoes as dos_arquivos
from documentos.arquivos_sem_dono import apagar_sem_dono
from tests.atendimento import conversando
from tests.documentos.test_quarentena import trinta_megapixels
from tests.solicitacoes.pedindo import foto

pytestmark = pytest.mark.django_db

TEXTO = SimpleUploadedFile("virus.jpg", b"MZ nada de foto", "image/jpeg")


def manda(conversa: Conversa, *fotos: SimpleUploadedFile, texto: str = "", **campos: object) -> Mensagem:
    chave = campos.get("chave", uuid4())
    assert not isinstance(chave, str)
    return acoes.dizer(
        conversa=conversa,
        de=DeQuem.PESSOA,
        texto=texto,
        chave=chave,  # type: ignore[arg-type]
        fotos=fotos,
        rede=conversando.REDE,
    )


def test_a_foto_se_guarda_refeita_e_com_miniatura() -> None:
    mensagem = manda(conversando.comecada(), foto(), foto("igual.jpg"), foto("outra.jpg", "blue"))
    primeira, segunda = mensagem.arquivos.order_by("pk")
    assert (primeira.nome, segunda.nome) == ("buraco.jpg", "outra.jpg"), "a repetida entra uma vez só"
    for guardada in (primeira, segunda):
        assert not guardada.espera
        assert default_storage.exists(guardada.arquivo.name or "")
        assert default_storage.exists(guardada.miniatura.name or "")


def test_a_recusada_diz_por_que_e_o_texto_fica() -> None:
    conversa, chave = conversando.comecada(), uuid4()
    with pytest.raises(FotosRecusadas, match=r"virus\.jpg") as recusa:
        manda(conversa, TEXTO, foto(), texto="Olhe a foto.", chave=chave)
    assert recusa.value.campo == "fotos"
    mensagem = Mensagem.objects.get(chave=chave)
    assert recusa.value.mensagem == mensagem
    assert (mensagem.texto, mensagem.arquivos.count()) == ("Olhe a foto.", 1)
    assert manda(conversa, foto(), texto="Olhe a foto.", chave=chave) == mensagem


def test_so_com_a_recusada_nada_se_grava() -> None:
    conversa = conversando.comecada()
    with pytest.raises(FotosRecusadas) as recusa:
        manda(conversa, TEXTO)
    assert recusa.value.mensagem is None
    assert not conversa.mensagens.exists()
    conversa.refresh_from_db()
    assert conversa.versao == 0


def test_ha_um_maximo_de_cada_vez_e_na_conversa_toda(monkeypatch: pytest.MonkeyPatch) -> None:
    conversa = conversando.comecada()
    cores = ["red", "blue", "green", "white", "black", "pink"]
    with pytest.raises(FotosRecusadas, match="no máximo 5") as recusa:
        manda(conversa, *[foto(f"{cor}.jpg", cor) for cor in cores])
    assert recusa.value.mensagem
    assert recusa.value.mensagem.arquivos.count() == 5
    monkeypatch.setattr(import_module("atendimento.acoes.dizer"), "MAIS_FOTOS", 5)
    with pytest.raises(FotosRecusadas, match="já tem 30 fotos") as cheia:
        manda(conversa, foto("mais.jpg", "gray"))
    assert cheia.value.mensagem is None
    assert conversa.mensagens.count() == 1


def test_a_cara_espera_em_quarentena_e_as_paginas_sabem_quando_fica_pronta() -> None:
    conversa = conversando.comecada()
    cara = SimpleUploadedFile("cara.png", trinta_megapixels(9), "image/png")
    guardada = manda(conversa, cara).arquivos.get()
    assert "ainda confere" in guardada.espera
    conversa.refresh_from_db()
    antes = conversa.versao
    assert dos_arquivos.conferir_um()
    guardada.refresh_from_db()
    conversa.refresh_from_db()
    assert not guardada.espera
    assert conversa.versao == antes + 1
    assert default_storage.exists(guardada.arquivo.name or "")


def test_a_que_se_recusa_depois_tambem_se_conta(monkeypatch: pytest.MonkeyPatch) -> None:
    conversa = conversando.comecada()
    cara = SimpleUploadedFile("cara.png", trinta_megapixels(9), "image/png")
    guardada = manda(conversa, cara).arquivos.get()
    monkeypatch.setattr(dos_arquivos, "MAIS_TENTATIVAS", 0)
    dos_arquivos.conferir_um()
    guardada.refresh_from_db()
    assert guardada.recusado
    conversa.refresh_from_db()
    assert conversa.versao == 2


def test_a_foto_da_conversa_tem_dono_e_a_rotina_nao_a_apaga() -> None:
    manda(conversando.comecada(), foto())
    (guardada,) = ArquivoDaMensagem.objects.all()
    apagar_sem_dono(antes_de=timezone.now() + timedelta(days=1))
    assert default_storage.exists(guardada.arquivo.name or "")
    assert default_storage.exists(guardada.miniatura.name or "")
