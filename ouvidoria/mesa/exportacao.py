"""A mesa da Ouvidoria em planilha: sem quem se manifesta e sem o que foi escrito.

De denúncia saem só o protocolo, o tipo, a situação e as datas: nem o órgão, nem o pedido de que nasceu.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from documentos.planilha import Linha, local
from mesas.exportacao import Coluna, em_linhas, rotulo
from ouvidoria.models import ManifestacaoQuerySet, atrasada
from ouvidoria.situacoes import Falha, Resposta, Situacao, TipoDeManifestacao
from protocolo.models import Canal
from protocolo.prazos.em_palavras import em_palavras

CORTADA = "Só as primeiras {} manifestações: estreite o filtro para ter as outras."


def _atraso(vence_em: datetime, agora: datetime, atrasada: bool) -> str:  # noqa: FBT001  é o valor de uma coluna
    return em_palavras(vence_em, agora, atraso="atrasada") if atrasada else ""


def _menos_de_denuncia(tipo: str, dito: str | None) -> str:
    return "" if tipo == TipoDeManifestacao.DENUNCIA else dito or ""


COLUNAS = (
    Coluna("Protocolo", "protocolo"),
    Coluna("Tipo", "tipo", rotulo(TipoDeManifestacao)),
    Coluna("Situação", "situacao", rotulo(Situacao)),
    Coluna("Canal", "canal", rotulo(Canal)),
    Coluna("Recebida em", "aberta_em", local),
    Coluna("Registrada em", "registrada_em", local),
    Coluna("Prazo", "vence_em", local),
    Coluna("Atraso", "vence_em agora atrasada", _atraso),
    Coluna("Prorrogada em", "prorrogada_em", local),
    Coluna("Encerrada em", "encerrada_em", local),
    Coluna("Resultado", "resposta", rotulo(Resposta)),
    Coluna("Responsável", "responsavel__nome", lambda nome: nome or ""),
    Coluna("Junto de", "principal__protocolo", lambda protocolo: protocolo or ""),
    Coluna("Motivo", "tipo falha", lambda tipo, falha: _menos_de_denuncia(tipo, rotulo(Falha)(falha))),
    Coluna("Órgão", "tipo orgao__sigla", _menos_de_denuncia),
    Coluna("Pedido de que se reclama", "tipo solicitacao__protocolo", _menos_de_denuncia),
)


def linhas(escolhidas: ManifestacaoQuerySet, agora: datetime) -> Iterator[Linha]:
    """O cabeçalho, as manifestações por prazo e, se o teto cortou, uma linha que o diz."""
    em_ordem = escolhidas.na_ordem_da_mesa().annotate(atrasada=atrasada(agora))
    return em_linhas(em_ordem, COLUNAS, agora, CORTADA)
