"""A cópia dos dados que uma pessoa pediu: um pacote feito fora da página, que se apaga sozinho."""

from __future__ import annotations

import uuid

from django.db import models
from django.utils import timezone

from contas.models.pessoas import Usuario


class CopiaDosDados(models.Model):
    """O pedido de um pacote e, quando fica pronto, onde ele está e até quando se baixa."""

    uuid = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    usuario = models.ForeignKey(Usuario, on_delete=models.CASCADE, related_name="copias_dos_dados")
    pedida_em = models.DateTimeField("pedida em", default=timezone.now)
    tomada_em = models.DateTimeField("começada em", null=True, blank=True)
    tentativas = models.PositiveSmallIntegerField("tentativas", default=0)
    pronta_em = models.DateTimeField("pronta em", null=True, blank=True)
    vence_em = models.DateTimeField("baixa-se até", null=True, blank=True)
    arquivo = models.FileField("pacote", upload_to="copias", max_length=200, blank=True)
    falhou = models.BooleanField("não deu", default=False)

    class Meta:
        verbose_name = "cópia dos dados"
        verbose_name_plural = "cópias dos dados"
        constraints = [
            models.UniqueConstraint(
                fields=["usuario"],
                condition=models.Q(pronta_em=None, falhou=False),
                name="copia_uma_de_cada_vez",
                violation_error_message="Já há uma cópia a caminho.",
            ),
            models.CheckConstraint(
                condition=models.Q(pronta_em=None, vence_em=None, arquivo="")
                | models.Q(pronta_em__isnull=False, vence_em__isnull=False) & ~models.Q(arquivo=""),
                name="copia_pronta_por_inteiro",
                violation_error_message="A cópia pronta tem arquivo e até quando se baixa.",
            ),
        ]
        indexes = [
            models.Index(
                fields=["pedida_em"], condition=models.Q(pronta_em=None, falhou=False), name="copia_a_fazer"
            )
        ]

    def __str__(self) -> str:
        return f"cópia de {self.pedida_em:%d/%m/%Y %H:%M}"
