"""O que se vigia nos avisos: se saem por cada canal, e se têm fim."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from avisos.entrega import FINAL
from avisos.espera import esperas
from avisos.models import Aviso
from referencia.vigias import Vigia

GRUPO = "Avisos"
FOLGA = timedelta(hours=2)
"""Com as voltas da rotina, depois do último dia em que um aviso pode esperar."""


def avisos_saem() -> str:
    """Por canal e urgência: quantos esperam mais do que deviam, e desde quando."""
    parados = [espera for espera in esperas(timezone.now()) if not espera.bem]
    ditos = [f"{um.nome}: {um.quantos}, desde {timezone.localtime(um.desde):%d/%m, %H:%M}" for um in parados]
    return f"Há avisos parados. {'; '.join(ditos)}." if ditos else ""


def avisos_acabam() -> str:
    """Em 72 horas todo aviso tem estado final."""
    passou = timezone.now() - FINAL - FOLGA
    quantos = Aviso.objects.filter(situacao__in=Aviso.ABERTAS, criado_em__lt=passou).count()
    return f"{quantos} aviso(s) passaram de 72 horas sem sair nem acabar." if quantos else ""


VIGIAS = (
    Vigia(
        codigo="avisos_saem",
        nome="Os avisos saem por todos os canais",
        porque="Quem pediu espera notícia, e o código de quem entra vale poucos minutos.",
        conferir=avisos_saem,
        conserto="Veja na caixa de saída o erro de cada um e, no servidor, o endereço e a senha do canal",
        pagina="admin:avisos_aviso_changelist",
        alerta=True,
    ),
    Vigia(
        codigo="avisos_acabam",
        nome="Todo aviso acaba em 72 horas",
        porque="O que não acaba nem sai nem passa ao canal seguinte, e quem espera não sabe.",
        conferir=avisos_acabam,
        conserto="Veja na caixa de saída os que esperam",
        pagina="admin:avisos_aviso_changelist",
        alerta=True,
    ),
)
