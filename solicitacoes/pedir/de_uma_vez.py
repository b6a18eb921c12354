"""O pedido que um aparelho guardou sem rede: o serviço, a orientação já lida, o que se pergunta antes."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.utils import timezone

from assistente.de_uma_vez import CONFIRA, DeUmaVez
from assistente.rascunhos import guardar_passo
from guia.consultas import suspensao_de
from protocolo.erros import Conflito
from solicitacoes.acoes.abrir import ServicoSuspenso
from solicitacoes.pedir.preenchimento import Preenchimento
from solicitacoes.pedir.roteiro import CIENTE, DETALHES
from solicitacoes.pedir.views.passos import DEIXOU_DE_SER_PEDIDO, PEDIR, servico_do_guia

SIGILOSO = "Este serviço só se pede com internet, e nada dele fica guardado no aparelho."
PERGUNTAS = {
    "lugar": "O endereço serve a mais de um lugar. Abra o pedido e diga qual é.",
    "iguais": "Já há um pedido igual ali perto. Abra o pedido e diga se é o mesmo.",
    "orientacao": "Uma das suas respostas tem uma orientação. Abra o pedido e leia antes de enviar.",
}


class PedirDeUmaVez(DeUmaVez[Preenchimento]):
    """O pedido de um serviço, pela fila."""

    def abre(self, preenchimento: Preenchimento, pagina: str) -> str:  # noqa: ARG002  cada página tem o seu
        return PERGUNTAS.get(pagina, CONFIRA)

    def completar(self, request: HttpRequest, preenchimento: Preenchimento) -> None:
        """Quem já leu a orientação no aparelho não a lê de novo; se ela mudou, lê."""
        conselho = preenchimento.roteiro.conselho
        if conselho and request.POST.get(CIENTE, "").split() == conselho.split():
            lida = preenchimento.dito(DETALHES) | {CIENTE: conselho}
            guardar_passo(rascunho=preenchimento.rascunho, passo=DETALHES, respostas=lida)

    def comecar_o_pedido(
        self, request: HttpRequest, chave: UUID, slug: str, dados: dict[str, Any], *, de_ninguem: bool
    ) -> Preenchimento | None:
        """Como `comecar`. Levanta Conflito se o serviço não se pede por aqui; 404 se não existe."""
        return self.comecar(request, chave, lambda: _novo(request, slug, dados), de_ninguem=de_ninguem)


def _novo(request: HttpRequest, slug: str, dados: dict[str, Any]) -> Preenchimento:
    servico = servico_do_guia(slug)
    if not servico.aceita_pedidos:
        raise Conflito(DEIXOU_DE_SER_PEDIDO.format(servico=servico.nome))
    if PEDIR.sigiloso(servico.slug):
        raise Conflito(SIGILOSO)
    if suspensao := suspensao_de(servico, timezone.localdate()):
        raise ServicoSuspenso(suspensao)
    return PEDIR.novo(request, servico.slug, dados, slug=servico.slug)


DE_UMA_VEZ = PedirDeUmaVez(PEDIR)
