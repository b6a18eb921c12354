"""Que contas se publicam: as pequenas não, nem as que as deixariam achar por subtração."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence

from documentos.relatorios import quadros
from documentos.relatorios.quadros import MENOR_QUE_SE_ABRE

type Partes = Sequence[int]
"""Uma conta e as suas partes: só o total, ou quantos sim e quantos não."""


def pequena(partes: Partes) -> bool:
    """Alguma parte é de poucas pessoas: dizer quantas podia dizer quem. Zero não é de ninguém."""
    return any(0 < parte < MENOR_QUE_SE_ABRE for parte in partes)


def que_se_abrem[C: Hashable](contas: Mapping[C, Partes], escondidas: Partes = ()) -> set[C]:
    """As irmãs que se podem publicar ao lado da soma delas.

    `escondidas` são as partes do que está na soma e não tem linha. A soma diria, por subtração, o que ficou
    de fora: enquanto alguma parte disso for pequena, fecha-se também a menor das abertas que lhe acrescente.
    """
    abertas = {chave for chave, partes in contas.items() if not pequena(partes)}
    while abertas:
        fora = [partes for chave, partes in contas.items() if chave not in abertas]
        soma = _somadas([*fora, escondidas] if escondidas else fora)
        quais = [i for i, parte in enumerate(soma) if pequena([parte])]
        acrescentam = [chave for chave in abertas if any(contas[chave][i] for i in quais)]
        if not acrescentam:
            break
        abertas.remove(min(acrescentam, key=lambda chave: (sum(contas[chave]), str(chave))))
    return abertas


def _somadas(todas: Sequence[Partes]) -> list[int]:
    return [sum(partes) for partes in zip(*todas, strict=True)]


def meses_que_se_abrem(contas: Mapping[str, int]) -> dict[str, int]:
    """De cada mês, como 2026-07, a conta que se pode dizer ao lado da soma do ano, que o relatório diz."""
    abertas = dict[str, int]()
    for ano in {mes[:4] for mes in contas}:
        abertas |= quadros.que_se_abrem({mes: n for mes, n in contas.items() if mes.startswith(ano)})
    return abertas


type Rede[C, N] = Mapping[C, tuple[N, N, Partes]]
"""Cada conta liga dois nós, e em cada nó o que entra é o que sai: uma soma e as suas parcelas."""


def fechadas[C: Hashable, N: Hashable](rede: Rede[C, N], ja: Iterable[C] = ()) -> set[C]:
    """As contas que não se publicam: as pequenas e as que as deixariam achar, por quantas somas se cruzem.

    Numa rede, uma conta fechada acha-se por subtração se, e só se, ela é a única passagem fechada entre dois
    lados: uma ponte. Fecha-se mais uma entre os mesmos lados, a menor, até não haver ponte. Em cada soma, o
    que falta também não pode ser pouco, nem tantos quantas as parcelas: seriam um em cada. `ja`: as que se
    fecharam por outra razão. Conta zero não é de ninguém, e não se fecha.
    """
    rede = {conta: ligada for conta, ligada in rede.items() if sum(ligada[2])}
    achadas = {conta for conta, (_, _, partes) in rede.items() if pequena(partes)} | (set(ja) & rede.keys())
    em: dict[N, list[C]] = {}
    for conta, (de, para, _) in sorted(rede.items(), key=lambda par: (sum(par[1][2]), str(par[0]))):
        em.setdefault(de, []).append(conta)
        em.setdefault(para, []).append(conta)
    while mais := _das_somas(rede, em, achadas) | _das_pontes(rede, em, achadas):
        achadas |= mais
    return achadas


def _das_somas[C, N](rede: Rede[C, N], em: Mapping[N, Sequence[C]], achadas: set[C]) -> set[C]:
    """A menor parcela aberta de cada soma a que falta pouco."""
    mais = set()
    for contas in em.values():
        fora = [rede[conta][2] for conta in contas if conta in achadas]
        soma = _somadas(fora) if fora else []
        if fora and (pequena(soma) or sum(soma) <= len(fora)):
            mais.update([conta for conta in contas if conta not in achadas][:1])
    return mais


def _das_pontes[C, N](rede: Rede[C, N], em: Mapping[N, Sequence[C]], achadas: set[C]) -> set[C]:
    """A menor passagem aberta entre os dois lados de cada ponte."""
    mais = set()
    for lado in _lados(rede, em, achadas):
        passagens = (
            conta
            for no in lado
            for conta in em[no]
            if conta not in achadas and not (rede[conta][0] in lado and rede[conta][1] in lado)
        )
        if menor := min(passagens, key=lambda conta: (sum(rede[conta][2]), str(conta)), default=None):
            mais.add(menor)
    return mais


def _lados[C, N](rede: Rede[C, N], em: Mapping[N, Sequence[C]], achadas: set[C]) -> Iterator[set[N]]:
    """De cada ponte entre as fechadas, os nós de um dos lados."""
    so_fechadas = {no: [conta for conta in contas if conta in achadas] for no, contas in em.items()}
    vistos: set[N] = set()
    for raiz in so_fechadas:
        if raiz not in vistos:
            yield from _lados_desde(raiz, rede, so_fechadas, vistos)


def _lados_desde[C, N](
    raiz: N, rede: Rede[C, N], em: Mapping[N, Sequence[C]], vistos: set[N]
) -> Iterator[set[N]]:
    """As pontes do pedaço da rede em que está a raiz (Tarjan, sem recursão)."""
    vez, alcanca, ordem = {raiz: 0}, {raiz: 0}, [raiz]
    pilha: list[tuple[N, C | None, Iterator[C]]] = [(raiz, None, iter(em[raiz]))]
    while pilha:
        no, por, contas = pilha[-1]
        for conta in contas:
            if conta == por:
                continue
            de, para, _ = rede[conta]
            outro = para if de == no else de
            if outro in vez:
                alcanca[no] = min(alcanca[no], vez[outro])
                continue
            vez[outro] = alcanca[outro] = len(vez)
            ordem.append(outro)
            pilha.append((outro, conta, iter(em[outro])))
            break
        else:
            pilha.pop()
            if pilha:
                acima = pilha[-1][0]
                alcanca[acima] = min(alcanca[acima], alcanca[no])
                if alcanca[no] == vez[no]:
                    yield set(ordem[vez[no] :])
    vistos.update(ordem)
