"""Pôr no pedido as fotos que vieram na conversa."""

from __future__ import annotations

from atendimento.models import ArquivoDaMensagem, Conversa
from atendimento.situacoes import DeQuem
from documentos import recebidos
from protocolo.erros import ArquivoRecusado
from protocolo.models import Rascunho


def levar_fotos(*, conversa: Conversa, rascunho: Rascunho) -> list[str]:
    """Copia para o rascunho as fotos da pessoa que já se podem abrir; a que já lá está não se repete.

    Devolve as recusas: o pedido leva um número de fotos.
    """
    recusas = []
    da_pessoa = ArquivoDaMensagem.objects.filter(mensagem__conversa=conversa, mensagem__de=DeQuem.PESSOA)
    for foto in da_pessoa.select_related("quarentena").order_by("pk"):
        if foto.espera:
            recusas.append(f"{foto.nome}: {foto.espera}")
            continue
        try:
            with foto.arquivo.open("rb") as aberta:
                recebidos.guardar_foto(rascunho, aberta, foto.nome)
        except ArquivoRecusado as recusa:
            recusas.append(f"{foto.nome}: {recusa}")
    return recusas
