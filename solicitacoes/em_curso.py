"""O pedido que está sendo feito: carrega o rascunho, o serviço e quem age, ou diz por que não."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from django.http import Http404
from django.utils import timezone

from assistente.guardas import rascunho_de
from contas.autor import Autor
from contas.guardas import interessado
from guia import consultas as guia
from guia.models import Servico, VersaoDoServico
from protocolo.erros import Conflito
from protocolo.models import Rascunho
from solicitacoes.assistente import ATENDIMENTO, TIPO, Roteiro
from solicitacoes.guardas import atendente
from solicitacoes.lugar import pede_distrito

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest

    from roteamento.models import Unidade


@dataclass(frozen=True, slots=True)
class PedidoEmCurso:
    """Tudo o que uma página do assistente precisa saber."""

    rascunho: Rascunho
    servico: Servico
    versao: VersaoDoServico
    autor: Autor
    unidade: Unidade | None
    so_distrito: bool
    roteiro: Roteiro

    @property
    def por_atendente(self) -> bool:
        """Verdadeiro quando quem digita atende na Central ou numa Praça."""
        return self.unidade is not None

    def com_dados_de_agora(self) -> Roteiro:
        """O roteiro depois de guardar um passo."""
        return replace(self.roteiro, dados=self.rascunho.dados)


def servico_do_guia(slug: str) -> Servico:
    """O serviço, com a versão em vigor, também por um endereço que já teve; 404 se não há."""
    servico = guia.achar(slug)
    if servico is None and (movido := guia.endereco_atual(slug)):
        servico = guia.achar(movido.slug)
    if servico is None:
        raise Http404("Este serviço não existe no Guia.")
    return servico


def em_curso(request: HttpRequest, slug: str, uuid: UUID) -> PedidoEmCurso:
    """O pedido desta pessoa: 404 se não existe, 403 se é de outra, 409 se já não pode ser feito.

    Levanta PrecisaEntrar se é de uma conta cuja entrada expirou.
    """
    rascunho = rascunho_de(request, uuid, TIPO)
    servico = servico_do_guia(rascunho.assunto)
    versao = servico.publicada
    if versao is None or slug not in {servico.slug, rascunho.assunto}:
        raise Http404("Este pedido é de outro serviço.")
    if not rascunho.protocolo and not servico.aceita_pedidos:
        raise Conflito(f"O serviço “{servico.nome}” deixou de ser pedido por aqui enquanto você respondia.")
    autor, unidade = _quem(request, rascunho)
    so_distrito = pede_distrito(servico, versao, timezone.localdate())
    return PedidoEmCurso(
        rascunho=rascunho,
        servico=servico,
        versao=versao,
        autor=autor,
        unidade=unidade,
        so_distrito=so_distrito,
        roteiro=Roteiro(versao, rascunho.dados, pede_lugar=versao.precisa_de_endereco or so_distrito),
    )


def _quem(request: HttpRequest, rascunho: Rascunho) -> tuple[Autor, Unidade | None]:
    """Quem age; no pedido começado por atendente só um atendente continua."""
    if ATENDIMENTO not in rascunho.dados:
        return interessado(request), None
    atende = atendente(request)
    if atende is None:
        raise Conflito("Você não atende mais nesta unidade: outro atendente precisa refazer este pedido.")
    return atende
