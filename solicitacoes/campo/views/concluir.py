"""Concluir na rua: a foto, o aviso como o munícipe o lerá, e só então se conclui."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from assistente import escritos
from assistente.escritos import Escrito, retoma
from avisos.models import Cidade
from contas.autor import Autor
from contas.guardas import LER_E_MANDAR, de_trabalho, usuario_da_sessao
from mesas import provas, repetidos
from mesas.atos import fazer
from mesas.pagina import pagina_inteira
from mesas.repetidos import aceita_guardado, reconhece_repetido
from protocolo.erros import RecusaDeAcao
from roteamento.mapa_desenhado import fundo
from solicitacoes.caixa.atos import ATOS
from solicitacoes.caixa.views.caso import com_caso
from solicitacoes.campo.forms import ConcluirForm
from solicitacoes.campo.lista import Parada, esta_na_lista, feitos_do_dia, paradas
from solicitacoes.campo.views.guardado import acabou, o_que_mudou
from solicitacoes.campo.views.lista_de import ListaDe, lista_de
from solicitacoes.models import Solicitacao
from solicitacoes.situacoes import Desfecho

CONCLUIR = "caixa:concluir"
MODELO = "solicitacoes/campo/concluir.html"
ATO = ATOS["finalizar"]


@de_trabalho(*LER_E_MANDAR)
@retoma
@aceita_guardado(acabou, o_que_mudou)
@reconhece_repetido
@com_caso
def concluir(request: HttpRequest, caso: Solicitacao, por: Autor) -> HttpResponse:
    """Conclui como realizado, com a foto, depois de confirmado. O que não passa volta preenchido.

    As fotos ficam guardadas assim que chegam: nem o erro de outro campo, nem a confirmação as perdem.
    """
    (parada,) = paradas([caso], timezone.now(), Cidade.atual())
    dela = lista_de(request, caso.unidade, por)
    if not caso.aberta or caso.segue_o_principal:
        if repetidos.ja_feito(request, ATO.nome, caso):
            return _feito(request, parada, dela, por)
        return _parou(request, caso)
    if request.method != "POST":
        onde = escritos.desta_pagina(request)
        form = da_parada(parada, escritos.ler_varios(usuario_da_sessao(request).pk, [onde]))
        return _mostrar(request, parada, form, dela)
    form = ConcluirForm(request.POST, request.FILES, caso=caso, mensagens=parada.mensagens)
    provas.receber_do_formulario(request, form, caso.protocolo, por)
    if "corrigir" in request.POST:
        form.esquecer_erros()
        return _mostrar(request, parada, form, dela)
    if not form.is_valid():
        return _mostrar(request, parada, form, dela, status=422)
    try:
        return _confirmar_ou_fazer(request, parada, form, dela, por)
    except RecusaDeAcao as recusa:
        form.add_error(None, str(recusa))
        return _mostrar(request, parada, form, dela, status=409)


def _confirmar_ou_fazer(
    request: HttpRequest, parada: Parada, form: ConcluirForm, dela: ListaDe, por: Autor
) -> HttpResponse:
    """Um toque mostra o que o munícipe vai receber; o outro faz."""
    dados = {"caso": parada.caso, "versao": form.cleaned_data["versao"], "por": por}
    dados |= {"desfecho": Desfecho.REALIZADO, **form.argumentos}
    if "confirmar" not in request.POST:
        return _mostrar(request, parada, form, dela, previa=ATO.previa(**dados), confirmando=True)
    fazer(request, ATO, dados)
    return _feito(request, parada, dela, por)


def da_parada(parada: Parada, escritas: Mapping[str, Escrito]) -> ConcluirForm:
    """O formulário de uma parada, com o que se enviou quando a sessão já tinha acabado."""
    caso = parada.caso
    escrito = escritas.get(escritos.lugar(CONCLUIR, protocolo=caso.protocolo))
    if escrito is None:
        inicial = {"versao": caso.versao, "resposta": parada.resposta, "envio": uuid4()}
        return ConcluirForm(caso=caso, initial=inicial, mensagens=parada.mensagens)
    dados = escrito.campos.copy()
    dados["versao"] = str(caso.versao)
    form = ConcluirForm(dados, caso=caso, mensagens=parada.mensagens)
    form.esquecer_erros()
    return form


def _feito(request: HttpRequest, parada: Parada, dela: ListaDe, por: Autor) -> HttpResponse:
    if request.headers.get("HX-Request"):
        feitos = feitos_do_dia(por, dela.unidade, dela.quem, timezone.localdate())
        return render(request, f"{MODELO}#feito", {"parada": parada, "feitos": feitos})
    messages.success(request, f"Pedido concluído. Protocolo {parada.caso.protocolo_escrito}.")
    return redirect(dela.endereco)


def _parou(request: HttpRequest, caso: Solicitacao) -> HttpResponse:
    """Outra pessoa já o encerrou, ou ele segue outro: não há o que concluir, e nada se fez (303)."""
    recado = "segue outro pedido: conclua o principal" if caso.aberta else "já está encerrado"
    messages.info(request, f"O pedido {caso.protocolo_escrito} {recado}.")
    vai = HttpResponseRedirect(reverse("caixa:pedido", args=[caso.unidade.sigla, caso.protocolo]), status=303)
    return pagina_inteira(request, vai)


def _mostrar(  # noqa: PLR0913  cada argumento é um dado da página
    request: HttpRequest,
    parada: Parada,
    form: ConcluirForm,
    dela: ListaDe,
    *,
    status: int = 200,
    **extras: Any,
) -> HttpResponse:
    """O cartão do pedido, com o formulário ou, `confirmando`, o aviso e o botão que faz."""
    modelo = f"{MODELO}#parada" if request.headers.get("HX-Request") else MODELO
    posta = esta_na_lista(parada.caso, dela.quem, timezone.localdate())
    contexto = {
        "parada": parada,
        "form": form,
        "unidade": dela.unidade,
        **dela.contexto,
        "postas": {parada.caso.pk} if posta else (),
        "confirmando": False,
    }
    return render(request, modelo, {**contexto, **fundo(), **extras}, status=status)
