"""Por que um pedido está na unidade em que está: a regra que o mandou e cada mudança depois dela."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from roteamento.localizacao.enderecos import Confianca
from solicitacoes.models import Andamento, Solicitacao
from solicitacoes.situacoes import Tipo

QUEM_CALCULA_A_ROTA = (Tipo.REGISTRO, Tipo.IMPORTACAO, Tipo.RECLASSIFICACAO, Tipo.ENDERECO_CORRIGIDO)
"""Os andamentos em que a rota é calculada; a que o pedido guarda é a do último deles."""


@dataclass(frozen=True, slots=True)
class Mudanca:
    """Um passo em que o pedido mudou de unidade, ou em que se decidiu que ficava."""

    titulo: str
    em: datetime
    de: str
    para: str
    texto: str


@dataclass(frozen=True, slots=True)
class Percurso:
    """A rota que o pedido guarda, em palavras, e as mudanças de unidade, da primeira à última."""

    unidade: str
    motivo: str
    regra: str
    regra_id: int | None
    lugar: str
    confianca: str
    sem_rota: bool
    em: datetime | None = None
    importado: bool = False
    mudancas: list[Mudanca] = field(default_factory=list)

    @property
    def ultima(self) -> Mudanca | None:
        return self.mudancas[-1] if self.mudancas else None


def da_rota(rota: Mapping[str, Any], **opcoes: Any) -> Percurso:
    """A rota guardada num pedido; o que ela não diz (pedido antigo) fica vazio."""
    return Percurso(
        unidade=rota.get("unidade") or "",
        motivo=rota.get("motivo") or "",
        regra=rota.get("regra") or "",
        regra_id=rota.get("regra_id"),
        lugar=rota.get("lugar") or "",
        confianca=_confianca(rota.get("confianca") or ""),
        sem_rota=bool(rota.get("sem_rota")),
        **opcoes,
    )


def _confianca(valor: str) -> str:
    """`media` → "média (uma fonte só, que não deixa dúvida)"."""
    if valor not in Confianca.values:
        return valor
    por_que = str(Confianca(valor).label)
    nivel = "média" if valor == Confianca.MEDIA else valor
    return f"{nivel} ({por_que[:1].lower()}{por_que[1:]})"


def do_caso(caso: Solicitacao, andamentos: Iterable[Andamento]) -> Percurso:
    """O percurso inteiro de um pedido, dos andamentos dele, do mais antigo ao mais novo."""
    passos = list(andamentos)
    calculos = [passo for passo in passos if passo.tipo in QUEM_CALCULA_A_ROTA]
    return da_rota(
        caso.rota,
        em=calculos[-1].em if calculos else caso.aberta_em,
        importado=bool(calculos) and calculos[-1].tipo == Tipo.IMPORTACAO,
        mudancas=[_mudanca(passo) for passo in passos if "unidade" in passo.mudancas],
    )


def _mudanca(passo: Andamento) -> Mudanca:
    antes, depois = passo.mudancas["unidade"]
    return Mudanca(passo.frase, passo.em, antes, depois, passo.texto)


def caminhos(casos: Iterable[int]) -> dict[int, list[str]]:
    """As siglas por que cada pedido passou, na ordem, a atual por último; numa consulta só.

    Vale todo passo que mudou a unidade: transferência, devolução, decisão, correção.
    """
    passos = (
        Andamento.objects.filter(caso__in=list(casos), mudancas__has_key="unidade")
        .order_by("caso_id", "ordem")
        .values_list("caso_id", "mudancas__unidade")
    )
    achados: dict[int, list[str]] = defaultdict(list)
    for caso, (antes, depois) in passos:
        for sigla in (antes, depois):
            if sigla and achados[caso][-1:] != [sigla]:
                achados[caso].append(sigla)
    return dict(achados)
