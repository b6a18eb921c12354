"""O que cada um vê na administração do Guia: a coordenação, tudo; o ponto focal, o seu órgão."""

from __future__ import annotations

from typing import Any, override

from django.db.models import QuerySet
from django.http import HttpRequest

from guia import guardas
from guia.models import Orgao, Servico
from referencia.administracao import ReferenciaAdmin


class DoOrgaoAdmin(ReferenciaAdmin):
    """Tela em que o ponto focal só vê, escolhe e muda o que é do seu órgão."""

    caminho_ate_orgao = "orgao"

    @override
    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return guardas.so_do_orgao(super().get_queryset(request), request.user, self.caminho_ate_orgao)

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **opcoes: Any) -> Any:
        """Os órgãos e os serviços que se podem escolher."""
        if not guardas.coordena(request.user) and db_field.related_model in (Orgao, Servico):
            caminho = "pk" if db_field.related_model is Orgao else "orgao"
            todos = db_field.related_model.objects.all()
            opcoes["queryset"] = guardas.so_do_orgao(todos, request.user, caminho)
        return super().formfield_for_foreignkey(db_field, request, **opcoes)
