"""Do que se contou ao que se publica: fecha o que é pequeno e o que o deixaria achar, e monta as linhas.

O que se fecha decide-se aqui, uma vez, sobre todas as somas do período e sobre os períodos que cabem nele: a
página, a planilha e a comparação só leem, e não há filtro que diga mais do que outro.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from transparencia.celula import POUCOS
from transparencia.models import Numeros
from transparencia.paineis.chaves import SEM_UNIDADE, SERVICO, TEMA, UNIDADE, Chaves, tipo_de
from transparencia.paineis.contagem import COLUNAS, TAMANHOS, Contado
from transparencia.paineis.periodos import Periodo
from transparencia.paineis.rede import CIDADE, Nos, Onde, rede_de
from transparencia.sigilo import Partes, fechadas, pequena

DO_FIM = frozenset(("prazo", "resolvido", "nota", "voltou", "reaberto", "prorrogado"))
"""Onde os encerrados não se abrem, elas também não."""
SO_DAQUI = ("prazo", "resolvido", "nota", "voltou", "reaberto", "prorrogado", "aberto")
"""Do importado não se registraram: onde não houve pedido daqui, nulo, e não zero."""
MINIMO_DOS_TEMPOS = 20
"""Com menos, o p10 e o p90 seriam o tempo de um pedido só."""
PERCENTIS = (10, 50, 90)

TODAS = "todas-as-unidades"
DE_TODAS, DE_CADA = ("todas", "", ""), ("cada", "", "")
DE_QUE_LINHAS = {SERVICO: (SERVICO, TEMA), UNIDADE: (UNIDADE,)}

type Contas = defaultdict[Onde, dict[str, Any]]
type Rede = dict[Onde, tuple[Nos, Nos, Partes]]


@dataclass(slots=True)
class Aberto:
    """O que já se abriu dos outros períodos da edição: (quadro, medida) → onde → partes."""

    por_periodo: list[tuple[Periodo, dict[tuple[str, str], dict[Onde, Partes]]]] = field(default_factory=list)

    def diriam_pouco(self, periodo: Periodo, quadro: tuple[str, str], rede: Rede) -> set[Onde]:
        """As contas que, menos as de um período que cabe neste, deixariam uma diferença pequena."""
        return {
            onde
            for outro, quadros in self.por_periodo
            if outro.cabe_em(periodo)
            for onde, antes in quadros.get(quadro, {}).items()
            if onde in rede and pequena([a - b for a, b in zip(rede[onde][2], antes, strict=True)])
        }


def linhas(contado: Contado, periodo: Periodo, chaves: Chaves, aberto: Aberto) -> Iterator[Numeros]:
    """As linhas do período, por gravar; `aberto` passa a ter as deste. A que nada abre não se grava."""
    contas: Contas = defaultdict(dict)
    quadros: dict[tuple[str, str], dict[Onde, Partes]] = {}

    def fechar(quadro: tuple[str, str], rede: Rede, ja: Iterable[Onde] = ()) -> set[Onde]:
        fora = fechadas(rede, {*ja, *aberto.diriam_pouco(periodo, quadro, rede)})
        quadros[quadro] = {onde: partes for onde, (_, _, partes) in rede.items() if onde not in fora}
        return fora

    _dos_lugares(contado, chaves, contas, fechar)
    _das_unidades(contado, contas, fechar)
    aberto.por_periodo.append((periodo, quadros))
    for onde, ditas in contas.items():
        if onde == CIDADE or any(valor not in (None, POUCOS, {}) for valor in ditas.values()):
            lugar, servico = onde
            yield Numeros(
                periodo=periodo.chave,
                lugar=lugar,
                servico=servico,
                tipo_de_lugar=tipo_de(lugar),
                tipo_de_servico=tipo_de(servico),
                contas=ditas,
            )


type Fechar = Callable[..., set[Onde]]


def _dos_lugares(contado: Contado, chaves: Chaves, contas: Contas, fechar: Fechar) -> None:
    grupo, acima = chaves.do_distrito.__getitem__, chaves.do_servico.__getitem__
    redes = {medida: rede_de(contado.cruzado[medida], grupo=grupo, acima=acima) for medida in TAMANHOS}
    fora: dict[str, set[Onde]] = {}
    for medida, rede in redes.items():
        fora[medida] = fechar(("lugares", medida), rede, fora["encerrados"] if medida in DO_FIM else ())
        for onde, (_, _, partes) in rede.items():
            contas[onde][medida] = POUCOS if onde in fora[medida] else list(partes)
    for onde in list(contas):
        _completar(
            contas[onde], redes["prazo"].get(onde, ("", "", []))[2], fechada=onde in fora["encerrados"]
        )
    for onde, dias in _somados(contado.dias, chaves).items():
        contas[onde]["dias"] = percentis(dias, fechada=onde in fora["encerrados"])
    sem_linha = fora["pedidos"] | fora["encerrados"]
    for medida in COLUNAS:
        linhas_fora = {(lugar, "") for lugar, servico in sem_linha if not servico}
        rede = rede_de(contado.colunas["lugares", medida], grupo=grupo)
        _em_colunas(("lugares", medida), rede, linhas_fora, contas, fechar, de="")
        linhas_fora = {(servico, "") for lugar, servico in sem_linha if not lugar}
        rede = rede_de(contado.colunas["servicos", medida], grupo=acima)
        _em_colunas(("servicos", medida), rede, linhas_fora, contas, fechar, de=SERVICO)


def _completar(ditas: dict[str, Any], prazo: Partes, *, fechada: bool) -> None:
    """O que faltou: zero onde houve pedido daqui, nulo onde não se registrou."""
    daqui = any(prazo[:3]) or "aberto" in ditas
    for medida in SO_DAQUI:
        if medida in DO_FIM and fechada:
            ditas[medida] = POUCOS
        elif not daqui:
            ditas[medida] = None
        else:
            ditas.setdefault(medida, [0] * TAMANHOS[medida])


def _somados(dias: Mapping[Onde, Counter[int]], chaves: Chaves) -> dict[Onde, Counter[int]]:
    """Os dias de cada distrito e serviço, e os das somas dela."""
    somas: defaultdict[Onde, Counter[int]] = defaultdict(Counter)
    for (folha, servico), conta in dias.items():
        if servico:
            grupo, tema = chaves.do_distrito[folha], chaves.do_servico[servico]
            for lugar in (folha, grupo, ""):
                somas[lugar, servico].update(conta)
                somas[lugar, ""].update(conta)
            somas["", tema].update(conta)
    return somas


def _em_colunas(  # noqa: PLR0913  o quadro, as linhas dele e onde se guarda
    quadro: tuple[str, str],
    rede: Rede,
    linhas_fora: Iterable[Onde],
    contas: Contas,
    fechar: Fechar,
    *,
    de: str,
) -> None:
    """Cada linha em colunas (resultados, canais, meses): fecha-se célula a célula, e não a linha inteira."""
    linhas_fora = set(linhas_fora)
    fora = fechar(quadro, rede, linhas_fora)
    for (linha, coluna), (_, _, partes) in sorted(rede.items()):
        if coluna and (not de or tipo_de(linha) in DE_QUE_LINHAS[de]):
            fechada = (linha, coluna) in fora or (linha, "") in linhas_fora
            onde = ("", linha) if de == SERVICO else (linha, "")
            contas[onde].setdefault(quadro[1], {})[coluna] = POUCOS if fechada else list(partes)


def _das_unidades(contado: Contado, contas: Contas, fechar: Fechar) -> None:
    """As unidades, uma soma só; as de uma pessoa só, sem outra acima, nunca se mostram."""
    fora: dict[str, set[Onde]] = {}
    for medida in TAMANHOS:
        partes_de = contado.unidades[medida]
        rede: Rede = {onde: (DE_TODAS, DE_CADA, partes) for onde, partes in partes_de.items()}
        ja = fora["encerrados"] if medida in DO_FIM else set()
        fora[medida] = fechar(("unidades", medida), rede, {*ja, (SEM_UNIDADE, "")})
        for onde, partes in partes_de.items():
            contas[onde][medida] = POUCOS if onde in fora[medida] else partes
    for onde in contado.unidades["pedidos"].keys() | contado.unidades["encerrados"].keys():
        fechada = onde in fora["encerrados"]
        _completar(contas[onde], contado.unidades["prazo"].get(onde, []), fechada=fechada)
        contas[onde]["dias"] = percentis(contado.dias[onde], fechada=fechada)
        contas[onde]["na_unidade"] = percentis(contado.na_unidade[onde[0]], fechada=False)
    linhas_fora = fora["pedidos"] | fora["encerrados"] | {(SEM_UNIDADE, "")}
    for medida in COLUNAS:
        celulas = contado.colunas["unidades", medida]
        linhas_fora |= {onde for onde in celulas if onde[0] == SEM_UNIDADE}
        rede = rede_de(celulas, grupo=lambda _: TODAS)
        _em_colunas(("unidades", medida), rede, linhas_fora, contas, fechar, de=UNIDADE)
    contas.pop((SEM_UNIDADE, ""), None)


def percentis(dias: Counter[int], *, fechada: bool) -> Any:
    """Em quantos dias acabou um em dez, metade e nove em dez, e em quantos se mediu; sem nenhum, nulo."""
    n, ordem, ditos, ate = dias.total(), iter(sorted(dias)), [], 0
    if not n:
        return None
    if fechada or n < MINIMO_DOS_TEMPOS:
        return POUCOS
    dia = 0
    for percentil in PERCENTIS:
        while ate * 100 < n * percentil:
            dia = next(ordem)
            ate += dias[dia]
        ditos.append(dia)
    return [*ditos, n]
