"""`manage.py medir_copia`: quanto demora a cópia dos dados de quem tem muitos pedidos, com fotos.

Só mede em banco descartável (`tests.medicao.banco`).
"""

from __future__ import annotations

import os
import time
from dataclasses import replace
from tempfile import TemporaryDirectory
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.test import override_settings

from contas.models import CopiaDosDados, Usuario
from portal.meus_dados import copias
from solicitacoes.models import Anexo
from tests.medicao.comando import Medicao
from tests.solicitacoes import elenco

ALVO_S = 60.0
FOTO = 300 * 1024
"""Bytes de uma foto já refeita."""
MEGABYTE = 1024 * 1024


class Command(Medicao):
    help = "Mede a cópia dos dados de uma pessoa, num banco descartável."
    quantidades = {"pedidos": (1_000, "Quantos a pessoa fez."), "fotos": (1, "Quantas em cada pedido.")}

    def medir(self, opcoes: dict[str, Any]) -> dict[str, Any]:
        with TemporaryDirectory() as pasta, override_settings(MEDIA_ROOT=pasta):
            dona = _encher(opcoes["pedidos"], opcoes["fotos"])
            copias.pedir(usuario=dona)
            relogio, processador = time.perf_counter(), time.process_time()
            assert copias.fazer_uma()
            segundos = time.perf_counter() - relogio
            copia = CopiaDosDados.objects.get(usuario=dona)
            return {
                "pedidos": opcoes["pedidos"],
                "fotos": opcoes["pedidos"] * opcoes["fotos"],
                "segundos": round(segundos, 2),
                "cpu_s": round(time.process_time() - processador, 2),
                "tamanho_mb": round(copia.arquivo.size / MEGABYTE, 1),
                "alvo_s": ALVO_S,
                "dentro": segundos <= ALVO_S,
            }

    def em_tabela(self, resultado: dict[str, Any]) -> str:
        return "\n".join(f"{nome:12} {valor}" for nome, valor in resultado.items())


def _encher(pedidos: int, fotos: int) -> Usuario:
    """Uma pessoa com tantos pedidos, cada um com as suas fotos, que não se comprimem."""
    dona = elenco.pessoa("Dora Dona")
    quem = replace(elenco.MARIA, usuario=dona)
    casos = elenco.iguais(pedidos, elenco.unidade(), identificacao=quem, descricao="Um buraco fundo. " * 20)
    dito = {"ordem": 1, "nome": "foto.jpg", "papel": "interessado"}
    Anexo.objects.bulk_create(
        Anexo(
            caso=caso,
            arquivo=default_storage.save("anexos/foto.jpg", ContentFile(os.urandom(FOTO))),
            sha256=f"{caso.pk}-{n}",
            **dito,
        )
        for caso in casos
        for n in range(fotos)
    )
    return dona
