"""Guardar, renomear, partilhar com a unidade e apagar um filtro da caixa."""

from __future__ import annotations

from django.db import IntegrityError, transaction

from contas.autor import Autor
from protocolo.erros import RecusaDeAcao
from roteamento.models import Unidade
from solicitacoes.models import FiltroGuardado

MAIOR_CONSULTA = 600
"""Letras que a coluna guarda; só uma busca e uma rua muito compridas passam disso."""
MAXIMO = 12
"""Quantos cabem por pessoa e caixa, e quantos por unidade: mais que isso já não se lê de uma vez."""
JA_TEM = "Você já tem um filtro com este nome nesta caixa."
A_UNIDADE_JA_TEM = "A unidade já tem um filtro com este nome: dê outro ao seu."


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


def partilhar_filtro(*, filtro: FiltroGuardado) -> FiltroGuardado:
    """Passa a ser visto por todos os que servem na caixa; quem pode pedi-lo, a página confere.

    Recusa se a unidade já tem `MAXIMO` partilhados, ou outro com o mesmo nome.
    """
    da_unidade = FiltroGuardado.objects.filter(unidade=filtro.unidade_id, partilhado=True)
    if da_unidade.count() >= MAXIMO:
        raise RecusaDeAcao(f"A unidade já tem {MAXIMO} filtros partilhados: deixe de partilhar um antes.")
    filtro.partilhado = True
    return _gravar(filtro)


def recolher_filtro(*, filtro: FiltroGuardado) -> FiltroGuardado:
    """Volta a ser só de quem o guardou: quem partilhou, ou a chefia, o tira da unidade."""
    filtro.partilhado = False
    filtro.save(update_fields=["partilhado"])
    return filtro


def apagar_filtro(*, filtro: FiltroGuardado) -> None:
    """Tira o filtro da lista de quem o guardou, e da unidade; nenhum pedido muda."""
    filtro.delete()


def _gravar(filtro: FiltroGuardado) -> FiltroGuardado:
    """Com um nome que não é de outro dos seus, nem de um da unidade: os dois se leem na mesma linha."""
    da_unidade = FiltroGuardado.objects.filter(unidade=filtro.unidade_id, partilhado=True, nome=filtro.nome)
    if da_unidade.exclude(pk=filtro.pk).exists():
        raise RecusaDeAcao(A_UNIDADE_JA_TEM)
    try:
        with transaction.atomic():
            filtro.save()
    except IntegrityError as repetido:
        da_unidade_agora = "filtro_partilhado_unico" in str(repetido)
        raise RecusaDeAcao(A_UNIDADE_JA_TEM if da_unidade_agora else JA_TEM) from repetido
    return filtro
