"""A pauta da Comissão: em que reunião se decide cada recurso da 3ª instância."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from contas.autor import SISTEMA, Autor
from esic.models import Andamento, Pedido, Recurso, Reuniao
from esic.notificacao import avisar
from esic.situacoes import Instancia, SituacaoDaReuniao, Tipo
from protocolo.acoes import registrar, travar

Alcance = Andamento.Alcance


def proxima_reuniao(desde: date) -> Reuniao | None:
    """A próxima marcada, a do dia `desde` inclusive."""
    return Reuniao.objects.a_partir_de(desde).first()


def por_na_pauta(caso: Pedido, recurso: Recurso, reuniao: Reuniao, *, por: Autor = SISTEMA) -> Pedido:
    """O recurso entra na pauta da reunião (ou ela mudou de dia), e a pessoa fica sabendo. Já travado."""
    recurso.reuniao = reuniao
    recurso.save()
    quando = f"{reuniao.dia:%d/%m/%Y}"
    return registrar(
        caso,
        tipo=Tipo.PAUTA,
        por=por,
        alcance=Alcance.PUBLICO,
        texto=f"Entrou na pauta de {quando}: {reuniao.nome}.",
        avisos=avisar(caso, "esic_pauta", reuniao=reuniao.nome, dia=quando),
    )


def tirar_da_pauta(caso: Pedido, recurso: Recurso, reuniao: Reuniao, *, por: Autor) -> Pedido:
    """O recurso sai da pauta sem haver outra reunião marcada, e a pessoa fica sabendo. Já travado."""
    recurso.reuniao = None
    recurso.save()
    aconteceu = "foi cancelada" if reuniao.situacao == SituacaoDaReuniao.CANCELADA else "não o decidiu"
    return registrar(
        caso,
        tipo=Tipo.FORA_DA_PAUTA,
        por=por,
        alcance=Alcance.PUBLICO,
        texto=f"A reunião de {reuniao.dia:%d/%m/%Y} {aconteceu}. Ele entra na próxima que se marcar.",
    )


def levar(recursos: Iterable[Recurso], de: Reuniao | None, para: Reuniao | None, *, por: Autor) -> int:
    """Leva à pauta de `para`, ou tira da de `de` se ela é None, os que ninguém decidiu; diz quantos.

    Um pedido de cada vez, na ordem dos protocolos, como toda ação em lote.
    """
    levados = 0
    for recurso in sorted(recursos, key=lambda recurso: recurso.pedido.protocolo):
        caso = travar(recurso.pedido)
        atual = caso.recursos.filter(pk=recurso.pk, decidido_em=None).first()
        if atual is None:
            continue
        if para:
            por_na_pauta(caso, atual, para, por=por)
        elif de:
            tirar_da_pauta(caso, atual, de, por=por)
        levados += 1
    return levados


def fora_de_pauta() -> list[Recurso]:
    """Os recursos da 3ª instância por decidir que não estão em reunião, ou estão numa que se cancelou."""
    esperam = Recurso.objects.filter(instancia=Instancia.TERCEIRA, decidido_em=None)
    soltos = esperam.filter(reuniao=None) | esperam.filter(reuniao__situacao=SituacaoDaReuniao.CANCELADA)
    return list(soltos.select_related("pedido__orgao").order_by("aberto_em", "pk"))
