"""Refazer o que está em quarentena, um por vez, e contar a quem mandou; apagar os arquivos de um caso."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.module_loading import import_string

from avisos.acoes import escrever
from documentos import arquivos_sem_dono, fotos, pdf, quarentena, recebidos
from documentos.disco import ArmazenamentoFora, SemArmazenamento
from documentos.fotos import Foto
from documentos.pdf import Documento
from documentos.refazer import foto
from protocolo.erros import ArquivoRecusado
from protocolo.models import Anexo, Quarentena
from protocolo.prazos.em_palavras import dia
from referencia.a_parte import processo

PRESA = timedelta(minutes=3)
"""Quem a tomou há mais tempo do que isto caiu: outro a toma."""
MAIS_TENTATIVAS = 3
PESADA = "A foto é pesada demais para o portal. Envie uma menor."
MODELO = "arquivo_recusado"


def conferir_um(acaso: random.Random | None = None) -> bool:
    """Refaz um arquivo da quarentena, ou o recusa; falso se nenhum espera.

    Levanta ArmazenamentoFora ou SemArmazenamento: o arquivo, que não tem culpa, volta à fila como estava.
    """
    tomada = _tomar(acaso or random.Random(), timezone.now())  # noqa: S311 - só sorteia uma fila
    if tomada is None:
        return False
    try:
        _conferir(tomada)
    except (ArmazenamentoFora, SemArmazenamento):
        espera = Quarentena.objects.filter(pk=tomada.pk, situacao=Quarentena.Situacao.A_CONFERIR)
        espera.update(tomada_em=None, tentativas=tomada.tentativas - 1)
        raise
    return True


def _conferir(tomada: Quarentena) -> None:
    try:
        tratado = refazer(tomada)
    except ArquivoRecusado as recusa:
        _recusar(tomada, str(recusa))
    except FileNotFoundError:
        _recusar(tomada, pdf.DANIFICADO)
    else:
        _entregar(tomada, tratado)


def _tomar(acaso: random.Random, agora: datetime) -> Quarentena | None:
    """O mais antigo de uma fila sorteada entre as que não têm nenhum sendo refeito."""
    esperam = Quarentena.objects.filter(situacao=Quarentena.Situacao.A_CONFERIR)
    livres = esperam.filter(Q(tomada_em=None) | Q(tomada_em__lte=agora - PRESA))
    ocupadas = set(esperam.filter(tomada_em__gt=agora - PRESA).values_list("fila", flat=True))
    filas = sorted({fila for fila in livres.values_list("fila", flat=True) if fila is not None} - ocupadas)
    if not filas:
        return None
    with transaction.atomic():
        da_fila = livres.filter(fila=acaso.choice(filas)).order_by("pk")
        tomada = da_fila.select_for_update(skip_locked=True).first()
        if tomada is not None:
            tomada.tomada_em, tomada.tentativas = agora, tomada.tentativas + 1
            tomada.save(update_fields=["tomada_em", "tentativas"])
    return tomada


def refazer(tomada: Quarentena) -> Foto | Documento:
    """Refaz o original, num processo à parte. Levanta ArquivoRecusado, ou FileNotFoundError se ele sumiu."""
    if tomada.tentativas > MAIS_TENTATIVAS:
        raise ArquivoRecusado(pdf.DANIFICADO)
    with tomada.original.open("rb") as original:
        if tomada.arquivo.endswith(".pdf"):
            return pdf.tratar(original)
        return _foto(original.read())


def _foto(original: bytes) -> Foto:
    try:
        codigo, saida = processo.rodar("documentos.refazer.foto", entrada=original)
    except processo.Demorou as demora:
        raise fotos.FotoRecusada(PESADA) from demora
    if codigo:
        raise fotos.FotoRecusada(saida.decode() if codigo == foto.RECUSADA else PESADA)
    largura, altura, tamanho = foto.MEDIDAS.unpack_from(saida)
    conteudo = saida[foto.MEDIDAS.size :][:tamanho]
    return Foto(
        conteudo=conteudo,
        miniatura=saida[foto.MEDIDAS.size + tamanho :],
        largura=largura,
        altura=altura,
        sha256=hashlib.sha256(conteudo).hexdigest(),
    )


def _entregar(tomada: Quarentena, tratado: Foto | Documento) -> None:
    """Grava o refeito onde o rascunho e o anexo já apontam, e só depois diz que está pronto."""
    recebidos.gravar_em(tomada.arquivo, tomada.miniatura, tratado)
    with transaction.atomic():
        _decidir(tomada, Quarentena.Situacao.PRONTO)
        _contar(tomada)
        for modelo in arquivos_sem_dono.donos():
            modelo._default_manager.filter(quarentena=tomada).update(quarentena=None)
    default_storage.delete(tomada.original.name or "")


def _recusar(tomada: Quarentena, porque: str) -> None:
    _decidir(tomada, Quarentena.Situacao.RECUSADO, porque[:300])
    _contar(tomada)
    default_storage.delete(tomada.original.name or "")


def _contar(tomada: Quarentena) -> None:
    """Quem mostra o arquivo fica sabendo (`AO_CONFERIR`)."""
    for dizer in map(import_string, settings.AO_CONFERIR):
        dizer(quarentena=tomada.pk)


def _decidir(tomada: Quarentena, situacao: Quarentena.Situacao, porque: str = "") -> None:
    """A que se apagou enquanto isso continua apagada."""
    decidido = {"situacao": situacao, "porque": porque, "fila": None, "original": ""}
    Quarentena.objects.filter(pk=tomada.pk).update(**decidido)


def contar_recusas() -> int:
    """Avisa quem já tinha enviado o caso de que um arquivo dele não serviu; devolve quantos avisos saíram.

    A quem ainda escreve, o assistente mostra.
    """
    avisados = 0
    por_contar = Quarentena.objects.filter(situacao=Quarentena.Situacao.RECUSADO, contada_em=None)
    for recusada in por_contar.order_by("pk"):
        with transaction.atomic():
            anexos = list(_anexos(recusada))
            for anexo in anexos:
                avisados += _avisar(anexo, recusada.porque)
            if anexos:
                Quarentena.objects.filter(pk=recusada.pk).update(contada_em=timezone.now())
    return avisados


def _anexos(recusada: Quarentena) -> Iterable[Any]:
    for modelo in arquivos_sem_dono.donos():
        if issubclass(modelo, Anexo):
            yield from modelo._default_manager.filter(quarentena=recusada)


def _avisar(anexo: Any, porque: str) -> bool:
    """O aviso não diz o nome do arquivo, que pode dizer de quem ou de que é o caso."""
    caso = anexo.caso
    if caso.interessado is None or not caso.ha_a_quem_avisar:
        return False
    escrever(
        modelo=MODELO,
        contexto={"protocolo": caso.protocolo_escrito, "prazo": dia(caso.vence_em), "porque": porque},
        interessado=caso.interessado,
        protocolo=caso.protocolo,
        ordem=anexo.pk,  # não vem de um andamento: a chave do anexo faz único o aviso
    ).save(force_insert=True)
    return True


def apagar_anexos(anexos: QuerySet[Any]) -> None:
    """Tira os anexos e, quando a transação acaba, os arquivos deles; a cópia limpa sai antes do original."""
    achados = list(anexos.select_related("quarentena"))
    anexos.filter(pk__in=[um.pk for um in achados if getattr(um, "limpo_de_id", None)]).delete()
    anexos.model._default_manager.filter(pk__in=[um.pk for um in achados]).delete()
    quarentena.apagar(um.quarentena for um in achados if um.quarentena)
    apagar_arquivos(nome for um in achados for nome in (um.arquivo.name, um.miniatura.name))


def apagar_arquivos(nomes: Iterable[str | None]) -> None:
    """Só depois de gravado o que já não os conhece; o que falhar, a rotina dos sem dono apaga."""
    certos = [nome for nome in nomes if nome]

    def apagar() -> None:
        for nome in certos:
            default_storage.delete(nome)

    transaction.on_commit(apagar, robust=True)
