"""O que a lista da mesa lê: as linhas, as opções dos filtros e os órgãos sem interlocutor."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import Count, Exists, IntegerField, OuterRef, Prefetch, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from contas.papeis import Papel
from guia.models import Orgao
from ouvidoria.models import Encaminhamento, Manifestacao
from ouvidoria.situacoes import Destino
from roteamento.designados import designados, orgaos_sem

_DA_LINHA = """
    protocolo tipo situacao falha canal versao contagem aberta_em vence_em parada_em responder_ate
    encerrada_em revisao_em principal orgao__sigla orgao__nome responsavel__nome solicitacao__protocolo
    solicitacao__versao_servico__nome
""".split()  # noqa: SIM905  a lista em uma coluna por linha ocuparia meia tela
"""As colunas que a lista lê. Nenhum texto, nenhuma resposta, ninguém que se manifeste."""


def linhas(primeiras: QuerySet[Manifestacao]) -> QuerySet[Manifestacao]:
    """As linhas da página, com os encaminhamentos pendentes em `com_quem` e quantas seguem em `iguais`."""
    pendentes = Encaminhamento.objects.pendentes().select_related("orgao").order_by("vence_em", "pk")
    seguem = Manifestacao.objects.abertas().filter(principal=OuterRef("pk")).order_by().values("principal")
    return (
        Manifestacao.objects.filter(pk__in=primeiras.values("pk"))
        .select_related("orgao", "responsavel", "solicitacao__versao_servico")
        .only(*_DA_LINHA)
        .annotate(iguais=Subquery(seguem.values(n=Count("pk")), output_field=IntegerField()))
        .prefetch_related(
            Prefetch("encaminhamentos", pendentes.defer("texto", "resposta"), to_attr="com_quem")
        )
        .order_by(*primeiras.query.order_by)
    )


def opcoes(hoje: date) -> dict[str, list[tuple[str, str]]]:
    """Os órgãos de que alguma aberta fala ou com que ela está, e quem é da Ouvidoria hoje."""
    aberta = Manifestacao.objects.abertas().filter(orgao=OuterRef("pk"))
    pendente = Encaminhamento.objects.pendentes().filter(orgao=OuterRef("pk"))
    orgaos = Orgao.objects.filter(Q(Exists(aberta)) | Q(Exists(pendente))).order_by("sigla")
    pessoas = designados(Papel.OUVIDORIA, hoje)
    return {
        "orgao": [(sigla, f"{sigla}: {nome}") for sigla, nome in orgaos.values_list("sigla", "nome")],
        "responsavel": [(str(pk), nome) for pk, nome in pessoas.values_list("pk", "nome")],
    }


def sem_interlocutor(hoje: date) -> QuerySet[Orgao, Any]:
    """Os órgãos a que se pode encaminhar e por que ninguém responde; os que já esperam, primeiro."""
    pendentes = Encaminhamento.objects.pendentes().filter(destino=Destino.ORGAO, orgao=OuterRef("pk"))
    abertas = Manifestacao.objects.sem_denuncias().abertas().filter(orgao=OuterRef("pk"))
    return (
        orgaos_sem(Papel.INTERLOCUTOR, hoje)
        .annotate(pendentes=_quantos(pendentes), abertas=_quantos(abertas))
        .order_by("-pendentes", "-abertas", "sigla")
        .values("pk", "sigla", "nome", "pendentes", "abertas")
    )


def que_esperam_interlocutor(hoje: date) -> list[dict[str, Any]]:
    """Os órgãos sem interlocutor com pergunta pendente, ou de que fala uma manifestação aberta."""
    return list(sem_interlocutor(hoje).filter(Q(pendentes__gt=0) | Q(abertas__gt=0)))


def _quantos(quais: QuerySet[Any]) -> Coalesce:
    por_orgao = quais.order_by().values("orgao").values(n=Count("pk"))
    return Coalesce(Subquery(por_orgao, output_field=IntegerField()), 0)
