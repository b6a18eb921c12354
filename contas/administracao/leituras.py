"""As leituras que a administração registra: procurar uma pessoa e abrir a conta de alguém, por POST.

O que se procura de uma pessoa não fica em endereço nenhum: o POST o registra e leva à lista com ele cifrado,
que só abre a quem procurou, por meia hora. Assim as páginas seguintes, a ordem, os filtros e a volta do
navegador são os do Django, sem JavaScript, e o registro do servidor não guarda o CPF de ninguém.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import Any, override

from django.contrib import admin, messages
from django.contrib.admin.views.main import ERROR_FLAG, PAGE_VAR, SEARCH_VAR, ChangeList
from django.core import signing
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import URLPattern, path, reverse
from django.utils.decorators import method_decorator
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from contas.acoes import registrar_leitura_de_conta, registrar_leitura_em_massa
from contas.dados_pessoais.tapar import tapar
from contas.guardas import usuario_da_sessao
from contas.models import Usuario
from contas.papeis import ADMINISTRACAO
from contas.segredos import chaves
from referencia.administracao import LETRAS_DE_UMA_PESSOA
from referencia.administracao.chaves import ChavesDoEndereco

MEIA_HORA = 1800
"""Segundos em que valem a procura que está num endereço e a conta que se abriu."""
MAIOR_TERMO = 120
ABERTAS = "contas_abertas"
"""Na sessão, que contas se abriram e quando."""
MAIS_ABERTAS = 50
MAIS_ACHADAS = 50
"""Quantas pessoas mostra uma procura, com que filtro e em que ordem for."""
POUCAS_LETRAS = f"Escreva uma palavra de pelo menos {LETRAS_DE_UMA_PESSOA} letras ou números."


def termo_enviado(request: HttpRequest, campo: str) -> str:
    """O que se escreveu na busca, sem o que o banco não aceita e sem exagero."""
    return request.POST.get(campo, "").replace("\0", "").strip()[:MAIOR_TERMO]


def serve_de_procura(termo: str) -> bool:
    """Se alguma palavra tem letras que cheguem: uma só letra leria quase toda a gente."""
    return any(len(palavra) >= LETRAS_DE_UMA_PESSOA for palavra in termo.split())


def em_endereco(termo: str, request: HttpRequest) -> str:
    """O que se procurou, cifrado, como vai no endereço."""
    return signing.dumps(chaves.cifrar({"termo": termo}).decode(), salt=_sal(request))


def do_endereco(escrito: str, request: HttpRequest) -> str:
    """O que se procurou, lido do endereço; vazio se ele não é de quem o abre, já não vale ou nunca valeu."""
    try:
        cifrado = signing.loads(escrito, salt=_sal(request), max_age=MEIA_HORA)
    except signing.BadSignature:
        return ""
    return chaves.decifrar(cifrado.encode())["termo"]


def _sal(request: HttpRequest) -> str:
    return f"contas.procura/{usuario_da_sessao(request).pk}"


def registrar_procura(
    request: HttpRequest, *, onde: str, termo: str, quantos: int, conta: Usuario | None = None
) -> None:
    """Quem procurou, em que tela, que jeito de dado e quantos achou."""
    registrar_leitura_em_massa(
        por=usuario_da_sessao(request),
        papel=ADMINISTRACAO,
        o_que="procura de pessoas",
        filtro=f"{onde}: {tapar(termo)}",
        quantos=quantos,
        conta=conta,
    )


class ListaDePessoas(ChangeList):
    """A lista da tela, com o que se procurou decifrado; os links dela levam-no cifrado, como veio."""

    @override
    def get_queryset(self, request: HttpRequest, exclude_parameters: Any = None) -> QuerySet[Any]:
        escrito = request.GET.get(SEARCH_VAR, "")
        self.query = do_endereco(escrito, request)
        self.procurar_em = reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_procurar")
        self.perdida = bool(escrito) and not self.query
        self.no_maximo = MAIS_ACHADAS
        lista: QuerySet[Any] = super().get_queryset(request, exclude_parameters)
        return lista


class ProcuraDePessoas(admin.ModelAdmin[Any]):
    """A tela em que se procura por nome, e-mail ou CPF: por POST, que se registra."""

    @override
    def get_urls(self) -> list[URLPattern]:
        procurar = self.admin_site.admin_view(require_POST(self.procurar))
        nome = f"{self.opts.app_label}_{self.opts.model_name}_procurar"
        return [path("procurar/", procurar, name=nome), *super().get_urls()]

    @override
    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        return ListaDePessoas

    @override
    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        """Só os filtros da tela: `?cpf=` no endereço seria a mesma procura, sem registro."""
        ditos: Sequence[Any] = [*self.get_list_filter(request), self.date_hierarchy]
        filtros = [
            dito[0] if isinstance(dito, tuple) else getattr(dito, "parameter_name", dito) for dito in ditos
        ]
        da_tela = any(f"{lookup}__".startswith(f"{filtro}__") for filtro in filtros)
        return da_tela and super().lookup_allowed(lookup, value, request)

    @method_decorator(sensitive_post_parameters())
    def procurar(self, request: HttpRequest) -> HttpResponse:
        """Registra o que se procura e leva à lista, com os filtros em que se estava."""
        if not self.has_view_or_change_permission(request):
            raise PermissionDenied
        consulta: QueryDict = request.POST.copy()
        for campo in ("csrfmiddlewaretoken", SEARCH_VAR, PAGE_VAR, ERROR_FLAG):
            consulta.pop(campo, None)
        termo = termo_enviado(request, SEARCH_VAR)
        if termo and not serve_de_procura(termo):
            messages.error(request, POUCAS_LETRAS)
        elif termo:
            self.registrar_procura(request, self.get_queryset(request), termo)
            consulta[SEARCH_VAR] = em_endereco(termo, request)
        lista = reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_changelist")
        return redirect(f"{lista}?{consulta.urlencode()}")

    @override
    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        """As primeiras `MAIS_ACHADAS` da tela inteira: nenhum filtro nem ordem mostra outras."""
        if not search_term:
            return queryset, False
        achadas, repete = super().get_search_results(request, self.get_queryset(request), search_term)
        chaves = (achadas.distinct() if repete else achadas).order_by("pk").values_list("pk", flat=True)
        return queryset.filter(pk__in=list(chaves[:MAIS_ACHADAS])), False

    def registrar_procura(self, request: HttpRequest, todas: QuerySet[Any], termo: str) -> None:
        """Conta o que o termo mostra na tela, antes dos filtros; a conta achada, se foi uma só."""
        achadas, _ = self.get_search_results(request, todas, termo)
        quantos = achadas.order_by().count()
        unica = achadas.get() if quantos == 1 and self.model is Usuario else None
        onde = str(self.opts.verbose_name_plural)
        registrar_procura(request, onde=onde, termo=termo, quantos=quantos, conta=unica)


class AbreContas(ChavesDoEndereco):
    """A ficha de uma conta e o histórico dela só se leem depois de um POST que o registra."""

    @override
    def get_urls(self) -> list[URLPattern]:
        abrir = self.admin_site.admin_view(require_POST(self.abrir))
        return [path("<int:pk>/abrir/", abrir, name="contas_usuario_abrir"), *super().get_urls()]

    @override
    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        por_abrir = None if request.method == "POST" else self._por_abrir(request, object_id)
        return por_abrir or super().change_view(request, object_id, form_url, extra_context)

    @override
    def history_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:
        return self._por_abrir(request, object_id) or super().history_view(request, object_id, extra_context)

    def history_form_view(
        self, request: HttpRequest, object_id: str, version_id: str, extra_context: Any = None
    ) -> HttpResponse:
        """A versão antiga traz o contato de então."""
        ver: Any = super()
        versao: HttpResponse = self._por_abrir(request, object_id) or ver.history_form_view(
            request, object_id, version_id, extra_context
        )
        return versao

    def _por_abrir(self, request: HttpRequest, object_id: str) -> HttpResponse | None:
        """A página que pergunta antes; nada se já está aberta."""
        conta = self._a_conta(request, object_id)
        if request.session.get(ABERTAS, {}).get(str(conta.pk), 0) > time.time() - MEIA_HORA:
            return None
        contexto = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": f"Abrir a conta de {conta}",
            "original": conta,
            "consulta": request.GET.urlencode(),
        }
        return render(request, "admin/contas/usuario/abrir.html", contexto)

    def abrir(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Registra a leitura, que a pessoa vê, e leva à ficha; vale meia hora nesta sessão."""
        conta = self._a_conta(request, str(pk))
        registrar_leitura_de_conta(
            conta=conta, por=usuario_da_sessao(request), o_que="a sua conta, na administração"
        )
        abertas = {**request.session.get(ABERTAS, {}), str(conta.pk): time.time()}
        request.session[ABERTAS] = dict(list(abertas.items())[-MAIS_ABERTAS:])
        consulta = f"?{request.GET.urlencode()}" if request.GET else ""
        return redirect(reverse("admin:contas_usuario_change", args=[conta.pk]) + consulta)

    def _a_conta(self, request: HttpRequest, chave: str) -> Usuario:
        conta: Usuario = self.get_object(request, chave)
        if not self.has_view_or_change_permission(request, conta):
            raise PermissionDenied
        return conta
