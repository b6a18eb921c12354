"""As regras do Guia que a administração muda."""

from __future__ import annotations

from django.db import models

from referencia.tabelas import UmaSo


class RegraDoGuia(UmaSo):
    """Uma só linha: quando quem escreveu um texto também o pode publicar."""

    class QuemPublica(models.TextChoices):
        """De que textos é outra pessoa que publica."""

        OUTROS_ORGAOS = "outros", "Outra pessoa, se o serviço não é do órgão de quem escreveu"
        SEMPRE = "sempre", "Sempre outra pessoa"
        QUALQUER = "qualquer", "Qualquer pessoa da coordenação, também quem escreveu"

    quem_publica = models.CharField(
        "quem publica um texto",
        max_length=8,
        choices=QuemPublica,
        default=QuemPublica.OUTROS_ORGAOS,
        help_text="O órgão de uma pessoa é aquele de que ela é ponto focal.",
    )

    class Meta:
        verbose_name = "regra do Guia"
        verbose_name_plural = "regras do Guia"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(id=1),
                name="regra_do_guia_uma_so",
                violation_error_message="As regras do Guia são uma linha só.",
            )
        ]

    def __str__(self) -> str:
        return "regras do Guia"
