"""Os lugares onde se atende, que os serviços citam."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from guia.models.divisoes import Orgao
from referencia.tabelas import Referencia


class Lugar(Referencia):
    """Um lugar onde se atende: escrito uma vez, citado pelos serviços pelo seu `slug`."""

    slug = models.SlugField("chave", max_length=80, db_index=False)
    nome = models.CharField("nome", max_length=120)
    orgao = models.ForeignKey(
        Orgao, models.PROTECT, null=True, blank=True, related_name="lugares", verbose_name="órgão"
    )
    endereco = models.CharField("endereço", max_length=200, blank=True)
    telefone = models.CharField("telefone", max_length=60, blank=True)
    horario = models.CharField("horário", max_length=120, blank=True)
    pagina = models.URLField("página", blank=True)
    fonte = models.CharField("fonte", max_length=200, blank=True)

    class Meta:
        verbose_name = "lugar"
        verbose_name_plural = "lugares"
        ordering = ["nome"]
        constraints = [
            models.UniqueConstraint(
                fields=["slug"],
                name="lugar_slug_unico",
                violation_error_message="Já existe um lugar com esta chave.",
            ),
            models.CheckConstraint(
                condition=~Q(endereco="") | ~Q(telefone="") | ~Q(pagina=""),
                name="lugar_se_alcanca",
                violation_error_message="Diga o endereço, o telefone ou a página do lugar.",
            ),
        ]

    def __str__(self) -> str:
        return self.nome
