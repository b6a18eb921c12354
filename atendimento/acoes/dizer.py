"""Dizer alguma coisa na conversa, com fotos: nunca duas vezes a mesma, e nada do que se escreveu se perde."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil
from typing import Any
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone

from atendimento import eventos
from atendimento.acoes.da_conversa import (
    JA_ACABOU,
    NAO_E_SUA,
    RecusaDaConversa,
    escrever,
    gravar,
    travar_mesmo_acabada,
)
from atendimento.conversa import pode_continuar
from atendimento.models import MAIOR_MENSAGEM, ArquivoDaMensagem, Conversa, Mensagem, RegraDaConversa
from atendimento.situacoes import DeQuem, SituacaoDaConversa
from contas.models import Usuario
from documentos.quarentena import fila_de
from documentos.recebidos import MAXIMO_DE_FOTOS, Preparado, preparar
from protocolo.erros import ArquivoRecusado, RecusaNoCampo, TransicaoProibida

MAIS_FOTOS = 30
"""De uma conversa inteira."""
UM_MINUTO = timedelta(minutes=1)
MUITAS = "Foram muitas mensagens seguidas. Espere um minuto e mande de novo."
COMPRIDA = f"A mensagem passa de {MAIOR_MENSAGEM} letras. Divida-a em duas."
PAROU = "A conversa parou. Toque em “Continuar a conversa”, e mande a mensagem de novo."
VAZIA = "Escreva uma mensagem, ou escolha uma foto."
FOTOS_DEMAIS = f"Esta conversa já tem {MAIS_FOTOS} fotos, que é o máximo."
MUITAS_FOTOS = f"Envie no máximo {MAXIMO_DE_FOTOS} fotos de cada vez. As últimas não foram recebidas."
QUE_PARTILHAM = {DeQuem.ATENDENTE, DeQuem.NOTA}
"""As mensagens de quem trabalha: têm autor."""


class MuitasMensagens(RecusaDaConversa):
    """Passou do limite por minuto: `espera` são os segundos até se aceitar outra."""

    def __init__(self, espera: timedelta) -> None:
        super().__init__(MUITAS)
        self.espera = max(1, ceil(espera.total_seconds()))


class FotosRecusadas(RecusaNoCampo):
    """Alguma foto não serviu: a frase diz qual e por quê.

    O texto, e as que serviram, ficaram em `mensagem`; None se nada se gravou.
    """

    def __init__(self, recusas: Sequence[str], mensagem: Mensagem | None) -> None:
        super().__init__(" ".join(recusas), "fotos")
        self.recusas, self.mensagem = list(recusas), mensagem


@dataclass(frozen=True, slots=True)
class Dita:
    """O que se quer dizer, com as fotos já refeitas, e até onde quem o diz viu."""

    de: DeQuem
    texto: str
    chave: UUID
    autor: Usuario | None
    fotos: list[tuple[str, Preparado]]
    rede: str
    vista: int


def dizer(  # noqa: PLR0913  cada argumento é um campo da mensagem
    *,
    conversa: Conversa,
    de: DeQuem,
    texto: str,
    chave: UUID,
    autor: Usuario | None = None,
    fotos: Sequence[UploadedFile[Any]] = (),
    rede: str = "",
    vista: int = 0,
) -> Mensagem:
    """A mensagem, ou a que já há com esta chave, ainda que a conversa já tenha acabado.

    `vista`: até que ordem viu quem a manda. `conversa` fica como se gravou.

    Levanta FotosRecusadas depois de gravar o que serviu; RecusaNoCampo se não há o que gravar, ou é comprida;
    RecusaDaConversa a quem manda demais; TransicaoProibida se acabou, ou não é de quem atende.
    """
    if fotos and (ja := _ja_dita(conversa, chave)):
        return ja  # antes de refazer as fotos outra vez
    texto = texto.replace("\x00", "").replace("\r\n", "\n").strip()
    if len(texto) > MAIOR_MENSAGEM:
        raise RecusaNoCampo(COMPRIDA, "texto")
    prontas, recusas = _preparar(fotos)
    if not texto and not prontas:
        raise FotosRecusadas(recusas, None) if recusas else RecusaNoCampo(VAZIA, "texto")
    dita = Dita(de, texto, chave, autor, prontas, rede, vista)
    mensagem = _gravar(conversa, dita, recusas)
    conversa.refresh_from_db()
    if recusas:
        raise FotosRecusadas(recusas, mensagem)
    return mensagem


def _ja_dita(conversa: Conversa, chave: UUID) -> Mensagem | None:
    return Mensagem.objects.filter(conversa=conversa, chave=chave).first()


def _preparar(fotos: Sequence[UploadedFile[Any]]) -> tuple[list[tuple[str, Preparado]], list[str]]:
    """As fotos que servem, com o nome de cada uma, e as recusas; refeitas antes de travar a conversa."""
    prontas: list[tuple[str, Preparado]] = []
    recusas = [MUITAS_FOTOS] if len(fotos) > MAXIMO_DE_FOTOS else []
    for foto in fotos[:MAXIMO_DE_FOTOS]:
        nome = foto.name or "foto"
        try:
            prontas.append((nome, preparar(foto, so_fotos=True)))
        except ArquivoRecusado as recusa:
            recusas.append(f"{nome}: {recusa}")
    return prontas, recusas


@transaction.atomic
def _gravar(conversa: Conversa, dita: Dita, recusas: list[str]) -> Mensagem:
    travada, agora = travar_mesmo_acabada(conversa), timezone.now()
    if ja := _ja_dita(travada, dita.chave):
        return ja
    _exigir_que_pode(travada, dita)
    if dita.de == DeQuem.PESSOA:
        _exigir_que_espere(travada, agora)
    mensagem = escrever(travada, de=dita.de, texto=dita.texto, chave=dita.chave, autor=dita.autor, em=agora)
    if dita.fotos:
        _juntar_fotos(mensagem, dita, recusas)
    campos = ["ultima"]
    if dita.de != DeQuem.NOTA:  # quem espera a resposta não está parado
        travada.avisada_em, travada.ultima_em = None, agora
        travada.sem_resposta_desde = _sem_resposta_desde(travada, dita.de, agora)
        campos += ["avisada_em", "ultima_em", "sem_resposta_desde"]
    if viu := travada.viu(dita.de, dita.vista):
        campos.append(viu)
    gravar(travada, so_a_quem_atende=dita.de == DeQuem.NOTA, campos=campos)
    if dita.de == DeQuem.ATENDENTE:
        transaction.on_commit(eventos.respondeu, robust=True)
    return mensagem


def _sem_resposta_desde(travada: Conversa, de: DeQuem, agora: datetime) -> datetime | None:
    """Quem escreve muitas seguidas espera desde a primeira; quem atende responde a todas."""
    return None if de == DeQuem.ATENDENTE else travada.sem_resposta_desde or agora


def _exigir_que_espere(travada: Conversa, agora: datetime) -> None:
    """A pessoa que manda muitas seguidas espera que a mais antiga faça um minuto."""
    limite = RegraDaConversa.atual().mensagens_por_minuto
    ditas = Mensagem.objects.filter(conversa=travada, de=DeQuem.PESSOA, em__gt=agora - UM_MINUTO)
    no_minuto = list(ditas.order_by("-em").values_list("em", flat=True)[:limite])
    if len(no_minuto) == limite:
        raise MuitasMensagens(no_minuto[-1] + UM_MINUTO - agora)


def _exigir_que_pode(travada: Conversa, dita: Dita) -> None:
    if not travada.aberta:
        raise TransicaoProibida(PAROU if pode_continuar(travada, timezone.now()) else JA_ACABOU)
    e_sua = dita.autor and travada.atendente_id == dita.autor.pk
    if dita.de == DeQuem.ATENDENTE and not (e_sua and travada.situacao == SituacaoDaConversa.COM_ATENDENTE):
        raise TransicaoProibida(NAO_E_SUA)
    if dita.de in QUE_PARTILHAM and dita.autor is None:
        raise TransicaoProibida(NAO_E_SUA)


def _juntar_fotos(mensagem: Mensagem, dita: Dita, recusas: list[str]) -> None:
    """As fotos que couberem; sem texto e sem nenhuma, nada se grava."""
    fila = fila_de(dono=mensagem.conversa.conta_id, rede=dita.rede or f"conversa {mensagem.conversa_id}")
    for nome, foto in dita.fotos:
        try:
            _juntar(mensagem, nome, foto, fila)
        except ArquivoRecusado as recusa:
            recusas.append(f"{nome}: {recusa}")
    if not dita.texto and not mensagem.arquivos.exists():
        raise FotosRecusadas(recusas, None)


def _juntar(mensagem: Mensagem, nome: str, foto: Preparado, fila: int) -> None:
    """A foto da mensagem; a repetida nela entra uma vez só."""
    if mensagem.arquivos.filter(sha256__in=foto.resumos).exists():
        return
    if ArquivoDaMensagem.objects.filter(mensagem__conversa=mensagem.conversa).count() >= MAIS_FOTOS:
        raise ArquivoRecusado(FOTOS_DEMAIS)
    ArquivoDaMensagem.objects.create(mensagem=mensagem, nome=nome[:150], **foto.assentar(fila))


def fotos_conferidas(*, quarentena: int) -> None:
    """A foto que esperava ficou pronta, ou foi recusada: as páginas da conversa a mostram."""
    achadas = Conversa.objects.filter(mensagens__arquivos__quarentena=quarentena)
    for conversa in achadas.distinct():
        with transaction.atomic():
            gravar(travar_mesmo_acabada(conversa))
