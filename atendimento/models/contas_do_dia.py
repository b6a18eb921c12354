"""O que a supervisão conta de cada dia, já somado: o mês inteiro se lê sem abrir os atendimentos."""

from __future__ import annotations

from django.db import models

from roteamento.models import Unidade


class ContaDoDia(models.Model):
    """De um dia e um lugar, quantos atendimentos de cada valor de uma medida, e quanto duraram.

    `chave` é o valor: o canal, a hora, o resultado, a pk do serviço ou de quem atende. Na medida
    `duracao`, é a faixa de `atendimento.consultas.FAIXA` segundos, de que se tira o tempo mediano.
    """

    class Medida(models.TextChoices):
        CANAL = "canal", "Por canal"
        HORA = "hora", "Por hora"
        SERVICO = "servico", "Por serviço"
        RESULTADO = "resultado", "Por resultado"
        DURACAO = "duracao", "Por duração"
        SEM_PEDIDO = "sem_pedido", "Consultado sem pedido"
        BUSCA = "busca", "Buscas de pessoas"
        BUSCA_VAZIA = "busca_vazia", "Buscas que não acharam"

    dia = models.DateField("dia")
    unidade = models.ForeignKey(
        Unidade, models.PROTECT, related_name="+", verbose_name="onde", db_index=False
    )
    medida = models.CharField("medida", max_length=11, choices=Medida)
    chave = models.CharField("valor", max_length=20, blank=True)
    quantos = models.PositiveIntegerField("quantos")
    segundos = models.PositiveBigIntegerField("segundos", default=0)

    class Meta:
        verbose_name = "conta do dia"
        verbose_name_plural = "contas do dia"
        constraints = [
            models.UniqueConstraint(
                fields=["dia", "unidade", "medida", "chave"],
                name="conta_do_dia_unica",
                violation_error_message="Esta conta já está feita.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.dia} {self.medida} {self.chave}"
