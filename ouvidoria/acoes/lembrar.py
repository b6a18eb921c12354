"""Lembrar quem está com a bola, uma vez por dia de lembrete e por vencimento: a chave do recado o garante."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Max

from ouvidoria.notificacao import chamar_a_ouvidoria, chamar_o_orgao, envio_novo
from protocolo.lembretes import chave_da_vez
from protocolo.prazo_em_palavras import contados, dias_passados, em_palavras

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from ouvidoria.models import Encaminhamento, Lembrete, Manifestacao


def lembrar_o_orgao(*, envio: Encaminhamento, regras: Iterable[Lembrete], agora: datetime) -> None:
    """O órgão tem uma manifestação por responder."""
    if vez := chave_da_vez(regras, envio.vence_em, agora):
        texto = f"Manifestação por responder, {em_palavras(envio.vence_em, agora, atraso='atrasada')}"
        chamar_o_orgao(envio, texto, chave=f"enc/{envio.pk}/prazo/{vez}")


def lembrar_quem_apura(*, envio: Encaminhamento, regras: Iterable[Lembrete], agora: datetime) -> None:
    """Quem apura não dá notícia há muito tempo. O recado não diz de que se trata."""
    noticia_em = envio.andamentos.aggregate(ultima=Max("em"))["ultima"] or envio.enviado_em
    if vez := chave_da_vez(regras, noticia_em, agora):
        texto = f"Um envio da Ouvidoria espera notícia há {contados(dias_passados(noticia_em, agora))}"
        chamar_o_orgao(envio, texto, chave=f"enc/{envio.pk}/noticia/{vez}")


def lembrar_a_ouvidoria(*, caso: Manifestacao, regras: Iterable[Lembrete], agora: datetime) -> None:
    """A Ouvidoria tem uma manifestação por responder."""
    if vez := chave_da_vez(regras, caso.vence_em, agora):
        texto = f"Manifestação por responder, {em_palavras(caso.vence_em, agora, atraso='atrasada')}"
        chamar_a_ouvidoria(caso, texto, chave=f"{caso.protocolo}/prazo/{vez}")


def contar_a_quem_chegou(*, envio: Encaminhamento) -> None:
    """Quem foi designado depois do envio recebe o recado dele; quem já o tem não recebe outro."""
    chamar_o_orgao(envio, envio_novo(envio), chave=f"enc/{envio.pk}")
