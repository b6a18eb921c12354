"""Rascunhos: o que se escreveu e fotografou antes de o caso existir."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from uuid import uuid4

from django.db import IntegrityError, transaction
from django.utils import timezone

from assistente.roteiro import IDENTIFICACAO
from contas.models import Usuario
from contas.segredos import chaves
from documentos.recebidos import apagar_foto
from protocolo.acoes import travar_rascunho
from protocolo.models import Rascunho

VALIDADE = timedelta(days=7)
VALIDADE_DO_SIGILOSO = timedelta(hours=24)
"""Desde o começo, e não se renova: o que se deixou pela metade de uma denúncia não espera dias no banco."""
CIFRADO = "cifrado"
"""Em `dados`, no lugar das respostas de quem denuncia: só as CHAVES_DE_SELO as abrem."""
DIGITADA = f"{IDENTIFICACAO}_digitada"
"""Em `dados`: o que se escreveu de quem é e ainda não se conferiu; some quando se responde."""
MAIS_PARTES = 300
"""De uma resposta de várias escolhas ainda não conferida."""


def criar(*, tipo: str, assunto: str, dono: Usuario | None = None) -> Rascunho:
    """Um rascunho vazio, válido por `VALIDADE`."""
    return Rascunho.objects.create(tipo=tipo, assunto=assunto, dono=dono, expira_em=timezone.now() + VALIDADE)


def adotar(rascunho: Rascunho, quem: object) -> None:
    """O que este navegador começou sem conta e continua com ela passa a ser dela; o sigiloso, nunca."""
    if isinstance(quem, Usuario) and rascunho.dono_id is None and not rascunho.sigiloso:
        Rascunho.objects.filter(pk=rascunho.pk, dono=None, protocolo="").update(dono=quem)
        rascunho.dono = quem


def guardar(rascunho: Rascunho, passo: str, respostas: dict[str, object]) -> None:
    """Guarda as respostas de um passo e renova a validade; no sigiloso, quem é fica cifrado desde já.

    O texto da denúncia fica legível, como ficará na manifestação: é o que a Ouvidoria lê e apura.
    """
    if rascunho.sigiloso and passo in {IDENTIFICACAO, DIGITADA}:
        respostas = {CIFRADO: chaves.cifrar({CIFRADO: json.dumps(respostas)}).decode()}
    rascunho.dados = {**rascunho.dados, passo: respostas}
    if passo == IDENTIFICACAO:
        rascunho.dados.pop(DIGITADA, None)
    renovar(rascunho)


def renovar(rascunho: Rascunho) -> None:
    """Grava o rascunho em que se mexeu agora; a validade do sigiloso não se renova."""
    if not rascunho.sigiloso:
        rascunho.expira_em = timezone.now() + VALIDADE
    rascunho.save(update_fields=["dados", "expira_em"])


def respostas_de(rascunho: Rascunho, passo: str) -> dict[str, Any]:
    """O que já se respondeu num passo, decifrado se é preciso; vazio se nada."""
    guardadas: dict[str, Any] = rascunho.dados.get(passo, {})
    if CIFRADO not in guardadas:
        return guardadas
    abertas: dict[str, Any] = json.loads(chaves.decifrar(guardadas[CIFRADO].encode())[CIFRADO])
    return abertas


def respostas_abertas(rascunho: Rascunho) -> dict[str, Any]:
    """Os `dados` com todas as respostas legíveis."""
    return {passo: respostas_de(rascunho, passo) for passo in rascunho.dados}


def inserir(rascunho: Rascunho) -> Rascunho:
    """Grava o rascunho novo. Levanta IntegrityError, se a chave dele já está em uso."""
    rascunho.expira_em = timezone.now() + (VALIDADE_DO_SIGILOSO if rascunho.sigiloso else VALIDADE)
    rascunho.save(force_insert=True)
    return rascunho


def comecar(rascunho: Rascunho) -> Rascunho:
    """Grava o rascunho novo; a chave que outro envio acaba de usar dá lugar a uma sorteada."""
    try:
        with transaction.atomic():
            return inserir(rascunho)
    except IntegrityError:
        rascunho.pk = uuid4()
        return inserir(rascunho)


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


def cortado(valor: Any, tamanho: int) -> Any:
    """O que ainda não foi conferido, no tamanho que o rascunho guarda e sem o que o banco não aceita."""
    if isinstance(valor, list):
        return [cortado(parte, tamanho) for parte in valor[:MAIS_PARTES]]
    return valor.replace("\0", "")[:tamanho] if isinstance(valor, str) else valor
