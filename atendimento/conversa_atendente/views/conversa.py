"""Uma conversa: lê-la, escrever nela, mandar um serviço, pôr as fotos no pedido."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from atendimento import acoes
from atendimento import novidades as pergunta
from atendimento.conversa_atendente import fio
from atendimento.conversa_atendente.forms import DizerForm
from atendimento.conversa_atendente.guardas import NAO_E_SUA, Atendida, minha_conversa, que_atendia
from atendimento.conversa_atendente.respostas_prontas import prontas
from atendimento.guardas import quem_conversa
from atendimento.models import ArquivoDaMensagem
from atendimento.pessoa.quem import da_pagina
from atendimento.situacoes import DeQuem, Providencia
from contas.guardas import LER, LER_E_MANDAR, de_trabalho
from documentos.servir import servir
from referencia.enderecos import inteiro
from solicitacoes.pedir.views.passos import servico_do_guia

NOTA_DEIXADA = "A nota ficou na conversa, para quem a continua."


@de_trabalho(*LER_E_MANDAR)
def conversa(request: HttpRequest, codigo: UUID) -> HttpResponse:
    """A conversa sozinha, sem a mesa ao lado; o que se escreve nela, de uma ou de outra página, vem aqui."""
    try:
        esta = minha_conversa(request, codigo)
    except PermissionDenied:
        return _a_que_se_perdeu(request, codigo)
    if request.method == "POST":
        return _receber(request, esta)
    return _mostrar(request, esta)


def _a_que_se_perdeu(request: HttpRequest, codigo: UUID) -> HttpResponse:
    """A que passou a outra pessoa enquanto se escrevia: o texto fica, para copiar ou deixar como nota."""
    mesa = quem_conversa(request)
    esta = que_atendia(mesa.usuario.pk, codigo)
    if esta is None:
        raise PermissionDenied(NAO_E_SUA)
    form = DizerForm(request.POST if request.method == "POST" else None)
    if "nota" in request.POST:
        pergunta.dizer_o_do_form(request, form, conversa=esta, de=DeQuem.NOTA, autor=mesa.usuario)
        if form.is_valid():
            messages.success(request, NOTA_DEIXADA)
            return redirect("central:conversas")
    if pergunta.pelo_modulo(request):
        return HttpResponse(fio.ficou(esta), status=HTTPStatus.CONFLICT, content_type=pergunta.SO_TEXTO)
    contexto = {**mesa.na_pagina, **fio.perdida(esta), "conversa": esta, "form": form}
    situacao = HTTPStatus.CONFLICT if request.method == "POST" else HTTPStatus.OK
    return render(request, "atendimento/conversa_atendente/perdida.html", contexto, status=situacao)


def _mostrar(request: HttpRequest, esta: Atendida, form: DizerForm | None = None) -> HttpResponse:
    contexto = {
        **da_pagina(esta.atendimento, esta.mesa),
        **fio.contexto(esta.atendimento, form=form),
        "sozinha": True,
    }
    status = 422 if form is not None and form.errors else 200
    return render(request, "atendimento/conversa_atendente/conversa.html", contexto, status=status)


def _receber(request: HttpRequest, esta: Atendida) -> HttpResponse:
    form = DizerForm(request.POST, request.FILES)
    form.is_valid()
    vista = form.cleaned_data.get("ultima") or 0
    if vista and not {"pronta", "atualizar"}.isdisjoint(request.POST):
        acoes.ver_ate(conversa=esta.conversa, ate=vista, lado=fio.LADO)
    if "pronta" in request.POST:
        return _mostrar(request, esta, _com_a_pronta(request, esta))
    if "atualizar" in request.POST:
        return _mostrar(request, esta, DizerForm(initial=_por_mandar(request.POST.get("texto", ""))))
    de, quem = DeQuem.NOTA if "nota" in request.POST else fio.LADO, esta.mesa.usuario
    _, recusa = pergunta.dizer_o_do_form(request, form, conversa=esta.conversa, de=de, autor=quem)
    if form.errors:
        return _recusar(request, esta, form)
    if not pergunta.pelo_modulo(request):
        if recusa:
            messages.warning(request, recusa)
        return a_mesa(esta)
    contexto = fio.novas(esta.conversa, depois=vista) | {"recusa": recusa}
    return render(request, "atendimento/conversa_atendente/_novidades.html", contexto)


def _com_a_pronta(request: HttpRequest, esta: Atendida) -> DizerForm:
    """O que se escrevia, com a resposta pronta a seguir."""
    pedida = request.POST["pronta"]
    texto = next((uma.texto for uma in prontas(esta.atendimento) if str(uma.pk) == pedida), "")
    escrito = request.POST.get("texto", "").strip()
    return DizerForm(initial=_por_mandar("\n".join(filter(None, [escrito, texto]))))


def _por_mandar(texto: str) -> dict[str, Any]:
    return {"texto": texto, "chave": uuid4()}


def _recusar(request: HttpRequest, esta: Atendida, form: DizerForm) -> HttpResponse:
    """Ao módulo, só a frase; aos outros, a página com o que se escreveu e a razão."""
    if not pergunta.pelo_modulo(request):
        return _mostrar(request, esta, form)
    return pergunta.recusa_ao_modulo(form)


def a_mesa(esta: Atendida, ancora: str = "conversa") -> HttpResponse:
    """À mesa, depois de um envio (303)."""
    endereco = reverse("central:atendimento", args=[esta.atendimento.codigo])
    return HttpResponseRedirect(f"{endereco}#{ancora}", status=303)


@de_trabalho(*LER)
def foto(request: HttpRequest, codigo: UUID, pk: int, tamanho: str) -> FileResponse:
    """Uma foto da conversa, a quem a atende."""
    esta = minha_conversa(request, codigo)
    fotos = ArquivoDaMensagem.objects.filter(mensagem__conversa=esta.conversa)
    return servir(get_object_or_404(fotos, pk=pk), tamanho)


@de_trabalho("POST")
def servico(request: HttpRequest, codigo: UUID) -> HttpResponse:
    """Manda à pessoa o endereço de um serviço do Guia; duas vezes seguidas vai uma só."""
    esta = minha_conversa(request, codigo)
    escolhido = servico_do_guia(request.POST.get("servico", "").replace("\0", ""))
    texto = f"{escolhido.titulo}: {inteiro(escolhido.get_absolute_url())}"
    acoes.dizer(
        conversa=esta.conversa,
        de=fio.LADO,
        texto=texto,
        chave=pergunta.chave(request.POST.get("chave", "")),
        autor=esta.mesa.usuario,
    )
    acoes.anotar(atendimento=esta.atendimento, tipo=Providencia.CONSULTOU, servico=escolhido)
    messages.success(request, f"O endereço de {escolhido.titulo} foi mandado na conversa.")
    return a_mesa(esta)
