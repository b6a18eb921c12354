"""O número público de um pedido, que se sorteia: o dos dados abertos."""

import uuid

from django.db import models


class ComIdentificador(models.Model):
    """Base abstrata do que tem número público; vazio no que é de antes dele, até a rotina o sortear."""

    identificador = models.UUIDField(
        "identificador público",
        null=True,
        default=uuid.uuid4,
        editable=False,
        help_text="O número sorteado do pedido nos dados abertos: nada diz do protocolo nem de quem pediu.",
    )

    class Meta:
        abstract = True
        constraints = [
            models.UniqueConstraint(
                fields=["identificador"],
                name="%(class)s_identificador_unico",
                violation_error_message="Identificador já usado.",
            )
        ]
