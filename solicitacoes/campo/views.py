"""Do papel ao celular: as ordens de serviço, a lista do dia e o pedido concluído na rua."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from contas.autor import Autor
from contas.guardas import LER, LER_E_MANDAR, de_trabalho
from mesas import provas
from mesas.repetidos import reconhece_repetido
from protocolo import numero
from protocolo.erros import RecusaDeAcao
from roteamento.models import Unidade
from solicitacoes import acoes
from solicitacoes.acoes.lote import MAXIMO
from solicitacoes.caixa.views.caso import com_caso
from solicitacoes.campo.forms import ConcluirForm
from solicitacoes.campo.lista import Parada, escolhidos, feitos, paradas, pontos
from solicitacoes.guardas import equipe
from solicitacoes.models import Solicitacao
from solicitacoes.situacoes import Desfecho

CAMPO = "solicitacoes/campo/lista.html"
ORDENS = "solicitacoes/campo/ordens.html"
CONCLUIR = "solicitacoes/campo/concluir.html"


@de_trabalho(*LER)
def lista(request: HttpRequest, sigla: str) -> HttpResponse:
    """Os pedidos do dia no celular: mapa, fotos e, em cada um, dois toques para concluir."""
    contexto = _dos_escolhidos(request, sigla)
    contexto |= {"feitos": (prontos := _feitos(request, contexto["por"], contexto["unidade"]))}
    contexto["faltam"] = max(contexto["faltam"] - len(prontos), 0)
    formularios = [
        {"parada": parada, "form": _formulario(request, parada, contexto["por"])}
        for parada in contexto["paradas"]
    ]
    return render(request, CAMPO, {**contexto, "formularios": formularios, **_mapa()})


@de_trabalho(*LER)
def ordens(request: HttpRequest, sigla: str) -> HttpResponse:
    """Uma folha A4 por pedido, para imprimir e levar. Sem o contato de quem pediu."""
    return render(request, ORDENS, {**_dos_escolhidos(request, sigla), "impressa_em": timezone.now()})


@de_trabalho(*LER_E_MANDAR)
@reconhece_repetido
@com_caso
def concluir(request: HttpRequest, caso: Solicitacao, por: Autor) -> HttpResponse:
    """Conclui como realizado, com a foto. O que não passa volta preenchido, e as fotos ficam guardadas."""
    (parada,) = paradas([caso], timezone.now())
    if not caso.aberta or caso.segue_o_principal:
        return _parou(request, caso)
    form = _formulario(request, parada, por)
    if not form.is_valid():
        return _mostrar(request, parada, form, status=422 if form.is_bound else 200)
    versao = form.cleaned_data["versao"]
    try:
        acoes.agir_no_grupo(
            acoes.finalizar, caso=caso, versao=versao, por=por, desfecho=Desfecho.REALIZADO, **form.argumentos
        )
    except RecusaDeAcao as recusa:
        form.add_error(None, str(recusa))
        return _mostrar(request, parada, form, status=409)
    return _feito(request, parada, por)


def _feito(request: HttpRequest, parada: Parada, por: Autor) -> HttpResponse:
    if request.headers.get("HX-Request"):
        contexto = {"parada": parada, "feitos": _feitos(request, por, parada.caso.unidade)}
        return render(request, f"{CONCLUIR}#feito", contexto)
    messages.success(request, f"Pedido concluído. Protocolo {parada.caso.protocolo_escrito}.")
    return redirect(_lista(request, parada.caso.unidade.sigla))


def _parou(request: HttpRequest, caso: Solicitacao) -> HttpResponse:
    """Outra pessoa já o encerrou, ou ele segue outro pedido: não há o que concluir aqui."""
    recado = "segue outro pedido: conclua o principal" if caso.aberta else "já está encerrado"
    messages.info(request, f"O pedido {caso.protocolo_escrito} {recado}.")
    return redirect("caixa:pedido", caso.unidade.sigla, caso.protocolo)


def _mostrar(request: HttpRequest, parada: Parada, form: ConcluirForm, status: int = 200) -> HttpResponse:
    modelo = f"{CONCLUIR}#parada" if request.headers.get("HX-Request") else CONCLUIR
    contexto = {
        "parada": parada,
        "form": form,
        "unidade": parada.caso.unidade,
        "volta": _volta(request),
        "lista": _lista(request, parada.caso.unidade.sigla),
        **_mapa(),
    }
    return render(request, modelo, contexto, status=status)


def _formulario(request: HttpRequest, parada: Parada, por: Autor) -> ConcluirForm:
    """As fotos ficam guardadas assim que chegam: o erro de outro campo não as perde."""
    caso = parada.caso
    if request.method == "POST":
        form = ConcluirForm(request.POST, request.FILES, caso=caso, mensagens=parada.mensagens)
        provas.receber_do_formulario(request, form, caso.protocolo, por)
        return form
    inicial = {"versao": caso.versao, "resposta": parada.resposta, "envio": uuid4()}
    return ConcluirForm(caso=caso, initial=inicial, mensagens=parada.mensagens)


def _dos_escolhidos(request: HttpRequest, sigla: str) -> dict[str, Any]:
    unidade, por = equipe(request, sigla)
    pedidos = _protocolos(request.GET)
    casos = escolhidos(por, unidade, pedidos[:MAXIMO], timezone.localdate())
    return {
        "unidade": unidade,
        "por": por,
        "paradas": (lugares := paradas(casos, timezone.now())),
        "pontos": pontos(lugares),
        "pedidos": pedidos,
        "faltam": max(len(pedidos) - len(casos), 0),
        "maximo": MAXIMO,
        "volta": _volta(request),
    }


def _feitos(request: HttpRequest, por: Autor, unidade: Unidade) -> list[Solicitacao]:
    return feitos(por, unidade, _protocolos(request.GET)[:MAXIMO], timezone.now())


def _protocolos(dados: QueryDict) -> list[str]:
    """Os protocolos escolhidos, sem repetição e sem o que não parece um protocolo."""
    lidos = (numero.normalizar(p.partition(".")[0])[:15] for p in dados.getlist("p"))
    return list(dict.fromkeys(p for p in lidos if p.isascii() and p.isdigit()))


def _volta(request: HttpRequest) -> str:
    """Os protocolos da lista de onde se veio, para voltar a ela: vão na própria URL."""
    return urlencode([("p", p) for p in _protocolos(request.GET)[:MAXIMO]])


def _lista(request: HttpRequest, sigla: str) -> str:
    volta = _volta(request)
    return reverse("caixa:campo", args=[sigla]) + (f"?{volta}" if volta else "")


def _mapa() -> dict[str, str]:
    return {"tiles": settings.MAPA_TILES, "creditos": settings.MAPA_CREDITOS}
