"""Achar a pessoa pelo que ela diz: cada jeito usa o seu índice, e nenhum acha o que não se pode dizer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.core import signing
from django.db.models import Q, QuerySet
from django.http import Http404

from atendimento import casos, fatos
from atendimento.models import Atendimento, BuscaDePessoa
from contas.models import Interessado
from contas.segredos import chaves
from esic.models import Pedido
from ouvidoria.models import Manifestacao
from portal.area.lista import Linha, linhas
from portal.consultas import Achado
from protocolo import numero
from roteamento.localizacao.grafias import como_se_guarda
from solicitacoes.models import Solicitacao

ACHADOS = 20
"""Quantos se mostram: quem acha mais que isto precisa de outro dado."""
PARTES = 200
VALIDADE = 1800
"""Segundos em que se pode escolher um dos achados."""
Por = BuscaDePessoa.Por
SERVIU: Final[dict[str, list[str]]] = {
    Por.CPF: [fatos.DOCUMENTO],
    Por.TELEFONE: [fatos.TELEFONE],
    Por.EMAIL: [fatos.EMAIL],
    Por.NOME: [fatos.NOME, fatos.RUA],
}
"""O que se disse para achar não prova nada de quem o disse."""


@dataclass(frozen=True, slots=True)
class Termo:
    """O que a pessoa disse, já conferido: por quê se procura e o quê; com o nome, a rua."""

    por: str
    valor: str
    rua: str = ""

    @property
    def inteiro(self) -> str:
        """Tudo o que se escreveu, para a impressão."""
        return f"{self.valor}/{self.rua}" if self.rua else self.valor


@dataclass(frozen=True, slots=True)
class Candidato:
    """O que se mostra de um caso antes de reconhecer a pessoa: nada que diga quem ela é."""

    servico: str
    distrito: str
    situacao: str
    aberta_em: datetime | None
    """Quando se pediu, só entre homônimos: onde se mostra, o mês já não prova quem é."""
    escolha: str = ""
    """O que leva a reconhecê-la, assinado."""


def achar(termo: Termo) -> list[Achado]:
    """Até um a mais que `ACHADOS`, do mais novo para trás."""
    achados: list[Achado] = [caso for consulta in _consultas(termo) for caso in consulta[: ACHADOS + 1]]
    achados.sort(key=lambda caso: caso.aberta_em, reverse=True)
    return achados[: ACHADOS + 1]


def _consultas(termo: Termo) -> list[QuerySet[Any, Any]]:
    if termo.por == Por.PROTOCOLO:
        processo = DO_NUMERO[numero.processo_de(termo.valor)]
        return [casos.que_se_dizem(processo).filter(protocolo=termo.valor)]
    if termo.por == Por.PARTE:
        abertas = casos.que_se_dizem(Solicitacao).filter(encerrada_em=None)
        return [abertas.filter(protocolo__contains=termo.valor)]
    if termo.por == Por.NOME:
        return [casos.das_partes(Solicitacao, _partes_da_rua(termo))]
    partes = _partes(termo)
    return [casos.das_partes(processo, partes) for processo in casos.PROCESSOS] if partes else []


DO_NUMERO: Final[dict[str, type[Achado]]] = {
    numero.Processo.SOLICITACAO: Solicitacao,
    numero.Processo.MANIFESTACAO: Manifestacao,
    numero.Processo.PEDIDO: Pedido,
}
"""O primeiro algarismo diz a tabela."""


def _partes(termo: Termo) -> list[int]:
    """De quem é o CPF, o telefone ou o e-mail; só os mais novos."""
    todas = Interessado.objects.all()
    achadas = (
        todas.com_o_cpf(termo.valor) if termo.por == Por.CPF else todas.filter(**{termo.por: termo.valor})
    )
    return list(achadas.order_by("-pk").values_list("pk", flat=True)[:PARTES])


def _partes_da_rua(termo: Termo) -> list[int]:
    """De quem pediu na rua, por um índice, os que têm estas palavras, inteiras, no nome.

    Nem o tipo da rua nem os acentos é preciso dizê-los: procura-se o nome com cada tipo.
    O número da porta não se pergunta: quem sabe o nome e a rua acharia por ele onde a pessoa mora.
    São duas perguntas: numa só, o banco lê o nome da cidade inteira antes de olhar a rua.
    """
    da_rua = Solicitacao.objects.filter(logradouro_busca__in=como_se_guarda(termo.rua))
    partes = [parte for parte in da_rua.values_list("interessado", flat=True) if parte]
    ditas = [Q(nome__unaccent__iregex=rf"\m{palavra}\M") for palavra in termo.valor.split()]
    return list(Interessado.objects.filter(*ditas, pk__in=partes).values_list("pk", flat=True))


def em_candidatos(achados: list[Achado], atendimento: Atendimento) -> list[Candidato]:
    """Cada caso com o que dele se pode dizer, e como escolhê-lo."""
    com_data = _ha_homonimos(atendimento)
    return [
        _candidato(linha, com_data=com_data, escolha=_assinada(linha.caso, atendimento))
        for linha in linhas(achados)
    ]


def _candidato(linha: Linha, *, com_data: bool, escolha: str = "") -> Candidato:
    caso = linha.caso
    quando = caso.aberta_em if com_data else None
    return Candidato(linha.nome, _distrito(caso), linha.situacao_a_quem_atende, quando, escolha)


def _ha_homonimos(atendimento: Atendimento) -> bool:
    """O nome e a rua acharam mais de um caso? A data e o lugar os distinguem."""
    return atendimento.buscas.filter(por=Por.NOME, achados__gt=1).exists()


def _assinada(caso: Achado, atendimento: Atendimento) -> str:
    """Vale só neste atendimento; vai cifrada, para duas procuras não se compararem pelo que nela está."""
    cifrada = chaves.cifrar({"parte": str(caso.interessado_id)}).decode()
    return signing.dumps(cifrada, salt=_sal(atendimento))


def em_endereco(achados: list[Achado], atendimento: Atendimento) -> str:
    """Os casos achados, cifrados: o endereço não diz quem se procurou, e só vale neste atendimento."""
    cifrada = chaves.cifrar({"protocolos": " ".join(caso.protocolo for caso in achados)}).decode()
    return signing.dumps(cifrada, salt=_sal(atendimento))


def do_endereco(escrito: str, atendimento: Atendimento) -> list[Achado] | None:
    """Os achados que o endereço leva, se ainda se podem dizer; None se ele não vale, ou já não vale."""
    try:
        cifrada = signing.loads(escrito, salt=_sal(atendimento), max_age=VALIDADE)
    except signing.BadSignature:
        return None
    protocolos = chaves.decifrar(cifrada.encode())["protocolos"].split()
    lidos: list[Achado] = [
        caso
        for processo in casos.PROCESSOS
        for caso in casos.que_se_dizem(processo).filter(protocolo__in=protocolos)
    ]
    return sorted(lidos, key=lambda caso: caso.aberta_em, reverse=True)


def escolhido(escolha: str, atendimento: Atendimento) -> tuple[Achado, Candidato, list[str]]:
    """O caso, o que dele se mostra e os fatos que já serviram para achar; 404 se a escolha não vale mais."""
    try:
        cifrada = signing.loads(escolha, salt=_sal(atendimento), max_age=VALIDADE)
    except signing.BadSignature as erro:
        raise Http404("Esta escolha já não vale. Procure a pessoa outra vez.") from erro
    parte = int(chaves.decifrar(cifrada.encode())["parte"])
    caso = casos.do_interessado(parte)
    if caso is None:
        raise Http404("Este caso já não se pode abrir daqui.")
    (linha,) = linhas([caso])
    com_data = _ha_homonimos(atendimento)
    serviram = _que_serviram(atendimento)
    return caso, _candidato(linha, com_data=com_data), [*serviram, *([fatos.MES] if com_data else [])]


def _que_serviram(atendimento: Atendimento) -> list[str]:
    """De tudo o que se procurou neste atendimento: o que achou alguém já se sabe que confere."""
    acharam = atendimento.buscas.filter(achados__gt=0).values_list("por", flat=True)
    return list({fato: None for por in acharam for fato in SERVIU.get(por, [])})


def _sal(atendimento: Atendimento) -> str:
    return f"atendimento.pessoa/{atendimento.codigo}"


def _distrito(caso: Achado) -> str:
    return caso.distrito.nome if isinstance(caso, Solicitacao) and caso.distrito else ""
