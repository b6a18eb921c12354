"""O registro de quem leu dados pessoais."""

from __future__ import annotations

from django.db import models
from django.utils import timezone

from contas.models.pessoas import Interessado, Usuario
from contas.papeis import ADMINISTRACAO, Papel


class LeituraDePessoal(models.Model):
    """Quem leu dados pessoais de quem, o quê, quando e por quê (LGPD, art. 37). Nunca se apaga.

    Lê-se a parte de um caso (`interessado`), uma conta (`conta`), ou muita gente de uma vez, numa planilha
    ou numa procura: aí a linha é uma só, com o `filtro` e o `quantos`; a que achou só uma conta diz qual.
    """

    DO_SELO = "identidade selada"
    """O que se leu, quando foi a identidade de quem denunciou."""

    interessado = models.ForeignKey(
        Interessado,
        null=True,
        on_delete=models.PROTECT,
        related_name="leituras",
        verbose_name="parte de um caso",
    )
    conta = models.ForeignKey(
        Usuario,
        null=True,
        on_delete=models.PROTECT,
        related_name="leituras",
        verbose_name="conta lida",
        db_index=False,
    )
    usuario = models.ForeignKey(
        Usuario,
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name="quem leu",
        db_index=False,
    )
    papel = models.CharField(
        "papel", max_length=13, choices=[*Papel.choices, (ADMINISTRACAO, "Administração do portal")]
    )
    protocolo = models.CharField("protocolo", max_length=20, blank=True)
    o_que = models.CharField("o que foi lido", max_length=60)
    motivo = models.CharField("motivo", max_length=300, blank=True)
    filtro = models.CharField("o que se escolheu", max_length=300, blank=True)
    quantos = models.PositiveIntegerField("quantos", null=True)
    em = models.DateTimeField("em", default=timezone.now, editable=False)

    class Meta:
        verbose_name = "leitura de dado pessoal"
        verbose_name_plural = "leituras de dados pessoais"
        indexes = [
            models.Index(fields=["usuario", "em"], name="leitura_por_usuario"),
            models.Index(
                fields=["em"], condition=models.Q(o_que="identidade selada"), name="leitura_do_selo_por_dia"
            ),
            models.Index(
                fields=["conta", "em"],
                condition=models.Q(conta__isnull=False),
                name="leitura_da_conta",
            ),
            models.Index(fields=["em"], condition=models.Q(quantos__isnull=False), name="leitura_em_massa"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(interessado__isnull=False)
                | models.Q(conta__isnull=False)
                | models.Q(quantos__isnull=False),
                name="leitura_de_alguem_ou_de_muitos",
                violation_error_message="Uma leitura diz de quem, ou de quantos.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.o_que} em {self.em:%d/%m/%Y %H:%M}"
