"""O que só a denúncia tem: a versão sem o que identifica e o consentimento."""

from __future__ import annotations

from django.db import models

from contas.models import Usuario
from documentos.texto_marcado import TextoMarcado
from ouvidoria.models.manifestacoes import Manifestacao


class Versao(TextoMarcado):
    """O texto de uma manifestação sem o que identifica quem a fez, conferido por uma pessoa.

    Lei 13.608/2018, art. 4º-B; modelo: Decreto federal 10.153/2019.
    """

    manifestacao = models.OneToOneField(
        Manifestacao, on_delete=models.PROTECT, primary_key=True, related_name="versao_sem_nomes"
    )

    class Meta:
        verbose_name = "versão sem nomes"
        verbose_name_plural = "versões sem nomes"

    def __str__(self) -> str:
        return f"versão sem nomes de {self.manifestacao}"


class Consentimento(models.Model):
    """A pergunta a quem denunciou: pode-se dizer quem é, a quem e para quê? (Lei 13.608/2018, art. 4º-B)."""

    manifestacao = models.ForeignKey(
        Manifestacao, on_delete=models.PROTECT, related_name="consentimentos", verbose_name="manifestação"
    )
    a_quem = models.CharField("a quem se diria", max_length=150)
    finalidade = models.TextField("para quê")
    pedido_em = models.DateTimeField("pedido em")
    pedido_por = models.ForeignKey(Usuario, on_delete=models.PROTECT, related_name="+", db_index=False)
    respondido_em = models.DateTimeField("respondido em", null=True, blank=True)
    consentiu = models.BooleanField("autorizou", null=True, blank=True)

    class Meta:
        verbose_name = "consentimento"
        constraints = [
            models.UniqueConstraint(
                fields=["manifestacao"],
                condition=models.Q(respondido_em=None),
                name="consentimento_um_por_vez",
                violation_error_message="Já há uma pergunta sem resposta.",
            ),
            models.CheckConstraint(
                condition=models.Q(respondido_em=None, consentiu=None)
                | models.Q(respondido_em__isnull=False, consentiu__isnull=False),
                name="consentimento_respondido_inteiro",
                violation_error_message="A resposta tem data, e a data tem resposta.",
            ),
        ]

    def __str__(self) -> str:
        return f"consentimento de {self.manifestacao}"
