"""Uma publicação na revisão: o original ao lado da cópia, a prévia, e publicar, recusar ou rever."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from assistente.paginas import com_formulario, enviado
from contas.guardas import LER_E_MANDAR, de_trabalho
from documentos import texto_marcado
from esic import o_que_se_publica
from esic.acoes import publicar as acoes
from esic.guardas import publicacao_da_mesa
from esic.models import Publicacao
from esic.publicacao.forms import LidasForm, NaoPublicarForm, ReverForm, TituloForm
from esic.situacoes import SituacaoDaPublicacao
from esic.transparencia import acervo
from mesas.atos import com_o_de_agora
from mesas.repetidos import reconhece_repetido
from protocolo.erros import RecusaDeAcao
from protocolo.situacoes import permitida

S = SituacaoDaPublicacao


@de_trabalho(*LER_E_MANDAR)
@reconhece_repetido
def publicacao(request: HttpRequest, numero: int) -> HttpResponse:
    """As partes, os anexos e o título, que se guarda daqui."""
    esta, por = publicacao_da_mesa(request, numero)
    if request.method != "POST":
        return mostrar(request, esta)
    form = TituloForm(request.POST)
    if not form.is_valid():
        return mostrar(request, esta, form=form, status=422)
    try:
        acoes.intitular(publicacao=esta, por=por, **form.cleaned_data)
    except ValueError as erro:
        form.add_error("titulo", str(erro))
        return mostrar(request, esta, form=form, status=422)
    except RecusaDeAcao as recusa:
        esta, por = publicacao_da_mesa(request, numero)
        form = TituloForm(com_o_de_agora(request, estado=o_que_se_publica.estado(esta)))
        return mostrar(request, esta, form=form, recusa=str(recusa), status=409)
    messages.success(request, "Título guardado. Veja como fica antes de publicar.")
    return redirect("publicacao:previa", numero)


def mostrar(
    request: HttpRequest,
    esta: Publicacao,
    *,
    form: TituloForm | None = None,
    lidas: LidasForm | None = None,
    recusa: str = "",
    status: int = 200,
) -> HttpResponse:
    """A página, com o que se escreveu se houve recusa."""
    textos = list(esta.textos.all())
    titulo = esta.titulo or o_que_se_publica.titulo_proposto(textos)
    visto = {"estado": o_que_se_publica.estado(esta)}
    contexto: dict[str, Any] = {
        "aba": "publicacao",
        "publicacao": esta,
        "caso": esta.pedido,
        "partes": [
            {
                "texto": texto,
                "nome": o_que_se_publica.nome_da_parte(texto),
                "por_decidir": texto_marcado.por_decidir(texto),
                "depois": list(texto_marcado.depois(texto)),
            }
            for texto in textos
        ],
        "anexos": len(o_que_se_publica.originais(esta)),
        "copias": len(o_que_se_publica.copias(esta)),
        "faltas": o_que_se_publica.faltas(esta),
        "impede": o_que_se_publica.por_que_nao_muda(esta),
        "form": form or TituloForm(initial={**visto, "titulo": titulo}),
        "sem_marcas": len(o_que_se_publica.sem_marcas(esta)),
        "lidas": lidas or LidasForm(initial=visto),
        "com_erro": bool(lidas),
        "recusa": recusa,
    }
    return render(request, "esic/publicacao/publicacao.html", contexto, status=status)


@de_trabalho("POST")
@reconhece_repetido
def sem_marcas(request: HttpRequest, numero: int) -> HttpResponse:
    """Confere de uma vez as partes em que o sistema não achou nada, lidas na página da publicação."""
    esta, por = publicacao_da_mesa(request, numero)
    form = LidasForm(request.POST)
    if not form.is_valid():
        return mostrar(request, esta, lidas=form, status=422)
    try:
        quantas = acoes.confirmar_sem_marcas(publicacao=esta, por=por, estado=form.cleaned_data["estado"])
    except RecusaDeAcao as recusa:
        esta, por = publicacao_da_mesa(request, numero)
        return mostrar(request, esta, recusa=str(recusa), status=409)
    messages.success(request, f"Conferidas as {quantas} partes." if quantas > 1 else "Conferida a parte.")
    return redirect("publicacao:publicacao", numero)


@de_trabalho(*LER_E_MANDAR)
@reconhece_repetido
def previa(request: HttpRequest, numero: int) -> HttpResponse:
    """A página pública como vai ser, e o botão de publicar."""
    publicacao, por = publicacao_da_mesa(request, numero)
    if request.method != "POST":
        return _previa(request, publicacao)
    try:
        acoes.publicar(publicacao=publicacao, por=por, estado=request.POST.get("estado", "") or "-")
    except RecusaDeAcao as recusa:
        publicacao, por = publicacao_da_mesa(request, numero)
        return _previa(request, publicacao, recusa=str(recusa), status=409)
    messages.success(request, "Publicado. Qualquer pessoa já o acha entre as respostas.")
    return redirect("publicacao:publicacao", numero)


def _previa(
    request: HttpRequest, publicacao: Publicacao, *, recusa: str = "", status: int = 200
) -> HttpResponse:
    contexto = {
        "secao": "esic",
        "publicacao": publicacao,
        "resposta": acervo.montar(publicacao),
        "estado": o_que_se_publica.estado(publicacao),
        "faltas": o_que_se_publica.faltas(publicacao),
        "previa": True,
        "a_revisar": publicacao.situacao == S.A_REVISAR,
        "recusa": recusa,
    }
    return render(request, "esic/publicacao/previa.html", contexto, status=status)


@dataclass(frozen=True, slots=True)
class Decisao:
    """O que se decide de uma publicação, com um motivo. Ela não é um caso: o `estado` denuncia o conflito."""

    form: type[NaoPublicarForm | ReverForm]
    acao: Callable[..., Publicacao]
    para: S
    feito: str


DECISOES = {
    "recusar": Decisao(
        NaoPublicarForm,
        acoes.nao_publicar,
        S.NAO_PUBLICAR,
        "Fica decidido que este pedido não se publica.",
    ),
    "rever": Decisao(ReverForm, acoes.rever, S.A_REVISAR, "A publicação voltou à revisão."),
}


@de_trabalho(*LER_E_MANDAR)
@reconhece_repetido
def decidir(request: HttpRequest, numero: int, qual: str) -> HttpResponse:
    """Não publicar; ou tirar do ar para corrigir, ou reabrir o que se decidiu não publicar."""
    publicacao, por = publicacao_da_mesa(request, numero)
    decisao, inicial = DECISOES[qual], {"estado": o_que_se_publica.estado(publicacao)}
    form = decisao.form(enviado(request), initial=inicial)
    recusa, status = "", 0
    if form.is_valid():
        try:
            decisao.acao(publicacao=publicacao, por=por, **form.cleaned_data)
        except RecusaDeAcao as dita:
            publicacao, por = publicacao_da_mesa(request, numero)
            form = decisao.form(com_o_de_agora(request, estado=o_que_se_publica.estado(publicacao)))
            recusa, status = str(dita), 409
        else:
            messages.success(request, decisao.feito)
            return redirect("publicacao:publicacao", numero)
    cabe = permitida(publicacao.TRANSICOES, publicacao.situacao, decisao.para, por.papel)
    contexto = {
        "aba": "publicacao",
        "publicacao": publicacao,
        "caso": publicacao.pedido,
        "recusar": qual == "recusar",
        "recusa": recusa,
        "impede": "" if cabe else acoes.NAO_CABE,
    }
    return com_formulario(request, "esic/publicacao/ato.html", form, status=status, **contexto)
