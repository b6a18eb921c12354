"""Território, unidades e regras de exemplo."""

from datetime import date
from typing import TYPE_CHECKING, Any

import factory
from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import Model
from django.utils import timezone
from factory.django import DjangoModelFactory

from contas.models import Usuario
from contas.papeis import Papel
from guia.models import Assunto, Orgao, Servico, Tema, VersaoDoServico
from guia.situacoes import Situacao
from roteamento.models import Distrito, Logradouro, Lotacao, PrefixoDeCep, Regra, Subprefeitura, Unidade
from tests.contas.factories import UsuarioFactory
from tests.referencia import achar_ou_gravar, gravar_linha

DESDE = date(2020, 1, 1)

if TYPE_CHECKING:
    # O factory_boy não diz que chamar a fábrica devolve a linha, e não a fábrica.
    class Fabrica[M: Model]:
        def __new__(cls, **campos: Any) -> Any: ...
        @classmethod
        def create_batch(cls, quantas: int, **campos: Any) -> list[Any]: ...
        @classmethod
        def _create(cls, model_class: type[M], *args: Any, **kwargs: Any) -> Any: ...

    class PessoaFactory(Fabrica[Usuario]):
        pass
else:
    Fabrica = DjangoModelFactory
    PessoaFactory = UsuarioFactory


class FabricaDeReferencia[M: Model](Fabrica[M]):
    """Sem história nem sinais: o que o teste prova não é como a linha nasceu."""

    class Meta:
        abstract = True

    @classmethod
    def _create(cls, model_class: type[M], *args: Any, **kwargs: Any) -> Any:  # noqa: ARG003  assinatura da fábrica
        if cls._meta.django_get_or_create:
            chave = {nome: kwargs.pop(nome) for nome in cls._meta.django_get_or_create}
            return achar_ou_gravar(model_class, lambda: kwargs, **chave)
        return gravar_linha(model_class(**kwargs))


def de_ate(de: date = DESDE, ate: date | None = None) -> DateRange:
    """Vigência de regra: `ate` é o primeiro dia em que já não vale."""
    return DateRange(de, ate)


class OrgaoFactory(FabricaDeReferencia[Orgao]):
    class Meta:
        model = Orgao
        django_get_or_create = ("sigla",)

    sigla = "SMSUB"
    nome = "Secretaria Municipal das Subprefeituras"


class TemaFactory(FabricaDeReferencia[Tema]):
    class Meta:
        model = Tema
        django_get_or_create = ("slug",)

    slug = "rua-e-bairro"
    nome = "Rua e bairro"


class AssuntoFactory(FabricaDeReferencia[Assunto]):
    class Meta:
        model = Assunto
        django_get_or_create = ("slug",)

    tema = factory.SubFactory(TemaFactory)
    slug = "asfalto"
    nome = "Asfalto"


class ServicoFactory(Fabrica[Servico]):
    class Meta:
        model = Servico

    slug = factory.Sequence(lambda n: f"servico-{n}")
    codigo = factory.Sequence(lambda n: 80_000 + n)
    orgao = factory.SubFactory(OrgaoFactory)
    assunto = factory.SubFactory(AssuntoFactory)


class SubprefeituraFactory(FabricaDeReferencia[Subprefeitura]):
    class Meta:
        model = Subprefeitura

    codigo = factory.Sequence(lambda n: 100 + n)
    sigla = factory.Sequence(lambda n: f"SUB-{n}")
    nome = factory.Sequence(lambda n: f"Subprefeitura {n}")
    endereco = "Rua Álvares Penteado, 49"
    telefone = "(11) 3397-1200"


class DistritoFactory(FabricaDeReferencia[Distrito]):
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


class LogradouroFactory(FabricaDeReferencia[Logradouro]):
    class Meta:
        model = Logradouro

    nome = "Rua Líbero Badaró"
    distrito = factory.SubFactory(DistritoFactory)
    lat = -23.547
    lon = -46.636


class PrefixoFactory(FabricaDeReferencia[PrefixoDeCep]):
    class Meta:
        model = PrefixoDeCep

    cep5 = "01310"
    distrito = factory.SubFactory(DistritoFactory)
    concordancia = 0.97
    pedidos = 100


class UnidadeFactory(FabricaDeReferencia[Unidade]):
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


class RegraFactory(Fabrica[Regra]):
    class Meta:
        model = Regra

    servico = factory.SubFactory(ServicoFactory)
    unidade = factory.SubFactory(UnidadeFactory)
    vigencia = factory.LazyFunction(de_ate)


class LotacaoFactory(Fabrica[Lotacao]):
    class Meta:
        model = Lotacao

    usuario = factory.SubFactory(PessoaFactory)
    unidade = factory.SubFactory(UnidadeFactory)
    papel = Papel.SERVIDOR
    de = DESDE


def servico_aberto(nome: str = "Tapa-buraco", **campos: Any) -> Servico:
    """Um serviço publicado, que se pode pedir."""
    servico: Servico = ServicoFactory()
    padrao = {"prazo_quantidade": 30, "prazo_contagem": "corridos", "solicitavel": True}
    servico.publicada = VersaoDoServico.objects.create(
        servico=servico,
        numero=1,
        situacao=Situacao.PUBLICADA,
        nome=nome,
        publicada_em=timezone.now(),
        **{**padrao, **campos},
    )
    servico.save()
    return servico
