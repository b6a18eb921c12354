"""O que toda página de quem atende precisa saber das conversas dele."""

from __future__ import annotations

from django import template

from atendimento import conversa as leituras
from atendimento.conversa_atendente.lista import disponibilidade_de
from atendimento.models import Conversa
from contas.models import Usuario

register = template.Library()


@register.simple_tag
def acompanha_as_conversas(usuario: object) -> dict[str, str | int] | None:
    """Por onde a página de quem recebe conversas, ou tem alguma, as acompanha; None aos outros."""
    dela = disponibilidade_de(usuario) if isinstance(usuario, Usuario) else None
    suas = Conversa.objects.de(dela.pk) if dela else []
    if dela is None or not (dela.recebe or suas):
        return None
    return {
        "corrente": leituras.corrente(leituras.DoLado.QUEM_ATENDE, dela.pk),
        "versao": leituras.versao_da_mesa(dela.versao, suas),
        "pergunta": leituras.PERGUNTAR,
    }
