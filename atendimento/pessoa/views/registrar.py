"""Registrar na Ouvidoria ou no e-SIC dentro do atendimento: os assistentes de sempre, já com quem é."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone

from assistente.paginas import com_formulario, enviado
from assistente.preenchimento import BALCAO
from assistente.roteiro import IDENTIFICACAO
from atendimento import acoes
from atendimento.guardas import NaMesa
from atendimento.models import Atendimento
from atendimento.pessoa.ficha import respostas_de
from atendimento.pessoa.forms import ManifestarForm
from atendimento.pessoa.guardas import caso_da_pessoa, em_curso
from atendimento.pessoa.quem import da_pagina
from contas.guardas import LER_E_MANDAR, de_trabalho
from esic.pedir.roteiro import TIPO as INFORMACAO
from esic.pedir.views.passos import PEDIR
from ouvidoria.manifestar.preenchimento import preenchidas
from ouvidoria.manifestar.roteiro import RESPOSTAS
from ouvidoria.manifestar.views.passos import MANIFESTAR
from ouvidoria.situacoes import TipoDeManifestacao
from solicitacoes.guardas import com_relacoes


@de_trabalho(*LER_E_MANDAR)
def ouvidoria(request: HttpRequest, codigo: UUID, protocolo: str = "") -> HttpResponse:
    """O tipo; depois, as perguntas que o munícipe responde sozinho. Com o protocolo, reclama-se dele.

    A denúncia nunca fica no atendimento de alguém, nem de quem ainda não disse quem é: vai num à parte. Da
    conversa do portal não se toma: quem conversa recebe o formulário.
    """
    atendimento, mesa = em_curso(request, codigo)
    caso = caso_da_pessoa(request, codigo, protocolo)[2] if protocolo else None
    form = ManifestarForm(enviado(request), initial={"tipo": TipoDeManifestacao.RECLAMACAO if caso else None})
    if not form.is_valid():
        pagina = da_pagina(atendimento, mesa) | {"caso": caso}
        return com_formulario(request, "atendimento/pessoa/ouvidoria.html", form, **pagina)
    tipo = form.cleaned_data["tipo"]
    if tipo == TipoDeManifestacao.DENUNCIA and atendimento.conversa:
        return redirect("central:conversa_denuncia", atendimento.conversa.codigo)
    if tipo == TipoDeManifestacao.DENUNCIA:
        dados = _chegou(acoes.comecar(atendente=mesa.usuario, unidade=mesa.unidade))
    else:
        dados = _chegou(atendimento) | _de_quem(atendimento, mesa)
    if caso and tipo == TipoDeManifestacao.RECLAMACAO:
        dados[RESPOSTAS] = preenchidas(get_object_or_404(com_relacoes(), pk=caso.pk))
    return MANIFESTAR.gravado(request, MANIFESTAR.novo(request, tipo, dados))


@de_trabalho("POST")
def esic(request: HttpRequest, codigo: UUID) -> HttpResponse:
    """O pedido de informação de quem liga ou vem à Praça: a lei não deixa perguntar por quê."""
    atendimento, mesa = em_curso(request, codigo)
    dados = _chegou(atendimento) | _de_quem(atendimento, mesa)
    return PEDIR.gravado(request, PEDIR.novo(request, INFORMACAO, dados))


def _chegou(atendimento: Atendimento) -> dict[str, Any]:
    hoje = timezone.localdate().isoformat()
    onde = {"canal": atendimento.canal, "recebida_em": hoje, "atendimento": str(atendimento.codigo)}
    return {BALCAO: onde}


def _de_quem(atendimento: Atendimento, mesa: NaMesa) -> dict[str, Any]:
    """As respostas de quem foi reconhecido, que a página de identificação mostra para se conferirem."""
    respostas = respostas_de(atendimento)
    acoes.mostrar_contato(atendimento=atendimento, por=mesa.autor)
    return {IDENTIFICACAO: respostas} if respostas else {}
