"""Os números do relatório anual do acesso à informação (LAI, art. 30, III), contados na hora.

Um pedido é do ano em que foi recebido (`aberta_em`, no relógio da cidade), e o relatório o segue até hoje. O
órgão é aquele com que o pedido está. Cada função faz um número fixo de consultas.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import Avg, Count, DurationField, F, Min, Q
from django.db.models.functions import ExtractMonth
from django.utils import timezone
from django.utils.dates import MONTHS, MONTHS_3

from documentos.quadros import QUANTOS, SEM_NUMERO, Linha, Parte, Quadro, contagem, por_cento
from esic import relatorio_perfil, relatorio_recursos
from esic.models import Pedido
from esic.situacoes import Decisao, Fundamento, Situacao
from guia.models import Orgao
from protocolo import medidas

if TYPE_CHECKING:
    from collections.abc import Mapping

    from documentos.quadros import Celula
    from esic.models import PedidoQuerySet

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
    "mediana": medidas.Mediana(DEMORA, filter=RESPONDIDO, output_field=DurationField()),
    "prorrogados": Count("prorrogada_em"),
    "reencaminhados": Count("pk", filter=Q(reencaminhamentos__gt=0)),
    "por_responder": Count("pk", filter=Q(respondido_em=None, encerrada_em=None)),
}
"""O que se conta do ano, de cada mês e de cada órgão."""
COLUNAS_DA_RESPOSTA = (
    "Órgão",
    "Recebidos",
    "Respondidos",
    "No prazo",
    "Prazo cumprido",
    "Por responder agora",
    "Atrasados agora",
)
COLUNAS_DA_DEMORA = (
    "Órgão",
    "Média em dias",
    "Mediana em dias",
    "Prazo prorrogado",
    "Vindos de outro órgão",
)
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


@dataclass(frozen=True, slots=True)
class Numeros:
    """Tudo o que o relatório de um ano mostra, e quando se contou."""

    ano: int
    em: datetime
    resumo: Resumo
    partes: tuple[Parte, ...]

    @property
    def acabou(self) -> bool:
        """O ano já terminou quando se contou."""
        return timezone.localdate(self.em).year > self.ano


def anos(agora: datetime) -> list[int]:
    """Do ano corrente ao do primeiro pedido."""
    primeiro: datetime | None = Pedido.objects.aggregate(quando=Min("aberta_em"))["quando"]
    corrente = timezone.localdate(agora).year
    return list(range(corrente, timezone.localdate(primeiro).year - 1, -1)) if primeiro else [corrente]


def tem_relatorio(ano: int, agora: datetime) -> bool:
    """Há página deste ano, mesmo que sem pedido nenhum."""
    return PRIMEIRO_ANO <= ano <= timezone.localdate(agora).year


def calcular(ano: int, agora: datetime) -> Numeros:
    """O relatório inteiro."""
    inicio, fim = medidas.do_ano(ano)
    do_ano = Pedido.objects.filter(aberta_em__gte=inicio, aberta_em__lt=fim)
    orgaos = dict(Orgao.objects.values_list("pk", "nome"))
    contas = {**CONTAS, "atrasados": Count("pk", filter=_atrasado(agora))}
    resumo = Resumo(**do_ano.aggregate(**contas))
    partes = (
        Parte("O que chegou", (_por_mes(do_ano), _por_orgao_e_mes(do_ano, orgaos))),
        Parte("O que se respondeu", _respostas(do_ano, resumo)),
        Parte("Os órgãos", (*_por_orgao(do_ano, orgaos, contas), _decisoes_por_orgao(do_ano, orgaos))),
        Parte("Recursos e reclamações", relatorio_recursos.quadros(inicio, fim, orgaos)),
        Parte("Quem pede", relatorio_perfil.quadros(do_ano, ano)),
        Parte("Informações em segredo", (relatorio_recursos.classificadas(ano, timezone.localdate(agora)),)),
    )
    return Numeros(ano, agora, resumo, partes)


def _atrasado(agora: datetime) -> Q:
    return Q(respondido_em=None, encerrada_em=None, vence_em__lt=agora)


# --- o que chegou -----------------------------------------------------------------------


def _por_mes(do_ano: PedidoQuerySet) -> Quadro:
    contadas = _contar_por(do_ano.annotate(mes=ExtractMonth("aberta_em")), "mes", CONTAS)
    dos_meses = {conta["mes"]: conta for conta in contadas}
    linhas: list[Linha] = []
    for mes, nome in MONTHS.items():
        conta = dos_meses.get(mes, {})
        numeros = [conta.get(qual, 0) for qual in ("recebidos", "respondidos", "no_prazo")]
        mais = [conta.get(qual, 0) for qual in ("prorrogados", "reencaminhados")]
        linhas.append((str(nome).capitalize(), *numeros, dias(conta.get("mediana")), *mais))
    colunas = ("Mês", "Recebidos", "Respondidos", "No prazo", "Mediana em dias", "Prorrogados", OUTRO_ORGAO)
    nota = "Cada pedido conta no mês em que foi recebido."
    return Quadro("Pedidos, por mês", colunas, tuple(linhas), nota)


def _por_orgao_e_mes(do_ano: PedidoQuerySet, nomes: Mapping[int, str]) -> Quadro:
    contadas = do_ano.annotate(mes=ExtractMonth("aberta_em")).values_list("orgao", "mes")
    dos_orgaos: dict[int, Counter[int]] = {}
    for orgao, mes, quantos in contadas.annotate(quantos=Count("pk")).order_by():
        dos_orgaos.setdefault(orgao, Counter())[mes] = quantos
    linhas: list[Linha] = [
        (nomes[orgao], *(meses[mes] for mes in MONTHS), meses.total())
        for orgao, meses in sorted(dos_orgaos.items(), key=lambda par: (-par[1].total(), nomes[par[0]]))
    ]
    colunas = ("Órgão", *(str(nome).capitalize() for nome in MONTHS_3.values()), "Total")
    return Quadro("Pedidos recebidos, por órgão e mês", colunas, tuple(linhas))


# --- as respostas -----------------------------------------------------------------------


def _respostas(do_ano: PedidoQuerySet, resumo: Resumo) -> tuple[Quadro, ...]:
    decisoes, fundamentos, situacoes = (_contar(do_ano, c) for c in ("decisao", "fundamento", "situacao"))
    negou = [(f.label, fundamentos[f]) for f in Fundamento if fundamentos[f]]
    onde = [(s.label, situacoes[s]) for s in Situacao if situacoes[s]]
    return (
        Quadro("Quanto demorou", ("Medida", "Valor"), _tempos(resumo), NOTA_DOS_TEMPOS),
        contagem("Respostas, por decisão", "Decisão", [(d.label, decisoes[d]) for d in Decisao]),
        contagem("Por que se negou, no todo ou em parte", "Razão", negou),
        contagem("Onde os pedidos do ano estão agora", "Situação", onde, conta=QUANTOS),
    )


def _tempos(resumo: Resumo) -> tuple[Linha, ...]:
    return (
        ("Respondidos", resumo.respondidos),
        ("Respondidos no prazo", resumo.no_prazo),
        ("Respondidos depois do prazo", resumo.respondidos - resumo.no_prazo),
        ("Tempo médio da resposta, em dias", dias(resumo.media)),
        ("Tempo mediano da resposta, em dias", dias(resumo.mediana)),
        ("Prazo prorrogado", resumo.prorrogados),
        (OUTRO_ORGAO, resumo.reencaminhados),
        ("Por responder agora", resumo.por_responder),
        ("Atrasados agora", resumo.atrasados),
    )


def dias(tempo: timedelta | None) -> Celula:
    """Em dias do calendário, com uma casa; um traço quando não há de quê."""
    return SEM_NUMERO if tempo is None else round(tempo / timedelta(days=1), 1)


def _contar(escolhidos: PedidoQuerySet, campo: str) -> Counter[str]:
    """Valor do campo → quantos."""
    return Counter(dict(escolhidos.values_list(campo).annotate(quantos=Count("pk")).order_by()))


def _contar_por(escolhidos: PedidoQuerySet, campo: str, contas: Mapping[str, Any]) -> list[dict[str, Any]]:
    """As contas de cada valor do campo."""
    return [{**conta} for conta in escolhidos.values(campo).annotate(**contas).order_by()]


# --- os órgãos --------------------------------------------------------------------------


def _por_orgao(
    do_ano: PedidoQuerySet, nomes: Mapping[int, str], contas: Mapping[str, Any]
) -> tuple[Quadro, Quadro]:
    """O que cada um respondeu e quanto demorou; primeiro quem mais recebeu."""
    contados = _contar_por(do_ano, "orgao", contas)
    contados.sort(key=lambda conta: (-conta["recebidos"], nomes[conta["orgao"]]))
    respondeu: list[Linha] = [
        (
            nomes[c["orgao"]],
            c["recebidos"],
            c["respondidos"],
            c["no_prazo"],
            por_cento(c["no_prazo"], c["respondidos"] + c["atrasados"]),
            c["por_responder"],
            c["atrasados"],
        )
        for c in contados
    ]
    demorou: list[Linha] = [
        (nomes[c["orgao"]], dias(c["media"]), dias(c["mediana"]), c["prorrogados"], c["reencaminhados"])
        for c in contados
    ]
    nota = "Prazo cumprido: dos respondidos e dos atrasados, quantos foram a tempo."
    return (
        Quadro("Como cada órgão respondeu", COLUNAS_DA_RESPOSTA, tuple(respondeu), nota),
        Quadro("Quanto cada órgão demorou", COLUNAS_DA_DEMORA, tuple(demorou)),
    )


def _decisoes_por_orgao(do_ano: PedidoQuerySet, nomes: Mapping[int, str]) -> Quadro:
    contadas = do_ano.filter(RESPONDIDO).values_list("orgao", "decisao").annotate(quantas=Count("pk"))
    dos_orgaos: dict[int, Counter[str]] = {}
    for orgao, decisao, quantas in contadas.order_by():
        dos_orgaos.setdefault(orgao, Counter())[decisao] = quantas
    linhas: list[Linha] = [
        (nomes[orgao], *(decisoes[decisao] for decisao in Decisao), decisoes.total())
        for orgao, decisoes in sorted(dos_orgaos.items(), key=lambda par: (-par[1].total(), nomes[par[0]]))
    ]
    colunas = ("Órgão", *(str(decisao.label) for decisao in Decisao), "Total")
    return Quadro("Decisões, por órgão", colunas, tuple(linhas))
