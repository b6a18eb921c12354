"""Página da administração: quem ganhou, perdeu ou mudou acesso, e por quem.

O que já tem histórico (lotação, designação, ponto focal) se lê dele; o resto, do registro de acessos. Nada se
escreve duas vezes.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import F, Q, QuerySet, SmallIntegerField, Value
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from contas.administracao.leituras import (
    MAIS_ACHADAS,
    POUCAS_LETRAS,
    do_endereco,
    em_endereco,
    registrar_procura,
    serve_de_procura,
    termo_enviado,
)
from contas.models import RegistroDeAcesso, Usuario
from guia.models import PontoFocal
from roteamento.models import Designacao, Lotacao

TITULO = "Quem ganhou, perdeu ou mudou acesso"
PERMISSAO = "contas.ler_acessos"
POR_PAGINA = 50
DO_HISTORICO = {"+": "dada", "~": "mudada", "-": "apagada"}
DO_HISTORICO_MASCULINO = {"+": "dado", "~": "mudado", "-": "apagado"}


@dataclass(frozen=True, slots=True)
class Acesso:
    """Uma linha da página."""

    em: datetime
    o_que: str
    detalhe: str
    pessoa: Usuario | None
    por: Usuario | None


@dataclass(frozen=True, slots=True)
class Fonte:
    """Onde se lê: a tabela, os nomes dos seus campos e como cada linha se diz."""

    tabela: Any
    em: str
    pessoa: str
    por: str
    junto: tuple[str, ...]
    dizer: Callable[[Any], tuple[str, str]]

    def chaves(self, numero: int, pessoas: Sequence[int] | None) -> QuerySet[Any, Any]:
        """Hora, fonte e chave, só destas pessoas se são dadas."""
        linhas = self.tabela._default_manager.order_by()
        if pessoas is not None:
            linhas = linhas.filter(**{f"{self.pessoa}__in": pessoas})
        fonte = Value(numero, SmallIntegerField())
        nomes = {"quando": F(self.em), "fonte": fonte, "chave": F("pk")}
        achadas: QuerySet[Any, Any] = linhas.annotate(**nomes).values_list(*nomes)
        return achadas

    def ler(self, chaves: Iterable[int]) -> dict[int, Acesso]:
        """As linhas destas chaves, numa consulta."""
        linhas = self.tabela._default_manager.select_related(self.pessoa, self.por, *self.junto)
        return {linha.pk: self._acesso(linha) for linha in linhas.filter(pk__in=list(chaves))}

    def _acesso(self, linha: Any) -> Acesso:
        o_que, detalhe = self.dizer(linha)
        return Acesso(
            em=getattr(linha, self.em),
            o_que=o_que,
            detalhe=detalhe,
            pessoa=getattr(linha, self.pessoa),
            por=getattr(linha, self.por),
        )


def _do_registro(linha: RegistroDeAcesso) -> tuple[str, str]:
    return linha.get_ato_display(), linha.detalhe


def _da_lotacao(linha: Any) -> tuple[str, str]:
    onde = f"{linha.get_papel_display()} em {linha.unidade.sigla}"
    return f"Lotação {DO_HISTORICO[linha.history_type]}", f"{onde}, {_periodo(linha.de, linha.ate)}"


def _da_designacao(linha: Any) -> tuple[str, str]:
    onde = f"{linha.get_papel_display()}, {linha.orgao.sigla}"
    return f"Designação {DO_HISTORICO[linha.history_type]}", f"{onde}, {_periodo(linha.de, linha.ate)}"


def _do_ponto_focal(linha: Any) -> tuple[str, str]:
    onde = f"{linha.get_papel_display()} de {linha.orgao.sigla}"
    feito = DO_HISTORICO_MASCULINO[linha.history_type]
    return f"Ponto focal {feito}", f"{onde}, {_periodo(linha.de, linha.ate)}"


def _periodo(de: date, ate: date | None) -> str:
    return f"de {de:%d/%m/%Y} a {ate:%d/%m/%Y}" if ate else f"desde {de:%d/%m/%Y}"


def _historico(modelo: Any, junto: str, dizer: Callable[[Any], tuple[str, str]]) -> Fonte:
    return Fonte(modelo.history.model, "history_date", "usuario", "history_user", (junto,), dizer)


FONTES = (
    Fonte(RegistroDeAcesso, "em", "pessoa", "por", (), _do_registro),
    _historico(Lotacao, "unidade", _da_lotacao),
    _historico(Designacao, "orgao", _da_designacao),
    _historico(PontoFocal, "orgao", _do_ponto_focal),
)


def acessos(request: HttpRequest) -> HttpResponse:
    """A página, do mais novo ao mais antigo; o POST procura a pessoa pelo nome, e-mail ou CPF."""
    if not request.user.has_perm(PERMISSAO):
        raise PermissionDenied
    if request.method == "POST":
        return _procurar(request)
    quem = do_endereco(request.GET.get("quem", ""), request)
    chaves = [fonte.chaves(n, _pessoas(quem) if quem else None) for n, fonte in enumerate(FONTES)]
    juntas = chaves[0].union(*chaves[1:], all=True).order_by("-quando", "-fonte", "-chave")
    pagina = Paginator(juntas, POR_PAGINA).get_page(request.GET.get("p"))
    contexto = {
        **admin.site.each_context(request),
        "title": TITULO,
        "quem": quem,
        "pagina": pagina,
        "linhas": _linhas(pagina.object_list),
    }
    return render(request, "admin/acessos.html", contexto)


def _procurar(request: HttpRequest) -> HttpResponse:
    """Registra a procura e leva à página, com o que se procurou cifrado no endereço."""
    quem = termo_enviado(request, "quem")
    if not serve_de_procura(quem):
        messages.error(request, POUCAS_LETRAS)
        return redirect("admin:acessos")
    registrar_procura(request, onde=TITULO, termo=quem, quantos=len(_pessoas(quem)))
    return redirect(reverse("admin:acessos", query={"quem": em_endereco(quem, request)}))


def _pessoas(quem: str) -> list[int]:
    escrito = Q(nome__icontains=quem) | Q(email=quem.lower()) | Q(cpf=quem)
    return list(Usuario.objects.filter(escrito).order_by("nome").values_list("pk", flat=True)[:MAIS_ACHADAS])


def _linhas(chaves: Iterable[tuple[datetime, int, int]]) -> list[Acesso]:
    """As linhas na ordem das chaves: uma consulta por fonte que aparece na página."""
    pedidas = [(fonte, chave) for _, fonte, chave in chaves]
    por_fonte: dict[int, list[int]] = defaultdict(list)
    for fonte, chave in pedidas:
        por_fonte[fonte].append(chave)
    lidas = {fonte: FONTES[fonte].ler(chaves_dela) for fonte, chaves_dela in por_fonte.items()}
    return [lidas[fonte][chave] for fonte, chave in pedidas]
