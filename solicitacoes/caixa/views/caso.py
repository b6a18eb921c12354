"""A página de um pedido na caixa, o contato de quem pediu (leitura registrada) e a anotação da equipe."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from assistente import aparelho, escritos
from assistente.escritos import retoma
from avisos.recibos.alcance import enviados
from contas.acoes import registrar_leitura
from contas.autor import Autor
from contas.guardas import LER, de_trabalho, usuario_da_sessao
from contas.papeis import Papel
from mesas.historia import andamentos, quem_agiu
from mesas.pagina import PaginaDoCaso, da_historia, pagina_inteira, tem_contato
from mesas.repetidos import JA_FEITO, ja_feito
from protocolo.calendario import carregar_calendario
from protocolo.models import Vinculo
from protocolo.prazos import relogio
from roteamento.mapa_desenhado import fundo
from solicitacoes import acoes, consultas, situacoes
from solicitacoes.caixa import grupo, mensagens, percurso
from solicitacoes.caixa.atos import ATOS, AtoDaCaixa
from solicitacoes.caixa.filtros import Caixa
from solicitacoes.guardas import SaiuDaCaixa, caso_da_caixa, com_relacoes, para_decidir
from solicitacoes.models import Anexo, FotoTirada, Solicitacao
from solicitacoes.notificacao import ainda_chamam

PEDIDO = "solicitacoes/caixa/pedido.html"
CONTATO = "solicitacoes/caixa/contato.html"
CONFLITO = "solicitacoes/caixa/conflito.html"


def com_caso(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Dá à view o caso e quem age; quem já não tem acesso, porque o pedido saiu, é avisado."""

    @wraps(view)
    def guardada(request: HttpRequest, sigla: str, protocolo: str, **extras: Any) -> HttpResponse:
        try:
            caso, por = caso_da_caixa(request, sigla, protocolo)
        except SaiuDaCaixa as saida:
            return pagina_inteira(request, saiu(request, sigla, saida, ATOS.get(extras.get("ato", ""))))
        return view(request, caso, por, **extras)

    return guardada


@de_trabalho(*LER)
@com_caso
def pedido(request: HttpRequest, caso: Solicitacao, por: Autor) -> HttpResponse:
    """Tudo o que é preciso para decidir, numa tela; o contato fica fechado. Com htmx, só um pedaço."""
    if request.headers.get("HX-Request"):
        return PAGINA.pedaco(request, caso)
    contexto = _em_volta(request, caso, por)
    resposta = PAGINA.inteira(request, caso, contexto)
    leu = request.method == "GET" and not aparelho.para_levar(request)
    if leu and contexto["ha_o_que_ler"]:
        _ler_mensagens(caso, por, contexto["mensagens"], chamam=contexto["chamam"])
    return resposta


def _ler_mensagens(
    caso: Solicitacao, por: Autor, escritas: list[mensagens.Mensagem], *, chamam: bool
) -> None:
    """Quem abre a página lê o que o munícipe escreveu: o único GET da caixa que escreve (ADR 0047).

    Do que um colega já leu, o recado de quem o abre agora ainda pode chamar.
    """
    vistos = {mensagem.caso: mensagem.versao for mensagem in escritas if mensagem.por_ler}
    if vistos or (chamam and ainda_chamam(caso, por).exists()):
        acoes.marcar_lido(caso=caso, por=por, vistos=vistos)


@require_POST
@com_caso
def contato(request: HttpRequest, caso: Solicitacao, por: Autor) -> HttpResponse:
    """Mostra o contato de quem pediu, com os outros pedidos dela, e deixa escrito quem leu, e quando.

    Dizer que dois pedidos são da mesma pessoa é dado pessoal: só se diz aqui, e o registro conta que se leu.
    """
    do_contato = _do_contato(caso)
    aberto = caso.interessado if do_contato["tem_contato"] else None
    quantos = grupo.MUITOS if "todos" in request.POST else grupo.POUCOS
    outros = grupo.da_mesma_pessoa(caso, por, quantos=quantos) if aberto else []
    if aberto:
        o_que = "contato e outros pedidos da pessoa" if outros else "contato do pedido"
        registrar_leitura(interessado=aberto, por=por, protocolo=caso.protocolo, o_que=o_que)
    do_contato["leituras"] = _leituras(caso, por)  # com a de agora
    da_pessoa = {"aberto": aberto, "outros": outros[:quantos], "ha_mais": len(outros) > quantos}
    if request.headers.get("HX-Request"):
        contexto = {"caso": caso, "endereco": enderecos(request, caso), **do_contato}
        return render(request, CONTATO, {**contexto, **da_pessoa, "quantos": quantos})
    contexto = _em_volta(request, caso, por, do_contato)
    return PAGINA.inteira(request, caso, {**contexto, **da_pessoa, "quantos": quantos})


@de_trabalho("POST")
@retoma
@com_caso
def anotar(request: HttpRequest, caso: Solicitacao, por: Autor) -> HttpResponse:
    """Um recado à equipe, sem sair da página: com htmx voltam a história e os atos, com a versão nova."""
    return PAGINA.anotar(request, caso, por, acoes.anotar)


def saiu(request: HttpRequest, sigla: str, saida: SaiuDaCaixa, ato: AtoDaCaixa | None) -> HttpResponse:
    """O pedido foi para outra unidade: quem só olhava volta à lista; quem escrevia não perde o texto."""
    dela = escritos.ler(usuario_da_sessao(request).pk, escritos.desta_pagina(request)) if ato else None
    enviado = request.POST if request.method == "POST" or not dela else dela.campos
    if not ato or not enviado:
        messages.warning(request, f"{saida} Você já não o vê por esta caixa.")
        return redirect("caixa:lista", sigla)
    if ja_feito(request, ato.nome, saida.caso):
        messages.info(request, f"{JA_FEITO} {saida}")
        return redirect("caixa:lista", sigla)
    contexto = {
        "ato": ato,
        "caso": saida.caso,
        "form": ato.form(enviado, caso=saida.caso),
        "endereco": enderecos(request, saida.caso),
        "saiu": str(saida),
    }
    return render(request, CONFLITO, contexto, status=409)


def sigla_da_caixa(request: HttpRequest, caso: Solicitacao) -> str:
    """A sigla da caixa por que se abriu o pedido, que pode já não ser a de onde ele está."""
    return str(request.resolver_match.kwargs["sigla"]) if request.resolver_match else caso.unidade.sigla


def enderecos(request: HttpRequest, caso: Solicitacao) -> dict[str, str]:
    """A página do pedido e a lista de onde se veio, com os filtros que ela tinha (`volta`)."""
    sigla, caixa = sigla_da_caixa(request, caso), Caixa.de_onde_veio(request)
    pagina = reverse("caixa:pedido", args=[sigla, caso.protocolo])
    return caixa.enderecos(request, pagina=pagina, lista=reverse("caixa:lista", args=[sigla]))


def lista_de_onde_veio(request: HttpRequest, sigla: str) -> tuple[str, str]:
    """O endereço da lista com os filtros que ela tinha, e o que o leva adiante (`?volta=…`)."""
    caixa = Caixa.de_onde_veio(request)
    return caixa.endereco(reverse("caixa:lista", args=[sigla])), caixa.volta


def _em_volta(
    request: HttpRequest, caso: Solicitacao, por: Autor, do_contato: dict[str, Any] | None = None
) -> dict[str, Any]:
    """O que a página mostra; `do_contato`, se já se leu."""
    anexos = list(caso.anexos.order_by("ordem", "pk"))
    passados = andamentos(caso)
    juntos = grupo.contar_juntos(caso)
    do_municipe = mensagens.ha_do_municipe(passados)
    quem = para_decidir(caso, por)
    return {
        "atos": ATOS.possiveis(caso, quem),
        "decide": quem.papel == Papel.CHEFIA,
        "reabertura": None if caso.aberta else consultas.reabertura_por_decidir(caso),
        "fotos_de_quem_pediu": [anexo for anexo in anexos if anexo.papel not in situacoes.EQUIPE],
        "fotos_da_equipe": [anexo for anexo in anexos if anexo.papel in situacoes.EQUIPE],
        "fotos_tiradas": _fotos_tiradas(caso, passados),
        "respostas": consultas.respostas_em_linhas(caso.respostas),
        "percurso": percurso.do_caso(caso, passados),
        "quem_encerrou": "" if caso.aberta else _quem_encerrou(passados),
        "como": relogio.como(caso, carregar_calendario()),
        **juntos,
        **fundo(),
        "avisos": enviados(caso.protocolo),
        "mensagens": _mensagens(caso, passados, anexos, juntos) if caso.aberta else [],
        "ha_o_que_ler": do_municipe or juntos["juntos" if caso.responsavel_id else "juntos_por_ler"],
        "principal": grupo.principal_visivel(caso, por),
        "segue": caso.segue_o_principal,
        **da_historia(request, passados),
        **(do_contato or {**_do_contato(caso), "leituras": _leituras(caso, por)}),
    }


def _da_previa(caso: Solicitacao) -> dict[str, Any]:
    anexos = caso.anexos.exclude(papel__in=situacoes.EQUIPE).order_by("ordem", "pk")
    return {"fotos": list(anexos), "respostas": consultas.respostas_em_linhas(caso.respostas)}


def _fotos_tiradas(caso: Solicitacao, passados: list[Any]) -> list[FotoTirada]:
    """As que deixaram de ser prova; só se procuram se alguma vez se corrigiu."""
    corrigiu = any(passo.tipo == situacoes.Tipo.PROVA_CORRIGIDA for passo in passados)
    return list(caso.fotos_tiradas.order_by("pk")) if corrigiu else []


def _mensagens(
    caso: Solicitacao, passados: list[Any], anexos: list[Anexo], juntos: dict[str, int]
) -> list[mensagens.Mensagem]:
    """O que se escreveu nele e, se algum dos que o seguem tem mensagem, neles também."""
    if juntos["juntos_por_ler"] or (juntos["juntos_com_mensagem"] and mensagens.ha_do_municipe(passados)):
        return mensagens.desde_o_ultimo_ato([caso])[caso.pk]
    return mensagens.so_deste(caso, passados, anexos)


def _quem_encerrou(passados: list[Any]) -> str:
    """Quem da equipe fez o último ato que encerra; vazio se foi o munícipe, ou o tempo."""
    da_equipe = (passo for passo in reversed(passados) if passo.papel in situacoes.EQUIPE)
    return next((quem_agiu(passo) for passo in da_equipe if passo.tipo in situacoes.ENCERRAM), "")


def _do_contato(caso: Solicitacao) -> dict[str, Any]:
    """O que há na Ouvidoria sobre o pedido, e se há contato que se possa abrir."""
    segunda_instancia, resguardado = Vinculo.da_segunda_instancia(caso.protocolo)
    return {
        "segunda_instancia": segunda_instancia,
        "resguardado": resguardado,
        "tem_contato": tem_contato(caso.interessado) and not resguardado,
        "mostra_outros": True,
    }


def _leituras(caso: Solicitacao, por: Autor) -> Any:
    """Quem já abriu o contato, à chefia; aos outros, None."""
    da_chefia = por.papel == Papel.CHEFIA and caso.interessado_id is not None
    return consultas.leituras(caso) if da_chefia else None


PAGINA = PaginaDoCaso[Solicitacao](
    modelo=PEDIDO,
    anotacoes="solicitacoes/caixa/anotacoes.html",
    rota_de_anotar="caixa:anotar",
    com_relacoes=com_relacoes,
    enderecos=enderecos,
    em_volta=_em_volta,
    previa="solicitacoes/caixa/ao_lado.html",
    da_previa=_da_previa,
)
