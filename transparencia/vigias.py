"""O que se vigia do que se publica: que os painéis e os dados abertos saiam quando se diz que saem."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from protocolo.prazos.relogio import ultimo_domingo
from referencia.vigias import Vigia
from solicitacoes.models import Solicitacao
from transparencia.dados_abertos.publicacao import o_que_falta
from transparencia.models import Edicao

GRUPO = "Transparência"
TOLERANCIA = timedelta(days=2)
"""As rotinas tentam toda madrugada: duas que falham já não são acaso."""


def paineis_em_dia() -> str:
    """De quando são os painéis, se a semana que acabou não se publicou; nada, antes do primeiro pedido."""
    ate = ultimo_domingo(timezone.localdate() - TOLERANCIA)
    ultima = Edicao.objects.first()
    if ultima is None:
        antigos = Solicitacao.objects.filter(aberta_em__lt=timezone.now() - TOLERANCIA)
        return "Os painéis públicos nunca se publicaram." if antigos.exists() else ""
    return f"Os painéis públicos só vão até {ultima.ate:%d/%m/%Y}." if ultima.ate < ate else ""


def dados_em_dia() -> str:
    """Os meses e os anos que já deviam ter arquivo e não têm."""
    faltam = ", ".join(map(str, o_que_falta(timezone.localdate() - TOLERANCIA)))
    return f"Faltam os dados abertos de {faltam}." if faltam else ""


VIGIAS = (
    Vigia(
        codigo="paineis_em_dia",
        nome="Os painéis públicos vão até a semana que acabou",
        porque="A página diz que se publicam toda semana, e quem os cita cita um número velho.",
        conferir=paineis_em_dia,
        conserto="No servidor: manage.py publicar_paineis",
        alerta=True,
    ),
    Vigia(
        codigo="dados_em_dia",
        nome="Os dados abertos vão até o mês que acabou",
        porque="A página diz que saem todo mês, e outros programas contam com eles.",
        conferir=dados_em_dia,
        conserto="No servidor: manage.py publicar_dados",
        alerta=True,
    ),
)
