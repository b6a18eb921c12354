"""A marca do que se publica de cada pedido, que é o que se sabia ontem: serve ao bairro e ao Open311."""

from __future__ import annotations

from django.utils import timezone

from guia import consultas as guia
from solicitacoes.models import Andamento
from solicitacoes.pedidos_iguais import fim_do_publicado
from solicitacoes.situacoes import Tipo

VALE_JA = (Tipo.RECLASSIFICACAO, Tipo.ENDERECO_CORRIGIDO)
"""O que se corrige hoje: pode tirar o pedido do que se publica, ou mudá-lo de lugar."""


def marca() -> str:
    """Muda uma vez por dia, e quando muda o Guia, o código ou o serviço e o lugar de um pedido."""
    corrigidos = Andamento.objects.filter(em__gte=fim_do_publicado(timezone.now()), tipo__in=VALE_JA)
    return guia.marca("publicado", corrigidos.count())
