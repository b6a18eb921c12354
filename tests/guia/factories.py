"""Serviços de teste."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import factory
from factory.django import DjangoModelFactory

from contas.autor import SISTEMA
from guia import acoes
from guia.models import (
    Assunto,
    Caminho,
    Orgao,
    PontoFocal,
    Procura,
    RespostaDeBusca,
    Servico,
    Tema,
    VersaoDoServico,
)
from protocolo.prazos.contagem import Contagem
from referencia.tabelas import Origem
from tests.contas.factories import UsuarioFactory

PUBLICADO_EM = datetime(2026, 3, 2, 12, tzinfo=UTC)

PERGUNTAS: list[dict[str, Any]] = [
    {
        "chave": "tamanho",
        "rotulo": "Qual é o tamanho?",
        "ajuda": "",
        "tipo": "uma",
        "obrigatoria": True,
        "opcoes": [
            {"valor": "pequeno", "rotulo": "Menor que um prato"},
            {"valor": "grande", "rotulo": "Maior que um pneu"},
            {
                "valor": "risco",
                "rotulo": "Há risco agora",
                "orientacao": "Ligue 199 para a Defesa Civil.",
                "orientacao_tipo": "perigo",
            },
        ],
    },
    {
        "chave": "profundidade",
        "rotulo": "Qual é a profundidade?",
        "tipo": "numero",
        "obrigatoria": False,
        "mostrar_se": {"pergunta": "tamanho", "valor": "grande"},
    },
]


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
    ordem = 1


class AssuntoFactory(DjangoModelFactory[Assunto]):
    class Meta:
        model = Assunto
        django_get_or_create = ("tema", "slug")

    tema = factory.SubFactory(TemaFactory)
    nome = "Reparos em asfalto"
    slug = "reparos-em-asfalto"


class CaminhoFactory(DjangoModelFactory[Caminho]):
    """A página da Prefeitura sobre um serviço. `ligar`: um telefone; `urgente`: o de uma emergência."""

    class Meta:
        model = Caminho
        django_get_or_create = ("slug",)

    class Params:
        ligar = factory.Trait(tipo="telefone", rotulo="Posto de atendimento", valor="(11) 3396-8600")
        urgente = factory.Trait(
            slug="defesa-civil", tipo="telefone", rotulo="Defesa Civil", valor="199", emergencia=True
        )

    slug = factory.Sequence(lambda n: f"caminho-{n}")
    tipo = "url"
    rotulo = "Página da Prefeitura sobre este serviço"
    valor = "https://servico.exemplo.invalid/pedir"
    fonte = "lista pública"
    certeza = "alta"
    origem = Origem.CARGA


class RespostaDeBuscaFactory(DjangoModelFactory[RespostaDeBusca]):
    """Falta de luz em casa. `emergencia`: fogo, e o 193."""

    class Meta:
        model = RespostaDeBusca
        django_get_or_create = ("slug",)

    class Params:
        emergencia = factory.Trait(
            slug="fogo",
            urgente=True,
            capa="Incêndio",
            titulo="Fogo agora? Ligue 193",
            telefones=[{"numero": "193", "quem": "Corpo de Bombeiros"}],
            quando=["pegando fogo", "incendio"],
            a_nao_ser=["seguro contra incendio"],
        )

    slug = "luz"
    titulo = "Falta de luz em casa é com a distribuidora"
    telefones = factory.LazyFunction(lambda: [{"numero": "0800 72 72 196", "quem": "Distribuidora"}])
    link = "https://luz.exemplo.invalid/"
    rotulo_do_link = "Página da distribuidora"
    quando = factory.LazyFunction(lambda: ["falta de luz", "sem luz em casa"])
    so_isto = factory.LazyFunction(lambda: ["luz"])
    origem = Origem.CARGA


class VersaoFactory(DjangoModelFactory[VersaoDoServico]):
    """Um rascunho completo, que se pode publicar."""

    class Meta:
        model = VersaoDoServico

    servico = factory.SubFactory("tests.guia.factories.ServicoFactory", versao=False)
    numero = 1
    nome = "Tapa-buraco"
    o_que_e = "A equipe fecha o buraco da rua com massa de asfalto."
    quando_solicitar = "Peça quando o asfalto abriu."
    publico_alvo = "Quem passa pela rua."
    requisitos = "Diga a rua e o número mais perto."
    etapas = factory.LazyFunction(lambda: ["A equipe recebe o pedido.", "O buraco é fechado."])
    prazo_quantidade = 45
    prazo_contagem = Contagem.CORRIDOS
    canais = factory.LazyFunction(lambda: ["portal", "central", "pracas"])
    palavras = factory.LazyFunction(lambda: ["buraco na rua", "asfalto quebrado"])
    custo = VersaoDoServico.Custo.GRATUITO
    solicitavel = True
    origem = Origem.CARGA


class ServicoFactory(DjangoModelFactory[Servico]):
    """Um serviço publicado, com CPF e endereço. Traits mudam a versão que nasce com ele.

    `versao__campo=…` muda um campo da versão; `versao=False` deixa o serviço sem versão.
    """

    class Meta:
        model = Servico
        skip_postgeneration_save = True

    class Params:
        anonimo = factory.Trait(versao__identificacao=VersaoDoServico.Identificacao.ANONIMA)
        sigiloso = factory.Trait(versao__sigilosa=True, versao__nome="Denunciar violência contra mulher")
        com_perguntas = factory.Trait(versao__perguntas=PERGUNTAS)
        sem_endereco = factory.Trait(versao__precisa_de_endereco=False)
        provisorio = factory.Trait(versao__prazo_provisorio=True, versao__prazo_quantidade=30)
        so_informa = factory.Trait(
            versao__solicitavel=False,
            versao__prazo_quantidade=None,
            versao__prazo_contagem=Contagem.SEM_PRAZO,
            versao__canais=["presencial"],
        )

    codigo = factory.Sequence(lambda n: 95_000 + n)
    slug = factory.Sequence(lambda n: f"servico-{n}")
    orgao = factory.SubFactory(OrgaoFactory)
    assunto = factory.SubFactory(AssuntoFactory)
    origem = Origem.CARGA

    @factory.post_generation
    def versao(self: Any, create: bool, extracted: Any, **campos: Any) -> None:
        """Publica a primeira versão, a não ser com `versao=False`."""
        if create and extracted is not False:
            nova = VersaoFactory.create(servico=self, **campos)
            acoes.por_no_ar(versao=nova, por=SISTEMA, em=PUBLICADO_EM)
            self.refresh_from_db()

    @factory.post_generation
    def pedidos(self: Any, create: bool, extracted: int | None, **_: Any) -> None:
        """`pedidos=1000`: quanto se pede por ano."""
        if create and extracted is not None:
            Procura.objects.create(servico=self, pedidos_por_ano=extracted)


class PontoFocalFactory(DjangoModelFactory[PontoFocal]):
    """Um titular do órgão, desde sempre."""

    class Meta:
        model = PontoFocal

    usuario = factory.SubFactory(UsuarioFactory, is_staff=True)
    orgao = factory.SubFactory(OrgaoFactory)
    ato = "Portaria 1/2026"
    de = date(2020, 1, 1)


def no_ar(servico: Servico) -> VersaoDoServico:
    """A versão publicada, que o teste sabe que existe."""
    assert servico.publicada is not None
    return servico.publicada
