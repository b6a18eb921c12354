"""O assistente: as páginas que vão da primeira pergunta ao envio, iguais em todo processo.

Um assistente é os seus passos e o que o processo diz de si: quem pode continuar um rascunho, aonde levam a
primeira volta e o envio. Tudo o mais (a ordem, o que falta, os arquivos, voltar e alterar, o envio repetido)
está aqui.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django import forms
from django.conf import settings
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.middleware.csrf import rotate_token
from django.shortcuts import get_object_or_404, render, resolve_url
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST, require_safe

from assistente.conferir import VEIO_DE_CONFERIR, Secao, com_alterar
from assistente.guardas import lembrar_rascunho
from assistente.paginas import Pagina, de_assistente
from assistente.passos import Passo, PassoComArquivos
from assistente.preenchimento import Preenchimento
from assistente.processo import JaEnviado, Processo
from assistente.rascunhos import apagar, comecar, guardar_passo
from assistente.roteiro import CONFERIR
from contas.guardas import abrir_na_sessao
from documentos.imagens import servir
from protocolo.models import Rascunho

TITULO_DA_CONFERENCIA = "Confira suas respostas"


class Assistente[P: Preenchimento[Any]](Processo[P]):
    """As páginas de um assistente."""

    # --- quem abre cada página --------------------------------------------------------------

    def publica(self, view: Pagina) -> Pagina:
        """Página sem login nem cache, e o que se escreve nela nunca vai a um relatório de erro.

        Depois que o envio apagou o rascunho, toda página dele leva ao fim.
        """

        @de_assistente
        @sensitive_post_parameters()
        @wraps(view)
        def com_fim(request: HttpRequest, *partes: Any, **nomeadas: Any) -> HttpResponseBase:
            try:
                return view(request, *partes, **nomeadas)
            except JaEnviado as ja:
                return _ver(reverse(f"{self.espaco}:{self.fim}", args=[ja.chave]))

        return com_fim

    def protegida(self, view: Callable[..., HttpResponseBase]) -> Pagina:
        """Página de um rascunho: só de quem o preenche."""

        @self.publica
        @wraps(view)
        def com_rascunho(request: HttpRequest, uuid: UUID, **partes: Any) -> HttpResponseBase:
            do_endereco = {nome: partes.pop(nome) for nome in self.do_endereco if nome in partes}
            preenchimento = self.achar(request, uuid, **do_endereco)
            try:
                return view(request, preenchimento, **partes)
            except Rascunho.DoesNotExist:
                self.recusar_se_enviado(uuid)  # outra aba enviou enquanto esta gravava
                raise

        return com_rascunho

    def pagina(self, passo: str) -> Callable[[Callable[..., HttpResponseBase]], Pagina]:
        """Página de um passo: depois do envio leva ao fim; antes da vez, ao que falta."""

        def decorar(view: Callable[..., HttpResponseBase]) -> Pagina:
            @self.protegida
            @wraps(view)
            def na_vez(request: HttpRequest, preenchimento: P, **resto: Any) -> HttpResponseBase:
                if preenchimento.rascunho.protocolo or not preenchimento.roteiro.liberado(passo):
                    return self.ao_que_falta(preenchimento)
                return view(request, preenchimento, **resto)

            return na_vez

        return decorar

    def enderecos(self) -> list[URLPattern]:
        """Retomar, um por passo, a miniatura e a conferência; o processo põe os seus ao lado."""
        return [
            path("", self.protegida(self._retomar), name="retomar"),
            *(path(f"{passo.nome}/", self._do_passo(passo), name=passo.nome) for passo in self.passos),
            path("apagar/", self.protegida(require_POST(self._apagar)), name="apagar"),
            path("foto/<int:pk>/", self.protegida(require_safe(_foto)), name="foto"),
            path(f"{CONFERIR}/", self.pagina(CONFERIR)(self._conferir), name=CONFERIR),
        ]

    # --- de uma página a outra --------------------------------------------------------------

    def onde(self, preenchimento: P, nome: str) -> str:
        """O endereço de uma página deste rascunho."""
        return reverse(f"{self.espaco}:{nome}", args=self.partes(preenchimento.rascunho))

    def ir_para(self, preenchimento: P, nome: str, *, consulta: str = "", ancora: str = "") -> HttpResponse:
        """Outra página do mesmo rascunho (303): recarregar nunca repete o envio."""
        endereco = self.onde(preenchimento, nome)
        return _ver(f"{endereco}{f'?{consulta}' if consulta else ''}{f'#{ancora}' if ancora else ''}")

    def ao_que_falta(self, preenchimento: P) -> HttpResponse:
        """À página do que falta responder; depois do envio, ao fim."""
        foi = preenchimento.rascunho.protocolo
        return self.ir_para(preenchimento, self.fim if foi else preenchimento.roteiro.o_que_falta)

    def seguir(self, request: HttpRequest, preenchimento: P, passo: str) -> HttpResponse:
        """Do passo respondido ao seguinte, ou de volta à conferência, se foi dela que se veio alterar.

        O que o passo abre vem antes.
        """
        preenchimento = preenchimento.relido()
        if abre := self._passo(passo).abre(preenchimento):
            return self.ir_para(preenchimento, abre, consulta=request.GET.urlencode())
        roteiro = preenchimento.roteiro
        if not roteiro.completo(passo) or request.GET.get("de") == VEIO_DE_CONFERIR:
            return self.ao_que_falta(preenchimento)
        return self.ir_para(preenchimento, roteiro.seguinte(passo))

    def mostrar(
        self,
        request: HttpRequest,
        preenchimento: P,
        passo: str,
        form: forms.Form | None = None,
        *,
        modelo: str = "",
        **contexto: Any,
    ) -> HttpResponse:
        """A página de um passo; com o formulário recusado, 422."""
        passos = preenchimento.roteiro.passos
        titulos = {p.nome: p.titulo for p in self.passos} | {CONFERIR: TITULO_DA_CONFERENCIA}
        contexto = {
            "secao": self.secao,
            "preenchimento": preenchimento,
            "form": form,
            "passo": passos.index(passo) + 1,
            "passos": [titulos[nome] for nome in passos],
            "voltar": self._voltar(request, preenchimento, passo),
            "apagar": self.onde(preenchimento, "apagar") if preenchimento.gravado else "",
        } | contexto
        recusado = form is not None and bool(form.errors)
        modelo = f"{self.pasta}/{modelo or passo}.html"
        return render(request, modelo, contexto, status=422 if recusado else 200)

    def _voltar(self, request: HttpRequest, preenchimento: P, passo: str) -> str:
        if request.GET.get("de") == VEIO_DE_CONFERIR:
            return self.onde(preenchimento, CONFERIR)
        anterior = preenchimento.roteiro.anterior(passo)
        return self.onde(preenchimento, anterior) if anterior else self.porta(preenchimento)

    def _passo(self, nome: str) -> Passo[P]:
        return next(passo for passo in self.passos if passo.nome == nome)

    # --- as páginas ------------------------------------------------------------------------

    def primeira_pagina(self, request: HttpRequest, novo: P, **contexto: Any) -> HttpResponse:
        """O primeiro passo antes de haver rascunho; o primeiro envio o cria, certo ou errado."""
        passo = self.passos[0]
        if request.method != "POST":
            return self._mostrar_passo(request, novo, passo, passo.form(novo), **contexto)
        if not self.dentro_do_limite(request):
            form = passo.form(novo, request.POST, request.FILES or None)
            form.errors.clear()
            form.add_error(None, self.muitos)
            return self._mostrar_passo(request, novo, passo, form)
        preenchimento = self.comecado(request, novo)
        if preenchimento.rascunho.protocolo:
            return self.ir_para(preenchimento, self.fim)
        resposta = self._responder(request, preenchimento, passo)
        lembrar_rascunho(request, resposta, preenchimento.rascunho)
        return resposta

    def gravado(self, request: HttpRequest, novo: P) -> HttpResponse:
        """Grava o rascunho, com o que já se sabe dele, e leva ao primeiro passo."""
        comecar(novo.rascunho)
        resposta = self.ir_para(novo, novo.roteiro.passos[0])
        lembrar_rascunho(request, resposta, novo.rascunho)
        return resposta

    def _retomar(self, _request: HttpRequest, preenchimento: P) -> HttpResponse:
        """Ao primeiro passo que falta ou, depois do envio, ao fim."""
        return self.ao_que_falta(preenchimento)

    def _apagar(self, request: HttpRequest, preenchimento: P) -> HttpResponse:
        """O que se escreveu some agora; a página de erro que ainda se guarda deixa de abrir."""
        if not preenchimento.rascunho.protocolo:
            apagar(preenchimento.rascunho)
        rotate_token(request)
        return _ver(resolve_url(settings.LOGOUT_REDIRECT_URL))

    def _do_passo(self, passo: Passo[P]) -> Pagina:
        @self.pagina(passo.nome)
        def do_passo(request: HttpRequest, preenchimento: P) -> HttpResponse:
            return self._responder(request, preenchimento, passo)

        return do_passo

    def _responder(self, request: HttpRequest, preenchimento: P, passo: Passo[P]) -> HttpResponse:
        if request.method != "POST":
            return self._mostrar_passo(request, preenchimento, passo, passo.form(preenchimento))
        if isinstance(passo, PassoComArquivos):
            return self._com_arquivos(request, preenchimento, passo)
        return self._concluir(request, preenchimento, passo, passo.form(preenchimento, request.POST))

    def _com_arquivos(
        self, request: HttpRequest, preenchimento: P, passo: PassoComArquivos[P]
    ) -> HttpResponse:
        """Quem só põe ou tira um arquivo não é cobrado do que ainda não respondeu; o digitado fica sempre."""
        recusas = passo.receber(request, preenchimento)
        form: Any = passo.form(preenchimento, request.POST, request.FILES or None)
        so_arquivos = "remover_foto" in request.POST or "adicionar" in request.POST
        if so_arquivos:
            form.errors.clear()
        else:
            passo.conferir(request, preenchimento, form)
        for campo, recusa in recusas:
            form.add_error(campo, recusa)
        if so_arquivos or form.errors:
            guardar_passo(rascunho=preenchimento.rascunho, passo=passo.nome, respostas=form.digitadas())
        if so_arquivos and not form.errors:
            return self.ir_para(preenchimento, passo.nome, consulta=request.GET.urlencode(), ancora="fotos")
        return self._concluir(request, preenchimento, passo, form)

    def _concluir(
        self, request: HttpRequest, preenchimento: P, passo: Passo[P], form: forms.Form
    ) -> HttpResponse:
        respostas = passo.respostas(preenchimento, form) if form.is_valid() else {}
        if form.errors:
            return self._mostrar_passo(request, preenchimento, passo, form)
        guardar_passo(rascunho=preenchimento.rascunho, passo=passo.nome, respostas=respostas)
        return self.seguir(request, preenchimento, passo.nome)

    def _mostrar_passo(
        self, request: HttpRequest, preenchimento: P, passo: Passo[P], form: forms.Form, **contexto: Any
    ) -> HttpResponse:
        """Antes do primeiro envio a página manda a si mesma; depois, ao rascunho."""
        consulta = request.GET.urlencode()
        acao = self.onde(preenchimento, passo.nome) if preenchimento.gravado else request.path
        contexto |= {"acao": f"{acao}?{consulta}" if consulta else acao}
        if isinstance(passo, PassoComArquivos):
            contexto["fotos"] = self.fotos(preenchimento)
        contexto |= passo.contexto(preenchimento)
        modelo = passo.modelo(preenchimento)
        return self.mostrar(request, preenchimento, passo.nome, form, modelo=modelo, **contexto)

    def _conferir(self, request: HttpRequest, preenchimento: P) -> HttpResponse:
        """Tudo o que foi respondido; “Enviar” registra, uma vez só."""
        if request.method != "POST":
            contexto = self.na_conferencia(preenchimento) | {
                "secoes": self.secoes(preenchimento),
                "fotos": self.fotos(preenchimento, remover=False),
            }
            return self.mostrar(request, preenchimento, CONFERIR, **contexto)
        caso = self.enviar(preenchimento, timezone.now())
        if self.fica_na_sessao(preenchimento, caso):
            abrir_na_sessao(request, caso.protocolo)
        return self.ir_para(preenchimento, self.fim)

    def secoes(self, preenchimento: P) -> list[Secao]:
        """Tudo o que foi respondido, na ordem dos passos."""

        def onde(nome: str) -> str:
            return self.onde(preenchimento, nome)

        return [
            Secao(
                passo.nome,
                passo.titulo_da_secao(preenchimento),
                com_alterar(passo.nome, passo.linhas(preenchimento), onde),
            )
            for passo in self.passos
            if passo.nome in preenchimento.roteiro.passos
        ]

    def fotos(self, preenchimento: P, *, remover: bool = True) -> list[dict[str, Any]]:
        """Os arquivos recebidos como componentes/fotos.html os mostra, com ou sem o botão de remover."""
        partes, legendas = self.partes(preenchimento.rascunho), self.legendas(preenchimento)
        rota = f"{self.espaco}:foto"
        return [
            {
                "miniatura": reverse(rota, args=[*partes, arquivo.pk]) if arquivo.miniatura else "",
                "nome": arquivo.nome + (f" ({legendas[arquivo.pk]})" if arquivo.pk in legendas else ""),
                "espera": arquivo.espera,
                "recusado": arquivo.recusado,
                "remover": arquivo.pk if remover else None,
            }
            for arquivo in preenchimento.arquivos
        ]

    def legendas(self, preenchimento: P) -> dict[int, str]:
        """A que pergunta cada arquivo responde, pela chave dele."""
        return {}


def _ver(endereco: str) -> HttpResponse:
    """Depois de um POST, manda ver outra página: recarregar nunca repete o envio."""
    return HttpResponseRedirect(endereco, status=303)


def _foto(_request: HttpRequest, preenchimento: Preenchimento[Any], pk: int) -> FileResponse:
    """A miniatura de um arquivo ainda não enviado, só para quem preenche."""
    return servir(get_object_or_404(preenchimento.rascunho.arquivos, pk=pk), "pequena", guardar=False)
