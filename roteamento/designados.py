"""Quem responde por que órgão: leituras das designações, sem escrita nem relógio."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, OuterRef, QuerySet
from django.db.models.functions import JSONObject
from django.utils.timezone import localdate

from contas.models import Usuario
from contas.papeis import Papel
from guia.models import Orgao, PontoFocal
from roteamento.models import Designacao, Lotacao


def designados(papel: Papel, em: date, *, orgao: Orgao | None = None) -> QuerySet[Usuario]:
    """As pessoas no papel no dia, por nome; só as de um órgão, se ele é dado."""
    vigentes = Designacao.objects.vigentes(em).no_papel([papel])
    if orgao is not None:
        vigentes = vigentes.filter(orgao=orgao)
    return Usuario.objects.filter(pk__in=vigentes.values("usuario"), is_active=True).order_by("nome")


LEEM_DENUNCIAS = (Papel.OUVIDORIA, Papel.CORREGEDORIA)
"""A um destes papéis ninguém designa sozinho (ADR 0035)."""


def quem_le_denuncias() -> QuerySet[Usuario]:
    """Quem está, ou vai estar, num papel que lê denúncias, com a conta ativa ou não."""
    atuais = Designacao.objects.no_papel(LEEM_DENUNCIAS).exclude(ate__lt=localdate())
    return Usuario.objects.filter(pk__in=atuais.values("usuario"))


def orgaos_de(usuario: Usuario, papeis: Iterable[Papel], em: date) -> dict[Papel, frozenset[int]]:
    """Papel → órgãos por que a pessoa responde no dia; só os papéis que ela tem."""
    achados: dict[Papel, set[int]] = {}
    suas = Designacao.objects.vigentes(em).de_usuario(usuario).no_papel(papeis)
    for papel, orgao in suas.order_by().values_list("papel", "orgao"):
        achados.setdefault(Papel(papel), set()).add(orgao)
    return {papel: frozenset(orgaos) for papel, orgaos in achados.items()}


def papeis_de_quem_entra(usuario: Usuario, em: date) -> set[str]:
    """Os papéis que a pessoa tem no dia, por lotação, por designação ou por escrever no Guia."""
    lotacoes = Lotacao.objects.vigentes(em).de_usuario(usuario).order_by().values_list("papel", flat=True)
    suas = Designacao.objects.vigentes(em).de_usuario(usuario).order_by().values_list("papel", flat=True)
    dela = usuario.pk if usuario.papeis_valem else None
    no_guia = PontoFocal.objects.vigentes(em).filter(usuario=dela).order_by().values_list("papel", flat=True)
    return set(lotacoes.union(suas, no_guia).order_by())


def onde_servem(em: date) -> ArraySubquery:
    """Numa lista de pessoas: o papel de cada uma nas unidades em que serve no dia."""
    delas = Lotacao.objects.vigentes(em).filter(usuario=OuterRef("pk")).order_by("unidade__sigla")
    return ArraySubquery(delas.values(json=JSONObject(papel="papel", onde="unidade__sigla")))


def por_que_respondem(em: date) -> ArraySubquery:
    """Numa lista de pessoas: o papel de cada uma nos órgãos por que responde no dia."""
    delas = Designacao.objects.vigentes(em).filter(usuario=OuterRef("pk")).order_by("orgao__sigla")
    return ArraySubquery(delas.values(json=JSONObject(papel="papel", onde="orgao__sigla")))


def orgaos_sem(papel: Papel, em: date) -> QuerySet[Orgao]:
    """Os órgãos por que ninguém responde neste papel no dia."""
    dele = (
        Designacao.objects.vigentes(em)
        .no_papel([papel])
        .filter(orgao=OuterRef("pk"), usuario__is_active=True)
    )
    return Orgao.objects.filter(~Exists(dele)).order_by("nome")
