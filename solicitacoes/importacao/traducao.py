"""Traduz uma linha dos dados abertos no que o pedido guarda, ou diz por que não dá."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from protocolo.models import Canal
from roteamento.enderecos import Local, ler_cep, ler_numero
from solicitacoes.situacoes import Desfecho, Situacao

if TYPE_CHECKING:
    from roteamento.rotas import Tabelas

SAO_PAULO = ZoneInfo("America/Sao_Paulo")
FORMATOS_DE_DATA = ("%Y-%m-%d %H:%M:%S", "%d/%m/%Y %H:%M:%S", "%d/%m/%Y %H:%M", "%Y-%m-%d", "%d/%m/%Y")
LATITUDES = (-24.1, -23.3)
LONGITUDES = (-46.9, -46.3)

SITUACOES = {
    "FINALIZAD": Situacao.FINALIZADA,
    "REALIZAD": Situacao.FINALIZADA,
    "INDEFERID": Situacao.INDEFERIDA,
    "CANCELAD": Situacao.CANCELADA,
    "AGUARDANDO ATENDIMENTO": Situacao.ABERTA,
    "ABERT": Situacao.ABERTA,
    "EM ANDAMENTO": Situacao.EM_ANDAMENTO,
}
"""Começo do texto → situação: a cidade escreve INDEFERIDO e INDEFERIDA."""

CANAIS = {
    "": Canal.NAO_INFORMADO,
    "CENTRAL TELEFÔNICA": Canal.CENTRAL,
    "PORTAL ONLINE": Canal.PORTAL,
    "APLICATIVO": Canal.APLICATIVO,
    "PRAÇA": Canal.PRACA,
    "DESCOMPLICA": Canal.PRACA,
    "INTEGRAÇ": Canal.INTEGRACAO,
    "WHATSAPP": Canal.CHAT,
    "CHAT": Canal.CHAT,
}


class LinhaRecusada(ValueError):
    """A linha não vira pedido. A mensagem é o motivo, igual para linhas com o mesmo defeito."""


@dataclass(frozen=True, slots=True)
class Historico:
    """O que uma linha diz, fora o serviço e o endereço."""

    aberta_em: datetime
    encerrada_em: datetime | None
    situacao: Situacao
    desfecho: str
    canal: Canal
    local: Local


def traduzir(linha: dict[str, str], tabelas: Tabelas) -> Historico:
    """Lê datas, situação, canal e endereço. Levanta LinhaRecusada com o motivo."""
    if "\ufffd" in "".join(linha.values()):
        raise LinhaRecusada("tem letras que não se leem")
    if not linha["servico"]:
        raise LinhaRecusada("não diz o serviço")
    aberta_em = _momento(linha["data de abertura"], "data de abertura")
    situacao = _situacao(linha["status da solicitacao"])
    return Historico(
        aberta_em=aberta_em,
        encerrada_em=_encerramento(linha, situacao, aberta_em),
        situacao=situacao,
        desfecho=Desfecho.NAO_INFORMADO if situacao == Situacao.FINALIZADA else "",
        canal=_canal(linha["canal"]),
        local=_local(linha, tabelas),
    )


def _momento(texto: str, coluna: str) -> datetime:
    for formato in FORMATOS_DE_DATA:
        try:
            return datetime.strptime(texto, formato).replace(tzinfo=SAO_PAULO)
        except ValueError:
            continue
    raise LinhaRecusada(f"{coluna} vazia" if not texto else f"{coluna} que não se entende")


def _situacao(texto: str) -> Situacao:
    for inicio, situacao in SITUACOES.items():
        if texto.upper().startswith(inicio):
            return situacao
    raise LinhaRecusada(f"status desconhecido: {texto or 'vazio'}")


def _canal(texto: str) -> Canal:
    if not texto:
        return Canal.NAO_INFORMADO
    for inicio, canal in CANAIS.items():
        if inicio and texto.upper().startswith(inicio):
            return canal
    raise LinhaRecusada(f"canal desconhecido: {texto}")


def _encerramento(linha: dict[str, str], situacao: Situacao, aberta_em: datetime) -> datetime | None:
    """A data do parecer das encerradas; nas abertas ela é só o último despacho e não encerra nada."""
    if situacao in (Situacao.ABERTA, Situacao.EM_ANDAMENTO):
        return None
    encerrada_em = _momento(linha["data do parecer"], "data do parecer")
    if encerrada_em < aberta_em:
        raise LinhaRecusada("encerrada antes de aberta")
    return encerrada_em


def _local(linha: dict[str, str], tabelas: Tabelas) -> Local:
    """O endereço como está no arquivo; número zero é sem número, ponto fora da cidade é descartado."""
    lat, lon = _coordenada(linha["latitude"], LATITUDES), _coordenada(linha["longitude"], LONGITUDES)
    tem_ponto = lat is not None and lon is not None
    numero = ler_numero(linha["numero"])
    return Local(
        logradouro=linha["logradouro"][:150],
        numero=str(numero) if numero else "",
        cep=ler_cep(linha["cep"]),
        lat=lat if tem_ponto else None,
        lon=lon if tem_ponto else None,
        distrito=tabelas.distrito_chamado(linha["distrito"]) if linha["distrito"] else None,
        origem="importação",
    )


def _coordenada(texto: str, limites: tuple[float, float]) -> float | None:
    try:
        valor = float(texto.replace(",", "."))
    except ValueError:
        return None
    return valor if limites[0] <= valor <= limites[1] else None
