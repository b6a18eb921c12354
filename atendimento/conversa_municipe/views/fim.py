"""O fim: acabar a conversa, continuar a que parou, dar a nota, levar a cópia."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from atendimento import acoes
from atendimento import conversa as leituras
from atendimento.conversa_municipe import por_mandar
from atendimento.conversa_municipe.forms import AvaliarForm
from atendimento.conversa_municipe.guardas import da_conversa, em_aberto, esquecer, minha_conversa
from atendimento.conversa_municipe.views.tela import mostrar, recusada, ver
from atendimento.novidades import SO_TEXTO
from atendimento.situacoes import Fim, SituacaoDaConversa
from contas.guardas import LER, LER_E_MANDAR
from protocolo.erros import RecusaNoCampo
from referencia.limite_de_tentativas import quem_pede

OBRIGADO = "Obrigado. A sua nota entra sem nome nos números do atendimento."


@da_conversa(*LER_E_MANDAR)
def acabar(request: HttpRequest, codigo: UUID) -> HttpResponse:
    """Pergunta antes, e acaba; quem estava na fila desiste. Com `sair`, o aparelho de todos a esquece."""
    esta = minha_conversa(request, codigo)
    if request.method != "POST":
        if not esta.aberta:
            return ver(esta)
        return render(request, "atendimento/conversa_municipe/acabar.html", {"conversa": esta})
    na_fila, sair = esta.situacao == SituacaoDaConversa.NA_FILA, "sair" in request.POST
    acoes.acabar(conversa=esta, fim=Fim.DESISTIU if na_fila else Fim.PESSOA)
    if not sair:
        return ver(esta, "fim")
    resposta = redirect("portal:inicio")
    esquecer(resposta)
    return resposta


@da_conversa("POST")
def continuar(request: HttpRequest, codigo: UUID) -> HttpResponse:
    """A que parou continua, com o que se escrevia; se agora não há quem converse, pede-se o contato.

    Quem já tem outra aberta vai a ela.
    """
    esta, texto = minha_conversa(request, codigo), request.POST.get("texto", "")
    if (aberta := em_aberto(request)) and aberta != esta:
        return ver(aberta)
    try:
        acoes.continuar_conversa(conversa=esta, rede=quem_pede(request))
        resposta: HttpResponse = ver(esta)
    except RecusaNoCampo:
        resposta = redirect("conversa:pessoa", esta.codigo)
    except acoes.RecusaDaConversa as recusa:
        return recusada(request, recusa, texto)
    if por_mandar.guardar(resposta, esta, texto):
        return resposta
    return mostrar(request, minha_conversa(request, codigo), form=por_mandar.com_o_escrito(texto))


@da_conversa("POST")
def denuncia(request: HttpRequest, codigo: UUID) -> HttpResponse:
    """Era denúncia: o que se escreveu aqui se apaga, e vai-se ao formulário, que protege quem denuncia."""
    acoes.levar_a_denuncia(conversa=minha_conversa(request, codigo))
    return redirect("ouvidoria:comecar", "denuncia")


@da_conversa("POST")
def avaliar(request: HttpRequest, codigo: UUID) -> HttpResponse:
    """A nota, de 1 a 5, e o comentário."""
    esta = minha_conversa(request, codigo)
    form = AvaliarForm(request.POST)
    if form.is_valid():
        acoes.avaliar(conversa=esta, **form.cleaned_data)
        messages.success(request, OBRIGADO)
        return ver(esta, "conteudo")
    return mostrar(request, esta, avaliar=form)


@da_conversa(*LER)
def copia(request: HttpRequest, codigo: UUID) -> HttpResponse:
    """A conversa num arquivo de texto."""
    esta = minha_conversa(request, codigo)
    if esta.fim == Fim.DENUNCIA:
        raise Http404("Desta conversa nada se guardou.")
    texto = leituras.transcricao(esta)
    nome = f"conversa-{timezone.localdate(esta.comecada_em):%Y-%m-%d}.txt"
    disposicao = {"Content-Disposition": f'attachment; filename="{nome}"'}
    return HttpResponse(texto, content_type=SO_TEXTO, headers=disposicao)
