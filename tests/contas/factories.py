"""Pessoas de teste."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from contas import dados_pessoais
from contas.dados_pessoais.pessoa import Pessoa
from contas.models import Interessado, Usuario


class UsuarioFactory(DjangoModelFactory[Usuario]):
    """Um usuário com e-mail e sem senha."""

    class Meta:
        model = Usuario

    nome = factory.Sequence(lambda n: f"Pessoa {n}")
    email = factory.Sequence(lambda n: f"pessoa{n}@exemplo.invalid")

    class Params:
        antiga = factory.Trait(criado_em=factory.LazyFunction(lambda: timezone.now() - timedelta(days=8)))
        """De uma conta nova não se aceita proposta que lhe dê acesso."""

    @classmethod
    def _create(cls, model_class: type[Usuario], *_args: Any, **kwargs: Any) -> Usuario:
        return model_class.objects.create_user(**kwargs)


class InteressadoFactory(DjangoModelFactory[Interessado]):
    """Quem pediu e se identificou com CPF e e-mail."""

    class Meta:
        model = Interessado

    class Params:
        anonimo = factory.Trait(
            identidade=Interessado.Identidade.ANONIMA, nome="", tipo_documento="", documento="", email=""
        )
        sem_email = factory.Trait(email="")

    identidade = Interessado.Identidade.DECLARADA
    nome = factory.Sequence(lambda n: f"Munícipe {n}")
    tipo_documento = Interessado.Documento.CPF
    documento = "52998224725"
    email = factory.Sequence(lambda n: f"municipe{n}@exemplo.invalid")


def anonimizar(*, interessado: Interessado) -> None:
    """Apaga quem é a parte de um caso, e deixa o caso."""
    dados_pessoais.anonimizar(Pessoa(interessados=frozenset({interessado.pk})))
