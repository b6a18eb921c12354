"""O arquivo caro espera fora do pedido: quem o mandou segue, cada fila tem a sua vez, e a recusa se conta."""

from __future__ import annotations

import functools
import random
from datetime import timedelta
from io import BytesIO

import pytest
from django.core.files.storage import default_storage
from django.utils import timezone
from PIL import Image
from pytest_django import Settings

from assistente import rascunhos
from avisos.models import Aviso
from documentos import acoes, arquivos_sem_dono, quarentena, recebidos, tasks
from documentos.quarentena import fila_de
from protocolo.erros import ArquivoRecusado
from protocolo.models import ArquivoDeRascunho, Quarentena, Rascunho
from referencia.a_parte.vez import tomar_a_vez
from solicitacoes.models import Anexo
from tests.documentos import pdfs
from tests.solicitacoes import elenco

pytestmark = pytest.mark.django_db

REDE, OUTRA_REDE = "203.0.113.7", "198.51.100.9"


@pytest.fixture
def rascunho() -> Rascunho:
    return rascunhos.criar(tipo="ouvidoria", assunto="denuncia")


@functools.cache
def trinta_megapixels(cor: int) -> bytes:
    saida = BytesIO()
    Image.new("L", (6_000, 5_000), cor).save(saida, "PNG")
    return saida.getvalue()


def imensa(cor: int = 9) -> BytesIO:
    """Trinta megapixels em poucos quilobytes."""
    return BytesIO(trinta_megapixels(cor))


def em_espera(rascunho: Rascunho, arquivo: BytesIO | None = None, rede: str = REDE) -> ArquivoDeRascunho:
    guardado = recebidos.guardar_arquivo(rascunho, arquivo or imensa(), "cara.png", rede)
    assert guardado is not None
    assert "ainda confere" in guardado.espera
    return guardado


def recusada(rascunho: Rascunho) -> ArquivoDeRascunho:
    arquivo = em_espera(rascunho, pdfs.com_anotacoes(6_000, escondidas=True))
    assert acoes.conferir_um()
    arquivo.refresh_from_db()
    return arquivo


def test_a_foto_cara_espera_e_depois_se_abre(rascunho: Rascunho) -> None:
    foto = em_espera(rascunho)
    assert foto.quarentena is not None
    original = foto.quarentena.original.name or ""
    assert default_storage.exists(original)
    assert not default_storage.exists(foto.arquivo.name or "")

    assert acoes.conferir_um()

    foto.refresh_from_db()
    assert (foto.espera, foto.quarentena_id) == ("", None)
    with foto.arquivo.open() as pronta, foto.miniatura.open() as pequena:
        assert (Image.open(pronta).width, Image.open(pequena).width) == (2048, 320)
    assert not default_storage.exists(original)
    assert not acoes.conferir_um()


def test_a_comum_nao_espera_a_menos_que_outra_esteja_na_vez(rascunho: Rascunho) -> None:
    comum = recebidos.guardar_arquivo(rascunho, pdfs.simples(), "comum.pdf", REDE)
    assert comum is not None
    assert not comum.espera
    with tomar_a_vez():
        em_espera(rascunho, pdfs.simples(2))
    assert acoes.conferir_um()
    assert not rascunho.arquivos.exclude(quarentena=None).exists()


def test_a_mesma_cara_nao_entra_duas_vezes(rascunho: Rascunho) -> None:
    assert em_espera(rascunho) == em_espera(rascunho)
    assert Quarentena.objects.count() == 1


def test_a_recusada_diz_por_que_e_nao_guarda_o_original(rascunho: Rascunho) -> None:
    arquivo = recusada(rascunho)
    assert arquivo.recusado
    assert "pesado demais" in arquivo.espera
    assert arquivo.quarentena is not None
    assert (arquivo.quarentena.original.name, arquivo.quarentena.fila) == ("", None)
    assert default_storage.listdir(quarentena.PASTA)[1] == []


def test_o_original_que_sumiu_e_recusado(rascunho: Rascunho) -> None:
    arquivo = em_espera(rascunho)
    assert arquivo.quarentena is not None
    default_storage.delete(arquivo.quarentena.original.name or "")
    assert acoes.conferir_um()
    arquivo.refresh_from_db()
    assert arquivo.recusado


def esperando(fila: int, quantas: int) -> list[Quarentena]:
    return [
        Quarentena.objects.create(original=f"quarentena/{fila}-{i}", arquivo=f"{fila}-{i}.pdf", fila=fila)
        for i in range(quantas)
    ]


def test_quem_mandou_muitos_nao_toma_a_vez_de_quem_mandou_poucos() -> None:
    esperando(1, 60)
    poucos = {uma.pk for uma in esperando(2, 3)}
    acaso = random.Random(7)
    ate_o_ultimo = 0
    while poucos:
        tomada = acoes._tomar(acaso, timezone.now())
        assert tomada is not None
        acoes._recusar(tomada, "não serve")
        poucos.discard(tomada.pk)
        ate_o_ultimo += 1
    assert ate_o_ultimo < 15


def test_duas_de_uma_fila_nao_se_refazem_ao_mesmo_tempo() -> None:
    esperando(1, 5)
    agora = timezone.now()
    assert acoes._tomar(random.Random(1), agora) is not None
    assert acoes._tomar(random.Random(1), agora) is None
    (outra,) = esperando(2, 1)
    assert acoes._tomar(random.Random(1), agora) == outra


def test_a_de_quem_caiu_volta_a_fila_e_a_que_derruba_sempre_e_recusada(rascunho: Rascunho) -> None:
    arquivo = em_espera(rascunho)
    agora = timezone.now()
    for vez in range(acoes.MAIS_TENTATIVAS):
        tomada = acoes._tomar(random.Random(1), agora + vez * 2 * acoes.PRESA)
        assert tomada is not None
    Quarentena.objects.update(tomada_em=agora - 2 * acoes.PRESA)
    assert acoes.conferir_um()
    arquivo.refresh_from_db()
    assert arquivo.recusado


def test_a_fila_muda_com_a_rede_e_nao_diz_qual_e() -> None:
    assert fila_de(dono=None, rede=REDE) == fila_de(dono=None, rede=REDE) < 1024
    assert fila_de(dono=None, rede=REDE) != fila_de(dono=None, rede=OUTRA_REDE)
    assert fila_de(dono=7, rede=REDE) == fila_de(dono=7, rede=OUTRA_REDE)


def test_fila_cheia_recusa_com_uma_frase(rascunho: Rascunho) -> None:
    esperando(fila_de(dono=None, rede=REDE), quarentena.MAIS_NA_FILA)
    with pytest.raises(ArquivoRecusado, match="Espere alguns minutos"):
        recebidos.guardar_arquivo(rascunho, imensa(), "cara.png", REDE)
    em_espera(rascunho, rede=OUTRA_REDE)


def test_tirar_o_arquivo_tira_o_original_e_o_que_se_refazia_se_perde(rascunho: Rascunho) -> None:
    arquivo = em_espera(rascunho)
    tomada = acoes._tomar(random.Random(1), timezone.now())
    assert tomada is not None
    tratado = acoes.refazer(tomada)
    assert recebidos.tirar_arquivo(rascunho, arquivo.pk)
    acoes._entregar(tomada, tratado)
    assert not Quarentena.objects.exists()
    assert default_storage.listdir(quarentena.PASTA)[1] == []


def test_a_limpeza_esquece_o_que_ja_nao_e_de_ninguem(rascunho: Rascunho) -> None:
    em_espera(rascunho)
    depois = timezone.now() + timedelta(days=1)
    arquivos_sem_dono.apagar_sem_dono(antes_de=depois)
    assert Quarentena.objects.count() == 1
    rascunho.delete()
    arquivos_sem_dono.apagar_sem_dono(antes_de=depois)
    assert not Quarentena.objects.exists()
    assert default_storage.listdir(quarentena.PASTA)[1] == []


def test_quem_ja_enviou_e_avisado_da_recusa_uma_vez(rascunho: Rascunho) -> None:
    arquivo = recusada(rascunho)
    assert acoes.contar_recusas() == 0  # ainda escreve: quem lhe diz é o assistente
    caso = elenco.solicitacao()
    Anexo.objects.create(
        caso=caso,
        ordem=1,
        arquivo="x.pdf",
        nome="da Maria.pdf",
        papel="interessado",
        quarentena=arquivo.quarentena,
    )
    assert acoes.contar_recusas() == 1
    assert acoes.contar_recusas() == 0
    aviso = Aviso.objects.get(modelo=acoes.MODELO)
    assert (aviso.protocolo, aviso.interessado) == (caso.protocolo, caso.interessado)
    assert "pesado demais" in aviso.corpo
    assert "Maria.pdf" not in aviso.corpo


def test_a_rotina_refaz_todos_e_com_o_disco_cheio_espera(rascunho: Rascunho, settings: Settings) -> None:
    em_espera(rascunho, imensa(1))
    em_espera(rascunho, imensa(2), OUTRA_REDE)
    settings.ESPACO_MINIMO_MB = 1_000_000_000
    tasks.conferir()
    assert Quarentena.objects.filter(situacao="a_conferir").count() == 2
    settings.ESPACO_MINIMO_MB = 0
    tasks.conferir()
    assert not rascunho.arquivos.exclude(quarentena=None).exists()


@pytest.mark.parametrize("guardar", [recebidos.guardar_foto, recebidos.guardar_arquivo])
def test_em_segredo_o_arquivo_caro_tambem_perde_o_nome(
    guardar: recebidos.Guardar, rascunho: Rascunho
) -> None:
    Rascunho.objects.filter(pk=rascunho.pk).update(sigiloso=True)
    rascunho.refresh_from_db()
    guardado = guardar(rascunho, imensa(), "zulmira-de-tal.png", REDE)
    assert guardado
    assert guardado.quarentena, "caro: espera"
    assert guardado.nome == "arquivo-1.jpg"
