"""Corrigir a prova do que se fez: a foto que não é dali sai, a certa entra, e nada se perde."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from contas.autor import Autor
from guia.models import VersaoDoServico
from protocolo.acoes import NAO_CABE, anexar, conferir_versao
from protocolo.erros import TransicaoProibida
from protocolo.models import ArquivoDeRascunho
from protocolo.resposta_suficiente import MOTIVO, conferir_resposta
from solicitacoes.acoes.agrupar import travar_em_ordem
from solicitacoes.acoes.encerrar import ProvaQueFalta
from solicitacoes.acoes.registro import registrar_ato
from solicitacoes.models import Anexo, FotoTirada, Solicitacao
from solicitacoes.situacoes import EQUIPE, Desfecho, Situacao, Tipo

SO_DO_FINALIZADO = "Só o pedido finalizado tem prova a corrigir."
NADA_MUDA = "Marque a foto que sai, ou mande a que falta."


@transaction.atomic
def corrigir_prova(  # noqa: PLR0913  cada argumento é um dado do ato
    *,
    caso: Solicitacao,
    versao: int,
    por: Autor,
    motivo: str,
    tirar: Sequence[int] = (),
    fotos: Sequence[ArquivoDeRascunho] = (),
) -> Solicitacao:
    """Tira da prova as fotos `tirar` (anexos do pedido) e põe outras, com a razão, que o munícipe lê.

    A tirada fica com a equipe, com quem a tirou e por quê (`FotoTirada`). Nos pedidos que seguem este e têm a
    mesma foto, faz-se o mesmo. Levanta ProvaQueFalta se o serviço pede uma foto e não fica nenhuma.
    """
    motivo = conferir_resposta(motivo, MOTIVO)
    versoes = travar_em_ordem([caso])
    conferir_versao(versoes[caso.pk], versao)
    if por.papel not in EQUIPE:
        raise TransicaoProibida(NAO_CABE)
    if porque := por_que_nao_se_corrige(Solicitacao.objects.get(pk=caso.pk)):
        raise TransicaoProibida(porque)
    saem = list(_da_equipe([caso.pk]).filter(pk__in=tirar))
    if not saem and not fotos:
        raise TransicaoProibida(NADA_MUDA)
    arquivos = [foto.arquivo.name for foto in saem]
    iguais = _da_equipe(versoes).filter(arquivo__in=arquivos, caso__situacao=Situacao.FINALIZADA)
    for um in Solicitacao.objects.filter(pk__in={caso.pk, *(foto.caso_id for foto in iguais)}).order_by("pk"):
        _corrigir(um, [foto for foto in iguais if foto.caso_id == um.pk], fotos, motivo, por)
    return Solicitacao.objects.select_related("unidade", "versao_servico").get(pk=caso.pk)


def por_que_nao_se_corrige(caso: Solicitacao) -> str:
    """Por que não há prova a corrigir neste pedido; vazio se há."""
    return "" if caso.situacao == Situacao.FINALIZADA else SO_DO_FINALIZADO


def _da_equipe(casos: Iterable[int]) -> QuerySet[Anexo]:
    return Anexo.objects.filter(caso__in=list(casos), papel__in=EQUIPE).order_by("pk")


def _corrigir(
    caso: Solicitacao,
    saem: Sequence[Anexo],
    entram: Sequence[ArquivoDeRascunho],
    motivo: str,
    por: Autor,
) -> None:
    """Num pedido já travado."""
    tiradas = [foto.pk for foto in saem]
    pede = caso.desfecho == Desfecho.REALIZADO and VersaoDoServico.Prova.FOTO in caso.versao_servico.prova
    if pede and not entram and not _da_equipe([caso.pk]).exclude(pk__in=tiradas).exists():
        raise ProvaQueFalta(["fotos"])
    Anexo.objects.filter(pk__in=tiradas).delete()
    caso.com_foto = bool(entram) or caso.anexos.exists()
    mudou = [", ".join(foto.nome for foto in quais) for quais in (saem, entram)]
    caso = registrar_ato(caso, Tipo.PROVA_CORRIGIDA, por, texto=motivo, mudancas={"fotos": mudou})
    FotoTirada.objects.bulk_create(FotoTirada.de(foto, tirada_na=caso.versao) for foto in saem)
    anexar(caso, entram, por=por, ordem=caso.versao, em=timezone.now())
