"""Quanto o endereço de pedidos reais acha o distrito e a subprefeitura que eles declaram.

A resposta de uma linha é o lugar que o portal rotearia sem perguntar nada; o acerto é sobre essas.
Onde ele perguntaria, ou nada sabe, a linha fica sem resposta. À parte vêm as perguntas (e se o declarado
está entre as opções) e o melhor palpite, em que o primeiro candidato vale como resposta.
"""

from __future__ import annotations

import random
from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from roteamento.localizacao.enderecos import na_cidade
from roteamento.localizacao.grafias import simplificar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from roteamento.localizacao.enderecos import Localizado
    from roteamento.models import Distrito
    from roteamento.ruas.em_memoria import Mapa

EXEMPLOS = 50
SEMENTE = 156
CASAS = 4


@dataclass
class Acerto:
    """Quantas linhas, e quantas com o distrito e a subprefeitura declarados."""

    linhas: int = 0
    distrito: int = 0
    subprefeitura: int = 0

    def somar(self, *, distrito: bool, subprefeitura: bool) -> None:
        self.linhas += 1
        self.distrito += distrito
        self.subprefeitura += subprefeitura

    def como_json(self) -> dict[str, Any]:
        return {
            "linhas": self.linhas,
            "distrito": _parte(self.distrito, self.linhas),
            "subprefeitura": _parte(self.subprefeitura, self.linhas),
        }


@dataclass
class Modo:
    """As contas de um jeito de localizar: só pelo endereço, ou por ele e pelo ponto."""

    linhas: int = 0
    respondidas: Acerto = field(default_factory=Acerto)
    por_confianca: dict[str, Acerto] = field(default_factory=lambda: defaultdict(Acerto))
    por_tema: dict[str, Acerto] = field(default_factory=lambda: defaultdict(Acerto))
    certas: Acerto = field(default_factory=Acerto)
    perguntas: Acerto = field(default_factory=Acerto)
    perguntas_com_a_verdade: int = 0

    def somar(self, achado: Localizado, declarado: Distrito, subprefeitura: str, tema: str) -> bool | None:
        """Soma uma linha. Devolve se a subprefeitura bateu; None se não houve resposta."""
        self.linhas += 1
        local = achado.certo or next(iter(achado.candidatos), None)
        if local is None or local.distrito is None:
            return None
        mesmo = local.distrito.pk == declarado.pk
        mesma = simplificar(local.distrito.subprefeitura.nome) == subprefeitura
        contas = [self.respondidas, self.por_confianca[achado.confianca.value], self.por_tema[tema]]
        contas.append(self.certas if achado.certo else self.perguntas)
        for conta in contas:
            conta.somar(distrito=mesmo, subprefeitura=mesma)
        if not achado.certo:
            self.perguntas_com_a_verdade += any(
                opcao.distrito and opcao.distrito.pk == declarado.pk for opcao in achado.opcoes
            )
        return mesma

    def como_json(self) -> dict[str, Any]:
        certas = self.certas.como_json()
        return {
            "distrito": certas["distrito"],
            "subprefeitura": certas["subprefeitura"],
            "sem_resposta": self.linhas - self.certas.linhas,
            "linhas": self.linhas,
            "melhor_palpite": self.respondidas.como_json(),
            "perguntas": self.perguntas.como_json()
            | {"opcoes_com_o_declarado": _parte(self.perguntas_com_a_verdade, self.perguntas.linhas)},
            "por_confianca": {nome: conta.como_json() for nome, conta in sorted(self.por_confianca.items())},
            "por_tema": {nome: conta.como_json() for nome, conta in sorted(self.por_tema.items())},
        }


@dataclass
class Medida:
    """Uma medição: as contas dos dois modos e uma amostra dos erros."""

    lidas: int = 0
    sem_declarado: int = 0
    subprefeituras: set[str] = field(default_factory=set)
    por_endereco: Modo = field(default_factory=Modo)
    por_ponto: Modo = field(default_factory=Modo)
    errados: int = 0
    exemplos: list[dict[str, Any]] = field(default_factory=list)
    sorteio: random.Random = field(default_factory=lambda: random.Random(SEMENTE))  # noqa: S311  amostra

    def guardar_erro(self, exemplo: dict[str, Any]) -> None:
        """Amostra de tamanho fixo, em que todo erro tem a mesma chance; repetir dá a mesma."""
        self.errados += 1
        if len(self.exemplos) < EXEMPLOS:
            self.exemplos.append(exemplo)
        elif (posicao := self.sorteio.randrange(self.errados)) < EXEMPLOS:
            self.exemplos[posicao] = exemplo

    def como_json(self) -> dict[str, Any]:
        return {
            "linhas": self.por_endereco.linhas,
            "por_endereco": self.por_endereco.como_json(),
            "por_ponto": self.por_ponto.como_json(),
            "exemplos_errados": self.exemplos,
            "errados": self.errados,
            "sem_distrito_declarado": self.sem_declarado,
        }


def medir(
    linhas: Iterable[dict[str, str] | None],
    mapa: Mapa,
    *,
    ano: int | None = None,
    progresso: Callable[[int], None] | None = None,
) -> Medida:
    """Localiza cada linha que declara um distrito conhecido; com `ano`, só as abertas nele."""
    medida = Medida(subprefeituras={simplificar(d.subprefeitura.nome) for d in mapa.por_pk.values()})
    distritos = {distrito.nome_busca: distrito for distrito in mapa.por_pk.values()}
    for linha in linhas:
        medida.lidas += 1
        if progresso:
            progresso(medida.lidas)
        if linha is None or (ano and str(ano) not in linha["data de abertura"][:10]):
            continue
        declarado = distritos.get(simplificar(linha["distrito"]))
        if declarado is None:
            medida.sem_declarado += 1
        else:
            _medir_linha(linha, declarado, mapa, medida)
    return medida


def _medir_linha(linha: dict[str, str], declarado: Distrito, mapa: Mapa, medida: Medida) -> None:
    def localizar(lat: float | None = None, lon: float | None = None) -> Localizado:
        return mapa.localizar(
            logradouro=linha["logradouro"], numero=linha["numero"], cep=linha["cep"], lat=lat, lon=lon
        )

    ponto, subprefeitura = _ponto(linha), _subprefeitura(linha, declarado, medida.subprefeituras)
    modos = [("endereco", medida.por_endereco, localizar())]
    if ponto:
        modos.append(("ponto", medida.por_ponto, localizar(*ponto)))
    for nome, modo, achado in modos:
        if modo.somar(achado, declarado, subprefeitura, linha["tema"]) is False:
            medida.guardar_erro(_exemplo(nome, linha, achado, medida.lidas))


def _exemplo(modo: str, linha: dict[str, str], achado: Localizado, numero: int) -> dict[str, Any]:
    """Um erro como se lê: o que a linha diz, o que se achou e por quê. Sem a data e sem o pedido."""
    local = achado.certo or achado.candidatos[0]
    colunas = ("servico", "logradouro", "numero", "cep", "latitude", "longitude", "distrito", "subprefeitura")
    return {
        "por": modo,
        "linha": numero,
        **{coluna: linha[coluna] for coluna in colunas},
        "achado": local.distrito.nome if local.distrito else "",
        "confianca": achado.confianca.value,
        "motivo": achado.motivo,
    }


def _subprefeitura(linha: dict[str, str], declarado: Distrito, nomes: set[str]) -> str:
    """A declarada; se o arquivo a escreve de um jeito que não é o nosso, a do distrito declarado."""
    dita = simplificar(linha["subprefeitura"])
    return dita if dita in nomes else simplificar(declarado.subprefeitura.nome)


def _ponto(linha: dict[str, str]) -> tuple[float, float] | None:
    try:
        lat, lon = (float(linha[coluna].replace(",", ".")) for coluna in ("latitude", "longitude"))
    except ValueError:
        return None
    return (lat, lon) if na_cidade(lat, lon) else None


def _parte(quantas: int, total: int) -> float:
    return round(quantas / total, CASAS) if total else 0.0
