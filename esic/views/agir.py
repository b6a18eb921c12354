"""Um ato em dois tempos, na mesa do SIC e na de recursos: ver o aviso como a pessoa o lerá, e confirmar."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from django.contrib import messages
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from contas.papeis import Papel
from documentos.recebidos import guardar_arquivo
from esic.guardas import SaiuDoOrgao, com_relacoes, pedido_da_mesa, pedido_em_recurso
from esic.models import Pedido
from esic.views.atos import ATOS
from esic.views.atos_de_recurso import ATOS as ATOS_DE_RECURSO
from esic.views.pedido import enderecos
from esic.views.recursos import enderecos as enderecos_do_recurso
from mesas.atos import Telas, com_versao_nova, conduzir, do_conflito
from mesas.provas import receber_do_formulario

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse

    from contas.autor import Autor
    from esic.views.atos import AtoDoPedido
    from mesas.forms import AtoForm

ATO = "esic/sic/ato.html"
PREVIA = "esic/sic/previa.html"
CONFLITO = "esic/sic/conflito.html"
SO_REESCREVER = frozenset({"corrigir", "remover_foto"})


@dataclass(frozen=True, slots=True)
class Mesa:
    """Uma mesa de trabalho: a quem ela abre um pedido, e os endereços que ela tem."""

    guarda: Callable[[HttpRequest, str], tuple[Pedido, Autor]]
    enderecos: Callable[[HttpRequest, Pedido], dict[str, str]]


DO_SIC = Mesa(pedido_da_mesa, enderecos)
DE_RECURSOS = Mesa(pedido_em_recurso, enderecos_do_recurso)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def agir(request: HttpRequest, protocolo: str, ato: str) -> HttpResponse:
    """Um ato do SIC."""
    return _agir(request, protocolo, ATOS[ato], DO_SIC)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def julgar(request: HttpRequest, protocolo: str, ato: str) -> HttpResponse:
    """Um ato de quem decide recursos e reclamações."""
    return _agir(request, protocolo, ATOS_DE_RECURSO[ato], DE_RECURSOS)


def _agir(request: HttpRequest, protocolo: str, este: AtoDoPedido, mesa: Mesa) -> HttpResponse:
    """Mostra o formulário, depois o aviso, e só então faz."""
    try:
        caso, por = mesa.guarda(request, protocolo)
    except SaiuDoOrgao as saiu:
        return _Paginas(request, este, saiu.por, mesa).conflito(saiu.caso, saiu=str(saiu))
    paginas = _Paginas(request, este, por, mesa)
    telas = Telas[Pedido](
        formulario=lambda form, status: paginas.mostrar(ATO, caso, form, status),
        previa=lambda form: paginas.mostrar(PREVIA, caso, form, previa=este.previa(caso, form.cleaned_data)),
        conflito=paginas.conflito,
        reler=lambda: com_relacoes().get(pk=caso.pk),
        depois=paginas.depois,
        so_reescrever=SO_REESCREVER,
    )
    return conduzir(request, este, caso, por, _formulario(request, este, caso, por), telas)


def _formulario(request: HttpRequest, ato: AtoDoPedido, caso: Pedido, por: Autor) -> AtoForm:
    """O que se enviou, com os arquivos já guardados; ou a página nova."""
    if request.method != "POST":
        return ato.form(None, caso=caso, por=por, initial={"versao": caso.versao, "envio": uuid4()})
    form = ato.form(request.POST, caso=caso, por=por)
    receber_do_formulario(request, form, caso.protocolo, por, guardar_arquivo)
    return form


@dataclass(frozen=True, slots=True)
class _Paginas:
    """As páginas de um ato, numa mesa."""

    request: HttpRequest
    ato: AtoDoPedido
    por: Autor
    mesa: Mesa

    def mostrar(
        self, modelo: str, caso: Pedido, form: AtoForm, status: int = 200, **extras: Any
    ) -> HttpResponse:
        endereco = self.mesa.enderecos(self.request, caso)
        contexto = {"ato": self.ato, "caso": caso, "form": form, "endereco": endereco, **extras}
        return render(self.request, modelo, contexto, status=status)

    def conflito(
        self, caso: Pedido, enviado: Any = None, recusa: str = "", *, saiu: str = ""
    ) -> HttpResponse:
        """O que mudou desde que se abriu a página, com o que se escreveu e os arquivos que se mandou."""
        form: Any = self.ato.form(com_versao_nova(self.request, caso), caso=caso, por=self.por)
        form.guardadas = getattr(enviado, "guardadas", ())
        extras = do_conflito(self.request, self.ato, caso, self.por, recusa)
        if saiu or _fora(caso, self.por):
            extras |= {"possivel": False, "saiu": saiu or f"Este pedido passou para: {caso.orgao.nome}."}
        return self.mostrar(CONFLITO, caso, form, 409, **extras)

    def depois(self, caso: Pedido) -> HttpResponse:
        messages.success(self.request, f"{self.ato.feito} Protocolo {caso.protocolo_escrito}.")
        para = "lista" if _fora(caso, self.por) else "pedido"
        return redirect(self.mesa.enderecos(self.request, caso)[para])


def _fora(caso: Pedido, por: Autor) -> bool:
    """O pedido já não é de um órgão por que a pessoa responde?"""
    return por.papel == Papel.SIC and caso.orgao_id not in por.orgaos
