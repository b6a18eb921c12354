"""Um ato da caixa em dois tempos: ver o aviso como o munícipe o lerá, e confirmar."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from assistente.escritos import retoma
from contas.autor import Autor
from contas.guardas import LER, LER_E_MANDAR, de_trabalho
from mesas.atos import Onde, PaginasDoAto, Passo, conduzir
from mesas.paginacao import seguinte
from roteamento.models import Unidade
from solicitacoes import acoes, lugar
from solicitacoes.caixa.atos import ATOS, AtoDaCaixa
from solicitacoes.caixa.filtros import Caixa
from solicitacoes.caixa.respostas_prontas import Pronta, prontas
from solicitacoes.caixa.views.caso import CONFLITO, com_caso, enderecos, sigla_da_caixa
from solicitacoes.guardas import com_relacoes, para_decidir
from solicitacoes.models import Solicitacao

DECIDEM = ("reabrir", "recusar-reabertura")
"""Os dois fins de quem pediu que se reabra."""


@de_trabalho(*LER_E_MANDAR)
@retoma
@com_caso
def agir(request: HttpRequest, caso: Solicitacao, por: Autor, ato: str) -> HttpResponse:
    """Mostra o formulário, depois o aviso, e só então faz."""
    quem = para_decidir(caso, por) if ato in DECIDEM else por
    return conduzir(request, CAIXA, ATOS[ato], caso, quem)


@de_trabalho(*LER)
@com_caso
def ruas(request: HttpRequest, _caso: Solicitacao, _por: Autor) -> HttpResponse:
    """Sugestões de rua para quem corrige um endereço."""
    return render(request, "solicitacoes/pedir/detalhes.html#sugestoes", lugar.ao_escrever(request.GET))


def _modelo_do_endereco(passo: Passo[Solicitacao, AtoDaCaixa]) -> dict[str, str]:
    """O modelo de resposta que o endereço pede, numa página nova."""
    oferecidas = prontas(passo.caso, passo.ato.nome, timezone.now())
    pedido = passo.request.GET.get("modelo", "")
    return valores_do_modelo(passo.ato, modelo_escolhido(pedido, oferecidas))


def modelo_escolhido(pedido: str, oferecidas: list[Pronta]) -> Pronta | None:
    """A resposta pronta que o endereço pede, se é uma das que cabem."""
    return next((pronta for pronta in oferecidas if str(pronta.pk) == pedido), None)


def valores_do_modelo(ato: AtoDaCaixa, escolhida: Pronta | None) -> dict[str, str]:
    """O texto da resposta pronta no campo dela e, se serve a um só resultado, ele já escolhido."""
    if escolhida is None:
        return {}
    resultado = {ato.resultado: escolhida.resultado} if ato.resultado and escolhida.resultado else {}
    return {ato.texto: escolhida.texto, **resultado}


def _em_volta(passo: Passo[Solicitacao, AtoDaCaixa]) -> dict[str, Any]:
    """O grupo a que o ato também vale e as respostas prontas."""
    caso, ato, na_previa = passo.caso, passo.ato, passo.onde == Onde.PREVIA
    grupo = list(acoes.do_grupo(caso)) if caso.principal_id is None else []
    return {
        "endereco": enderecos(passo.request, caso),
        "grupo": ato.alcancados(grupo, passo.por, passo.form.argumentos if na_previa else {}),
        "modelos": [] if na_previa else prontas(caso, ato.nome, timezone.now()),
    }


def _para_onde(passo: Passo[Solicitacao, AtoDaCaixa]) -> str:
    """Encerrado ou fora da caixa, vai ao próximo da lista de onde se veio; senão, fica no pedido."""
    para, fica = enderecos(passo.request, passo.caso), passo.caso.unidade_id in passo.por.unidades
    if fica and (passo.caso.aberta or passo.ato.fica):
        return para["pedido"]
    return _do_proximo(passo) or para["lista"]


def _do_proximo(passo: Passo[Solicitacao, AtoDaCaixa]) -> str:
    """O endereço do que vem depois na lista, com os filtros que ela tinha; vazio se não sobrou nenhum."""
    caixa, sigla = Caixa.de_onde_veio(passo.request), sigla_da_caixa(passo.request, passo.caso)
    unidade = Unidade.objects.get(sigla=sigla)
    da_caixa = Solicitacao.objects.visiveis_para(passo.por).da_unidade(unidade).only("protocolo")
    escolhidos = caixa.aplicar(da_caixa, por=passo.por, agora=timezone.now())
    proximo = seguinte(escolhidos, caixa.ordem_pedida, passo.caso, caixa.janela(unidade, escolhidos))
    if proximo is None:
        return ""
    messages.info(passo.request, "Este é o próximo pedido da lista.")
    return reverse("caixa:pedido", args=[sigla, proximo.protocolo]) + caixa.volta


CAIXA = PaginasDoAto[Solicitacao, AtoDaCaixa](
    modelos={
        Onde.FORMULARIO: "solicitacoes/caixa/ato.html",
        Onde.PREVIA: "solicitacoes/caixa/previa.html",
        Onde.CONFLITO: CONFLITO,
    },
    em_volta=_em_volta,
    reler=lambda _request, caso: com_relacoes().get(pk=caso.pk),
    para_onde=_para_onde,
    inicial=_modelo_do_endereco,
    sigilosa=lambda caso: caso.sigilosa,
)
