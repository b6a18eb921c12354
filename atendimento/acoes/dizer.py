"""Dizer alguma coisa na conversa, com fotos: nunca duas vezes a mesma, e nada do que se escreveu se perde."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone

from atendimento.acoes.da_conversa import JA_ACABOU, RecusaDaConversa, escrever, gravar, travar_mesmo_acabada
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
VAZIA = "Escreva uma mensagem, ou escolha uma foto."
FOTOS_DEMAIS = f"Esta conversa já tem {MAIS_FOTOS} fotos, que é o máximo."
MUITAS_FOTOS = f"Envie no máximo {MAXIMO_DE_FOTOS} fotos de cada vez. As últimas não foram recebidas."
NAO_E_SUA = "Esta conversa já não está com você."
QUE_PARTILHAM = {DeQuem.ATENDENTE, DeQuem.NOTA}
"""As mensagens de quem trabalha: têm autor."""


class FotosRecusadas(RecusaNoCampo):
    """Alguma foto não serviu: a frase diz qual e por quê.

    O texto, e as que serviram, ficaram em `mensagem`; None se nada se gravou.
    """

    def __init__(self, recusas: Sequence[str], mensagem: Mensagem | None) -> None:
        super().__init__(" ".join(recusas), "fotos")
        self.recusas, self.mensagem = list(recusas), mensagem


def dizer(  # noqa: PLR0913  cada argumento é um campo da mensagem
    *,
    conversa: Conversa,
    de: DeQuem,
    texto: str,
    chave: UUID,
    autor: Usuario | None = None,
    fotos: Sequence[UploadedFile[Any]] = (),
    rede: str = "",
) -> Mensagem:
    """A mensagem, ou a que já há com esta chave, ainda que a conversa já tenha acabado.

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
    mensagem = _gravar(conversa, de, texto, chave, autor, prontas, rede, recusas)
    if recusas:
        raise FotosRecusadas(recusas, mensagem)
    return mensagem


def _ja_dita(conversa: Conversa, chave: UUID) -> Mensagem | None:
    return Mensagem.objects.filter(conversa=conversa, chave=chave).first()


def _preparar(fotos: Sequence[UploadedFile[Any]]) -> tuple[list[tuple[str, Preparado]], list[str]]:
    """As que servem, com o nome de cada uma, e as recusas; refeitas antes de travar a conversa."""
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
def _gravar(  # noqa: PLR0913
    conversa: Conversa,
    de: DeQuem,
    texto: str,
    chave: UUID,
    autor: Usuario | None,
    fotos: list[tuple[str, Preparado]],
    rede: str,
    recusas: list[str],
) -> Mensagem:
    travada = travar_mesmo_acabada(conversa)
    if ja := _ja_dita(travada, chave):
        return ja
    agora = timezone.now()
    _exigir_que_pode(travada, de, autor, agora)
    mensagem = escrever(travada, de=de, texto=texto, chave=chave, autor=autor, em=agora)
    fila = fila_de(dono=travada.conta_id, rede=rede or f"conversa {travada.pk}") if fotos else 0
    for nome, foto in fotos:
        try:
            _juntar(mensagem, nome, foto, fila)
        except ArquivoRecusado as recusa:
            recusas.append(f"{nome}: {recusa}")
    if not texto and not mensagem.arquivos.exists():
        raise FotosRecusadas(recusas, None)
    if de != DeQuem.NOTA:  # quem espera a resposta não está parado
        travada.avisada_em, travada.ultima_em = None, agora
    gravar(travada, so_a_quem_atende=de == DeQuem.NOTA)
    return mensagem


def _exigir_que_pode(travada: Conversa, de: DeQuem, autor: Usuario | None, agora: datetime) -> None:
    if not travada.aberta:
        raise TransicaoProibida(JA_ACABOU)
    e_sua = autor and travada.atendente_id == autor.pk
    if de == DeQuem.ATENDENTE and not (e_sua and travada.situacao == SituacaoDaConversa.COM_ATENDENTE):
        raise TransicaoProibida(NAO_E_SUA)
    if de in QUE_PARTILHAM and autor is None:
        raise TransicaoProibida(NAO_E_SUA)
    if de == DeQuem.PESSOA:
        limite = RegraDaConversa.atual().mensagens_por_minuto
        dela = Mensagem.objects.filter(conversa=travada, de=DeQuem.PESSOA).order_by("-ordem")
        antiga = dela.values_list("em", flat=True)[limite - 1 : limite]
        if any(em > agora - UM_MINUTO for em in antiga):
            raise RecusaDaConversa(MUITAS)


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
