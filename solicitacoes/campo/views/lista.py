"""A lista do dia, a mesma na mesa e no celular: quem a vê, o que há nela, tirar, dar; e as folhas."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from assistente import aparelho, escritos
from avisos.models import Cidade
from contas.autor import Autor
from contas.guardas import LER, LER_E_MANDAR, de_trabalho, usuario_da_sessao
from mesas.forms import aceito
from protocolo import numero
from roteamento.mapa_desenhado import fundo
from solicitacoes import acoes
from solicitacoes.acoes.lote import MAXIMO
from solicitacoes.caixa.views.caso import com_caso
from solicitacoes.campo.forms import DarForm
from solicitacoes.campo.levar import fim_do_turno, o_que_levar
from solicitacoes.campo.lista import (
    caminhos,
    de_quem_ha_lista,
    do_dia,
    escolhidos,
    folhas,
    paradas,
    pontos,
    so_da_turma,
    turmas_de,
)
from solicitacoes.campo.ordem_de_visita import pelo_caminho
from solicitacoes.campo.views.concluir import CONCLUIR, da_parada
from solicitacoes.campo.views.lista_de import lista_de
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
    de_alguem, agora, cidade = lista_de(request, unidade, por), timezone.now(), Cidade.atual()
    dela = do_dia(por, unidade, de_alguem.quem, agora)
    if aparelho.para_levar(request):
        dela = dela.para_levar()
    turma = request.GET.get("turma", "")
    lugares = paradas(so_da_turma(dela.pendentes, turma), agora, cidade)
    escritas = escritos.ler_varios(
        usuario_da_sessao(request).pk, [escritos.lugar(CONCLUIR, protocolo=p.caso.protocolo) for p in lugares]
    )
    contexto = {
        "unidade": unidade,
        **de_alguem.contexto,
        "do_dia": dela,
        "postas": dela.postas,
        "confirmando": False,
        "feitos": dela.feitos,
        "formularios": [{"parada": parada, "form": da_parada(parada, escritas)} for parada in lugares],
        "pontos": pontos(lugares),
        "cidade": cidade,
        "leva": de_alguem.minha and settings.APLICATIVO_LIGADO and not aparelho.de_todos(request),
        "caminhos": caminhos(lugares, cidade),
        "turmas": turmas_de(dela.pendentes),
        "turma": turma,
        "outras": de_quem_ha_lista(unidade, timezone.localdate(agora), fora=de_alguem.quem),
    }
    return render(request, CAMPO, {**contexto, **fundo()})


@de_trabalho(*LER)
def levar(request: HttpRequest, sigla: str) -> JsonResponse:
    """Os endereços da minha lista que o aparelho guarda, de que conta são e por quantos segundos valem."""
    unidade, por = equipe(request, sigla)
    quem, agora, cidade = usuario_da_sessao(request), timezone.now(), Cidade.atual()
    lugares = paradas(do_dia(por, unidade, quem, agora).para_levar().pendentes, agora, cidade)
    dito = {
        "conta": aparelho.marca_da_conta(quem),
        "segundos": int((fim_do_turno(quem, agora) - agora).total_seconds()),
        "levar": o_que_levar(unidade.sigla, lugares, agora),
    }
    return JsonResponse(dito)


@de_trabalho(*LER)
def ordens(request: HttpRequest, sigla: str) -> HttpResponse:
    """Uma folha A4 por pedido, escolhido ou da lista do dia, para levar. Sem o contato de ninguém."""
    unidade, por = equipe(request, sigla)
    pedidos, agora, cidade = _protocolos(request), timezone.now(), Cidade.atual()
    if pedidos:
        casos = escolhidos(por, unidade, pedidos[:MAXIMO])
    else:
        dela = do_dia(por, unidade, lista_de(request, unidade, por).quem, agora)
        casos = so_da_turma(dela.pendentes, request.GET.get("turma", ""))

    def pagina(caso: Solicitacao) -> str:
        return request.build_absolute_uri(reverse("caixa:pedido", args=[unidade.sigla, caso.protocolo]))

    contexto = {
        "unidade": unidade,
        "cidade": cidade,
        "paradas": folhas(paradas(casos, agora, cidade), pagina),
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
    dela, agora = lista_de(request, unidade, por), timezone.now()
    if not dela.mexe:
        raise PermissionDenied(SO_A_SUA)
    quem = dela.quem
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
        return dela.voltar()
    contexto = {"unidade": unidade, "form": form, "casos": casos, "colegas": list(colegas), **dela.contexto}
    return render(request, DAR, contexto, status=422 if form.is_bound else 200)


@de_trabalho("POST")
@com_caso
def tirar(request: HttpRequest, caso: Solicitacao, por: Autor) -> HttpResponse:
    """Tira um pedido da lista, sem mexer nele."""
    dela = lista_de(request, caso.unidade, por)
    if not dela.mexe:
        raise PermissionDenied(SO_A_SUA)
    if acoes.tirar_da_lista(caso=caso, quem=dela.quem, dia=timezone.localdate()):
        messages.success(request, f"O pedido {caso.protocolo_escrito} saiu da lista. Ele continua na caixa.")
    return dela.voltar()


def _protocolos(request: HttpRequest) -> list[str]:
    """Os protocolos escolhidos, sem repetição e sem o que não parece um protocolo."""
    lidos = (numero.normalizar(p.partition(".")[0])[:15] for p in request.GET.getlist("p"))
    return list(dict.fromkeys(p for p in lidos if p.isascii() and p.isdigit()))
