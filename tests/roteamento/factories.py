"""Território, unidades e regras de exemplo."""

from datetime import date
from typing import Any

import factory
from django.db.backends.postgresql.psycopg_any import DateRange
from factory.django import DjangoModelFactory

from contas.autor import Papel
from guia.models import Assunto, Orgao, Servico, Tema
from roteamento.models import Distrito, Logradouro, Lotacao, PrefixoDeCep, Regra, Subprefeitura, Unidade
from tests.contas.factories import UsuarioFactory

DESDE = date(2020, 1, 1)


def de_ate(de: date = DESDE, ate: date | None = None) -> DateRange:
    """Vigência de regra: `ate` é o primeiro dia em que já não vale."""
    return DateRange(de, ate)


class OrgaoFactory(DjangoModelFactory[Orgao]):
    class Meta:
        model = Orgao
        django_get_or_create = ("sigla",)

    sigla = "SMSUB"
    nome = "Secretaria Municipal das Subprefeituras"


class TemaFactory(DjangoModelFactory[Tema]):
    class Meta:
        model = Tema
        django_get_or_create = ("slug",)

    slug = "rua-e-bairro"
    nome = "Rua e bairro"


class AssuntoFactory(DjangoModelFactory[Assunto]):
    class Meta:
        model = Assunto
        django_get_or_create = ("slug",)

    tema = factory.SubFactory(TemaFactory)
    slug = "asfalto"
    nome = "Asfalto"


class ServicoFactory(DjangoModelFactory[Servico]):
    class Meta:
        model = Servico

    slug = factory.Sequence(lambda n: f"servico-{n}")
    codigo = factory.Sequence(lambda n: 80_000 + n)
    orgao = factory.SubFactory(OrgaoFactory)
    assunto = factory.SubFactory(AssuntoFactory)


class SubprefeituraFactory(DjangoModelFactory[Subprefeitura]):
    class Meta:
        model = Subprefeitura

    codigo = factory.Sequence(lambda n: 100 + n)
    sigla = factory.Sequence(lambda n: f"SUB-{n}")
    nome = factory.Sequence(lambda n: f"Subprefeitura {n}")
    endereco = "Rua Álvares Penteado, 49"
    telefone = "(11) 3397-1200"


class DistritoFactory(DjangoModelFactory[Distrito]):
    class Meta:
        model = Distrito

    codigo = factory.Sequence(lambda n: 100 + n)
    sigla = factory.Sequence(lambda n: f"D{n % 90}")
    nome = factory.Sequence(lambda n: f"Distrito {n}")
    subprefeitura = factory.SubFactory(SubprefeituraFactory)
    lat = -23.55
    lon = -46.63

    @classmethod
    def _create(cls, model_class: type[Distrito], *args: Any, **kwargs: Any) -> Distrito:
        """Volta do banco com o nome de busca, que é ele quem calcula."""
        distrito: Distrito = super()._create(model_class, *args, **kwargs)
        distrito.refresh_from_db(fields=["nome_busca"])
        return distrito


class LogradouroFactory(DjangoModelFactory[Logradouro]):
    class Meta:
        model = Logradouro

    nome = "Rua Líbero Badaró"
    distrito = factory.SubFactory(DistritoFactory)
    lat = -23.547
    lon = -46.636


class PrefixoFactory(DjangoModelFactory[PrefixoDeCep]):
    class Meta:
        model = PrefixoDeCep

    cep5 = "01310"
    distrito = factory.SubFactory(DistritoFactory)
    concordancia = 0.97
    pedidos = 100


class UnidadeFactory(DjangoModelFactory[Unidade]):
    class Meta:
        model = Unidade

    class Params:
        triagem = factory.Trait(sigla="TRIAGEM", nome="Triagem")
        praca = factory.Trait(
            atribuicao="PAT",
            subprefeitura=factory.SubFactory(SubprefeituraFactory),
            atende_publico=True,
            endereco="Rua Álvares Penteado, 49",
        )

    sigla = factory.Sequence(lambda n: f"UNIDADE-{n}")
    nome = "Unidade de exemplo"
    orgao = factory.SubFactory(OrgaoFactory)
    vigente_de = DESDE


class RegraFactory(DjangoModelFactory[Regra]):
    class Meta:
        model = Regra

    servico = factory.SubFactory(ServicoFactory)
    unidade = factory.SubFactory(UnidadeFactory)
    vigencia = factory.LazyFunction(de_ate)


class LotacaoFactory(DjangoModelFactory[Lotacao]):
    class Meta:
        model = Lotacao

    usuario = factory.SubFactory(UsuarioFactory)
    unidade = factory.SubFactory(UnidadeFactory)
    papel = Papel.SERVIDOR
    de = DESDE
