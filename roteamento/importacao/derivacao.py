"""A base de ruas derivada de pedidos antigos: de muitas linhas (rua, número, CEP, distrito, ponto) às ruas.

Só ficam pares de rua e distrito vistos duas vezes ou mais; de cada um, o ponto mediano, os CEPs e a faixa
de números. Nada aqui conhece o formato do arquivo nem o banco: são contas (docs/adr/0044).
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from statistics import median
from typing import NamedTuple

from roteamento.importacao.nome_na_base_de_ceps import PARTICULAS, por_extenso
from roteamento.localizacao.enderecos import cep_da_cidade, ler_cep, ler_numero, metros, na_cidade
from roteamento.localizacao.grafias import (
    TIPOS,
    chave_da_rua,
    normalizar,
    separar_tipo,
    simplificar,
)

MINIMO = 2
"""Vezes que uma rua tem de aparecer num distrito."""

QUADRAS_POR_GRAU = 200
"""Quadras de uns 500 m, onde se conta de que distrito são os pedidos."""

PARTE_NA_QUADRA = 0.1
"""Parte dos pedidos de uma quadra e das vizinhas a partir da qual o distrito é de lá."""

PARTE_DO_CEP = 0.2
"""Parte dos pedidos de um CEP a partir da qual ele é mesmo da rua, e não o de quem registrou."""

PARTE_NA_RUA = 0.1
"""Parte dos pedidos de uma rua abaixo da qual o distrito é engano de quem registrou."""

CUSTO_DA_FAIXA = 2.0
"""Quantos pedidos no distrito errado valem uma faixa a mais."""

ACERTO_DA_FAIXA = 0.75
"""Parte dos números que a divisão em faixas tem de acertar para se dizer; senão a rua pergunta o distrito."""

MESMA_RUA = 1_500
"""Metros de vão entre os pontos de dois distritos até onde o nome é de uma rua só, e não de homônimas."""

PONTOS_DO_VAO = 40
"""Pontos de cada distrito com que se mede o vão."""

NUMEROS_BASTANTES = 5
"""Com menos números vistos não se diz até onde a rua vai."""

ENGANOS = 33
"""Um número em tantos, dos mais altos, se tem por engano de quem escreveu; ao menos um."""

COLADOS = ("es", "lg", "pc", "tv", "vd")
"""Abreviaturas do tipo que os pedidos antigos escrevem coladas ao nome."""

LETRAS_DO_NOME = 4
"""O nome sem tipo e mais curto do que isto não diz rua nenhuma."""

type Numeros = list[tuple[int, str]]


class Pedido(NamedTuple):
    """O que um pedido diz de um lugar, como está escrito."""

    rua: str
    numero: str
    cep: str
    distrito: str
    lat: float | None
    lon: float | None


class Trecho(NamedTuple):
    """Uma linha da base."""

    distrito: str
    nome: str
    cep: str
    numero_de: int | None
    numero_ate: int | None
    lado: str
    lat: float | None
    lon: float | None


@dataclass(slots=True)
class Par:
    """Uma rua num distrito, pelo que os pedidos disseram."""

    nomes: Counter[str] = field(default_factory=Counter)
    pontos: list[tuple[float, float]] = field(default_factory=list)
    ceps: dict[str, list[tuple[float, float]]] = field(default_factory=lambda: defaultdict(list))
    numeros: list[int] = field(default_factory=list)

    @property
    def vezes(self) -> int:
        return self.nomes.total()

    @property
    def amostra(self) -> list[tuple[float, float]]:
        """Uns pontos, do começo ao fim da rua."""
        pontos = sorted(self.pontos)
        return pontos[:: max(1, len(pontos) // PONTOS_DO_VAO)]

    @property
    def meio(self) -> tuple[float, float]:
        return _mediano(self.pontos)


def derivar(pedidos: Iterable[Pedido]) -> list[Trecho]:
    """A base, em ordem de distrito e nome."""
    lidos = list(pedidos)
    grafias = Grafias(pedido.rua for pedido in lidos)
    quadras = Quadras(lidos)
    pares: dict[tuple[str, str], Par] = defaultdict(Par)
    donos: dict[str, Counter[str]] = defaultdict(Counter)
    for pedido in lidos:
        chave = grafias.chave(pedido.rua)
        if not chave or not pedido.distrito or not quadras.combina(pedido):
            continue
        par = pares[_rua(chave), pedido.distrito]
        par.nomes[chave] += 1
        numero, cep = ler_numero(pedido.numero), ler_cep(pedido.cep)
        if numero:
            par.numeros.append(numero)
        if pedido.lat is not None and pedido.lon is not None:
            par.pontos.append((pedido.lat, pedido.lon))
            if cep and cep_da_cidade(cep):
                par.ceps[cep].append((pedido.lat, pedido.lon))
                donos[cep][_rua(chave)] += 1
    ruas = _por_rua(_vistos(pares))
    trechos = (trecho for rua in ruas for trecho in _trechos(rua, grafias, donos))
    return sorted(
        set(trechos), key=lambda t: (t.distrito, simplificar(t.nome), t.cep, t.numero_de or 0, t.lado)
    )


def _rua(chave: str) -> str:
    return f"{separar_tipo(chave)[0]} {chave_da_rua(chave)}"


# --- os nomes ---------------------------------------------------------------------------


class Grafias:
    """O nome de cada rua como se mostra: com acentos, por extenso, como os pedidos mais o escrevem."""

    def __init__(self, nomes: Iterable[str]) -> None:
        self.vezes: Counter[str] = Counter(nomes)
        self.chaves: dict[str, str] = {nome: normalizar(por_extenso(nome)) for nome in self.vezes}
        self.ditas = Counter[str]()
        palavras: dict[str, Counter[str]] = defaultdict(Counter)
        self.formas: dict[str, Counter[str]] = defaultdict(Counter)
        for nome, vezes in self.vezes.items():
            tipo, resto = separar_tipo(self.chaves[nome])
            self.ditas.update(dict.fromkeys(resto.split(), vezes) if tipo else {})
            if nome != nome.upper():
                extenso = por_extenso(nome)
                if simplificar(extenso) == self.chaves[nome]:
                    self.formas[self.chaves[nome]][extenso] += vezes
                for palavra in extenso.split():
                    palavras[simplificar(palavra)][palavra] += vezes
        self.palavras = {simples: _mais_acentuada(formas) for simples, formas in palavras.items()}

    def chave(self, nome: str) -> str:
        """O nome de busca; do tipo colado ao nome ("PCARRUDA"), separado, se o resto é uma palavra de rua."""
        chave = self.chaves[nome]
        if separar_tipo(chave)[0]:
            return chave
        primeira, _, resto = chave.partition(" ")
        for curto in COLADOS:
            colada = primeira.removeprefix(curto)
            if colada != primeira and self.ditas[primeira] < self.ditas[colada]:
                return f"{TIPOS[curto]} {colada} {resto}".strip()
        return chave if len(chave) >= LETRAS_DO_NOME else ""

    def mostrar(self, chave: str) -> str:
        if formas := self.formas.get(chave):
            tipo, _, resto = formas.most_common(1)[0][0].partition(" ")
            return f"{self._palavra(simplificar(tipo), 0)} {resto}".strip()
        return " ".join(self._palavra(p, i) for i, p in enumerate(chave.split()))

    def _palavra(self, palavra: str, posicao: int) -> str:
        if posicao and palavra in PARTICULAS:
            return palavra
        forma = self.palavras.get(palavra, palavra)
        return forma if forma[:1].isupper() else forma.capitalize()


def _mais_acentuada(formas: Counter[str]) -> str:
    """A forma mais dita; com acento, basta que não seja rara: quem o escreve sabe."""
    certas = {f: n for f, n in formas.items() if len(f) <= 2 or not f.isupper()} or formas  # noqa: PLR2004
    return max(certas, key=lambda f: (certas[f] * (1 if f.isascii() else 5), f))


def _nome_da_rua(pares: Iterable[Par]) -> str:
    """Das grafias de uma rua, a mais inteira das vistas o bastante; entre iguais, a mais dita."""
    nomes = sum((par.nomes for par in pares), Counter[str]())
    bastantes = {nome for nome, vezes in nomes.items() if vezes >= MINIMO} or set(nomes)
    return max(bastantes, key=lambda nome: (len(nome.split()), nomes[nome], nome))


# --- os lugares -------------------------------------------------------------------------


class Quadras:
    """De que distritos são os pedidos de cada quadra: o ponto que destoa do declarado não conta."""

    def __init__(self, pedidos: Iterable[Pedido]) -> None:
        self.contas: dict[tuple[int, int], Counter[str]] = defaultdict(Counter)
        for pedido in pedidos:
            if pedido.lat is not None and pedido.lon is not None:
                self.contas[_quadra(pedido.lat, pedido.lon)][pedido.distrito] += 1

    def combina(self, pedido: Pedido) -> bool:
        if pedido.lat is None or pedido.lon is None:
            return True
        x, y = _quadra(pedido.lat, pedido.lon)
        em_volta: Counter[str] = Counter()
        for i in (-1, 0, 1):
            for j in (-1, 0, 1):
                em_volta.update(self.contas.get((x + i, y + j), {}))
        return na_cidade(pedido.lat, pedido.lon) and (
            em_volta[pedido.distrito] >= PARTE_NA_QUADRA * em_volta.total()
        )


def _quadra(lat: float, lon: float) -> tuple[int, int]:
    return math.floor(lat * QUADRAS_POR_GRAU), math.floor(lon * QUADRAS_POR_GRAU)


def _mediano(pontos: Sequence[tuple[float, float]]) -> tuple[float, float]:
    return round(median(p[0] for p in pontos), 5), round(median(p[1] for p in pontos), 5)


def _vistos(pares: Mapping[tuple[str, str], Par]) -> dict[tuple[str, str], Par]:
    """Os pares vistos o bastante."""
    return {chave: par for chave, par in pares.items() if par.vezes >= MINIMO}


def _por_rua(pares: Mapping[tuple[str, str], Par]) -> Iterator[dict[tuple[str, str], Par]]:
    """Os pares de cada rua; as homônimas, longe umas das outras, são ruas à parte.

    O par sem ponto é da maior delas.
    """
    nomes: dict[str, list[tuple[tuple[str, str], Par]]] = defaultdict(list)
    for chave, par in pares.items():
        nomes[chave[0]].append((chave, par))
    for grupo in nomes.values():
        com_ponto = [item for item in grupo if item[1].pontos]
        ruas: list[list[tuple[tuple[str, str], Par]]] = []
        for item in sorted(com_ponto, key=lambda i: (-i[1].vezes, i[0])):
            perto = [rua for rua in ruas if any(_perto(item[1], par) for _, par in rua)]
            longe = [rua for rua in ruas if rua not in perto]
            ruas = [*longe, [item, *(i for rua in perto for i in rua)]]
        maior = max(ruas, key=_vezes, default=[])
        maior += [item for item in grupo if not item[1].pontos]
        for rua in ruas or [maior]:
            total = _vezes(rua)
            yield {chave: par for chave, par in rua if par.vezes >= PARTE_NA_RUA * total}


def _vezes(rua: Iterable[tuple[tuple[str, str], Par]]) -> int:
    return sum(par.vezes for _, par in rua)


def _perto(um: Par, outro: Par) -> bool:
    """Os dois pares são da mesma rua?"""
    return any(metros(*p, *q) <= MESMA_RUA for p in um.amostra for q in outro.amostra)


# --- os números e os CEPs ---------------------------------------------------------------


def _trechos(
    rua: Mapping[tuple[str, str], Par], grafias: Grafias, donos: Mapping[str, Counter[str]]
) -> Iterator[Trecho]:
    divisao = _dividir(rua) if len(rua) > 1 else {}
    nome = grafias.mostrar(_nome_da_rua(rua.values()))
    dos_ceps = _partes_dos_ceps(rua)
    for (chave, distrito), par in rua.items():
        if divisao and distrito not in divisao:
            continue
        partes = divisao.get(distrito) or [(None, _fim(par.numeros) if len(rua) == 1 else None, "")]
        for cep, (lat, lon) in _ceps(par, chave, donos, dos_ceps):
            for de, ate, lado in partes:
                yield Trecho(distrito, nome, cep, de, ate, lado, lat, lon)


def _partes_dos_ceps(rua: Mapping[tuple[str, str], Par]) -> Counter[str]:
    """Quantos pedidos de cada CEP da rua, em todos os distritos dela."""
    return sum((Counter({c: len(p) for c, p in par.ceps.items()}) for par in rua.values()), Counter[str]())


def _ceps(
    par: Par, rua: str, donos: Mapping[str, Counter[str]], totais: Mapping[str, int]
) -> list[tuple[str, tuple[float | None, float | None]]]:
    """Os CEPs da rua no distrito, cada um com o seu ponto; nenhum, o ponto da rua.

    O ponto é sempre de dois pedidos ou mais: o de um só seria o lugar dele.
    """
    proprios = {
        cep: pontos
        for cep, pontos in par.ceps.items()
        if len(pontos) >= PARTE_NA_RUA * totais[cep] and donos[cep][rua] >= PARTE_DO_CEP * donos[cep].total()
    }
    meio: tuple[float | None, float | None] = par.meio if len(par.pontos) >= MINIMO else (None, None)
    return [
        (cep, _mediano(pontos) if len(pontos) >= MINIMO else meio) for cep, pontos in sorted(proprios.items())
    ] or [("", meio)]


def _fim(numeros: Sequence[int]) -> int | None:
    """Até onde a rua vai, com folga para o que não se viu; None se não se viu o bastante."""
    if len(numeros) < NUMEROS_BASTANTES:
        return None
    sem_enganos = sorted(numeros)[-max(2, len(numeros) // ENGANOS)]
    return (sem_enganos * 3 // 2 // 100 + 3) * 100


def _dividir(rua: Mapping[tuple[str, str], Par]) -> dict[str, list[tuple[int | None, int | None, str]]]:
    """As faixas de cada distrito; vazio se os números não dividem a rua."""
    numeros = [(numero, distrito) for (_, distrito), par in rua.items() for numero in par.numeros]
    lados = {"par": [n for n in numeros if n[0] % 2 == 0], "impar": [n for n in numeros if n[0] % 2]}
    juntas = faixas(numeros) if numeros else []
    separadas = {lado: faixas(dali) for lado, dali in lados.items() if dali}
    erro_juntas = _erros(numeros, juntas) + CUSTO_DA_FAIXA * len(juntas)
    erro_separadas = sum(_erros(lados[lado], f) + CUSTO_DA_FAIXA * len(f) for lado, f in separadas.items())
    if len(separadas) == len(lados) and erro_separadas < erro_juntas:
        escolhidas = [(lado, faixa) for lado, f in separadas.items() for faixa in _abertas(f)]
        erros = sum(_erros(lados[lado], f) for lado, f in separadas.items())
    else:
        escolhidas, erros = [("", faixa) for faixa in _abertas(juntas)], _erros(numeros, juntas)
    if not numeros or erros > (1 - ACERTO_DA_FAIXA) * len(numeros):
        return {}
    partes: dict[str, list[tuple[int | None, int | None, str]]] = defaultdict(list)
    for lado, (de, ate, distrito) in escolhidas:
        partes[distrito].append((de, ate, lado))
    return partes


def _erros(numeros: Numeros, partes: Sequence[tuple[int, int, str]]) -> int:
    return sum(
        not any(de <= numero <= ate and distrito == certo for de, ate, certo in partes)
        for numero, distrito in numeros
    )


def _abertas(partes: Sequence[tuple[int, int, str]]) -> list[tuple[int | None, int | None, str]]:
    """A primeira faixa começa no começo da rua, e a última vai até o fim dela."""
    ultima = len(partes) - 1
    return [
        (de if posicao else None, ate if posicao < ultima else None, distrito)
        for posicao, (de, ate, distrito) in enumerate(partes)
    ]


def faixas(numeros: Numeros) -> list[tuple[int, int, str]]:
    """Os números em ordem divididos em faixas de um distrito cada, com o menor erro mais custo por faixa."""
    em_ordem = sorted(numeros)
    distritos = sorted({distrito for _, distrito in em_ordem})
    custo = dict.fromkeys(distritos, CUSTO_DA_FAIXA)
    volta: list[dict[str, str]] = []
    for _, distrito in em_ordem:
        melhor = min(distritos, key=lambda d: (custo[d], d))
        novo, de_onde = {}, {}
        for d in distritos:
            muda = custo[melhor] + CUSTO_DA_FAIXA < custo[d]
            de_onde[d] = melhor if muda else d
            novo[d] = (custo[melhor] + CUSTO_DA_FAIXA if muda else custo[d]) + (d != distrito)
        custo = novo
        volta.append(de_onde)
    atual = min(distritos, key=lambda d: (custo[d], d))
    escolhas = []
    for de_onde in reversed(volta):
        escolhas.append(atual)
        atual = de_onde[atual]
    return _juntas(em_ordem, escolhas[::-1])


def _juntas(em_ordem: Numeros, escolhas: list[str]) -> list[tuple[int, int, str]]:
    """Faixas contíguas: cada uma começa a meio caminho da anterior; a que não tem número seu some."""
    saida: list[tuple[int, int, str]] = []
    for (numero, _), distrito in zip(em_ordem, escolhas, strict=True):
        if saida and saida[-1][2] == distrito:
            saida[-1] = (saida[-1][0], numero, distrito)
        else:
            comeca = (saida[-1][1] + numero) // 2 + 1 if saida else 1
            if saida:
                saida[-1] = (saida[-1][0], comeca - 1, saida[-1][2])
            saida.append((comeca, max(numero, comeca), distrito))
    return [faixa for faixa in saida if faixa[0] <= faixa[1]]
