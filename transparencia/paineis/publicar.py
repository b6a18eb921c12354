"""Do que se contou ao que se publica: fecha o que é pequeno e o que o deixaria achar, e monta as linhas.

O que se fecha decide-se aqui, uma vez, sobre todas as somas do período: a página, a planilha e a comparação
só leem, e não há filtro que diga mais do que outro.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from transparencia.celula import POUCOS, Celula
from transparencia.models import Numeros
from transparencia.paineis import lugares
from transparencia.paineis.contagem import COLUNAS, TAMANHOS, Contado
from transparencia.paineis.lugares import Nomes
from transparencia.paineis.periodos import Periodo
from transparencia.paineis.rede import CIDADE, Onde, rede_de
from transparencia.sigilo import Partes, fechadas

DO_FIM = frozenset(("prazo", "resolvido", "nota", "reaberto", "prorrogado", "voltou"))
"""As que são partes dos encerrados: onde eles não se abrem, elas também não."""
QUAL_ORDENA = {"pedidos": 0, "encerrados": 0, "dias": 1, "aberto": 1}
"""A parte por que se ordena: a metade dos dias, os atrasados."""
PROPORCOES = ("prazo", "resolvido", "nota", "reaberto", "voltou", "prorrogado")
MINIMO_DO_QUADRO = 30
"""Com menos que isto, a proporção lê-se e não entra na ordem."""
TAMANHO_MINIMO = 5
PERCENTIS = (10, 50, 90)

type Contas = defaultdict[Onde, dict[str, Any]]


def linhas(contado: Contado, periodo: Periodo, nomes: Nomes) -> Iterator[Numeros]:
    """As linhas do período, por gravar. A que não tem nada que se abra não se grava."""
    contas: Contas = defaultdict(dict)
    _cruzadas(contado, nomes, contas)
    _das_unidades(contado, contas)
    for onde, ditas in contas.items():
        if onde == CIDADE or any(valor not in (None, POUCOS) for valor in ditas.values()):
            yield _linha(onde, ditas, periodo, nomes)


def _linha(onde: Onde, ditas: dict[str, Any], periodo: Periodo, nomes: Nomes) -> Numeros:
    lugar, servico = onde
    tipo = lugar.partition("-")[0] or servico.partition("-")[0] or lugares.CIDADE
    return Numeros(
        periodo=periodo.chave,
        lugar=lugar,
        servico=servico,
        tipo=f"{tipo}+servico" if lugar and servico else tipo,
        nome_do_lugar=nomes.nomes[lugar][:250] if lugar else "A cidade",
        nome_do_servico=nomes.nomes[servico][:250] if servico else "",
        contas={**ditas, "ordem": ordem(ditas)},
    )


def ordem(ditas: Mapping[str, Any]) -> dict[str, float]:
    """O número por que cada medida se põe em ordem num quadro; o que não se abre, ou é de poucos, não tem.

    Uma proporção vale o menor valor do intervalo: poucas respostas boas não passam à frente de muitas.
    """
    numeros: dict[str, float] = {}
    for medida, valor in ditas.items():
        celula = proporcao(valor) if medida in PROPORCOES else Celula(valor)
        if medida in QUAL_ORDENA and celula.partes:
            numeros[medida] = celula.partes[QUAL_ORDENA[medida]]
        elif medida in PROPORCOES and celula.intervalo and celula.n >= MINIMO_DO_QUADRO:
            numeros[medida] = round(celula.intervalo[0], 4)
    return numeros


def proporcao(valor: Any) -> Celula:
    """Quantos sim e quantos não; o que não se registrou, ou não tem prazo, fica fora."""
    return Celula((valor[:2] if any(valor[:2]) else None) if isinstance(valor, list) else valor)


# --- lugares e serviços ---------------------------------------------------------------------


def _cruzadas(contado: Contado, nomes: Nomes, contas: Contas) -> None:
    def grupo(folha: str) -> str:
        return nomes.do_distrito[folha]

    def acima(servico: str) -> str:
        return nomes.do_servico[servico]

    fora: dict[str, set[Onde]] = {}
    for medida in TAMANHOS:
        rede = rede_de(contado.cruzado[medida], grupo=grupo, acima=acima)
        ja = fora["encerrados"] if medida in DO_FIM else ()
        fora[medida] = fechadas(rede, ja)
        for onde, (_, _, partes) in rede.items():
            contas[onde][medida] = POUCOS if onde in fora[medida] else partes
    totais = rede_de(_em_uma(contado.dias, nomes), grupo=grupo, acima=acima)
    for onde, dias in _somados(contado.dias, nomes).items():
        if onde in totais:
            contas[onde]["dias"] = POUCOS if onde in fora["encerrados"] else percentis(dias)
    linhas_fora = {(lugar, "") for lugar, servico in fora["pedidos"] | fora["encerrados"] if not servico}
    for medida in COLUNAS:
        _em_colunas(contado.colunas["lugares", medida], medida, grupo, linhas_fora, contas, de_lugar=True)
        servicos_fora = {(servico, "") for lugar, servico in fora["pedidos"] | fora["encerrados"] if not lugar}
        _em_colunas(contado.colunas["servicos", medida], medida, acima, servicos_fora, contas, de_lugar=False)


def _em_uma(dias: Mapping[Onde, Counter[int]], nomes: Nomes) -> dict[Onde, list[int]]:
    return {onde: [conta.total()] for onde, conta in dias.items() if onde[1] and onde[0] in nomes.do_distrito}


def _somados(dias: Mapping[Onde, Counter[int]], nomes: Nomes) -> dict[Onde, Counter[int]]:
    """Os dias de cada célula, e os das somas dela."""
    somas: defaultdict[Onde, Counter[int]] = defaultdict(Counter)
    for (folha, servico), conta in dias.items():
        if not servico:
            continue
        grupo, tema = nomes.do_distrito[folha], nomes.do_servico[servico]
        for onde in (
            (folha, servico),
            (grupo, servico),
            (folha, ""),
            (grupo, ""),
            ("", servico),
            ("", tema),
            CIDADE,
        ):
            somas[onde].update(conta)
    return somas


def _em_colunas(  # noqa: PLR0913  a medida, as linhas e onde se guarda
    celulas: Mapping[Onde, list[int]],
    medida: str,
    grupo: Callable[[str], str],
    linhas_fora: Iterable[Onde],
    contas: Contas,
    *,
    de_lugar: bool,
) -> None:
    """Cada linha em colunas (semanas, desfechos, canais): fecha-se célula a célula, e não a linha inteira."""
    rede = rede_de(celulas, grupo=grupo)
    fora = fechadas(rede, linhas_fora)
    for (linha, coluna), (_, _, partes) in sorted(rede.items()):
        if not coluna or (not linha and not de_lugar):
            continue
        onde = (linha, "") if de_lugar else ("", linha)
        dita = contas[onde].setdefault(medida, {})
        fechada = (linha, coluna) in fora or (linha, "") in linhas_fora
        dita[coluna] = POUCOS if fechada else _curta(partes)


def _curta(partes: Partes) -> int | list[int]:
    return partes[0] if len(partes) == 1 else list(partes)


# --- unidades -------------------------------------------------------------------------------


def _das_unidades(contado: Contado, contas: Contas) -> None:
    """As unidades, uma soma só; a de chave vazia (a de uma pessoa só, sem outra acima) nunca se mostra."""
    fora: dict[str, set[str]] = {}
    for medida in TAMANHOS:
        delas = {u: ("cidade", "unidades", partes) for u, partes in contado.unidades[medida].items()}
        ja = {*(fora["encerrados"] if medida in DO_FIM else ()), ""}
        fora[medida] = fechadas(delas, ja)
        for unidade, (_, _, partes) in delas.items():
            if unidade:
                contas[unidade, ""][medida] = POUCOS if unidade in fora[medida] else partes
    for (unidade, servico), dias in contado.dias.items():
        if not servico:
            contas[unidade, ""]["dias"] = POUCOS if unidade in fora["encerrados"] else percentis(dias)
    for unidade, dias in contado.na_unidade.items():
        if dias.total() >= TAMANHO_MINIMO and unidade not in fora["encerrados"]:
            contas[unidade, ""]["na_unidade"] = percentis(dias)
    linhas_fora = {(unidade, "") for unidade in fora["pedidos"] | fora["encerrados"]}
    for medida in COLUNAS:
        delas_em_colunas = contado.colunas["unidades", medida]
        rede = rede_de(delas_em_colunas, grupo=lambda _: "unidades")
        fechadas_nelas = fechadas(rede, {*linhas_fora, *(onde for onde in delas_em_colunas if not onde[0])})
        for (unidade, coluna), partes in sorted(delas_em_colunas.items()):
            if unidade:
                fechada = (unidade, coluna) in fechadas_nelas or (unidade, "") in linhas_fora
                contas[unidade, ""].setdefault(medida, {})[coluna] = POUCOS if fechada else _curta(partes)


def percentis(dias: Counter[int]) -> list[int]:
    """Em quantos dias acabou um em dez, metade e nove em dez, e em quantos se mediu."""
    n, ordem, ditos, ate = dias.total(), iter(sorted(dias)), [], 0
    dia = 0
    for percentil in PERCENTIS:
        while ate * 100 < n * percentil:
            dia = next(ordem)
            ate += dias[dia]
        ditos.append(dia)
    return [*ditos, n]
