"""A planilha grande, fora da página: a fila, o que se faz dela e o que deu, a quem a mandou (ADR 0068).

A pequena prevê-se e grava-se enquanto a pessoa espera. A que tem mais linhas do que cabem em dez segundos vai
para a fila `arquivos`, e a tarefa escolhe pelo que está no banco: com a fila fora do ar, espera-se.
"""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from typing import Any, ClassVar, override

from django.apps import apps
from django.contrib import admin
from django.core.cache import cache
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from import_export import resources
from import_export.tmp_storages import MediaStorage

from contas.models import PlanilhaMandada, Usuario

PRESA = timedelta(hours=1)
"""Quem a começou há mais tempo do que isto caiu: outro a toma. A maior demora minutos."""
MAIS_TENTATIVAS = 3
GUARDA = timedelta(days=1)
DE_QUANTAS_EM_QUANTAS = 50
"""Linhas, entre uma vez e outra que se diz em qual se está."""
NAO_DEU = "Não consegui acabar de ler a planilha. Mande o arquivo de novo; se repetir, divida-o."
registro = logging.getLogger(__name__)


class PrecisaDeFila(Exception):
    """A planilha tem mais linhas do que se leem enquanto a pessoa espera."""

    def __init__(self, linhas: int) -> None:
        super().__init__(linhas)
        self.linhas = linhas


class PlanilhaResource(resources.ModelResource):
    """Lê na hora até `linhas_na_hora`, e na fila diz em que linha vai. Pula a linha que nada muda."""

    linhas_na_hora = 200
    na_fila = ""
    """A planilha que esta leitura é, quando a faz a tarefa."""
    diferenca: ClassVar[type[resources.Diff]] = resources.Diff
    """Como a prévia mostra o que a linha muda."""

    class Meta:
        skip_unchanged = True
        report_skipped = True
        store_row_values = True
        use_transactions = True
        clean_model_instances = True

    @override
    def get_diff_class(self) -> type[resources.Diff]:
        return self.diferenca

    @override
    def import_data(self, dataset: Any, *args: Any, **opcoes: Any) -> Any:
        if not self.na_fila and len(dataset) > self.linhas_na_hora:
            raise PrecisaDeFila(len(dataset))
        return super().import_data(dataset, *args, **opcoes)

    @override
    def after_import_row(self, row: Any, row_result: Any, **opcoes: Any) -> None:
        super().after_import_row(row, row_result, **opcoes)
        if self.na_fila and opcoes["row_number"] % DE_QUANTAS_EM_QUANTAS == 0:
            cache.set(_chave(self.na_fila), opcoes["row_number"], timeout=600)


def _chave(planilha: str) -> str:
    return f"planilha:{planilha}"


def mandar(
    *, usuario: Usuario, tela: str, arquivo: str, nome: str, formato: str, grava: bool, linhas: int
) -> bool:
    """Põe na fila; falso se outra da mesma pessoa ainda está nela. A já confirmada não entra outra vez."""
    dados = {"usuario": usuario, "tela": tela, "nome": nome[:255], "formato": formato, "linhas": linhas}
    try:
        with transaction.atomic():
            PlanilhaMandada.objects.create(arquivo=arquivo, grava=grava, **dados)
    except IntegrityError:
        return False
    return True


def achar(usuario: Usuario, tela: str) -> PlanilhaMandada | None:
    """A última que a pessoa mandou a esta tela, se ainda se guarda."""
    desta = PlanilhaMandada.objects.filter(usuario=usuario, tela=tela, mandada_em__gt=timezone.now() - GUARDA)
    return desta.order_by("-mandada_em").first()


def em_que_linha(planilha: PlanilhaMandada) -> int:
    """A linha a que já se chegou; sem o cache, zero."""
    return int(cache.get(_chave(str(planilha.pk))) or 0)


def fazer_uma() -> bool:
    """Faz a mais antiga que espera; falso se nenhuma espera. A que não dá fica dita a quem a mandou."""
    planilha = _tomar(timezone.now())
    if planilha is None:
        return False
    resultado: dict[str, Any] = {"falhou": NAO_DEU}
    if planilha.tentativas <= MAIS_TENTATIVAS:
        try:
            resultado = tela_de(planilha.tela).da_fila(planilha)
        except Exception:  # noqa: BLE001  o que quer que seja, diz-se à pessoa, e as outras continuam
            registro.exception("a planilha %s não se leu", planilha.pk)
    PlanilhaMandada.objects.filter(pk=planilha.pk).update(resultado=resultado, pronta_em=timezone.now())
    if not a_confirmar(resultado):
        MediaStorage(name=planilha.arquivo).remove()
    return True


def tela_de(modelo: str) -> Any:
    """A tela da administração que lê as planilhas deste modelo."""
    reverse("admin:index")  # num trabalhador, as telas só se registram quando se pede um endereço
    return admin.site.get_model_admin(apps.get_model(modelo))


def a_confirmar(resultado: dict[str, Any]) -> bool:
    """A prévia deu certo em todas as linhas: o arquivo espera que se confirme."""
    return bool(resultado.get("certas")) and not resultado.get("erradas")


@transaction.atomic
def _tomar(agora: datetime) -> PlanilhaMandada | None:
    esperam = PlanilhaMandada.objects.filter(
        Q(tomada_em=None) | Q(tomada_em__lt=agora - PRESA), pronta_em=None
    )
    planilha = esperam.select_for_update(skip_locked=True, of=("self",)).order_by("mandada_em").first()
    if planilha:
        planilha.tomada_em, planilha.tentativas = agora, planilha.tentativas + 1
        planilha.save(update_fields=["tomada_em", "tentativas"])
    return planilha


def esquecer(em: datetime) -> None:
    """O que deu só interessa no dia; o arquivo que ninguém confirmou é da limpeza dos sem dono."""
    PlanilhaMandada.objects.filter(mandada_em__lt=em - GUARDA).delete()
