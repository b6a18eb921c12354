"""Dados de referência: o que vem com o projeto e o que uma pessoa mudou."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml
from django.db import models
from simple_history.models import HistoricalRecords

LEITOR: type[yaml.SafeLoader] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""O leitor em C, quando há: dez vezes mais rápido."""


def ler_yaml(arquivo: Path) -> Any:
    """O que está num arquivo de dados do projeto. Arquivo malformado: yaml.YAMLError."""
    return yaml.load(arquivo.read_text(encoding="utf-8"), Loader=LEITOR)  # noqa: S506 - é o seguro


class Origem(models.TextChoices):
    """De onde veio a última versão da linha."""

    CARGA = "carga", "Carga de referência"
    EDICAO = "edicao", "Edição por uma pessoa"


class Referencia(models.Model):
    """Base das tabelas de referência: sabe se a linha ainda é a que veio com o projeto.

    A carga só toca nas linhas de origem CARGA; o que uma pessoa editou fica como está.
    """

    origem = models.CharField(
        "origem",
        max_length=6,
        choices=Origem,
        default=Origem.EDICAO,
        db_default=Origem.EDICAO,
        editable=False,
    )
    history = HistoricalRecords(
        inherit=True, history_id_field=models.BigAutoField(), verbose_name="histórico"
    )

    class Meta:
        abstract = True


def gravar_carga(modelo: type[models.Model], chave: dict[str, Any], valores: dict[str, Any]) -> str:
    """Cria ou atualiza uma linha vinda da carga; nunca desfaz a edição de uma pessoa.

    Devolve "criado", "atualizado", "igual" ou "editado" (linha de uma pessoa, deixada como está).
    """
    gerente = modelo._default_manager
    linha = gerente.filter(**chave).first()
    if linha is None:
        gerente.create(**chave, **valores, origem=Origem.CARGA)
        return "criado"
    return igualar_a_carga(linha, valores)


def igualar_a_carga(linha: models.Model, valores: dict[str, Any]) -> str:
    """Como `gravar_carga`, para a linha que já se leu: "atualizado", "igual" ou "editado"."""
    if getattr(linha, "origem") == Origem.EDICAO:  # noqa: B009  o tipo Model não conhece o campo
        return "editado"
    mudou = [campo for campo, valor in valores.items() if getattr(linha, campo) != valor]
    if not mudou:
        return "igual"
    for campo in mudou:
        setattr(linha, campo, valores[campo])
    linha.save(update_fields=mudou)
    return "atualizado"
