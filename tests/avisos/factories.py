"""Avisos de teste."""

from __future__ import annotations

import factory
from factory.django import DjangoModelFactory

from avisos.models import Aviso
from tests.contas.factories import InteressadoFactory


class AvisoFactory(DjangoModelFactory[Aviso]):
    """Um aviso pendente a quem tem e-mail."""

    class Meta:
        model = Aviso

    chave = factory.Sequence(lambda n: f"aviso/{n}")
    interessado = factory.SubFactory(InteressadoFactory)
    protocolo = "102938475610293"
    modelo = "registrado"
    canal = "email"
    assunto = "Pedido registrado"
    corpo = "Recebemos.\n\n{{ link }}"
