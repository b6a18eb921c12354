"""Achar a pessoa, reconhecê-la pelo que diz, ver o documento dela e abrir a ficha."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.http import urlencode
from django.views.decorators.debug import sensitive_post_parameters
from django_htmx.http import HttpResponseLocation

from assistente.paginas import com_formulario, enviado
from atendimento import acoes
from atendimento.casos import partes_de, reconhecida
from atendimento.guardas import NaMesa
from atendimento.models import Atendimento, BuscaDePessoa
from atendimento.pessoa.busca import (
    ACHADOS,
    Termo,
    achar,
    do_endereco,
    em_candidatos,
    em_endereco,
    escolhido,
)
from atendimento.pessoa.ficha import aberta
from atendimento.pessoa.forms import BuscarForm, DocumentoForm, ReconhecerForm
from atendimento.pessoa.guardas import em_curso
from atendimento.pessoa.lista import todos_de
from atendimento.pessoa.quem import da_ficha, da_pagina
from contas.guardas import LER_E_MANDAR, de_trabalho
from portal.consultas import Achado
from protocolo.erros import TransicaoProibida
from protocolo.models import Canal
from referencia.limite_de_tentativas import dentro_do_limite
from solicitacoes.guardas import HORA

POR_HORA = 120
"""Quantas procuras um atendente faz por hora: perto de três por ligação."""
VAZIAS_PELO_NOME = 10
"""Quantas procuras por hora, pelo nome e pela rua, podem não achar ninguém."""
A_PAGINA: dict[str, Any] = {"target": "#conteudo", "select": "#conteudo", "swap": "outerHTML"}
"""Reconhecida a pessoa, o htmx troca a página toda: quem pede e como acaba também mudam."""
ACHADOS_EM = "achados"
"""No endereço, o que se achou, cifrado."""
ESPERE = "Foram muitas procuras seguidas. Espere uma hora, ou peça ajuda à chefia."
NAO_CONFERE = "Não confere. Pergunte outra vez, ou outros dados. O que está errado não se diz."


@de_trabalho(*LER_E_MANDAR)
@sensitive_post_parameters()
def procurar(request: HttpRequest, codigo: UUID) -> HttpResponse:
    """O que se escreve vai num POST, que se registra e não fica no endereço; o que se achou tem o seu."""
    atendimento, mesa = em_curso(request, codigo)
    form, pagina = BuscarForm(enviado(request)), da_pagina(atendimento, mesa)
    if form.is_valid() and not (_cabe(mesa) and _cabe_pelo_nome(mesa, form.termos)):
        form.add_error(None, ESPERE)
    if form.is_valid():
        achados = _procurar(form.termos, atendimento, mesa)
        consulta = {ACHADOS_EM: em_endereco(achados, atendimento)}
        return redirect(f"{reverse('central:pessoa_procurar', args=[codigo])}?{urlencode(consulta)}")
    if not form.is_bound and (lidos := do_endereco(request.GET.get(ACHADOS_EM, ""), atendimento)) is not None:
        candidatos = em_candidatos(lidos[:ACHADOS], atendimento)
        pagina |= {"procurou": True, "candidatos": candidatos, "ha_mais": len(lidos) > ACHADOS}
    return _na_regiao(request, "atendimento/pessoa/procurar.html", form, **pagina)


def _na_mesa(request: HttpRequest) -> bool:
    """Pediu-se da própria mesa, pelo htmx?"""
    return "HX-Request" in request.headers


def _na_regiao(request: HttpRequest, modelo: str, form: Form, **pagina: Any) -> HttpResponse:
    """Na mesa só se troca a região “Quem é”; sem JavaScript é uma página à parte."""
    na_mesa = _na_mesa(request)
    if na_mesa:
        modelo = modelo.replace("pessoa/", "pessoa/_")
    return com_formulario(request, modelo, form, na_mesa=na_mesa, **pagina)


def _procurar(termos: list[Termo], atendimento: Atendimento, mesa: NaMesa) -> list[Achado]:
    """De todo jeito que o dado pode ser; o jeito que não acha ninguém só se escreve se nenhum achou."""
    de_cada = [(termo, achar(termo)) for termo in termos]
    for termo, seus in [um for um in de_cada if um[1]] or de_cada[:1]:
        acoes.registrar_busca(
            atendimento=atendimento, por=termo.por, termo=termo.inteiro, achados=len(seus[:ACHADOS])
        )
    unicos = {caso.protocolo: caso for _, seus in de_cada for caso in seus}
    achados = sorted(unicos.values(), key=lambda caso: caso.aberta_em, reverse=True)[: ACHADOS + 1]
    acoes.mostrar_achados(
        atendimento=atendimento,
        achados=achados[:ACHADOS],
        por=mesa.autor,
        pelo_que=[termo.por for termo in termos],
    )
    return achados


def _cabe(mesa: NaMesa) -> bool:
    """Ainda pode procurar nesta hora? O documento que se confere também procura."""
    return dentro_do_limite("atendimento_busca", str(mesa.usuario.pk), vezes=POR_HORA, segundos=HORA)


def _cabe_pelo_nome(mesa: NaMesa, termos: list[Termo]) -> bool:
    """Quem procura pelo nome e não acha, vez após vez, está a adivinhar onde alguém mora."""
    ha_uma_hora = timezone.now() - timedelta(seconds=HORA)
    vazias = BuscaDePessoa.objects.filter(em__gte=ha_uma_hora, por=BuscaDePessoa.Por.NOME, achados=0)
    return (
        termos[0].por != BuscaDePessoa.Por.NOME
        or vazias.filter(atendimento__atendente=mesa.usuario).count() < VAZIAS_PELO_NOME
    )


@de_trabalho(*LER_E_MANDAR)
@sensitive_post_parameters()
def reconhecer(request: HttpRequest, codigo: UUID, escolha: str) -> HttpResponse:
    """Os fatos digitados às cegas: confere, ou não confere, sem dizer qual."""
    atendimento, mesa = em_curso(request, codigo)
    caso, candidato, da_busca = escolhido(escolha, atendimento)
    na_praca = atendimento.canal == Canal.PRACA
    form = ReconhecerForm(enviado(request), da_busca=da_busca, na_praca=na_praca)
    if form.is_valid():
        try:
            dito = _conferir(form, atendimento, mesa, caso, da_busca)
        except acoes.RecusaDaProva as recusa:
            form.recusar(recusa)
        except TransicaoProibida as recusa:
            if not _na_mesa(request):
                raise
            form.add_error(None, str(recusa))  # diz-se junto dos campos, e não só que não se pôde
        else:
            if dito is not None:
                if dito:
                    messages.success(request, dito)
                return _abrir(request, codigo)
            form.add_error(None, NAO_CONFERE)
    pagina = da_pagina(atendimento, mesa)
    return _na_regiao(request, "atendimento/pessoa/reconhecer.html", form, candidato=candidato, **pagina)


def _conferir(
    form: ReconhecerForm, atendimento: Atendimento, mesa: NaMesa, caso: Achado, da_busca: list[str]
) -> str | None:
    """O que se diz a quem atende, se há o que dizer; None se não confere. Levanta RecusaDaProva."""
    if form.viu:
        return acoes.reconhecer_com_documento(
            atendimento=atendimento, caso=caso, ditos=form.ditos, por=mesa.usuario, **form.da_conta
        )
    conferiu = acoes.reconhecer(atendimento=atendimento, caso=caso, ditos=form.ditos, da_busca=da_busca)
    return "" if conferiu else None


@de_trabalho(*LER_E_MANDAR)
def ficha(request: HttpRequest, codigo: UUID) -> HttpResponse:
    """Abre o que é de quem já se reconheceu, e mostra-o por páginas: antes, a leitura fica escrita."""
    if request.method == "POST":
        return _abrir(request, codigo)
    atendimento, mesa = em_curso(request, codigo)
    if not (reconhecida(atendimento) and aberta(atendimento)):
        return redirect("central:atendimento", codigo)
    casos = {"ficha": da_ficha(atendimento, partes_de(atendimento), request.GET)}
    pagina = da_pagina(atendimento, mesa) | casos
    do_htmx = "HX-Request" in request.headers
    modelo = "atendimento/pessoa/_casos.html#casos" if do_htmx else "atendimento/pessoa/ficha.html"
    resposta = render(request, modelo, pagina)
    patch_vary_headers(resposta, ["HX-Request"])
    return resposta


def _abrir(request: HttpRequest, codigo: UUID) -> HttpResponse:
    atendimento, mesa = em_curso(request, codigo)
    if reconhecida(atendimento):
        dela = todos_de(partes_de(atendimento))
        acoes.abrir_ficha(atendimento=atendimento, dela=dela, por=mesa.autor)
    if _na_mesa(request):
        return HttpResponseLocation(reverse("central:atendimento", args=[codigo]), **A_PAGINA)
    return redirect("central:atendimento", codigo)


@de_trabalho(*LER_E_MANDAR)
@sensitive_post_parameters()
def documento(request: HttpRequest, codigo: UUID) -> HttpResponse:
    """Na Praça: o documento que se viu comprova quem é e, se a pessoa tem conta, o CPF dela na conta."""
    atendimento, mesa = em_curso(request, codigo)
    form = DocumentoForm(enviado(request))
    if form.is_valid() and not _cabe(mesa):
        form.add_error(None, ESPERE)
    if form.is_valid():
        try:
            dito = acoes.provar(atendimento=atendimento, por=mesa.usuario, **form.cleaned_data)
        except acoes.RecusaDaProva as recusa:
            form.recusar(recusa)
        else:
            messages.success(request, dito)
            return _abrir(request, codigo)
    pagina = da_pagina(atendimento, mesa)
    return com_formulario(request, "atendimento/pessoa/documento.html", form, **pagina)
