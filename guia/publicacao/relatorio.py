"""O estado do Guia, órgão por órgão: o que está vencido, incompleto ou mal entendido."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, F, Q

from documentos.relatorios.contagens import contar, contar_por
from guia.models import BuscaSemResultado, Opiniao, Orgao, Procura, VersaoDoServico
from guia.situacoes import Situacao

DO_SERVICO = "servico__orgao"
PROCURADAS = 20
MENOS_RESOLVIDOS = 50
RESPOSTAS = 5
"""De menos que isto não se diz nada de um serviço: uma resposta só o poria em primeiro."""


@dataclass(frozen=True, slots=True)
class Linha:
    """As contas de um órgão. Cada uma leva à lista filtrada que a explica."""

    orgao: Orgao
    no_ar: int
    vencidas: int
    provisorios: int
    a_confirmar: int
    sem_revisao: int
    em_elaboracao: int
    nao_uteis: int
    titulares: int


def por_orgao(em: date, orgaos: Iterable[int] | None = None) -> list[Linha]:
    """Uma linha por órgão que tem serviço no ar, os mais atrasados primeiro. Quatro consultas."""
    no_ar = VersaoDoServico.objects.no_ar()
    pedidas = {
        "no_ar": Count("pk"),
        "vencidas": Count("pk", filter=Q(revisar_em__lte=em)),
        "provisorios": Count("pk", filter=Q(prazo_provisorio=True)),
        "a_confirmar": Count("pk", filter=~Q(a_confirmar=[])),
        "sem_revisao": Count("pk", filter=Q(origem="carga")),
    }
    contas = {conta.pop(DO_SERVICO): conta for conta in contar_por(no_ar, DO_SERVICO, pedidas)}
    abertas = contar(VersaoDoServico.objects.em_elaboracao(), DO_SERVICO)
    ruins = contar(Opiniao.objects.filter(util=False), DO_SERVICO)
    todos = Orgao.objects.filter(pk__in=contas).annotate(
        titulares=Count(
            "pontos_focais",
            filter=Q(pontos_focais__papel="titular", pontos_focais__de__lte=em)
            & (Q(pontos_focais__ate=None) | Q(pontos_focais__ate__gte=em)),
        )
    )
    if orgaos is not None:
        todos = todos.filter(pk__in=orgaos)
    linhas = [
        Linha(
            orgao=orgao,
            em_elaboracao=abertas[orgao.pk],
            nao_uteis=ruins[orgao.pk],
            titulares=orgao.titulares,
            **contas[orgao.pk],
        )
        for orgao in todos
    ]
    return sorted(linhas, key=lambda linha: (-linha.vencidas, -linha.no_ar, linha.orgao.sigla))


def pendencias(em: date, orgaos: Iterable[int] | None = None) -> tuple[int, int]:
    """Quantos textos têm a revisão vencida e quantos esperam a publicação, num SELECT."""
    versoes = VersaoDoServico.objects.filter(servico__arquivado_em=None)
    if orgaos is not None:
        versoes = versoes.filter(servico__orgao__in=orgaos)
    contas = versoes.aggregate(
        vencidas=Count("pk", filter=Q(situacao=Situacao.PUBLICADA, revisar_em__lte=em)),
        em_revisao=Count("pk", filter=Q(situacao=Situacao.EM_REVISAO)),
    )
    return contas["vencidas"], contas["em_revisao"]


def menos_resolvidos(orgaos: Iterable[int] | None = None) -> list[Procura]:
    """Os serviços de que, no último ano, se disse se foi resolvido, os que menos resolvem primeiro."""
    ditos = Procura.objects.filter(disseram__gte=RESPOSTAS).select_related("servico__publicada")
    if orgaos is not None:
        ditos = ditos.filter(servico__orgao__in=orgaos)
    parte = F("resolvidos") * 1.0 / F("disseram")
    return list(ditos.order_by(parte, "-disseram", "pk")[:MENOS_RESOLVIDOS])


def consultados_sem_pedido(orgaos: Iterable[int] | None = None) -> list[Procura]:
    """Os serviços de que mais se perguntou na Central e nas Praças, no último ano, sem nada se pedir."""
    ditos = Procura.objects.filter(consultados_sem_pedido__gt=0).select_related("servico__publicada")
    if orgaos is not None:
        ditos = ditos.filter(servico__orgao__in=orgaos)
    return list(ditos.order_by("-consultados_sem_pedido", "pk")[:PROCURADAS])


def sem_resultado() -> list[BuscaSemResultado]:
    """O que mais se procurou e o Guia não tinha."""
    return list(BuscaSemResultado.objects.all()[:PROCURADAS])
