"""Quem atende, onde, e de quem é um atendimento; quem supervisiona."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils import timezone

from atendimento.consultas import abas_de, ve_todas
from atendimento.models import Atendimento
from contas.autor import Autor
from contas.guardas import usuario_da_sessao
from contas.models import Usuario
from contas.papeis import Papel
from roteamento.consultas import com_as_anteriores
from roteamento.guardas import atendendo_em, escolhido, lugares_de_quem_atende
from roteamento.models import Lotacao, Unidade

SO_QUEM_ATENDE = "Só quem atende na Central ou numa Praça vê esta página."
SO_QUEM_SUPERVISIONA = "Só a chefia da Central ou de uma Praça vê esta página."
SO_A_CENTRAL = "Só a chefia da Central vê esta página."
DE_OUTRO = "Este atendimento é de outra pessoa."
DE_OUTRO_LUGAR = "Este atendimento começou noutro lugar, em que você já não atende."


@dataclass(frozen=True, slots=True)
class NaMesa:
    """Quem atende agora, e onde."""

    unidade: Unidade
    usuario: Usuario
    lugares: tuple[Unidade, ...]
    """Todos em que a pessoa atende hoje."""

    @property
    def autor(self) -> Autor:
        return atendendo_em(self.usuario, self.unidade)

    @property
    def na_pagina(self) -> dict[str, Any]:
        """O que toda página da mesa mostra no alto: onde se atende, onde mais se pode, e as abas."""
        return {
            "unidade": self.unidade,
            "outros_lugares": [um for um in self.lugares if um != self.unidade],
            "abertos": abas_de(self.usuario.pk),
        }


def quem_atende(request: HttpRequest) -> NaMesa:
    """Quem atende na Central ou numa Praça; 403 aos outros."""
    usuario = usuario_da_sessao(request)
    return _na_mesa(request, usuario, lugares_de_quem_atende(usuario))


def quem_conversa(request: HttpRequest) -> NaMesa:
    """Quem atende, ou a chefia de onde se atende, que toma qualquer conversa; 403 aos outros."""
    usuario = usuario_da_sessao(request)
    return _na_mesa(request, usuario, lugares_de_quem_atende(usuario) or que_chefia(usuario)[:1])


def _na_mesa(request: HttpRequest, usuario: Usuario, lugares: list[Unidade]) -> NaMesa:
    if not lugares:
        raise PermissionDenied(SO_QUEM_ATENDE)
    return NaMesa(escolhido(request, lugares), usuario, tuple(lugares))


def meu_atendimento(request: HttpRequest, codigo: UUID) -> tuple[Atendimento, NaMesa]:
    """O atendimento, a quem o faz, no lugar em que o começou: o canal e o que se pode ver são os de lá.

    404 se não existe; 403 a quem não atende, a quem não o começou e a quem já não atende naquele lugar. O
    lugar que mudou de nome é o mesmo.
    """
    mesa = quem_conversa(request)
    atendimento = get_object_or_404(_de_codigo(codigo))
    if atendimento.atendente_id != mesa.usuario.pk:
        raise PermissionDenied(DE_OUTRO)
    if atendimento.unidade_id == mesa.unidade.pk:
        return atendimento, mesa
    hoje = timezone.localdate()
    for onde in mesa.lugares:
        if atendimento.unidade_id in com_as_anteriores([onde.pk], hoje):
            return atendimento, replace(mesa, unidade=onde)
    raise PermissionDenied(DE_OUTRO_LUGAR)


def _de_codigo(codigo: UUID) -> QuerySet[Atendimento]:
    todos = Atendimento.objects.select_related(
        "unidade", "reconhecido", "servico", "conversa__interessado", "conversa__assunto"
    )
    return todos.filter(codigo=codigo)


def chefia_da_central(request: HttpRequest) -> tuple[Autor, Unidade]:
    """Quem é chefia da Central hoje, e a unidade dela; 403 aos outros, também à chefia de uma Praça."""
    usuario = usuario_da_sessao(request)
    unidade = da_central(usuario)
    if unidade is None:
        raise PermissionDenied(SO_A_CENTRAL)
    return Autor(papel=Papel.CHEFIA, usuario=usuario, unidades=frozenset({unidade.pk})), unidade


def da_central(usuario: Usuario) -> Unidade | None:
    """A unidade da Central de que a pessoa é chefia hoje."""
    return next((unidade for unidade in que_chefia(usuario) if ve_todas([unidade])), None)


def que_chefia(usuario: Usuario) -> list[Unidade]:
    """As unidades de atendimento de que a pessoa é chefia hoje."""
    lotacoes = Lotacao.objects.vigentes(timezone.localdate()).de_usuario(usuario)
    chefia = lotacoes.filter(papel=Papel.CHEFIA, unidade__atende_publico=True).select_related("unidade")
    return [lotacao.unidade for lotacao in chefia]


def quem_chefia(request: HttpRequest) -> list[Unidade]:
    """As unidades de atendimento de que a pessoa é chefia hoje, sem as que por isso vê. 403 aos outros."""
    unidades = que_chefia(usuario_da_sessao(request))
    if not unidades:
        raise PermissionDenied(SO_QUEM_SUPERVISIONA)
    return unidades


def quem_supervisiona(request: HttpRequest) -> list[Unidade]:
    """As unidades de atendimento de que a pessoa é chefia hoje; a da Central vê todas. 403 aos outros."""
    unidades = quem_chefia(request)
    if not ve_todas(unidades):
        return unidades
    return list(Unidade.objects.vigentes(timezone.localdate()).que_atendem_o_publico())
