"""Pedir um serviço: o pedido numa página, a conferência com quem pede, e o envio."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from http import HTTPStatus
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from assistente.paginas import enviado
from assistente.passos import Passo
from assistente.rascunhos import guardar_passo, respostas_abertas
from assistente.views import Assistente
from contas.autor import Autor
from guia import consultas as guia
from guia.models import Servico
from protocolo.erros import Conflito
from protocolo.models import Rascunho
from referencia.limite_de_tentativas import quem_pede
from roteamento.guardas import atendente
from roteamento.models import Unidade
from solicitacoes import lugar
from solicitacoes.models import Solicitacao
from solicitacoes.pedir import lugar_do_ponto
from solicitacoes.pedir.enviar import enviar
from solicitacoes.pedir.lugar_do_ponto import Ponto
from solicitacoes.pedir.preenchimento import (
    E_OUTRO,
    PASSOS,
    Preenchimento,
    form_do_lugar,
    iguais_ali,
    ler_coordenada,
    lugar_escolhido,
    mapa_do_lugar,
    no_endereco,
    respondidas,
)
from solicitacoes.pedir.roteiro import ATENDIMENTO, DETALHES, LIDAS, LOCAL, ORIENTACAO, TIPO, Roteiro
from solicitacoes.pedir.views import lugar_da_foto

USAR, DA_FOTO, DAQUI, NO_MAPA = "usar", "foto", "aqui", "mapa"
"""O botão que usa um ponto, e de onde ele veio; outro valor o tira."""
LUGAR_NA_PAGINA = "lugar"
"""A âncora do lugar na página do pedido."""
SEM_PONTO = "O lugar não chegou. Escreva o endereço, ou tente de novo."
FORA = "O lugar fica fora da cidade de São Paulo. Escreva o endereço do problema."
GUARDADO = "O que você escreveu está guardado. Falta conferir: {}"
DEIXOU_DE_SER_PEDIDO = "O serviço “{servico}” deixou de ser pedido por aqui enquanto você respondia."


class PedirServico(Assistente[Preenchimento]):
    """O assistente do pedido de um serviço, para o munícipe e para quem atende."""

    tipo, espaco, pasta, fim = TIPO, "solicitacoes", "solicitacoes/pedir", "confirmacao"
    do_endereco = ("slug",)
    passos = PASSOS
    limite = "pedidos"
    muitos = "Foram muitos pedidos deste lugar em pouco tempo. Espere alguns minutos ou ligue para a Central."
    nao_atende_mais = "Você não atende mais nesta unidade: outro atendente precisa refazer este pedido."

    def partes(self, rascunho: Rascunho) -> list[Any]:
        return [no_endereco(rascunho), rascunho.pk]

    def sigiloso(self, assunto: str, *, servico: Servico | None = None, **_: Any) -> bool:
        versao = (servico or servico_do_guia(assunto)).publicada
        return versao is not None and versao.sigilosa

    def abrir(
        self,
        request: HttpRequest,
        rascunho: Rascunho,
        *,
        gravado: bool = True,
        servico: Servico | None = None,
        **partes: Any,
    ) -> Preenchimento:
        """404 se o serviço não é o do endereço, 409 se já não pode ser pedido. `servico` é o já lido."""
        servico = servico or servico_do_guia(rascunho.assunto)
        versao = servico.publicada
        aceitos = {servico.slug, rascunho.assunto, no_endereco(rascunho)}
        if versao is None or partes.get("slug", rascunho.assunto) not in aceitos:
            raise Http404("Este pedido é de outro serviço.")
        if not rascunho.protocolo and not servico.aceita_pedidos:
            raise Conflito(DEIXOU_DE_SER_PEDIDO.format(servico=servico.titulo))
        autor, unidade = self.quem(request, no_balcao=ATENDIMENTO in rascunho.dados)
        so_distrito = lugar.pede_distrito(servico, versao, timezone.localdate())
        return Preenchimento(
            rascunho=rascunho,
            servico=servico,
            versao=versao,
            autor=autor,
            unidade=unidade,
            so_distrito=so_distrito,
            rede=quem_pede(request),
            roteiro=Roteiro(
                versao, respostas_abertas(rascunho), pede_lugar=versao.precisa_de_endereco or so_distrito
            ),
            gravado=gravado,
        )

    def atendente(self, request: HttpRequest) -> tuple[Autor, Unidade] | None:
        return atendente(request)

    def porta(self, preenchimento: Preenchimento) -> str:
        """A página do serviço; a de quem atende, a sua mesa."""
        return (
            reverse("central:inicio") if preenchimento.no_balcao else preenchimento.servico.get_absolute_url()
        )

    def comeco(self, preenchimento: Preenchimento) -> str:
        return reverse("solicitacoes:comecar", args=[preenchimento.no_endereco])

    def so_guarda(self, request: HttpRequest) -> bool:
        """Só guarda o que se disse, sem seguir: também quem só usa, ou tira, o lugar de um ponto."""
        return USAR in request.POST or super().so_guarda(request)

    def _responder(
        self, request: HttpRequest, preenchimento: Preenchimento, passos: Sequence[Passo[Preenchimento]]
    ) -> HttpResponse:
        """O lugar que a foto diz se lê antes de ela se refazer sem ele."""
        da_foto = lugar_da_foto.lido(request) if self._pergunta_a_foto(preenchimento) else None
        resposta = super()._responder(request, preenchimento, passos)
        if da_foto:
            lugar_da_foto.lembrar(resposta, preenchimento.rascunho.pk, da_foto)
        guardou = resposta.status_code == HTTPStatus.SEE_OTHER
        if USAR in request.POST and guardou and preenchimento.versao.precisa_de_endereco:
            recusa = self._usar(request, preenchimento)
            if recusa:
                messages.error(request, recusa)
            # a recusa está no alto da página; o htmx a leva para junto do botão
            ancora = "" if recusa else LUGAR_NA_PAGINA
            resposta = self.ir_para(preenchimento, DETALHES, consulta=request.GET.urlencode(), ancora=ancora)
            lugar_da_foto.esquecer(resposta)
        return resposta

    def seguir(self, request: HttpRequest, preenchimento: Preenchimento, passo: str) -> HttpResponse:
        """O perigo vem antes do mais: também da dúvida sobre o lugar."""
        if preenchimento.relido().roteiro.perigo:
            return self.ir_para(preenchimento, ORIENTACAO, consulta=request.GET.urlencode())
        return super().seguir(request, preenchimento, passo)

    def _mostrar_pagina(
        self,
        request: HttpRequest,
        preenchimento: Preenchimento,
        nome: str,
        recusados: Mapping[str, forms.Form] | None = None,
        **contexto: Any,
    ) -> HttpResponse:
        """Quem respondeu que há perigo lê primeiro a quem ligar; o que falta se diz depois."""
        conferiu = preenchimento.gravado and not self.so_guarda(request)
        if not (recusados and conferiu and preenchimento.relido().roteiro.perigo):
            return super()._mostrar_pagina(request, preenchimento, nome, recusados, **contexto)
        erros = [str(erro) for form in recusados.values() for lista in form.errors.values() for erro in lista]
        messages.warning(request, GUARDADO.format(" ".join(dict.fromkeys(erros))))
        return self.ir_para(preenchimento, ORIENTACAO, consulta=request.GET.urlencode())

    def _pergunta_a_foto(self, preenchimento: Preenchimento) -> bool:
        return preenchimento.roteiro.foto_primeiro and preenchimento.dito(LOCAL).get("lat") is None

    def _usar(self, request: HttpRequest, preenchimento: Preenchimento) -> str:
        """O ponto da foto, o do aparelho, ou nenhum; do que não serve, por quê."""
        rascunho, dito = preenchimento.rascunho, preenchimento.dito(LOCAL)
        de_onde = request.POST[USAR]
        da_foto = de_onde == DA_FOTO
        ponto = lugar_da_foto.lembrado(request, rascunho.pk) if da_foto else _ponto(request.POST)
        respostas, recusa = lugar_do_ponto.sem_o_ponto(dito), ""
        if de_onde not in {DA_FOTO, DAQUI, NO_MAPA}:
            pass
        elif ponto is None:
            recusa = SEM_PONTO
        elif lugar.fora_da_cidade(*ponto):
            recusa = FORA
        else:
            do_pino = de_onde == NO_MAPA and not lugar_do_ponto.e_dali(dito, ponto)
            respostas = lugar_do_ponto.com_o_ponto(dito, ponto, trocar=da_foto or do_pino)
        guardar_passo(rascunho=rascunho, passo=LOCAL, respostas=respostas)
        return recusa

    def na_pagina(self, request: HttpRequest, preenchimento: Preenchimento) -> dict[str, Any]:
        """O lugar que a foto diz, enquanto a pessoa não o usou, e o ponto já marcado, em palavras."""
        marcado = _ponto(preenchimento.dito(LOCAL))
        da_foto = None
        if preenchimento.arquivos and self._pergunta_a_foto(preenchimento):
            da_foto = lugar_da_foto.lido(request) or lugar_da_foto.lembrado(
                request, preenchimento.rascunho.pk
            )
        return {
            "ha_risco": preenchimento.ha_risco,
            "foto_primeiro": preenchimento.roteiro.foto_primeiro,
            "oferta": lugar_do_ponto.oferta_de(da_foto) if da_foto else None,
            "perto": lugar_do_ponto.em_palavras(marcado)
            if marcado and not lugar.fora_da_cidade(*marcado)
            else "",
        }

    def na_conferencia(self, preenchimento: Preenchimento) -> dict[str, Any]:
        return {
            "suspensao": guia.suspensao_de(preenchimento.servico, timezone.localdate()),
            "tempo": preenchimento.tempo,
            **mapa_do_lugar(preenchimento),
        }

    def legendas(self, preenchimento: Preenchimento) -> dict[int, str]:
        rotulos = {p.chave: p.rotulo for p in preenchimento.roteiro.perguntas}
        return {
            foto.pk: rotulos[chave] for chave, foto in respondidas(preenchimento).items() if chave in rotulos
        }

    def enviar(self, preenchimento: Preenchimento, em: datetime) -> Solicitacao:
        return enviar(
            rascunho=preenchimento.rascunho,
            servico=preenchimento.servico,
            pede_lugar=preenchimento.roteiro.pede_lugar,
            por=preenchimento.autor,
            unidade=preenchimento.unidade,
            em=em,
        )


def _ponto(dito: Mapping[str, Any]) -> Ponto | None:
    lat, lon = (ler_coordenada(dito.get(campo)) for campo in ("lat", "lon"))
    return None if lat is None or lon is None else (lat, lon)


PEDIR = PedirServico()


def servico_do_guia(slug: str) -> Servico:
    """O serviço, com a versão em vigor, também por um endereço que já teve; 404 se não há."""
    servico = guia.achar(slug)
    if servico is None and (movido := guia.endereco_atual(slug)):
        servico = guia.achar(movido.slug)
    if servico is None:
        raise Http404("Este serviço não existe no Guia.")
    return servico


@PEDIR.pagina(LOCAL)
def escolher_lugar(request: HttpRequest, preenchimento: Preenchimento) -> HttpResponse:
    """O endereço digitado serve a mais de um lugar, ou a nenhum conhecido: a pessoa diz qual é."""
    digitado = preenchimento.dito(LOCAL)
    if not digitado or preenchimento.so_distrito:
        return PEDIR.ir_para(preenchimento, DETALHES, ancora=LUGAR_NA_PAGINA)
    achado = lugar.localizar(digitado)
    form = form_do_lugar(preenchimento, achado, enviado(request))
    if not form.is_valid():
        contexto = {"achado": achado, "digitado": digitado}
        return PEDIR.mostrar(request, preenchimento, LOCAL, form, modelo="lugar", **contexto)
    decidido = lugar_escolhido(form, digitado, achado)
    guardar_passo(rascunho=preenchimento.rascunho, passo=LOCAL, respostas=decidido)
    return PEDIR.seguir(request, preenchimento, LOCAL)


@PEDIR.pagina(LOCAL)
def iguais(request: HttpRequest, preenchimento: Preenchimento) -> HttpResponse:
    """Já há pedidos iguais ali perto: acompanhar um deles, ou seguir com o seu."""
    dito = preenchimento.dito(LOCAL)
    if not preenchimento.roteiro.completo(LOCAL):
        return PEDIR.ir_para(preenchimento, DETALHES, ancora=LUGAR_NA_PAGINA)
    if request.method == "POST":
        guardar_passo(rascunho=preenchimento.rascunho, passo=LOCAL, respostas={**dito, E_OUTRO: True})
        return PEDIR.seguir(request, preenchimento, LOCAL)
    achados = iguais_ali(preenchimento)
    if not achados:
        return PEDIR.seguir(request, preenchimento, LOCAL)
    return PEDIR.mostrar(request, preenchimento, LOCAL, modelo="iguais", iguais=achados)


@login_not_required
@require_safe
def ruas(request: HttpRequest, slug: str) -> HttpResponse:  # noqa: ARG001
    """Sugestões de rua enquanto se escreve; sem JavaScript, a escolha vem depois de continuar."""
    contexto = lugar.ao_escrever(request.GET)
    return render(request, "solicitacoes/pedir/detalhes.html#sugestoes", contexto)


@PEDIR.pagina(DETALHES)
def orientacao(request: HttpRequest, preenchimento: Preenchimento) -> HttpResponse:
    """O conselho de uma resposta, com o número a chamar: dali se volta, ou se segue com o pedido."""
    conselho = preenchimento.roteiro.conselho
    if not conselho:
        return PEDIR.ao_que_falta(preenchimento)
    if request.method == "POST":
        lidas = [*preenchimento.roteiro.lidas, conselho.orientacao]
        detalhes = preenchimento.dito(DETALHES) | {LIDAS: lidas}
        guardar_passo(rascunho=preenchimento.rascunho, passo=DETALHES, respostas=detalhes)
        if detalhes.get("conferido") or preenchimento.relido().roteiro.perigo:
            return PEDIR.seguir(request, preenchimento, DETALHES)
        return PEDIR.ir_para(preenchimento, DETALHES, consulta=request.GET.urlencode())
    contexto: dict[str, Any] = {"conselho": conselho, "urgentes": guia.numeros_citados(conselho.orientacao)}
    return PEDIR.mostrar(request, preenchimento, DETALHES, modelo=ORIENTACAO, **contexto)
