"""O filtro da caixa a que um servidor deu nome, só dele ou da unidade."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from contas.models import Usuario
from roteamento.models import Unidade


class FiltroGuardado(models.Model):
    """Uma combinação de filtros da caixa a que um servidor deu nome; só ele a vê, se não a partilha."""

    usuario = models.ForeignKey(
        Usuario, models.CASCADE, related_name="filtros_guardados", verbose_name="servidor", db_index=False
    )
    unidade = models.ForeignKey(
        Unidade, models.CASCADE, related_name="+", verbose_name="caixa", db_index=False
    )
    nome = models.CharField("nome", max_length=40)
    partilhado = models.BooleanField(
        "da unidade", default=False, db_default=False, help_text="Todos os que servem na caixa o veem."
    )
    consulta = models.CharField("filtros", max_length=600, help_text="Como estão no endereço da lista.")

    class Meta:
        verbose_name = "filtro guardado"
        verbose_name_plural = "filtros guardados"
        ordering = ["nome"]
        constraints = [
            models.UniqueConstraint(
                fields=["usuario", "unidade", "nome"],
                name="filtro_guardado_unico",
                violation_error_message="Você já tem um filtro com este nome nesta caixa.",
            ),
            models.UniqueConstraint(
                fields=["unidade", "nome"],
                condition=Q(partilhado=True),
                name="filtro_partilhado_unico",
                violation_error_message="A unidade já tem um filtro com este nome.",
            ),
        ]

    def __str__(self) -> str:
        return self.nome
