"""O que cada processo diz de si ao assistente, de onde vem o rascunho que se preenche e aonde se vai dele.

Em nenhuma ida se perde o que está escrito na página que se deixa.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any
from urllib.parse import urlencode
from uuid import UUID, uuid4

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.module_loading import import_string

from assistente import aparelho
from assistente.conferir import VEIO_DE_CONFERIR
from assistente.guardas import ha_pouco, rascunho_de
from assistente.paginas import chave_repetida
from assistente.passos import Identificacao, Passo
from assistente.preenchimento import Preenchimento
from assistente.rascunhos import DIGITADA, comecar, guardar_passo
from assistente.roteiro import CONFERIR
from contas.autor import Autor
from contas.guardas import interessado
from contas.models import Usuario
from protocolo.erros import Conflito
from protocolo.models import Caso, Rascunho
from referencia.limite_de_tentativas import DEZ_MINUTOS, dentro_do_limite, quem_pede

COMECOS_POR_LUGAR = 120
IR, ENTRAR, VOLTAR = "ir", "entrar", "voltar"
"""O botão que leva a outra página com o escrito nesta; o valor é o lugar, ou o passo que se altera."""
DE_VOLTA, EM_BRANCO = "volta", "em_branco"
"""Em `de`: a página traz o que se tinha escrito. No começo: o rascunho que não se quer continuar."""


class JaEnviado(Exception):
    """O rascunho já virou um caso, e não existe mais."""

    def __init__(self, chave: UUID) -> None:
        super().__init__(str(chave))
        self.chave = chave


class Processo[P: Preenchimento[Any]](ABC):
    """Os passos e o que o processo tem de próprio: quem continua, aonde se volta, o que se envia."""

    tipo: str
    """O que se põe em `Rascunho.tipo`."""
    espaco: str
    """O espaço dos nomes dos endereços (`namespace`)."""
    pasta: str
    """A pasta dos modelos HTML."""
    secao: str = ""
    """A seção do menu do portal."""
    fim: str = "comprovante"
    """A página aonde se vai depois do envio."""
    do_endereco: Sequence[str] = ()
    """As partes do endereço, além da uuid, que dizem qual é o rascunho."""
    passos: Sequence[Passo[P]]
    limite: str
    """O nome do limite de rascunhos começados de um lugar."""
    muitos: str
    """O que se diz a quem passou dele."""
    nao_atende_mais: str
    """O que se diz a quem deixou o balcão no meio de um registro."""

    # --- o que cada processo diz de si ------------------------------------------------------

    @abstractmethod
    def abrir(self, request: HttpRequest, rascunho: Rascunho, *, gravado: bool = True, **partes: Any) -> P:
        """O rascunho com o que as páginas precisam; `partes` são as do endereço, além da uuid."""

    @abstractmethod
    def atendente(self, request: HttpRequest) -> tuple[Autor, Any] | None:
        """Quem registra em nome de outra pessoa, e onde ou por que canal; None para os outros."""

    @abstractmethod
    def porta(self, preenchimento: P) -> str:
        """O endereço de antes do primeiro passo."""

    @abstractmethod
    def enviar(self, preenchimento: P, em: datetime) -> Caso:
        """Registra o caso, uma vez só."""

    def enviar_e_anotar(self, preenchimento: P, em: datetime) -> Caso:
        """Envia e anota, tudo ou nada."""
        with transaction.atomic():
            caso = self.enviar(preenchimento, em)
            self.anotar(preenchimento, caso)
        return caso

    def partes(self, rascunho: Rascunho) -> list[Any]:
        """As partes do endereço de uma página deste rascunho."""
        return [rascunho.pk]

    def ja_enviado(self, chave: UUID) -> bool:
        """Se este rascunho já virou caso e se apagou."""
        return False

    def dono(self, request: HttpRequest, assunto: str, dados: dict[str, Any]) -> Usuario | None:
        """De quem é o rascunho novo: de quem entrou."""
        return request.user if isinstance(request.user, Usuario) else None

    def sigiloso(self, assunto: str, **partes: Any) -> bool:
        """Se quem é a pessoa não pode ficar legível nem no rascunho."""
        return False

    def na_conferencia(self, preenchimento: P) -> dict[str, Any]:
        """O que mais a conferência mostra."""
        return {}

    def fica_na_sessao(self, preenchimento: P, caso: Caso) -> bool:
        """A sessão do balcão não é da pessoa; e a de quem entrou não lembra o caso sem identificação."""
        anonimo = caso.interessado is None or caso.interessado.anonimo
        return not preenchimento.no_balcao and not (anonimo and preenchimento.autor.usuario)

    def anotar(self, preenchimento: P, caso: Caso) -> None:
        """Deixa escrito o que foi, no atendimento em que se registrou ou na conversa que mandou o pedido."""
        if preenchimento.atendimento:
            import_string(settings.REGISTRADO_NO_ATENDIMENTO)(codigo=preenchimento.atendimento, caso=caso)
        if preenchimento.conversa:
            import_string(settings.ENVIADO_DA_CONVERSA)(**preenchimento.conversa, caso=caso)

    # --- o rascunho ------------------------------------------------------------------------

    def quem(self, request: HttpRequest, *, no_balcao: bool) -> tuple[Autor, Any]:
        """Quem age e, no balcão, onde; o que se começou nele só quem atende nele continua."""
        if not no_balcao:
            return interessado(request), None
        atende = self.atendente(request)
        if atende is None:
            raise Conflito(self.nao_atende_mais)
        return atende

    def achar(self, request: HttpRequest, uuid: UUID, **partes: Any) -> P:
        """O rascunho desta pessoa: 404 se não existe, 403 se é de outra.

        Levanta JaEnviado, se o envio o apagou, PrecisaEntrar, se é de uma conta que saiu, e Conflito, se já
        não pode continuar.
        """
        try:
            rascunho = rascunho_de(request, uuid, self.tipo)
        except Http404:
            self.recusar_se_enviado(uuid)
            raise
        return self.abrir(request, rascunho, **partes)

    def novo(
        self, request: HttpRequest, assunto: str, dados: dict[str, Any] | None = None, **partes: Any
    ) -> P:
        """Um que ninguém começou: o rascunho só vai ao banco com a primeira resposta."""
        dados = {**aparelho.como_abriu(request), **(dados or {})}
        dono = self.dono(request, assunto, dados)
        rascunho = Rascunho(pk=uuid4(), tipo=self.tipo, assunto=assunto, dados=dados, dono=dono)
        rascunho.sigiloso = self.sigiloso(assunto, **partes)
        return self.abrir(request, rascunho, gravado=False, **partes)

    def comecado(self, request: HttpRequest, novo: P) -> P:
        """O preenchimento do primeiro envio; o repetido acha o mesmo rascunho, ou o caso que ele já é."""
        if chave := chave_repetida(request, novo.rascunho, ja_enviada=self.ja_enviado):
            return self.achar(request, chave)
        return replace(novo, rascunho=comecar(novo.rascunho), gravado=True)

    def dentro_do_limite(self, request: HttpRequest) -> bool:
        """Se deste lugar ainda se pode começar outro."""
        quem = quem_pede(request)
        return dentro_do_limite(self.limite, quem, vezes=COMECOS_POR_LUGAR, segundos=DEZ_MINUTOS)

    def recusar_se_enviado(self, uuid: UUID) -> None:
        """Levanta JaEnviado se o envio apagou este rascunho."""
        if self.ja_enviado(uuid):
            raise JaEnviado(uuid) from None


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
