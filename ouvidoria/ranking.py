"""Os órgãos no relatório: como respondem à Ouvidoria e quanto se reclama de cada um.

O ranking é o da Lei 13.460/2017, art. 23, § 2º: as entidades com mais reclamações, por número e por taxa.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Count, F, Min, Q, Sum

from documentos.quadros import SEM_NUMERO, Linha, Quadro, por_cento
from ouvidoria.models import Encaminhamento
from ouvidoria.situacoes import Destino, TipoDeManifestacao
from protocolo.prazo_em_palavras import atrasada_ha
from solicitacoes.models import Solicitacao

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

MENOR_BASE_DA_TAXA = 100
"""Com menos pedidos que isto no ano, a taxa não diz nada."""


def respostas(inicio: datetime, fim: datetime, orgaos: Mapping[int, str], agora: datetime) -> Quadro:
    """O que a Ouvidoria perguntou a cada órgão sobre as manifestações do período, e como ele respondeu.

    O que ela recolheu sem resposta fica de fora. Primeiro quem mais cumpre o prazo.
    """
    contadas = sorted(_contados(inicio, fim, agora), key=lambda c: (-_cumprido(c), orgaos[c["orgao"]]))
    linhas = tuple(
        (
            orgaos[c["orgao"]],
            c["enviados"],
            c["no_prazo"],
            c["tarde"],
            por_cento(c["no_prazo"], _devidos(c)),
            c["prorrogados"],
            c["devolvidas"],
            c["atrasados"],
            atrasada_ha(c["pior"], agora) or SEM_NUMERO,
        )
        for c in contadas
    )
    colunas = (
        "Órgão",
        "Perguntas da Ouvidoria",
        "Respondidas no prazo",
        "Respondidas depois",
        "Prazo cumprido",
        "Prazo prorrogado",
        "Respostas devolvidas",
        "Atrasadas agora",
        "A mais atrasada",
    )
    nota = "Prazo cumprido: das respondidas e das atrasadas, quantas foram a tempo. Sem as denúncias."
    return Quadro("Como os órgãos responderam à Ouvidoria", colunas, linhas, nota)


def _contados(inicio: datetime, fim: datetime, agora: datetime) -> list[dict[str, Any]]:
    do_periodo = Encaminhamento.objects.filter(
        destino=Destino.ORGAO,
        recolhido_em=None,
        manifestacao__aberta_em__gte=inicio,
        manifestacao__aberta_em__lt=fim,
    ).exclude(manifestacao__tipo=TipoDeManifestacao.DENUNCIA)
    vencidos = do_periodo.vencidos(agora).values("orgao").order_by()
    atrasos = {c["orgao"]: c for c in vencidos.annotate(atrasados=Count("pk"), pior=Min("vence_em"))}
    contas = do_periodo.values("orgao").annotate(
        enviados=Count("pk"),
        no_prazo=Count("pk", filter=Q(respondido_em__lte=F("vence_em"))),
        tarde=Count("pk", filter=Q(respondido_em__gt=F("vence_em"))),
        prorrogados=Count("prorrogada_em"),
        devolvidas=Sum("devolucoes"),
    )
    sem_atraso = {"atrasados": 0, "pior": None}
    return [{**conta, **atrasos.get(conta["orgao"], sem_atraso)} for conta in contas.order_by()]


def _devidos(conta: Mapping[str, Any]) -> int:
    return int(conta["no_prazo"] + conta["tarde"] + conta["atrasados"])


def _cumprido(conta: Mapping[str, Any]) -> float:
    """Quem ainda não deve nada vem no fim."""
    return conta["no_prazo"] / _devidos(conta) if _devidos(conta) else -1.0


def pedidos_por_orgao(inicio: datetime, fim: datetime) -> dict[int, int]:
    """Quantos pedidos os serviços de cada órgão receberam, pelo índice `solicitacao_do_servico`."""
    do_periodo = Solicitacao.objects.filter(aberta_em__gte=inicio, aberta_em__lt=fim)
    contados = do_periodo.values_list("servico__orgao").annotate(quantos=Count("pk")).order_by()
    return dict(contados)


def mais_reclamados(
    reclamacoes: Mapping[int, int], pedidos: Mapping[int, int], orgaos: Mapping[int, str]
) -> Quadro:
    """Na ordem do número de reclamações, com o lugar que cada um teria pela taxa; empate, o mesmo lugar."""
    taxas = {orgao: _taxa(quantas, pedidos.get(orgao, 0)) for orgao, quantas in reclamacoes.items()}
    com_taxa = {orgao: taxa for orgao, taxa in taxas.items() if taxa is not None}
    linhas: list[Linha] = []
    for orgao in sorted(
        (orgao for orgao, quantas in reclamacoes.items() if quantas),
        key=lambda orgao: (-reclamacoes[orgao], orgaos[orgao]),
    ):
        taxa = com_taxa.get(orgao)
        linhas.append(
            (
                orgaos[orgao],
                _lugar(reclamacoes[orgao], reclamacoes),
                reclamacoes[orgao],
                pedidos.get(orgao, 0),
                SEM_NUMERO if taxa is None else taxa,
                SEM_NUMERO if taxa is None else _lugar(taxa, com_taxa),
            )
        )
    colunas = (
        "Órgão",
        "Lugar pelo número",
        "Reclamações",
        "Pedidos de serviço no ano",
        "Reclamações por mil pedidos",
        "Lugar pela taxa",
    )
    nota = (
        "Contam todas as reclamações recebidas, com ou sem razão. A taxa só se calcula para o órgão com "
        f"{MENOR_BASE_DA_TAXA} pedidos ou mais no ano."
    )
    return Quadro("Órgãos de que mais se reclamou", colunas, tuple(linhas), nota)


def _taxa(reclamacoes: int, pedidos: int) -> float | None:
    return round(1000 * reclamacoes / pedidos, 1) if pedidos >= MENOR_BASE_DA_TAXA else None


def _lugar(valor: float, todos: Mapping[int, float]) -> int:
    return 1 + sum(outro > valor for outro in todos.values())
