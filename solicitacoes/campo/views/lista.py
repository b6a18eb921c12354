"""A lista do dia, a mesma na mesa e no celular: quem a vê, o que há nela, tirar, dar; e as folhas."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from assistente import escritos
from avisos.models import Cidade
from contas.autor import Autor
from contas.guardas import LER, LER_E_MANDAR, de_trabalho, usuario_da_sessao
from contas.models import Usuario
from contas.papeis import Papel
from mesas.forms import aceito
from protocolo import numero
from roteamento.models import Unidade
from solicitacoes import acoes
from solicitacoes.acoes.lote import MAXIMO
from solicitacoes.caixa.views.caso import com_caso
from solicitacoes.campo.forms import DarForm
from solicitacoes.campo.lista import caminhos, de_quem_ha_lista, do_dia, escolhidos, paradas, pontos
from solicitacoes.campo.ordem_de_visita import pelo_caminho
from solicitacoes.campo.views.concluir import CONCLUIR, da_parada, do_mapa
from solicitacoes.consultas import equipe_de
from solicitacoes.guardas import equipe
from solicitacoes.models import Solicitacao

CAMPO = "solicitacoes/campo/lista.html"
DAR = "solicitacoes/campo/dar.html"
ORDENS = "solicitacoes/campo/ordens.html"
SO_A_SUA = "Só a chefia mexe na lista do dia de outra pessoa."


@de_trabalho(*LER)
def lista(request: HttpRequest, sigla: str) -> HttpResponse:
    """Os pedidos do dia: mapa, fotos e, em cada um, concluir ou dizer por que não deu."""
    unidade, por = equipe(request, sigla)
    quem, agora = _de_quem(request, unidade), timezone.now()
    dela = do_dia(por, unidade, quem, agora)
    cidade = Cidade.atual()
    lugares = paradas(dela.pendentes, agora, cidade)
    escritas = escritos.ler_varios(
        usuario_da_sessao(request).pk, [escritos.lugar(CONCLUIR, protocolo=p.caso.protocolo) for p in lugares]
    )
    contexto = {
        "unidade": unidade,
        "quem": quem,
        "minha": quem == por.usuario,
        "mexe": _mexe(por, quem),
        "do_dia": dela,
        "confirmando": False,
        "feitos": dela.feitos,
        "formularios": [{"parada": parada, "form": da_parada(parada, escritas)} for parada in lugares],
        "pontos": pontos(lugares),
        "cidade": cidade,
        "caminhos": caminhos(lugares, cidade),
        "outras": de_quem_ha_lista(unidade, timezone.localdate(agora), fora=quem),
    }
    return render(request, CAMPO, {**contexto, **do_mapa()})


@de_trabalho(*LER)
def ordens(request: HttpRequest, sigla: str) -> HttpResponse:
    """Uma folha A4 por pedido, escolhido ou da lista do dia, para levar. Sem o contato de ninguém."""
    unidade, por = equipe(request, sigla)
    pedidos, agora, cidade = _protocolos(request), timezone.now(), Cidade.atual()
    if pedidos:
        casos = escolhidos(por, unidade, pedidos[:MAXIMO])
    else:
        casos = do_dia(por, unidade, _de_quem(request, unidade), agora).pendentes
    contexto = {
        "unidade": unidade,
        "cidade": cidade,
        "paradas": paradas(casos, agora, cidade),
        "pedidos": pedidos,
        "faltam": max(len(pedidos) - len(casos), 0),
        "maximo": MAXIMO,
        "impressa_em": agora,
    }
    return render(request, ORDENS, contexto)


@de_trabalho(*LER_E_MANDAR)
def dar(request: HttpRequest, sigla: str) -> HttpResponse:
    """Passa pedidos da lista a um colega da unidade; o que saiu dela entretanto não passa."""
    unidade, por = equipe(request, sigla)
    quem, agora = _de_quem(request, unidade), timezone.now()
    if not _mexe(por, quem):
        raise PermissionDenied(SO_A_SUA)
    hoje, casos = timezone.localdate(agora), pelo_caminho(do_dia(por, unidade, quem, agora).pendentes)
    colegas = equipe_de(unidade, hoje).exclude(pk=quem.pk)
    form = DarForm(request.POST or None, casos=casos, colegas=colegas)

    def passar() -> int:
        return acoes.dar_da_lista(
            unidade=unidade,
            casos=[caso for caso in casos if caso.protocolo in form.cleaned_data["p"]],
            de=quem,
            para=form.cleaned_data["colega"],
            dia=hoje,
            por=por,
        )

    if passaram := aceito(form, passar):
        oque = "1 pedido passou" if passaram == 1 else f"{passaram} pedidos passaram"
        messages.success(request, f"{oque} à lista de {form.cleaned_data['colega'].nome}.")
        return HttpResponseRedirect(reverse("caixa:campo", args=[sigla], query=_de(request)), status=303)
    contexto = {"unidade": unidade, "quem": quem, "form": form, "casos": casos, "colegas": list(colegas)}
    contexto["volta"] = reverse("caixa:campo", args=[sigla], query=_de(request))
    return render(request, DAR, contexto, status=422 if form.is_bound else 200)


@de_trabalho("POST")
@com_caso
def tirar(request: HttpRequest, caso: Solicitacao, por: Autor) -> HttpResponse:
    """Tira um pedido da lista, sem mexer nele."""
    quem = _de_quem(request, caso.unidade)
    if not _mexe(por, quem):
        raise PermissionDenied(SO_A_SUA)
    if acoes.tirar_da_lista(caso=caso, quem=quem, dia=timezone.localdate()):
        messages.success(request, f"O pedido {caso.protocolo_escrito} saiu da lista. Ele continua na caixa.")
    onde = reverse("caixa:campo", args=[caso.unidade.sigla], query=_de(request))
    return HttpResponseRedirect(onde, status=303)


def _de_quem(request: HttpRequest, unidade: Unidade) -> Usuario:
    """A de quem olha, ou a do colega que o endereço diz, se trabalha nesta unidade hoje."""
    eu, de = usuario_da_sessao(request), request.GET.get("de", "")
    if not de.isdecimal() or len(de) > numero.TAMANHO:
        return eu
    return equipe_de(unidade, timezone.localdate()).filter(pk=int(de)).first() or eu


def _mexe(por: Autor, quem: Usuario) -> bool:
    return quem == por.usuario or por.papel == Papel.CHEFIA


def _de(request: HttpRequest) -> dict[str, str]:
    """De quem é a lista, no endereço a que se volta."""
    de = request.GET.get("de", "")
    return {"de": de} if de.isdecimal() else {}


def _protocolos(request: HttpRequest) -> list[str]:
    """Os protocolos escolhidos, sem repetição e sem o que não parece um protocolo."""
    lidos = (numero.normalizar(p.partition(".")[0])[:15] for p in request.GET.getlist("p"))
    return list(dict.fromkeys(p for p in lidos if p.isascii() and p.isdigit()))
