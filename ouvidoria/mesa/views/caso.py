"""A página de uma manifestação na mesa da Ouvidoria, o contato de quem se manifestou e a anotação."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from assistente.escritos import retoma
from avisos.recibos.alcance import enviados
from contas.acoes import registrar_leitura
from contas.autor import Autor
from contas.guardas import LER, de_trabalho
from mesas.historia import andamentos, historia
from mesas.pagina import PaginaDoCaso, da_historia, tem_contato
from ouvidoria import acoes
from ouvidoria.guardas import caso_da_ouvidoria, com_relacoes
from ouvidoria.mesa import relacionadas
from ouvidoria.mesa.atos import ATOS, PRINCIPAIS
from ouvidoria.mesa.filtros import ListaDaMesa
from ouvidoria.models import Manifestacao
from protocolo.calendario import carregar_calendario
from protocolo.prazos import relogio
from solicitacoes import consultas
from solicitacoes.models import Solicitacao

CASO = "ouvidoria/mesa/caso.html"
CONTATO = "mesas/contato.html"


@de_trabalho(*LER)
def caso(request: HttpRequest, protocolo: str) -> HttpResponse:
    """A manifestação inteira; o contato fica fechado. Com htmx, só um pedaço."""
    manifestacao, por = caso_da_ouvidoria(request, protocolo)
    return PAGINA.mostrar(request, manifestacao, por)


@de_trabalho("POST")
def contato(request: HttpRequest, protocolo: str) -> HttpResponse:
    """Mostra o contato de quem se manifestou e deixa escrito quem leu, e quando (LGPD, art. 37).

    O de uma denúncia está selado: não se abre aqui.
    """
    manifestacao, por = caso_da_ouvidoria(request, protocolo)
    aberto = manifestacao.interessado if _tem_contato(manifestacao) else None
    if aberto:
        registrar_leitura(
            interessado=aberto, por=por, protocolo=manifestacao.protocolo, o_que="contato da manifestação"
        )
    if request.headers.get("HX-Request"):
        contexto = {"caso": manifestacao, "endereco": enderecos(request, manifestacao), "aberto": aberto}
        return render(request, CONTATO, contexto | _do_contato(manifestacao))
    return PAGINA.inteira(request, manifestacao, _em_volta(request, manifestacao, por) | {"aberto": aberto})


@de_trabalho("POST")
@retoma
def anotar(request: HttpRequest, protocolo: str) -> HttpResponse:
    """Um recado que só a Ouvidoria lê; com htmx voltam a história e os atos, com a versão nova."""
    manifestacao, por = caso_da_ouvidoria(request, protocolo)
    return PAGINA.anotar(request, manifestacao, por, acoes.anotar)


def enderecos(request: HttpRequest, manifestacao: Manifestacao) -> dict[str, str]:
    """A página do caso, o que se faz nela e a lista de onde se veio, com os filtros dela (`volta`)."""
    pagina = reverse("mesa:caso", args=[manifestacao.protocolo])
    return ListaDaMesa.de_onde_veio(request).enderecos(request, pagina=pagina, lista=reverse("mesa:lista"))


def _em_volta(request: HttpRequest, manifestacao: Manifestacao, por: Autor) -> dict[str, Any]:
    envios = manifestacao.encaminhamentos.select_related("orgao").prefetch_related("respondidos", "anexos")
    return {
        **_da_previa(manifestacao),
        "agora": timezone.now(),
        "atos": ATOS.possiveis(manifestacao, por),
        "principal_agora": PRINCIPAIS.get(manifestacao.situacao, ""),
        "envios": list(envios.order_by("pk")),
        "como": relogio.como(manifestacao, carregar_calendario()),
        "pedido": _do_pedido(manifestacao.solicitacao) if manifestacao.solicitacao else None,
        "juntadas": list(manifestacao.juntadas.order_by("protocolo")),
        "iguais": list(relacionadas.iguais_provaveis(manifestacao)[: relacionadas.QUANTAS]),
        "ligados": relacionadas.ligados(manifestacao),
        **da_historia(request, andamentos(manifestacao)),
        "avisos": [] if manifestacao.denuncia else enviados(manifestacao.protocolo),
        **_do_contato(manifestacao),
    }


def _da_previa(manifestacao: Manifestacao) -> dict[str, Any]:
    anexos = manifestacao.anexos.filter(encaminhamento=None).order_by("ordem", "pk")
    return {"respostas": consultas.respostas_em_linhas(manifestacao.respostas), "anexos": list(anexos)}


def _do_pedido(solicitacao: Solicitacao) -> dict[str, Any]:
    """O pedido de serviço reclamado, inteiro: a Ouvidoria o vê como quem o atende."""
    return {
        "caso": solicitacao,
        "respostas": consultas.respostas_em_linhas(solicitacao.respostas),
        "fotos": list(solicitacao.anexos.order_by("ordem", "pk")),
        "historia": historia(andamentos(solicitacao)),
    }


def _do_contato(manifestacao: Manifestacao) -> dict[str, Any]:
    """Se há o que mostrar e quem já o leu."""
    tem = _tem_contato(manifestacao)
    return {"tem_contato": tem, "leituras": consultas.leituras(manifestacao) if tem else None}


def _tem_contato(manifestacao: Manifestacao) -> bool:
    """Tem contato que se mostre? O de uma denúncia não se mostra aqui."""
    return not manifestacao.denuncia and tem_contato(manifestacao.interessado)


PAGINA = PaginaDoCaso[Manifestacao](
    modelo=CASO,
    anotacoes="ouvidoria/mesa/anotacoes.html",
    rota_de_anotar="mesa:anotar",
    com_relacoes=com_relacoes,
    enderecos=enderecos,
    em_volta=_em_volta,
    previa="ouvidoria/mesa/ao_lado.html",
    da_previa=_da_previa,
)
