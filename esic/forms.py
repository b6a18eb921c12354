"""A base dos formulários de um ato sobre um pedido de informação, em qualquer mesa."""

from __future__ import annotations

from esic.models import Pedido
from mesas.forms import AtoForm

MAIOR_TEXTO = 8000
"""Da resposta do órgão e da decisão de quem julga."""


class AtoDoPedidoForm(AtoForm):
    """Um ato sobre um pedido de informação."""

    caso: Pedido
