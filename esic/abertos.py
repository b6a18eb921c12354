"""A base aberta dos pedidos de informação, por semestre: uma linha por pedido, sem dado pessoal.

Não tem o texto de ninguém, nem o protocolo, com que se abriria a página do pedido. O canal e a pessoa (física
ou jurídica) só se abrem onde são muitos. Só sai o semestre que acabou.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any, NamedTuple

from django.db.models import Case, CharField, Count, Exists, F, Min, OuterRef, Subquery, Value, When
from django.utils import timezone

from documentos.planilha import POR_VEZ
from documentos.quadros import MENOR_QUE_SE_ABRE, NAO_SE_ABRE, que_se_abrem
from esic.models import Pedido, PedidoQuerySet, ReclamacaoPorOmissao, Recurso
from esic.relatorio import PRIMEIRO_ANO
from esic.relatorio_perfil import pessoa
from esic.situacoes import Decisao, FormaDeResposta, Fundamento, Instancia, Resultado, Situacao
from protocolo import medidas
from protocolo.models import Canal

type Valor = str | int | date | None

POR_DECIDIR = "Por decidir"
SIM, NAO = "sim", "não"


class Coluna(NamedTuple):
    """Uma coluna da base: o nome, o que diz e os valores que pode ter."""

    nome: str
    descricao: str
    valores: str = ""


def _valores(escolhas: Any) -> str:
    return "; ".join(str(escolha.label) for escolha in escolhas)


_POUCO = f"“{NAO_SE_ABRE}” onde são menos de {MENOR_QUE_SE_ABRE} no semestre, ou se achariam por subtração"
RESULTADOS = f"{_valores(Resultado)}; {POR_DECIDIR}; vazio se não houve recurso"
COLUNAS = (
    Coluna("orgao_sigla", "Sigla do órgão com que o pedido está"),
    Coluna("orgao", "Nome do órgão com que o pedido está"),
    Coluna("recebido_em", "Dia em que o pedido foi recebido", "ano-mês-dia"),
    Coluna("canal", "Por onde o pedido entrou", f"{_valores(Canal)}; {_POUCO}"),
    Coluna(
        "pessoa",
        "Se quem pediu se identificou com CNPJ (jurídica) ou com documento de pessoa (física)",
        f"Pessoa física; Pessoa jurídica; Não informado; {_POUCO}",
    ),
    Coluna("forma_de_resposta", "Como a pessoa quis receber a resposta", _valores(FormaDeResposta)),
    Coluna("situacao", "Onde o pedido estava quando a base foi feita", _valores(Situacao)),
    Coluna("prazo", "Último dia para o órgão responder, já com a prorrogação", "ano-mês-dia"),
    Coluna("prorrogado", "Se o prazo foi prorrogado", f"{SIM}; {NAO}"),
    Coluna("reencaminhamentos", "Quantas vezes o pedido passou a outro órgão", "número"),
    Coluna("respondido_em", "Dia da resposta", "ano-mês-dia; vazio se não houve"),
    Coluna("dias_ate_a_resposta", "Dias do calendário entre receber e responder", "número; vazio"),
    Coluna("respondido_no_prazo", "Se a resposta veio até o fim do prazo", f"{SIM}; {NAO}; vazio"),
    Coluna("decisao", "O que o órgão decidiu", f"{_valores(Decisao)}; vazio"),
    Coluna("fundamento_da_negativa", "Por que se negou, no todo ou em parte", f"{_valores(Fundamento)}"),
    Coluna("reclamacoes", "Quantas vezes a pessoa reclamou da falta de resposta", "número"),
    Coluna("recurso_de_oficio", "Se algum recurso se abriu sem a pessoa pedir", f"{SIM}; {NAO}"),
    *(
        Coluna(f"recurso_{i.value}", f"Resultado do recurso à {i.label.replace(':', ',')}", RESULTADOS)
        for i in Instancia
    ),
)
"""O dicionário de dados. Mudar um nome quebra quem usa a base."""


def existe(ano: int, semestre: int, hoje: date) -> bool:
    """O semestre é 1 ou 2, não é anterior à lei e já acabou."""
    if semestre not in {1, 2} or not PRIMEIRO_ANO <= ano <= hoje.year:
        return False
    return timezone.localdate(medidas.do_semestre(ano, semestre)[1]) <= hoje


def semestres(hoje: date) -> list[tuple[int, int]]:
    """Os que se podem baixar, do mais novo ao do primeiro pedido; nenhum, se ainda não houve pedido."""
    primeiro = _dia(Pedido.objects.aggregate(quando=Min("aberta_em"))["quando"])
    if primeiro is None:
        return []
    do_primeiro = (primeiro.year, 1 if primeiro.month < medidas.JULHO else 2)
    todos = [(ano, semestre) for ano in range(hoje.year, primeiro.year - 1, -1) for semestre in (2, 1)]
    return [qual for qual in todos if qual >= do_primeiro and existe(*qual, hoje)]


def linhas(ano: int, semestre: int) -> Iterator[tuple[Valor, ...]]:
    """Os valores de cada pedido, na ordem das COLUNAS, do mais antigo ao mais novo: em fluxo."""
    inicio, fim = medidas.do_semestre(ano, semestre)
    do_semestre = Pedido.objects.filter(aberta_em__gte=inicio, aberta_em__lt=fim)
    canais, pessoas = _que_se_dizem(do_semestre)
    lidos = _com_recursos(do_semestre).order_by("aberta_em", "pk").values_list(*_CAMPOS, named=True)
    for lido in lidos.iterator(chunk_size=POR_VEZ):
        yield _linha(lido, canais, pessoas)


def _que_se_dizem(do_semestre: PedidoQuerySet) -> tuple[set[str], set[str]]:
    """Os canais e as pessoas que são bastantes para se abrirem."""
    canais, pessoas = Counter[str](), Counter[str]()
    contados = do_semestre.values_list("canal", "interessado__tipo_documento")
    for canal, documento, quantos in contados.annotate(quantos=Count("pk")).order_by():
        canais[canal] += quantos
        pessoas[pessoa(documento)] += quantos
    return set(que_se_abrem(canais)), set(que_se_abrem(pessoas))


_CAMPOS = """
    orgao__sigla orgao__nome aberta_em canal interessado__tipo_documento forma_de_resposta situacao vence_em
    prorrogada_em reencaminhamentos respondido_em decisao fundamento quantas_reclamacoes de_oficio
    recurso_1 recurso_2 recurso_3
""".split()  # noqa: SIM905  uma coluna por linha ocuparia meia tela


def _com_recursos(pedidos: PedidoQuerySet) -> PedidoQuerySet:
    """Com o resultado de cada instância, no máximo um recurso em cada."""
    do_pedido = Recurso.objects.filter(pedido=OuterRef("pk")).order_by()
    resultado = Case(When(resultado="", then=Value("por_decidir")), default=F("resultado"))
    reclamacoes = ReclamacaoPorOmissao.objects.filter(pedido=OuterRef("pk")).order_by().values("pedido")
    return pedidos.annotate(
        quantas_reclamacoes=Subquery(reclamacoes.values(quantas=Count("pk"))),
        de_oficio=Exists(do_pedido.filter(de_oficio=True)),
        **{
            f"recurso_{instancia.value}": Subquery(
                do_pedido.filter(instancia=instancia).values(dito=resultado)[:1], output_field=CharField()
            )
            for instancia in Instancia
        },
    )


def _linha(lido: Any, canais: set[str], pessoas: set[str]) -> tuple[Valor, ...]:
    quem = pessoa(lido.interessado__tipo_documento)
    recebido, respondido = _dia(lido.aberta_em), _dia(lido.respondido_em)
    no_prazo = "" if respondido is None else _sim(lido.respondido_em <= lido.vence_em)
    return (
        lido.orgao__sigla,
        lido.orgao__nome,
        recebido,
        str(Canal(lido.canal).label) if lido.canal in canais else NAO_SE_ABRE,
        quem if quem in pessoas else NAO_SE_ABRE,
        str(FormaDeResposta(lido.forma_de_resposta).label),
        str(Situacao(lido.situacao).label),
        _dia(lido.vence_em),
        _sim(lido.prorrogada_em is not None),
        lido.reencaminhamentos,
        respondido,
        None if respondido is None or recebido is None else (respondido - recebido).days,
        no_prazo,
        str(Decisao(lido.decisao).label) if lido.decisao else "",
        str(Fundamento(lido.fundamento).label) if lido.fundamento else "",
        lido.quantas_reclamacoes or 0,
        _sim(lido.de_oficio),
        *(_resultado(r) for r in (lido.recurso_1, lido.recurso_2, lido.recurso_3)),
    )


def _resultado(dito: str | None) -> str:
    if not dito:
        return ""
    return POR_DECIDIR if dito == "por_decidir" else str(Resultado(dito).label)


def _sim(verdade: bool) -> str:  # noqa: FBT001  é o que se traduz
    return SIM if verdade else NAO


def _dia(momento: datetime | None) -> date | None:
    """No relógio da cidade."""
    return None if momento is None else timezone.localdate(momento)
