"""O pedido de informação que está sendo escrito: carrega o rascunho e quem age."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

from assistente.guardas import rascunho_de
from assistente.paginas import chave_repetida
from assistente.rascunhos import comecar
from contas.guardas import interessado
from contas.models import Usuario
from esic.assistente import BALCAO, TIPO, Roteiro
from esic.guardas import do_balcao
from protocolo.erros import Conflito
from protocolo.models import Rascunho

if TYPE_CHECKING:
    from django.http import HttpRequest

    from contas.autor import Autor

NAO_E_MAIS_DO_SIC = "Você não responde mais pelo SIC: outra pessoa precisa refazer este registro."


@dataclass(frozen=True, slots=True)
class EmCurso:
    """Tudo o que uma página do assistente precisa saber. `gravada`: o rascunho já existe no banco."""

    rascunho: Rascunho
    autor: Autor
    gravada: bool = True

    @property
    def roteiro(self) -> Roteiro:
        """Os passos, com o que o rascunho tem agora."""
        return Roteiro(self.rascunho.dados)

    @property
    def no_balcao(self) -> bool:
        """Verdadeiro quando quem digita registra o que chegou de outra pessoa."""
        return BALCAO in self.rascunho.dados


def em_curso(request: HttpRequest, uuid: UUID) -> EmCurso:
    """O pedido desta pessoa: 404 se não existe, 403 se é de outra.

    Levanta PrecisaEntrar se é de uma conta que saiu, e Conflito a quem deixou o SIC no meio do registro.
    """
    rascunho = rascunho_de(request, uuid, TIPO)
    return EmCurso(rascunho, _quem(request, rascunho))


def novo(request: HttpRequest, dados: dict[str, Any] | None = None) -> EmCurso:
    """Um pedido que ninguém começou: o rascunho só vai ao banco com a primeira resposta."""
    dono = request.user if isinstance(request.user, Usuario) else None
    rascunho = Rascunho(pk=uuid4(), tipo=TIPO, assunto=TIPO, dados=dados or {}, dono=dono)
    return EmCurso(rascunho, _quem(request, rascunho), gravada=False)


def comecado(request: HttpRequest, escrito: EmCurso) -> EmCurso:
    """O do primeiro envio; o envio repetido acha o mesmo rascunho."""
    if chave := chave_repetida(request, escrito.rascunho):
        return em_curso(request, chave)
    return replace(escrito, rascunho=comecar(escrito.rascunho), gravada=True)


def _quem(request: HttpRequest, rascunho: Rascunho) -> Autor:
    """Quem age; o que se começou no balcão só quem responde por um SIC, ou a Ouvidoria, continua."""
    if BALCAO not in rascunho.dados:
        return interessado(request)
    atende = do_balcao(request)
    if atende is None:
        raise Conflito(NAO_E_MAIS_DO_SIC)
    return atende
