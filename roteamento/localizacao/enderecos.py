"""De um endereço como foi dado às suas partes: número, CEP, ponto; e a forma das respostas.

Tudo aqui é função pura. O que cada fonte diz de um lugar, e o que dizem juntas, está em
`roteamento.localizacao.fontes`; quem lê as tabelas é `roteamento.ruas.no_banco` (a página) ou
`roteamento.ruas.em_memoria` (em lote). Cada resposta é um `Localizado`: ou há um lugar certo, ou há
candidatos para a pessoa escolher, e sempre o motivo em palavras.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from django.db.models import TextChoices

from roteamento.localizacao.grafias import simplificar

if TYPE_CHECKING:
    from roteamento.acoes.regras import Alcance
    from roteamento.models import Distrito, Logradouro, Regra, Subprefeitura

CAIXA_DA_CIDADE = (-24.01, -23.35, -46.83, -46.36)
"""Latitudes e longitudes extremas do município, com uma folga de menos de 1 km."""

MAIS_OPCOES = 4
"""Quantos lugares cabem numa pergunta curta."""

MESES = "janeiro|fevereiro|marco|abril|maio|junho|julho|agosto|setembro|outubro|novembro|dezembro"
NAO_E_NUMERO = re.compile(
    r"\b(?:km|quilometro)\s*\d+(?:\s\d+)?|\b(?:lotes?|lt|quadra|qd|bloco|bl|casa|cs|apto?|ap|apartamento|sala|sl|loja|box|andar|torre)"
    rf"\s*(?:n[ro]?\s+|numero\s+)?[a-z]?\d+|\b\d+(?:o|a)?\s+andar\b|\b\d+\s+de\s+(?:{MESES})\b|\b\d+\s*(?:m|metros)\b"
)
"""Algarismos que não são o número do imóvel: "km 12", "lote 5", "3º andar", "25 de março", "50 m"."""

CEP_E_NUMERO = re.compile(
    r"(?:cep\W*)?(?P<cep>\d{2}\.?\d{3}[-–\s]?\d{3})(?:[\s,-]+(?:n[º°o]?\W*)?(?P<numero>\d{1,6}[a-z]?))?",
    re.ASCII | re.IGNORECASE,
)
MILHAR = re.compile(r"(?<!\d)(\d{1,3})\.(\d{3})(?![\d])")


class Confianca(TextChoices):
    """Quanto vale o que se achou. O acerto medido de cada nível está na ADR 0012."""

    ALTA = "alta", "O ponto e o endereço concordam, ou a pessoa confirmou"
    MEDIA = "media", "Só o endereço, ou só o ponto, e não deixa dúvida"
    BAIXA = "baixa", "Há dúvida: pergunta-se à pessoa"
    NENHUMA = "nenhuma", "Nenhuma fonte conhece o lugar"


class OrigemDoLocal(TextChoices):
    """De onde veio o distrito de um local."""

    RUA = "rua", "Rua conhecida"
    CEP = "cep", "CEP"
    PONTO = "ponto", "Ponto no mapa"
    ESCOLHA = "escolha", "Distrito escolhido"


@dataclass(frozen=True, slots=True)
class Local:
    """Um lugar da cidade, como o pedido o guarda. `confirmado`: a pessoa disse que é este.

    `motivo` e `confianca` dizem, de um lugar que se achou, por que é ele e quanto vale a resposta.
    """

    logradouro: str = ""
    numero: str = ""
    complemento: str = ""
    referencia: str = ""
    cep: str = ""
    lat: float | None = None
    lon: float | None = None
    distrito: Distrito | None = None
    origem: str = ""
    confirmado: bool = False
    bairro: str = ""
    motivo: str = ""
    confianca: str = ""

    @property
    def subprefeitura(self) -> Subprefeitura | None:
        return self.distrito.subprefeitura if self.distrito else None

    @property
    def numero_inteiro(self) -> int | None:
        return ler_numero(self.numero)


@dataclass(frozen=True, slots=True)
class Localizado:
    """O que um endereço diz: um lugar certo, candidatos a escolher, ou nada; e por quê."""

    motivo: str
    certo: Local | None = None
    candidatos: tuple[Local, ...] = ()
    pergunta: str = ""
    so_o_distrito: bool = False
    """O lugar se sabe qual é: a dúvida é só em que distrito fica. O `certo`, se há, é o mais provável."""

    @property
    def opcoes(self) -> tuple[Local, ...]:
        """Os candidatos que cabem na pergunta, do mais ao menos provável, sem repetir rua e distrito."""
        unicos = {(local.logradouro, local.bairro, local.distrito): local for local in self.candidatos}
        return tuple(unicos.values())[:MAIS_OPCOES]

    @property
    def confianca(self) -> Confianca:
        if self.certo:
            return Confianca(self.certo.confianca or Confianca.MEDIA)
        return Confianca.BAIXA if self.candidatos else Confianca.NENHUMA

    @property
    def distritos(self) -> list[Distrito]:
        """Os distritos possíveis, sem repetir, na ordem em que se oferecem: o provável não tira os outros."""
        so_provavel = self.so_o_distrito and bool(self.candidatos)
        locais = [self.certo] if self.certo and not so_provavel else self.candidatos
        return list(dict.fromkeys(local.distrito for local in locais if local.distrito))


def ler_numero(texto: str | int | None) -> int | None:
    """O número do imóvel; "s/n", "0", "km 12" e "lote 5" são "sem número".

    "em frente ao 120", "altura do 500" e "nº 30" valem o número dito; de dois ("120/122"), o primeiro.
    """
    escrito = str(texto if texto is not None else "")
    if escrito.isdecimal() and len(escrito) <= 6:  # noqa: PLR2004  o caso comum, em lote
        return int(escrito) or None
    limpo = NAO_E_NUMERO.sub(" ", simplificar(MILHAR.sub(r"\1\2", escrito)))
    achado = re.search(r"(?<!\d)(\d{1,6})(?!\d)", limpo)
    return int(achado[1]) or None if achado else None


def ler_cep(texto: str) -> str:
    """Os oito algarismos do CEP, ou vazio. Aceita "01009-000", "01.009-000" e o zero da frente comido."""
    algarismos = re.sub(r"\D", "", texto)
    if len(algarismos) == 7:  # noqa: PLR2004  planilhas comem o zero da frente
        algarismos = f"0{algarismos}"
    return algarismos if re.fullmatch(r"\d{8}", algarismos) else ""


def separar_cep(texto: str) -> tuple[str, str]:
    """O CEP escrito no lugar da rua, e o número depois dele: "01310-100, 1578". Vazios se não é um CEP."""
    achado = CEP_E_NUMERO.fullmatch(texto.strip())
    return (re.sub(r"\D", "", achado["cep"]), achado["numero"] or "") if achado else ("", "")


def com_traco(cep: str) -> str:
    """`01009000` → `01009-000`."""
    return f"{cep[:5]}-{cep[5:]}"


def cep_da_cidade(cep: str) -> bool:
    """Os CEPs do município de São Paulo: 01000 a 05999 e 08000 a 08499."""
    return "01000000" <= cep <= "05999999" or "08000000" <= cep <= "08499999"


def na_cidade(lat: float, lon: float) -> bool:
    """O ponto cai dentro do retângulo do município? (Não prova que está na cidade; o contrário, sim.)"""
    sul, norte, oeste, leste = CAIXA_DA_CIDADE
    return sul <= lat <= norte and oeste <= lon <= leste


def metros(lat1: float, lon1: float, lat2: float, lon2: float) -> float:
    """Distância em metros, no plano: exata o bastante dentro de uma cidade."""
    norte = (lat1 - lat2) * 111_320
    leste = (lon1 - lon2) * 111_320 * math.cos(math.radians((lat1 + lat2) / 2))
    return math.hypot(norte, leste)


def aceita_numero(trecho: Logradouro | Regra | Alcance, numero: int | None) -> bool:
    """O número cabe na faixa e no lado do trecho? Sem número, todo trecho serve."""
    if numero is None:
        return True
    if trecho.numero_de is not None and numero < trecho.numero_de:
        return False
    if trecho.numero_ate is not None and numero > trecho.numero_ate:
        return False
    return trecho.lado == "ambos" or (trecho.lado == "par") == (numero % 2 == 0)


def escolher_distrito(distrito: Distrito, local: Local | None = None) -> Localizado:
    """O distrito que o munícipe escolheu: não se discute."""
    base = local or Local()
    motivo = f"O distrito {distrito.nome} foi escolhido por quem pediu."
    certo = replace(
        base,
        distrito=distrito,
        origem=OrigemDoLocal.ESCOLHA,
        confirmado=True,
        motivo=motivo,
        confianca=Confianca.ALTA,
    )
    return Localizado(motivo, certo)


def confirmar(local: Local, motivo: str) -> Local:
    """O candidato que a pessoa escolheu: passa a ser certo, com o motivo da dúvida que ela resolveu."""
    texto = f"Quem pediu escolheu entre os lugares possíveis. {motivo}"
    return replace(local, confirmado=True, motivo=texto, confianca=Confianca.ALTA)
