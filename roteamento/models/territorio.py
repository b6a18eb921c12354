"""O território: subprefeituras, distritos e contornos, prefixos de CEP, ruas, e cada importação."""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q

from referencia.tabelas import Referencia
from roteamento.localizacao.grafias import abreviaturas
from roteamento.models.campos import Lado, simplificado, validar_cep, validar_prefixo


def validar_por_extenso(nome: str) -> None:
    """O nome da rua se guarda por extenso: a busca é que entende abreviaturas."""
    achadas = abreviaturas(nome)
    if achadas:
        raise ValidationError(
            f"Escreva por extenso: {', '.join(achadas)}. Quem procura pode abreviar, a tabela não."
        )


class Subprefeitura(Referencia):
    """Uma das subprefeituras da cidade, pelo código do mapa oficial."""

    codigo = models.PositiveSmallIntegerField("código")
    sigla = models.CharField("sigla", max_length=10)
    nome = models.CharField("nome", max_length=60)
    endereco = models.CharField("endereço", max_length=120, blank=True)
    cep = models.CharField("CEP", max_length=8, blank=True, validators=[validar_cep])
    telefone = models.CharField("telefone", max_length=30, blank=True)

    class Meta:
        verbose_name = "subprefeitura"
        verbose_name_plural = "subprefeituras"
        ordering = ["codigo"]
        constraints = [
            models.UniqueConstraint(
                fields=["codigo"],
                name="subprefeitura_codigo_unico",
                violation_error_message="Já existe uma subprefeitura com este código.",
            ),
            models.UniqueConstraint(
                fields=["sigla"],
                name="subprefeitura_sigla_unica",
                violation_error_message="Já existe uma subprefeitura com esta sigla.",
            ),
        ]

    def __str__(self) -> str:
        return self.nome


class DistritoQuerySet(models.QuerySet["Distrito"]):
    """Vocabulário dos distritos."""

    def com_subprefeitura(self) -> DistritoQuerySet:
        return self.select_related("subprefeitura")

    def por_nome(self) -> DistritoQuerySet:
        return self.order_by("nome_busca")


class Distrito(Referencia):
    """Um dos distritos da cidade, com um ponto que fica dentro dele."""

    codigo = models.PositiveSmallIntegerField("código")
    sigla = models.CharField("sigla", max_length=3)
    nome = models.CharField("nome", max_length=60)
    nome_busca = models.GeneratedField(
        expression=simplificado("nome"),
        output_field=models.CharField(max_length=60),
        db_persist=True,
    )
    subprefeitura = models.ForeignKey(
        Subprefeitura,
        models.PROTECT,
        related_name="distritos",
        verbose_name="subprefeitura",
    )
    lat = models.FloatField("latitude de um ponto interno")
    lon = models.FloatField("longitude de um ponto interno")

    objects = models.Manager.from_queryset(DistritoQuerySet)()

    class Meta:
        verbose_name = "distrito"
        verbose_name_plural = "distritos"
        ordering = ["nome_busca"]
        constraints = [
            models.UniqueConstraint(
                fields=["codigo"],
                name="distrito_codigo_unico",
                violation_error_message="Já existe um distrito com este código.",
            ),
            models.UniqueConstraint(
                F("nome_busca"),
                name="distrito_nome_unico",
                violation_error_message="Já existe um distrito com este nome.",
            ),
        ]

    def __str__(self) -> str:
        return self.nome


class PrefixoDeCep(Referencia):
    """Com que frequência os pedidos de um prefixo de CEP foram de um distrito.

    Uma linha por prefixo e distrito. `concordancia` é a parte dos pedidos do prefixo (0 a 1)
    que foi daquele distrito; `pedidos`, quantos pedidos do prefixo foram vistos ao todo.
    """

    cep5 = models.CharField("prefixo do CEP", max_length=5, validators=[validar_prefixo])
    distrito = models.ForeignKey(Distrito, models.PROTECT, related_name="prefixos", verbose_name="distrito")
    concordancia = models.FloatField("concordância")
    pedidos = models.PositiveIntegerField("pedidos vistos no prefixo")

    class Meta:
        verbose_name = "prefixo de CEP"
        verbose_name_plural = "prefixos de CEP"
        ordering = ["cep5", "-concordancia"]
        constraints = [
            models.UniqueConstraint(
                fields=["cep5", "distrito"],
                name="prefixo_distrito_unico",
                violation_error_message="Este prefixo já tem uma linha para este distrito.",
            ),
            models.CheckConstraint(
                condition=Q(concordancia__gt=0) & Q(concordancia__lte=1),
                name="prefixo_concordancia_valida",
                violation_error_message="A concordância vai de 0 (exclusive) a 1.",
            ),
            models.CheckConstraint(
                condition=Q(cep5__regex=r"^[0-9]{5}$"),
                name="prefixo_cinco_algarismos",
                violation_error_message="Escreva os cinco primeiros algarismos do CEP.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.cep5} – {self.distrito}"


class Importacao(models.Model):
    """Um arquivo oficial do território que a cidade importou, ou a base que vem com o projeto; e o que mudou.

    O contorno e a rua importados guardam de que importação vieram.
    """

    class Tipo(models.TextChoices):
        DISTRITOS = "distritos", "Contornos dos distritos"
        CEPS = "ceps", "Base de CEPs"
        LOGRADOUROS = "logradouros", "Base de logradouros"
        PROJETO = "projeto", "Base de ruas do projeto"

    tipo = models.CharField("tipo", max_length=11, choices=Tipo)
    arquivo = models.CharField("arquivo", max_length=200)
    sha256 = models.CharField("soma SHA-256", max_length=64)
    em = models.DateTimeField("importado em")
    linhas = models.PositiveIntegerField("linhas")
    relatorio: models.JSONField[dict[str, Any], dict[str, Any]] = models.JSONField(
        "o que mudou", default=dict
    )

    class Meta:
        verbose_name = "importação do território"
        verbose_name_plural = "importações do território"
        ordering = ["-em"]

    def __str__(self) -> str:
        return f"{self.get_tipo_display()}: {self.arquivo}"


class Contorno(models.Model):
    """O polígono oficial de um distrito, em WGS84, como WKB. Só existe depois de importado."""

    distrito = models.OneToOneField(
        Distrito, models.PROTECT, primary_key=True, related_name="contorno", verbose_name="distrito"
    )
    wkb = models.BinaryField("polígono (WKB)")
    importacao = models.ForeignKey(Importacao, models.PROTECT, related_name="+", verbose_name="importação")

    class Meta:
        verbose_name = "contorno"
        verbose_name_plural = "contornos"

    def __str__(self) -> str:
        return f"Contorno de {self.distrito}"


class OrigemDaRua(models.TextChoices):
    """Como `Origem`, e mais a base oficial que a cidade importou."""

    CARGA = "carga", "Carga de referência"
    EDICAO = "edicao", "Edição por uma pessoa"
    IMPORTACAO = "importacao", "Base importada"


PALAVRAS_DO_NOME = SearchVector("nome_busca", config="simple")
"""As palavras do nome, para achar pelo começo delas. Sem `fastupdate`: uma importação deixaria 57 mil
linhas na fila do índice, e cada busca a percorreria inteira (100 ms em vez de 1)."""


class Logradouro(Referencia):
    """Trecho de uma rua dentro de um distrito.

    A rua que passa por vários distritos tem uma linha em cada um, com a faixa de números
    (pontas incluídas) e o lado, quando se sabem. Sem faixa, a linha vale para a rua toda no distrito.
    Na base importada o distrito e o ponto podem faltar: a rua existe, e a pessoa diz onde é. Na do projeto
    pode faltar o ponto: os pedidos que dizem a rua não o tinham.
    """

    CHAVE = ("nome_busca", "distrito_id", "cep", "numero_de", "lado")
    """O que faz de um trecho um só, como a restrição `logradouro_trecho_unico`."""

    origem = models.CharField(
        "origem",
        max_length=10,
        choices=OrigemDaRua,
        default=OrigemDaRua.EDICAO,
        db_default=OrigemDaRua.EDICAO,
        editable=False,
    )

    nome = models.CharField("nome", max_length=120, validators=[validar_por_extenso])
    nome_busca = models.GeneratedField(
        expression=simplificado("nome"),
        output_field=models.CharField(max_length=120),
        db_persist=True,
    )
    distrito = models.ForeignKey(
        Distrito,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="logradouros",
        verbose_name="distrito",
    )
    bairro = models.CharField("bairro", max_length=80, blank=True)
    edificacao = models.CharField(
        "edificação", max_length=120, blank=True, help_text="De quem é o CEP só de um prédio: OAB, Unesp."
    )
    cep = models.CharField("CEP", max_length=8, blank=True, validators=[validar_cep])
    numero_de = models.PositiveIntegerField("do número", null=True, blank=True)
    numero_ate = models.PositiveIntegerField("até o número", null=True, blank=True)
    lado = models.CharField("lado", max_length=5, choices=Lado, default=Lado.AMBOS)
    lat = models.FloatField("latitude", null=True, blank=True)
    lon = models.FloatField("longitude", null=True, blank=True)
    importacao = models.ForeignKey(
        Importacao,
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name="importação",
    )

    class Meta:
        verbose_name = "logradouro"
        verbose_name_plural = "logradouros"
        ordering = ["nome_busca", "distrito", "numero_de"]
        indexes = [
            GinIndex(
                fields=["nome_busca"],
                name="logradouro_nome_trgm",
                opclasses=["gin_trgm_ops"],
                fastupdate=False,
            ),
            GinIndex(PALAVRAS_DO_NOME, name="logradouro_nome_palavras", fastupdate=False),
            models.Index(fields=["cep"], name="logradouro_cep", condition=~Q(cep="")),
            models.Index(fields=["lat", "lon"], name="logradouro_ponto"),
        ]
        constraints = [
            models.UniqueConstraint(
                F("nome_busca"),
                F("distrito"),
                F("cep"),
                F("numero_de"),
                F("lado"),
                name="logradouro_trecho_unico",
                nulls_distinct=False,
                violation_error_message="Este trecho da rua já está na tabela.",
            ),
            models.CheckConstraint(
                condition=Q(numero_de__isnull=True)
                | Q(numero_ate__isnull=True)
                | Q(numero_de__lte=F("numero_ate")),
                name="logradouro_faixa_em_ordem",
                violation_error_message="O número inicial da faixa não pode passar do final.",
            ),
            models.CheckConstraint(
                condition=Q(cep="") | Q(cep__regex=r"^[0-9]{8}$"),
                name="logradouro_cep_oito_algarismos",
                violation_error_message="Escreva o CEP com oito algarismos, sem traço.",
            ),
            models.CheckConstraint(
                condition=Q(lat__isnull=True, lon__isnull=True) | Q(lat__isnull=False, lon__isnull=False),
                name="logradouro_ponto_inteiro",
                violation_error_message="Dê a latitude e a longitude, ou nenhuma das duas.",
            ),
            models.CheckConstraint(
                condition=Q(origem=OrigemDaRua.IMPORTACAO)
                | Q(distrito__isnull=False, lat__isnull=False)
                | Q(origem=OrigemDaRua.CARGA, distrito__isnull=False),
                name="logradouro_sem_distrito_so_importado",
                violation_error_message="Diga o distrito e o ponto da rua.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.nome} ({self.distrito or self.bairro or self.cep})"
