"""O que se põe nas páginas do Guia por um tempo: comunicados e suspensões de pedidos."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from guia.models.divisoes import Tema
from guia.models.servicos import Servico
from referencia.tabelas import Referencia, VigenciaQuerySet


class Comunicado(Referencia):
    """Um recado com data para quem usa o Guia: no portal todo, num tema ou num serviço."""

    titulo = models.CharField("título", max_length=120)
    texto = models.TextField("texto", max_length=600)
    tema = models.ForeignKey(
        Tema, models.PROTECT, null=True, blank=True, related_name="comunicados", verbose_name="tema"
    )
    servico = models.ForeignKey(
        Servico, models.PROTECT, null=True, blank=True, related_name="comunicados", verbose_name="serviço"
    )
    de = models.DateField("no ar desde")
    ate = models.DateField("até", null=True, blank=True, help_text="Último dia. Vazio: até alguém tirar.")

    objects = VigenciaQuerySet["Comunicado"].as_manager()

    class Meta:
        verbose_name = "comunicado"
        verbose_name_plural = "comunicados"
        ordering = ["-de", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(tema=None) | Q(servico=None),
                name="comunicado_um_alcance",
                violation_error_message="Escolha o tema ou o serviço, não os dois.",
            ),
            models.CheckConstraint(
                condition=Q(ate=None) | Q(ate__gte=F("de")),
                name="comunicado_em_ordem",
                violation_error_message="O comunicado não pode sair do ar antes de entrar.",
            ),
        ]

    def __str__(self) -> str:
        return self.titulo


class Suspensao(Referencia):
    """Os pedidos de um serviço param por um tempo, em todos os canais, com razão e alternativa."""

    servico = models.ForeignKey(Servico, models.PROTECT, related_name="suspensoes", verbose_name="serviço")
    motivo = models.CharField("por que parou", max_length=300)
    alternativa = models.CharField("o que fazer enquanto isso", max_length=300)
    de = models.DateField("desde")
    ate = models.DateField("até", null=True, blank=True, help_text="Último dia. Vazio: até alguém retomar.")

    objects = VigenciaQuerySet["Suspensao"].as_manager()

    class Meta:
        verbose_name = "suspensão de pedidos"
        verbose_name_plural = "suspensões de pedidos"
        ordering = ["-de", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ate=None) | Q(ate__gte=F("de")),
                name="suspensao_em_ordem",
                violation_error_message="A suspensão não pode acabar antes de começar.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.servico}: {self.motivo}"
