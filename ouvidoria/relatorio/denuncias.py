"""Quantas denúncias se dizem de um ano: no total, em cada mês e em cada órgão, decididas de uma vez.

Nenhuma outra conta pública as inclui, ou a diferença para a que não as inclui diria quantas são. Onde não se
abre pode não haver nenhuma: de denúncias, o zero também se cala.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models.functions import Coalesce, TruncMonth
from django.utils import timezone

from documentos.relatorios import contagens
from documentos.relatorios.sigilo import fechadas, meses_que_se_abrem
from ouvidoria.models import Manifestacao
from ouvidoria.situacoes import TipoDeManifestacao

ORGAO_DE_QUE_SE_FALA = Coalesce("orgao", "solicitacao__servico__orgao")
"""O que a pessoa disse; sem ele, o órgão do serviço de que se reclama."""
TOTAL = ("total", "")


@dataclass(frozen=True, slots=True)
class Denuncias:
    """O que se diz das de um ano; o que falta não se abre."""

    total: int | None
    meses: Mapping[str, int]
    """Mês, como 2026-07 → quantas."""
    orgaos: Mapping[int | None, int]


def do_ano(ano: int, agora: datetime) -> Denuncias:
    """Do que corre, só os meses que já acabaram: o que se diz de um mês não se desdiz depois."""
    inicio, fim = contagens.do_ano(ano)
    este_mes = timezone.localtime(agora).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    recebidas = Manifestacao.objects.filter(
        tipo=TipoDeManifestacao.DENUNCIA, aberta_em__gte=inicio, aberta_em__lt=min(fim, este_mes)
    )
    com_o_mes = recebidas.annotate(mes=TruncMonth("aberta_em"))
    por_mes = contagens.cruzar(com_o_mes, "mes", ORGAO_DE_QUE_SE_FALA)
    return decidir({f"{mes:%Y-%m}": orgaos for mes, orgaos in por_mes.items()})


def decidir(por_mes: Mapping[str, Counter[int | None]]) -> Denuncias:
    """O que se abre. Os meses saem um a um, antes: o total cala-se se diria o que um deles calou."""
    meses = {mes: orgaos.total() for mes, orgaos in por_mes.items()}
    orgaos = sum(por_mes.values(), Counter[int | None]())
    ditos = meses_que_se_abrem(meses)
    contas: dict[Any, list[int]] = {TOTAL: [orgaos.total()]}
    contas |= {("mes", mes): [n] for mes, n in meses.items()}
    contas |= {("orgao", orgao): [n] for orgao, n in orgaos.items()}
    fora = fechadas(
        contas,
        [(TOTAL, [("mes", mes) for mes in meses]), (TOTAL, [("orgao", orgao) for orgao in orgaos])],
        ja=[("mes", mes) for mes in meses if mes not in ditos],
        ditas=[("mes", mes) for mes in ditos],
    )
    return Denuncias(
        None if TOTAL in fora else orgaos.total(),
        ditos,
        {orgao: n for orgao, n in orgaos.items() if ("orgao", orgao) not in fora},
    )
