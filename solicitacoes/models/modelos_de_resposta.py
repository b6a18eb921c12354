"""A resposta pronta a um ato, com variáveis: da unidade, que a chefia escreve, ou da cidade."""

from __future__ import annotations

from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q

from avisos import textos
from guia.models import Servico
from referencia.tabelas import Referencia
from roteamento.models import Unidade
from solicitacoes.situacoes import Desfecho, MotivoDeRecusa


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

    class AtoComModelo(models.TextChoices):
        FINALIZAR = "finalizar", "Finalizar"
        INDEFERIR = "indeferir", "Indeferir"
        PEDIR_COMPLEMENTO = "pedir-complemento", "Pedir complemento"
        PRORROGAR = "prorrogar", "Prorrogar o prazo"

    RESULTADOS = {
        AtoComModelo.FINALIZAR: Desfecho.choices,
        AtoComModelo.INDEFERIR: MotivoDeRecusa.choices,
        AtoComModelo.PEDIR_COMPLEMENTO: [],
        AtoComModelo.PRORROGAR: [],
    }
    VARIAVEIS = [
        {"nome": "servico", "se_le": "[serviço]", "exemplo": "Tapa-buraco"},
        {"nome": "endereco", "se_le": "[endereço]", "exemplo": "Rua Líbero Badaró, 425"},
        {"nome": "distrito", "se_le": "[distrito]", "exemplo": "Sé"},
        {"nome": "hoje", "se_le": "[hoje]", "exemplo": "24/11/2026"},
        {"nome": "prazo", "se_le": "[prazo]", "exemplo": "08/01/2027"},
        {"nome": "unidade", "se_le": "[unidade]", "exemplo": "Manutenção da Sé"},
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
    ato = models.CharField("ato", max_length=20, choices=AtoComModelo)
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
        if self.resultado and self.resultado not in dict(
            self.RESULTADOS.get(self.AtoComModelo(self.ato), [])
        ):
            raise ValidationError({"resultado": "Este resultado não é deste ato."})


como_se_le = textos.como_se_le


def como_se_guarda(texto: str) -> str:
    """O texto com as variáveis que um modelo de resposta pode ter, como o banco as guarda."""
    return textos.como_se_guarda(texto, ModeloDeResposta.VARIAVEIS)
