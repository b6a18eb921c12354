"""O que quem lê o Guia deixa, sem se saber quem é: a opinião sobre uma página e a busca que nada achou."""

from __future__ import annotations

from django.db import models

from guia.models.servicos import Servico
from guia.models.versoes import VersaoDoServico


class Opiniao(models.Model):
    """ "Esta informação foi útil?": a resposta de quem leu a página, sem saber quem é."""

    servico = models.ForeignKey(
        Servico, models.CASCADE, related_name="opinioes", verbose_name="serviço", db_index=False
    )
    versao = models.ForeignKey(
        VersaoDoServico, models.PROTECT, related_name="+", verbose_name="versão lida", db_index=False
    )
    util = models.BooleanField("foi útil")
    comentario = models.TextField("comentário", max_length=1000, blank=True)
    em = models.DateTimeField("quando")

    class Meta:
        verbose_name = "opinião"
        verbose_name_plural = "opiniões"
        ordering = ["-em"]
        indexes = [models.Index(fields=["servico", "-em"], name="opiniao_servico")]

    def __str__(self) -> str:
        return f"{self.servico}: {'útil' if self.util else 'não foi útil'}"


class BuscaSemResultado(models.Model):
    """O que as pessoas procuraram e o Guia não tinha: mostra o que falta escrever."""

    texto = models.CharField("o que procuraram", max_length=120, primary_key=True)
    vezes = models.PositiveIntegerField("vezes", default=1)
    ultima_em = models.DateTimeField("última vez")

    class Meta:
        verbose_name = "busca sem resultado"
        verbose_name_plural = "buscas sem resultado"
        ordering = ["-vezes", "texto"]

    def __str__(self) -> str:
        return self.texto
