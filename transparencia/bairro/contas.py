"""Quantos pedidos públicos houve num distrito nos últimos dias, sem os números pequenos nem o que os acha."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Q

from documentos.relatorios.sigilo import MENOR_QUE_SE_ABRE, Partes, fechadas, pequena
from guia.models import Servico
from protocolo.prazos.relogio import comeco_do_dia
from transparencia.bairro.novidades import UM_DIA, Lugar
from transparencia.celula import milhares

CURTO, LONGO = timedelta(days=30), timedelta(days=90)
MENOS_DE_CINCO = f"menos de {MENOR_QUE_SE_ABRE}"
NAO_SE_DIZ = "não se diz"
"""O que, dito, deixaria achar por subtração um número pequeno."""
CAMPOS = ("aberta_em", "encerrada_em")
TITULOS = ("Pedidos, 30 dias", "Pedidos, 90 dias", "Encerrados, 30 dias", "Encerrados, 90 dias", "Abertos")

type DoServico = tuple[Partes, ...]
"""De cada campo, os dos últimos 30 dias e os dos 60 de antes; por fim, os abertos."""


@dataclass(frozen=True, slots=True)
class LinhaDoBairro:
    """Um serviço, ou todos (sem `servico`), e o que se diz de cada conta."""

    servico: Servico | None
    celulas: list[tuple[str, str]]
    """O título da coluna e o que se escreve."""


def contas(lugar: Lugar, ate: date) -> list[LinhaDoBairro]:
    """Todos os serviços e depois cada um, o mais pedido primeiro; vazio se não houve nada."""
    por_servico = _contar(lugar, ate)
    if not por_servico:
        return []
    quantas = len(CAMPOS) + 1
    fora = [
        fechadas({qual: uma[i] for qual, uma in por_servico.items()}, [(None, por_servico)])
        for i in range(quantas)
    ]
    somas = [_soma([uma[i] for uma in por_servico.values()]) for i in range(quantas)]
    servicos = Servico.objects.select_related("publicada").in_bulk(por_servico)

    def ordem(qual: int) -> tuple[int, str]:
        """Na ordem de um número que não se diz, ele se adivinhava."""
        return -sum(por_servico[qual][0]) if qual not in fora[0] else 0, servicos[qual].titulo

    return [
        LinhaDoBairro(None, _celulas(tuple(somas), [not pequena(soma) for soma in somas])),
        *(
            LinhaDoBairro(servicos[qual], _celulas(por_servico[qual], [qual not in deles for deles in fora]))
            for qual in sorted(por_servico, key=ordem)
        ),
    ]


def _contar(lugar: Lugar, ate: date) -> dict[int, DoServico]:
    """Serviço → as suas contas; só os que têm alguma."""
    fim = comeco_do_dia(ate + UM_DIA)
    curto, longo = (comeco_do_dia(ate + UM_DIA - dias) for dias in (CURTO, LONGO))
    somas: dict[str, Any] = {
        "abertos": Count(
            "pk", filter=Q(aberta_em__lt=fim) & (Q(encerrada_em=None) | Q(encerrada_em__gte=fim))
        )
    }
    for campo in CAMPOS:
        somas[f"{campo}_curto"] = Count("pk", filter=Q(**{f"{campo}__gte": curto, f"{campo}__lt": fim}))
        somas[f"{campo}_longo"] = Count("pk", filter=Q(**{f"{campo}__gte": longo, f"{campo}__lt": curto}))
    linhas: Any = lugar.pedidos().order_by().values("servico").annotate(**somas)
    lidas = {
        linha["servico"]: (
            *((linha[f"{campo}_curto"], linha[f"{campo}_longo"]) for campo in CAMPOS),
            (linha["abertos"],),
        )
        for linha in linhas
    }
    return {qual: uma for qual, uma in lidas.items() if any(map(any, uma))}


def _soma(todas: list[Partes]) -> Partes:
    return [sum(valores) for valores in zip(*todas, strict=True)]


def _celulas(partes: DoServico, se_abre: list[bool]) -> list[tuple[str, str]]:
    ditas = [[uma[0], sum(uma)] if len(uma) > 1 else [uma[0]] for uma in partes]
    escritas = [_dito(n, aberta=se_abre[i]) for i, numeros in enumerate(ditas) for n in numeros]
    return list(zip(TITULOS, escritas, strict=True))


def _dito(n: int, *, aberta: bool) -> str:
    if aberta:
        return milhares(n)
    return MENOS_DE_CINCO if pequena([n]) else NAO_SE_DIZ
