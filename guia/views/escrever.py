"""Escrever um serviço, passo a passo: o rascunho se grava a cada página, e só no fim se cobra o que falta."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from functools import partial, wraps
from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from assistente.formularios_da_pagina import Formularios
from contas.guardas import LER, LER_E_MANDAR, de_trabalho
from guia import acoes, guardas, passos
from guia.forms.devolver import DevolverForm
from guia.forms.linhas import Linhas
from guia.forms.passos import NovoForm, PassoForm
from guia.models import Orgao, Servico, VersaoDoServico
from guia.publicacao import diferencas, o_que_se_publica, prazos, quatro_olhos, trabalho
from guia.publicacao.exigencias import Falta, exigencias
from protocolo.erros import Conflito, RecusaDeAcao
from referencia.limite_de_tentativas import DEZ_MINUTOS

MAIS = "mais"
"""O botão que só pede mais linhas de uma lista; o valor diz de qual."""


def da_versao(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Página de um rascunho de que a pessoa cuida; o que já foi ao ar só se lê, na administração."""

    @wraps(view)
    def guardada(request: HttpRequest, pk: int, **nomes: Any) -> HttpResponse:
        versao = guardas.versao_de_quem_escreve(request, pk)
        if versao.imutavel:
            return redirect("admin:guia_versaodoservico_change", versao.pk)
        return view(request, versao, **nomes)

    return guardas.escreve_o_guia(guardada)


def mostrar(
    request: HttpRequest, versao: VersaoDoServico, nome: str, modelo: str, contexto: dict[str, Any]
) -> HttpResponse:
    """A página de um passo, com a lista de todos no alto; com erro no formulário, 422."""
    passo = passos.POR_NOME[nome]
    todo = {"versao": versao, "passo": passo, "passos": passos.marcha(versao, nome), **contexto}
    errado = bool(contexto["form"].is_bound and contexto["form"].errors)
    return render(request, modelo, todo, status=422 if errado else 200)


@de_trabalho(*LER)
@guardas.escreve_o_guia
def inicio(request: HttpRequest) -> HttpResponse:
    """O que a pessoa tem a fazer no Guia: o que voltou, o que se escreve, o que espera e o que vence."""
    coordena = guardas.coordena(request.user)
    orgaos = None if coordena else guardas.orgaos_de(request.user)
    contexto = {
        "trabalho": trabalho.de(orgaos, timezone.localdate()),
        "coordena": coordena,
        "sem_prazo": prazos.devidos(orgaos).count(),
    }
    return render(request, "guia/escrever/inicio.html", contexto)


@de_trabalho(*LER_E_MANDAR)
@guardas.propoe_servicos
def novo(request: HttpRequest) -> HttpResponse:
    """O primeiro passo de um serviço que ainda não há: gravado, vira um rascunho com os outros passos."""
    orgaos = guardas.so_do_orgao(Orgao.objects.order_by("nome"), request.user, "pk")
    form = NovoForm(request.POST if request.method == "POST" else None, orgaos=orgaos)
    if form.is_valid():
        do_texto = passos.POR_NOME["texto"].campos
        conteudo = {campo: dito for campo, dito in form.cleaned_data.items() if campo in do_texto}
        orgao, assunto = form.cleaned_data["orgao"], form.cleaned_data["assunto"]
        criar = partial(acoes.criar, orgao=orgao, assunto=assunto, conteudo=conteudo)
        try:
            return redirect(_uma_vez(request, lambda: criar(por=guardas.quem(request.user))))
        except Conflito as recusa:
            form.add_error(None, str(recusa))
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.is_bound else HTTPStatus.OK
    return render(request, "guia/escrever/novo.html", {"form": form}, status=status)


def _uma_vez(request: HttpRequest, criar: Callable[[], VersaoDoServico]) -> str:
    """Cria e diz o endereço do passo seguinte; o mesmo envio outra vez, num duplo clique, leva ao mesmo."""
    enviado = repr([request.user.pk, *sorted(request.POST.lists())])
    chave = f"servico-novo:{hashlib.sha256(enviado.encode()).hexdigest()}"
    if not cache.add(chave, "", timeout=DEZ_MINUTOS):
        if ja := cache.get(chave):
            return str(ja)
        raise Conflito("Este serviço já se está criando. Espere um instante e mande de novo.")
    try:
        endereco = passos.depois_de(criar(), "texto")
    except BaseException:
        cache.delete(chave)
        raise
    cache.set(chave, endereco, timeout=DEZ_MINUTOS)
    return endereco


@de_trabalho("POST")
@guardas.escreve_o_guia
def abrir(request: HttpRequest, pk: int) -> HttpResponse:
    """Abre um rascunho com o texto que está no ar, ou leva ao que já está aberto."""
    todos = Servico.objects.filter(arquivado_em=None)
    servico = get_object_or_404(guardas.so_do_orgao(todos, request.user), pk=pk)
    aberta = servico.versoes.em_elaboracao().first()
    versao = aberta or acoes.propor(servico=servico, por=guardas.quem(request.user))
    return redirect("escrever:texto", versao.pk)


@de_trabalho(*LER_E_MANDAR)
@da_versao
def passo(request: HttpRequest, versao: VersaoDoServico, nome: str) -> HttpResponse:
    """Um passo que é um formulário e, se tem, as suas listas."""
    este = passos.POR_NOME[nome]
    dados = request.POST if request.method == "POST" else None
    so_mais = dados is not None and MAIS in dados
    assert este.form  # noqa: S101  os endereços só trazem aqui os que têm
    form = _form(este.form, versao, dados, so_mais=so_mais)
    listas = [Linhas(campo, versao, dados, mais=so_mais) for campo in este.listas]
    if dados is not None and not so_mais and all([form.is_valid(), *(lista.is_valid() for lista in listas)]):
        for lista in listas:
            setattr(versao, lista.campo, lista.valor)
        acoes.escrever(versao=form.save(commit=False), por=guardas.quem(request.user), campos=este.campos)
        return seguir(request, versao, nome)
    linhas = {str(linha.prefix): linha for lista in listas for linha in lista}
    partes: dict[str, BaseForm] = {"form": form, **linhas}
    contexto = {"form": Formularios(partes), "campos": form, "listas": listas}
    return mostrar(request, versao, nome, "guia/escrever/passo.html", contexto)


def _form(de: type[PassoForm], versao: VersaoDoServico, dados: Any, *, so_mais: bool) -> PassoForm:
    """O formulário mandado; de quem só pede mais linhas, o que escreveu fica e ainda não se confere."""
    if not so_mais:
        return de(dados, instance=versao)
    campos: Any = de.base_fields
    escrito = {nome: campo.widget.value_from_datadict(dados, {}, nome) for nome, campo in campos.items()}
    return de(instance=versao, initial=escrito)


def seguir(request: HttpRequest, versao: VersaoDoServico, nome: str) -> HttpResponse:
    """Depois de gravar: o passo seguinte ou, se a pessoa quis, a conferência."""
    if "conferir" in request.POST:
        return redirect(passos.CONFERIR, versao.pk)
    return redirect(passos.depois_de(versao, nome))


@de_trabalho(*LER_E_MANDAR)
@da_versao
def conferir(request: HttpRequest, versao: VersaoDoServico) -> HttpResponse:
    """O serviço inteiro, o que falta, e mandá-lo adiante: à revisão, de volta ou ao ar."""
    form = DevolverForm(request.POST if "devolver" in request.POST else None)
    faltas: list[Falta] = []
    if request.method == "POST":
        resposta, faltas = _mandar(request, versao, form)
        if resposta:
            return resposta
    faltas = faltas or exigencias(versao)
    autor, coordena = guardas.quem(request.user), guardas.coordena(request.user)
    contexto = {
        "versao": versao,
        "passo": {"titulo": "Conferir e mandar"},
        "passos": passos.marcha(versao, "conferir"),
        "partes": list(passos.conferencia(versao, faltas)),
        "faltas": faltas,
        "do_servico": passos.sem_passo(versao, faltas),
        "form": form,
        "com_erro": "publicar" in request.POST,
        "desde_que_voltou": diferencas.desde_que_voltou(versao),
        "estado": o_que_se_publica.estado(versao),
        "responde": guardas.responde(request.user, versao.servico.orgao_id),
        "coordena": coordena,
        "publica": coordena and not quatro_olhos.impede(versao, autor.usuario_no_registro),
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if request.method == "POST" else HTTPStatus.OK
    return render(request, "guia/escrever/conferir.html", contexto, status=status)


def _mandar(
    request: HttpRequest, versao: VersaoDoServico, form: DevolverForm
) -> tuple[HttpResponse | None, list[Falta]]:
    """Faz o que o botão diz, se ainda é o que se leu; sem resposta, a página volta com o que falta."""
    orgao = versao.servico.orgao_id
    if not (guardas.responde if "enviar" in request.POST else _coordena)(request.user, orgao):
        raise PermissionDenied
    if form.is_bound and not form.is_valid():
        return None, []
    try:
        frase = _fazer(request, versao, form)
    except acoes.PublicacaoRecusada as recusa:
        return None, recusa.faltas
    except RecusaDeAcao as recusa:
        if form.is_bound:  # a página da recusa guarda o motivo que se escreveu
            raise
        messages.error(request, str(recusa))
        return redirect(passos.CONFERIR, versao.pk), []
    if not frase:
        return redirect(passos.CONFERIR, versao.pk), []
    messages.success(request, frase)
    return redirect("escrever:inicio"), []


def _fazer(request: HttpRequest, versao: VersaoDoServico, form: DevolverForm) -> str:
    """O ato do botão e a frase que o diz; vazia se nenhum se apertou."""
    por, lido = guardas.quem(request.user), request.POST.get("estado", "")
    if "enviar" in request.POST:
        acoes.enviar(versao=versao, por=por, estado=lido)
        return f"“{versao.chamado}” foi para a revisão da coordenação do Guia."
    if form.is_bound:
        acoes.devolver(versao=versao, motivo=form.cleaned_data["motivo"], por=por)
        return f"“{versao.chamado}” voltou a quem o escreveu, com o que ajustar."
    if "publicar" in request.POST:
        acoes.publicar(versao=versao, por=por, estado=lido)
        return f"“{versao.chamado}” está no ar."
    return ""


def _coordena(pessoa: Any, _orgao: int | None) -> bool:
    return guardas.coordena(pessoa)
