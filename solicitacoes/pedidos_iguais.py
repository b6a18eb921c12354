"""O que parece o mesmo problema: a até 100 metros, ou na mesma rua com um número vizinho.

Serve a quem trabalha (`caixa/grupo`), que vê os pedidos e mede do ponto exato, e a quem vai pedir (`pedir`),
que só sabe que existem: o serviço, a distância, a idade e a situação; nunca texto, foto nem número. A quem
vai pedir mede-se de um quadrado da grade a outro e olha-se um bloco de números: de muitos lugares não se acha
nada mais fino (docs/adr/0044 e 0059).
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from cryptography.fernet import InvalidToken
from django.core import signing
from django.db.models import (
    BooleanField,
    Case,
    Count,
    Exists,
    F,
    FloatField,
    OuterRef,
    Q,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce, Power, Sqrt
from django.utils import timezone

from contas.segredos import chaves
from protocolo.prazos.em_palavras import contados, dias_passados
from protocolo.prazos.relogio import comeco_do_dia
from roteamento.grade import MAIS_FUNDO, Quadrado, lado, quadrado_de
from roteamento.models import Logradouro
from solicitacoes.models import Apoio, Solicitacao, SolicitacaoQuerySet
from solicitacoes.no_mapa import linha_e_coluna
from solicitacoes.situacoes import Situacao

PERTO = 100
"""Metros."""
NUMEROS_VIZINHOS = 20
METROS_POR_GRAU = 111_320

POUCOS = 3
"""Quantos se mostram a quem vai pedir."""
AINDA_ESPERAM = timedelta(days=730)
"""O aberto há mais que isto já não se mostra a quem vai pedir: quem pede de novo faz bem."""
PASSO_DA_DISTANCIA = 10
"""Metros a que se arredonda a distância que se conta a um desconhecido."""
BLOCO = 50
"""Números de casa que um desconhecido não distingue: de 1 a 50, de 51 a 100, e assim por diante."""

SAL = "solicitacoes.por_perto"

PONTO_DA_RUA = Exists(Logradouro.objects.filter(lat=OuterRef("lat"), lon=OuterRef("lon")))
"""O ponto que o pedido tem é o da rua dele, que muitos dividem."""


def onde(caso: Solicitacao) -> Q:
    """No círculo em volta do ponto ou nos números vizinhos da rua; vazio se o pedido não diz onde é.

    Quer a coluna `metros`.
    """
    return _perto(caso) | _na_rua(caso)


def _perto(caso: Solicitacao) -> Q:
    if caso.lat is None or caso.lon is None:
        return Q()
    return _no_circulo(caso.lat, caso.lon)


def _no_circulo(lat: float, lon: float, folga: float = 0) -> Q:
    """O círculo, dentro da faixa de graus em volta do ponto, que é o que o índice acha; `folga` em graus."""
    graus = PERTO / METROS_POR_GRAU + folga
    de_lado = graus / math.cos(math.radians(lat))
    return Q(
        lat__range=(lat - graus, lat + graus), lon__range=(lon - de_lado, lon + de_lado), metros__lte=PERTO
    )


def _na_rua(caso: Solicitacao) -> Q:
    if (numero := _numero(caso)) is None:
        return Q()
    return _com_numero(caso, range(max(1, numero - NUMEROS_VIZINHOS), numero + NUMEROS_VIZINHOS + 1))


def _numero(caso: Solicitacao) -> int | None:
    """O número da casa, numa rua; None se não é só algarismos."""
    certo = caso.logradouro_busca and caso.numero.isascii() and caso.numero.isdecimal()
    return int(caso.numero) if certo else None


def _com_numero(caso: Solicitacao, numeros: range) -> Q:
    return Q(logradouro_busca=caso.logradouro_busca, numero__in=[str(outro) for outro in numeros])


def metros_ate(caso: Solicitacao) -> Any:
    """A distância em linha reta; no tamanho de uma quadra a Terra é plana.

    Nula se o ponto de um dos dois é o da rua, e não o do problema: dois pedidos da mesma rua o dividem.
    """
    if caso.lat is None or caso.lon is None:
        return None
    deste = Exists(Logradouro.objects.filter(lat=caso.lat, lon=caso.lon))
    medidos = _em_linha_reta(F("lat") - caso.lat, F("lon") - caso.lon, caso.lat)
    return Case(When(PONTO_DA_RUA | deste, then=None), default=medidos, output_field=FloatField())


def _em_linha_reta(norte: Any, leste: Any, lat: float) -> Any:
    """Metros, de graus."""
    por_grau = METROS_POR_GRAU * math.cos(math.radians(lat))
    return Sqrt(Power(norte * METROS_POR_GRAU, 2) + Power(leste * por_grau, 2))


# --- para quem vai pedir ------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Igual:
    """Tudo o que se conta de um pedido a quem não é dele."""

    servico: str
    metros: float | None
    dias: int
    situacao: str
    vencido: bool
    apoios: int
    """Quantas pessoas o acompanham junto."""
    chave: str
    """Assinada: abre só a página pública deste pedido, e não diz o número dele."""
    bloco: str = ""
    """Os números do bloco, se o pedido está na mesma rua e no mesmo bloco de quem pergunta."""

    @property
    def distancia(self) -> str:
        """O bloco da rua e, de 10 em 10 metros, de um quadrado a outro; do que não tem ponto, só o bloco."""
        ditos = [f"na mesma rua, {self.bloco}"] if self.bloco else []
        if self.metros is not None:
            perto = PASSO_DA_DISTANCIA * round(self.metros / PASSO_DA_DISTANCIA)
            ditos.append(f"a {perto} m" if perto else "bem perto")
        return ", ".join(ditos)

    @property
    def idade(self) -> str:
        return f"de {contados(self.dias)} atrás" if self.dias else "de hoje"


DO_IGUAL = ("pk", "aberta_em", "situacao", "vencido", "quantos")
"""O que se lê do pedido, fora o serviço e a distância."""


def como_se_conta(
    linha: Mapping[str, Any], servico: str, metros: float | None, agora: datetime, bloco: str = ""
) -> Igual:
    """De uma linha com as colunas `DO_IGUAL`."""
    return Igual(
        servico=servico,
        metros=metros,
        dias=dias_passados(linha["aberta_em"], agora),
        situacao=Situacao(linha["situacao"]).label,
        vencido=linha["vencido"],
        apoios=linha["quantos"],
        chave=chave_publica(linha["pk"]),
        bloco=bloco,
    )


def iguais_publicos(novo: Solicitacao, agora: datetime) -> list[Igual]:
    """Os abertos do mesmo serviço em volta de um pedido que ainda não existe, os mais perto primeiro.

    `novo` traz o serviço, a versão em vigor e o lugar. Só do serviço que o Guia marca `publica`. O que se
    responde é o mesmo de todo ponto de um quadrado e de todo número de um bloco.
    """
    centro = None if novo.lat is None or novo.lon is None else quadrado_de(novo.lat, novo.lon, MAIS_FUNDO)
    bloco = _bloco(novo)
    no_bloco = _com_numero(novo, bloco) if bloco else Q()
    em_volta = (_nos_quadrados(centro) if centro else Q()) | no_bloco
    if not (novo.versao_servico.publica and em_volta):
        return []
    mesmos = Solicitacao.objects.abertas().filter(servico=novo.servico_id, principal=None)
    candidatos = publicos(mesmos).filter(aberta_em__gte=agora - AINDA_ESPERAM)
    if novo.distrito_id:  # há ruas com o mesmo nome em distritos diferentes
        candidatos = candidatos.filter(Q(distrito=novo.distrito_id) | Q(distrito=None) | Q(lat__isnull=False))
    metros = _metros_entre_quadrados(centro) if centro else Value(None, FloatField())
    ali = no_bloco or Value(value=False, output_field=BooleanField())
    achados = candidatos.annotate(metros=metros, ali=ali).filter(em_volta)
    vencido = Exists(Solicitacao.objects.vencidas(agora).prometidas().filter(pk=OuterRef("pk")))
    linhas = (
        achados.order_by(F("metros").asc(nulls_last=True), "-aberta_em", "pk")
        .annotate(vencido=vencido, quantos=quantos_apoiam())
        .values("metros", "ali", *DO_IGUAL)[:POUCOS]
    )
    servico, numeros = novo.versao_servico.chamado, _em_palavras(bloco)
    return [
        como_se_conta(linha, servico, linha["metros"], agora, numeros if linha["ali"] else "")
        for linha in linhas
    ]


def _nos_quadrados(centro: Quadrado) -> Q:
    """Os pedidos do círculo em volta do meio; a faixa vai um quadrado além: mede-se do meio dos outros."""
    return _no_circulo(*centro.meio, folga=max(lado(centro.nivel)))


def _metros_entre_quadrados(centro: Quadrado) -> Any:
    """Do meio deste ao meio do quadrado de cada pedido; nula se o ponto do pedido é o da rua."""
    (alto, largo), (lat, lon) = lado(centro.nivel), centro.meio
    linha, coluna = linha_e_coluna(centro.nivel)
    medidos = _em_linha_reta((linha + 0.5) * alto - lat, (coluna + 0.5) * largo - lon, lat)
    return Case(When(PONTO_DA_RUA, then=None), default=medidos, output_field=FloatField())


def _bloco(caso: Solicitacao) -> range:
    """O bloco fixo do número, e nunca uma janela em volta dele: ela se cercaria. Vazio, se não há número."""
    numero = _numero(caso)
    if not numero:
        return range(0)
    de = (numero - 1) // BLOCO * BLOCO + 1
    return range(de, de + BLOCO)


def _em_palavras(bloco: range) -> str:
    return f"entre os números {bloco[0]} e {bloco[-1]}" if bloco else ""


def quantos_apoiam() -> Any:
    """A conta dos apoios de cada um, na mesma consulta."""
    por_caso = Apoio.objects.filter(caso=OuterRef("pk")).order_by().values("caso")
    return Coalesce(Subquery(por_caso.annotate(quantos=Count("pk")).values("quantos")), 0)


def chave_publica(pk: int) -> str:
    """A chave cifrada da página pública de um pedido: nem o número dele aqui se lê nela."""
    return chaves.cifrar({"junto": str(pk)}).decode()


def na_internet(caso: Solicitacao) -> str:
    """O que vai no endereço público do pedido: o identificador dos dados abertos ou, sem ele, a chave."""
    return str(caso.identificador) if caso.identificador else chave_publica(caso.pk)


def o_publico(chave: str) -> Solicitacao | None:
    """O pedido do identificador público, ou da chave, se o serviço dele ainda é público."""
    do_endereco = _do_identificador(chave) or _da_chave(chave)
    if do_endereco is None:
        return None
    lidos = publicos(Solicitacao.objects.filter(do_endereco))
    return lidos.select_related("versao_servico", "servico", "distrito", "subprefeitura").first()


def _do_identificador(chave: str) -> Q | None:
    with suppress(ValueError):
        if str(qual := UUID(chave)) == chave:  # uma só grafia: o endereço que se cita é um
            return Q(identificador=qual)
    return None


def _da_chave(chave: str) -> Q | None:
    pk = _pk_da_chave(chave)
    return None if pk is None else Q(pk=pk)


def _pk_da_chave(chave: str) -> int | None:
    with suppress(InvalidToken, KeyError):
        return int(chaves.decifrar(chave.encode())["junto"])
    try:  # as que já saíram por e-mail eram só assinadas, e continuam a abrir
        return int(signing.loads(chave, salt=SAL))
    except signing.BadSignature:
        return None


def publicos(casos: SolicitacaoQuerySet) -> SolicitacaoQuerySet:
    """Os pedidos que se contam a qualquer pessoa: do serviço público hoje, e nunca sigilosos."""
    return casos.filter(servico__publicada__publica=True, sigilosa=False)


def ja_publicados(casos: SolicitacaoQuerySet, agora: datetime) -> SolicitacaoQuerySet:
    """Os públicos cujo dia já acabou: publicado na hora, o pedido diria a hora, e quem o viu fazer saberia.

    É a regra de tudo o que lista pedidos a quem não procura um (docs/adr/0090-publicado-so-o-dia-inteiro.md).
    """
    return publicos(casos).filter(aberta_em__lt=fim_do_publicado(agora))


def fim_do_publicado(agora: datetime) -> datetime:
    """A meia-noite em que hoje começou: o que se passou depois dela só se publica amanhã."""
    return comeco_do_dia(timezone.localdate(agora))
