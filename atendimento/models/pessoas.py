"""O que se procurou e o que se tentou para saber quem é a pessoa atendida."""

from __future__ import annotations

from django.db import models
from django.utils import timezone

from atendimento.models.atendimentos import Atendimento
from contas.models import Interessado


class BuscaDePessoa(models.Model):
    """Uma procura de quem está do outro lado, ache ou não: por quem, por quê e quantos achou.

    O que se escreveu não se guarda: só a impressão (HMAC), que diz se duas procuras foram da mesma coisa.
    """

    class Por(models.TextChoices):
        CPF = "cpf", "CPF"
        TELEFONE = "telefone", "Telefone"
        EMAIL = "email", "E-mail"
        PROTOCOLO = "protocolo", "Protocolo"
        PARTE = "parte", "Parte do protocolo"
        NOME = "nome", "Nome e rua"

    atendimento = models.ForeignKey(
        Atendimento, models.PROTECT, related_name="buscas", verbose_name="atendimento"
    )
    por = models.CharField("por quê", max_length=10, choices=Por)
    impressao = models.CharField("impressão do que se escreveu", max_length=64)
    achados = models.PositiveSmallIntegerField("quantos achou")
    em = models.DateTimeField("em", default=timezone.now)

    class Meta:
        verbose_name = "busca de pessoa"
        verbose_name_plural = "buscas de pessoas"
        indexes = [models.Index(fields=["em"], name="busca_de_pessoa_por_dia")]

    def __str__(self) -> str:
        return f"busca por {self.get_por_display()}"


class Reconhecimento(models.Model):
    """Uma tentativa de reconhecer a parte de um caso pelos fatos que ela disse: que fatos, e se conferiram.

    O que se digitou não se guarda, nem qual não conferiu.
    """

    atendimento = models.ForeignKey(
        Atendimento, models.PROTECT, related_name="reconhecimentos", verbose_name="atendimento"
    )
    interessado = models.ForeignKey(
        Interessado, models.PROTECT, related_name="+", verbose_name="quem se procurava", db_index=False
    )
    fatos = models.CharField("que fatos se disseram", max_length=60)
    conferiu = models.BooleanField("conferiu")
    em = models.DateTimeField("em", default=timezone.now)

    class Meta:
        verbose_name = "reconhecimento"
        indexes = [models.Index(fields=["interessado", "em"], name="reconhecimento_de_quem")]

    def __str__(self) -> str:
        return f"reconhecimento nº {self.pk}"
