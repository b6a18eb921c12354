"""O que se passou com uma solicitação: andamentos e fotos."""

from __future__ import annotations

from django.db import models

from protocolo import models as protocolo
from solicitacoes.models.solicitacoes import Solicitacao
from solicitacoes.situacoes import Tipo


class Andamento(protocolo.Andamento):
    """Um passo da solicitação."""

    TIPOS = Tipo

    caso = models.ForeignKey(Solicitacao, on_delete=models.PROTECT, related_name="andamentos", db_index=False)

    class Meta(protocolo.Andamento.Meta):
        abstract = False
        verbose_name = "andamento"
        constraints = [
            models.UniqueConstraint(
                fields=["caso", "ordem"],
                name="andamento_ordem_unica",
                violation_error_message="Este passo já existe.",
            )
        ]


class Anexo(protocolo.Anexo):
    """Foto da solicitação."""

    caso = models.ForeignKey(Solicitacao, on_delete=models.PROTECT, related_name="anexos", db_index=False)

    class Meta(protocolo.Anexo.Meta):
        abstract = False
        verbose_name = "anexo"
        constraints = [
            models.UniqueConstraint(
                fields=["caso", "sha256"],
                name="anexo_sem_repeticao",
                violation_error_message="Esta foto já está no pedido.",
            )
        ]
