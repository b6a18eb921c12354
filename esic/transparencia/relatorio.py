"""Os números do relatório anual do acesso à informação (LAI, art. 30, III), contados na hora.

Um pedido é do ano em que foi recebido (`aberta_em`, no relógio da cidade), e o relatório o segue até hoje. O
órgão é aquele com que o pedido está. Cada função faz um número fixo de consultas.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Avg, Count, DurationField, F, Q
from django.db.models.functions import ExtractMonth
from django.utils import timezone

from documentos.relatorios import contagens
from documentos.relatorios.quadros import (
    QUANTOS,
    Colunas,
    Linha,
    Numeros,
    ParteDoRelatorio,
    Quadro,
    contagem,
    cruzada,
    das_escolhas,
    em_dias,
    por_cento,
    tabela,
)
from esic.models import SEM_RESPOSTA, Pedido, PedidoQuerySet
from esic.situacoes import Decisao, Fundamento, Situacao
from esic.transparencia import relatorio_do_perfil, relatorio_dos_recursos
from guia.models import Orgao
from protocolo.prazos.atraso import vencida

PRIMEIRO_ANO = 2012
"""A LAI vale desde 16 de maio de 2012: antes não há relatório."""
OUTRO_ORGAO = "Passados a outro órgão"
RESPONDIDO = Q(respondido_em__isnull=False)
NO_PRAZO = Q(respondido_em__lte=F("vence_em"))
DEMORA = F("respondido_em") - F("aberta_em")
CONTAS = {
    "recebidos": Count("pk"),
    "respondidos": Count("respondido_em"),
    "no_prazo": Count("pk", filter=NO_PRAZO),
    "media": Avg(DEMORA, filter=RESPONDIDO, output_field=DurationField()),
    "mediana": contagens.Mediana(DEMORA, filter=RESPONDIDO, output_field=DurationField()),
    "prorrogados": Count("prorrogada_em"),
    "reencaminhados": Count("pk", filter=Q(reencaminhamentos__gt=0)),
    "por_responder": Count("pk", filter=SEM_RESPOSTA),
}
"""O que se conta do ano, de cada mês e de cada órgão."""
NOTA_DOS_TEMPOS = (
    "O tempo vai do recebimento à resposta do órgão, em dias do calendário. Metade dos pedidos foi "
    "respondida em até a mediana. A desistência não conta como resposta."
)


@dataclass(frozen=True, slots=True)
class Resumo:
    """O que se lê primeiro."""

    recebidos: int
    respondidos: int
    no_prazo: int
    media: timedelta | None
    mediana: timedelta | None
    prorrogados: int
    reencaminhados: int
    por_responder: int
    atrasados: int

    @property
    def parte_no_prazo(self) -> str:
        return por_cento(self.no_prazo, self.respondidos)

    @property
    def dias(self) -> int | None:
        """A mediana em dias do calendário, arredondada."""
        return None if self.mediana is None else round(self.mediana / timedelta(days=1))


def anos(agora: datetime) -> list[int]:
    """Do ano corrente ao do primeiro pedido."""
    return contagens.anos(Pedido.objects.all(), agora)


def tem_relatorio(ano: int, agora: datetime) -> bool:
    """Há página deste ano, mesmo que sem pedido nenhum."""
    return PRIMEIRO_ANO <= ano <= timezone.localdate(agora).year


def calcular(ano: int, agora: datetime) -> Numeros[Resumo]:
    """O relatório inteiro."""
    inicio, fim = contagens.do_ano(ano)
    do_ano = Pedido.objects.filter(aberta_em__gte=inicio, aberta_em__lt=fim)
    orgaos = dict(Orgao.objects.values_list("pk", "nome"))
    atrasado = SEM_RESPOSTA & vencida(agora)
    contas = {**CONTAS, "atrasados": Count("pk", filter=atrasado)}
    resumo = Resumo(**do_ano.aggregate(**contas))
    partes = (
        ParteDoRelatorio("O que chegou", (_por_mes(do_ano), _por_orgao_e_mes(do_ano, orgaos))),
        ParteDoRelatorio("O que se respondeu", _respostas(do_ano, resumo)),
        ParteDoRelatorio(
            "Os órgãos", (*_por_orgao(do_ano, orgaos, contas), _decisoes_por_orgao(do_ano, orgaos))
        ),
        ParteDoRelatorio("Recursos e reclamações", relatorio_dos_recursos.quadros(inicio, fim, orgaos)),
        ParteDoRelatorio("Quem pede", relatorio_do_perfil.quadros(do_ano, ano)),
        ParteDoRelatorio(
            "Informações em segredo", (relatorio_dos_recursos.classificadas(ano, timezone.localdate(agora)),)
        ),
    )
    return Numeros(ano, agora, resumo, partes)


# --- o que chegou -----------------------------------------------------------------------


def _por_mes(do_ano: PedidoQuerySet) -> Quadro:
    com_mes = do_ano.annotate(mes=ExtractMonth("aberta_em"))
    colunas: Colunas = {
        "Mês": "nome",
        "Recebidos": "recebidos",
        "Respondidos": "respondidos",
        "No prazo": "no_prazo",
        "Mediana em dias": lambda c: em_dias(c["mediana"]),
        "Prorrogados": "prorrogados",
        OUTRO_ORGAO: "reencaminhados",
    }
    meses = contagens.contar_em(contagens.meses(), com_mes, "mes", CONTAS)
    nota = "Cada pedido conta no mês em que foi recebido."
    return tabela("Pedidos, por mês", colunas, meses, nota)


def _por_orgao_e_mes(do_ano: PedidoQuerySet, nomes: Mapping[int, str]) -> Quadro:
    contas = contagens.cruzar(do_ano.annotate(mes=ExtractMonth("aberta_em")), "orgao", "mes")
    meses = contagens.meses(curtos=True)
    return cruzada("Pedidos recebidos, por órgão e mês", "Órgão", contas, linhas=nomes, colunas=meses)


# --- as respostas -----------------------------------------------------------------------


def _respostas(do_ano: PedidoQuerySet, resumo: Resumo) -> tuple[Quadro, ...]:
    decisoes, fundamentos, situacoes = (
        contagens.contar(do_ano, campo) for campo in ("decisao", "fundamento", "situacao")
    )
    negou = das_escolhas(Fundamento, fundamentos, so_contadas=True)
    onde = das_escolhas(Situacao, situacoes, so_contadas=True)
    return (
        Quadro("Quanto demorou", ("Medida", "Valor"), _tempos(resumo), NOTA_DOS_TEMPOS),
        contagem("Respostas, por decisão", "Decisão", das_escolhas(Decisao, decisoes)),
        contagem("Por que se negou, no todo ou em parte", "Razão", negou),
        contagem("Onde os pedidos do ano estão agora", "Situação", onde, conta=QUANTOS),
    )


def _tempos(resumo: Resumo) -> tuple[Linha, ...]:
    return (
        ("Respondidos", resumo.respondidos),
        ("Respondidos no prazo", resumo.no_prazo),
        ("Respondidos depois do prazo", resumo.respondidos - resumo.no_prazo),
        ("Tempo médio da resposta, em dias", em_dias(resumo.media)),
        ("Tempo mediano da resposta, em dias", em_dias(resumo.mediana)),
        ("Prazo prorrogado", resumo.prorrogados),
        (OUTRO_ORGAO, resumo.reencaminhados),
        ("Por responder agora", resumo.por_responder),
        ("Atrasados agora", resumo.atrasados),
    )


# --- os órgãos --------------------------------------------------------------------------


def _por_orgao(
    do_ano: PedidoQuerySet, nomes: Mapping[int, str], contas: dict[str, Any]
) -> tuple[Quadro, Quadro]:
    """O que cada um respondeu e quanto demorou; primeiro quem mais recebeu."""
    contados = contagens.contar_por(do_ano, "orgao", contas)
    contados.sort(key=lambda conta: (-conta["recebidos"], nomes[conta["orgao"]]))
    resposta: Colunas = {
        "Órgão": lambda c: nomes[c["orgao"]],
        "Recebidos": "recebidos",
        "Respondidos": "respondidos",
        "No prazo": "no_prazo",
        "Prazo cumprido": lambda c: por_cento(c["no_prazo"], c["respondidos"] + c["atrasados"]),
        "Por responder agora": "por_responder",
        "Atrasados agora": "atrasados",
    }
    demora: Colunas = {
        "Órgão": lambda c: nomes[c["orgao"]],
        "Média em dias": lambda c: em_dias(c["media"]),
        "Mediana em dias": lambda c: em_dias(c["mediana"]),
        "Prazo prorrogado": "prorrogados",
        "Vindos de outro órgão": "reencaminhados",
    }
    nota = "Prazo cumprido: dos respondidos e dos atrasados, quantos foram a tempo."
    return (
        tabela("Como cada órgão respondeu", resposta, contados, nota),
        tabela("Quanto cada órgão demorou", demora, contados),
    )


def _decisoes_por_orgao(do_ano: PedidoQuerySet, nomes: Mapping[int, str]) -> Quadro:
    contas = contagens.cruzar(do_ano.filter(RESPONDIDO), "orgao", "decisao")
    decisoes = {decisao: decisao.label for decisao in Decisao}
    return cruzada("Decisões, por órgão", "Órgão", contas, linhas=nomes, colunas=decisoes)
