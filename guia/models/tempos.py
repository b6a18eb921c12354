"""Quanto tem levado um serviço: o que se mediu nos pedidos, e que ninguém promete."""

from __future__ import annotations

from django.db import models
from django.utils.formats import date_format

from guia.models.servicos import Servico
from protocolo.prazos.em_palavras import contados, contar


class TempoDeAtendimento(models.Model):
    """Em quantos dias terminaram os pedidos de um serviço: escrito por quem conta os pedidos, lido pelo Guia.

    Nunca se chama prazo. `lugar` vazio é a cidade inteira. Os pedidos foram abertos de `de` a `ate`, e os
    que continuam abertos entram na conta: `metade` e `nove_em_dez` são vazios se tantos ainda não terminaram.
    """

    servico = models.ForeignKey(Servico, models.CASCADE, verbose_name="serviço", related_name="tempos")
    lugar = models.CharField("lugar", max_length=60, blank=True, help_text="Subprefeitura; vazio, a cidade.")
    pedidos = models.PositiveIntegerField("pedidos contados")
    metade = models.PositiveSmallIntegerField("dias em que terminou metade", null=True)
    nove_em_dez = models.PositiveSmallIntegerField("dias em que terminaram nove em dez", null=True)
    de = models.DateField("abertos desde")
    ate = models.DateField("até")
    medido_em = models.DateTimeField("medido em")

    class Meta:
        verbose_name = "tempo de atendimento"
        verbose_name_plural = "tempos de atendimento"
        ordering = ["servico", "lugar"]
        constraints = [
            models.UniqueConstraint(
                fields=["servico", "lugar"],
                name="tempo_unico_do_servico_no_lugar",
                violation_error_message="O tempo deste serviço neste lugar já está medido.",
            )
        ]

    def __str__(self) -> str:
        return self.frase

    @property
    def frase(self) -> str:
        """`Metade destes pedidos terminou em 12 dias; nove em cada dez, em 60 (312 pedidos de …).`"""
        return f"{self._medida()} ({contar(self.pedidos, 'pedido', 'pedidos')} de {self._periodo()})."

    def _medida(self) -> str:
        if self.metade is None:
            return "Menos da metade destes pedidos já terminou"
        if self.nove_em_dez is None:
            return f"Metade destes pedidos terminou {_em(self.metade)}; nove em cada dez, ainda não"
        if self.metade == self.nove_em_dez:
            return f"Nove em cada dez destes pedidos terminaram {_em(self.metade)}"
        quantos = str(self.nove_em_dez) if self.metade else contados(self.nove_em_dez)
        return f"Metade destes pedidos terminou {_em(self.metade)}; nove em cada dez, em {quantos}"

    def _periodo(self) -> str:
        ate = date_format(self.ate, r"F \d\e Y").lower()
        if (self.de.year, self.de.month) == (self.ate.year, self.ate.month):
            return ate
        mesmo_ano = self.de.year == self.ate.year
        return f"{date_format(self.de, 'F' if mesmo_ano else r'F \d\e Y').lower()} a {ate}"


def _em(dias: int) -> str:
    return f"em {contados(dias)}" if dias else "no mesmo dia"
