"""O que passou de uma conta a outra da mesma pessoa, e o que é preciso para o desfazer."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils import timezone

from contas.models.pessoas import Usuario


class Juncao(models.Model):
    """O CPF, ou a conta inteira, que passou de uma conta a outra. Nunca se apaga.

    `passou` diz as linhas, tabela a tabela: desfazer devolve só estas, e só as que ainda estão onde se
    puseram. Sem `por`, quem o fez foi a própria pessoa, ao provar o CPF.
    """

    class Tipo(models.TextChoices):
        CPF = "cpf", "O CPF passou a outra conta"
        CONTA = "conta", "Duas contas viraram uma"

    tipo = models.CharField("o que passou", max_length=5, choices=Tipo)
    de = models.ForeignKey(Usuario, models.PROTECT, related_name="+", verbose_name="da conta")
    para = models.ForeignKey(Usuario, models.PROTECT, related_name="+", verbose_name="para a conta")
    passou: models.JSONField[dict[str, list[Any]], dict[str, list[Any]]] = models.JSONField(
        "linhas que passaram", default=dict
    )
    motivo = models.CharField("por quê", max_length=300)
    por = models.ForeignKey(
        Usuario, models.PROTECT, null=True, related_name="+", verbose_name="quem juntou", db_index=False
    )
    em = models.DateTimeField("quando", default=timezone.now)
    desfeita_por = models.ForeignKey(
        Usuario, models.PROTECT, null=True, related_name="+", verbose_name="quem desfez", db_index=False
    )
    desfeita_em = models.DateTimeField("desfeita em", null=True)

    class Meta:
        verbose_name = "junção de contas"
        verbose_name_plural = "junções de contas"
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(de=models.F("para")),
                name="juncao_de_duas_contas",
                violation_error_message="São a mesma conta.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_tipo_display()}: de {self.de} para {self.para}"
