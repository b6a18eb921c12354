"""O que se sabe da saúde do portal além de estar no ar: só para quem cuida dele."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.utils import timezone
from redis import Redis, RedisError

from atendimento.conversa import aberta_em, que_recebem
from atendimento.models import Conversa
from avisos.canais.base import parado
from avisos.espera import esperas
from avisos.situacoes import Canal
from documentos.disco import cheio
from documentos.refazer.vigias import arquivos_se_gravam
from referencia import limites
from sp156.configuracao import ESPERAS_MS
from sp156.copia.models import ultima_completa_em

BATIDA = "saude:batida:"
"""No cache, por fila, o instante em que a última batida da agenda passou por ela e por quem a lê."""
PRAZO_DA_FILA = 1.0
"""Segundos."""
NAO_SE_SABE = "não se sabe: o banco não responde"


@dataclass(frozen=True, slots=True)
class ParteDoPortal:
    """Uma parte do portal: como está, em palavras, e se pede cuidado."""

    chave: str
    nome: str
    dito: str
    bem: bool


def bater(fila: str) -> None:
    """Marca que a agenda chamou, a fila levou e um trabalhador fez."""
    cache.set(BATIDA + fila, timezone.now().timestamp(), timeout=None)


def partes(*, com_banco: bool) -> Iterator[ParteDoPortal]:
    """Cada parte, na ordem em que se procura um defeito; sem banco, diz-se o que não se sabe."""
    das_filas = batidas()
    yield trabalhadores(das_filas)
    yield agenda(das_filas)
    if com_banco:
        yield prazos_do_banco()
        yield aviso_mais_antigo()
        yield conversas()
    else:
        yield ParteDoPortal("prazos_do_banco", "Prazos do banco", NAO_SE_SABE, bem=False)
        yield ParteDoPortal("aviso_mais_antigo", "Avisos à espera", NAO_SE_SABE, bem=False)
        yield ParteDoPortal("conversas", "Conversas por escrito", NAO_SE_SABE, bem=False)
    yield disco_dos_arquivos()
    yield copia(com_banco=com_banco)


def batidas() -> dict[str, datetime]:
    """Fila → a última batida que passou por ela; sem a fila no ar, nenhuma."""
    marcas = cache.get_many([BATIDA + fila for fila in settings.FILAS])
    return {
        chave.removeprefix(BATIDA): datetime.fromtimestamp(quando, UTC) for chave, quando in marcas.items()
    }


def trabalhadores(das_filas: dict[str, datetime]) -> ParteDoPortal:
    """As filas que ninguém lê, pelo nome, e quanto espera em cada uma."""
    agora = timezone.now()
    paradas = [
        fila
        for fila in settings.FILAS
        if fila not in das_filas or agora - das_filas[fila] > limites.sem_batida(fila)
    ]
    ditas = [f"ninguém lê a fila {fila}{_por_fazer(fila)}" for fila in paradas]
    dito = "; ".join(ditas) or "todas as filas andam"
    return ParteDoPortal("trabalhadores", "Quem faz as tarefas", dito, bem=not paradas)


def _por_fazer(fila: str) -> str:
    try:
        prazos = {"socket_timeout": PRAZO_DA_FILA, "socket_connect_timeout": PRAZO_DA_FILA}
        with Redis.from_url(settings.REDIS_URL, **prazos, retry=None) as servidor:
            quantas = servidor.llen(fila)
    except (RedisError, OSError):
        return ""
    return f" ({quantas} por fazer)" if quantas else ""


def agenda(das_filas: dict[str, datetime]) -> ParteDoPortal:
    if not das_filas:
        return ParteDoPortal("agenda", "Última batida da agenda", "nenhuma ainda", bem=False)
    desde = timezone.now() - max(das_filas.values())
    return ParteDoPortal(
        "agenda", "Última batida da agenda", _ha(desde), bem=desde < limites.SEM_BATIDA_AS_OUTRAS
    )


def prazos_do_banco() -> ParteDoPortal:
    """Quanto se espera por uma trava e por um comando: atrás de um pooler, só ele ou o papel o limita."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT current_setting('lock_timeout')::interval > '0', "
            "current_setting('statement_timeout')::interval > '0'"
        )
        vigentes = cursor.fetchone() or ()
    pedidos = zip(("lock_timeout", "statement_timeout"), ESPERAS_MS[settings.PROCESSO], vigentes, strict=True)
    faltam = [nome for nome, ms, vigente in pedidos if ms and not vigente]
    dito = f"faltam: {' e '.join(faltam)}" if faltam else "valem"
    return ParteDoPortal("prazos_do_banco", "Prazos do banco", dito, bem=not faltam)


def aviso_mais_antigo() -> ParteDoPortal:
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


def conversas() -> ParteDoPortal:
    """Quantas esperam, há quanto tempo e quantos recebem; fora de hora ninguém precisa receber."""
    agora, fila = timezone.now(), Conversa.objects.na_fila()
    quantas, recebem = fila.count(), que_recebem(agora).count()
    mais_antiga = fila.values_list("na_fila_desde", flat=True).first()
    espera = agora - mais_antiga if mais_antiga else timedelta()
    ditos = [f"{quantas} na fila, a mais antiga {_ha(espera)}" if quantas else "ninguém espera"]
    ditos.append(f"{recebem} recebe{'m' if recebem > 1 else ''}" if recebem else "ninguém recebe")
    falta_quem = not recebem and (aberta_em(agora) or bool(quantas))
    bem = espera < limites.CONVERSA_NA_FILA and not falta_quem
    return ParteDoPortal("conversas", "Conversas por escrito", "; ".join(ditos), bem=bem)


def disco_dos_arquivos() -> ParteDoPortal:
    """O disco, ou o S3 que o substitui."""
    if settings.ARQUIVOS_URL:
        falta = arquivos_se_gravam()
        return ParteDoPortal("disco", "S3 dos arquivos", falta or "responde", bem=not falta)
    pasta = Path(settings.MEDIA_ROOT).absolute()
    uso = shutil.disk_usage(next(lugar for lugar in (pasta, *pasta.parents) if lugar.exists()))
    livre = 100 * uso.free // uso.total
    dito = f"{livre}% livre ({uso.free / 1024**3:.1f} GB)".replace(".", ",")
    return ParteDoPortal(
        "disco", "Disco dos arquivos", dito, bem=livre >= limites.DISCO_LIVRE and not cheio()
    )


def copia(*, com_banco: bool = True) -> ParteDoPortal:
    """Há quanto tempo acabou a última completa."""
    ultima = ultima_completa_em(com_banco=com_banco)
    if ultima is None:
        return ParteDoPortal("copia", "Última cópia de segurança", "não se sabe", bem=False)
    desde = timezone.now() - ultima
    return ParteDoPortal("copia", "Última cópia de segurança", _ha(desde), bem=desde <= limites.COPIA)


def _ha(desde: timedelta) -> str:
    return f"há {limites.por_extenso(desde)}"
