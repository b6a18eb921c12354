"""Os atendimentos que uma pessoa fez hoje, os mais novos primeiro."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django.utils import timezone

from atendimento.models import Atendimento
from atendimento.situacoes import DE_PEDIDO, Providencia
from contas.models import Usuario

NA_PAGINA = 50
UM_TURNO = timedelta(hours=12)
REGISTROU = DE_PEDIDO | {Providencia.OUVIDORIA, Providencia.ESIC}


@dataclass(frozen=True, slots=True)
class Feito:
    """Um atendimento que acabou, como a lista o mostra."""

    atendimento: Atendimento
    protocolos: list[str]


@dataclass(frozen=True, slots=True)
class Pagina:
    """Uma parte da lista; `mais` é de onde a seguinte começa."""

    feitos: list[Feito]
    mais: int | None


def de_hoje(usuario: Usuario, *, antes_de: int | None = None) -> Pagina:
    """Os atendimentos de hoje e do turno que passou a meia-noite; `antes_de`: o último da página anterior."""
    agora = timezone.localtime()
    comeco = min(agora.replace(hour=0, minute=0, second=0, microsecond=0), agora - UM_TURNO)
    todos = Atendimento.objects.terminados().de(usuario).desde(comeco).order_by("-pk")
    if antes_de is not None:
        todos = todos.filter(pk__lt=antes_de)
    achados = list(todos.select_related("servico__publicada").prefetch_related("atos")[: NA_PAGINA + 1])
    feitos = [Feito(um, _protocolos(um)) for um in achados[:NA_PAGINA]]
    return Pagina(feitos, achados[NA_PAGINA - 1].pk if len(achados) > NA_PAGINA else None)


def _protocolos(um: Atendimento) -> list[str]:
    return [ato.protocolo for ato in um.atos.all() if ato.tipo in REGISTROU and ato.protocolo]
