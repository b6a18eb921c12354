"""O que se põe em volta dos serviços: lugares, comunicados, suspensões, opiniões e buscas sem resposta."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from contas.referencia import Referencia, VigenciaQuerySet
from guia.models.divisoes import Orgao, Tema
from guia.models.servicos import Servico
from guia.models.versoes import VersaoDoServico


class Lugar(Referencia):
    """Um lugar onde se atende: escrito uma vez, citado pelos serviços pelo seu `slug`."""

    slug = models.SlugField("chave", max_length=80, db_index=False)
    nome = models.CharField("nome", max_length=120)
    orgao = models.ForeignKey(
        Orgao, models.PROTECT, null=True, blank=True, related_name="lugares", verbose_name="órgão"
    )
    endereco = models.CharField("endereço", max_length=200, blank=True)
    telefone = models.CharField("telefone", max_length=60, blank=True)
    horario = models.CharField("horário", max_length=120, blank=True)
    pagina = models.URLField("página", blank=True)
    fonte = models.CharField("fonte", max_length=200, blank=True)

    class Meta:
        verbose_name = "lugar"
        verbose_name_plural = "lugares"
        ordering = ["nome"]
        constraints = [
            models.UniqueConstraint(
                fields=["slug"],
                name="lugar_slug_unico",
                violation_error_message="Já existe um lugar com esta chave.",
            ),
            models.CheckConstraint(
                condition=~Q(endereco="") | ~Q(telefone="") | ~Q(pagina=""),
                name="lugar_se_alcanca",
                violation_error_message="Diga o endereço, o telefone ou a página do lugar.",
            ),
        ]

    def __str__(self) -> str:
        return self.nome


class Comunicado(Referencia):
    """Um recado com data para quem usa o Guia: no portal todo, num tema ou num serviço."""

    titulo = models.CharField("título", max_length=120)
    texto = models.TextField("texto", max_length=600)
    tema = models.ForeignKey(
        Tema, models.PROTECT, null=True, blank=True, related_name="comunicados", verbose_name="tema"
    )
    servico = models.ForeignKey(
        Servico, models.PROTECT, null=True, blank=True, related_name="comunicados", verbose_name="serviço"
    )
    de = models.DateField("no ar desde")
    ate = models.DateField("até", null=True, blank=True, help_text="Último dia. Vazio: até alguém tirar.")

    objects = VigenciaQuerySet["Comunicado"].as_manager()

    class Meta:
        verbose_name = "comunicado"
        verbose_name_plural = "comunicados"
        ordering = ["-de", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(tema=None) | Q(servico=None),
                name="comunicado_um_alcance",
                violation_error_message="Escolha o tema ou o serviço, não os dois.",
            ),
            models.CheckConstraint(
                condition=Q(ate=None) | Q(ate__gte=F("de")),
                name="comunicado_em_ordem",
                violation_error_message="O comunicado não pode sair do ar antes de entrar.",
            ),
        ]

    def __str__(self) -> str:
        return self.titulo


class Suspensao(Referencia):
    """Os pedidos de um serviço param por um tempo, em todos os canais, com razão e alternativa."""

    servico = models.ForeignKey(Servico, models.PROTECT, related_name="suspensoes", verbose_name="serviço")
    motivo = models.CharField("por que parou", max_length=300)
    alternativa = models.CharField("o que fazer enquanto isso", max_length=300)
    de = models.DateField("desde")
    ate = models.DateField("até", null=True, blank=True, help_text="Último dia. Vazio: até alguém retomar.")

    objects = VigenciaQuerySet["Suspensao"].as_manager()

    class Meta:
        verbose_name = "suspensão de pedidos"
        verbose_name_plural = "suspensões de pedidos"
        ordering = ["-de", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ate=None) | Q(ate__gte=F("de")),
                name="suspensao_em_ordem",
                violation_error_message="A suspensão não pode acabar antes de começar.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.servico}: {self.motivo}"


class Opiniao(models.Model):
    """ "Esta informação foi útil?": a resposta de quem leu a página, sem saber quem é."""

    servico = models.ForeignKey(
        Servico, models.CASCADE, related_name="opinioes", verbose_name="serviço", db_index=False
    )
    versao = models.ForeignKey(
        VersaoDoServico, models.PROTECT, related_name="+", verbose_name="versão lida", db_index=False
    )
    util = models.BooleanField("foi útil")
    comentario = models.TextField("comentário", max_length=1000, blank=True)
    em = models.DateTimeField("quando")

    class Meta:
        verbose_name = "opinião"
        verbose_name_plural = "opiniões"
        ordering = ["-em"]
        indexes = [models.Index(fields=["servico", "-em"], name="opiniao_servico")]

    def __str__(self) -> str:
        return f"{self.servico}: {'útil' if self.util else 'não foi útil'}"


class BuscaSemResultado(models.Model):
    """O que as pessoas procuraram e o Guia não tinha: mostra o que falta escrever."""

    texto = models.CharField("o que procuraram", max_length=120, primary_key=True)
    vezes = models.PositiveIntegerField("vezes", default=1)
    ultima_em = models.DateTimeField("última vez")

    class Meta:
        verbose_name = "busca sem resultado"
        verbose_name_plural = "buscas sem resultado"
        ordering = ["-vezes", "texto"]

    def __str__(self) -> str:
        return self.texto
