"""O que toda página de quem atende precisa saber das conversas dele."""

from __future__ import annotations

from django import template
from django.utils import timezone

from atendimento.conversa_atendente.lista import Pergunta, pergunta_de
from contas.models import Usuario

register = template.Library()


@register.simple_tag
def pergunta_das_conversas(usuario: object) -> Pergunta | None:
    """Com que a página pergunta o que há de novo; None a quem não recebe conversas nem tem nenhuma."""
    return pergunta_de(usuario, timezone.now()) if isinstance(usuario, Usuario) else None
