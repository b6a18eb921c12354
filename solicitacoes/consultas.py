"""Leituras das telas de quem trabalha: as caixas, a lista, a história de um pedido."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Exists, F, Func, IntegerField, Max, OuterRef, Q, Subquery
from django.db.models.expressions import RawSQL

from contas.models import LeituraDePessoal, Usuario
from contas.papeis import Papel
from guia.models import Servico
from protocolo.contagem import TETO, contar_ate
from protocolo.prazos import Contagem
from roteamento.models import Distrito, Lotacao, Sucessao, Unidade
from roteamento.models.unidades import PRACA_DE_ATENDIMENTO
from solicitacoes.models import Solicitacao
from solicitacoes.situacoes import NOMES_CURTOS

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date, datetime

    from django.db.models import QuerySet

    from protocolo.models import Caso
    from solicitacoes.models import SolicitacaoQuerySet


CAIXAS_MOSTRADAS = 50
"""Quantas caixas de unidades sem equipe cabem em /caixa/; as outras se acham pela busca."""

CAIXAS_NA_TROCA = 30

_IGUAIS = Solicitacao.objects.abertas().filter(principal=OuterRef("pk")).order_by().values("principal")
COLUNAS_DA_LISTA = {
    "nome_do_servico": F("versao_servico__nome"),
    "nome_do_distrito": F("distrito__nome"),
    "nome_do_responsavel": F("responsavel__nome"),
    "iguais": Subquery(_IGUAIS.values(quantos=Count("pk")), output_field=IntegerField()),
}
"""O que a linha mostra de outras tabelas. Nenhum texto longo, nenhum JSON, nenhuma foto."""


@dataclass(frozen=True, slots=True)
class Linha:
    """Um pedido na lista."""

    id: int
    protocolo: str
    logradouro: str
    numero: str
    situacao: str
    contagem: str
    aberta_em: datetime
    vence_em: datetime
    parada_em: datetime | None
    encerrada_em: datetime | None
    nome_do_servico: str
    nome_do_distrito: str | None
    nome_do_responsavel: str | None
    com_foto: bool
    reaberta_em: datetime | None
    agendada_para: date | None
    principal_id: int | None
    iguais: int | None
    versao: int

    def __getitem__(self, campo: str) -> object:
        """Os modelos HTML procuram primeiro por item: sem isto, uma exceção por célula da tabela."""
        return getattr(self, campo)

    @property
    def endereco(self) -> str:
        return f"{self.logradouro}, {self.numero}" if self.numero else self.logradouro

    @property
    def nome_da_situacao(self) -> str:
        return NOMES_CURTOS[self.situacao]

    @property
    def responsavel(self) -> str:
        """O primeiro e o último nome, para a linha não dobrar."""
        nomes = (self.nome_do_responsavel or "").split()
        return " ".join([nomes[0], nomes[-1]]) if len(nomes) > 1 else "".join(nomes)

    @property
    def sem_prazo(self) -> bool:
        return self.contagem == Contagem.SEM_PRAZO

    @property
    def marcas(self) -> list[str]:
        """O que distingue a linha, em poucas palavras; quase sempre nada."""
        ditas = [
            self.iguais and f"+{self.iguais} {'igual' if self.iguais == 1 else 'iguais'}",
            self.principal_id and "junto de outro",
            self.agendada_para and f"marcada para {self.agendada_para:%d/%m}",
            self.reaberta_em and "reaberta",
        ]
        return [dita for dita in ditas if dita]


def linhas(primeiras: QuerySet[Solicitacao]) -> QuerySet[Solicitacao, Any]:
    """As linhas da lista, só com as colunas que ela mostra, na ordem e no corte que já têm."""
    nomes = [campo.name for campo in fields(Linha)]
    da_pagina = Solicitacao.objects.filter(pk__in=primeiras.values("pk"))
    ordem = primeiras.query.order_by
    return da_pagina.annotate(**COLUNAS_DA_LISTA).order_by(*ordem).values_list(*nomes, named=True)


def _contar(solicitacoes: SolicitacaoQuerySet) -> Func:
    """Quantas são, sem passar do teto por mais de uma: nunca percorre uma tabela grande.

    A ordem é a do índice da caixa: sem ela o banco pode preferir ler a tabela inteira.
    """
    da_caixa = solicitacoes.filter(unidade=OuterRef("pk")).na_ordem_da_caixa()
    return contar_ate(da_caixa, TETO)


def caixas(unidades: Iterable[int], agora: datetime) -> list[dict[str, Any]]:
    """As unidades dadas, com quantas abertas e quantas atrasadas (até o teto), numa consulta só."""
    contadas = _contadas(Unidade.objects.filter(pk__in=unidades).order_by("sigla"), agora)
    return [dict(caixa) for caixa in contadas]


def _contadas(unidades: QuerySet[Unidade], agora: datetime) -> QuerySet[Unidade, Any]:
    contas = {
        "abertas": _contar(Solicitacao.objects.abertas().principais()),
        "atrasadas": _contar(Solicitacao.objects.vencidas(agora).principais()),
    }
    return unidades.values("sigla", "nome", "vigente_ate", **contas)


def caixas_sem_equipe(unidades: Iterable[int], busca: str, agora: datetime) -> list[dict[str, Any]]:
    """As de unidades sem equipe que têm ou podem ter trabalho, as com pedido aberto primeiro.

    Só as primeiras CAIXAS_MOSTRADAS se contam (e mais uma, que diz que há outras): são as que se mostram.
    """
    aberta = Exists(Solicitacao.objects.abertas().filter(unidade=OuterRef("pk")))
    achadas = Unidade.objects.filter(pk__in=unidades).annotate(tem_aberta=aberta)
    achadas = achadas.exclude(atribuicao=PRACA_DE_ATENDIMENTO, tem_aberta=False)
    if busca:
        nome, sigla = {"nome__unaccent__icontains": busca}, {"sigla__unaccent__icontains": busca}
        achadas = achadas.filter(Q(**nome) | Q(**sigla))
    ordem = ("-tem_aberta", F("vigente_ate").asc(nulls_first=True), "sigla")
    contadas = _contadas(achadas.order_by(*ordem), agora)
    return [dict(caixa) for caixa in contadas[: CAIXAS_MOSTRADAS + 1]]


@dataclass(frozen=True, slots=True)
class MinhasCaixas:
    """As caixas de uma pessoa (chave → sigla): as em que está lotada e as que vêm de cima."""

    proprias: dict[int, str]
    herdadas: dict[int, str]

    @property
    def para_trocar(self) -> list[str]:
        """As herdadas que cabem na lista do alto da página; todas estão em /caixa/."""
        return list(self.herdadas.values())[:CAIXAS_NA_TROCA]


def minhas_caixas(usuario: Usuario | None, unidades: Iterable[int], hoje: date) -> MinhasCaixas:
    """Separa as unidades em cuja caixa a pessoa trabalha, por sigla, numa consulta só."""
    lotada = Lotacao.objects.vigentes(hoje).filter(
        usuario=usuario, unidade=OuterRef("pk"), papel__in=[Papel.SERVIDOR, Papel.CHEFIA]
    )
    todas = (
        Unidade.objects.filter(pk__in=unidades).order_by("sigla").values_list("pk", "sigla", Exists(lotada))
    )
    proprias = {pk: sigla for pk, sigla, minha in todas if minha}
    return MinhasCaixas(proprias, {pk: sigla for pk, sigla, minha in todas if not minha})


def abertas_em(unidades: Iterable[int]) -> int:
    """Quantos pedidos abertos há nestas caixas juntas, até o teto."""
    abertas = Solicitacao.objects.abertas().filter(unidade__in=unidades)
    return abertas.values("pk")[: TETO + 1].count()


def extintas_com_abertas(em: date) -> QuerySet[Unidade]:
    """As unidades que já acabaram, têm sucessora e ainda têm pedido aberto."""
    sucedidas = Sucessao.objects.filter(antiga=OuterRef("pk"), em__lte=em)
    abertas = Solicitacao.objects.abertas().filter(unidade=OuterRef("pk"))
    return Unidade.objects.filter(Exists(sucedidas), Exists(abertas), vigente_ate__lt=em).order_by("pk")


@dataclass(frozen=True, slots=True)
class Opcoes:
    """O que os filtros oferecem: pares (valor na URL, palavra)."""

    servicos: list[tuple[str, str]]
    distritos: list[tuple[str, str]]
    pessoas: list[tuple[str, str]]


SERVICOS_COM_ABERTO = """
    WITH RECURSIVE achado (servico_id) AS (
        (SELECT servico_id FROM solicitacoes_solicitacao
         WHERE unidade_id = %s AND encerrada_em IS NULL ORDER BY servico_id LIMIT 1)
        UNION ALL
        SELECT (SELECT servico_id FROM solicitacoes_solicitacao
                WHERE unidade_id = %s AND encerrada_em IS NULL AND servico_id > achado.servico_id
                ORDER BY servico_id LIMIT 1)
        FROM achado WHERE servico_id IS NOT NULL
    )
    SELECT servico_id FROM achado WHERE servico_id IS NOT NULL
"""
"""Salta de um serviço ao seguinte no índice `solicitacao_caixa_servico`: uma procura por serviço, e não uma
por pedido aberto, que é o que o banco faria com um DISTINCT ou um EXISTS."""


def opcoes_de_filtro(unidade: Unidade, hoje: date) -> Opcoes:
    """Serviços com pedido aberto aqui, distritos do território da unidade e quem serve nela hoje."""
    com_aberto = RawSQL(SERVICOS_COM_ABERTO, [unidade.pk, unidade.pk])  # noqa: S611  só a chave da unidade entra
    servicos = Servico.objects.filter(pk__in=com_aberto).order_by("publicada__nome", "slug")
    distritos = Distrito.objects.por_nome()
    if unidade.subprefeitura_id:
        distritos = distritos.filter(subprefeitura=unidade.subprefeitura_id)
    return Opcoes(
        servicos=[(slug, nome or slug) for slug, nome in servicos.values_list("slug", "publicada__nome")],
        distritos=[(str(codigo), nome) for codigo, nome in distritos.values_list("codigo", "nome")],
        pessoas=[(str(pk), nome) for pk, nome in equipe_de(unidade, hoje).values_list("pk", "nome")],
    )


def equipe_de(unidade: Unidade, hoje: date) -> QuerySet[Usuario]:
    """Quem trabalha na caixa da unidade hoje."""
    lotados = unidade.lotacoes.vigentes(hoje).filter(papel__in=[Papel.SERVIDOR, Papel.CHEFIA])
    return Usuario.objects.filter(pk__in=lotados.values("usuario")).order_by("nome")


def respostas_em_linhas(respostas: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """As respostas do munícipe como rótulo e valor (ou valores), na ordem das perguntas."""
    return [
        {"rotulo": resposta["rotulo"], "valores" if isinstance(valor, list) else "valor": valor}
        for resposta in respostas
        if (valor := resposta.get("valor")) not in ("", None, [])
    ]


@dataclass(frozen=True, slots=True)
class Leitor:
    """Quem abriu dados pessoais deste pedido, quantas vezes e quando foi a última."""

    nome: str
    vezes: int
    ultima: datetime


def leituras(caso: Caso) -> list[Leitor]:
    """Quem leu o contato de quem pediu, de qualquer unidade, a leitura mais nova primeiro; para a chefia."""
    por_pessoa = (
        LeituraDePessoal.objects.filter(interessado=caso.interessado_id)
        .values_list("usuario__nome")
        .annotate(vezes=Count("pk"), ultima=Max("em"))
        .order_by("-ultima")
    )
    return [Leitor(nome or "sistema", vezes, ultima) for nome, vezes, ultima in por_pessoa]


def passou_por(caso: Solicitacao, sigla: str) -> bool:
    """Verdadeiro se o pedido já esteve na unidade: quem serve nela merece saber para onde foi."""
    return caso.andamentos.filter(unidade=sigla).exists()
