"""Os parceiros do Open311: que sistema é, o que pode, as chaves, o que usou e os pedidos que abriu."""

from __future__ import annotations

import re

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils import timezone

from contas.models import Usuario
from referencia.tabelas import Referencia
from solicitacoes.models import Solicitacao

VAGAS = (1, 2)
"""Duas chaves valem ao mesmo tempo: a nova entra em uso antes de a velha sair."""
HOST = re.compile(r"(?=.{4,253}\Z)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}", re.ASCII)


def validar_hosts(escrito: str) -> None:
    """Nomes de servidor separados por espaço, sem `https://`, porta nem caminho. Levanta ValidationError."""
    for um in escrito.split():
        if not HOST.fullmatch(um):
            raise ValidationError(f"“{um}” não é o nome de um servidor, como fotos.exemplo.org.br.")


class Parceiro(Referencia):
    """Um sistema de fora que lê e abre pedidos pelo Open311."""

    class Alcance(models.TextChoices):
        LER = "ler", "Só ler o que já abriu"
        ABRIR = "abrir", "Abrir o que não pede CPF"
        CONVENIO = "convenio", "Abrir tudo (há convênio)"

    nome = models.CharField("nome", max_length=120, help_text="O do sistema, e o de quem responde por ele.")
    contato = models.CharField("contato", max_length=200, help_text="E-mail ou telefone do setor.")
    alcance = models.CharField("o que pode", max_length=8, choices=Alcance, default=Alcance.ABRIR)
    por_minuto = models.PositiveSmallIntegerField(
        "pedidos à API por minuto", default=60, help_text="Acima disso a resposta é 429."
    )
    hosts = models.CharField(
        "de onde se buscam fotos",
        max_length=500,
        blank=True,
        validators=[validar_hosts],
        help_text="Nomes de servidor separados por espaço. Vazio: media_url é recusada.",
    )

    class Meta:
        verbose_name = "parceiro do Open311"
        verbose_name_plural = "parceiros do Open311"
        ordering = ["nome"]
        constraints = [
            models.UniqueConstraint(
                fields=["nome"],
                name="parceiro_nome_unico",
                violation_error_message="Este parceiro já existe.",
            ),
            models.CheckConstraint(
                condition=Q(por_minuto__gte=1),
                name="parceiro_por_minuto",
                violation_error_message="Ao menos um por minuto.",
            ),
        ]

    def __str__(self) -> str:
        return self.nome

    @property
    def pode_abrir(self) -> bool:
        """Abre pedidos, ao menos os que não pedem CPF."""
        return self.alcance != self.Alcance.LER


class Chave(models.Model):
    """Uma chave de um parceiro: dela só se guardam o resumo e o começo, para a reconhecer na tela."""

    parceiro = models.ForeignKey(Parceiro, models.CASCADE, related_name="chaves", db_index=False)
    vaga = models.PositiveSmallIntegerField("vaga")
    comeco = models.CharField("começo", max_length=12)
    soma = models.CharField("SHA-256", max_length=64)
    criada_em = models.DateTimeField("criada em", default=timezone.now)
    criada_por = models.ForeignKey(
        Usuario, models.PROTECT, null=True, related_name="+", verbose_name="criada por", db_index=False
    )
    revogada_em = models.DateTimeField("revogada em", null=True)
    revogada_por = models.ForeignKey(
        Usuario, models.PROTECT, null=True, related_name="+", verbose_name="revogada por", db_index=False
    )

    class Meta:
        verbose_name = "chave"
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["soma"], name="chave_soma_unica", violation_error_message="Chave já usada."
            ),
            models.UniqueConstraint(
                fields=["parceiro", "vaga"],
                condition=Q(revogada_em=None),
                name="chave_duas_por_parceiro",
                violation_error_message="O parceiro já tem duas chaves. Revogue uma.",
            ),
            models.CheckConstraint(
                condition=Q(vaga__in=VAGAS),
                name="chave_vaga",
                violation_error_message="São duas vagas.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.comeco}…"


class UsoDoParceiro(models.Model):
    """O que um parceiro fez num dia: só contas, e o último erro sem nada do que ele mandou."""

    parceiro = models.ForeignKey(Parceiro, models.CASCADE, related_name="usos", db_index=False)
    dia = models.DateField("dia")
    abertos = models.PositiveIntegerField("pedidos abertos", default=0)
    repetidos = models.PositiveIntegerField("envios repetidos", default=0)
    recusados = models.PositiveIntegerField("envios recusados", default=0)
    ultimo_em = models.DateTimeField("último envio")
    ultimo_erro = models.CharField(
        "último erro", max_length=80, blank=True, help_text="O código e o parâmetro; nunca o que veio nele."
    )

    class Meta:
        verbose_name = "uso do parceiro"
        verbose_name_plural = "uso"
        ordering = ["-dia"]
        constraints = [
            models.UniqueConstraint(
                fields=["parceiro", "dia"], name="uso_do_dia", violation_error_message="O dia já se conta."
            )
        ]

    def __str__(self) -> str:
        return f"{self.dia:%d/%m/%Y}"


class PedidoDoParceiro(models.Model):
    """Que parceiro abriu um pedido: é quem pode ler a situação dele, se o serviço não é público."""

    caso = models.OneToOneField(Solicitacao, models.CASCADE, related_name="+", primary_key=True)
    parceiro = models.ForeignKey(Parceiro, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "pedido de um parceiro"
        verbose_name_plural = "pedidos de parceiros"

    def __str__(self) -> str:
        return f"pedido {self.pk} de {self.parceiro_id}"
