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
from assistente.rascunhos import guardar_passo, respostas_abertas
from assistente.views import Assistente
from contas.autor import Autor
from guia import consultas as guia
from guia.models import Servico
from protocolo.erros import Conflito
from protocolo.models import Rascunho
from roteamento.models import Unidade
from solicitacoes import lugar
from solicitacoes.guardas import atendente
from solicitacoes.models import Solicitacao
from solicitacoes.pedir.enviar import enviar
from solicitacoes.pedir.preenchimento import (
    PASSOS,
    Preenchimento,
    form_do_lugar,
    lugar_escolhido,
    no_endereco,
    respondidas,
)
from solicitacoes.pedir.roteiro import ATENDIMENTO, CIENTE, DETALHES, LOCAL, TIPO, Roteiro

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

    def sigiloso(self, assunto: str) -> bool:
        versao = servico_do_guia(assunto).publicada
        return versao is not None and versao.sigilosa

    def abrir(
        self, request: HttpRequest, rascunho: Rascunho, *, gravado: bool = True, **partes: Any
    ) -> Preenchimento:
        """404 se o serviço não é o do endereço, 409 se já não pode ser pedido."""
        servico = servico_do_guia(rascunho.assunto)
        versao = servico.publicada
        if versao is None or partes["slug"] not in {servico.slug, rascunho.assunto, no_endereco(rascunho)}:
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
            roteiro=Roteiro(
                versao, respostas_abertas(rascunho), pede_lugar=versao.precisa_de_endereco or so_distrito
            ),
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


@PEDIR.protegida
@require_safe
def ruas(request: HttpRequest, preenchimento: Preenchimento) -> HttpResponse:
    """Sugestões de rua enquanto se escreve; sem JavaScript, a escolha vem depois de continuar."""
    contexto = {"sugestoes": lugar.sugestoes(request.GET), "preenchimento": preenchimento}
    return render(request, "solicitacoes/pedir/local.html#sugestoes", contexto)


@PEDIR.pagina(DETALHES)
def orientacao(request: HttpRequest, preenchimento: Preenchimento) -> HttpResponse:
    """O conselho de uma resposta, com o número a chamar: dali se volta, ou se segue com o pedido."""
    conselho = preenchimento.roteiro.conselho
    if not conselho:
        return PEDIR.ao_que_falta(preenchimento)
    if request.method == "POST":
        lida = preenchimento.dito(DETALHES) | {CIENTE: conselho}
        guardar_passo(rascunho=preenchimento.rascunho, passo=DETALHES, respostas=lida)
        return PEDIR.seguir(request, preenchimento, DETALHES)
    contexto: dict[str, Any] = {"conselho": conselho, "urgentes": guia.numeros_citados(conselho)}
    return PEDIR.mostrar(request, preenchimento, DETALHES, modelo="orientacao", **contexto)
