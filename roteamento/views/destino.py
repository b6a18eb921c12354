"""Para onde vai um serviço: o passo de quem o escreve, antes de ele ir ao ar pela primeira vez."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone

from contas.guardas import LER_E_MANDAR, de_trabalho
from guia import guardas
from guia.models import VersaoDoServico
from guia.passos import depois_de
from guia.views.escrever import da_versao, mostrar
from roteamento.acoes import MudancaInvalida, mudar_destino, voltar_a_geral
from roteamento.consultas import nomes_dos_destinos, regras_de
from roteamento.forms.destinos import CIDADE, DestinoForm
from roteamento.models import Regra
from roteamento.rotas import SemTriagem

MODELO = "roteamento/destino.html"
ALGARISMOS = 18
"""Com até tantos, o número cabe na chave do banco; a maior dela tem um a mais."""


@de_trabalho(*LER_E_MANDAR)
@da_versao
def destino(request: HttpRequest, versao: VersaoDoServico) -> HttpResponse:
    """Quem escreve o serviço diz para onde vai até ele ir ao ar; depois, quem cuida das rotas."""
    hoje = timezone.localdate()
    regras = list(regras_de(versao.servico, hoje))
    livre = versao.servico.publicada_id is None
    dados = request.POST if request.method == "POST" else None
    form = DestinoForm(dados, initial={"onde": "" if regras else CIDADE})
    if request.method == "POST":
        nada_a_mudar = regras and "outro" not in request.POST and not form.has_changed()
        if livre and "tirar" in request.POST:
            return _tirar(request, versao)
        if "seguir" in request.POST or nada_a_mudar:
            return redirect(depois_de(versao, "destino"))
        if not livre:
            raise PermissionDenied
        if form.is_valid() and _por(request, versao, form):
            aqui = redirect("roteamento:destino", versao.pk)
            return aqui if "outro" in request.POST else redirect(depois_de(versao, "destino"))
    por_extenso = list(zip(regras, nomes_dos_destinos(regras), strict=True))
    contexto = {"form": form, "regras": por_extenso, "livre": livre}
    return mostrar(request, versao, "destino", MODELO, contexto)


def _por(request: HttpRequest, versao: VersaoDoServico, form: DestinoForm) -> bool:
    """Grava a regra, que vale de hoje em diante; a recusa fica no formulário."""
    dito = form.cleaned_data
    try:
        regra = mudar_destino(
            servico=versao.servico,
            onde=dito["alcance"],
            destino=dito["destino"],
            a_partir_de=timezone.localdate(),
            norma=dito["norma"],
            por=guardas.quem(request),
        )
    except (MudancaInvalida, SemTriagem) as recusa:
        form.add_error(None, str(recusa))
        return False
    messages.success(request, f"Os pedidos de {regra.lugar} vão para {nomes_dos_destinos([regra])[0]}.")
    return True


def _tirar(request: HttpRequest, versao: VersaoDoServico) -> HttpResponse:
    qual = request.POST["tirar"]
    chave = int(qual) if qual.isdecimal() and len(qual) <= ALGARISMOS else 0
    regra = get_object_or_404(Regra.objects.select_related("servico"), servico=versao.servico, pk=chave)
    voltar_a_geral(regra=regra, a_partir_de=timezone.localdate(), por=guardas.quem(request))
    messages.success(request, f"A regra de {regra.lugar} saiu.")
    return redirect("roteamento:destino", versao.pk)
