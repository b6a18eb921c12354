"""Do que se contou ao que se publica: fecha o que é pequeno e o que o deixaria achar, e monta as linhas.

O que se fecha decide-se uma vez (`documentos/relatorios/sigilo.py`), sobre todas as somas e sobre os períodos
que cabem uns nos outros: a página, a planilha e a comparação só leem, e não há filtro que diga mais.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations
from typing import Any

from documentos.relatorios.sigilo import MENOR_QUE_SE_ABRE, Partes, Soma, fechadas, pequena
from transparencia.celula import POUCOS
from transparencia.models import Numeros
from transparencia.paineis.chaves import SEM_UNIDADE, Chaves, tipo_de
from transparencia.paineis.contagem import CANCELADO, TAMANHOS, Contado, Onde
from transparencia.paineis.periodos import Periodo
from transparencia.paineis.rede import CIDADE, Conta, Rede, rede_de

DO_FIM = frozenset(("prazo", "resolvido", "nota", "voltou", "reaberto", "prorrogado"))
"""Onde os encerrados não se abrem, elas também não."""
DE_TODOS_OS_ENCERRADOS = ("prazo", "voltou")
"""As suas partes somam os encerrados; as de voltou, também o que se desistiu de pedir."""
SO_DAQUI = ("prazo", "resolvido", "nota", "voltou", "reaberto", "prorrogado", "aberto")
"""Do importado não se registraram: onde não houve pedido daqui, nulo, e não zero."""
MINIMO_DOS_TEMPOS = 20
"""Com menos, o p10 e o p90 seriam o tempo de um pedido só."""
PERCENTIS = (10, 50, 90)

MESES = "meses"
FAMILIAS: dict[str, dict[str, int]] = {
    **{medida: {} for medida in TAMANHOS},
    "pedidos": {"canal": 0, MESES: 0},
    "encerrados": {"fim": 0, MESES: 1},
}
"""Cada medida que se cruza, e as colunas que a abrem: qual das partes delas é esta medida."""

type Contas = defaultdict[Onde, dict[str, Any]]
type NoPeriodo = tuple[str, Conta]
"""Uma conta num período ou, sem tabela que a diga, na fatia entre dois deles."""


def linhas(contados: Sequence[tuple[Periodo, Contado]], chaves: Chaves) -> Iterator[Numeros]:
    """As linhas de períodos que acabam no mesmo dia, o mais curto primeiro; a que nada abre não se grava."""
    redes = {
        medida: [(periodo.chave, rede_de(contado, chaves, medida, colunas)) for periodo, contado in contados]
        for medida, colunas in FAMILIAS.items()
    }
    fora: dict[str, set[NoPeriodo]] = {}
    for medida, nos_periodos in redes.items():
        ja = fora["encerrados"] if medida in DO_FIM else set[NoPeriodo]()
        fora[medida] = _fechar(medida, nos_periodos, ja)
    for vez, (periodo, contado) in enumerate(contados):
        deste = {medida: nos_periodos[vez][1] for medida, nos_periodos in redes.items()}
        for onde, ditas in _ditas(periodo.chave, contado, chaves, deste, fora).items():
            lugar, servico = onde
            se_abre = any(valor not in (None, POUCOS, {}) for valor in ditas.values())
            if lugar != SEM_UNIDADE and (onde == CIDADE or se_abre):
                yield Numeros(
                    periodo=periodo.chave,
                    lugar=lugar,
                    servico=servico,
                    tipo_de_lugar=tipo_de(lugar),
                    tipo_de_servico=tipo_de(servico),
                    contas=ditas,
                )


def _fechar(medida: str, redes: Sequence[tuple[str, Rede]], ja: set[NoPeriodo]) -> set[NoPeriodo]:
    """As que se calam, decididas de uma vez sobre todos os períodos e as fatias entre eles."""
    contas = {(periodo, conta): partes for periodo, rede in redes for conta, partes in rede.contas.items()}
    somas: list[Soma[NoPeriodo]] = [
        ((periodo, total), [(periodo, parcela) for parcela in parcelas])
        for periodo, rede in redes
        for total, parcelas in rede.somas
    ]
    fatias: dict[NoPeriodo, list[int]] = {}
    for (curto, antes), (longo, rede) in combinations(redes, 2):
        for conta, partes in rede.contas.items():
            dentro = antes.contas.get(conta, [0] * len(partes))
            fatia = [a - b for a, b in zip(partes, dentro, strict=True)]
            # a grande não faz mal nem ajuda; a de um cruzamento que já é pequeno acha-se pela linha dele
            de_pequena = all(conta[:2]) and (pequena(partes) or pequena(dentro))
            if conta[2] != MESES and min(fatia) < MENOR_QUE_SE_ABRE and not de_pequena:
                fatias[f"{longo}-{curto}", conta] = fatia
                somas.append(((longo, conta), [(curto, conta), (f"{longo}-{curto}", conta)]))
    sem_linha = set(fatias)
    if medida == "voltou":
        # conta também o que se desistiu de pedir, e os encerrados não: a diferença dizia-o onde ele se cala
        sem_linha |= {no_periodo for no_periodo in contas if all(no_periodo[1][:2])}
        ja = ja | {
            (periodo, (lugar, servico, "", ""))
            for periodo, (lugar, servico, _, coluna) in ja
            if coluna == CANCELADO
        }
    ja = ja | {no_periodo for no_periodo in contas if no_periodo[1][0] == SEM_UNIDADE}
    ao_todo = contas.keys() - ja if medida in DE_TODOS_OS_ENCERRADOS else ()
    return fechadas(contas | fatias, somas, ja=ja, sem_linha=sem_linha, ao_todo=ao_todo)


def _ditas(
    periodo: str, contado: Contado, chaves: Chaves, redes: dict[str, Rede], fora: dict[str, set[NoPeriodo]]
) -> Contas:
    """O que se diz de cada linha do período."""
    contas: Contas = defaultdict(dict)
    for medida, rede in redes.items():
        for conta, partes in sorted(rede.contas.items()):
            lugar, servico, quadro, coluna = conta
            dito: Any = POUCOS if (periodo, conta) in fora[medida] else list(partes)
            if not quadro:
                contas[lugar, servico][medida] = dito
            else:
                celulas = contas[lugar, servico].setdefault(quadro, {})
                celulas[coluna] = _do_mes(celulas, coluna, medida, dito) if quadro == MESES else dito
    dias = _somados(contado.dias, chaves)
    for onde, ditas in contas.items():
        fechada = (periodo, (*onde, "", "")) in fora["encerrados"]
        _completar(ditas, redes["prazo"].contas.get((*onde, "", ""), []), fechada=fechada)
        ditas["dias"] = percentis(dias[onde], fechada=fechada)
        if onde[0] in contado.na_unidade:
            ditas["na_unidade"] = percentis(contado.na_unidade[onde[0]], fechada=False)
    return contas


def _do_mes(celulas: dict[str, Any], mes: str, medida: str, dito: Any) -> Any:
    """Os pedidos e os encerrados do mês, que só se dizem juntos."""
    partes = celulas.get(mes, [0, 0])
    if POUCOS in (partes, dito):
        return POUCOS
    partes[FAMILIAS[medida][MESES]] = dito[0]
    return partes


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
        else:
            somas[folha, ""].update(conta)
    return somas


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
