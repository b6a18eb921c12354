"""Guardar o arquivo caro como chegou, para outro processo o refazer; e em que fila ele espera."""

from __future__ import annotations

import hmac
from collections.abc import Iterable, Iterator
from datetime import datetime
from hashlib import sha256
from typing import IO
from uuid import uuid4

from django.conf import settings
from django.core.files.base import File
from django.core.files.storage import default_storage
from django.db.models import Count, Min
from django.utils import timezone
from prometheus_client.core import GaugeMetricFamily, Metric

from documentos import disco
from protocolo.erros import ArquivoRecusado
from protocolo.models import Quarentena
from protocolo.models.quarentena import FILAS

PASTA = "quarentena"
MAIS_NA_FILA = 40
FILA_CHEIA = (
    "Há muitos arquivos deste lugar à espera de conferência. Espere alguns minutos e envie este de novo."
)


def fila_de(*, dono: int | None, rede: str) -> int:
    """A fila da pessoa, se entrou; senão a da rede de onde manda. Muda a cada dia, e não diz quem é."""
    quem = f"pessoa {dono}" if dono else f"rede {rede}"
    resumo = hmac.new(
        settings.SECRET_KEY.encode(), f"{timezone.localdate()} {quem}".encode(), sha256
    ).digest()
    return int.from_bytes(resumo[:4]) % FILAS


def guardar(arquivo: IO[bytes], *, pdf: bool, fila: int) -> Quarentena:
    """Grava o original e reserva o lugar do refeito. ArquivoRecusado, se a fila ou o disco encheram."""
    esperam = Quarentena.objects.filter(situacao=Quarentena.Situacao.A_CONFERIR, fila=fila)
    if esperam.count() >= MAIS_NA_FILA:
        raise ArquivoRecusado(FILA_CHEIA)
    arquivo.seek(0)
    with disco.gravando():
        original = default_storage.save(f"{PASTA}/{uuid4().hex}", File(arquivo))
    base = nome_sorteado()
    return Quarentena.objects.create(
        original=original,
        arquivo=f"{base}.pdf" if pdf else f"{base}.jpg",
        miniatura="" if pdf else f"{base}-p.jpg",
        fila=fila,
    )


def nome_sorteado() -> str:
    """Onde fica um arquivo novo, sem a extensão."""
    return f"anexos/{timezone.localdate():%Y/%m}/{uuid4().hex}"


def resumo_de(arquivo: IO[bytes]) -> str:
    """O SHA-256 de um arquivo, em hexadecimal."""
    arquivo.seek(0)
    conta = sha256()
    while pedaco := arquivo.read(1 << 16):
        conta.update(pedaco)
    return conta.hexdigest()


def apagar(quais: Iterable[Quarentena]) -> None:
    """Esquece estes arquivos e apaga o que guardam: já não são de ninguém."""
    for uma in quais:
        uma.delete()
        if uma.original.name:
            default_storage.delete(uma.original.name)


def medidas(agora: datetime) -> Iterator[Metric]:
    """Para `/metricas/`: os que esperam conferência e há quanto tempo."""
    esperam = Quarentena.objects.filter(situacao=Quarentena.Situacao.A_CONFERIR)
    lido = esperam.aggregate(quantos=Count("pk"), desde=Min("chegou_em"))
    yield GaugeMetricFamily("sp156_arquivos_a_conferir", "Arquivos em quarentena.", lido["quantos"])
    idade = (agora - (lido["desde"] or agora)).total_seconds()
    yield GaugeMetricFamily(
        "sp156_arquivo_a_conferir_segundos", "Há quanto tempo espera o mais antigo.", idade
    )
