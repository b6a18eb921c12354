"""Manifestar-se: por onde se começa, as perguntas, quem é, a conferência e o envio."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from assistente.guardas import em_aberto
from assistente.preenchimento import BALCAO
from assistente.rascunhos import guardar_passo
from assistente.views import Assistente
from contas.autor import Autor
from contas.guardas import interessado
from contas.models import Usuario
from ouvidoria.guardas import balcao
from ouvidoria.manifestar.enviar import enviar
from ouvidoria.manifestar.perguntas import FALHA
from ouvidoria.manifestar.preenchimento import (
    MUITOS_NUMEROS,
    PASSOS,
    Preenchimento,
    achar_pedido,
    preenchidas,
    roteiro_de,
)
from ouvidoria.manifestar.roteiro import CIENTE, RESPOSTAS, TIPO
from ouvidoria.models import Manifestacao
from ouvidoria.segunda_instancia import Caminho, caminho
from ouvidoria.situacoes import Falha, TipoDeManifestacao
from protocolo import numero
from protocolo.models import Rascunho
from solicitacoes.guardas import adivinhando
from solicitacoes.models import Solicitacao

JA_RECLAMOU = "Você já reclamou deste pedido. Esta é a sua manifestação."


class Manifestar(Assistente[Preenchimento]):
    """O assistente da manifestação, para o munícipe e para o balcão."""

    tipo, espaco, pasta, secao = TIPO, "ouvidoria", "ouvidoria/manifestar", "ouvidoria"
    passos = PASSOS
    limite = "manifestacoes"
    muitos = (
        "Foram muitas manifestações deste lugar em pouco tempo. Espere alguns minutos e continue: o que você "
        "escreveu está abaixo."
    )
    nao_atende_mais = "Você não atende mais no balcão: outra pessoa precisa refazer este registro."

    def abrir(
        self, request: HttpRequest, rascunho: Rascunho, *, gravado: bool = True, **_: Any
    ) -> Preenchimento:
        autor, _onde = self.quem(request, no_balcao=BALCAO in rascunho.dados)
        roteiro = roteiro_de(rascunho)
        return Preenchimento(rascunho=rascunho, autor=autor, roteiro=roteiro, gravado=gravado)

    def atendente(self, request: HttpRequest) -> tuple[Autor, str] | None:
        return balcao(request)

    def dono(self, request: HttpRequest, assunto: str, dados: dict[str, Any]) -> Usuario | None:
        """O rascunho de uma denúncia nunca se liga à conta de quem a faz."""
        do_municipe_que_denuncia = assunto == TipoDeManifestacao.DENUNCIA and BALCAO not in dados
        return None if do_municipe_que_denuncia else super().dono(request, assunto, dados)

    def sigiloso(self, assunto: str, **_: Any) -> bool:
        return assunto == TipoDeManifestacao.DENUNCIA

    def porta(self, preenchimento: Preenchimento) -> str:
        return reverse("ouvidoria:balcao" if preenchimento.no_balcao else "portal:ouvidoria")

    def comeco(self, preenchimento: Preenchimento) -> str:
        return reverse("ouvidoria:comecar", args=[preenchimento.rascunho.assunto])

    def ja_enviado(self, chave: UUID) -> bool:
        return Manifestacao.objects.filter(chave_de_envio=str(chave)).exists()

    def na_conferencia(self, preenchimento: Preenchimento) -> dict[str, Any]:
        return {"entra_como": TipoDeManifestacao(preenchimento.roteiro.tipo_que_entra)}

    def enviar(self, preenchimento: Preenchimento, em: datetime) -> Manifestacao:
        return enviar(rascunho=preenchimento.rascunho, por=preenchimento.autor, em=em)

    def fica_na_sessao(self, preenchimento: Preenchimento, caso: Any) -> bool:
        """Nunca a denúncia."""
        return not caso.denuncia and super().fica_na_sessao(preenchimento, caso)


MANIFESTAR = Manifestar()


@MANIFESTAR.publica
def comecar(request: HttpRequest, tipo: str) -> HttpResponse:
    """As perguntas de um tipo. Quem atende no balcão registra pela página dele."""
    nova = MANIFESTAR.novo(request, tipo)
    if balcao(request):
        return redirect(f"{reverse('ouvidoria:balcao')}?tipo={tipo}")
    deixada = em_aberto(request, TIPO, tipo).exclude(dados__has_key=BALCAO).first()
    return MANIFESTAR.de_volta(request, deixada) or MANIFESTAR.primeira_pagina(request, nova)


@MANIFESTAR.publica
def reclamar(request: HttpRequest, protocolo: str) -> HttpResponse:
    """Reclamar de um pedido, com o que ele já diz preenchido; o que ainda não cabe, explica-se."""
    pedido = achar_pedido(numero.normalizar(protocolo))
    if adivinhando(request, pedido):
        return render(request, "429.html", {"mensagem": MUITOS_NUMEROS}, status=429)
    if pedido is None:
        raise Http404("Não há pedido com este protocolo.")
    if balcao(request):
        return redirect(f"{reverse('ouvidoria:balcao')}?tipo=reclamacao&protocolo={pedido.protocolo}")
    if ja := _ja_reclamou(request, pedido):
        messages.info(request, JA_RECLAMOU)
        return redirect("portal:caso", ja.protocolo)
    falha = Falha.MAU_ATENDIMENTO if request.GET.get(FALHA) == Falha.MAU_ATENDIMENTO else ""
    ciente = {CIENTE: {"lido": True}} if "registrar" in request.GET else {}
    por_que = caminho(pedido, falha, timezone.now())
    if por_que != Caminho.CABE and not ciente:
        contexto = {"pedido": pedido, "caminho": por_que, "secao": "ouvidoria"}
        return render(request, "ouvidoria/manifestar/ainda_nao.html", contexto)
    dados = {**ciente, RESPOSTAS: preenchidas(pedido, falha)}
    nova = MANIFESTAR.novo(request, TipoDeManifestacao.RECLAMACAO, dados)
    return MANIFESTAR.primeira_pagina(request, nova)


def _ja_reclamou(request: HttpRequest, pedido: Solicitacao) -> Manifestacao | None:
    """A reclamação em aberto do mesmo pedido que esta sessão, ou esta conta, fez."""
    minhas = Manifestacao.objects.abertas().sem_denuncias().visiveis_para(interessado(request))
    return minhas.filter(solicitacao=pedido).order_by("-aberta_em").first()


@MANIFESTAR.pagina(RESPOSTAS)
def ainda_nao(request: HttpRequest, preenchimento: Preenchimento) -> HttpResponse:
    """A reclamação ainda não é segunda instância: o que fazer, ou registrar assim mesmo (art. 11)."""
    roteiro = preenchimento.roteiro
    if not roteiro.respostas.get("conferido") or roteiro.caminho == Caminho.CABE:
        return MANIFESTAR.ao_que_falta(preenchimento)
    if request.method == "POST":
        guardar_passo(rascunho=preenchimento.rascunho, passo=CIENTE, respostas={"lido": True})
        return MANIFESTAR.seguir(request, preenchimento, RESPOSTAS)
    contexto: dict[str, Any] = {"pedido": roteiro.solicitacao, "caminho": roteiro.caminho}
    return MANIFESTAR.mostrar(request, preenchimento, RESPOSTAS, modelo="ainda_nao", **contexto)
