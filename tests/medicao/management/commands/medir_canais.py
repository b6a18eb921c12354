"""`manage.py medir_canais`: quantas mensagens por segundo de CPU cada canal entrega, e com quanta memória."""

from __future__ import annotations

import contextlib
import json
import resource
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.test import override_settings
from django.utils import timezone

from avisos.entrega import encaminhar, entregar_pendentes
from avisos.models import AssinaturaPush, Aviso, Envio, PreferenciaDeAvisos
from avisos.situacoes import Canal
from contas.models import Interessado, Usuario
from sp156.configuracao import mailers
from tests.correio import REMETENTE
from tests.medicao.comando import Medicao
from tests.servidores.provedor import canais, inscricao

AQUECER = 500
META = 100.0
"""Mensagens por segundo de um núcleo."""


class Command(Medicao):
    help = "Enche a caixa de saída e a esvazia por canal, contra servidores desta máquina."
    quantidades = {
        "mensagens": (3000, "Quantas por canal."),
        "pendentes": (50000, "Quantas à espera, por SMS, na prova da memória; 0 não a faz."),
    }

    def medir(self, opcoes: dict[str, Any]) -> dict[str, Any]:
        with quem_recebe() as portas, _ligados(portas):
            medidos = {canal.value: _medir(canal, opcoes["mensagens"]) for canal in Canal}
            memoria = _memoria(opcoes["pendentes"]) if opcoes["pendentes"] else {}
        return {"canais": medidos, "memoria": memoria}

    def em_tabela(self, resultado: dict[str, Any]) -> str:
        linhas = ["canal       mensagens   s de CPU   por s de CPU   por s de relógio"]
        linhas += [
            f"{canal:10} {feito['mensagens']:10} {feito['cpu_s']:10.1f} {feito['por_s_de_cpu']:14.0f} "
            f"{feito['por_s']:18.0f}{'' if feito['por_s_de_cpu'] >= META else '  ABAIXO DA META'}"
            for canal, feito in resultado["canais"].items()
        ]
        memoria = resultado["memoria"]
        if memoria:
            linhas.append(
                f"{memoria['pendentes']} à espera esvaziados em {memoria['relogio_s']:.0f} s; a "
                f"memória subiu {memoria['cresceu_mb']:.1f} MB depois das {AQUECER} primeiras"
            )
        return "\n".join(linhas)


@contextlib.contextmanager
def quem_recebe() -> Iterator[dict[str, Any]]:
    """Os servidores, noutro processo."""
    comando = [sys.executable, "-m", "tests.medicao.quem_recebe"]
    with subprocess.Popen(comando, stdout=subprocess.PIPE, cwd=settings.BASE_DIR) as processo:
        assert processo.stdout is not None
        try:
            yield json.loads(processo.stdout.readline())
        finally:
            processo.terminate()


def _ligados(portas: dict[str, Any]) -> override_settings:
    ligados = canais(portas["http"], "sms", "whatsapp", "push")
    correio = mailers(f"smtp://127.0.0.1:{portas['smtp']}", REMETENTE)
    return override_settings(CANAIS=ligados, MAILERS=correio, AVISOS_POR_DIA_SEM_PROVA=10_000_000)


def _medir(canal: Canal, quantas: int) -> dict[str, float]:
    _encher(canal, AQUECER)
    _esvaziar(canal)
    _encher(canal, quantas)
    cpu, relogio = time.process_time(), time.monotonic()
    feitas = _esvaziar(canal)
    gasto, passou = time.process_time() - cpu, time.monotonic() - relogio
    assert feitas == quantas, (canal, feitas)
    return {
        "mensagens": feitas,
        "cpu_s": gasto,
        "por_s_de_cpu": feitas / gasto,
        "por_s": feitas / passou,
    }


def _memoria(quantas: int) -> dict[str, float]:
    """Quanto a memória do processo sobe, das primeiras à última, ao esvaziar uma fila comprida."""
    _encher(Canal.SMS, quantas)
    while encaminhar(timezone.now()):
        pass
    feitas, primeiras, maior, relogio = 0, 0, 0, time.monotonic()
    while enviados := entregar_pendentes(Canal.SMS).enviados:
        feitas += enviados
        maior = max(maior, _memoria_agora())
        primeiras = primeiras or (maior if feitas >= AQUECER or feitas == quantas else 0)
    assert feitas == quantas, feitas
    return {
        "pendentes": quantas,
        "relogio_s": time.monotonic() - relogio,
        "cresceu_mb": (maior - primeiras) / 2**20,
    }


def _memoria_agora() -> int:
    paginas = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return paginas * resource.getpagesize()


def _esvaziar(canal: Canal) -> int:
    while encaminhar(timezone.now()):
        pass
    feitas = 0
    while enviados := entregar_pendentes(canal).enviados:
        feitas += enviados
    return feitas


def _encher(canal: Canal, quantas: int) -> None:
    """Avisos por escolher, a quem só este canal alcança; o aparelho é o mesmo, de uma pessoa só."""
    Envio.objects.all().delete()
    Aviso.objects.all().delete()
    declarada = {"identidade": Interessado.Identidade.DECLARADA, "nome": "Ana", "documento": "52998224725"}
    contato = {
        Canal.EMAIL: {"email": "ana@exemplo.invalid"},
        Canal.SMS: {"telefone": "11987654321"},
    }.get(canal, {"usuario": _quem_aceita(canal)})
    parte = Interessado.objects.create(**declarada, **contato)
    for comeco in range(0, quantas, 5000):
        Aviso.objects.bulk_create(
            Aviso(
                chave=f"medicao/{canal}/{n}",
                interessado=parte,
                protocolo="102938475610293",
                modelo="registrado",
                assunto="Pedido registrado",
                corpo="Recebemos o seu pedido.\n\n{{ link }}",
                curto="SP156: recebemos o seu pedido 10293-84756-10293.",
                urgente=True,
            )
            for n in range(comeco, min(comeco + 5000, quantas))
        )


def _quem_aceita(canal: Canal) -> Usuario:
    """Uma pessoa que só aceita este canal, com um aparelho no servidor de agora."""
    quem, _ = Usuario.objects.get_or_create(nome=f"Medição {canal}", email=f"{canal}@exemplo.invalid")
    Usuario.objects.update(celular=None)
    Usuario.objects.filter(pk=quem.pk).update(celular="11987654321")
    AssinaturaPush.objects.filter(usuario=quem).delete()
    _, dito = inscricao(settings.CANAIS["sms"]["url"], canal)
    AssinaturaPush.objects.create(usuario=quem, **dito)
    aceita = {"canais": {"andamento": [canal.value]}}
    PreferenciaDeAvisos.objects.update_or_create(usuario=quem, defaults=aceita)
    return quem
