"""As palavras de um aviso que são só de um serviço."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models

from avisos.models import ModeloDeAviso
from avisos.models.avisos import PalavrasDeAviso
from guia.models import Servico

O_GERAL = "De um serviço sigiloso vai sempre o aviso geral, que não diz de que serviço é."


class AvisoDoServico(PalavrasDeAviso):
    """Vai no lugar do geral nos pedidos deste serviço, com as mesmas variáveis; apagado, volta o geral."""

    geral = models.ForeignKey(ModeloDeAviso, models.PROTECT, related_name="+", verbose_name="aviso")
    servico = models.ForeignKey(Servico, models.CASCADE, related_name="+", verbose_name="serviço")

    class Meta:
        verbose_name = "modelo de aviso de um serviço"
        verbose_name_plural = "modelos de aviso de um serviço"
        constraints = [
            models.UniqueConstraint(
                fields=["geral", "servico"],
                name="aviso_do_servico_unico",
                violation_error_message="Este serviço já tem um modelo deste aviso: mude o que já há.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.geral}: {self.servico}"

    @property
    def variaveis(self) -> list[Mapping[str, Any]]:
        """As do aviso geral: o que se conta do pedido é o mesmo."""
        return self.geral.variaveis if self.geral_id else []

    def clean(self) -> None:
        """Recusa a variável que o aviso não tem, a falta da obrigatória e o serviço sigiloso."""
        erros = self.faltas(self.variaveis)
        if self.servico_id and self.servico.publicada and self.servico.publicada.sigilosa:
            erros["servico"] = O_GERAL
        if erros:
            raise ValidationError(erros)
