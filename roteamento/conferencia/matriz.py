"""A matriz serviço × subprefeitura e o detalhe de um serviço, como a página da conferência os mostra."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from guia.models import Servico
from roteamento.conferencia.prova import (
    Destino,
    Furo,
    Quadro,
    conferir,
    dias_que_importam,
    lugares_de_rua,
)
from roteamento.models import Distrito, Regra, Subprefeitura, Unidade
from roteamento.rotas import Tabelas, descrever

GERAL, PROPRIA, FURO = "geral", "propria", "furo"


@dataclass(frozen=True, slots=True)
class Linha:
    """Um serviço: o destino mais comum, a marca de cada subprefeitura e os furos de hoje em diante."""

    servico: Servico
    destino: str
    celulas: list[tuple[Subprefeitura, str]]
    furos: list[Furo]
    hoje: date

    @property
    def proprias(self) -> int:
        return sum(marca == PROPRIA for _, marca in self.celulas)

    @property
    def primeiro_furo(self) -> date | None:
        """O dia do primeiro furo que ainda vai acontecer; None se já há um, ou nenhum."""
        dias = [furo.em for furo in self.furos]
        return min(dias) if dias and min(dias) > self.hoje else None


@dataclass(frozen=True, slots=True)
class Grupo:
    """Distritos de uma subprefeitura que têm o mesmo destino pela mesma regra."""

    subprefeitura: Subprefeitura
    distritos: list[Distrito]
    inteira: bool
    unidade: Unidade | None
    regra: Regra | None
    problema: str


def linhas(tabelas: Tabelas, servicos: Sequence[Servico], hoje: date) -> list[Linha]:
    """Uma linha por serviço, na ordem dada."""
    quadro, dias = Quadro(tabelas, hoje), dias_que_importam(tabelas, hoje)
    furos: dict[int, list[Furo]] = {}
    for furo in conferir(tabelas, servicos, dias).furos:
        furos.setdefault(furo.servico.pk, []).append(furo)
    colunas = subprefeituras(tabelas)
    return [_linha(servico, quadro, colunas, furos.get(servico.pk, [])) for servico in servicos]


def _linha(servico: Servico, quadro: Quadro, colunas: Sequence[Subprefeitura], furos: list[Furo]) -> Linha:
    ruas = lugares_de_rua(quadro.tabelas.regras.get(servico.pk, {}))
    marcas = dict.fromkeys((coluna.pk for coluna in colunas), GERAL)
    escritos: Counter[str] = Counter()
    for destino in quadro.destinos(servico, ruas):
        if destino.lugar.distrito is None:
            continue
        coluna = destino.lugar.distrito.subprefeitura_id
        marcas[coluna] = max(marcas[coluna], _marca(destino), key=(GERAL, PROPRIA, FURO).index)
        if destino.regra and not destino.lugar.alcance:
            escritos[destino.regra.destino] += 1
    mais_comum = escritos.most_common(1)
    celulas = [(coluna, marcas[coluna.pk]) for coluna in colunas]
    return Linha(servico, mais_comum[0][0] if mais_comum else "", celulas, furos, quadro.dia)


def _marca(destino: Destino) -> str:
    if destino.problema:
        return FURO
    return GERAL if destino.regra is None or destino.regra.alcance == "cidade" else PROPRIA


def subprefeituras(tabelas: Tabelas) -> list[Subprefeitura]:
    """As subprefeituras que têm distrito, na ordem do código."""
    unicas = {d.subprefeitura_id: d.subprefeitura for d in tabelas.distritos.values()}
    return sorted(unicas.values(), key=lambda subprefeitura: subprefeitura.codigo)


def grupos(tabelas: Tabelas, servico: Servico, dia: date) -> list[Grupo]:
    """Todos os distritos, juntos onde o destino e a regra são os mesmos."""
    juntos: dict[tuple[int, int, int, str], list[Destino]] = {}
    de_cada: Counter[int] = Counter()
    for destino in Quadro(tabelas, dia).destinos(servico, []):
        distrito = destino.lugar.distrito
        if distrito is None:
            continue
        de_cada[distrito.subprefeitura_id] += 1
        regra, unidade = destino.regra, destino.unidade
        chave = (
            distrito.subprefeitura_id,
            unidade.pk if unidade else 0,
            regra.pk if regra else 0,
            destino.problema,
        )
        juntos.setdefault(chave, []).append(destino)
    feitos = [_grupo(destinos, de_cada) for destinos in juntos.values()]
    return sorted(feitos, key=lambda grupo: (grupo.subprefeitura.codigo, not grupo.problema))


def _grupo(destinos: Sequence[Destino], de_cada: Counter[int]) -> Grupo:
    distritos = [d.lugar.distrito for d in destinos if d.lugar.distrito]
    subprefeitura, primeiro = distritos[0].subprefeitura, destinos[0]
    return Grupo(
        subprefeitura,
        sorted(distritos, key=lambda distrito: distrito.nome_busca),
        len(distritos) == de_cada[subprefeitura.pk],
        primeiro.unidade,
        primeiro.regra,
        primeiro.problema,
    )


def regras_do_servico(tabelas: Tabelas, servico: Servico, hoje: date) -> list[Regra]:
    """As regras que valem ou vão valer: da cidade às ruas, e cada uma pela ordem do começo."""
    todas: Iterable[Regra] = (r for g in tabelas.regras.get(servico.pk, {}).values() for r in g)
    vivas = [regra for regra in todas if regra.vigencia.upper is None or regra.vigencia.upper > hoje]
    nivel = ["cidade", "subprefeitura", "distrito", "rua"].index
    return sorted(
        vivas, key=lambda r: (nivel(r.alcance.partition(":")[0]), descrever(r), str(r.vigencia.lower))
    )
