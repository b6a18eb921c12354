"""Os órgãos no relatório: como respondem à Ouvidoria e quanto se reclama de cada um.

O ranking é o da Lei 13.460/2017, art. 23, § 2º: as entidades com mais reclamações, por número e por taxa.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db.models import Count, F, Min, Q, Sum

from documentos.relatorios.contagens import contar, contar_por
from documentos.relatorios.quadros import SEM_NUMERO, Colunas, Quadro, por_cento, tabela
from ouvidoria.models import Encaminhamento
from ouvidoria.situacoes import Destino, TipoDeManifestacao
from protocolo.prazos.em_palavras import atrasada_ha
from solicitacoes.models import Solicitacao

MENOR_BASE_DA_TAXA = 100
"""Com menos pedidos que isto no ano, a taxa não diz nada."""


def respostas(inicio: datetime, fim: datetime, orgaos: Mapping[int, str], agora: datetime) -> Quadro:
    """O que a Ouvidoria perguntou a cada órgão sobre as manifestações do período, e como ele respondeu.

    O que ela recolheu sem resposta fica de fora. Primeiro quem mais cumpre o prazo.
    """
    contadas = sorted(_contados(inicio, fim, agora), key=lambda c: (-_cumprido(c), orgaos[c["orgao"]]))
    colunas: Colunas = {
        "Órgão": lambda c: orgaos[c["orgao"]],
        "Perguntas da Ouvidoria": "enviados",
        "Respondidas no prazo": "no_prazo",
        "Respondidas depois": "tarde",
        "Prazo cumprido": lambda c: por_cento(c["no_prazo"], _devidos(c)),
        "Prazo prorrogado": "prorrogados",
        "Respostas devolvidas": "devolvidas",
        "Atrasadas agora": "atrasados",
        "A mais atrasada": lambda c: atrasada_ha(c["pior"], agora) or SEM_NUMERO,
    }
    nota = "Prazo cumprido: das respondidas e das atrasadas, quantas foram a tempo. Sem as denúncias."
    return tabela("Como os órgãos responderam à Ouvidoria", colunas, contadas, nota)


def _contados(inicio: datetime, fim: datetime, agora: datetime) -> list[dict[str, Any]]:
    do_periodo = Encaminhamento.objects.filter(
        destino=Destino.ORGAO,
        recolhido_em=None,
        manifestacao__aberta_em__gte=inicio,
        manifestacao__aberta_em__lt=fim,
    ).exclude(manifestacao__tipo=TipoDeManifestacao.DENUNCIA)
    atrasos = {"atrasados": Count("pk"), "pior": Min("vence_em")}
    vencidos = {c["orgao"]: c for c in contar_por(do_periodo.vencidos(agora), "orgao", atrasos)}
    contas = {
        "enviados": Count("pk"),
        "no_prazo": Count("pk", filter=Q(respondido_em__lte=F("vence_em"))),
        "tarde": Count("pk", filter=Q(respondido_em__gt=F("vence_em"))),
        "prorrogados": Count("prorrogada_em"),
        "devolvidas": Sum("devolucoes"),
    }
    sem_atraso = {"atrasados": 0, "pior": None}
    return [
        {**conta, **vencidos.get(conta["orgao"], sem_atraso)}
        for conta in contar_por(do_periodo, "orgao", contas)
    ]


def _devidos(conta: Mapping[str, Any]) -> int:
    return int(conta["no_prazo"] + conta["tarde"] + conta["atrasados"])


def _cumprido(conta: Mapping[str, Any]) -> float:
    """Quem ainda não deve nada vem no fim."""
    return conta["no_prazo"] / _devidos(conta) if _devidos(conta) else -1.0


def pedidos_por_orgao(inicio: datetime, fim: datetime) -> dict[int, int]:
    """Quantos pedidos os serviços de cada órgão receberam, pelo índice `solicitacao_do_servico`.

    Sem os sigilosos: os outros têm linha nos dados abertos, e a diferença di-los-ia.
    """
    do_periodo = Solicitacao.objects.filter(aberta_em__gte=inicio, aberta_em__lt=fim, sigilosa=False)
    return contar(do_periodo, "servico__orgao")


def mais_reclamados(
    reclamacoes: Mapping[int, int], pedidos: Mapping[int, int], orgaos: Mapping[int, str]
) -> Quadro:
    """Na ordem do número de reclamações, com o lugar que cada um teria pela taxa; empate, o mesmo lugar."""
    com_taxa = {
        orgao: round(1000 * quantas / pedidos[orgao], 1)
        for orgao, quantas in reclamacoes.items()
        if pedidos.get(orgao, 0) >= MENOR_BASE_DA_TAXA
    }
    reclamados = [orgao for orgao, quantas in reclamacoes.items() if quantas]
    reclamados.sort(key=lambda orgao: (-reclamacoes[orgao], orgaos[orgao]))
    colunas: Colunas = {
        "Órgão": lambda c: orgaos[c["orgao"]],
        "Lugar pelo número": lambda c: _lugar(c["reclamacoes"], reclamacoes),
        "Reclamações": "reclamacoes",
        "Pedidos de serviço no ano": lambda c: pedidos.get(c["orgao"], 0),
        "Reclamações por mil pedidos": lambda c: com_taxa.get(c["orgao"], SEM_NUMERO),
        "Lugar pela taxa": lambda c: (
            _lugar(com_taxa[c["orgao"]], com_taxa) if c["orgao"] in com_taxa else SEM_NUMERO
        ),
    }
    nota = (
        "Contam todas as reclamações recebidas, com ou sem razão. A taxa só se calcula para o órgão com "
        f"{MENOR_BASE_DA_TAXA} pedidos ou mais no ano."
    )
    contas = [{"orgao": orgao, "reclamacoes": reclamacoes[orgao]} for orgao in reclamados]
    return tabela("Órgãos de que mais se reclamou", colunas, contas, nota)


def _lugar(valor: float, todos: Mapping[int, float]) -> int:
    return 1 + sum(outro > valor for outro in todos.values())
