"""Rascunhos: o que se escreveu e fotografou antes de o caso existir."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from uuid import uuid4

from django.db import IntegrityError, transaction
from django.utils import timezone

from contas.models import Usuario
from documentos.recebidos import apagar_foto
from protocolo.acoes import travar_rascunho
from protocolo.models import Rascunho

VALIDADE = timedelta(days=7)


def criar(*, tipo: str, assunto: str, dono: Usuario | None = None) -> Rascunho:
    """Um rascunho vazio, válido por `VALIDADE`."""
    return Rascunho.objects.create(tipo=tipo, assunto=assunto, dono=dono, expira_em=timezone.now() + VALIDADE)


def guardar(rascunho: Rascunho, passo: str, respostas: dict[str, object]) -> None:
    """Guarda as respostas de um passo e renova a validade."""
    rascunho.dados = {**rascunho.dados, passo: respostas}
    rascunho.expira_em = timezone.now() + VALIDADE
    rascunho.save(update_fields=["dados", "expira_em"])


def comecar(rascunho: Rascunho) -> Rascunho:
    """Grava o rascunho novo; a chave que outro envio acaba de usar dá lugar a uma sorteada."""
    rascunho.expira_em = timezone.now() + VALIDADE
    try:
        with transaction.atomic():
            rascunho.save(force_insert=True)
    except IntegrityError:
        rascunho.pk = uuid4()
        rascunho.save(force_insert=True)
    return rascunho


@transaction.atomic
def guardar_passo(*, rascunho: Rascunho, passo: str, respostas: dict[str, Any]) -> None:
    """Guarda as respostas de um passo sem desfazer o que outra aba guardou; depois do envio, nada."""
    travado = travar_rascunho(rascunho.pk)
    if travado.protocolo:
        return
    guardar(travado, passo, respostas)
    rascunho.dados = travado.dados


def concluir(
    travado: Rascunho, protocolo: str, *, fica: Mapping[str, Any] | None = None, sem_dono: bool = False
) -> None:
    """Depois do envio o rascunho guarda o protocolo e `fica`: as respostas passaram ao caso."""
    travado.protocolo = protocolo
    travado.dados = dict(fica or {})
    if sem_dono:
        travado.dono = None
    travado.save(update_fields=["protocolo", "dados", "dono"])


def apagar(rascunho: Rascunho) -> None:
    """Apaga o rascunho e os arquivos que nenhum caso herdou; interrompido, continua na próxima vez."""
    for foto in rascunho.arquivos.all():
        apagar_foto(foto)
    rascunho.delete()
