"""A mesa da Ouvidoria em planilha: em fluxo, sem quem se manifesta e sem o que foi escrito.

De denúncia saem só o protocolo, o tipo, a situação e as datas: nem o órgão, nem o pedido de que nasceu.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from documentos.planilha import POR_VEZ, TETO, local
from ouvidoria.situacoes import Falha, Resposta, Situacao, TipoDeManifestacao
from protocolo.models import Canal
from protocolo.prazo_em_palavras import atrasada_ha

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from documentos.planilha import Linha
    from ouvidoria.models import ManifestacaoQuerySet

CORTADA = f"Só as primeiras {TETO:,} manifestações: estreite o filtro para ter as outras.".replace(",", ".")
CABECALHO = (
    "Protocolo",
    "Tipo",
    "Situação",
    "Canal",
    "Recebida em",
    "Registrada em",
    "Prazo",
    "Atraso",
    "Prorrogada em",
    "Encerrada em",
    "Resultado",
    "Responsável",
    "Junto de",
    "Motivo",
    "Órgão",
    "Pedido de que se reclama",
)
CAMPOS = """
    protocolo tipo situacao canal aberta_em registrada_em vence_em parada_em prorrogada_em encerrada_em
    resposta falha responsavel__nome principal__protocolo orgao__sigla solicitacao__protocolo
""".split()  # noqa: SIM905  uma coluna por linha ocuparia meia tela


def linhas(escolhidas: ManifestacaoQuerySet, agora: datetime) -> Iterator[Linha]:
    """O cabeçalho, as manifestações por prazo e, se o teto cortou, uma linha que o diz."""
    yield CABECALHO
    lidas = escolhidas.na_ordem_da_mesa().values_list(*CAMPOS, named=True)[: TETO + 1]
    for vista, lida in enumerate(lidas.iterator(chunk_size=POR_VEZ)):
        if vista == TETO:
            yield (CORTADA,)
            return
        yield _linha(lida, agora)


def _linha(lida: Any, agora: datetime) -> Linha:
    return (
        lida.protocolo,
        str(TipoDeManifestacao(lida.tipo).label),
        str(Situacao(lida.situacao).label),
        str(Canal(lida.canal).label),
        local(lida.aberta_em),
        local(lida.registrada_em),
        local(lida.vence_em),
        _atraso(lida, agora),
        local(lida.prorrogada_em),
        local(lida.encerrada_em),
        str(Resposta(lida.resposta).label) if lida.resposta else "",
        lida.responsavel__nome or "",
        lida.principal__protocolo or "",
        *_de_que_se_fala(lida),
    )


def _de_que_se_fala(lida: Any) -> tuple[str, str, str]:
    if lida.tipo == TipoDeManifestacao.DENUNCIA:
        return "", "", ""
    motivo = str(Falha(lida.falha).label) if lida.falha else ""
    return motivo, lida.orgao__sigla or "", lida.solicitacao__protocolo or ""


def _atraso(lida: Any, agora: datetime) -> str:
    """Só de aberta: a apuração e o relógio parado não atrasam, como na mesa."""
    if lida.encerrada_em or lida.parada_em or lida.situacao == Situacao.EM_APURACAO:
        return ""
    return atrasada_ha(lida.vence_em, agora)
