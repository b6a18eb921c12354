"""O que cada um vê na administração do Guia: a coordenação, tudo; o ponto focal, o seu órgão."""

from __future__ import annotations

from typing import Any, override

from django.db.models import QuerySet
from django.http import HttpRequest

from contas.administracao import ReferenciaAdmin
from guia import guardas
from guia.models import Orgao, Servico


class DoOrgaoAdmin(ReferenciaAdmin):
    """Tela em que o ponto focal só vê, escolhe e muda o que é do seu órgão."""

    caminho_ate_orgao = "orgao"

    @override
    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        todos: QuerySet[Any] = super().get_queryset(request)
        if guardas.coordena(request.user):
            return todos
        return todos.filter(**{f"{self.caminho_ate_orgao}__in": guardas.orgaos_de(request.user)})

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **opcoes: Any) -> Any:
        """Os órgãos e os serviços que se podem escolher."""
        if not guardas.coordena(request.user):
            meus = guardas.orgaos_de(request.user)
            if db_field.related_model is Orgao:
                opcoes["queryset"] = Orgao.objects.filter(pk__in=meus)
            if db_field.related_model is Servico:
                opcoes["queryset"] = Servico.objects.filter(orgao__in=meus)
        return super().formfield_for_foreignkey(db_field, request, **opcoes)
