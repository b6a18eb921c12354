"""De um endereço como foi dado a um lugar da cidade, sem adivinhar em silêncio.

Tudo aqui é função pura: quem lê as tabelas é `roteamento.consultas` (a página) ou
`roteamento.mapa` (em lote). Cada resposta é um `Achado`: ou há um lugar certo, ou há
candidatos para a pessoa escolher, e sempre o motivo em palavras.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from django.db.models import TextChoices

from roteamento.grafias import normalizar, separar_tipo, simplificar

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from roteamento.models import Distrito, Logradouro, PrefixoDeCep, Regra, Subprefeitura

__all__ = [
    "Achado",
    "Local",
    "OrigemDoLocal",
    "combinar",
    "decidir_por_cep",
    "decidir_por_ponto",
    "decidir_por_rua",
    "escolher_distrito",
    "ler_cep",
    "ler_numero",
    "metros",
    "na_cidade",
    "normalizar",
    "simplificar",
]

CONCORDANCIA_CERTA = 0.95
"""Abaixo disto o prefixo do CEP só põe os distritos em ordem, e o munícipe escolhe."""

RAIO_DA_RUA = 300
"""Metros até onde uma rua conhecida responde por um ponto."""

CAIXA_DA_CIDADE = (-24.01, -23.35, -46.83, -46.36)
"""Latitudes e longitudes extremas do município, com uma folga de menos de 1 km."""


class Confianca(TextChoices):
    """Quanto vale o que se achou. O acerto medido de cada nível está em docs/medicoes.md."""

    ALTA = "alta", "Duas fontes concordam, ou a pessoa confirmou"
    MEDIA = "media", "Uma fonte só, que não deixa dúvida"
    BAIXA = "baixa", "Há dúvida: pergunta-se à pessoa"
    NENHUMA = "nenhuma", "Nenhuma fonte conhece o lugar"


class OrigemDoLocal(TextChoices):
    """De onde veio o distrito de um local."""

    RUA = "rua", "Rua conhecida"
    CEP = "cep", "Prefixo do CEP"
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
class Achado:
    """O que um endereço diz: um lugar certo, candidatos a escolher, ou nada; e por quê."""

    motivo: str
    certo: Local | None = None
    candidatos: tuple[Local, ...] = ()

    @property
    def confianca(self) -> Confianca:
        if self.certo:
            return Confianca(self.certo.confianca or Confianca.MEDIA)
        return Confianca.BAIXA if self.candidatos else Confianca.NENHUMA

    @property
    def distritos(self) -> list[Distrito]:
        """Os distritos possíveis, sem repetir, na ordem em que se oferecem."""
        locais = [self.certo] if self.certo else self.candidatos
        return list(dict.fromkeys(local.distrito for local in locais if local.distrito))


def ler_numero(texto: str | int | None) -> int | None:
    """O número do imóvel; "s/n", "0" e o que não é número são "sem número"."""
    achado = re.match(r"\s*(?:n[º°o.]*\s*)?(\d{1,6})", str(texto if texto is not None else ""), re.IGNORECASE)
    return int(achado[1]) or None if achado else None


def ler_cep(texto: str) -> str:
    """Os oito algarismos do CEP, ou vazio. Aceita "01009-000", "01.009-000" e o zero da frente comido."""
    algarismos = re.sub(r"\D", "", texto)
    if len(algarismos) == 7:  # noqa: PLR2004  planilhas comem o zero da frente
        algarismos = f"0{algarismos}"
    return algarismos if re.fullmatch(r"\d{8}", algarismos) else ""


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


def aceita_numero(trecho: Logradouro | Regra, numero: int | None) -> bool:
    """O número cabe na faixa e no lado do trecho? Sem número, todo trecho serve."""
    if numero is None:
        return True
    if trecho.numero_de is not None and numero < trecho.numero_de:
        return False
    if trecho.numero_ate is not None and numero > trecho.numero_ate:
        return False
    return trecho.lado == "ambos" or (trecho.lado == "par") == (numero % 2 == 0)


def escolher_distrito(distrito: Distrito, local: Local | None = None) -> Achado:
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
    return Achado(motivo, certo)


def decidir_por_cep(
    cep: str, numero: str, trechos: Sequence[Logradouro], prefixos: Sequence[PrefixoDeCep]
) -> Achado:
    """O lugar de um CEP: a rua conhecida dele ou, sem ela, o distrito que o prefixo indica.

    `trechos` são os de CEP igual; `prefixos`, os do prefixo, do mais ao menos frequente.
    """
    lido = ler_cep(cep)
    if not lido:
        return Achado("Um CEP tem oito algarismos.")
    if not cep_da_cidade(lido):
        return Achado("Este CEP não é da cidade de São Paulo.")
    if trechos:
        return _pelos_trechos(trechos, numero, f"O CEP {_com_traco(lido)}", cep=lido)
    if not prefixos:
        return Achado(f"Não conhecemos o CEP {_com_traco(lido)}: escolha o distrito.")
    return _pelo_prefixo(lido, numero, prefixos)


def _pelo_prefixo(cep: str, numero: str, prefixos: Sequence[PrefixoDeCep]) -> Achado:
    maior = prefixos[0]
    por_cento = f"{math.floor(maior.concordancia * 100)}%"
    locais = tuple(
        Local(numero=numero, cep=cep, distrito=prefixo.distrito, origem=OrigemDoLocal.CEP)
        for prefixo in prefixos
    )
    if maior.concordancia >= CONCORDANCIA_CERTA:
        return Achado(
            f"{por_cento} dos pedidos com CEP {maior.cep5} foram do distrito {maior.distrito.nome}.",
            locais[0],
        )
    return Achado(
        f"O começo de CEP {maior.cep5} vale para mais de um distrito "
        f"({por_cento} dos pedidos foram de {maior.distrito.nome}): escolha o seu.",
        candidatos=locais,
    )


def decidir_por_rua(nome: str, numero: str, trechos: Sequence[Logradouro]) -> Achado:
    """O lugar de uma rua conhecida. `trechos` são os de nome igual ou parecido.

    Nome igual (por extenso, com o mesmo tipo ou sem tipo) num só distrito é certo; nome só
    parecido é candidato, para a pessoa confirmar.
    """
    procurado = normalizar(nome)
    if not procurado:
        return Achado("Escreva o nome da rua.")
    iguais = [trecho for trecho in trechos if _mesmo_nome(procurado, trecho.nome_busca)]
    if iguais:
        return _pelos_trechos(iguais, numero, iguais[0].nome)
    if not trechos:
        return Achado(f"“{nome.strip()}” não está entre as ruas conhecidas: dê o CEP ou escolha o distrito.")
    achado = _pelos_trechos(trechos, numero, trechos[0].nome)
    locais = (achado.certo,) if achado.certo else achado.candidatos
    nomes = " ou ".join(dict.fromkeys(local.logradouro for local in locais))
    return Achado(f"Não há rua conhecida com o nome “{nome.strip()}”. É {nomes}?", candidatos=locais)


def _mesmo_nome(procurado: str, guardado: str) -> bool:
    tipo, resto = separar_tipo(procurado)
    return procurado == guardado or (not tipo and resto == separar_tipo(guardado)[1])


def _pelos_trechos(trechos: Iterable[Logradouro], numero: str, quem: str, cep: str = "") -> Achado:
    """Certo se os trechos que aceitam o número estão todos num distrito; senão, candidatos."""
    todos = list(trechos)
    lido = ler_numero(numero)
    cabem = [trecho for trecho in todos if aceita_numero(trecho, lido)]
    locais = _um_por_rua_e_distrito(cabem or todos, numero, cep)
    onde = " ou ".join(dict.fromkeys(_nome_do_distrito(local) for local in locais))
    if not cabem:
        return Achado(
            f"{quem} não tem o número {lido} em nenhum trecho conhecido: {onde}?", candidatos=locais
        )
    if len({local.distrito for local in locais}) > 1:
        return Achado(f"{quem} passa por mais de um distrito: {onde}?", candidatos=locais)
    certo = _sem_a_rua_duvidosa(locais)
    rua = f", {certo.logradouro}," if cep and certo.logradouro else ""
    return Achado(f"{quem}{rua} fica no distrito {onde}.", certo)


def _um_por_rua_e_distrito(trechos: Sequence[Logradouro], numero: str, cep: str) -> tuple[Local, ...]:
    grupos: dict[tuple[str, int | None], list[Logradouro]] = {}
    for trecho in trechos:
        grupos.setdefault((trecho.nome_busca, trecho.distrito_id), []).append(trecho)
    return tuple(_local_do_grupo(grupo, numero, cep) for grupo in grupos.values())


def _local_do_grupo(grupo: Sequence[Logradouro], numero: str, cep: str) -> Local:
    """Um local pelos trechos da mesma rua no mesmo distrito: o CEP e o ponto só se forem um só."""
    primeiro = grupo[0]
    ceps = {trecho.cep for trecho in grupo}
    unico = len({(trecho.lat, trecho.lon) for trecho in grupo}) == 1
    return Local(
        logradouro=primeiro.nome,
        numero=numero,
        cep=cep or (ceps.pop() if len(ceps) == 1 else ""),
        lat=primeiro.lat if unico else None,
        lon=primeiro.lon if unico else None,
        distrito=primeiro.distrito,
        origem=OrigemDoLocal.RUA,
    )


def _sem_a_rua_duvidosa(locais: Sequence[Local]) -> Local:
    """Mesmo distrito e ruas diferentes (homônimas de tipo, CEP de várias): o distrito é certo, a rua não."""
    if len({local.logradouro for local in locais}) == 1:
        return locais[0]
    return replace(locais[0], logradouro="", lat=None, lon=None)


def decidir_por_ponto(lat: float, lon: float, trechos: Iterable[Logradouro]) -> Achado:
    """As ruas conhecidas a menos de 300 m do ponto, da mais perto à mais longe. A pessoa confirma sempre."""
    if not na_cidade(lat, lon):
        return Achado("Este ponto fica fora da cidade de São Paulo.")
    medidos = sorted(
        (
            (metros(lat, lon, trecho.lat, trecho.lon), trecho)
            for trecho in trechos
            if trecho.lat is not None and trecho.lon is not None and trecho.distrito is not None
        ),
        key=lambda par: par[0],
    )
    perto = [(distancia, trecho) for distancia, trecho in medidos if distancia <= RAIO_DA_RUA]
    if not perto:
        return Achado(
            f"Nenhuma rua conhecida fica a menos de {RAIO_DA_RUA} m deste ponto: escolha o distrito."
        )
    unicos: dict[tuple[str, int | None], Logradouro] = {}
    for _, trecho in perto:
        unicos.setdefault((trecho.nome_busca, trecho.distrito_id), trecho)
    distancia, proxima = perto[0]
    locais = tuple(
        Local(
            logradouro=trecho.nome,
            cep=trecho.cep,
            lat=lat,
            lon=lon,
            distrito=trecho.distrito,
            origem=OrigemDoLocal.PONTO,
        )
        for trecho in unicos.values()
    )
    return Achado(
        f"A rua conhecida mais perto do ponto é {proxima.nome}, no distrito {locais[0].distrito}, "
        f"a {round(distancia)} m: confirme.",
        candidatos=locais,
    )


def combinar(rua: Achado, cep: Achado) -> Achado:
    """Rua e CEP dados juntos: concordam, um esclarece o outro, ou a pessoa escolhe."""
    if not rua.distritos:
        return cep if cep.distritos else rua
    if not cep.distritos:
        return replace(rua, motivo=f"{rua.motivo} {cep.motivo}") if not rua.certo else rua
    comuns = [distrito for distrito in rua.distritos if distrito in cep.distritos]
    if len(comuns) == 1 and (rua.certo or cep.certo):
        return _no_distrito(rua, cep, comuns[0])
    if comuns:
        locais = tuple(local for local in _locais(rua) if local.distrito in comuns)
        return Achado(rua.motivo, candidatos=tuple(_com_cep(local, cep) for local in locais))
    return Achado(
        f"A rua e o CEP não combinam. {rua.motivo} {cep.motivo} Escolha.",
        candidatos=(*_locais(rua), *_locais(cep)),
    )


def _no_distrito(rua: Achado, cep: Achado, distrito: Distrito) -> Achado:
    local = next(local for local in _locais(rua) if local.distrito == distrito)
    motivo = rua.motivo if rua.certo else f"{cep.motivo} {local.logradouro} passa por ele."
    return Achado(motivo, _com_cep(local, cep))


def _com_cep(local: Local, cep: Achado) -> Local:
    return replace(local, cep=next(outro.cep for outro in _locais(cep)))


def _locais(achado: Achado) -> tuple[Local, ...]:
    return (achado.certo,) if achado.certo else achado.candidatos


def _nome_do_distrito(local: Local) -> str:
    return local.distrito.nome if local.distrito else ""


def _com_traco(cep: str) -> str:
    return f"{cep[:5]}-{cep[5:]}"
