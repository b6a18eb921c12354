"""Traduz uma linha dos dados abertos no que o pedido guarda, ou diz por que não dá.

O serviço que a linha diz é `servicos.py` quem acha.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime

from protocolo.models import Canal
from protocolo.prazos.contagem import SAO_PAULO
from roteamento.localizacao.enderecos import Confianca, Local, ler_cep, ler_numero, na_cidade
from roteamento.localizacao.grafias import simplificar
from roteamento.rotas import Tabelas
from roteamento.ruas.em_memoria import Mapa
from solicitacoes.situacoes import ABERTAS, Desfecho, Situacao

FORMATOS_DE_DATA = ("%d/%m/%Y %H:%M:%S", "%d/%m/%Y %H:%M", "%d/%m/%Y")
"""Além do ISO (2018-07-06 08:42:00), que se tenta primeiro."""

PRIMEIRO_ANO = 1970
CABEM = {"tema": 80, "assunto": 120, "servico": 200, "logradouro": 150}
"""Quantas letras cabem em cada nome."""

ORIGEM = "importação"
DECLARADO = "O distrito é o que o arquivo da cidade declara."
MOSTRAR = 40
"""Quantas letras de um valor desconhecido aparecem no motivo da recusa."""

SITUACOES = {
    "finalizad": Situacao.FINALIZADA,
    "realizad": Situacao.FINALIZADA,
    "indeferid": Situacao.INDEFERIDA,
    "cancelad": Situacao.CANCELADA,
    "aguardando atendimento": Situacao.ABERTA,
    "abert": Situacao.ABERTA,
    "em aberto": Situacao.ABERTA,
    "em andamento": Situacao.EM_ANDAMENTO,
    "em atendimento": Situacao.EM_ANDAMENTO,
}
"""Começo do texto simplificado → situação: a cidade escreve INDEFERIDO e INDEFERIDA."""

CANAIS = {
    "central": Canal.CENTRAL,
    "portal": Canal.PORTAL,
    "aplicativo": Canal.APLICATIVO,
    "praca": Canal.PRACA,
    "descomplica": Canal.PRACA,
    "integrac": Canal.INTEGRACAO,
    "whatsapp": Canal.CHAT,
    "chat": Canal.CHAT,
}
"""Começo do texto simplificado → canal; vazio é não informado (assim vinham até novembro de 2016)."""


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


def traduzir(linha: dict[str, str], *, tabelas: Tabelas, mapa: Mapa, agora: datetime) -> Historico:
    """Lê datas, situação, canal e endereço. Levanta LinhaRecusada com o motivo."""
    _conferir_textos(linha)
    aberta_em = _momento(linha["data de abertura"], "data de abertura", agora)
    situacao = _pelo_comeco(linha["status da solicitacao"], SITUACOES, "status")
    return Historico(
        aberta_em=aberta_em,
        encerrada_em=_encerramento(linha, situacao, aberta_em, agora),
        situacao=situacao,
        desfecho=Desfecho.NAO_INFORMADO if situacao == Situacao.FINALIZADA else "",
        canal=_pelo_comeco(linha["canal"], CANAIS, "canal") if linha["canal"] else Canal.NAO_INFORMADO,
        local=_local(linha, tabelas, mapa),
    )


def _conferir_textos(linha: dict[str, str]) -> None:
    tudo = "".join(linha.values())
    if "\ufffd" in tudo or "\0" in tudo:
        raise LinhaRecusada("tem letras que não se leem")
    if not any(map(str.isalnum, linha["servico"])):
        raise LinhaRecusada("não diz o serviço")
    for coluna, cabem in CABEM.items():
        if len(linha[coluna]) > cabem:
            nome = "serviço" if coluna == "servico" else coluna
            raise LinhaRecusada(f"{nome} com mais de {cabem} letras")


def _momento(texto: str, coluna: str, agora: datetime) -> datetime:
    momento = _ler_momento(texto)
    if momento is None:
        raise LinhaRecusada(f"{coluna} que não se entende" if texto else f"{coluna} vazia")
    if momento.year < PRIMEIRO_ANO:
        raise LinhaRecusada(f"{coluna} antes de {PRIMEIRO_ANO}")
    if momento > agora:
        raise LinhaRecusada(f"{coluna} no futuro")
    return momento


def _ler_momento(texto: str) -> datetime | None:
    for formato in ("", *FORMATOS_DE_DATA):
        with suppress(ValueError):
            lido = datetime.strptime(texto, formato) if formato else datetime.fromisoformat(texto)  # noqa: DTZ007
            return lido if lido.tzinfo else lido.replace(tzinfo=SAO_PAULO)
    return None


def _pelo_comeco[T](texto: str, tabela: dict[str, T], que: str) -> T:
    simples = simplificar(texto)
    for comeco, valor in tabela.items():
        if simples.startswith(comeco):
            return valor
    raise LinhaRecusada(f"{que} desconhecido: {texto[:MOSTRAR] or 'vazio'}")


def _encerramento(
    linha: dict[str, str], situacao: Situacao, aberta_em: datetime, agora: datetime
) -> datetime | None:
    """A data do parecer das encerradas; nas abertas ela é só o último despacho e não encerra nada."""
    if situacao in ABERTAS:
        return None
    encerrada_em = _momento(linha["data do parecer"], "data do parecer", agora)
    if encerrada_em < aberta_em:
        raise LinhaRecusada("encerrada antes de aberta")
    return encerrada_em


def _local(linha: dict[str, str], tabelas: Tabelas, mapa: Mapa) -> Local:
    """O endereço como está no arquivo; número zero é sem número, ponto fora da cidade é descartado.

    Vale o distrito declarado, que é a decisão da cidade mesmo onde o endereço diz outro; em branco ou
    desconhecido, o que a rua, o CEP e o ponto dizem com certeza; o mais provável não se grava como se fosse.
    """
    numero = ler_numero(linha["numero"])
    lat, lon = _ponto(linha)
    local = Local(
        logradouro=linha["logradouro"],
        numero=str(numero) if numero else "",
        cep=ler_cep(linha["cep"]),
        lat=lat,
        lon=lon,
        distrito=tabelas.distrito_chamado(linha["distrito"]) if linha["distrito"] else None,
        origem=ORIGEM,
    )
    if local.distrito:
        return replace(local, motivo=DECLARADO)
    achado = mapa.localizar(logradouro=local.logradouro, numero=local.numero, cep=local.cep, lat=lat, lon=lon)
    if achado.certo is None or achado.certo.distrito is None:
        return replace(local, motivo=achado.motivo, confianca=achado.confianca)
    if achado.so_o_distrito:
        return replace(local, motivo=achado.motivo, confianca=Confianca.BAIXA)
    return replace(
        local,
        distrito=tabelas.distritos[achado.certo.distrito.pk],
        origem=achado.certo.origem,
        motivo=achado.motivo,
        confianca=achado.confianca,
    )


def _ponto(linha: dict[str, str]) -> tuple[float, float] | tuple[None, None]:
    try:
        lat, lon = (float(linha[coluna].replace(",", ".")) for coluna in ("latitude", "longitude"))
    except ValueError:
        return None, None
    return (lat, lon) if na_cidade(lat, lon) else (None, None)
