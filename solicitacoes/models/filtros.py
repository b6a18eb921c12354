"""O filtro da caixa a que um servidor deu nome."""

from __future__ import annotations

from django.db import models

from contas.models import Usuario
from roteamento.models import Unidade


class FiltroGuardado(models.Model):
    """Uma combinação de filtros da caixa a que um servidor deu nome; só ele a vê."""

    usuario = models.ForeignKey(
        Usuario, models.CASCADE, related_name="filtros_guardados", verbose_name="servidor", db_index=False
    )
    unidade = models.ForeignKey(
        Unidade, models.CASCADE, related_name="+", verbose_name="caixa", db_index=False
    )
    nome = models.CharField("nome", max_length=40)
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
            )
        ]

    def __str__(self) -> str:
        return self.nome
