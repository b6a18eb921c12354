"""O endereço que o Prometheus visita."""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest

from sp156.metricas.coleta import Tudo
from sp156.saude.views import traz_a_senha


@login_not_required
@require_safe
def metricas(request: HttpRequest) -> HttpResponse:
    """Só a quem traz a SAUDE_SENHA; para os outros o endereço não existe."""
    if not traz_a_senha(request):
        raise Http404("Este endereço não existe.")
    medidas = CollectorRegistry()
    medidas.register(Tudo())
    return HttpResponse(generate_latest(medidas), content_type=CONTENT_TYPE_LATEST)
