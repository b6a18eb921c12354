"""O que acontece às conversas quando quem as atende sai do portal."""

from __future__ import annotations

from django.urls import reverse
from django.utils import timezone

from atendimento import acoes
from atendimento.guardas import que_chefia
from atendimento.models import Conversa
from contas.models import Usuario
from roteamento.guardas import lugares_de_quem_atende

SAINDO = "sair"
"""O que, no endereço, diz que depois de entregar as conversas se sai do portal."""


def ao_sair(usuario: Usuario) -> str:
    """Quem tem conversas vai antes dizer o que se faz delas (o endereço); os outros deixam já de receber.

    Quem já não atende em lugar nenhum não as pode abrir: sai, e elas voltam à fila.
    """
    ainda_atende = lugares_de_quem_atende(usuario) or que_chefia(usuario)
    if ainda_atende and Conversa.objects.de(usuario).exists():
        return f"{reverse('central:conversas_entregar')}?{SAINDO}=sim"
    acoes.sair_do_turno(usuario=usuario, em=timezone.now())
    return ""
