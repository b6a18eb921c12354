"""A ficha de quem foi reconhecido: quem é, e o que já tem com a Prefeitura."""

from __future__ import annotations

from atendimento.models import Atendimento

DO_PASSO = ("nome", "tipo_documento", "documento", "email", "telefone")


def respostas_de(atendimento: Atendimento) -> dict[str, str]:
    """As respostas do passo de identificação, de quem foi reconhecido; vazio se ninguém foi."""
    quem = atendimento.reconhecido
    if quem is None or quem.anonimo or quem.selado_em or quem.anonimizado_em:
        return {}
    return {campo: getattr(quem, campo) for campo in DO_PASSO}
