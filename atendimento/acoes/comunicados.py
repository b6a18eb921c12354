"""Escrever um comunicado a quem atende, e tirá-lo."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from atendimento.models import Comunicado
from contas.models import Usuario
from protocolo.erros import RecusaNoCampo
from roteamento.models import Unidade


class ComunicadoInvalido(RecusaNoCampo):
    """O comunicado não cabe."""


def comunicar(
    *, texto: str, unidade: Unidade | None, de: datetime, ate: datetime, por: Usuario
) -> Comunicado:
    """Escreve-o para uma unidade, ou para todas; aparece na mesa a partir de `de`."""
    if ate <= de:
        raise ComunicadoInvalido("O fim é depois do começo.", "ate")
    if ate <= timezone.now():
        raise ComunicadoInvalido("Esse fim já passou: ninguém veria o comunicado.", "ate")
    return Comunicado.objects.create(texto=texto, unidade=unidade, de=de, ate=ate, por=por)


@transaction.atomic
def tirar_comunicado(*, comunicado: Comunicado) -> Comunicado:
    """Deixa de aparecer agora. O que já tinha acabado fica como estava; tirar duas vezes não muda nada."""
    agora = timezone.now()
    travado = Comunicado.objects.select_for_update(of=("self",), no_key=True).get(pk=comunicado.pk)
    if travado.ate > agora:
        travado.de, travado.ate = min(travado.de, agora), agora
        travado.save(update_fields=["de", "ate"])
    return travado
