"""O que as páginas de uma conversa mostram: a conversa, em que pé está, e o pedaço que chega de novo."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from assistente import aparelho
from atendimento import acoes
from atendimento import conversa as leituras
from atendimento import novidades as pergunta
from atendimento.conversa import DoLado
from atendimento.conversa_municipe.forms import AvaliarForm, MensagemForm
from atendimento.conversa_municipe.guardas import do_navegador, lembrar
from atendimento.models import Conversa
from atendimento.situacoes import SEM_NADA_DEPOIS, DeQuem, SituacaoDaConversa

LADO = DeQuem.PESSOA


def ver(esta: Conversa, ancora: str = "conversa") -> HttpResponseRedirect:
    """À conversa, depois de um envio (303)."""
    return HttpResponseRedirect(f"{reverse('conversa:conversa', args=[esta.codigo])}#{ancora}", status=303)


def mostrar(
    request: HttpRequest,
    esta: Conversa,
    *,
    form: MensagemForm | None = None,
    avaliar: AvaliarForm | None = None,
) -> HttpResponse:
    """A página inteira; a do que se mandou e não se pôde é 422."""
    agora = timezone.now()
    acoes.dar_sinal_na_fila(conversa=esta, em=agora)
    contexto = {
        **_o_que_chegou(request, esta, depois=0, em=agora),
        "versao": leituras.versao_de(esta, agora),
        "corrente": _corrente(request, esta),
        "pergunta": leituras.PERGUNTAR,
        "form": form or MensagemForm(initial={"chave": uuid4()}),
        "avaliar": avaliar or AvaliarForm(),
    }
    contexto["escrito"] = contexto["form"]["texto"].value() or ""
    status = 422 if any(um is not None and um.errors for um in (form, avaliar)) else 200
    resposta = render(request, "atendimento/conversa_municipe/conversa.html", contexto, status=status)
    lembrar(request, resposta, esta)
    return resposta


def recusada(request: HttpRequest, recusa: acoes.RecusaDaConversa, texto: str) -> HttpResponse:
    """Não se pode conversar agora: por quê, e o que se escreveu, para copiar."""
    contexto = {"recusa": str(recusa), "digitado": {"A sua mensagem": texto} if texto else {}}
    return render(request, "atendimento/conversa_municipe/recusada.html", contexto, status=429)


def pedaco(
    request: HttpRequest, esta: Conversa, *, depois: int, recusa: str = "", ir: str = ""
) -> HttpResponse:
    """O que há depois da mensagem desta ordem, e em que pé está a conversa, para `conversa_municipe.js`."""
    contexto = _o_que_chegou(request, esta, depois=depois, em=timezone.now())
    contexto |= {"avaliar": AvaliarForm() if contexto["pode_avaliar"] else None, "recusa": recusa, "ir": ir}
    resposta = render(request, "atendimento/conversa_municipe/_novidades.html", contexto)
    if contexto["de_todos"] and str(esta.codigo) in do_navegador(request):
        lembrar(request, resposta, esta)  # no aparelho de todos o cookie dura pouco, e a conversa não
    return a_pagina(request, esta, resposta)


def a_pagina(request: HttpRequest, esta: Conversa, resposta: HttpResponse | None = None) -> HttpResponse:
    """O pedaço, ou nada, com a versão da conversa."""
    versao = leituras.versao_de(esta, timezone.now())
    return pergunta.com_versao(versao, _corrente(request, esta), resposta)


def _corrente(request: HttpRequest, esta: Conversa) -> str:
    """A que acabou já não se acompanha; a de uma conta, só enquanto ela está nesta sessão."""
    if not esta.aberta:
        return ""
    sessao = request.session.session_key if esta.conta_id else ""
    return leituras.corrente(DoLado.PESSOA, esta.pk, sessao or "")


def ou_pedaco(
    request: HttpRequest, esta: Conversa, *, depois: int, recusa: str, ir: str = ""
) -> HttpResponse:
    """Depois de um envio: o pedaço, ao módulo; a página, aos outros.

    `recusa` é a foto que não serviu; `ir`, a página aonde se passa.
    """
    if pergunta.pelo_modulo(request):
        return pedaco(request, esta, depois=depois, recusa=recusa, ir=ir)
    if recusa:
        messages.warning(request, recusa)
    return redirect(ir) if ir else ver(esta, "conteudo" if recusa else "conversa")


def _o_que_chegou(request: HttpRequest, esta: Conversa, *, depois: int, em: datetime) -> dict[str, Any]:
    return {
        "conversa": esta,
        "lado": LADO,
        "mensagens": leituras.mensagens_depois(esta, depois, LADO),
        "vista": leituras.vista_do_outro_lado(esta, LADO),
        "ainda_se_apaga": not esta.aberta and leituras.ainda_se_apaga(esta, em),
        "pode_avaliar": not esta.aberta and esta.fim not in SEM_NADA_DEPOIS and esta.nota is None,
        "pode_continuar": leituras.pode_continuar(esta, em),
        "guarda_o_lugar": leituras.guarda_o_lugar(esta, em),
        "escrito": "",
        "de_todos": aparelho.de_todos(request),
        **em_que_pe(esta, em),
    }


def quem_ha(em: datetime) -> dict[str, Any]:
    """Antes de se pedir alguém: se há quem converse agora, quando volta a haver, quantos esperam e quanto."""
    na_fila = Conversa.objects.na_fila().presentes().count()
    return {
        "ha_quem": leituras.ha_quem_converse(em),
        "abre_em": leituras.proxima_abertura(em),
        "na_fila": na_fila,
        "espera": leituras.espera_prevista(em, antes=na_fila),
    }


def em_que_pe(esta: Conversa, em: datetime) -> dict[str, Any]:
    """O que se diz da espera, a quem espera; a quem ninguém atende ainda, se há quem converse."""
    if esta.situacao == SituacaoDaConversa.NA_FILA:
        return {"lugar": leituras.lugar_na_fila(esta), "espera": leituras.espera_de(esta, em)}
    if esta.situacao in {SituacaoDaConversa.COMECO, SituacaoDaConversa.PENDENTE}:
        return {"ha_quem": leituras.ha_quem_converse(em, esta.assunto)}
    return {}
