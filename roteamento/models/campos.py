"""Peças comuns às tabelas do território: expressões de banco e validadores."""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.fields import DateRangeField, IntegerRangeField
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Case, F, Func, Value, When
from django.db.models.functions import Cast


class Lado(models.TextChoices):
    """Lado da rua, pela paridade do número."""

    AMBOS = "ambos", "Os dois lados"
    PAR = "par", "Lado par"
    IMPAR = "impar", "Lado ímpar"


validar_cep = RegexValidator(r"^\d{8}$", "Escreva o CEP com oito algarismos, sem traço.")
validar_prefixo = RegexValidator(r"^\d{5}$", "Escreva os cinco primeiros algarismos do CEP.")
validar_sigla = RegexValidator(
    r"^[\w .'()-]+$",
    "A sigla vai no endereço da caixa: use letras, algarismos, espaço, hífen, ponto, apóstrofo e parênteses.",
)


def simplificado(campo: str) -> Func:
    """O texto sem acento, em minúsculas e sem pontuação, calculado pelo banco (função da migração 0001)."""
    return Func(
        F(campo),
        function="public.roteamento_simplificar",
        output_field=models.TextField(),
    )


def periodo(de: str, ate: str) -> Func:
    """Período de datas, com as duas pontas incluídas; sem fim quando `ate` é nulo."""
    return _faixa(de, ate, "DATERANGE", models.DateField(), DateRangeField())


def faixa_de_numeros(de: str, ate: str) -> Func:
    """Faixa de números da rua, com as duas pontas incluídas; aberta onde o limite é nulo."""
    return _faixa(de, ate, "INT4RANGE", models.IntegerField(), IntegerRangeField())


def _faixa(
    de: str, ate: str, funcao: str, tipo: models.Field[Any, Any], faixa: models.Field[Any, Any]
) -> Func:
    """Se o fim vem antes do começo, a faixa acaba no começo: invertida, seria um erro do banco,
    e quem a recusa com uma frase é a restrição de ordem. Os `Cast` dizem ao banco o tipo dos nulos."""
    inicio, fim = Cast(F(de), tipo), Cast(F(ate), tipo)
    nunca_antes = Case(When(**{f"{ate}__lt": F(de)}, then=inicio), default=fim, output_field=tipo)
    return Func(inicio, nunca_antes, Value("[]"), function=funcao, output_field=faixa)


def faixa_de_lados(lado: str) -> Case:
    """O lado como faixa (par 0, ímpar 1, ambos 0–1), para que o banco saiba que "ambos" encontra os dois."""

    def entre(inicio: int, fim: int) -> Func:
        return Func(
            Value(inicio),
            Value(fim),
            Value("[]"),
            function="INT4RANGE",
            output_field=IntegerRangeField(),
        )

    return Case(
        When(**{lado: Lado.PAR}, then=entre(0, 0)),
        When(**{lado: Lado.IMPAR}, then=entre(1, 1)),
        default=entre(0, 1),
        output_field=IntegerRangeField(),
    )
