"""Conta os pedidos de um período, por distrito e serviço e por unidade. Só a rotina o chama, nunca a página.

Um pedido é do período em que se pediu; o que se diz do fim dele (quanto demorou, como acabou, se foi
resolvido), do período em que a unidade o encerrou. Do importado não se registrou prazo, recusa, reabertura,
passagem nem resposta: só entra onde se sabe. Serviço sigiloso, hoje ou quando se pediu, não entra.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, DateField, F, Min, Q
from django.db.models.functions import Trunc, TruncDate
from django.utils import timezone

from guia.models import Servico, VersaoDoServico
from ouvidoria.models import Manifestacao
from ouvidoria.situacoes import TipoDeManifestacao
from protocolo.prazos.atraso import vencida
from protocolo.prazos.contagem import Contagem
from protocolo.prazos.relogio import comeco_do_dia
from solicitacoes.acoes.resolvido import ENCERRADOS_PELA_UNIDADE
from solicitacoes.models import Satisfacao, Solicitacao, SolicitacaoQuerySet
from transparencia.paineis.lugares import Nomes, que_se_mostram
from transparencia.paineis.periodos import Periodo
from transparencia.paineis.rede import Onde

BOA_NOTA = 4
MESES_SIGILOSOS = 24
MENOR = 5
NATIVA = Q(procedencia=Solicitacao.Procedencia.NATIVA)
TEM_PRAZO = NATIVA & Q(versao_servico__prazo_provisorio=False) & ~Q(contagem=Contagem.SEM_PRAZO)
CUMPRIU = Q(encerrada_em__lte=F("vence_em"))

type Partes = dict[str, list[int]]
"""Medida → as suas partes."""

TAMANHOS = {
    "pedidos": 1,
    "encerrados": 1,
    "prazo": 4,
    "aberto": 3,
    "resolvido": 2,
    "nota": 2,
    "reaberto": 2,
    "prorrogado": 2,
    "voltou": 2,
}
"""Quantas partes tem cada medida que também se cruza, lugar com serviço."""
COLUNAS = ("serie", "fim", "canal")
"""As medidas que se abrem em colunas: só de um lugar, de um serviço ou de uma unidade, sem cruzar."""
TAMANHOS_DAS_COLUNAS = {"serie": 2, "fim": 1, "canal": 1}


@dataclass(slots=True)
class Contado:
    """O que se contou num período: medida → (distrito, serviço) → partes, e o mesmo das unidades."""

    cruzado: dict[str, dict[Onde, list[int]]] = field(
        default_factory=lambda: {medida: {} for medida in TAMANHOS}
    )
    unidades: dict[str, dict[str, list[int]]] = field(
        default_factory=lambda: {medida: {} for medida in TAMANHOS}
    )
    colunas: dict[tuple[str, str], dict[Onde, list[int]]] = field(
        default_factory=lambda: defaultdict(dict)
    )
    """(lugares, servicos ou unidades; medida) → (linha, coluna) → partes."""
    dias: defaultdict[Onde, Counter[int]] = field(default_factory=lambda: defaultdict(Counter))
    """(distrito, serviço) ou (unidade, "") → em quantos dias acabou → quantos."""
    na_unidade: defaultdict[str, Counter[int]] = field(default_factory=lambda: defaultdict(Counter))


def primeiro_dia() -> date | None:
    """O dia do pedido mais antigo; None se não há nenhum."""
    primeiro = Solicitacao.objects.aggregate(quando=Min("aberta_em"))["quando"]
    return timezone.localdate(primeiro) if primeiro else None


def sem_sigilo() -> SolicitacaoQuerySet:
    """Os pedidos que se contam por lugar e por serviço."""
    versoes, servicos = _sigilosos()
    return Solicitacao.objects.exclude(versao_servico__in=versoes).exclude(servico__in=servicos)


def _sigilosos() -> tuple[list[int], list[int]]:
    versoes = VersaoDoServico.objects.filter(sigilosa=True).values_list("pk", flat=True)
    return list(versoes), list(Servico.objects.filter(publicada__sigilosa=True).values_list("pk", flat=True))


def contar(periodo: Periodo, ate: date, nomes: Nomes) -> Contado:
    """Tudo o que o painel diz de um período; `ate` é o último dia contado."""
    contado, mostra = Contado(), que_se_mostram(periodo)
    de, fim = periodo.momentos
    todos = sem_sigilo()
    pedidos = todos.filter(aberta_em__gte=de, aberta_em__lt=fim)
    encerrados = todos.filter(
        encerrada_em__gte=de, encerrada_em__lt=fim, situacao__in=ENCERRADOS_PELA_UNIDADE
    )
    leituras: list[tuple[Any, str, Mapping[str, Any]]] = [
        (pedidos, "", {"pedidos": [Q()]}),
        (encerrados, "", _do_fim()),
        (_respostas(de, fim), "caso__", _das_respostas()),
    ]
    if periodo.de_agora:
        leituras.append((todos.filter(NATIVA, encerrada_em=None, aberta_em__lt=fim), "", _abertos(ate)))
    for linhas, caso, medidas in leituras:
        _somar(contado, linhas, caso, medidas, nomes, mostra)
    _por_coluna(contado, "serie", 0, pedidos, _passo(periodo, "aberta_em"), nomes, mostra)
    _por_coluna(contado, "serie", 1, encerrados, _passo(periodo, "encerrada_em"), nomes, mostra)
    _por_coluna(contado, "canal", 0, pedidos, F("canal"), nomes, mostra)
    _por_coluna(contado, "fim", 0, encerrados, F("desfecho"), nomes, mostra)
    _contar_dias(contado, encerrados, nomes, mostra)
    return contado


def _do_fim() -> dict[str, list[Q]]:
    def entre_nativas(condicao: Q) -> list[Q]:
        return [NATIVA & condicao, NATIVA & ~condicao]

    return {
        "encerrados": [Q()],
        "prazo": [TEM_PRAZO & CUMPRIU, TEM_PRAZO & ~CUMPRIU, NATIVA & ~TEM_PRAZO, ~NATIVA],
        "reaberto": entre_nativas(Q(reaberta_em__isnull=False)),
        "prorrogado": entre_nativas(Q(prorrogada_em__isnull=False)),
        "voltou": entre_nativas(Q(devolucoes__gt=0)),
    }


def _abertos(ate: date) -> dict[str, list[Q]]:
    atrasada = vencida(comeco_do_dia(ate + timedelta(days=1)))
    return {"aberto": [TEM_PRAZO & ~atrasada, TEM_PRAZO & atrasada, ~TEM_PRAZO]}


def _respostas(de: Any, fim: Any) -> Any:
    versoes, servicos = _sigilosos()
    ditas = Satisfacao.objects.filter(
        caso__situacao__in=ENCERRADOS_PELA_UNIDADE,
        caso__encerrada_em__gte=de,
        caso__encerrada_em__lt=fim,
        do_fim_em=F("caso__encerrada_em"),
    )
    return ditas.exclude(caso__versao_servico__in=versoes).exclude(caso__servico__in=servicos)


def _das_respostas() -> dict[str, list[Q]]:
    return {
        "resolvido": [Q(resolveu=Satisfacao.SimOuNao.SIM), Q(resolveu=Satisfacao.SimOuNao.NAO)],
        "nota": [Q(nota__gte=BOA_NOTA), Q(nota__lt=BOA_NOTA)],
    }


def _somar(  # noqa: PLR0913  o que se lê, como se conta e onde se guarda
    contado: Contado,
    linhas: Any,
    caso: str,
    medidas: Mapping[str, list[Q]],
    nomes: Nomes,
    mostra: Mapping[int, int | None],
) -> None:
    contas = {
        f"{medida}_{i}": Count("pk", filter=parte or None)
        for medida, partes in medidas.items()
        for i, parte in enumerate(partes)
    }
    onde = {"onde": F(f"{caso}distrito"), "sub": F(f"{caso}subprefeitura"), "qual": F(f"{caso}servico")}
    for grupo in linhas.order_by().values(**onde).annotate(**contas).iterator():
        celula = (nomes.folha(grupo["onde"], grupo["sub"]), nomes.servicos[grupo["qual"]])
        for medida in medidas:
            _mais(contado.cruzado[medida], celula, _partes(grupo, medida))
    for grupo in linhas.order_by().values(quem=F(f"{caso}unidade")).annotate(**contas):
        unidade = mostra.get(grupo["quem"])
        for medida in medidas:
            _mais(contado.unidades[medida], nomes.unidades[unidade] if unidade else "", _partes(grupo, medida))


def _partes(grupo: Mapping[str, Any], medida: str) -> list[int]:
    return [grupo[f"{medida}_{i}"] for i in range(TAMANHOS[medida])]


def _mais[C](contas: dict[C, list[int]], onde: C, partes: list[int]) -> None:
    antes = contas.get(onde)
    contas[onde] = [a + b for a, b in zip(antes, partes, strict=True)] if antes else partes


def _passo(periodo: Periodo, campo: str) -> Trunc:
    return Trunc(campo, periodo.passo, output_field=DateField())


def _por_coluna(  # noqa: PLR0913  o que se lê, a coluna e onde se guarda
    contado: Contado,
    medida: str,
    parte: int,
    linhas: SolicitacaoQuerySet,
    coluna: Any,
    nomes: Nomes,
    mostra: Mapping[int, int | None],
) -> None:
    """Conta por coluna de cada lugar, serviço e unidade: o fim de quem se recusou é a situação."""
    lidas: Iterator[tuple[str, str, str, int]]
    for lado, lidas in (
        ("lugares", _lugares(linhas, coluna, nomes)),
        ("servicos", _servicos(linhas, coluna, nomes)),
        ("unidades", _unidades(linhas, coluna, nomes, mostra)),
    ):
        for linha, qual, n in lidas:
            partes = [0] * TAMANHOS_DAS_COLUNAS[medida]
            partes[parte] = n
            _mais(contado.colunas[lado, medida], (linha, qual or "indeferida"), partes)


def _lugares(linhas: Any, coluna: Any, nomes: Nomes) -> Iterator[Any]:
    grupos = linhas.order_by().values_list("distrito", "subprefeitura", coluna).annotate(n=Count("pk"))
    for distrito, sub, qual, n in grupos.iterator():
        yield nomes.folha(distrito, sub), str(qual), n


def _servicos(linhas: Any, coluna: Any, nomes: Nomes) -> Iterator[Any]:
    for servico, qual, n in linhas.order_by().values_list("servico", coluna).annotate(n=Count("pk")):
        yield nomes.servicos[servico], str(qual), n


def _unidades(linhas: Any, coluna: Any, nomes: Nomes, mostra: Mapping[int, int | None]) -> Iterator[Any]:
    for pk, qual, n in linhas.order_by().values_list("unidade", coluna).annotate(n=Count("pk")):
        unidade = mostra.get(pk)
        yield nomes.unidades[unidade] if unidade else "", str(qual), n


def _contar_dias(
    contado: Contado, encerrados: SolicitacaoQuerySet, nomes: Nomes, mostra: Mapping[int, int | None]
) -> None:
    em_dias = encerrados.order_by().annotate(dias=TruncDate("encerrada_em") - TruncDate("aberta_em"))
    por_lugar = em_dias.values_list("distrito", "subprefeitura", "servico", "dias").annotate(n=Count("pk"))
    for distrito, sub, servico, dias, n in por_lugar.iterator():
        contado.dias[nomes.folha(distrito, sub), nomes.servicos[servico]][dias.days] += n
    for pk, dias, n in em_dias.values_list("unidade", "dias").annotate(n=Count("pk")).iterator():
        if unidade := mostra.get(pk):
            contado.dias[nomes.unidades[unidade], ""][dias.days] += n


# --- o que só se conta na cidade ------------------------------------------------------------


def sigilosos(ate: date) -> list[list[Any]]:
    """De cada mês inteiro, quantos pedidos sigilosos e quantas denúncias houve na cidade; menos de 5, nulo."""
    desde = date(ate.year - MESES_SIGILOSOS // 12, ate.month, 1)
    versoes, servicos = _sigilosos()
    pedidos = Solicitacao.objects.filter(Q(versao_servico__in=versoes) | Q(servico__in=servicos))
    denuncias = Manifestacao.objects.filter(tipo=TipoDeManifestacao.DENUNCIA)
    contas = [_por_mes(linhas, desde, ate) for linhas in (pedidos, denuncias)]
    return [[f"{mes:%Y-%m}", *(_se_basta(conta[mes]) for conta in contas)] for mes in _meses(desde, ate)]


def _por_mes(linhas: Any, desde: date, ate: date) -> Counter[date]:
    no_tempo = linhas.filter(aberta_em__gte=comeco_do_dia(desde), aberta_em__lt=comeco_do_dia(ate + timedelta(days=1)))
    mes = Trunc("aberta_em", "month", output_field=DateField())
    return Counter(dict(no_tempo.order_by().values_list(mes).annotate(n=Count("pk"))))


def _meses(desde: date, ate: date) -> Iterable[date]:
    mes = desde
    while (seguinte := (mes + timedelta(days=32)).replace(day=1)) <= ate + timedelta(days=1):
        yield mes
        mes = seguinte


def _se_basta(n: int) -> int | None:
    return n if n >= MENOR else None
