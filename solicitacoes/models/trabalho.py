"""O que a equipe monta para trabalhar: filtros, modelos de resposta e quem é chamado pelo prazo."""

from __future__ import annotations

from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q

from avisos import textos
from contas.models import Usuario
from contas.referencia import Referencia
from guia.models import Servico
from protocolo.rotinas.lembretes import quando
from roteamento.models import Unidade
from solicitacoes.models.solicitacoes import Solicitacao
from solicitacoes.situacoes import Desfecho, MotivoDeRecusa


class FiltroGuardado(models.Model):
    """Uma combinação de filtros da caixa a que um servidor deu nome; só ele a vê."""

    usuario = models.ForeignKey(
        Usuario, models.CASCADE, related_name="filtros_guardados", verbose_name="servidor", db_index=False
    )
    unidade = models.ForeignKey(
        Unidade, models.CASCADE, related_name="+", verbose_name="caixa", db_index=False
    )
    nome = models.CharField("nome", max_length=40)
    consulta = models.CharField("filtros", max_length=600, help_text="Como estão no endereço da lista.")

    class Meta:
        verbose_name = "filtro guardado"
        verbose_name_plural = "filtros guardados"
        ordering = ["nome"]
        constraints = [
            models.UniqueConstraint(
                fields=["usuario", "unidade", "nome"],
                name="filtro_guardado_unico",
                violation_error_message="Você já tem um filtro com este nome nesta caixa.",
            )
        ]

    def __str__(self) -> str:
        return self.nome


class ModeloDeRespostaQuerySet(models.QuerySet["ModeloDeResposta"]):
    """Vocabulário dos modelos de resposta."""

    def para(
        self, unidades: Iterable[int], servicos: Iterable[int], ato: str, resultado: str = ""
    ) -> ModeloDeRespostaQuerySet:
        """Os que cabem num ato, nestas unidades e serviços: os da unidade antes dos da cidade.

        Entre eles, os do serviço antes dos gerais. `resultado` vazio traz os de todos os resultados do ato.
        """
        cabem = self.filter(
            Q(unidade__in=unidades) | Q(unidade=None),
            Q(servico__in=servicos) | Q(servico=None),
            ato=ato,
            ativo=True,
            **({"resultado": resultado} if resultado else {}),
        )
        unidade, servico = models.F("unidade"), models.F("servico")
        return cabem.order_by(unidade.asc(nulls_last=True), servico.asc(nulls_last=True), "nome")


class ModeloDeResposta(Referencia):
    """Uma resposta pronta a um ato, com variáveis, que a chefia da unidade edita.

    Sem unidade, é o da cidade, que vem com o projeto. As variáveis são as de VARIAVEIS, trocadas
    pelos dados do pedido quando o servidor a escolhe; ele ainda pode mudar o texto.
    """

    class Ato(models.TextChoices):
        FINALIZAR = "finalizar", "Finalizar"
        INDEFERIR = "indeferir", "Indeferir"
        PEDIR_COMPLEMENTO = "pedir-complemento", "Pedir complemento"
        PRORROGAR = "prorrogar", "Prorrogar o prazo"

    RESULTADOS = {
        Ato.FINALIZAR: Desfecho.choices,
        Ato.INDEFERIR: MotivoDeRecusa.choices,
        Ato.PEDIR_COMPLEMENTO: [],
        Ato.PRORROGAR: [],
    }
    VARIAVEIS = [
        {"nome": "servico", "exemplo": "Tapa-buraco"},
        {"nome": "endereco", "exemplo": "Rua Líbero Badaró, 425"},
        {"nome": "distrito", "exemplo": "Sé"},
        {"nome": "hoje", "exemplo": "24/11/2026"},
        {"nome": "prazo", "exemplo": "08/01/2027"},
        {"nome": "unidade", "exemplo": "Manutenção da Sé"},
    ]

    unidade = models.ForeignKey(
        Unidade,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="modelos_de_resposta",
        verbose_name="unidade",
        help_text="Vazio: vale em toda a cidade.",
    )
    servico = models.ForeignKey(
        Servico,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="serviço",
        help_text="Vazio: vale para todos os serviços.",
    )
    ato = models.CharField("ato", max_length=20, choices=Ato)
    resultado = models.CharField("resultado", max_length=20, blank=True)
    nome = models.CharField("nome", max_length=60)
    texto = models.TextField("texto", max_length=2000)
    ativo = models.BooleanField("em uso", default=True)

    objects = ModeloDeRespostaQuerySet.as_manager()

    class Meta:
        verbose_name = "modelo de resposta"
        verbose_name_plural = "modelos de resposta"
        ordering = ["ato", "resultado", "nome"]
        constraints = [
            models.UniqueConstraint(
                fields=["unidade", "servico", "ato", "resultado", "nome"],
                nulls_distinct=False,
                name="modelo_de_resposta_unico",
                violation_error_message="Já existe um modelo com este nome para o mesmo caso.",
            )
        ]

    def __str__(self) -> str:
        return self.nome

    def clean(self) -> None:
        """Recusa variável desconhecida e resultado que não é do ato."""
        if faltas := textos.conferir(self.texto, self.VARIAVEIS):
            raise ValidationError({"texto": faltas})
        if self.resultado and self.resultado not in dict(self.RESULTADOS.get(self.Ato(self.ato), [])):
            raise ValidationError({"resultado": "Este resultado não é deste ato."})


class Escalonamento(Referencia):
    """Quem é chamado quando o prazo de um pedido aperta ou passa, como dado que a cidade muda.

    `dias` conta do vencimento: negativo é antes dele, zero é no dia, positivo é depois.
    """

    class Quem(models.TextChoices):
        RESPONSAVEL = "responsavel", "O responsável (sem ele, a chefia)"
        CHEFIA = "chefia", "A chefia da unidade"
        SUPERIOR = "superior", "A chefia da unidade superior"

    dias = models.SmallIntegerField("dias depois do vencimento", help_text="Negativo: antes dele.")
    quem = models.CharField("quem é chamado", max_length=11, choices=Quem)
    ativo = models.BooleanField("em uso", default=True)

    class Meta:
        verbose_name = "escalonamento"
        verbose_name_plural = "escalonamentos"
        ordering = ["dias"]
        constraints = [
            models.UniqueConstraint(
                fields=["dias", "quem"],
                name="escalonamento_unico",
                violation_error_message="Este escalonamento já existe.",
            )
        ]

    def __str__(self) -> str:
        return f"{quando(self.dias)}: {self.get_quem_display().lower()}"


class Chamado(models.Model):
    """Um escalonamento que já aconteceu com um pedido: não se repete para o mesmo vencimento."""

    caso = models.ForeignKey(Solicitacao, models.CASCADE, related_name="chamados", db_index=False)
    escalonamento = models.ForeignKey(Escalonamento, models.CASCADE, related_name="+", db_index=False)
    vence_em = models.DateTimeField("vencimento de então")
    em = models.DateTimeField("quando")

    class Meta:
        verbose_name = "chamado"
        constraints = [
            models.UniqueConstraint(
                fields=["caso", "escalonamento", "vence_em"],
                name="chamado_uma_vez",
                violation_error_message="Este chamado já foi feito.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.caso_id}: {self.escalonamento_id}"
