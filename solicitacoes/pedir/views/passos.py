"""Pedir um serviço: local, detalhes e fotos, identificação, conferência e envio."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from assistente.paginas import enviado
from assistente.rascunhos import guardar_passo
from assistente.views import Assistente
from contas.autor import Autor
from guia import consultas as guia
from guia.models import Servico
from protocolo.erros import Conflito
from protocolo.models import Rascunho
from protocolo.prazos.em_palavras import contados, dias_passados
from roteamento.models import Unidade
from solicitacoes import lugar
from solicitacoes.guardas import atendente
from solicitacoes.models import Andamento, Solicitacao
from solicitacoes.pedir.enviar import enviar
from solicitacoes.pedir.preenchimento import (
    E_OUTRO,
    PASSOS,
    Preenchimento,
    form_do_lugar,
    iguais_ali,
    lugar_escolhido,
    respondidas,
)
from solicitacoes.pedir.roteiro import ATENDIMENTO, DETALHES, LOCAL, TIPO, Roteiro
from solicitacoes.por_perto import o_publico
from solicitacoes.situacoes import Situacao

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
        return [rascunho.assunto, rascunho.pk]

    def abrir(
        self, request: HttpRequest, rascunho: Rascunho, *, gravado: bool = True, **partes: Any
    ) -> Preenchimento:
        """404 se o serviço não é o do endereço, 409 se já não pode ser pedido."""
        servico = servico_do_guia(rascunho.assunto)
        versao = servico.publicada
        if versao is None or partes["slug"] not in {servico.slug, rascunho.assunto}:
            raise Http404("Este pedido é de outro serviço.")
        if not rascunho.protocolo and not servico.aceita_pedidos:
            raise Conflito(DEIXOU_DE_SER_PEDIDO.format(servico=servico.nome))
        autor, unidade = self.quem(request, no_balcao=ATENDIMENTO in rascunho.dados)
        so_distrito = lugar.pede_distrito(servico, versao, timezone.localdate())
        return Preenchimento(
            rascunho=rascunho,
            servico=servico,
            versao=versao,
            autor=autor,
            unidade=unidade,
            so_distrito=so_distrito,
            roteiro=Roteiro(versao, rascunho.dados, pede_lugar=versao.precisa_de_endereco or so_distrito),
            gravado=gravado,
        )

    def atendente(self, request: HttpRequest) -> tuple[Autor, Unidade] | None:
        return atendente(request)

    def porta(self, preenchimento: Preenchimento) -> str:
        return reverse("solicitacoes:comecar", args=[preenchimento.rascunho.assunto])

    def na_conferencia(self, preenchimento: Preenchimento) -> dict[str, Any]:
        return {"suspensao": guia.suspensao_de(preenchimento.servico, timezone.localdate())}

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
        return PEDIR.ir_para(preenchimento, LOCAL)
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
        return PEDIR.ir_para(preenchimento, LOCAL)
    if request.method == "POST":
        guardar_passo(rascunho=preenchimento.rascunho, passo=LOCAL, respostas={**dito, E_OUTRO: True})
        return PEDIR.seguir(request, preenchimento, LOCAL)
    achados = iguais_ali(preenchimento)
    if not achados:
        return PEDIR.seguir(request, preenchimento, LOCAL)
    return PEDIR.mostrar(request, preenchimento, LOCAL, modelo="iguais", iguais=achados)


@PEDIR.publica
@require_safe
def junto(request: HttpRequest, chave: str) -> HttpResponse:
    """O que qualquer pessoa pode saber de um pedido público: o serviço, a situação e as frases fixas."""
    caso = o_publico(chave)
    if caso is None:
        raise Http404("Este pedido não se acompanha por aqui.")
    passos = caso.andamentos.filter(alcance=Andamento.Alcance.PUBLICO).order_by("-ordem")
    dias = dias_passados(caso.aberta_em, timezone.now())
    contexto = {
        "servico": caso.versao_servico.nome,
        "situacao": Situacao(caso.situacao).label,
        "idade": f"há {contados(dias)}" if dias else "hoje",
        "passos": [(passo.frase, passo.em) for passo in passos],
    }
    return render(request, "solicitacoes/pedir/junto.html", contexto)


@PEDIR.protegida
@require_safe
def ruas(request: HttpRequest, preenchimento: Preenchimento) -> HttpResponse:
    """Sugestões de rua enquanto se escreve; sem JavaScript, a escolha vem depois de continuar."""
    contexto = {"sugestoes": lugar.sugestoes(request.GET), "preenchimento": preenchimento}
    return render(request, "solicitacoes/pedir/local.html#sugestoes", contexto)


@PEDIR.pagina(DETALHES)
@require_safe
def orientacao(request: HttpRequest, preenchimento: Preenchimento) -> HttpResponse:
    """O conselho de uma resposta que para o pedido, com o caminho de volta."""
    conselho = preenchimento.roteiro.conselho
    if not conselho:
        return PEDIR.ao_que_falta(preenchimento)
    return PEDIR.mostrar(request, preenchimento, DETALHES, modelo="orientacao", conselho=conselho)
