"""Guardar, renomear e apagar um filtro da caixa."""

from __future__ import annotations

from django.db import IntegrityError, transaction

from contas.autor import Autor
from protocolo.erros import RecusaDeAcao
from roteamento.models import Unidade
from solicitacoes.models import FiltroGuardado

MAIOR_CONSULTA = 600
"""Letras que a coluna guarda; só uma busca e uma rua muito compridas passam disso."""
MAXIMO = 12
"""Quantos cabem por pessoa e caixa: mais que isso já não se lê de uma vez."""


def guardar_filtro(*, por: Autor, unidade: Unidade, nome: str, consulta: str) -> FiltroGuardado:
    """Guarda o que está no endereço da lista com um nome; só quem guardou o vê."""
    if not consulta:
        raise RecusaDeAcao("Ligue algum filtro na caixa antes de guardar.")
    if len(consulta) > MAIOR_CONSULTA:
        raise RecusaDeAcao("Estes filtros são longos demais para guardar: encurte a busca ou a rua.")
    if FiltroGuardado.objects.filter(usuario=por.usuario, unidade=unidade).count() >= MAXIMO:
        raise RecusaDeAcao(f"Você já tem {MAXIMO} filtros nesta caixa: apague um antes de guardar outro.")
    return _gravar(FiltroGuardado(usuario=por.usuario, unidade=unidade, nome=nome, consulta=consulta))


def renomear_filtro(*, filtro: FiltroGuardado, nome: str) -> FiltroGuardado:
    """Muda só o nome."""
    filtro.nome = nome
    return _gravar(filtro)


def apagar_filtro(*, filtro: FiltroGuardado) -> None:
    """Tira o filtro da lista de quem o guardou; nenhum pedido muda."""
    filtro.delete()


def _gravar(filtro: FiltroGuardado) -> FiltroGuardado:
    try:
        with transaction.atomic():
            filtro.save()
    except IntegrityError as repetido:
        raise RecusaDeAcao("Você já tem um filtro com este nome nesta caixa.") from repetido
    return filtro
