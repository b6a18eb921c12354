"""A manifestação que está sendo escrita: carrega o rascunho, o pedido de que se reclama e quem age."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

from django.http import Http404
from django.utils import timezone

from assistente.guardas import rascunho_de
from assistente.paginas import chave_repetida
from assistente.rascunhos import comecar
from contas.guardas import interessado
from contas.models import Usuario
from ouvidoria.assistente import BALCAO, RESPOSTAS, TIPO, Roteiro
from ouvidoria.guardas import balcao
from ouvidoria.instancia import Caminho, caminho, falha_provavel
from ouvidoria.models import Manifestacao
from ouvidoria.perguntas import FALHA, ORGAO, PROTOCOLO
from ouvidoria.situacoes import TipoDeManifestacao
from protocolo.erros import Conflito
from protocolo.models import Rascunho
from roteamento.models.unidades import TRIAGEM
from solicitacoes.guardas import com_relacoes

if TYPE_CHECKING:
    from django.http import HttpRequest

    from contas.autor import Autor
    from solicitacoes.models import Solicitacao

NAO_E_MAIS_DO_BALCAO = "Você não atende mais no balcão: outra pessoa precisa refazer este registro."


@dataclass(frozen=True, slots=True)
class EmCurso:
    """Tudo o que uma página do assistente precisa saber. `gravada`: o rascunho já existe no banco."""

    rascunho: Rascunho
    autor: Autor
    roteiro: Roteiro
    gravada: bool = True

    @property
    def tipo(self) -> str:
        return self.roteiro.tipo

    @property
    def denuncia(self) -> bool:
        """Verdadeiro enquanto se escreve uma denúncia."""
        return self.tipo == TipoDeManifestacao.DENUNCIA

    @property
    def nome_do_tipo(self) -> str:
        return TipoDeManifestacao(self.tipo).label

    @property
    def no_balcao(self) -> bool:
        """Verdadeiro quando quem digita registra o que chegou de outra pessoa."""
        return BALCAO in self.rascunho.dados

    def com_dados_de_agora(self) -> EmCurso:
        """O mesmo, depois de guardar um passo."""
        return replace(self, roteiro=_roteiro(self.rascunho))


def achar_pedido(protocolo: str) -> Solicitacao | None:
    """O pedido de serviço com este protocolo, com o que as páginas mostram dele."""
    return com_relacoes().filter(protocolo=protocolo).first() if protocolo else None


def em_curso(request: HttpRequest, uuid: UUID) -> EmCurso:
    """A manifestação desta pessoa: 404 se não existe, 403 se é de outra.

    Levanta JaEnviada, se o envio apagou o rascunho, e PrecisaEntrar, se é de uma conta que saiu.
    """
    try:
        rascunho = rascunho_de(request, uuid, TIPO)
    except Http404:
        if ja_enviada(uuid):
            raise JaEnviada(uuid) from None
        raise
    return EmCurso(rascunho, _quem(request, rascunho), _roteiro(rascunho))


def nova(
    request: HttpRequest,
    tipo: str,
    pedido: Solicitacao | None = None,
    *,
    falha: str = "",
    dados: dict[str, Any] | None = None,
) -> EmCurso:
    """Uma manifestação que ninguém começou: o rascunho só vai ao banco com a primeira resposta."""
    if tipo not in TipoDeManifestacao:
        raise Http404("Não há manifestação deste tipo.")
    dados = dict(dados or {})
    if pedido:
        dados[RESPOSTAS] = preenchidas(pedido, falha)
    rascunho = Rascunho(pk=uuid4(), tipo=TIPO, assunto=tipo, dados=dados, dono=_dono(request, tipo, dados))
    return EmCurso(rascunho, _quem(request, rascunho), _roteiro(rascunho), gravada=False)


def preenchidas(pedido: Solicitacao, falha: str) -> dict[str, str]:
    """O que o pedido já diz, para não perguntar de novo; de serviço sigiloso, nem o órgão nem como acabou."""
    ditas = {PROTOCOLO: pedido.protocolo}
    if falha:
        ditas[FALHA] = falha
    elif caminho(pedido, "", timezone.now()) == Caminho.CABE and not pedido.sigilosa:
        ditas[FALHA] = falha_provavel(pedido)
    if not pedido.sigilosa:
        em_triagem = pedido.unidade.sigla == TRIAGEM
        ditas[ORGAO] = str(pedido.servico.orgao_id if em_triagem else pedido.unidade.orgao_id)
    return ditas


def comecada(request: HttpRequest, escrita: EmCurso) -> EmCurso:
    """A do primeiro envio; o envio repetido acha o mesmo rascunho, ou a manifestação que ele já é."""
    if chave := chave_repetida(request, escrita.rascunho, ja_enviada=ja_enviada):
        return em_curso(request, chave)
    return replace(escrita, rascunho=comecar(escrita.rascunho), gravada=True)


class JaEnviada(Exception):
    """A manifestação já foi registrada, e o rascunho dela não existe mais."""

    def __init__(self, chave: UUID) -> None:
        super().__init__(str(chave))
        self.chave = chave


def ja_enviada(chave: UUID) -> bool:
    """Se este rascunho já virou manifestação."""
    return Manifestacao.objects.filter(chave_de_envio=str(chave)).exists()


def _dono(request: HttpRequest, tipo: str, dados: dict[str, Any]) -> Usuario | None:
    """De quem entrou; o rascunho de uma denúncia nunca se liga à conta de quem a faz."""
    do_municipe_que_denuncia = tipo == TipoDeManifestacao.DENUNCIA and BALCAO not in dados
    return request.user if isinstance(request.user, Usuario) and not do_municipe_que_denuncia else None


def _roteiro(rascunho: Rascunho) -> Roteiro:
    if rascunho.assunto not in TipoDeManifestacao:
        raise Http404("Não há manifestação deste tipo.")
    pedido = achar_pedido(rascunho.dados.get(RESPOSTAS, {}).get(PROTOCOLO, ""))
    return Roteiro(rascunho.assunto, rascunho.dados, pedido, timezone.now())


def _quem(request: HttpRequest, rascunho: Rascunho) -> Autor:
    """Quem age; o que se começou no balcão só quem atende nele continua."""
    if BALCAO not in rascunho.dados:
        return interessado(request)
    atende = balcao(request)
    if atende is None:
        raise Conflito(NAO_E_MAIS_DO_BALCAO)
    return atende[0]
