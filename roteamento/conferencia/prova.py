"""A prova das rotas: de todo lugar da cidade todo serviço chega a uma unidade viva, e a uma só.

Funções puras sobre `Tabelas`. Nada aqui chama `calcular_rota`: contam-se as regras de cada nível e as
unidades de cada destino, para que um empate não passe despercebido por sorte. Um lugar sem nenhuma unidade
viva (sem regra, ou com regra que leva a uma que não existe no dia) é uma lacuna; um lugar com mais de uma
resposta (duas regras empatadas, ou duas unidades) é um conflito; os dois são furos.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from guia.models import Servico
from roteamento.models import Distrito, Regra, Unidade
from roteamento.rotas import RegrasDoServico, Tabelas, no_trecho, vale


@dataclass(frozen=True, slots=True)
class LugarConferido:
    """Um lugar a conferir: um distrito, um número (ou nenhum) de uma rua dele, ou lugar nenhum."""

    distrito: Distrito | None = None
    alcance: str = ""
    numero: int | None = None
    rua: str = field(default="", compare=False)

    @property
    def rua_e_numero(self) -> str:
        return f"{self.rua}, número {self.numero}" if self.numero else self.rua

    def __str__(self) -> str:
        if self.distrito is None:
            return "sem endereço"
        return ", ".join(filter(None, [self.rua_e_numero, str(self.distrito)]))


@dataclass(frozen=True, slots=True)
class Destino:
    """O que as regras dizem de um lugar num dia: a unidade, ou o que impede que haja uma."""

    lugar: LugarConferido
    unidade: Unidade | None = None
    regra: Regra | None = None
    problema: str = ""
    conflito: bool = False


@dataclass(frozen=True, slots=True)
class Furo:
    """Um serviço que, a partir de um dia, não tem destino certo num lugar."""

    servico: Servico
    lugar: LugarConferido
    em: date
    motivo: str
    conflito: bool = False

    def __str__(self) -> str:
        return f"{self.servico.nome}, {self.lugar}, em {self.em:%d/%m/%Y}: {self.motivo}"

    def como_json(self) -> dict[str, Any]:
        distrito = self.lugar.distrito
        return {
            "servico": self.servico.slug,
            "distrito": distrito.nome if distrito else None,
            "rua": self.lugar.rua_e_numero or None,
            "em": self.em.isoformat(),
            "motivo": self.motivo,
        }


@dataclass(frozen=True, slots=True)
class Conferencia:
    """O que se conferiu e o que se achou. `destinos`: as unidades a que algum lugar leva em algum dia."""

    servicos: int
    distritos: int
    pares: int
    furos: tuple[Furo, ...] = ()
    destinos: frozenset[int] = frozenset()

    @property
    def lacunas(self) -> list[Furo]:
        return [furo for furo in self.furos if not furo.conflito]

    @property
    def conflitos(self) -> list[Furo]:
        return [furo for furo in self.furos if furo.conflito]

    def como_json(self) -> dict[str, Any]:
        """As contas e os furos, como se guardam e como o comando os mostra."""
        return {
            "servicos": self.servicos,
            "distritos": self.distritos,
            "pares": self.pares,
            "lacunas": [furo.como_json() for furo in self.lacunas],
            "conflitos": [furo.como_json() for furo in self.conflitos],
        }


# --- os dias e os lugares que importam ----------------------------------------------------


def dias_que_importam(tabelas: Tabelas, hoje: date) -> set[date]:
    """Hoje e todo dia futuro em que uma regra ou uma unidade começa ou deixa de valer."""
    dias: set[date | None] = set()
    for grupos in tabelas.regras.values():
        for regras in grupos.values():
            for regra in regras:
                dias |= {regra.vigencia.lower, regra.vigencia.upper}
    for unidade in tabelas.unidades.values():
        fim = unidade.vigente_ate
        dias |= {unidade.vigente_de, fim + timedelta(days=1) if fim else None}
    return {hoje, *(dia for dia in dias if dia and dia > hoje)}


def lugares_de_rua(*regras: RegrasDoServico) -> list[LugarConferido]:
    """Os números que bastam para provar as ruas de que as regras falam, mais a rua sem número.

    Entre duas pontas de faixa nada muda dentro de cada lado: um par e um ímpar falam por todos.
    """
    por_rua: dict[str, list[Regra]] = {}
    for grupos in regras:
        for alcance, grupo in grupos.items():
            if alcance.startswith("rua:"):
                por_rua.setdefault(alcance, []).extend(grupo)
    return [
        LugarConferido(grupo[0].distrito, alcance, numero, grupo[0].logradouro)
        for alcance, grupo in por_rua.items()
        for numero in (None, *sorted(_numeros(grupo)))
    ]


def _numeros(trechos: Iterable[Regra]) -> set[int]:
    numeros = {1, 2}
    for trecho in trechos:
        if trecho.numero_de is not None:
            numeros |= {trecho.numero_de, trecho.numero_de + 1}
        if trecho.numero_ate is not None:
            numeros |= {trecho.numero_ate + 1, trecho.numero_ate + 2}
    return numeros - {0}


# --- o destino de cada lugar --------------------------------------------------------------


class Quadro:
    """As tabelas como valem num dia."""

    def __init__(self, tabelas: Tabelas, dia: date) -> None:
        self.tabelas = tabelas
        self.dia = dia
        self._vivas = {pk for pk, unidade in tabelas.unidades.items() if unidade.vigente_em(dia)}
        self._atribuicoes: dict[tuple[str, int], list[Unidade]] = {
            chave: [unidade for unidade in unidades if unidade.pk in self._vivas]
            for chave, unidades in tabelas.por_atribuicao.items()
        }
        self._assinaturas: dict[str, tuple[int, ...]] = {}
        for (atribuicao, _), vivas in sorted(self._atribuicoes.items()):
            self._assinaturas[atribuicao] = self._assinaturas.get(atribuicao, ()) + tuple(
                unidade.pk for unidade in vivas
            )

    def validas(self, servico: Servico) -> RegrasDoServico:
        """As regras do serviço que valem no dia, por alcance."""
        grupos = self.tabelas.regras.get(servico.pk, {})
        no_dia = {alcance: [r for r in grupo if vale(r, self.dia)] for alcance, grupo in grupos.items()}
        return {alcance: grupo for alcance, grupo in no_dia.items() if grupo}

    def candidatas(self, regra: Regra, subprefeitura: int) -> list[Unidade]:
        """As unidades vivas a que a regra leva numa subprefeitura (0: nenhuma)."""
        if regra.unidade is not None:
            return [regra.unidade] if regra.unidade.pk in self._vivas else []
        return self._atribuicoes.get((regra.atribuicao, subprefeitura), [])

    def assinatura(self, validas: RegrasDoServico) -> tuple[Any, ...]:
        """Igual em dois dias: neles o serviço tem os mesmos destinos em todos os lugares."""
        return tuple(
            (
                regra.pk,
                self._assinaturas.get(regra.atribuicao, ())
                if regra.atribuicao
                else bool(self.candidatas(regra, 0)),
            )
            for grupo in validas.values()
            for regra in grupo
        )

    def destinos(self, servico: Servico, ruas: Sequence[LugarConferido]) -> list[Destino]:
        """O destino de cada distrito e lugar de rua; sem pedir endereço, também o de lugar nenhum."""
        validas = self.validas(servico)
        achados = [
            self._no_lugar(LugarConferido(distrito), validas) for distrito in self.tabelas.distritos.values()
        ]
        achados += [self._no_lugar(lugar, validas) for lugar in ruas]
        if servico.publicada and not servico.publicada.precisa_de_endereco:
            achados.append(self._sem_lugar(validas))
        return achados

    def _no_lugar(self, lugar: LugarConferido, validas: RegrasDoServico) -> Destino:
        if lugar.distrito is None:
            return self._sem_lugar(validas)
        # o de `lugar` pode ser o de antes de uma mudança
        distrito = self.tabelas.distritos[lugar.distrito.pk]
        if lugar.alcance:
            da_rua = [regra for regra in validas.get(lugar.alcance, ()) if no_trecho(regra, lugar.numero)]
            if da_rua:
                return self._pela_regra(lugar, da_rua, distrito)
        for alcance in (f"distrito:{distrito.pk}", f"subprefeitura:{distrito.subprefeitura_id}", "cidade"):
            if alcance in validas:
                return self._pela_regra(lugar, validas[alcance], distrito)
        return Destino(lugar, problema=f"Não há regra deste serviço em {self.dia:%d/%m/%Y}.")

    def _sem_lugar(self, validas: RegrasDoServico) -> Destino:
        lugar = LugarConferido()
        if not validas:
            return Destino(lugar, problema=f"Não há regra deste serviço em {self.dia:%d/%m/%Y}.")
        if any(alcance != "cidade" or regra.atribuicao for alcance, g in validas.items() for regra in g):
            problema = "Este serviço não pede endereço, e a sua regra depende do lugar."
            return Destino(lugar, problema=problema)
        return self._pela_regra(lugar, validas["cidade"], None)

    def _pela_regra(self, lugar: LugarConferido, regras: list[Regra], distrito: Distrito | None) -> Destino:
        """A única unidade viva da única regra; nenhuma é lacuna, mais de uma é conflito."""
        regra = regras[0]
        if len(regras) > 1:
            ditas = " e ".join(sorted(regra.destino for regra in regras))
            problema = f"{len(regras)} regras de {regra.lugar} valem ao mesmo tempo: {ditas}."
            return Destino(lugar, regra=regra, problema=problema, conflito=True)
        candidatas = self.candidatas(regra, distrito.subprefeitura_id if distrito else 0)
        if len(candidatas) == 1:
            return Destino(lugar, candidatas[0], regra)
        onde = f" na subprefeitura {distrito.subprefeitura}" if distrito and regra.atribuicao else ""
        ha = "não existe" if not candidatas else f"são {len(candidatas)} unidades"
        problema = (
            f"A regra de {regra.lugar} manda para {regra.destino}, que {ha}{onde} em {self.dia:%d/%m/%Y}."
        )
        return Destino(lugar, regra=regra, problema=problema, conflito=bool(candidatas))


# --- a conferência ------------------------------------------------------------------------


def conferir(tabelas: Tabelas, servicos: Sequence[Servico], dias: Iterable[date]) -> Conferencia:
    """Os furos de cada serviço em cada lugar; cada furo, no primeiro dia em que aparece."""
    quadros = [Quadro(tabelas, dia) for dia in sorted(set(dias))]
    furos: list[Furo] = []
    unidades: set[int] = set()
    trechos = 0
    for servico in servicos:
        ruas = lugares_de_rua(tabelas.regras.get(servico.pk, {}))
        trechos += _trechos(tabelas.regras.get(servico.pk, {}), quadros)
        abertos: set[LugarConferido] = set()
        for quadro, destinos in _estados(servico, quadros, ruas):
            furados = [destino for destino in destinos if destino.problema and _proprio(destino)]
            novos = [destino for destino in furados if destino.lugar not in abertos]
            furos += _um_por_motivo(servico, quadro.dia, novos)
            abertos = {destino.lugar for destino in furados}
            unidades |= {destino.unidade.pk for destino in destinos if destino.unidade}
    distritos = len(tabelas.distritos)
    return Conferencia(
        servicos=len(servicos),
        distritos=distritos,
        pares=len(servicos) * distritos + trechos,
        furos=tuple(furos),
        destinos=frozenset(unidades),
    )


def furos_novos(
    antes: Tabelas, depois: Tabelas, servicos: Sequence[Servico], dias: Iterable[date]
) -> list[Furo]:
    """Os furos de `depois` que não havia em `antes`, no mesmo dia e lugar: o que uma mudança estragaria."""
    em_ordem = sorted(set(dias))
    quadros = [(Quadro(antes, dia), Quadro(depois, dia)) for dia in em_ordem]
    novos: list[Furo] = []
    for servico in servicos:
        ruas = lugares_de_rua(antes.regras.get(servico.pk, {}), depois.regras.get(servico.pk, {}))
        ja_ditos: set[LugarConferido] = set()
        anterior = None
        for velho, novo in quadros:
            estado = (velho.assinatura(velho.validas(servico)), novo.assinatura(novo.validas(servico)))
            if estado == anterior:
                continue
            anterior = estado
            furados = [destino for destino in novo.destinos(servico, ruas) if destino.problema]
            if not furados:
                continue
            havia = {destino.lugar for destino in velho.destinos(servico, ruas) if destino.problema}
            destes = [d for d in furados if d.lugar not in havia and d.lugar not in ja_ditos]
            novos += _um_por_motivo(servico, novo.dia, destes)
            ja_ditos |= {destino.lugar for destino in destes}
    return novos


def _estados(
    servico: Servico, quadros: Iterable[Quadro], ruas: Sequence[LugarConferido]
) -> Iterator[tuple[Quadro, list[Destino]]]:
    """O primeiro dia e cada dia em que os destinos do serviço mudam."""
    anterior: tuple[Any, ...] | None = None
    for quadro in quadros:
        assinatura = quadro.assinatura(quadro.validas(servico))
        if assinatura != anterior:
            yield quadro, quadro.destinos(servico, ruas)
        anterior = assinatura


def _proprio(destino: Destino) -> bool:
    """O furo da rua que é o do distrito inteiro não se diz duas vezes."""
    return not destino.lugar.alcance or bool(destino.regra and destino.regra.logradouro)


def _um_por_motivo(servico: Servico, dia: date, destinos: Iterable[Destino]) -> list[Furo]:
    """Os números de uma mesma rua com o mesmo problema são um furo só."""
    unicos: dict[tuple[Distrito | None, str, str], Furo] = {}
    for destino in destinos:
        chave = (destino.lugar.distrito, destino.lugar.alcance, destino.problema)
        unicos.setdefault(chave, Furo(servico, destino.lugar, dia, destino.problema, destino.conflito))
    return list(unicos.values())


def _trechos(regras: Mapping[str, list[Regra]], quadros: Sequence[Quadro]) -> int:
    """Quantas regras de rua valem em algum dos dias."""
    return sum(
        any(vale(regra, quadro.dia) for quadro in quadros)
        for alcance, grupo in regras.items()
        if alcance.startswith("rua:")
        for regra in grupo
    )
