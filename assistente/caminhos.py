"""De uma página a outra de um assistente: para a frente, de volta, a alterar, a entrar na conta.

Em nenhuma ida se perde o que está escrito na página que se deixa.
"""

from __future__ import annotations

from abc import abstractmethod
from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone

from assistente.conferir import VEIO_DE_CONFERIR
from assistente.guardas import ha_pouco
from assistente.passos import Identificacao, Passo
from assistente.preenchimento import Preenchimento
from assistente.processo import Processo
from assistente.rascunhos import DIGITADA, guardar_passo
from assistente.roteiro import CONFERIR
from protocolo.models import Rascunho

IR, ENTRAR, VOLTAR = "ir", "entrar", "voltar"
"""O botão que leva a outra página com o escrito nesta; o valor é o lugar, ou o passo que se altera."""
DE_VOLTA, EM_BRANCO = "volta", "em_branco"
"""Em `de`: a página traz o que se tinha escrito. No começo: o rascunho que não se quer continuar."""


class Caminhos[P: Preenchimento[Any]](Processo[P]):
    """As idas de um assistente."""

    @abstractmethod
    def comeco(self, preenchimento: P) -> str:
        """O endereço da página em que ainda não há rascunho."""

    def onde(self, preenchimento: P, nome: str) -> str:
        """O endereço de uma página deste rascunho."""
        return reverse(f"{self.espaco}:{nome}", args=self.partes(preenchimento.rascunho))

    def ir_para(self, preenchimento: P, nome: str, *, consulta: str = "", ancora: str = "") -> HttpResponse:
        """Vai a outra página deste rascunho (303): recarregar nunca repete o envio."""
        endereco = self.onde(preenchimento, nome)
        return ver(f"{endereco}{f'?{consulta}' if consulta else ''}{f'#{ancora}' if ancora else ''}")

    def ao_que_falta(self, preenchimento: P) -> HttpResponse:
        """À página do que falta responder; depois do envio, ao fim."""
        foi = preenchimento.rascunho.protocolo
        return self.ir_para(preenchimento, self.fim if foi else preenchimento.roteiro.o_que_falta)

    def voltar(self, request: HttpRequest, preenchimento: P, passo: str) -> str:
        """O endereço da página de antes desta."""
        if request.GET.get("de") == VEIO_DE_CONFERIR:
            return self.onde(preenchimento, CONFERIR)
        anterior = preenchimento.roteiro.anterior(passo)
        return self.onde(preenchimento, anterior) if anterior else self.porta(preenchimento)

    def da_pagina(self, preenchimento: P, passo: str) -> list[Passo[P]]:
        """Os passos que se respondem na página deste; a conferência não é um deles."""
        pagina = preenchimento.roteiro.pagina_de(passo)
        return [um for um in self.passos if um.nome in pagina]

    # --- do começo, ao que já se escreveu -----------------------------------------------------

    def de_volta(self, request: HttpRequest, deixado: Rascunho | None) -> HttpResponse | None:
        """Quem volta ao começo do que escreveu há pouco acha a página como a deixou, e não uma vazia.

        `deixado` é o que a pessoa deixou por enviar. None se já faz tempo, ou se ela quer outro, em branco.
        """
        if deixado is None or not ha_pouco(deixado, timezone.now()):
            return None
        if request.method == "POST" or request.GET.get(EM_BRANCO) == str(deixado.pk):
            return None
        preenchimento = self.achar(request, deixado.pk)
        primeira = preenchimento.roteiro.paginas[0][-1]
        return self.ir_para(preenchimento, primeira, consulta=urlencode({"de": DE_VOLTA}))

    def em_branco(self, request: HttpRequest, preenchimento: P) -> str:
        """Onde se começa outro, a quem veio dar ao que já tinha escrito; vazio aos outros."""
        if request.GET.get("de") != DE_VOLTA:
            return ""
        return f"{self.comeco(preenchimento)}?{urlencode({EM_BRANCO: preenchimento.rascunho.pk})}"

    # --- do meio da página --------------------------------------------------------------------

    def levar(self, request: HttpRequest, preenchimento: P, pagina: str) -> HttpResponse:
        """A alterar um passo, a entrar na conta ou de volta; o escrito nesta página fica, certo ou errado."""
        self._guardar_escrito(request, preenchimento, pagina)
        aonde = request.POST[IR]
        if aonde == ENTRAR:
            return ver(redirect_to_login(request.get_full_path()).url)
        if aonde == VOLTAR:
            return ver(self.voltar(request, preenchimento, pagina))
        passo = next((um for um in self.passos if um.nome == aonde), None)
        if passo is None or aonde not in preenchimento.roteiro.passos:
            return self.ao_que_falta(preenchimento)
        altera = preenchimento.roteiro.pagina_de(aonde)[-1]
        consulta = urlencode({"de": VEIO_DE_CONFERIR})
        return self.ir_para(preenchimento, altera, consulta=consulta, ancora=passo.ancora)

    def _guardar_escrito(self, request: HttpRequest, preenchimento: P, pagina: str) -> None:
        """De quem é, à parte: por conferir, não responde ao passo."""
        for passo in self.da_pagina(preenchimento, pagina):
            form = passo.form(preenchimento, request.POST)
            nome, escrito = passo.nome, passo.digitadas(preenchimento, form)
            if isinstance(passo, Identificacao):
                nome, escrito = DIGITADA, passo.escritas(form)
            if escrito is not None:
                guardar_passo(rascunho=preenchimento.rascunho, passo=nome, respostas=escrito)


def ver(endereco: str) -> HttpResponse:
    """Depois de um POST, manda ver outra página: recarregar nunca repete o envio."""
    return HttpResponseRedirect(endereco, status=303)
