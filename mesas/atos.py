"""Um ato sobre um caso, como dado, e o caminho da página dele: escrever, ver o aviso, confirmar.

Cada mesa de trabalho diz quais são os seus atos (`Atos`) e o que as páginas deles têm de seu
(`PaginasDoAto`); o que se faz em cada passo é um só (`conduzir`): versão velha ou ato que já não cabe é
conflito (409), campo errado volta com o que se escreveu (422), e o munícipe só é avisado depois de se ter
lido o aviso como ele o lerá, salvo do que se faz na hora, cujo aviso é sempre o mesmo. O envio que chega de
novo, porque a resposta se perdeu, não é conflito: diz-se que já foi feito. O que se escreve guarda-se
(`assistente.escritos`) até o ato se fazer, e a página nova o traz de volta.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum, auto
from http import HTTPStatus
from typing import Any, ClassVar
from uuid import uuid4

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import redirect, render

from assistente import escritos
from assistente.escritos import Escrito
from avisos.acoes import chave_do_aviso
from avisos.models import Aviso
from avisos.textos import LINK, Texto
from contas.autor import Autor
from documentos.recebidos import Guardar, guardar_foto
from mesas import provas, repetidos
from mesas.forms import MAIOR_VERSAO, AtoForm
from mesas.historia import andamentos, historia
from protocolo.erros import RecusaDeAcao
from protocolo.models import Caso

LINK_NA_PREVIA = "(aqui vai o endereço da página do pedido)"
SO_REESCREVER = frozenset({"corrigir", "remover_foto"})
"""Botões que voltam ao formulário sem conferi-lo."""


def _sempre(_caso: Any, _por: Autor) -> str:
    return ""


def quando[C: Caso](*razoes: tuple[Callable[[C], object], str]) -> Callable[[C, Autor], str]:
    """O `impede` de um ato: a frase da primeira condição que o caso cumpre; se nenhuma, o ato cabe."""
    return lambda caso, _por: next((porque for impedido, porque in razoes if impedido(caso)), "")


def fora_de(situacao: str) -> Callable[[Caso], bool]:
    """A condição de um ato que só cabe numa situação."""
    return lambda caso: caso.situacao != situacao


@dataclass(frozen=True, slots=True, kw_only=True)
class Ato[C: Caso]:
    """Um ato: `para` é a situação a que leva (None: não muda); `aviso`, o modelo que o munícipe recebe."""

    espaco: ClassVar[str] = ""
    """O espaço de nomes dos endereços da mesa."""
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
    na_hora: bool = False
    """Faz-se no primeiro clique: nada se pergunta, e o aviso é sempre o mesmo."""
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
        return bool(self.aviso) and not self.na_hora

    @property
    def tem_campos(self) -> bool:
        """Há o que escrever antes de fazer."""
        return self.form.base_fields.keys() > AtoForm.base_fields.keys()

    @property
    def tem_pagina(self) -> bool:
        """O botão leva a uma página, para escrever ou ler o aviso, em vez de fazer na hora."""
        return self.tem_previa or self.tem_campos

    def por_que_nao(self, caso: C, por: Autor) -> str:
        """A razão por que o ato não cabe agora neste caso, para quem age; vazio se cabe."""
        return self.impede(caso, por)

    def possivel(self, caso: C, por: Autor) -> bool:
        """A tabela de transições deixa, o ato muda alguma coisa e cabe neste caso."""
        return not self.por_que_nao(caso, por)

    def agir(self, *, caso: C, versao: int, por: Autor, **argumentos: Any) -> C:
        """Faz o ato, completo ou nada."""
        return self.acao(caso=caso, versao=versao, por=por, **argumentos)

    def previa(self, *, caso: C, versao: int, por: Autor, **argumentos: Any) -> Texto | None:
        """O aviso como o munícipe vai lê-lo; None se este ato não avisa ou não há a quem avisar.

        Faz o ato neste caso, lê o aviso que ele escreveu e desfaz tudo: o que se lê é o que vai sair, e o que
        a ação recusaria recusa aqui.
        """
        if not self.aviso or caso.interessado_id is None:
            return None
        with transaction.atomic():
            feito = self.acao(caso=caso, versao=versao, por=por, **argumentos)
            chaves = [
                chave_do_aviso(caso.protocolo, ordem, self.aviso, caso.interessado_id)
                for ordem in range(versao + 1, feito.versao + 1)
            ]
            aviso = Aviso.objects.filter(chave__in=chaves).first()
            texto = self.ler(aviso) if aviso else None
            transaction.set_rollback(True)
        return texto

    def ler(self, aviso: Aviso) -> Texto:
        """O aviso de um ato que não se confirmou: o que só se sabe depois de confirmar é dito por extenso."""
        return Texto(aviso.assunto, aviso.corpo.replace(LINK, self.link_na_previa))


class Atos[A: Ato[Any]](dict[str, A]):
    """Os atos de uma mesa, pelo nome, na ordem em que se mostram: acrescentar um é acrescentar uma linha."""

    def __init__(self, *atos: A) -> None:
        super().__init__((ato.nome, ato) for ato in atos)

    def possiveis(self, caso: Any, por: Autor) -> list[A]:
        """Os atos que cabem agora."""
        return [ato for ato in self.values() if ato.possivel(caso, por)]


# --- o caminho ------------------------------------------------------------------------------


class Onde(StrEnum):
    """As páginas do caminho de um ato."""

    FORMULARIO = auto()
    PREVIA = auto()
    CONFLITO = auto()


@dataclass(frozen=True, slots=True, kw_only=True)
class Passo[C: Caso, A: Ato[Any]]:
    """Uma página do caminho de um ato, para quem a mostra; `recusa` é a frase de quem recusou."""

    request: HttpRequest
    mesa: PaginasDoAto[C, A]
    ato: A
    caso: C
    por: Autor
    form: Any = None
    onde: Onde = Onde.FORMULARIO
    recusa: str = ""
    retomado: Escrito | None = None
    """O que a pessoa deixou por enviar; só numa página nova."""

    @property
    def enviado(self) -> QueryDict:
        """O que a pessoa escreveu, agora ou antes."""
        return self.retomado.campos if self.retomado else self.request.POST

    @property
    def mudou_depois(self) -> Sequence[Any]:
        """O que aconteceu no caso desde o que se retoma."""
        vista = versao_vista(self.retomado.campos) if self.retomado else None
        return () if vista is None else historia(andamentos(self.caso, depois_de=vista))

    def mostrar(self, status: int = 200, **extras: Any) -> HttpResponse:
        """A página, com o que a mesa põe em volta."""
        contexto = {"ato": self.ato, "caso": self.caso, "form": self.form, **extras}
        contexto |= {"retomado": self.retomado, "mudou_depois": self.mudou_depois}
        contexto |= self.mesa.em_volta(self)
        return render(self.request, self.mesa.modelos[self.onde], contexto, status=status)


def _nada_escrito(_passo: Passo[Any, Any]) -> dict[str, str]:
    return {}


def _com_o_protocolo(passo: Passo[Any, Any]) -> str:
    return f"{passo.ato.feito} Protocolo {passo.caso.protocolo_escrito}."


def receber(
    request: HttpRequest, form: AtoForm, caso: Any, por: Autor, *, guardar: Guardar = guardar_foto
) -> None:
    """Guarda o que veio com o formulário, no envio dele."""
    provas.receber_do_formulario(request, form, caso.protocolo, por, guardar)


@dataclass(frozen=True, slots=True, kw_only=True)
class PaginasDoAto[C: Caso, A: Ato[Any]]:
    """O que as páginas de um ato têm de cada mesa.

    Na mesa sem modelo de prévia um ato que avisasse nunca agiria: ninguém é avisado do que não se leu.
    """

    modelos: Mapping[Onde, str]
    em_volta: Callable[[Passo[C, A]], dict[str, Any]]
    """O que as páginas mostram além do ato, do caso e do formulário."""
    reler: Callable[[HttpRequest, C], C]
    """O caso como está agora, depois de uma recusa."""
    para_onde: Callable[[Passo[C, A]], str]
    """O endereço a que se vai depois de feito; o caso do passo é o que ficou."""
    dizer: Callable[[Passo[C, A]], str] = _com_o_protocolo
    """O que se diz a quem fez."""
    inicial: Callable[[Passo[C, A]], dict[str, str]] = _nada_escrito
    """O que já vem escrito numa página nova."""
    receber: Callable[[HttpRequest, AtoForm, C, Autor], None] = receber
    """Guarda os arquivos que vieram com o formulário."""
    protocolo: Callable[[C], str] = lambda caso: caso.protocolo
    """O do caso, que o endereço pode não dizer: o que se escreveu some com ele."""
    sigilosa: Callable[[C], bool] = lambda _caso: False
    """O que se escreve deste caso guarda-se cifrado e por menos tempo?"""


def conduzir[C: Caso, A: Ato[Any]](  # noqa: PLR0913  cada argumento é uma peça do ato
    request: HttpRequest,
    mesa: PaginasDoAto[C, A],
    ato: A,
    caso: C,
    por: Autor,
    enviado: QueryDict | None = None,
) -> HttpResponse:
    """Mostra o formulário, depois o aviso, e só então faz."""
    passo = Passo(request=request, mesa=mesa, ato=ato, caso=caso, por=por)
    if "descartar" in request.POST:
        escritos.apagar(_quem(passo.por), escritos.desta_pagina(request))
        return HttpResponseRedirect(request.get_full_path(), status=303)
    if "guardar" in request.POST:
        return _so_guardar(passo)
    passo = replace(passo, retomado=_por_enviar(passo))
    resposta = _andar(replace(passo, form=_formulario(passo, enviado or request.POST)))
    if request.method == "POST" and ato.tem_campos and resposta.status_code != HTTPStatus.FOUND:
        _guardar(passo)
    return resposta


def _andar(passo: Passo[Any, Any]) -> HttpResponse:
    """A página a que este envio leva; feito o ato, à de depois dele."""
    request, mesa, ato, form = passo.request, passo.mesa, passo.ato, passo.form
    if _mudou(form, passo.caso) or not ato.possivel(passo.caso, passo.por):
        return conflito(passo)
    if request.method != "POST" or SO_REESCREVER & request.POST.keys():
        form.esquecer_erros()
        return passo.mostrar()
    if not form.is_valid():
        return passo.mostrar(422)
    dados = {"caso": passo.caso, "versao": form.cleaned_data["versao"], "por": passo.por, **form.argumentos}
    try:
        if ato.tem_previa and "confirmar" not in request.POST:
            return replace(passo, onde=Onde.PREVIA).mostrar(previa=ato.previa(**dados))
        feito = replace(passo, caso=fazer(request, ato, dados))
    except RecusaDeAcao as recusa:
        return conflito(replace(passo, caso=mesa.reler(request, passo.caso), recusa=str(recusa)))
    messages.success(request, mesa.dizer(feito))
    return redirect(mesa.para_onde(feito))


def fazer(request: HttpRequest, ato: Ato[Any], dados: dict[str, Any]) -> Any:
    """O ato e a marca do envio dele: os dois, ou nada; o que se tinha guardado dele já não é preciso."""
    with transaction.atomic():
        feito = ato.agir(**dados)
        repetidos.anotar(request, ato.nome, dados["caso"])
        if ato.tem_campos:
            escritos.apagar(_quem(dados["por"]), escritos.desta_pagina(request))
    return feito


def _formulario(passo: Passo[Any, Any], enviado: QueryDict) -> AtoForm:
    """O que se enviou, com os arquivos já guardados; ou a página nova, com o que ficou por enviar."""
    ato: Ato[Any] = passo.ato
    caso, por = passo.caso, passo.por
    if passo.request.method == "POST":
        form = ato.form(enviado, caso=caso, por=por)
        passo.mesa.receber(passo.request, form, caso, por)
        return form
    if passo.retomado:
        form = ato.form(_trocar(passo.enviado, versao=caso.versao), caso=caso, por=por)
        form.guardadas = provas.ja_mandadas(form, por)
        return form
    inicial = {"versao": caso.versao, "envio": uuid4(), **passo.mesa.inicial(passo)}
    return ato.form(None, caso=caso, por=por, initial=inicial)


# --- o que se escreve e ainda não se enviou --------------------------------------------------


def _quem(por: Autor) -> int:
    return por.usuario.pk if por.usuario else 0


def _por_enviar(passo: Passo[Any, Any]) -> Escrito | None:
    """O que a pessoa deixou nesta página; a resposta pronta que o endereço pede vem antes."""
    if passo.request.method == "POST" or not passo.ato.tem_campos or passo.mesa.inicial(passo):
        return None
    return escritos.ler(_quem(passo.por), escritos.desta_pagina(passo.request))


def _guardar(passo: Passo[Any, Any]) -> datetime | None:
    mesa, caso = passo.mesa, passo.caso
    return escritos.guardar(
        passo.request, _quem(passo.por), protocolo=mesa.protocolo(caso), sigiloso=mesa.sigilosa(caso)
    )


def _so_guardar(passo: Passo[Any, Any]) -> HttpResponse:
    """Guarda sem conferir nada: com o htmx, enquanto se escreve; sem ele, pelo botão."""
    request = passo.request
    guardado_em = _guardar(passo)
    if not request.headers.get("HX-Request"):
        _formulario(passo, request.POST)  # as fotos que vieram também ficam
    return responder_guardado(request, guardado_em)


def responder_guardado(request: HttpRequest, guardado_em: datetime | None) -> HttpResponse:
    """Diz a que horas ficou guardado; sem htmx, na própria página."""
    if request.headers.get("HX-Request"):
        return render(request, "mesas/guardar.html#guardado", {"guardado_em": guardado_em})
    if guardado_em:
        messages.success(request, "O que você escreveu está guardado, e volta quando você abrir esta página.")
    return HttpResponseRedirect(request.get_full_path(), status=303)


def conflito(passo: Passo[Any, Any]) -> HttpResponse:
    """Quem fez o quê desde que a página foi aberta, e o que a pessoa escreveu e os arquivos que mandou.

    Se o ato ainda cabe, o formulário volta preenchido e com a versão nova, para confirmar de novo. Se foi
    este mesmo envio que o fez, não há conflito: a resposta é a que se perdeu.
    """
    if repetidos.ja_feito(passo.request, passo.ato.nome, passo.caso):
        messages.info(passo.request, f"{repetidos.JA_FEITO} {passo.mesa.dizer(passo)}")
        return redirect(passo.mesa.para_onde(passo))
    ato, caso, por = passo.ato, passo.caso, passo.por
    form = ato.form(_trocar(passo.enviado, versao=caso.versao), caso=caso, por=por)
    form.guardadas = getattr(passo.form, "guardadas", ())
    vista, por_que_nao = versao_vista(passo.enviado), ato.por_que_nao(caso, por)
    return replace(passo, form=form, onde=Onde.CONFLITO).mostrar(
        409,
        mudancas=historia(andamentos(caso, depois_de=vista)) if vista is not None else [],
        possivel=not por_que_nao,
        por_que_nao=por_que_nao,
        recusa=passo.recusa,
    )


def _mudou(form: AtoForm, caso: Caso) -> bool:
    """Verdadeiro se o caso já não é o que a pessoa estava vendo."""
    return form.is_bound and form["versao"].value() != str(caso.versao)


def versao_vista(enviado: QueryDict, campo: str = "versao") -> int | None:
    """A versão do caso que a pessoa tinha diante de si; None se não a mandou."""
    vista = enviado.get(campo, "")[:MAIOR_VERSAO]
    return int(vista) if vista.isdecimal() else None


def com_o_de_agora(request: HttpRequest, **marca: str | int) -> QueryDict:
    """O que se enviou, com a versão (ou a marca) de agora: confirmar de novo é saber o que mudou."""
    return _trocar(request.POST, **marca)


def _trocar(enviado: QueryDict, **marca: str | int) -> QueryDict:
    dados = enviado.copy()
    for campo, valor in marca.items():
        dados[campo] = str(valor)
    return dados
