"""O que quem atende tem na tela quando as páginas se percorrem."""

from __future__ import annotations

from django.urls import reverse

from atendimento.acoes import comecar
from atendimento.models import Atendimento
from contas.models import Usuario
from roteamento.models import Unidade


def montar(atendente: Usuario) -> dict[str, str]:
    """Um atendimento em curso na Central."""
    return {"central:atendimento": reverse("central:atendimento", args=[em_curso(atendente).codigo])}


def em_curso(atendente: Usuario) -> Atendimento:
    return comecar(atendente=atendente, unidade=Unidade.objects.get(sigla="Central 156"))
