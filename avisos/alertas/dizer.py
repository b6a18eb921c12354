"""Dizer os alertas: uma mensagem por destino, com o que começou e o que acabou.

O que não saiu fica por dizer, e tenta-se na rodada seguinte. Não passa pela caixa de saída: ela é vigiada.
"""

from __future__ import annotations

import logging
import smtplib
from collections.abc import Iterator, Sequence

import urllib3
from django.conf import settings
from django.core.mail import EmailMessage, mailers
from django.utils import timezone

from avisos.alertas.destinos import destinos, eh_webhook
from avisos.canais.base import sem_endereco
from avisos.canais.correio import RECUSA_PARA_SEMPRE
from avisos.canais.http import ACEITOU, postar_json
from avisos.models import Alerta
from referencia.vigias import Vigia, todos

registro = logging.getLogger(__name__)


class NaoSaiu(Exception):  # noqa: N818 - em português
    """O destino não aceitou a mensagem agora."""


def dizer() -> None:
    """Os webhooks primeiro, que não esperam o correio; este, se não responde, espera a rodada seguinte."""
    por_dizer = list(Alerta.objects.exclude(por_dizer=[]).order_by("desde"))
    if not por_dizer:
        return
    quem, sem_correio = destinos(), False
    for marca in sorted(quem, key=lambda marca: not eh_webhook(quem[marca])):
        seus = [alerta for alerta in por_dizer if marca in alerta.por_dizer]
        if not seus or (sem_correio and not eh_webhook(quem[marca])):
            continue
        try:
            _mandar(quem[marca], seus)
        except NaoSaiu as erro:
            registro.error("um alerta espera: %s", sem_endereco(str(erro)))  # noqa: TRY400 - o rastro não ajuda
            sem_correio = not eh_webhook(quem[marca])
        else:
            _foi_dito(marca, seus)
    _esquecer_quem_saiu(por_dizer, quem)


def _foi_dito(marca: str, alertas: Sequence[Alerta]) -> None:
    for alerta in alertas:
        alerta.por_dizer = [outra for outra in alerta.por_dizer if outra != marca]
        alerta.save(update_fields=["por_dizer"])


def _esquecer_quem_saiu(alertas: Sequence[Alerta], quem: dict[str, str]) -> None:
    """Quem já não administra, ou saiu de ALERTAS_PARA, não fica por avisar."""
    for marca in {marca for alerta in alertas for marca in alerta.por_dizer} - quem.keys():
        _foi_dito(marca, [alerta for alerta in alertas if marca in alerta.por_dizer])


def _mandar(endereco: str, alertas: Sequence[Alerta]) -> None:
    if eh_webhook(endereco):
        _postar(endereco, alertas)
    else:
        _escrever(endereco, alertas)


def _postar(endereco: str, alertas: Sequence[Alerta]) -> None:
    dados = {"portal": settings.ENDERECO_PUBLICO, "text": texto(alertas), "alertas": list(_em_json(alertas))}
    try:
        codigo, _ = postar_json(endereco, dados, {})
    except urllib3.exceptions.HTTPError as erro:
        raise NaoSaiu(f"o webhook não respondeu ({type(erro).__name__})") from erro
    if codigo not in ACEITOU:
        raise NaoSaiu(f"o webhook respondeu {codigo}")


def _escrever(endereco: str, alertas: Sequence[Alerta]) -> None:
    cabecalhos = {"Auto-Submitted": "auto-generated"}
    mensagem = EmailMessage(assunto(alertas), texto(alertas), to=[endereco], headers=cabecalhos)
    try:
        mailers.default.send_messages([mensagem])
    except smtplib.SMTPRecipientsRefused as recusa:
        codigo, _ = next(iter(recusa.recipients.values()))
        if codigo < RECUSA_PARA_SEMPRE:
            raise NaoSaiu(f"o correio adiou ({codigo})") from recusa
        registro.error("um e-mail de quem recebe os alertas não existe (%s)", codigo)  # noqa: TRY400 - idem
    except (OSError, ValueError) as erro:  # o SMTPException é um OSError
        raise NaoSaiu(f"o correio não saiu ({type(erro).__name__})") from erro


def assunto(alertas: Sequence[Alerta]) -> str:
    """O que aconteceu, em poucas palavras."""
    comecaram = sum(alerta.acabou_em is None for alerta in alertas)
    if not comecaram:
        return "SP156: acabou o que estava errado"
    return "SP156: algo está errado" if comecaram == 1 else f"SP156: {comecaram} coisas estão erradas"


def texto(alertas: Sequence[Alerta]) -> str:
    """O que começou, com o porquê e o que fazer; depois, o que acabou."""
    vigias = {vigia.codigo: vigia for vigia in todos()}
    comecaram = [_comecou(um, vigias[um.codigo]) for um in alertas if um.acabou_em is None]
    acabaram = [_acabou(um) for um in alertas if um.acabou_em]
    partes = [*comecaram, *(["Acabou:", *acabaram] if acabaram else [])]
    return "\n\n".join([*partes, f"Portal: {settings.ENDERECO_PUBLICO}"])


def _comecou(alerta: Alerta, vigia: Vigia) -> str:
    onde = f": {settings.ENDERECO_PUBLICO}{vigia.link}" if vigia.link else ""
    return f"{alerta.frase}\nDesde {_hora(alerta.desde)}. {vigia.porque}\n{vigia.conserto}{onde}"


def _acabou(alerta: Alerta) -> str:
    return f"{alerta.frase}\nDe {_hora(alerta.desde)} a {_hora(alerta.acabou_em)}."


def _hora(quando: object) -> str:
    return f"{timezone.localtime(quando):%d/%m/%Y, %H:%M}"  # type: ignore[arg-type]


def _em_json(alertas: Sequence[Alerta]) -> Iterator[dict[str, str | None]]:
    for um in alertas:
        desde = um.desde.isoformat() if um.desde else None
        acabou = um.acabou_em.isoformat() if um.acabou_em else None
        yield {"codigo": um.codigo, "frase": um.frase, "desde": desde, "acabou_em": acabou}
