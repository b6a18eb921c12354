"""O pedido de informação em `/acompanhar/`, e o que só se faz nele: recorrer e reclamar da demora."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from assistente.paginas import com_formulario
from contas.guardas import LER_E_MANDAR, aberta_a_todos
from documentos.servir import servir
from esic import acoes
from esic.models import Pedido
from esic.notificacao import direito_de_recorrer
from esic.situacoes import MotivoDeRecurso, Situacao
from mesas.forms import escritos
from portal import pedido_de_informacao as ver
from portal.consultas import A_QUEM_LE, que_se_leem
from portal.forms import RecursoForm
from portal.guardas import so_de
from portal.views.processo import Processo
from protocolo.erros import TransicaoProibida

NAO_CABE_RECURSO = (
    "Agora não cabe recurso. Ele se apresenta depois da resposta, no prazo dito nela, "
    "ou quando o prazo passa sem resposta ou sem decisão."
)
NAO_CABE_RECLAMACAO = (
    "A reclamação cabe quando o prazo passa sem resposta, uma de cada vez, e não depois do recurso."
)


def _publico(caso: Pedido) -> dict[str, object]:
    """Só pelo número: que é um pedido de informação, o órgão, a situação e o prazo."""
    return {"situacao": caso.nome_da_situacao}


def _completo(caso: Pedido) -> dict[str, object]:
    agora = timezone.now()
    proxima = acoes.pode_recorrer(caso, agora)
    andamentos = list(que_se_leem(caso.andamentos))
    do_pedido, da_resposta = ver.anexos(caso, andamentos)
    return {
        "situacao": caso.nome_da_situacao,
        "proxima": proxima,
        "direito": direito_de_recorrer(proxima, caso.recorrer_ate),
        "pode_reclamar": acoes.pode_reclamar(caso, agora),
        "pode_desistir": caso.situacao == Situacao.EM_TRAMITACAO,
        "recursos": list(caso.recursos.select_related("reuniao").order_by("-instancia")),
        "reclamacoes": list(caso.reclamacoes.order_by("-pk")),
        "passos": ver.linha_do_tempo(andamentos),
        "como": () if caso.respondido_em or not caso.aberta else ver.como_calculamos(caso),
        "do_pedido": do_pedido,
        "da_resposta": da_resposta,
    }


PROCESSO = Processo[Pedido](
    pagina_publica="portal/acompanhar/pedido/publico.html",
    contexto_publico=_publico,
    pagina_completa="portal/acompanhar/pedido/completo.html",
    contexto_completo=_completo,
    mensagens=None,
    pagina_da_desistencia="portal/acompanhar/pedido/cancelar.html",
    cancelar=acoes.desistir,
    desistiu="Você desistiu do pedido de informação.",
)


@aberta_a_todos(*LER_E_MANDAR)
def recorrer(request: HttpRequest, protocolo: str) -> HttpResponse:
    """O recurso à instância que cabe agora (LAI, arts. 15 e 16; Decreto municipal 53.623/2012)."""
    caso, autor = so_de(Pedido, request, protocolo)
    instancia = acoes.pode_recorrer(caso, timezone.now())
    if instancia is None:
        raise TransicaoProibida(NAO_CABE_RECURSO, escritos=_escritos(request))
    form = RecursoForm(request.POST or None, motivos=ver.motivos(caso))
    if form.is_valid():
        acoes.recorrer(caso=caso, por=autor, **form.cleaned_data)
        messages.success(request, f"Recebemos o seu recurso. Quem decide é a {instancia.label}.")
        return redirect("portal:caso", protocolo)
    return com_formulario(
        request, "portal/acompanhar/pedido/recorrer.html", form, caso=caso, instancia=instancia
    )


def _escritos(request: HttpRequest) -> dict[str, str]:
    """O recurso que já não cabe, com o motivo por extenso."""
    form = RecursoForm(request.POST, motivos=list(MotivoDeRecurso))
    return {rotulo: dito for _, rotulo, dito in escritos(form)}


@aberta_a_todos(*LER_E_MANDAR)
def reclamar(request: HttpRequest, protocolo: str) -> HttpResponse:
    """A reclamação à Ouvidoria pela falta de resposta, depois do prazo; o órgão ainda pode responder."""
    caso, autor = so_de(Pedido, request, protocolo)
    if not acoes.pode_reclamar(caso, timezone.now()):
        raise TransicaoProibida(NAO_CABE_RECLAMACAO)
    if request.method != "POST":
        return render(request, "portal/acompanhar/pedido/reclamar.html", {"caso": caso})
    acoes.reclamar(caso=caso, por=autor)
    messages.success(request, "A Ouvidoria recebeu a sua reclamação.")
    return redirect("portal:caso", protocolo)


@login_not_required
@require_safe
def arquivo(request: HttpRequest, protocolo: str, pk: int) -> FileResponse:
    """Um arquivo do pedido ou da resposta, só à parte; 404 se é de um passo interno."""
    caso, _ = so_de(Pedido, request, protocolo)
    anexo = get_object_or_404(caso.anexos.filter(limpo_de=None), pk=pk)
    if not caso.andamentos.filter(ordem=anexo.ordem, alcance__in=A_QUEM_LE).exists():
        raise Http404("Este arquivo não está neste pedido.")
    return servir(anexo, "grande")
