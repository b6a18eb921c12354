"""As tabelas que a busca lê: derivadas do Guia publicado, refeitas por `guia.busca.indice`."""

from __future__ import annotations

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.contrib.postgres.search import SearchVectorField
from django.db import models

from guia.models.servicos import Servico
from guia.vetor_de_busca import vetor


class TextoDeBusca(models.Model):
    """O que a busca lê de cada serviço publicado, uma linha por serviço, refeita ao publicar."""

    servico = models.OneToOneField(Servico, models.CASCADE, related_name="texto_de_busca", primary_key=True)
    nome = models.TextField("nome")
    palavras = models.TextField("palavras do cidadão")
    divisao = models.TextField("tema e assunto")
    texto = models.TextField("textos")
    relatos = models.TextField("relatos", default="", db_default="", help_text="Um por linha.")
    vetor = models.GeneratedField(
        expression=vetor(A=("nome",), B=("palavras",), C=("divisao",), D=("texto",)),
        output_field=SearchVectorField(),
        db_persist=True,
    )

    class Meta:
        verbose_name = "texto de busca"
        indexes = [GinIndex(fields=["vetor"], name="busca_vetor")]

    def __str__(self) -> str:
        return self.nome


class AprendidoDaBusca(models.Model):
    """O que se aprendeu de todos os serviços e respostas: uma linha só, de `guia.busca.aprendido`."""

    dados = models.BinaryField("características", help_text="Um arquivo .npz do numpy.")
    impressao = models.CharField("impressão", max_length=32, help_text="MD5 dos textos de que se aprendeu.")
    feito_em = models.DateTimeField("aprendido em")

    class Meta:
        verbose_name = "aprendido da busca"
        verbose_name_plural = "aprendidos da busca"

    def __str__(self) -> str:
        return f"aprendido em {self.feito_em:%d/%m/%Y %H:%M}"


class ExpressaoDeBusca(models.Model):
    """Cada uma das palavras do cidadão de um serviço: a busca compara-se com ela inteira."""

    servico = models.ForeignKey(Servico, models.CASCADE, related_name="expressoes_de_busca")
    texto = models.TextField("expressão")
    vetor = models.GeneratedField(
        expression=vetor(A=("texto",)), output_field=SearchVectorField(), db_persist=True
    )

    class Meta:
        verbose_name = "expressão de busca"
        verbose_name_plural = "expressões de busca"
        indexes = [GinIndex(fields=["vetor"], name="busca_expressao_vetor")]

    def __str__(self) -> str:
        return self.texto


class PalavraDeBusca(models.Model):
    """Uma palavra que o Guia usa: é para ela que a busca corrige um erro de escrita."""

    forma = models.CharField("forma", max_length=60, primary_key=True)
    servicos = models.PositiveIntegerField("em quantos serviços")
    som = models.CharField("som", max_length=60, default="", db_default="", help_text="guia.busca.fonetica")

    class Meta:
        verbose_name = "palavra de busca"
        verbose_name_plural = "palavras de busca"
        indexes = [
            GinIndex(OpClass("forma", name="gin_trgm_ops"), name="busca_palavra_trigramas"),
            models.Index(fields=["som"], name="busca_palavra_som"),
        ]

    def __str__(self) -> str:
        return self.forma
