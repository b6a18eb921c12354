"""As identidades seladas que se abriram num mês: quem, de que protocolo, quando e por quê."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from contas.guardas import LER, de_trabalho
from contas.models import LeituraDePessoal
from contas.papeis import Papel
from ouvidoria.guardas import quem_ve_aberturas

MAIS_QUE_UM_MES = timedelta(days=32)


@de_trabalho(*LER)
def do_mes(request: HttpRequest) -> HttpResponse:
    """As aberturas do mês de `?mes=aaaa-mm`, da última à primeira; sem ele, ou ilegível, as deste mês."""
    por = quem_ve_aberturas(request)
    hoje = timezone.localdate()
    mes = _lido(request.GET.get("mes", ""), hoje)
    seguinte = (mes + MAIS_QUE_UM_MES).replace(day=1)
    contexto = {
        "volta": reverse("mesa:lista" if por.papel == Papel.OUVIDORIA else "orgao:lista"),
        "mes": mes,
        "anterior": (mes - timedelta(days=1)).replace(day=1),
        "seguinte": seguinte if seguinte <= hoje else None,
        "aberturas": aberturas(mes, seguinte),
    }
    return render(request, "ouvidoria/denuncia/aberturas.html", contexto)


def aberturas(de: date, antes_de: date) -> QuerySet[LeituraDePessoal]:
    """As aberturas de identidade por uma pessoa; a entrega de um aviso, que o sistema abre, não conta."""
    inicio, fim = (timezone.make_aware(datetime.combine(dia, time())) for dia in (de, antes_de))
    do_selo = LeituraDePessoal.objects.filter(o_que=LeituraDePessoal.DO_SELO, usuario__isnull=False)
    return do_selo.filter(em__gte=inicio, em__lt=fim).select_related("usuario").order_by("-em", "-pk")


def _lido(texto: str, hoje: date) -> date:
    try:
        mes = date.fromisoformat(f"{texto}-01")
    except ValueError:
        return hoje.replace(day=1)
    return min(mes, hoje).replace(day=1)
