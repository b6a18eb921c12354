"""O que toda página de quem atende sabe: as conversas e ligações dele, e o atendimento em que está."""

from __future__ import annotations

from typing import Any

from django import template
from django.conf import settings
from django.http import HttpRequest

from atendimento import conversa as leituras
from atendimento.consultas import ligacoes_de
from atendimento.conversa_atendente.lista import disponibilidade_de
from atendimento.mesa.forms import resultado_sugerido
from atendimento.models import Atendimento, Conversa
from atendimento.situacoes import Estado, Resultado
from contas.models import Usuario

register = template.Library()
A_LISTA = "conversas"
"""O nome do endereço da lista."""


@register.simple_tag
def acompanha_as_conversas(request: HttpRequest, pagina: str = "") -> dict[str, Any] | None:
    """Por onde a página de quem está no turno, ou tem conversa ou ligação, as acompanha; None aos outros.

    A lista das conversas (`pagina`) mostra a fila, e acompanha-a sempre.
    """
    usuario = request.user
    if not isinstance(usuario, Usuario):
        return None
    dela = disponibilidade_de(usuario)
    suas = list(Conversa.objects.de(usuario)) if dela else []
    no_turno = dela is not None and dela.estado != Estado.FORA
    conversa = no_turno or bool(suas) or pagina == A_LISTA
    if not (conversa or settings.SEGREDO_DA_TELEFONIA):
        return None
    ligacoes = ligacoes_de(usuario.pk)
    return {
        "corrente": leituras.corrente(
            leituras.DoLado.QUEM_ATENDE, usuario.pk, request.session.session_key or ""
        ),
        "versao": leituras.versao_da_mesa(dela.versao if dela else 0, suas, ligacoes),
        "pergunta": leituras.PERGUNTAR,
        "da_sinal": conversa,
        "telefonia": bool(settings.SEGREDO_DA_TELEFONIA),
        "ligacoes": ligacoes,
    }


@register.simple_tag
def resultado_de(atendimento: Atendimento) -> Resultado | None:
    """Como o atendimento acaba, pelo que nele se fez; None se nada o diz."""
    return resultado_sugerido(atendimento.atos.all())
