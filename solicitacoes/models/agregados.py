"""O que se contou dos pedidos: quantas vezes houve cada coisa num dia, serviço, lugar, unidade e canal."""

from __future__ import annotations

from datetime import date
from typing import Self

from django.db import models

from guia.models import Servico
from protocolo.models import Canal
from roteamento.models import Distrito, Unidade


class AgregadoQuerySet(models.QuerySet["Agregado"]):
    def entre(self, de: date, ate: date) -> Self:
        """Os dias incluídos, no relógio da cidade."""
        return self.filter(dia__gte=de, dia__lte=ate)

    def da_medida(self, *medidas: str) -> Self:
        return self.filter(medida__in=medidas)


class Agregado(models.Model):
    """Neste dia, serviço, lugar, unidade e canal, a medida teve este valor `n` vezes: só se soma.

    Refaz-se inteiro toda noite (`solicitacoes.agregados`, ADR 0082): não se escreve à mão. Os tempos são
    quantos pedidos levaram tantos dias: os percentis de qualquer recorte acham-se somando.
    """

    class Medida(models.TextChoices):
        PEDIDA = "pedida", "Pedidos, no dia em que se abriram"
        ABERTA = "aberta", "Abertos quando se contou, no dia em que se abriram"
        PARADA = "parada", "Dos abertos, os que esperam o munícipe"
        DE_VOLTA = "de_volta", "Dos abertos, os que uma unidade devolveu"
        SEM_NINGUEM = "sem_ninguem", "Dos abertos, os sem responsável"
        ENCERRADA = "encerrada", "Encerrados, no dia do fim"
        MUDADA = "mudada", "Encerrados que tinham mudado de unidade, no dia do fim"
        VOLTADA = "voltada", "Encerrados que uma unidade tinha devolvido, no dia do fim"
        REABERTA = "reaberta", "Reaberturas, cada uma no seu dia"
        PRORROGADA = "prorrogada", "Prorrogações do prazo, cada uma no seu dia"
        TRANSFERIDA = "transferida", "Idas a outra unidade, no dia e na unidade de que saiu"
        DEVOLVIDA = "devolvida", "Voltas à unidade anterior, no dia e na unidade de que saiu"
        PERMANENCIA = "permanencia", "Saídas de uma unidade, por passar a outra ou no fim, com os dias nela"
        RESOLVIDO = "resolvido", "Respostas a “foi resolvido?”, no dia da resposta"
        NOTA = "nota", "Notas do atendimento"
        NO_TEMPO = "no_tempo", "Respostas a “foi no tempo dito?”"
        CLAREZA = "clareza", "Respostas a “a resposta foi clara?”"

    class Prazo(models.TextChoices):
        """Do que se encerrou, ou do que estava aberto quando se contou."""

        NO_PRAZO = "no_prazo", "No prazo que o órgão deu"
        FORA = "fora", "Fora do prazo que o órgão deu"
        SEM_PROMESSA = "sem_promessa", "Sem prazo dado pelo órgão"
        SEM_PROMESSA_PASSADO = "sem_promessa_passado", "Sem prazo dado pelo órgão, e o relógio passou"

    dia = models.DateField("dia")
    servico = models.ForeignKey(
        Servico, verbose_name="serviço", on_delete=models.CASCADE, related_name="+", db_index=False
    )
    distrito = models.ForeignKey(
        Distrito, null=True, on_delete=models.CASCADE, related_name="+", db_index=False
    )
    unidade = models.ForeignKey(
        Unidade,
        null=True,
        on_delete=models.CASCADE,
        related_name="+",
        db_index=False,
        help_text="A que tem o pedido ou o encerrou; nas saídas, a de que ele saiu.",
    )
    canal = models.CharField("canal", max_length=14, choices=Canal)
    sigilosa = models.BooleanField("sigilosa", help_text="De serviço sigiloso, hoje ou quando se pediu.")
    importada = models.BooleanField(
        "importada", help_text="Da base histórica: prazo, recusa e o que se seguiu não se registraram."
    )
    junta = models.BooleanField("junta", help_text="Trata-se com outro pedido, igual a ele.")
    medida = models.CharField("medida", max_length=12, choices=Medida)
    valor = models.CharField(
        "valor", max_length=32, blank=True, help_text="O resultado do que se encerrou, ou a resposta dada."
    )
    prazo = models.CharField("prazo", max_length=20, choices=Prazo, blank=True)
    tempo = models.IntegerField(
        "tempo", null=True, help_text="Dias do calendário: da abertura ao fim, ou na unidade."
    )
    n = models.PositiveIntegerField("quantas vezes")

    objects = AgregadoQuerySet.as_manager()

    class Meta:
        verbose_name = "agregado"
        indexes = [
            models.Index(fields=["dia"], name="agregado_dia"),
            models.Index(fields=["unidade", "dia"], name="agregado_unidade"),
            models.Index(fields=["servico", "dia"], name="agregado_servico"),
            models.Index(fields=["distrito", "dia"], name="agregado_distrito"),
            models.Index(
                fields=["unidade"],
                condition=models.Q(medida__in=["aberta", "parada", "de_volta", "sem_ninguem"]),
                name="agregado_abertos",  # os de agora não têm período: sem ele lia-se a tabela inteira
            ),
        ]

    def __str__(self) -> str:
        return f"{self.dia} {self.medida}: {self.n}"


class ContagemDosAgregados(models.Model):
    """A última vez que se contou; é até quando vão os números, e a marca do que se guarda deles."""

    contada_em = models.DateTimeField("contada em")
    segundos = models.FloatField("segundos")
    linhas = models.PositiveIntegerField("linhas")
    diferencas = models.PositiveIntegerField(
        "diferenças",
        null=True,
        help_text="Em quantos dias e medidas a soma dos pedidos não deu o mesmo; vazio: por conferir.",
    )

    class Meta:
        verbose_name = "contagem dos agregados"
        verbose_name_plural = "contagens dos agregados"

    def __str__(self) -> str:
        return f"{self.contada_em:%d/%m/%Y %H:%M}"

    @classmethod
    def ultima(cls) -> ContagemDosAgregados | None:
        return cls.objects.order_by("contada_em").last()
