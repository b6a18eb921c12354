"""Os arquivos num S3 de verdade: as mesmas guardas, a mesma limpeza, e caído ele nada se perde."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from botocore.config import Config
from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage, default_storage
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from assistente import rascunhos
from documentos import acoes, arquivos_sem_dono, disco, recebidos
from documentos.guardados import s3 as guardados_no_s3
from documentos.refazer import vigias
from protocolo.models import ArquivoDeRascunho, Rascunho
from sp156 import configuracao
from sp156.saude import estado
from tests.documentos.test_disco import foto
from tests.documentos.test_quarentena import em_espera
from tests.esic.pedindo import QuemPede
from tests.servidores.s3 import S3
from tests.solicitacoes import elenco
from transparencia.dados_abertos.periodos import Periodo
from transparencia.dados_abertos.publicacao import publicar

pytestmark = [pytest.mark.django_db, pytest.mark.processo]

GUARDAR = "não consegue guardar arquivos"
TEXTO = "Quanto custou a ponte do rio?"


@pytest.fixture
def s3(servidor_s3: S3, settings: Settings) -> Iterator[S3]:
    """O portal com os arquivos no balde, que começa vazio."""
    settings.ARQUIVOS_URL = servidor_s3.url
    settings.STORAGES = {**settings.STORAGES, "default": configuracao.arquivos(servidor_s3.url)}
    yield servidor_s3
    servidor_s3.esvaziar()


@contextmanager
def caido(s3: S3) -> Iterator[None]:
    s3.matar()
    try:
        yield
    finally:
        s3.subir()


def guardada(lado: int = 300) -> ArquivoDeRascunho:
    rascunho = rascunhos.criar(tipo="solicitacao", assunto="tapa-buraco")
    feita = recebidos.guardar_foto(rascunho, foto(lado), "rua.jpg")
    assert feita is not None
    return feita


def mudar(para: str) -> dict[str, Any]:
    """O que o comando disse, e com que situação saiu."""
    saida, codigo = StringIO(), 0
    try:
        call_command("mudar_arquivos", para=para, json=True, stdout=saida)
    except SystemExit as fim:
        codigo = int(fim.code or 0)
    return {**json.loads(saida.getvalue()), "codigo": codigo}


def test_a_foto_so_a_ve_quem_a_mandou_e_passa_por_nos(s3: S3, client: Client) -> None:
    quem = QuemPede(client)
    assert quem.comecar(fotos=[foto(300)], texto=TEXTO).status_code == 303
    enviada = quem.rascunho.arquivos.get()
    assert s3.nomes() == {enviada.arquivo.name, enviada.miniatura.name}

    endereco = quem.endereco(f"foto/{enviada.pk}/")
    resposta = client.get(endereco)
    assert (resposta.status_code, resposta["Content-Type"]) == (200, "image/jpeg")
    with enviada.miniatura.open() as pequena:
        assert resposta.getvalue() == pequena.read()
    assert s3.origem not in str(resposta.headers), "o S3 não se mostra a quem pede"
    assert Client().get(endereco).status_code == 403
    assert s3.anonimo(str(enviada.arquivo.name)) == 403

    s3.cliente.delete_object(Bucket=s3.balde, Key=enviada.miniatura.name)
    assert client.get(endereco).status_code == 404


def test_o_nome_nao_se_toma_e_o_grande_espera_fora_da_memoria(s3: S3) -> None:
    nomes = [default_storage.save("anexos/um.bin", ContentFile(bytes(3_000_000))) for _ in range(2)]
    assert len(set(nomes)) == 2
    with default_storage.open(nomes[0]) as aberto:
        assert os.fstat(aberto.fileno()).st_size == aberto.size == 3_000_000, "o servidor web manda-o daí"
    assert default_storage.exists(nomes[0])
    assert not default_storage.exists("anexos/outro.bin")


@pytest.mark.parametrize("falta", ["caído", "calado"])
def test_o_s3_que_nao_responde_custa_o_arquivo_e_mais_nada(
    s3: S3, client: Client, falta: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A foto já enviada fica, o texto fica, a de quarentena volta à fila, e com ele de volta tudo se abre."""
    curta = guardados_no_s3.LIGACAO.merge(Config(read_timeout=0.5))
    monkeypatch.setattr(guardados_no_s3, "LIGACAO", curta)
    ja, espera = guardada(), em_espera(rascunhos.criar(tipo="ouvidoria", assunto="denuncia"))
    quem = QuemPede(client)
    with caido(s3) if falta == "caído" else s3.calado():
        resposta = quem.comecar(fotos=[foto(300), foto(301)], texto=TEXTO)
        pagina = resposta.content.decode()
        assert (resposta.status_code, pagina.count(GUARDAR)) == (422, 4), "cada foto, no resumo e no campo"
        assert TEXTO in pagina
        assert TEXTO in str(quem.rascunho.dados)
        if falta == "caído":
            _calado_se_diz(quem, espera)
    assert acoes.conferir_um()
    espera.refresh_from_db()
    assert not espera.espera
    with ja.arquivo.open() as aberta:
        assert aberta.size > 0
    assert quem.comecar(fotos=[foto(300)], texto=TEXTO).status_code == 303


def _calado_se_diz(quem: QuemPede, espera: ArquivoDeRascunho) -> None:
    """Ler é um 503, a fila não perde a vez, e o vigia e o estado o dizem."""
    for _ in range(acoes.MAIS_TENTATIVAS + 1):
        with pytest.raises(disco.ArmazenamentoFora):
            acoes.conferir_um()
    espera.refresh_from_db()
    assert espera.quarentena is not None
    assert espera.quarentena.tentativas == 0
    assert "não responde" in vigias.arquivos_se_gravam()
    assert not estado.disco_dos_arquivos().bem
    ArquivoDeRascunho.objects.create(rascunho=quem.rascunho, arquivo="anexos/x.jpg", miniatura="anexos/x.jpg")
    quem.client.raise_request_exception = False
    lida = quem.client.get(quem.endereco(f"foto/{quem.rascunho.arquivos.get().pk}/"))
    quem.rascunho.arquivos.all().delete()
    assert lida.status_code == 503


def test_o_sem_dono_some_e_listar_nao_pergunta_por_cada_um(s3: S3, monkeypatch: pytest.MonkeyPatch) -> None:
    ficam = guardada()
    for vez in range(3):
        default_storage.save(f"anexos/2026/1{vez}/perdido.jpg", ContentFile(b"x"))
    depois = timezone.now() + timedelta(days=1)
    monkeypatch.setattr(type(default_storage._wrapped), "get_modified_time", None)  # type: ignore[attr-defined]
    assert arquivos_sem_dono.apagar_sem_dono(antes_de=timezone.now() - timedelta(days=2)) == 0
    assert arquivos_sem_dono.apagar_sem_dono(antes_de=depois) == 3
    assert s3.nomes() == {ficam.arquivo.name, ficam.miniatura.name}


def test_o_balde_aberto_se_nota(s3: S3) -> None:
    assert vigias.balde_fechado() == ""
    with s3.aberto_a_todos():
        assert vigias.balde_fechado() == "O S3 deixa quem não tem chave listar os arquivos."
        guardada()
        assert "listar os arquivos e abrir um arquivo" in vigias.balde_fechado()
    assert vigias.balde_fechado() == ""
    assert vigias.arquivos_se_gravam() == ""
    assert estado.disco_dos_arquivos().bem


def test_do_disco_ao_s3_parado_a_meio_e_de_volta(s3: S3, settings: Settings, tmp_path: Path) -> None:
    """O que já lá está não se copia, o que falta se diz, e nada se apaga de onde veio."""
    do_disco = FileSystemStorage()
    nomes = [do_disco.save(f"anexos/2026/{vez}.jpg", ContentFile(bytes([vez]) * 999)) for vez in range(6)]
    rascunho = rascunhos.criar(tipo="solicitacao", assunto="tapa-buraco")
    for nome in nomes:
        ArquivoDeRascunho.objects.create(rascunho=rascunho, arquivo=nome, miniatura=nome, sha256=nome)
    em_espera(Rascunho.objects.create(tipo="x", assunto="y", expira_em=timezone.now()))
    parou_a_meio = s3.cliente
    parou_a_meio.put_object(Bucket=s3.balde, Key=nomes[0], Body=bytes([0]) * 999)
    parou_a_meio.put_object(Bucket=s3.balde, Key=nomes[1], Body=b"metade")
    with caido(s3), pytest.raises(CommandError, match="Copiados até aqui: 0; rode outra vez"):
        call_command("mudar_arquivos", para="s3")

    feita = mudar("s3")
    assert (feita["copiados"], feita["ja_la"], feita["faltam"], feita["codigo"]) == (5, 1, [], 0)
    with default_storage.open(nomes[1]) as copia:
        assert copia.read() == bytes([1]) * 999
    assert all(map(do_disco.exists, nomes))
    assert mudar("s3")["copiados"] == 0

    ArquivoDeRascunho.objects.create(rascunho=rascunho, arquivo="anexos/sumiu.jpg", sha256="b")
    feita = mudar("s3")
    assert (feita["faltam"], feita["codigo"]) == (["anexos/sumiu.jpg"], 1)

    settings.MEDIA_ROOT = tmp_path / "outro"
    assert mudar("disco")["copiados"] == 7
    assert (tmp_path / "outro" / nomes[5]).read_bytes() == bytes([5]) * 999
    settings.ARQUIVOS_URL = ""
    with pytest.raises(CommandError, match="ARQUIVOS_URL"):
        call_command("mudar_arquivos", para="s3")


def test_os_dados_abertos_publicam_se_e_baixam_se_de_la(s3: S3, client: Client) -> None:
    elenco.servico(publica=True)
    dia = timezone.localdate(elenco.solicitacao().aberta_em)
    da_cidade = next(um for um in publicar(Periodo(dia.year, dia.month)) if um.leiaute == "cidade")
    endereco = da_cidade.get_absolute_url()
    em_utf8, em_cp1252 = (b"".join(client.get(endereco, {"codificacao": qual})) for qual in ("", "cp1252"))
    assert em_utf8.decode("utf-8-sig") == em_cp1252.decode("cp1252")
    assert "Tapa-buraco" in em_utf8.decode()
    default_storage.delete(str(da_cidade.arquivo.name))
    assert client.get(endereco).status_code == 404
