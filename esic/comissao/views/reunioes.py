"""A mesa da Comissão: a agenda, cada reunião com a sua pauta, e a ata."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from assistente.paginas import com_formulario, enviado
from contas.guardas import LER, LER_E_MANDAR, de_trabalho
from esic import acoes
from esic.comissao import reunioes
from esic.comissao.forms.reunioes import AtaForm, ReuniaoForm
from esic.guardas import da_comissao
from esic.models import Reuniao
from esic.situacoes import SituacaoDaReuniao
from mesas.atos import com_o_de_agora
from mesas.repetidos import reconhece_repetido
from protocolo.erros import Conflito, RecusaDeAcao
from referencia.tabelas import estado


@de_trabalho(*LER)
def agenda(request: HttpRequest) -> HttpResponse:
    """As próximas reuniões, as que falta registrar, as passadas, e o que está fora de pauta ou parado."""
    da_comissao(request)
    agora, hoje = timezone.now(), timezone.localdate()
    contexto = {
        **reunioes.agenda(request.GET.get("ano", ""), hoje),
        "aba": "cmai",
        "agora": agora,
        "hoje": hoje,
        "por_registrar": list(reunioes.por_registrar(hoje)),
        "fora_de_pauta": acoes.fora_de_pauta(),
        "parados": list(
            reunioes.parados(agora).select_related("pedido__orgao", "reuniao").order_by("aberto_em")
        ),
    }
    return render(request, "esic/comissao/reunioes/agenda.html", contexto)


@de_trabalho(*LER_E_MANDAR)
def marcar(request: HttpRequest) -> HttpResponse:
    """Marca uma reunião; o que estava fora de pauta entra na próxima."""
    por = da_comissao(request)
    form = ReuniaoForm(enviado(request))
    if form.is_valid():
        try:
            reuniao = acoes.marcar(por=por, dados=form.dados)
        except RecusaDeAcao as recusa:
            form.add_error("dia", str(recusa))
        else:
            messages.success(request, f"A reunião de {reuniao.dia:%d/%m/%Y} está marcada.")
            return redirect("cmai:reuniao", reuniao.pk)
    return com_formulario(request, "esic/comissao/reunioes/marcar.html", form, aba="cmai", reuniao=None)


@de_trabalho(*LER)
def reuniao(request: HttpRequest, pk: int) -> HttpResponse:
    """Uma reunião, a pauta dela e o que se faz com ela."""
    da_comissao(request)
    esta = get_object_or_404(Reuniao, pk=pk)
    return render(request, "esic/comissao/reunioes/reuniao.html", _da_reuniao(esta))


@de_trabalho(*LER_E_MANDAR)
@reconhece_repetido
def alterar(request: HttpRequest, pk: int) -> HttpResponse:
    """Muda o nome, o dia, a hora ou o lugar de uma reunião marcada."""
    return _gravar(request, pk, "marcar", ReuniaoForm, acoes.alterar, "A reunião mudou.")


@de_trabalho(*LER_E_MANDAR)
@reconhece_repetido
def cancelar(request: HttpRequest, pk: int) -> HttpResponse:
    """Pergunta antes: a pauta passa à próxima reunião, e quem recorreu fica sabendo."""
    por, esta = da_comissao(request), get_object_or_404(Reuniao, pk=pk)
    if request.method == "POST":
        acoes.cancelar(reuniao=esta, marca=request.POST.get("marca", ""), por=por)
        messages.success(request, f"A reunião de {esta.dia:%d/%m/%Y} foi cancelada.")
        return redirect("cmai:agenda")
    seguintes = reunioes.proximas(timezone.localdate()).exclude(pk=pk)
    return render(
        request, "esic/comissao/reunioes/cancelar.html", {**_da_reuniao(esta), "seguinte": seguintes.first()}
    )


@de_trabalho("POST")
@reconhece_repetido
def realizar(request: HttpRequest, pk: int) -> HttpResponse:
    """Registra que a reunião aconteceu."""
    por, esta = da_comissao(request), get_object_or_404(Reuniao, pk=pk)
    acoes.realizar(reuniao=esta, marca=request.POST.get("marca", ""), por=por)
    messages.success(request, "Está registrado que a reunião se realizou. Registre as decisões e a ata.")
    return redirect("cmai:reuniao", pk)


@de_trabalho("POST")
@reconhece_repetido
def adiar(request: HttpRequest, pk: int) -> HttpResponse:
    """O que a reunião não decidiu passa à próxima."""
    por, esta = da_comissao(request), get_object_or_404(Reuniao, pk=pk)
    quantos = acoes.adiar(reuniao=esta, marca=request.POST.get("marca", ""), por=por)
    messages.success(request, f"{_contar(quantos, 'recurso saiu', 'recursos saíram')} desta pauta.")
    return redirect("cmai:reuniao", pk)


@de_trabalho("POST")
def pautar(request: HttpRequest) -> HttpResponse:
    """Põe na próxima reunião os recursos que não estão em nenhuma."""
    quantos = acoes.por_os_que_esperam(por=da_comissao(request))
    messages.success(request, f"{_contar(quantos, 'recurso entrou', 'recursos entraram')} na próxima pauta.")
    return redirect("cmai:agenda")


@de_trabalho(*LER_E_MANDAR)
@reconhece_repetido
def ata(request: HttpRequest, pk: int) -> HttpResponse:
    """Publica a ata de uma reunião realizada, ou a corrige."""
    return _gravar(request, pk, "ata", AtaForm, acoes.publicar_ata, "A ata está publicada.")


def _contar(quantos: int, um: str, varios: str) -> str:
    return f"{quantos} {um if quantos == 1 else varios}"


def _da_reuniao(esta: Reuniao) -> dict[str, Any]:
    hoje = timezone.localdate()
    pauta = list(esta.recursos.select_related("pedido__orgao").order_by("aberto_em", "pk"))
    return {
        "aba": "cmai",
        "agora": timezone.now(),
        "reuniao": esta,
        "marca": estado(esta),
        "pauta": pauta,
        "por_decidir": sum(1 for recurso in pauta if recurso.decidido_em is None),
        "decididos": sum(1 for recurso in pauta if recurso.decidido_em),
        "marcada": esta.situacao == SituacaoDaReuniao.MARCADA,
        "realizada": esta.situacao == SituacaoDaReuniao.REALIZADA,
        "aconteceu": esta.dia <= hoje,
    }


def _gravar(  # noqa: PLR0913  cada argumento é uma peça da página
    request: HttpRequest,
    pk: int,
    modelo: str,
    qual: type[ReuniaoForm | AtaForm],
    acao: Callable[..., Reuniao],
    feito: str,
) -> HttpResponse:
    """Faz, ou volta com o que impede. No conflito, com a marca de agora: confirmar é saber o que mudou."""
    por, esta, status = da_comissao(request), get_object_or_404(Reuniao, pk=pk), 0
    form = qual(enviado(request), reuniao=esta)
    if form.is_valid():
        try:
            acao(reuniao=esta, por=por, **form.argumentos)
        except Conflito as conflito:
            esta.refresh_from_db()
            form, status = qual(com_o_de_agora(request, marca=estado(esta)), reuniao=esta), 409
            form.add_error(None, str(conflito))
        except acoes.DiaOcupado as ocupado:
            form.add_error("dia", str(ocupado))
        else:
            messages.success(request, feito)
            return redirect("cmai:reuniao", pk)
    return com_formulario(
        request, f"esic/comissao/reunioes/{modelo}.html", form, status=status, aba="cmai", reuniao=esta
    )
