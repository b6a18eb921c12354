"""O que se sabe da saúde do portal além de estar no ar: só para quem cuida dele."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.core.cache import cache
from django.utils import timezone
from kombu.exceptions import OperationalError
from redis import RedisError

from atendimento.conversa import aberta_em, que_recebem
from atendimento.models import Conversa
from avisos.canais.base import parado
from avisos.espera import esperas
from avisos.situacoes import Canal
from documentos.disco import disco
from sp156.celery import app

BATIDA = "saude:batida"
"""No cache, o instante em que a última batida da agenda passou pela fila e por um trabalhador."""
ENTRE_BATIDAS = timedelta(seconds=30)
PRAZO_DA_RESPOSTA = 1.0
"""Segundos que os trabalhadores têm para dizer que estão vivos."""
ESPERA_LONGA = timedelta(minutes=15)
"""Na fila das conversas."""
DISCO_BAIXO = 10
"""Por cento livre."""
COPIA_VELHA = timedelta(hours=26)
"""Um dia, e folga para a cópia que demora."""


@dataclass(frozen=True, slots=True)
class ParteDoPortal:
    """Uma parte do portal: como está, em palavras, e se pede cuidado."""

    chave: str
    nome: str
    dito: str
    bem: bool


def bater() -> None:
    """Marca que a agenda chamou, a fila levou e um trabalhador fez."""
    cache.set(BATIDA, timezone.now().timestamp(), timeout=None)


def partes() -> Iterator[ParteDoPortal]:
    """Cada parte, na ordem em que se procura um defeito."""
    yield _trabalhadores()
    yield _agenda()
    yield _aviso_mais_antigo()
    yield _conversas()
    yield _disco()
    yield _copia()


def _trabalhadores() -> ParteDoPortal:
    try:
        quantos = len(app.control.ping(timeout=PRAZO_DA_RESPOSTA) or ())
    except (OperationalError, RedisError, OSError):
        quantos = 0
    dito = f"{quantos} respondem" if quantos > 1 else ("1 responde" if quantos else "nenhum responde")
    return ParteDoPortal("trabalhadores", "Quem faz as tarefas", dito, bem=bool(quantos))


def _agenda() -> ParteDoPortal:
    marca = cache.get(BATIDA)
    if marca is None:
        return ParteDoPortal("agenda", "Última batida da agenda", "nenhuma ainda", bem=False)
    desde = timezone.now() - datetime.fromtimestamp(marca, UTC)
    return ParteDoPortal("agenda", "Última batida da agenda", _ha(desde), bem=desde < 3 * ENTRE_BATIDAS)


def _aviso_mais_antigo() -> ParteDoPortal:
    """Por canal e urgência; o e-mail de quem não tem correio espera, e diz-se quanto."""
    agora = timezone.now()
    grupos = list(esperas(agora))
    ditos = [f"{um.nome}: {um.quantos}, o mais antigo {_ha(agora - um.desde)}" for um in grupos]
    if parado(Canal.EMAIL):
        ditos.append("a cidade não tem correio (CORREIO_URL=nenhum)")
    return ParteDoPortal(
        "aviso_mais_antigo",
        "Avisos à espera",
        "; ".join(ditos) or "nenhum espera",
        bem=all(um.bem for um in grupos),
    )


def _conversas() -> ParteDoPortal:
    """Quantas esperam, há quanto tempo e quantos recebem; fora de hora ninguém precisa receber."""
    agora, fila = timezone.now(), Conversa.objects.na_fila()
    quantas, recebem = fila.count(), que_recebem(agora).count()
    mais_antiga = fila.values_list("na_fila_desde", flat=True).first()
    espera = agora - mais_antiga if mais_antiga else timedelta()
    ditos = [f"{quantas} na fila, a mais antiga {_ha(espera)}" if quantas else "ninguém espera"]
    ditos.append(f"{recebem} recebe{'m' if recebem > 1 else ''}" if recebem else "ninguém recebe")
    falta_quem = not recebem and (aberta_em(agora) or bool(quantas))
    bem = espera < ESPERA_LONGA and not falta_quem
    return ParteDoPortal("conversas", "Conversas por escrito", "; ".join(ditos), bem=bem)


def _disco() -> ParteDoPortal:
    pasta = Path(settings.MEDIA_ROOT).absolute()
    uso = shutil.disk_usage(next(lugar for lugar in (pasta, *pasta.parents) if lugar.exists()))
    livre = 100 * uso.free // uso.total
    dito = f"{livre}% livre ({uso.free / 1024**3:.1f} GB)".replace(".", ",")
    return ParteDoPortal("disco", "Disco dos arquivos", dito, bem=livre >= DISCO_BAIXO and not disco().cheio)


def _copia() -> ParteDoPortal:
    """A hora em que se tocou o arquivo COPIA_MARCA, que é o último passo de quem faz a cópia."""
    marca = Path(settings.COPIA_MARCA) if settings.COPIA_MARCA else None
    if marca is None or not marca.exists():
        return ParteDoPortal("copia", "Última cópia de segurança", "não se sabe", bem=False)
    desde = timezone.now() - datetime.fromtimestamp(marca.stat().st_mtime, UTC)
    return ParteDoPortal("copia", "Última cópia de segurança", _ha(desde), bem=desde < COPIA_VELHA)


def _ha(desde: timedelta) -> str:
    """Há quanto tempo, na maior unidade que cabe."""
    segundos = max(int(desde.total_seconds()), 0)
    for tamanho, nome in ((86_400, "dia"), (3_600, "hora"), (60, "minuto")):
        if segundos >= tamanho:
            quantos = segundos // tamanho
            return f"há {quantos} {nome}{'s' if quantos > 1 else ''}"
    return "há menos de um minuto"
