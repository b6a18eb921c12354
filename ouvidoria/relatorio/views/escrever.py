"""A mesa do relatório: a Ouvidoria escreve o ano, publica e tira da internet."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.forms.models import model_to_dict
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from contas.autor import Autor
from contas.guardas import LER, LER_E_MANDAR, de_trabalho
from mesas.repetidos import reconhece_repetido
from ouvidoria import acoes
from ouvidoria.guardas import ouvidoria, pode_relatar, quem_relata
from ouvidoria.models import Relatorio
from ouvidoria.relatorio import anual
from ouvidoria.relatorio.forms import RelatorioForm
from protocolo.erros import Conflito, RecusaDeAcao


@de_trabalho(*LER)
def lista(request: HttpRequest) -> HttpResponse:
    """Todos os anos, e em que pé está o relatório de cada um."""
    ouvidoria(request)
    escritos = Relatorio.objects.in_bulk()
    anos = [(ano, escritos.get(ano)) for ano in anual.anos(timezone.now())]
    return render(request, "ouvidoria/relatorio/mesa_lista.html", {"anos": anos})


@de_trabalho(*LER_E_MANDAR)
@reconhece_repetido
def escrever(request: HttpRequest, ano: int) -> HttpResponse:
    """Os números do ano e, a quem pode, os textos: guardar, publicar ou tirar da internet."""
    por = quem_relata(request) if request.method == "POST" else ouvidoria(request)
    if ano not in anual.anos(timezone.now()):
        raise Http404("Não há manifestações deste ano.")
    escrito = Relatorio.objects.filter(ano=ano).first()
    publicado = bool(escrito and escrito.publicado_em)
    if request.method != "POST":
        inicial = {"versao": acoes.versao_de(escrito), **(model_to_dict(escrito) if escrito else {})}
        return _mostrar(request, ano, escrito, RelatorioForm(initial=inicial, completo=publicado))
    completo = publicado or "publicar" in request.POST
    form = RelatorioForm(request.POST, completo=completo and "recolher" not in request.POST)
    if not form.is_valid():
        return _mostrar(request, ano, escrito, form, 422)
    try:
        messages.success(request, _agir(request, ano, por, form.cleaned_data))
    except Conflito as conflito:
        return _com_o_da_outra(request, ano, str(conflito))
    except RecusaDeAcao as recusa:
        form.add_error(None, str(recusa))
        return _mostrar(request, ano, escrito, form, 422)
    return redirect("mesa:relatorio", ano)


def _agir(request: HttpRequest, ano: int, por: Autor, dados: dict[str, Any]) -> str:
    """Faz o que o botão pede; devolve o que dizer."""
    if "recolher" in request.POST:
        acoes.recolher_relatorio(ano=ano, versao=dados["versao"], por=por)
        return f"O relatório de {ano} saiu da internet e voltou a ser rascunho."
    if "publicar" in request.POST:
        acoes.publicar_relatorio(ano=ano, por=por, **dados)
        return f"O relatório de {ano} está na internet."
    acoes.escrever_relatorio(ano=ano, por=por, **dados)
    return "Textos guardados."


def _com_o_da_outra(request: HttpRequest, ano: int, conflito: str) -> HttpResponse:
    """O que a pessoa escreveu continua no formulário, agora por cima do que a outra guardou."""
    guardado = Relatorio.objects.get(ano=ano)
    dados = request.POST.copy()
    dados["versao"] = str(acoes.versao_de(guardado))
    form = RelatorioForm(dados)
    form.add_error(None, conflito)
    return _mostrar(request, ano, guardado, form, 409)


def _mostrar(
    request: HttpRequest, ano: int, escrito: Relatorio | None, form: RelatorioForm, status: int = 200
) -> HttpResponse:
    agora = timezone.now()
    contexto = {
        "ano": ano,
        "form": form,
        "escrito": escrito,
        "pode": pode_relatar(request),
        "acabou": ano < timezone.localdate(agora).year,
        "numeros": anual.calcular(ano, agora),
    }
    return render(request, "ouvidoria/relatorio/mesa.html", contexto, status=status)
