"""O que aconteceu com cada pedido de um lote, e o caminho para repetir os recusados sem perder o texto."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from contas.autor import Autor
from contas.guardas import LER, de_trabalho, usuario_da_sessao
from contas.models import Usuario
from protocolo.models import Rascunho
from roteamento.models import Unidade
from solicitacoes.acoes.lote import GUARDA, feitos_em_lote
from solicitacoes.caixa import fazer_lote
from solicitacoes.caixa.atos import DO_LOTE, JUNTAR, AtoDaCaixa
from solicitacoes.caixa.consertos import DE_CADA_ATO, FEITOS_EM_LOTE, NAO_SE_DESFAZ
from solicitacoes.caixa.recusas import por_motivo
from solicitacoes.caixa.selecao import Item, dizer_o_que_se_junta
from solicitacoes.caixa.views.caso import lista_de_onde_veio
from solicitacoes.guardas import com_relacoes, equipe, tem_painel
from solicitacoes.models import Solicitacao

NAO_HA = "Não há lote seu com este endereço."
FEITO = "solicitacoes/caixa/lote_feito.html"


def ver_o_feito(request: HttpRequest, *, unidade: Unidade, envio: UUID) -> HttpResponse:
    """Leva à página da resposta, com a lista de onde se veio."""
    _, consulta = lista_de_onde_veio(request, unidade.sigla)
    feito = reverse("caixa:lote_feito", args=[unidade.sigla, envio])
    return HttpResponseRedirect(f"{feito}{consulta}", status=303)


def lote_meu(request: HttpRequest, sigla: str, envio: UUID) -> Rascunho | None:
    """O lote já confirmado com este envio, se é de quem pede."""
    guardados = feitos_em_lote(sigla, agora=timezone.now())
    return guardados.filter(pk=envio, dono=usuario_da_sessao(request)).first()


def lote_guardado(sigla: str, envio: UUID, *, dono: Usuario | None = None) -> Rascunho:
    """O lote desta caixa com este envio, de quem for ou só o de `dono`; 404 se não há, ou já se apagou."""
    guardados = feitos_em_lote(sigla, agora=timezone.now()).select_related("dono").filter(pk=envio)
    achado = (guardados.filter(dono=dono) if dono else guardados).first()
    if achado is None:
        raise Http404(NAO_HA)
    return achado


@de_trabalho(*LER)
def feito(request: HttpRequest, sigla: str, envio: UUID) -> HttpResponse:
    """O que aconteceu com cada pedido, e o caminho para repetir os recusados sem perder o texto.

    A chefia, ou quem está no lugar dela, lê os de todos, e desfaz.
    """
    unidade, por = equipe(request, sigla)
    quem, da_chefia = usuario_da_sessao(request), tem_painel(por, unidade)
    lote = lote_guardado(sigla, envio, dono=None if da_chefia else quem)
    lista, consulta = lista_de_onde_veio(request, sigla)
    contexto: dict[str, Any] = {"unidade": unidade, "envio": envio, "lista": lista, "consulta": consulta}
    contexto |= {
        "lote": lote,
        "em": datetime.fromisoformat(lote.dados["em"]),
        "meu": lote.dono == quem,
    }
    contexto |= _respostas(lote.dados, unidade, por)
    desfaz = da_chefia and bool(lote.dados.get("feitos"))
    contexto["conserto"] = DE_CADA_ATO.get(lote.dados["ato"]) if desfaz else None
    contexto["nao_se_desfaz"] = NAO_SE_DESFAZ.get(lote.dados["ato"], "") if da_chefia else ""
    contexto |= {"de": lote.dados.get("de", ""), "dias": GUARDA.days}
    if not contexto["meu"]:
        contexto["de_novo"] = []
    return render(request, FEITO, contexto)


@de_trabalho("POST")
def continuar(request: HttpRequest, sigla: str, envio: UUID) -> HttpResponse:
    """Faz mais um pouco do lote e volta a dizer quanto falta."""
    unidade, por = equipe(request, sigla)
    meu = lote_guardado(sigla, envio, dono=usuario_da_sessao(request))
    fazer_lote.continuar(meu, fazer_lote.quem_faz(meu, por, unidade), segundos=fazer_lote.PASSO)
    return ver_o_feito(request, unidade=unidade, envio=envio)


def _respostas(dados: dict[str, Any], unidade: Unidade, por: Autor) -> dict[str, Any]:
    """Os feitos, os recusados por motivo e os ainda sem resposta; nada se repete enquanto o lote anda."""
    ato = FEITOS_EM_LOTE[dados["ato"]]
    ditas: dict[str, str | None] = dict(dados["itens"])
    casos = com_relacoes().select_related("principal").visiveis_para(por).filter(protocolo__in=ditas)
    achados = {caso.protocolo: caso for caso in casos}
    itens = [Item(protocolo, achados.get(protocolo), recusa=dita or "") for protocolo, dita in ditas.items()]
    por_fazer = [item for item in itens if ditas[item.protocolo] is None]
    recusados = [item for item in itens if item.recusa]
    repetiveis = [] if por_fazer else recusados
    return {
        "ato": ato,
        "recusados": recusados,
        "motivos": por_motivo(recusados),
        "faltam": len(por_fazer),
        "respondidos": len(itens) - len(por_fazer),
        "feitos": [item for item in itens if ditas[item.protocolo] == ""],
        "quantos": len(itens),
        "de_novo": _de_novo(ato, [item.caso for item in repetiveis if item.caso], unidade, por),
        "principal": achados.get(dados.get("principal", "")),
        "escrito": dados["escrito"],
    }


def _de_novo(ato: AtoDaCaixa, casos: list[Solicitacao], unidade: Unidade, por: Autor) -> list[Solicitacao]:
    """Os que hoje aceitam o ato; juntar, só se há entre eles com quem. Um conserto repete-se de onde veio."""
    if ato.nome not in DO_LOTE:
        return []
    podem = [caso for caso in casos if caso.unidade_id == unidade.pk and ato.possivel(caso, por)]
    if ato is not JUNTAR:
        return podem
    itens = [Item(caso.protocolo, caso) for caso in podem]
    dizer_o_que_se_junta(itens)
    return [item.caso for item in itens if item.caso and not item.recusa]
