"""O que a troca de uma unidade por outras faz às regras e aos períodos: contas, sem banco nem relógio.

Uma regra chega a uma unidade porque a nomeia, ou porque nomeia a atribuição que ela exerce na sua
subprefeitura. A partir do dia da troca cada uma dessas regras aponta para quem fica com aquele serviço
naquele lugar; o passado das regras não muda.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import chain, combinations

from django.db.backends.postgresql.psycopg_any import DateRange

from roteamento.models import Regra, Unidade
from roteamento.rotas import Tabelas

COPIADOS = (
    *("servico_id", "subprefeitura_id", "distrito_id"),
    *("logradouro", "numero_de", "numero_ate", "lado"),
)
"""O que a regra que toma o lugar de outra tem igual a ela."""


@dataclass(frozen=True, slots=True)
class ParteDaSucessao:
    """O que passa a uma unidade: estes serviços, nestes distritos. Vazio: todos.

    Na divisão a primeira parte não diz nada: fica com o resto.
    """

    unidade: Unidade
    distritos: frozenset[int] = frozenset()
    servicos: frozenset[int] = frozenset()

    def tem_servico(self, servico: int) -> bool:
        return not self.servicos or servico in self.servicos

    def cobre(self, servico: int, distrito: int | None) -> bool:
        """Todo pedido deste serviço neste lugar é dela? Sem distrito, só se ela não escolhe distritos."""
        return self.tem_servico(servico) and (not self.distritos or distrito in self.distritos)

    def cruza(self, outra: ParteDaSucessao) -> bool:
        """Há pedido que seria das duas?"""
        return not any(
            minhas and dela and not minhas & dela
            for minhas, dela in ((self.distritos, outra.distritos), (self.servicos, outra.servicos))
        )


@dataclass(slots=True)
class Trocas:
    """O que fazer às regras: encerrar na véspera, nascer no dia, ou só mudar de destino (ainda não valem).

    As de `encerrar` só perdem os dias na gravação: enquanto se planeja, ocupam o lugar que sempre ocuparam,
    seja qual for a ordem em que se leem.
    """

    encerrar: list[Regra] = field(default_factory=list)
    criar: list[Regra] = field(default_factory=list)
    apontar: list[Regra] = field(default_factory=list)
    servicos: set[int] = field(default_factory=set)


def que_se_cruzam(partes: Sequence[ParteDaSucessao]) -> list[tuple[ParteDaSucessao, ParteDaSucessao]]:
    """Os pares de partes que disputam algum pedido; a primeira, que fica com o resto, não disputa."""
    return [(uma, outra) for uma, outra in combinations(partes[1:], 2) if uma.cruza(outra)]


def subtrair(periodo: DateRange, ocupados: Iterable[DateRange]) -> list[DateRange]:
    """Os pedaços do período que sobram entre os ocupados; ponta nula é sem fim."""
    sobras = [periodo]
    for ocupado in ocupados:
        sobras = [pedaco for sobra in sobras for pedaco in _sem(sobra, ocupado)]
    return sobras


def _sem(periodo: DateRange, ocupado: DateRange) -> Iterator[DateRange]:
    de, ate = periodo.lower, periodo.upper
    antes = min(ate or ocupado.lower, ocupado.lower) if ocupado.lower else de
    depois = max(de or ocupado.upper, ocupado.upper) if ocupado.upper else ate
    if ocupado.lower and (de is None or antes is None or de < antes):
        yield DateRange(de, antes)
    if ocupado.upper and (ate is None or depois is None or depois < ate):
        yield DateRange(depois, ate)


def a_partir_de(periodo: DateRange, em: date) -> DateRange | None:
    """O que resta do período do dia `em` em diante; None se já acabou."""
    if periodo.upper is not None and periodo.upper <= em:
        return None
    return DateRange(max(periodo.lower or em, em), periodo.upper)


def chega(regra: Regra, unidade: Unidade, tabelas: Tabelas) -> bool:
    """A regra manda algum pedido a esta unidade enquanto ela existe?"""
    if regra.unidade_id:
        return regra.unidade_id == unidade.pk
    if not unidade.atribuicao or regra.atribuicao != unidade.atribuicao:
        return False
    onde = _subprefeitura(regra, tabelas)
    return onde is None or onde == unidade.subprefeitura_id


def _subprefeitura(regra: Regra, tabelas: Tabelas) -> int | None:
    if regra.distrito_id:
        return tabelas.distritos[regra.distrito_id].subprefeitura_id
    return regra.subprefeitura_id


def planejar(
    antiga: Unidade, partes: Sequence[ParteDaSucessao], em: date, tabelas: Tabelas, norma: str = ""
) -> Trocas:
    """As trocas de regras para que, do dia `em` em diante, as partes façam o que `antiga` fazia."""
    plano = _Plano(antiga, partes, em, tabelas, norma)
    for grupos in tabelas.regras.values():
        for regra in chain.from_iterable(grupos.values()):
            if chega(regra, antiga, tabelas):
                plano.trocar(regra)
    return plano.trocas


@dataclass(slots=True)
class _Plano:
    antiga: Unidade
    partes: Sequence[ParteDaSucessao]
    em: date
    tabelas: Tabelas
    norma: str
    trocas: Trocas = field(default_factory=Trocas)

    def trocar(self, regra: Regra) -> None:
        """A regra toda passa a quem fica com ela; os distritos que vão a outras partes ganham a sua."""
        vigencia = a_partir_de(regra.vigencia, self.em)
        if vigencia is None:
            return
        self.trocas.servicos.add(regra.servico_id)
        outras = (parte for parte in self.partes[1:] if parte.cobre(regra.servico_id, regra.distrito_id))
        dono = next(outras, self.partes[0])
        if not self._ja_chega(regra, dono):
            if regra.unidade_id or regra.alcance != "cidade":
                self._substituir(regra, dono, vigencia)
            else:
                self._nascer(regra, dono, vigencia, subprefeitura_id=self.antiga.subprefeitura_id)
        if not regra.distrito_id:
            self._separar_distritos(regra, vigencia)

    def _ja_chega(self, regra: Regra, dono: ParteDaSucessao) -> bool:
        """Regra por atribuição que a unidade nova continua a exercer no mesmo lugar."""
        nova = dono.unidade
        return (
            not regra.unidade_id
            and nova.atribuicao == regra.atribuicao
            and nova.subprefeitura_id == self.antiga.subprefeitura_id
        )

    def _substituir(self, regra: Regra, dono: ParteDaSucessao, vigencia: DateRange) -> None:
        if regra.vigencia.lower is not None and regra.vigencia.lower >= self.em:
            regra.unidade, regra.atribuicao = dono.unidade, ""
            self.trocas.apontar.append(regra)
            return
        self.trocas.criar.append(self._copia(regra, dono, vigencia))
        self.trocas.encerrar.append(regra)

    def _separar_distritos(self, regra: Regra, vigencia: DateRange) -> None:
        onde = _subprefeitura(regra, self.tabelas) or (
            None if regra.unidade_id else self.antiga.subprefeitura_id
        )
        for parte in self.partes[1:]:
            if not parte.tem_servico(regra.servico_id):
                continue
            for distrito in sorted(parte.distritos):
                if onde is None or self.tabelas.distritos[distrito].subprefeitura_id == onde:
                    self._nascer(regra, parte, vigencia, distrito_id=distrito)

    def _nascer(self, regra: Regra, parte: ParteDaSucessao, vigencia: DateRange, **lugar: int | None) -> None:
        """Regra nova num lugar menor que o da original, só nos dias em que ali não manda outra."""
        alcances = [f"{campo.removesuffix('_id')}:{pk}" for campo, pk in lugar.items()]
        if regra.alcance == "cidade" and "distrito_id" in lugar:
            distrito = self.tabelas.distritos[lugar["distrito_id"] or 0]
            alcances.append(f"subprefeitura:{distrito.subprefeitura_id}")
        grupos = self.tabelas.regras[regra.servico_id]
        ocupados = [outra.vigencia for alcance in alcances for outra in grupos.get(alcance, ())]
        for livre in subtrair(vigencia, ocupados):
            self.trocas.criar.append(self._copia(regra, parte, livre, **{"subprefeitura_id": None, **lugar}))

    def _copia(self, regra: Regra, parte: ParteDaSucessao, vigencia: DateRange, **lugar: int | None) -> Regra:
        iguais = {campo: getattr(regra, campo) for campo in COPIADOS} | lugar
        norma = self.norma or regra.norma
        return Regra(unidade=parte.unidade, vigencia=vigencia, norma=norma, **iguais)
