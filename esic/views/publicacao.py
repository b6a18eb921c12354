"""A fila da revisão e a página de cada publicação: o original ao lado da cópia, e o que falta."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from contas.guardas import LER, LER_E_MANDAR, de_trabalho
from documentos import texto_marcado
from esic import publicacoes
from esic.acoes import publicar as acoes
from esic.forms.publicacao import TituloForm
from esic.guardas import publicacao_da_mesa, quem_reve
from esic.models import Publicacao
from esic.situacoes import SituacaoDaPublicacao
from mesas.atos import com_o_de_agora
from mesas.paginacao import paginar
from protocolo.erros import RecusaDeAcao

PAGINA = "esic/publicacao/publicacao.html"


@de_trabalho(*LER)
def fila(request: HttpRequest) -> HttpResponse:
    """O que espera a revisão, do mais antigo ao mais novo; e o que já se decidiu."""
    todas = Publicacao.objects.visiveis_para(quem_reve(request))
    pedida = request.GET.get("situacao", "")
    valores = SituacaoDaPublicacao.values
    situacao = SituacaoDaPublicacao(pedida if pedida in valores else SituacaoDaPublicacao.A_REVISAR)
    escolhidas = publicacoes.para_a_fila(todas.filter(situacao=situacao))
    pagina = paginar(escolhidas, publicacoes.ORDENS[situacao], request.GET)
    contexto = {
        "aba": "publicacao",
        "situacao": situacao,
        "pagina": pagina,
        "contas": publicacoes.contar(todas),
        **pagina.enderecos({"situacao": situacao}),
    }
    return render(request, "esic/publicacao/fila.html", contexto)


@de_trabalho(*LER_E_MANDAR)
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
        form = TituloForm(com_o_de_agora(request, estado=publicacoes.estado(esta)))
        return mostrar(request, esta, form=form, recusa=str(recusa), status=409)
    messages.success(request, "Título guardado. Veja a prévia antes de publicar.")
    return redirect("publicacao:previa", numero)


def mostrar(
    request: HttpRequest,
    esta: Publicacao,
    *,
    form: TituloForm | None = None,
    recusa: str = "",
    status: int = 200,
) -> HttpResponse:
    """A página, com o que se escreveu se houve recusa."""
    textos = list(esta.textos.all())
    titulo = esta.titulo or publicacoes.titulo_proposto(textos)
    form = form or TituloForm(initial={"estado": publicacoes.estado(esta), "titulo": titulo})
    contexto: dict[str, Any] = {
        "aba": "publicacao",
        "publicacao": esta,
        "caso": esta.pedido,
        "partes": [
            {
                "texto": texto,
                "nome": publicacoes.nome_da_parte(texto),
                "por_decidir": texto_marcado.por_decidir(texto),
                "depois": list(texto_marcado.depois(texto)),
            }
            for texto in textos
        ],
        "anexos": len(publicacoes.originais(esta)),
        "copias": len(publicacoes.copias(esta)),
        "faltas": publicacoes.faltas(esta),
        "impede": publicacoes.por_que_nao_muda(esta),
        "form": form,
        "recusa": recusa,
    }
    return render(request, PAGINA, contexto, status=status)
