"""O que uma rua conhecida, um CEP ou o começo dele dizem do distrito.

O trecho da base importada pode não ter distrito: então valem as ruas vizinhas, as do mesmo
bairro com o mesmo começo de CEP.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from roteamento.localizacao.enderecos import (
    Local,
    Localizado,
    OrigemDoLocal,
    aceita_numero,
    cep_da_cidade,
    com_traco,
    ler_cep,
    ler_numero,
    metros,
)
from roteamento.localizacao.grafias import chave_da_rua, com_artigo, mesma_rua, normalizar, separar_tipo

if TYPE_CHECKING:
    from roteamento.models import Distrito, Logradouro, PrefixoDeCep

CONCORDANCIA_CERTA = 0.95
"""Abaixo disto as ruas vizinhas só põem os distritos em ordem, e o munícipe escolhe."""

PREFIXO_CERTO = 0.9
"""A concordância a partir da qual o distrito do prefixo de CEP é certo: dele se viram dez pedidos ou mais."""

PARTE_MINIMA = 0.05
"""O distrito de menos vizinhas do que isto não se oferece."""

VIZINHAS_BASTANTES = 5
"""Com menos ruas vizinhas conhecidas, nem a unanimidade delas é certeza."""

LONGE = 3_000
"""Metros entre trechos de mesmo nome a partir dos quais são ruas homônimas, e não a mesma."""

CEP_DA_REGIAO = 3
CEP_DA_VIZINHANCA = 5
"""Algarismos iguais no começo do CEP: a mesma região; a mesma vizinhança."""

CEPS_AO_LADO = 300
"""A que distância, em números, um CEP conhecido ainda responde pelo que fica entre ele e outro."""

MAIS_NOMES = 5
"""Quantos distritos cabem numa frase."""

CONFUNDIDOS = frozenset({"rua", "avenida", "alameda", "estrada", "rodovia"})
"""Os tipos que se trocam ao falar: quem diz "Rua São João" costuma querer a avenida. Praça e viaduto, não."""

MUITO_MAIOR, MAIOR_MINIMO = 4, 8
"""A homônima de outro tipo só se pergunta se tem tantas vezes os trechos da escrita, e ao menos tantos.

Nos pedidos de 2015 a 2018 pergunta-se assim em 0,4%; perguntar por qualquer homônima seria em 10%."""

NUMEROS = {2: "dois", 3: "três", 4: "quatro", 5: "cinco", 6: "seis"}


@dataclass(frozen=True, slots=True)
class Vizinhanca:
    """Quantas ruas de distrito conhecido há em cada bairro de um começo de CEP."""

    ruas: Mapping[str, Mapping[tuple[str, Distrito], int]] = field(default_factory=dict)

    def distritos(self, trecho: Logradouro) -> dict[Distrito, float]:
        """A parte das vizinhas que fica em cada distrito; 1 só se são bastantes e quase unânimes."""
        todas = self.ruas.get(trecho.cep[:CEP_DA_VIZINHANCA], {})
        contas: Counter[Distrito] = Counter()
        for (bairro, distrito), quantas in todas.items():
            if bairro == trecho.bairro:
                contas[distrito] += quantas
        if not contas:
            for (_, distrito), quantas in todas.items():
                contas[distrito] += quantas
        total = contas.total()
        partes = {d: quantas / total for d, quantas in contas.items() if quantas / total >= PARTE_MINIMA}
        maior = max(partes, key=lambda d: partes[d], default=None)
        if maior and total >= VIZINHAS_BASTANTES and partes[maior] >= CONCORDANCIA_CERTA:
            return {maior: 1.0}
        return {d: min(parte, CONCORDANCIA_CERTA) for d, parte in partes.items()}


@dataclass(slots=True)
class _Lugar:
    """Uma rua num distrito: os trechos dela ali e o peso deles."""

    nome_busca: str
    distrito: Distrito
    trechos: list[Logradouro] = field(default_factory=list)
    peso: float = 0.0
    certo: bool = True


def juntos_do_cep(trechos: Sequence[Logradouro], cep: str, numero: int | None) -> Sequence[Logradouro]:
    """Entre homônimas, as da região do CEP; sem nenhuma ali que tenha o número, todas."""
    regiao = cep[:CEP_DA_REGIAO]
    dali = [trecho for trecho in trechos if trecho.cep[:CEP_DA_REGIAO] == regiao]
    if not any(aceita_numero(trecho, numero) for trecho in dali):
        return trechos
    return [trecho for trecho in trechos if not trecho.cep or trecho.cep[:CEP_DA_REGIAO] == regiao]


# --- pelo CEP ---------------------------------------------------------------------------


def decidir_por_cep(
    cep: str,
    numero: str,
    trechos: Sequence[Logradouro],
    prefixos: Sequence[PrefixoDeCep],
    vizinhanca: Vizinhanca | None = None,
    ao_lado: Sequence[Logradouro] = (),
) -> Localizado:
    """O lugar de um CEP: a rua conhecida dele ou, sem ela, o distrito que o prefixo indica.

    `trechos` são os de CEP igual; `prefixos`, os do prefixo, do mais ao menos frequente; `ao_lado`, os do
    CEP conhecido logo antes e logo depois: os Correios os dão em ordem, rua a rua.
    """
    lido = ler_cep(cep)
    if not lido:
        return Localizado("Um CEP tem oito algarismos.")
    if not cep_da_cidade(lido):
        return Localizado("Este CEP não é da cidade de São Paulo.")
    if trechos:
        achado = _pelos_trechos(trechos, numero, f"O CEP {com_traco(lido)}", vizinhanca, cep=lido)
        if achado.distritos or not prefixos:
            return achado
    dos_lados = _dos_lados(lido, ao_lado)
    if dos_lados and not (prefixos and prefixos[0].concordancia >= PREFIXO_CERTO):
        return _pelos_de_lado(lido, numero, dos_lados)
    if not prefixos:
        return Localizado(f"Não conhecemos o CEP {com_traco(lido)}: escolha o distrito.")
    return _pelo_prefixo(lido, numero, prefixos, trechos)


def _dos_lados(cep: str, ao_lado: Sequence[Logradouro]) -> Distrito | None:
    """O distrito do CEP conhecido logo antes e do logo depois, se são perto e o mesmo."""
    antes = {t.distrito for t in ao_lado if 0 < int(cep) - int(t.cep) <= CEPS_AO_LADO}
    depois = {t.distrito for t in ao_lado if 0 < int(t.cep) - int(cep) <= CEPS_AO_LADO}
    return antes.pop() if len(antes) == 1 and antes == depois else None


def _pelos_de_lado(cep: str, numero: str, distrito: Distrito) -> Localizado:
    return Localizado(
        f"Os CEPs logo antes e logo depois de {com_traco(cep)} ficam no distrito {distrito.nome}.",
        Local(numero=numero, cep=cep, distrito=distrito, origem=OrigemDoLocal.CEP),
    )


def _pelo_prefixo(
    cep: str, numero: str, prefixos: Sequence[PrefixoDeCep], trechos: Sequence[Logradouro]
) -> Localizado:
    maior = prefixos[0]
    por_cento = f"{math.floor(maior.concordancia * 100)}%"
    nomes = {trecho.nome for trecho in trechos}
    rua = nomes.pop() if len(nomes) == 1 else ""
    locais = tuple(
        Local(logradouro=rua, numero=numero, cep=cep, distrito=prefixo.distrito, origem=OrigemDoLocal.CEP)
        for prefixo in prefixos
    )
    if maior.concordancia >= PREFIXO_CERTO:
        return Localizado(
            f"{por_cento} dos pedidos com CEP {maior.cep5} foram do distrito {maior.distrito.nome}.",
            locais[0],
        )
    return Localizado(
        f"O começo de CEP {maior.cep5} vale para mais de um distrito "
        f"({por_cento} dos pedidos foram de {maior.distrito.nome}): escolha o seu.",
        candidatos=locais,
        pergunta=f"O CEP {com_traco(cep)} pode ser de mais de um distrito. Em qual fica?",
        so_o_distrito=True,
    )


# --- pela rua ---------------------------------------------------------------------------


def decidir_por_rua(
    nome: str,
    numero: str,
    trechos: Sequence[Logradouro],
    vizinhanca: Vizinhanca | None = None,
    *,
    apelido: bool = False,
) -> Localizado:
    """O lugar de uma rua conhecida. `trechos` são os de nome igual ou parecido; `apelido`, todos são a rua.

    Nome igual (por extenso, com o mesmo tipo ou sem tipo) num só distrito é certo; nome só
    parecido é candidato, para a pessoa confirmar.
    """
    procurado = normalizar(nome)
    if not procurado:
        return Localizado("Escreva o nome da rua.")
    iguais = list(trechos) if apelido else _iguais(procurado, trechos)
    if iguais:
        return _pelos_trechos(iguais, numero, _um_nome(iguais), vizinhanca)
    if not trechos:
        return Localizado(
            f"“{nome.strip()}” não está entre as ruas conhecidas: dê o CEP ou escolha o distrito."
        )
    achado = _pelos_trechos(trechos, numero, _um_nome(trechos), vizinhanca)
    locais = (achado.certo,) if achado.certo else achado.candidatos
    nomes = " ou ".join(dict.fromkeys(local.logradouro for local in locais))
    return Localizado(
        f"Não há rua conhecida com o nome “{nome.strip()}”. É {nomes}?",
        candidatos=locais,
        pergunta=f"Você quis dizer {nomes}?" if nomes else achado.pergunta,
    )


def _iguais(procurado: str, trechos: Sequence[Logradouro]) -> list[Logradouro]:
    """Os do nome escrito e, se há uma muito maior de outro tipo, os dela; sem eles, os da mesma rua."""
    iguais = [trecho for trecho in trechos if trecho.nome_busca == procurado]
    if not iguais:
        return [trecho for trecho in trechos if mesma_rua(procurado, trecho.nome_busca)]
    minimo = max(MAIOR_MINIMO, MUITO_MAIOR * len(iguais))
    outras: dict[str, list[Logradouro]] = defaultdict(list)
    for trecho in trechos:
        if trecho.nome_busca in com_tipo_trocado(procurado):
            outras[trecho.nome_busca].append(trecho)
    return iguais + [trecho for desta in outras.values() if len(desta) >= minimo for trecho in desta]


def com_tipo_trocado(procurado: str) -> list[str]:
    """O mesmo nome com os outros tipos que se trocam: "rua sao joao" → "avenida sao joao"…"""
    tipo, nome = separar_tipo(procurado)
    return [f"{outro} {nome}" for outro in sorted(CONFUNDIDOS - {tipo})] if tipo in CONFUNDIDOS else []


def _um_nome(trechos: Sequence[Logradouro]) -> str:
    return min(trecho.nome for trecho in trechos)


def _pelos_trechos(
    trechos: Sequence[Logradouro], numero: str, quem: str, vizinhanca: Vizinhanca | None, cep: str = ""
) -> Localizado:
    """Certo se os trechos que aceitam o número estão todos num distrito; senão, candidatos."""
    lido = ler_numero(numero)
    ruas = [trecho for trecho in trechos if not trecho.edificacao] or list(trechos)
    cabem = [trecho for trecho in ruas if aceita_numero(trecho, lido)]
    lugares = _lugares(cabem or ruas, vizinhanca)
    if not cabem and lido:
        lugares.sort(key=lambda lugar: min(ate_o_numero(trecho, lido) for trecho in lugar.trechos))
    locais = tuple(_local(lugar, numero, cep) for lugar in lugares)
    onde = _em_lista(lugar.distrito.nome for lugar in lugares)
    if not locais:
        return Localizado(f"Não sabemos em que distrito fica {_no_meio(quem)}: escolha o distrito.")
    if not cabem:
        return Localizado(
            f"{quem} não tem o número {lido} em nenhum trecho conhecido: {onde}?",
            candidatos=locais,
            pergunta=f"Não conhecemos o número {lido} nesse endereço. Onde é?",
        )
    de_uma = cep or not _ruas_diferentes(lugares)
    if len({local.distrito for local in locais}) > 1 or not de_uma or not all(um.certo for um in lugares):
        return _duvida(quem, onde, lugares, locais, cep=cep)
    certo = _sem_a_rua_duvidosa(locais)
    rua = f", {certo.logradouro}," if cep and certo.logradouro else ""
    if all(trecho.distrito_id for trecho in cabem):
        return Localizado(f"{quem}{rua} fica no distrito {onde}.", certo)
    return Localizado(
        f"{quem}{rua} não tem distrito na base, e as ruas vizinhas ficam no distrito {onde}.", certo
    )


def _duvida(
    quem: str, onde: str, lugares: Sequence[_Lugar], locais: tuple[Local, ...], *, cep: str
) -> Localizado:
    """A pergunta da rua de mais de um distrito, das homônimas ou daquela de que só se sabem as vizinhas."""
    quantos = len({lugar.distrito for lugar in lugares})
    if not all(lugar.certo for lugar in lugares):
        motivo = f"Não sabemos em que distrito fica {_no_meio(quem)}; pelas ruas vizinhas, {onde}?"
        return Localizado(motivo, candidatos=locais, pergunta=f"Em que distrito fica {_no_meio(quem)}?")
    homonimas = not cep and (_ruas_diferentes(lugares) or _homonimas(lugares))
    motivo = f"{quem} passa por mais de um distrito: {onde}?"
    if cep:
        pergunta = f"{quem} serve a mais de um distrito. Em qual fica?"
    elif homonimas:
        nomes = {local.logradouro for local in locais}
        qual = f"o nome {quem}" if len(nomes) == 1 else "esse nome"
        motivo = f"Há mais de uma rua com {qual}: {onde}?"
        pergunta = f"Há mais de uma rua com {qual} na cidade. Qual é?"
    else:
        sujeito = com_artigo(quem)
        pergunta = (
            f"{sujeito[0].upper()}{sujeito[1:]} passa por {NUMEROS.get(quantos, quantos)} distritos. "
            "Em qual fica?"
        )
    return Localizado(motivo, candidatos=locais, pergunta=pergunta, so_o_distrito=not homonimas)


def _ruas_diferentes(lugares: Sequence[_Lugar]) -> bool:
    """A rua e a avenida de mesmo nome são duas, por perto que fiquem; as de um apelido, várias."""
    tipos = {separar_tipo(lugar.nome_busca)[0] for lugar in lugares} - {""}
    return len(tipos) > 1 or len({chave_da_rua(lugar.nome_busca) for lugar in lugares}) > 1


def _homonimas(lugares: Sequence[_Lugar]) -> bool:
    """Os trechos sem faixa de algum distrito ficam longe de todos os dos outros? Uma rua só não tem vãos."""
    pontos = [
        [(t.lat, t.lon) for t in lugar.trechos if t.lat is not None and t.lon is not None]
        for lugar in lugares
    ]
    for posicao, daqui in enumerate(pontos):
        if any(trecho.numero_de or trecho.numero_ate for trecho in lugares[posicao].trechos):
            continue
        outros = [ponto for outra, de_la in enumerate(pontos) if outra != posicao for ponto in de_la]
        if daqui and outros and min(metros(*p, *q) for p in daqui[:30] for q in outros[:200]) > LONGE:
            return True
    return False


def _lugares(trechos: Iterable[Logradouro], vizinhanca: Vizinhanca | None) -> list[_Lugar]:
    """Um por rua e distrito, dos de mais trechos aos de menos."""
    grupos: dict[tuple[str, int], _Lugar] = {}
    em_ordem = sorted(
        trechos, key=lambda t: (t.nome_busca, t.cep, t.numero_de or 0, t.lado, t.distrito_id or 0)
    )
    for trecho in em_ordem:
        partes = (
            {trecho.distrito: 1.0}
            if trecho.distrito
            else (vizinhanca.distritos(trecho) if vizinhanca else {})
        )
        for distrito, parte in partes.items():
            lugar = grupos.setdefault((trecho.nome_busca, distrito.pk), _Lugar(trecho.nome_busca, distrito))
            lugar.trechos.append(trecho)
            lugar.peso += parte
            lugar.certo = lugar.certo and parte == 1
    return sorted(grupos.values(), key=lambda lugar: (-lugar.peso, lugar.nome_busca, lugar.distrito.pk))


def ate_o_numero(trecho: Logradouro, numero: int) -> int:
    """Quanto falta do número à faixa do trecho."""
    de, ate = trecho.numero_de or 0, trecho.numero_ate or numero
    return max(de - numero, numero - ate, 0)


def _local(lugar: _Lugar, numero: str, cep: str) -> Local:
    """Um local pelos trechos da mesma rua no mesmo distrito: o CEP e o ponto só se forem um só."""
    primeiro = lugar.trechos[0]
    ceps = {trecho.cep for trecho in lugar.trechos}
    unico = len({(trecho.lat, trecho.lon) for trecho in lugar.trechos}) == 1
    bairros = {trecho.bairro for trecho in lugar.trechos}
    return Local(
        logradouro=primeiro.nome,
        numero=numero,
        bairro=bairros.pop() if len(bairros) == 1 else "",
        cep=cep or (ceps.pop() if len(ceps) == 1 else ""),
        lat=primeiro.lat if unico else None,
        lon=primeiro.lon if unico else None,
        distrito=lugar.distrito,
        origem=OrigemDoLocal.CEP if cep else OrigemDoLocal.RUA,
    )


def _sem_a_rua_duvidosa(locais: Sequence[Local]) -> Local:
    """Mesmo distrito e ruas diferentes (homônimas de tipo, CEP de várias): o distrito é certo, a rua não."""
    if len({local.logradouro for local in locais}) == 1:
        return locais[0]
    return Local(
        numero=locais[0].numero,
        cep=locais[0].cep,
        distrito=locais[0].distrito,
        origem=locais[0].origem,
    )


def por_cep5(
    linhas: Iterable[tuple[str, str, Distrito]],
) -> dict[str, Counter[tuple[str, Distrito]]]:
    """A vizinhança de (CEP, bairro, distrito) de cada rua conhecida."""
    ruas: dict[str, Counter[tuple[str, Distrito]]] = defaultdict(Counter)
    for cep, bairro, distrito in linhas:
        ruas[cep[:CEP_DA_VIZINHANCA]][bairro, distrito] += 1
    return dict(ruas)


def _no_meio(quem: str) -> str:
    """ "a Rua Augusta"; "o CEP 01009-000"."""
    return f"o {quem[2:]}" if quem.startswith("O CEP ") else com_artigo(quem)


def _em_lista(nomes: Iterable[str]) -> str:
    """ "Sé ou República"; dos muitos, só os primeiros."""
    unicos = list(dict.fromkeys(nomes))
    resto = len(unicos) - MAIS_NOMES
    return " ou ".join(unicos[:MAIS_NOMES]) + (f" ou mais {resto}" if resto > 0 else "")
