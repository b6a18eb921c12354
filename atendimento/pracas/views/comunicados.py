"""Os comunicados do dia, que a chefia escreve e quem atende lê no alto da mesa."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone

from assistente.paginas import com_formulario, enviado
from atendimento import acoes
from atendimento.consultas import ve_todas
from atendimento.guardas import quem_supervisiona
from atendimento.models import Comunicado
from atendimento.pracas.forms import ComunicadoForm
from contas.guardas import LER_E_MANDAR, de_trabalho, usuario_da_sessao
from mesas.forms import aceito
from roteamento.consultas import com_as_anteriores
from roteamento.models import Unidade


@de_trabalho(*LER_E_MANDAR)
def comunicados(request: HttpRequest) -> HttpResponse:
    """Os comunicados que valem e os que vão valer, e o formulário de um novo."""
    unidades, agora = quem_supervisiona(request), timezone.now()
    comeco = {"de": agora, "ate": timezone.localtime(agora).replace(hour=23, minute=59)}
    form = ComunicadoForm(enviado(request), unidades=unidades, initial=comeco)
    quem = usuario_da_sessao(request)
    if aceito(form, lambda: acoes.comunicar(**form.cleaned_data, por=quem)):
        messages.success(request, "Comunicado escrito. Quem atende o vê no alto da página.")
        return redirect("central:pracas_comunicados")
    lugares = com_as_anteriores([um.pk for um in unidades], timezone.localdate())
    todos = Comunicado.objects.para(lugares).por_acabar(agora).select_related("unidade", "por")
    linhas = [(um, _muda(um, unidades, lugares)) for um in todos]
    return com_formulario(
        request, "atendimento/pracas/comunicados.html", form, aba="comunicados", linhas=linhas
    )


@de_trabalho("POST")
def tirar(request: HttpRequest, comunicado: int) -> HttpResponse:
    """Deixa de aparecer: o da própria unidade, ou o de todas a quem supervisiona a Central."""
    unidades = quem_supervisiona(request)
    lugares = com_as_anteriores([um.pk for um in unidades], timezone.localdate())
    achado = get_object_or_404(Comunicado.objects.para(lugares), pk=comunicado)
    if not _muda(achado, unidades, lugares):
        messages.error(request, "Este comunicado é de toda a cidade: só a chefia da Central o tira.")
    else:
        acoes.tirar_comunicado(comunicado=achado)
        messages.success(request, "O comunicado já não aparece.")
    return redirect("central:pracas_comunicados")


def _muda(comunicado: Comunicado, unidades: list[Unidade], lugares: list[int]) -> bool:
    """Quem é chefia só de Praças não tira o que a Central escreveu para todos."""
    return comunicado.unidade_id in lugares if comunicado.unidade_id else ve_todas(unidades)
