"""Uma rodada: pergunta a cada vigia, anota o que está errado e diz o que é novo."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from avisos.alertas.destinos import destinos
from avisos.alertas.dizer import dizer
from avisos.models import Alerta
from avisos.models.alertas import RODADAS
from referencia.vigias import Vigia, todos

ENTRE_RODADAS = timedelta(minutes=2)
VEZ = "rodada"
"""A linha, que não é de vigia nenhum, em que `desde` é a hora da última rodada."""
ANOTADO = ["frase", "rodadas", "certas", "desde", "avisado_em", "acabou_em", "por_dizer"]
"""O que a rodada grava: o que alguém aceita na página não é dela."""


def rodar(agora: datetime, *, sem_rodada_ha: timedelta = ENTRE_RODADAS) -> bool:
    """Faz a rodada, se a última foi há este tempo; diz se a fez."""
    if not _minha_vez(agora, agora - 0.9 * sem_rodada_ha):
        return False
    anotar(todos(), agora)
    dizer()
    return True


def _minha_vez(agora: datetime, ate: datetime) -> bool:
    """De quantos processos a tentem, só um muda a linha; nenhuma trava atravessa o envio."""
    Alerta.objects.get_or_create(codigo=VEZ, defaults={"desde": ate})
    return bool(Alerta.objects.filter(codigo=VEZ, desde__lte=ate).update(desde=agora))


def anotar(vigias: Iterable[Vigia], agora: datetime) -> None:
    """Conta a rodada de cada vigia; esquece os que a versão nova já não tem."""
    vigias = list(vigias)
    Alerta.objects.exclude(codigo__in=[VEZ, *(vigia.codigo for vigia in vigias)]).delete()
    guardados = {alerta.codigo: alerta for alerta in Alerta.objects.all()}
    quem = list(destinos())
    for vigia in vigias:
        frase, alerta = vigia.frase(), guardados.get(vigia.codigo)
        para = quem if vigia.alerta else []
        if frase:
            alerta = alerta or Alerta.objects.create(codigo=vigia.codigo)
            _errado(alerta, frase, agora, para)
        elif alerta:
            _certo(alerta, agora, para)
        else:
            continue
        alerta.save(update_fields=ANOTADO)


def _errado(alerta: Alerta, frase: str, agora: datetime, para: list[str]) -> None:
    if alerta.acabou_em or not alerta.rodadas:
        alerta.desde, alerta.avisado_em, alerta.acabou_em, alerta.rodadas = agora, None, None, 0
    alerta.frase, alerta.certas = frase, 0
    alerta.rodadas += 1
    if alerta.rodadas >= RODADAS and alerta.avisado_em is None and not alerta.visto:
        alerta.avisado_em, alerta.por_dizer = agora, para


def _certo(alerta: Alerta, agora: datetime, para: list[str]) -> None:
    if alerta.avisado_em is None:  # uma rodada só não é nada, e ninguém soube
        alerta.rodadas = 0
    elif alerta.acabou_em is None:
        alerta.certas += 1
        if alerta.certas >= RODADAS:
            alerta.acabou_em, alerta.rodadas, alerta.por_dizer = agora, 0, para
