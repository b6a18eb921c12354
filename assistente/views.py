"""O assistente: as páginas que vão da primeira pergunta ao envio, iguais em todo processo.

Um assistente é os seus passos e o que o processo diz de si: quem pode continuar um rascunho, aonde levam a
primeira volta e o envio. Tudo o mais (a ordem, o que falta, os arquivos, voltar e alterar, o envio repetido)
está aqui.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import wraps
from typing import Any
from uuid import UUID

from django import forms
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.middleware.csrf import rotate_token
from django.shortcuts import render, resolve_url
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST, require_safe

from assistente.conferir import VEIO_DE_CONFERIR, Secao
from assistente.formularios_da_pagina import Formularios, veio
from assistente.guardas import lembrar_rascunho
from assistente.paginas import Pagina, de_assistente, foto, retomados
from assistente.passos import Passo, PassoComArquivos
from assistente.preenchimento import Preenchimento
from assistente.processo import IR, Caminhos, JaEnviado, ver
from assistente.rascunhos import adotar, apagar, comecar, guardar_passo
from assistente.roteiro import CONFERIR
from contas.guardas import abrir_na_sessao
from protocolo.models import Rascunho

TITULO_DA_CONFERENCIA = "Confira suas respostas"


class Assistente[P: Preenchimento[Any]](Caminhos[P]):
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
                return ver(reverse(f"{self.espaco}:{self.fim}", args=[ja.chave]))

        com_fim.assistente = self  # type: ignore[attr-defined]
        return com_fim

    def protegida(self, view: Callable[..., HttpResponseBase]) -> Pagina:
        """Página de um rascunho: só de quem o preenche."""

        @self.publica
        @wraps(view)
        def com_rascunho(request: HttpRequest, uuid: UUID, **partes: Any) -> HttpResponseBase:
            do_endereco = {nome: partes.pop(nome) for nome in self.do_endereco if nome in partes}
            preenchimento = self.achar(request, uuid, **do_endereco)
            if request.method == "POST":
                adotar(preenchimento.rascunho, request.user)
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
            path("foto/<int:pk>/", self.protegida(require_safe(foto)), name="foto"),
            path(f"{CONFERIR}/", self.pagina(CONFERIR)(self._conferir), name=CONFERIR),
        ]

    # --- de uma página a outra --------------------------------------------------------------

    def seguir(self, request: HttpRequest, preenchimento: P, passo: str) -> HttpResponse:
        """Do passo respondido ao seguinte, ou de volta à conferência, se foi dela que se veio alterar.

        O que o passo abre vem antes.
        """
        preenchimento = preenchimento.relido()
        for respondido in self.da_pagina(preenchimento, passo):
            if abre := respondido.abre(preenchimento):
                return self.ir_para(preenchimento, abre, consulta=request.GET.urlencode())
        roteiro = preenchimento.roteiro
        if not roteiro.pagina_completa(passo) or request.GET.get("de") == VEIO_DE_CONFERIR:
            return self.ao_que_falta(preenchimento)
        proxima = roteiro.seguinte(passo)
        respondem = (p.pela_conta(preenchimento) for p in self.da_pagina(preenchimento, proxima))
        if CONFERIR not in roteiro.pagina_de(proxima) and all(respondem):
            return self.ao_que_falta(preenchimento.relido())
        return self.ir_para(preenchimento, proxima)

    def mostrar(
        self,
        request: HttpRequest,
        preenchimento: P,
        passo: str,
        form: forms.Form | Formularios | None = None,
        *,
        modelo: str = "",
        **contexto: Any,
    ) -> HttpResponse:
        """A página de um passo; com o formulário recusado, 422."""
        paginas = [pagina[-1] for pagina in preenchimento.roteiro.paginas]
        titulos = {p.nome: p.titulo for p in self.passos} | {CONFERIR: TITULO_DA_CONFERENCIA}
        contexto = {
            "secao": self.secao,
            "preenchimento": preenchimento,
            "form": form,
            "passo": paginas.index(preenchimento.roteiro.pagina_de(passo)[-1]) + 1,
            "passos": [titulos[nome] for nome in paginas],
            "voltar": self.voltar(request, preenchimento, passo),
            "apagar": self.onde(preenchimento, "apagar") if preenchimento.gravado else "",
            "saida": self.porta(preenchimento),
        } | contexto
        recusado = form is not None and bool(form.errors)
        modelo = f"{self.pasta}/{modelo or passo}.html"
        return render(request, modelo, contexto, status=422 if recusado else 200)

    # --- as páginas ------------------------------------------------------------------------

    def primeira_pagina(self, request: HttpRequest, novo: P, **contexto: Any) -> HttpResponse:
        """A primeira página antes de haver rascunho; o primeiro envio o cria, certo ou errado."""
        passo = novo.roteiro.paginas[0][-1]
        if request.method != "POST":
            return self._mostrar_pagina(request, novo, passo, **contexto)
        if not novo.no_balcao and not self.dentro_do_limite(request):
            return self._mostrar_pagina(request, novo, passo, self._recusados(request, novo, passo))
        preenchimento = self.comecado(request, novo)
        if preenchimento.rascunho.protocolo:
            return self.ir_para(preenchimento, self.fim)
        resposta = self._responder(request, preenchimento, self.da_pagina(preenchimento, passo))
        lembrar_rascunho(request, resposta, preenchimento.rascunho)
        return resposta

    def _recusados(self, request: HttpRequest, novo: P, passo: str) -> dict[str, forms.Form]:
        """Os formulários com o que se escreveu e uma só razão: começou-se demais deste lugar."""
        formularios = {p.nome: p.form(novo, request.POST) for p in self.da_pagina(novo, passo)}
        for form in formularios.values():
            form.errors.clear()
        next(iter(formularios.values())).add_error(None, self.muitos)
        return formularios

    def gravado(self, request: HttpRequest, novo: P) -> HttpResponse:
        """Grava o rascunho, com o que já se sabe dele, e leva à primeira página."""
        comecar(novo.rascunho)
        resposta = self.ir_para(novo, novo.roteiro.paginas[0][-1])
        lembrar_rascunho(request, resposta, novo.rascunho)
        return resposta

    def _retomar(self, _request: HttpRequest, preenchimento: P) -> HttpResponse:
        return self.ao_que_falta(preenchimento)

    def _apagar(self, request: HttpRequest, preenchimento: P) -> HttpResponse:
        """O que se escreveu some agora; a página de erro que ainda se guarda deixa de abrir."""
        if not preenchimento.rascunho.protocolo:
            apagar(preenchimento.rascunho)
        rotate_token(request)
        return ver(resolve_url(settings.LOGOUT_REDIRECT_URL))

    def _do_passo(self, passo: Passo[P]) -> Pagina:
        @self.pagina(passo.nome)
        def do_passo(request: HttpRequest, preenchimento: P) -> HttpResponse:
            pagina = preenchimento.roteiro.pagina_de(passo.nome)[-1]
            if pagina == passo.nome:
                passos = self.da_pagina(preenchimento, pagina)
            elif request.method == "POST":  # de uma página aberta antes de os passos se juntarem
                passos = [passo]
            else:
                return self.ir_para(
                    preenchimento, pagina, consulta=request.GET.urlencode(), ancora=passo.ancora
                )
            return self._responder(request, preenchimento, passos)

        return do_passo

    def _responder(self, request: HttpRequest, preenchimento: P, passos: Sequence[Passo[P]]) -> HttpResponse:
        """Estes passos da mesma página."""
        nome = passos[-1].nome
        if request.method != "POST":
            return self._mostrar_pagina(request, preenchimento, nome)
        if IR in request.POST:
            return self.levar(request, preenchimento, nome)
        recusados = self.receber_passos(request, preenchimento, passos)
        if recusados:
            return self._mostrar_pagina(request, preenchimento, nome, recusados)
        if self.so_guarda(request):
            pagina = preenchimento.roteiro.pagina_de(nome)[-1]
            return self.ir_para(preenchimento, pagina, consulta=request.GET.urlencode(), ancora="fotos")
        return self.seguir(request, preenchimento, nome)

    def so_guarda(self, request: HttpRequest) -> bool:
        """Quem só põe ou tira um arquivo não é cobrado do que ainda não respondeu."""
        return "remover_foto" in request.POST or "adicionar" in request.POST

    def receber_passos(
        self, request: HttpRequest, preenchimento: P, passos: Sequence[Passo[P]]
    ) -> dict[str, forms.Form]:
        """Guarda o que veio destes passos; o que não serve volta nos formulários, vazios se tudo serviu.

        O digitado fica sempre. O passo completo de que nada veio fica como estava.
        """
        so_guarda = self.so_guarda(request)
        formularios: dict[str, forms.Form] = {}
        for passo in passos:
            recusas = passo.receber(request, preenchimento)
            form = passo.form(preenchimento, request.POST, request.FILES or None)
            if not self._mandou(request, preenchimento, passo, form):
                continue
            if so_guarda:
                form.errors.clear()
            else:
                passo.conferir(request, preenchimento, form)
            for campo, recusa in recusas:
                form.add_error(campo, recusa)
            formularios[passo.nome] = form
        return self._guardar(preenchimento, formularios, so_guarda=so_guarda)

    def _mandou(self, request: HttpRequest, preenchimento: P, passo: Passo[P], form: forms.Form) -> bool:
        """Se a página trouxe este passo; o que falta e não veio também se cobra."""
        if veio(form, request.POST) or veio(form, request.FILES):
            return True
        if self.so_guarda(request):
            return isinstance(passo, PassoComArquivos)
        return not preenchimento.roteiro.completo(passo.nome)

    def _guardar(
        self, preenchimento: P, formularios: dict[str, forms.Form], *, so_guarda: bool
    ) -> dict[str, forms.Form]:
        passos = {passo.nome: passo for passo in self.passos}
        respostas: dict[str, dict[str, Any] | None] = {}
        if not so_guarda and all(form.is_valid() for form in formularios.values()):
            respostas = {nome: passos[nome].respostas(preenchimento, f) for nome, f in formularios.items()}
        recusado = any(form.errors for form in formularios.values())
        if so_guarda or recusado:
            respostas = {nome: passos[nome].digitadas(preenchimento, f) for nome, f in formularios.items()}
        for nome, guardar in respostas.items():
            if guardar is not None:
                guardar_passo(rascunho=preenchimento.rascunho, passo=nome, respostas=guardar)
        return formularios if recusado else {}

    def _mostrar_pagina(
        self,
        request: HttpRequest,
        preenchimento: P,
        nome: str,
        recusados: Mapping[str, forms.Form] | None = None,
        **contexto: Any,
    ) -> HttpResponse:
        """Antes do primeiro envio a página manda a si mesma; depois, ao rascunho."""
        pagina = preenchimento.roteiro.pagina_de(nome)[-1]
        if pagina == CONFERIR:
            return self._mostrar_conferencia(request, preenchimento, recusados)
        passos = self.da_pagina(preenchimento, nome)
        consulta = request.GET.urlencode()
        acao = self.onde(preenchimento, pagina) if preenchimento.gravado else request.path
        contexto |= {"acao": f"{acao}?{consulta}" if consulta else acao}
        contexto["em_branco"] = self.em_branco(request, preenchimento)
        contexto |= self.na_pagina(request, preenchimento)
        if any(isinstance(passo, PassoComArquivos) for passo in passos):
            contexto["fotos"] = self.fotos(preenchimento)
        for passo in passos:
            contexto |= passo.contexto(preenchimento)
        modelo = passos[-1].modelo(preenchimento)
        voltam = recusados or retomados(request, preenchimento, passos)
        form = self._formularios(preenchimento, passos, voltam)
        return self.mostrar(request, preenchimento, pagina, form, modelo=modelo, **contexto)

    def na_pagina(self, request: HttpRequest, preenchimento: P) -> dict[str, Any]:
        """O que mais a página de perguntas mostra, diante da requisição."""
        return {}

    def _formularios(
        self, preenchimento: P, passos: Sequence[Passo[P]], recusados: Mapping[str, forms.Form] | None
    ) -> forms.Form | Formularios | None:
        """Os formulários da página, os recusados como foram mandados; um só é ele mesmo."""
        partes = dict(recusados or {})
        partes = {p.nome: partes.get(p.nome) or p.form(preenchimento) for p in passos}
        if len(partes) > 1:
            return Formularios(partes)
        return next(iter(partes.values()), None)

    def _conferir(self, request: HttpRequest, preenchimento: P) -> HttpResponse:
        """Tudo o que foi respondido, com o que só aqui se pergunta; “Enviar” registra, uma vez só."""
        if request.method != "POST":
            return self._mostrar_conferencia(request, preenchimento)
        if IR in request.POST:
            return self.levar(request, preenchimento, CONFERIR)
        passos = self.da_pagina(preenchimento, CONFERIR)
        if recusados := self.receber_passos(request, preenchimento, passos):
            return self._mostrar_conferencia(request, preenchimento, recusados)
        caso = self.enviar_e_anotar(preenchimento.relido(), timezone.now())
        if self.fica_na_sessao(preenchimento, caso):
            abrir_na_sessao(request, caso.protocolo)
        return self.ir_para(preenchimento, self.fim)

    def _mostrar_conferencia(
        self, request: HttpRequest, preenchimento: P, recusados: Mapping[str, forms.Form] | None = None
    ) -> HttpResponse:
        contexto = self.na_conferencia(preenchimento) | {
            "secoes": self.secoes(preenchimento),
            "fotos": self.fotos(preenchimento, remover=False),
        }
        passos = self.da_pagina(preenchimento, CONFERIR)
        voltam = recusados or retomados(request, preenchimento, passos)
        form = self._formularios(preenchimento, passos, voltam)
        return self.mostrar(request, preenchimento, CONFERIR, form, **contexto)

    def secoes(self, preenchimento: P) -> list[Secao]:
        """O que foi respondido antes desta página, na ordem dos passos, cada parte com onde se altera."""
        roteiro = preenchimento.roteiro
        aqui = roteiro.pagina_de(CONFERIR)
        return [
            Secao(
                passo.nome,
                passo.titulo_da_secao(preenchimento),
                passo.linhas(preenchimento),
                f"{self.onde(preenchimento, roteiro.pagina_de(passo.nome)[-1])}"
                f"?de={VEIO_DE_CONFERIR}#{passo.ancora}",
            )
            for passo in self.passos
            if passo.nome in roteiro.passos and passo.nome not in aqui
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
