"""O que se vigia nos arquivos que se recebem."""

from __future__ import annotations

import os
from http import HTTPStatus
from pathlib import Path
from typing import Any

import urllib3
from django.conf import settings
from django.core.files.storage import default_storage
from django.utils import timezone

from documentos.disco import ArmazenamentoFora
from protocolo.models import Quarentena
from referencia import limites
from referencia.vigias import Vigia

GRUPO = "Arquivos"
PRAZO = 3.0
"""Segundos que o S3 tem para recusar quem não traz chave."""


def arquivos_conferidos() -> str:
    atrasados = Quarentena.objects.filter(
        situacao=Quarentena.Situacao.A_CONFERIR, chegou_em__lt=timezone.now() - limites.ARQUIVO_A_CONFERIR
    ).count()
    demora = limites.por_extenso(limites.ARQUIVO_A_CONFERIR)
    return f"Arquivos à espera de conferência há mais de {demora}: {atrasados}." if atrasados else ""


def arquivos_se_gravam() -> str:
    """A pasta nasce com o primeiro arquivo: até lá, é na de cima que se tem de poder escrever.

    Ao S3 só se pergunta por um arquivo que não há: a resposta prova a rede, o balde e a chave.
    """
    if settings.ARQUIVOS_URL:
        try:
            default_storage.exists("arquivos-se-gravam")
        except ArmazenamentoFora:
            return "O S3 dos arquivos não responde, ou recusa a chave de ARQUIVOS_URL."
        return ""
    pasta = Path(settings.MEDIA_ROOT).absolute()
    existe = next(lugar for lugar in (pasta, *pasta.parents) if lugar.exists())
    grava = existe.is_dir() and os.access(existe, os.W_OK | os.X_OK)
    return "" if grava else "Este processo não escreve na pasta dos arquivos (MEDIA_ROOT)."


def balde_fechado() -> str:
    """O que um balde aberto deixa a qualquer um: ver os nomes todos, ou um arquivo de que sabe o nome."""
    return aberto_a_qualquer_um(default_storage) if settings.ARQUIVOS_URL else ""


def aberto_a_qualquer_um(balde: Any) -> str:
    """O que este balde deixa a quem não traz chave; vazio, nada."""
    um = next(balde.listar(""), None)
    deixa = {
        "listar os arquivos": f"{balde.sem_chave()}?list-type=2&max-keys=1",
        **({"abrir um arquivo": balde.sem_chave(um.nome)} if um else {}),
    }
    abertos = [que for que, endereco in deixa.items() if _se_abre(endereco)]
    return f"O S3 deixa quem não tem chave {' e '.join(abertos)}." if abertos else ""


def _se_abre(endereco: str) -> bool:
    pedido = urllib3.request("GET", endereco, timeout=PRAZO, retries=False, redirect=False)
    return pedido.status < HTTPStatus.MULTIPLE_CHOICES


VIGIAS = (
    Vigia(
        codigo="arquivos_conferidos",
        nome="As fotos e os documentos se conferem logo",
        porque="Até ser conferido, o arquivo não se mostra a quem trabalha.",
        conferir=arquivos_conferidos,
        conserto="Veja se há quem leia a fila arquivos, no estado do portal",
        pagina="saude_detalhes",
        alerta=True,
    ),
    Vigia(
        codigo="arquivos_se_gravam",
        nome="Há onde guardar os arquivos",
        porque="Sem a pasta, toda foto que alguém manda se recusa.",
        conferir=arquivos_se_gravam,
        conserto="No servidor, monte o disco em MEDIA_ROOT, visto pela web e pelas tarefas, ou veja o S3",
        alerta=True,
    ),
    Vigia(
        codigo="balde_fechado",
        nome="O S3 recusa quem não tem chave",
        porque="As fotos e os documentos são de quem os mandou, e de mais ninguém.",
        conferir=balde_fechado,
        conserto="No S3, feche o balde de ARQUIVOS_URL: nem listar nem ler sem chave",
        alerta=True,
        seguranca=True,
    ),
)
