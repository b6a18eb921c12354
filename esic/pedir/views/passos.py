"""Pedir informação, pelo portal ou no balcão do SIC: o que se quer saber, quem é, a conferência, o envio."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone

from assistente.conferir import Secao
from assistente.guardas import em_aberto
from assistente.paginas import com_formulario, enviado
from assistente.preenchimento import BALCAO
from assistente.rascunhos import guardar_passo
from assistente.roteiro import IDENTIFICACAO
from assistente.views import Assistente
from contas.autor import Autor
from contas.guardas import LER_E_MANDAR, de_trabalho
from esic.guardas import do_balcao, quem_trabalha
from esic.models import Pedido
from esic.pedir.conselho import conselho
from esic.pedir.enviar import enviar
from esic.pedir.forms import RegistrarForm
from esic.pedir.preenchimento import PASSOS, Preenchimento, como_chegou
from esic.pedir.roteiro import INFORMACAO, TIPO, VISTO, Roteiro
from protocolo.models import Rascunho
from roteamento.guardas import atendente
from roteamento.models import Unidade


class PedirInformacao(Assistente[Preenchimento]):
    """O assistente do pedido de informação, para quem pede e para o balcão do SIC."""

    tipo, espaco, pasta, secao = TIPO, "esic", "esic/pedir", "esic"
    passos = PASSOS
    limite = "pedidos_de_informacao"
    muitos = (
        "Foram muitos pedidos deste lugar em pouco tempo. Espere alguns minutos e continue: o que você "
        "escreveu está abaixo."
    )
    nao_atende_mais = "Você não responde mais pelo SIC: outra pessoa precisa refazer este registro."

    def abrir(
        self, request: HttpRequest, rascunho: Rascunho, *, gravado: bool = True, **_: Any
    ) -> Preenchimento:
        autor, _onde = self.quem(request, no_balcao=BALCAO in rascunho.dados)
        roteiro = Roteiro(rascunho.dados)
        return Preenchimento(rascunho=rascunho, autor=autor, roteiro=roteiro, gravado=gravado)

    def atendente(self, request: HttpRequest) -> tuple[Autor, Unidade | None] | None:
        """O SIC no seu balcão, e quem atende na Central ou numa Praça."""
        atende = do_balcao(request)
        return (atende, None) if atende else atendente(request)

    def porta(self, preenchimento: Preenchimento) -> str:
        return reverse("sic:registrar" if preenchimento.no_balcao else "portal:esic")

    def comeco(self, preenchimento: Preenchimento) -> str:  # noqa: ARG002
        return reverse("esic:pedir")

    def secoes(self, preenchimento: Preenchimento) -> list[Secao]:
        no_balcao = preenchimento.no_balcao
        chegou = [Secao(BALCAO, "Como chegou", como_chegou(preenchimento))] if no_balcao else []
        return [*chegou, *super().secoes(preenchimento)]

    def enviar(self, preenchimento: Preenchimento, em: datetime) -> Pedido:
        return enviar(rascunho=preenchimento.rascunho, por=preenchimento.autor, em=em)


PEDIR = PedirInformacao()


@PEDIR.publica
def pedir(request: HttpRequest) -> HttpResponse:
    """O primeiro passo antes de haver rascunho."""
    contexto = {}
    if request.method != "POST":
        pela_metade = em_aberto(request, TIPO, TIPO).exclude(dados__has_key=BALCAO).first()
        if volta := PEDIR.de_volta(request, pela_metade):
            return volta
        contexto = {"em_aberto": pela_metade, "do_sic": do_balcao(request)}
    return PEDIR.primeira_pagina(request, PEDIR.novo(request, TIPO), **contexto)


@de_trabalho(*LER_E_MANDAR)
def registrar(request: HttpRequest) -> HttpResponse:
    """O que chegou ao SIC por visita, carta ou telefone: por onde e em que dia; depois, as mesmas perguntas.

    Vale para qualquer órgão, e o prazo conta do dia em que chegou de verdade.
    """
    quem_trabalha(request)
    form = RegistrarForm(enviado(request), initial={"recebida_em": timezone.localdate()})
    if not form.is_valid():
        return com_formulario(request, "esic/sic/registrar.html", form, aba="pedidos")
    dito = form.cleaned_data
    chegou = {"canal": dito["canal"], "recebida_em": dito["recebida_em"].isoformat()}
    return PEDIR.gravado(request, PEDIR.novo(request, TIPO, {BALCAO: chegou}))


@PEDIR.pagina(IDENTIFICACAO)
def antes(request: HttpRequest, preenchimento: Preenchimento) -> HttpResponse:
    """O conselho: outro caminho, se o texto não parece informação, e respostas parecidas; nada impede."""
    texto = preenchimento.roteiro.texto
    if request.method == "POST":
        guardar_passo(rascunho=preenchimento.rascunho, passo=VISTO, respostas={"texto": texto})
        return PEDIR.seguir(request, preenchimento, INFORMACAO)
    achado = conselho(texto)
    if achado.vazio:
        return PEDIR.seguir(request, preenchimento, INFORMACAO)
    voltar = PEDIR.onde(preenchimento, INFORMACAO)
    return PEDIR.mostrar(request, preenchimento, INFORMACAO, modelo="antes", conselho=achado, voltar=voltar)
