"""Por onde a pessoa quer cada aviso, e a que horas o aparelho não toca."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from avisos import acoes
from avisos.canais.base import ligado
from avisos.canais.destinos import contatos_da_conta
from avisos.situacoes import Canal
from contas.guardas import LER_E_MANDAR, usuario_da_sessao
from portal.area import aparelhos
from portal.area.forms_dos_avisos import AvisosForm

PAGINA = "portal/area/avisos.html"


@require_http_methods(LER_E_MANDAR)
def escolher(request: HttpRequest) -> HttpResponse:
    """Mostra e guarda a escolha; quem só tem um contato lê por onde os avisos vão."""
    quem = usuario_da_sessao(request)
    contatos = contatos_da_conta(quem)
    contexto = {
        "contatos": contatos,
        "ha_sms": ligado(Canal.SMS),
        "celular": quem.celular_dos_avisos,
        **aparelhos.da_pessoa(request, quem),
    }
    if len(contatos) < 2:  # noqa: PLR2004  com um só não há o que escolher
        return render(request, PAGINA, contexto)
    guardada = getattr(quem, "preferencia_de_avisos", None)
    form = AvisosForm(request.POST or None, contatos=contatos, guardada=guardada)
    if request.method == "POST" and form.is_valid():
        acoes.escolher_canais(usuario=quem, **form.escolha())
        messages.success(request, "Está guardado. Os próximos avisos já vão assim.")
        return redirect("portal:avisos_da_pessoa")
    return render(request, PAGINA, {**contexto, "form": form}, status=422 if form.errors else 200)
