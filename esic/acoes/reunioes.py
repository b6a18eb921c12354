"""As reuniões da Comissão: marcar, mudar, cancelar, registrar que houve, publicar a ata.

Decreto municipal 53.623/2012, arts. 52 a 60 (texto a confirmar).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from contas.autor import Autor
from contas.papeis import Papel
from esic.acoes import pautar
from esic.models import Reuniao
from esic.situacoes import DA_REUNIAO, SituacaoDaReuniao
from protocolo.acoes import travar_referencia
from protocolo.erros import RecusaDeAcao, TransicaoProibida
from protocolo.situacoes import permitida
from referencia.tabelas import gravar

S = SituacaoDaReuniao
MUDOU = "Outra pessoa mudou esta reunião enquanto você escrevia. Confira como ela está e tente de novo."


class DiaOcupado(RecusaDeAcao):
    """Já há uma reunião marcada ou realizada neste dia."""


@transaction.atomic
def marcar(*, por: Autor, dados: Mapping[str, Any]) -> Reuniao:
    """Marca uma reunião de hoje em diante; os recursos que esperavam entram na próxima pauta."""
    if por.papel != Papel.CMAI:
        raise TransicaoProibida("Só a Comissão marca as suas reuniões.")
    reuniao = Reuniao(situacao=S.MARCADA, **dados)
    _exigir_futuro(reuniao)
    _gravar(reuniao, por)
    por_os_que_esperam(por=por)
    return reuniao


@transaction.atomic
def alterar(*, reuniao: Reuniao, marca: str, por: Autor, dados: Mapping[str, Any]) -> Reuniao:
    """Muda o nome, o dia, a hora ou o lugar; mudando o dia, quem está na pauta fica sabendo."""
    reuniao = _travar(reuniao, marca, S.MARCADA, por)
    antes = reuniao.dia
    for campo, valor in dados.items():
        setattr(reuniao, campo, valor)
    _exigir_futuro(reuniao)
    _gravar(reuniao, por)
    if reuniao.dia != antes:
        pautar.levar(_por_decidir(reuniao), reuniao, reuniao, por=por)
    return reuniao


@transaction.atomic
def cancelar(*, reuniao: Reuniao, marca: str, por: Autor) -> Reuniao:
    """A reunião não vai acontecer: a pauta passa à próxima marcada ou, se não há, fica à espera dela."""
    reuniao = _travar(reuniao, marca, S.CANCELADA, por)
    if reuniao.recursos.filter(decidido_em__isnull=False).exists():
        raise TransicaoProibida("Nesta reunião já se decidiu recurso: ela não se cancela.")
    reuniao.situacao = S.CANCELADA
    _gravar(reuniao, por)
    pautar.levar(_por_decidir(reuniao), reuniao, pautar.proxima_reuniao(timezone.localdate()), por=por)
    return reuniao


@transaction.atomic
def realizar(*, reuniao: Reuniao, marca: str, por: Autor) -> Reuniao:
    """A reunião aconteceu: as decisões e a ata podem ser registradas."""
    reuniao = _travar(reuniao, marca, S.REALIZADA, por)
    if reuniao.situacao == S.REALIZADA:
        raise TransicaoProibida("Já está registrado que esta reunião se realizou.")
    if reuniao.dia > timezone.localdate():
        raise TransicaoProibida(f"A reunião é em {reuniao.dia:%d/%m/%Y}: ainda não aconteceu.")
    reuniao.situacao = S.REALIZADA
    _gravar(reuniao, por)
    return reuniao


@transaction.atomic
def adiar(*, reuniao: Reuniao, marca: str, por: Autor) -> int:
    """O que uma reunião realizada não decidiu passa à próxima ou, se não há, espera; diz quantos."""
    reuniao = _travar(reuniao, marca, S.REALIZADA, por)
    if reuniao.situacao != S.REALIZADA:
        raise TransicaoProibida("Só depois da reunião se sabe o que ela não decidiu.")
    proxima = pautar.proxima_reuniao(timezone.localdate())
    return pautar.levar(_por_decidir(reuniao), reuniao, proxima, por=por)


@transaction.atomic
def publicar_ata(*, reuniao: Reuniao, marca: str, por: Autor, numero: str, texto: str) -> Reuniao:
    """Publica a ata, ou a corrige: a data é a da primeira vez, e o histórico guarda as anteriores."""
    reuniao = _travar(reuniao, marca, S.REALIZADA, por)
    if reuniao.situacao != S.REALIZADA:
        raise TransicaoProibida("A ata é de uma reunião que se realizou.")
    reuniao.ata_numero, reuniao.ata = numero, texto
    reuniao.ata_em = reuniao.ata_em or timezone.now()
    _gravar(reuniao, por)
    return reuniao


@transaction.atomic
def por_os_que_esperam(*, por: Autor) -> int:
    """Põe na próxima reunião os recursos que não estão em nenhuma; diz quantos. Sem reunião, nenhum."""
    if por.papel != Papel.CMAI:
        raise TransicaoProibida("Só a Comissão faz a sua pauta.")
    proxima = pautar.proxima_reuniao(timezone.localdate())
    return pautar.levar(pautar.fora_de_pauta(), None, proxima, por=por) if proxima else 0


def _travar(reuniao: Reuniao, marca: str, para: str, por: Autor) -> Reuniao:
    """Trava e relê; levanta Conflito se outra pessoa mudou, TransicaoProibida se a tabela não deixa."""
    travada = travar_referencia(reuniao, vista=marca, mudou=MUDOU)
    if not permitida(DA_REUNIAO, travada.situacao, para, por.papel):
        raise TransicaoProibida("Na situação em que está, esta reunião não aceita esta ação.")
    return travada


def _por_decidir(reuniao: Reuniao) -> list[Any]:
    return list(reuniao.recursos.filter(decidido_em=None).select_related("pedido"))


def _exigir_futuro(reuniao: Reuniao) -> None:
    if reuniao.dia < timezone.localdate():
        raise TransicaoProibida("Uma reunião se marca de hoje em diante.")


def _gravar(reuniao: Reuniao, por: Autor) -> None:
    try:
        reuniao.validate_constraints()
        with transaction.atomic():
            gravar(reuniao, por)
    except (ValidationError, IntegrityError) as repetida:
        raise DiaOcupado("Já há uma reunião neste dia.") from repetida
