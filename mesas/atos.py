"""Um ato sobre um caso, como dado, e o caminho da página dele: escrever, ver o aviso, confirmar.

Cada caixa de trabalho diz quais são os seus atos e como os mostra; o que se faz em cada passo é um só:
versão velha ou ato que já não cabe é conflito (409), campo errado volta com o que se escreveu (422), e o
munícipe só é avisado depois de se ter lido o aviso como ele o lerá.
"""

from __future__ import annotations

from copy import copy
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from avisos.textos import LINK, Texto
from mesas.forms import MAIOR_VERSAO, AtoForm
from mesas.historia import andamentos, historia
from protocolo.erros import RecusaDeAcao

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse

    from contas.autor import Autor
    from protocolo.models import Caso

LINK_NA_PREVIA = "(aqui vai o endereço da página do pedido)"


def _nada(_caso: Any, _dados: dict[str, Any]) -> dict[str, str]:
    return {}


def _sem_previa(_form: AtoForm) -> HttpResponse:
    """Numa caixa em que nenhum ato avisa, não há página de prévia: um que avisasse nunca agiria sem ela."""
    raise NotImplementedError("Esta caixa não mostra prévia.")


def _sempre(_caso: Any, _por: Autor) -> str:
    return ""


@dataclass(frozen=True, slots=True)
class Ato[C: Caso]:
    """Um ato: `para` é a situação a que leva (None: não muda); `aviso`, o modelo que o munícipe recebe."""

    espaco: ClassVar[str] = ""
    """O espaço de nomes dos endereços da caixa."""
    link_na_previa: ClassVar[str] = LINK_NA_PREVIA

    nome: str
    verbo: str
    """Como se chama no botão e no título da página."""
    explicacao: str
    """O que vai acontecer, dito antes de confirmar."""
    feito: str
    acao: Callable[..., C]
    para: str | None = None
    form: type[AtoForm] = AtoForm
    aviso: str = ""
    extras: Callable[[C, dict[str, Any]], dict[str, str]] = _nada
    impede: Callable[[C, Autor], str] = _sempre
    """Por que o ato não cabe neste caso; vazio se cabe."""

    @property
    def rota(self) -> str:
        """O nome do endereço."""
        return f"{self.espaco}:{self.nome}"

    @property
    def confirmar(self) -> str:
        """O texto do botão que faz, depois da prévia."""
        return f"{self.verbo} e avisar" if self.aviso else self.verbo

    @property
    def tem_previa(self) -> bool:
        """Lê-se o que vai sair antes de confirmar."""
        return bool(self.aviso)

    @property
    def tem_campos(self) -> bool:
        """Há o que escrever antes de fazer."""
        return self.form.base_fields.keys() > AtoForm.base_fields.keys()

    @property
    def tem_pagina(self) -> bool:
        """O botão leva a uma página, para escrever ou ler o aviso, em vez de fazer na hora."""
        return bool(self.aviso) or self.tem_campos

    def por_que_nao(self, caso: C, por: Autor) -> str:
        """A razão por que o ato não cabe agora neste caso, para quem age; vazio se cabe."""
        raise NotImplementedError

    def possivel(self, caso: C, por: Autor) -> bool:
        """A tabela de transições deixa, o ato muda alguma coisa e cabe neste caso."""
        return not self.por_que_nao(caso, por)

    def agir(self, *, caso: C, versao: int, por: Autor, **argumentos: Any) -> C:
        """Faz o ato, completo ou nada."""
        return self.acao(caso=caso, versao=versao, por=por, **argumentos)

    def avisa(self, caso: C) -> bool:
        """Este ato avisa a parte deste caso?"""
        raise NotImplementedError

    def escrever(self, caso: C, extras: dict[str, str]) -> Texto:
        """O aviso, pela mesma função que o escreve de verdade."""
        raise NotImplementedError

    def previa(self, caso: C, dados: dict[str, Any]) -> Texto | None:
        """O aviso como o munícipe vai lê-lo; None se este ato não avisa ou não há a quem avisar."""
        if not self.aviso or not self.avisa(caso):
            return None
        fica = copy(caso)  # os extras põem na cópia o que muda: o aviso diz como o caso fica
        texto = self.escrever(fica, self.extras(fica, dados))
        return Texto(texto.assunto, texto.corpo.replace(LINK, self.link_na_previa))


@dataclass(frozen=True, slots=True)
class Telas[C: Caso]:
    """O que cada caixa tem de seu no caminho de um ato.

    `formulario` e `previa` mostram as páginas (a primeira com o status); `conflito` recebe o caso como está
    agora e a frase de quem recusou; `reler` o busca de novo; `depois` diz para onde se vai.
    """

    formulario: Callable[[AtoForm, int], HttpResponse]
    conflito: Callable[[C, AtoForm, str], HttpResponse]
    reler: Callable[[], C]
    depois: Callable[[C], HttpResponse]
    previa: Callable[[AtoForm], HttpResponse] = _sem_previa
    so_reescrever: frozenset[str] = frozenset({"corrigir"})
    """Botões que voltam ao formulário sem conferi-lo."""


def conduzir[C: Caso](  # noqa: PLR0913  cada argumento é uma peça do ato
    request: HttpRequest, ato: Ato[C], caso: C, por: Autor, form: AtoForm, telas: Telas[C]
) -> HttpResponse:
    """Mostra o formulário, depois o aviso, e só então faz."""
    if _mudou(form, caso) or not ato.possivel(caso, por):
        return telas.conflito(caso, form, "")
    if not form.is_bound or telas.so_reescrever & request.POST.keys():
        form.esquecer_erros()
        return telas.formulario(form, 200)
    if not form.is_valid():
        return telas.formulario(form, 422)
    if ato.tem_previa and "confirmar" not in request.POST:
        return telas.previa(form)
    try:
        caso = ato.agir(caso=caso, versao=form.cleaned_data["versao"], por=por, **form.argumentos)
    except RecusaDeAcao as recusa:
        return telas.conflito(telas.reler(), form, str(recusa))
    return telas.depois(caso)


def _mudou(form: AtoForm, caso: Caso) -> bool:
    """Verdadeiro se o caso já não é o que a pessoa estava vendo."""
    return form.is_bound and form["versao"].value() != str(caso.versao)


def versao_vista(request: HttpRequest) -> int | None:
    """A versão do caso que a pessoa tinha diante de si; None se não a mandou."""
    vista = request.POST.get("versao", "")[:MAIOR_VERSAO]
    return int(vista) if vista.isdecimal() else None


def do_conflito(request: HttpRequest, ato: Ato[Any], caso: Caso, por: Autor, recusa: str) -> dict[str, Any]:
    """Quem fez o quê desde que a página foi aberta, e se o ato ainda cabe."""
    vista = versao_vista(request)
    por_que_nao = ato.por_que_nao(caso, por)
    return {
        "mudancas": historia(andamentos(caso, depois_de=vista)) if vista is not None else [],
        "possivel": not por_que_nao,
        "por_que_nao": por_que_nao,
        "recusa": recusa,
    }


def com_versao_nova(request: HttpRequest, caso: Caso) -> Any:
    """O que se enviou, com a versão de agora: confirmar de novo é saber o que mudou."""
    dados = request.POST.copy()
    dados["versao"] = str(caso.versao)
    return dados
