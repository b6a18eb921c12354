"""Que contas se publicam: as pequenas não, nem as que as deixariam achar somando e tirando as outras.

É o único lugar em que isso se decide: relatórios, painéis, avaliação, bairro e dados abertos dão as suas
contas e como se somam, e recebem as que se calam (docs/adr/0093). Nada aqui lê o banco.
"""

from __future__ import annotations

import secrets
from collections.abc import Collection, Hashable, Iterable, Mapping, Sequence

MENOR_QUE_SE_ABRE = 5
"""Abaixo disto, dizer quantos são pode dizer quem são."""
PRIMO = 2**61 - 1
"""As contas do sistema fazem-se no resto da divisão por ele: são exatas e não crescem."""

type Partes = Sequence[int]
"""Uma conta e as suas partes: só o total, ou quantos sim e quantos não. Fecham-se juntas."""
type Soma[C] = tuple[C | None, Collection[C]]
"""Uma conta e as parcelas de que ela é a soma; sem conta, a soma diz-se noutro lugar."""
type Linha = dict[int, int]
"""Uma equação: quanto vale cada parte de conta, pelo seu número, numa soma que se sabe."""


def pequena(partes: Partes) -> bool:
    """Alguma parte é de poucas pessoas: dizer quantas podia dizer quem. Zero não é de ninguém."""
    return any(0 < parte < MENOR_QUE_SE_ABRE for parte in partes)


def fechadas[C: Hashable](  # noqa: PLR0913  o que se sabe de fora de cada conta
    contas: Mapping[C, Partes],
    somas: Iterable[Soma[C]],
    *,
    ja: Collection[C] = (),
    ditas: Collection[C] = (),
    sem_linha: Iterable[C] = (),
    ao_todo: Iterable[C] = (),
) -> set[C]:
    """As contas que não se publicam: as pequenas, `ja`, e as que se fecham para ninguém achar umas e outras.

    `ja` são as que se fecham por outra razão; `ditas`, as que já se publicaram e não se fecham mais;
    `sem_linha`, as que nenhuma tabela tem, mas se achariam por subtração: só fazem mal se são pequenas;
    `ao_todo`, aquelas de que noutra tabela se diz a soma das partes. O que não está em `contas`, ou é zero,
    sabe-se que é zero. Uma parte fechada acha-se se as somas só lhe deixam um valor: fecha-se então a menor
    das contas abertas por que se acharia. Em cada soma, o que falta também não pode ser pouco, nem tantos
    quantas as parcelas: seriam um em cada.
    """
    partes = sorted(
        ((conta, i) for conta, ditas_dela in contas.items() for i, n in enumerate(ditas_dela) if n), key=str
    )
    numero = {parte: vez for vez, parte in enumerate(partes)}
    vale = [contas[conta][i] for conta, i in partes]
    proibidas, caladas = set(ja), set(sem_linha)
    fora = {conta for conta, _ in partes if pequena(contas[conta]) or conta in proibidas}
    segredos = {
        vez
        for vez, (conta, _) in enumerate(partes)
        if conta in fora and (vale[vez] < MENOR_QUE_SE_ABRE or conta in proibidas)
    }
    fora |= {conta for conta, _ in partes if conta in caladas}
    achadas = {vez for vez, (conta, _) in enumerate(partes) if conta in fora}
    linhas = [linha for soma in somas for linha in _em_linhas(soma, contas, numero)]
    linhas += [
        _em_linha([(conta, 1)], range(len(contas[conta])), numero) for conta in ao_todo if conta in contas
    ]

    def fechar_a_menor(quais: Iterable[int]) -> bool:
        abertas = [vez for vez in quais if vez not in achadas and partes[vez][0] not in ditas]
        if not abertas:
            return False
        menor, _ = partes[min(abertas, key=lambda vez: (sum(contas[partes[vez][0]]), vez))]
        fora.add(menor)
        achadas.update(numero[menor, i] for i, n in enumerate(contas[menor]) if n)
        return True

    mudou = True
    while mudou:
        mudou = False
        for linha in linhas:
            parcelas, total = _de_que_falta_pouco(linha, vale, achadas)
            mudou = fechar_a_menor(parcelas) or fechar_a_menor(total) or mudou
        if not mudou:
            for derivada in _achados(linhas, achadas, segredos):
                mudou = (achadas.isdisjoint(derivada) and fechar_a_menor(derivada)) or mudou
    return fora


def que_se_abrem[C: Hashable](contas: Mapping[C, int]) -> dict[C, int]:
    """As irmãs que se podem publicar ao lado da soma delas."""
    fora = fechadas({conta: [n] for conta, n in contas.items()}, [_de_fora(contas)])
    return {conta: n for conta, n in contas.items() if conta not in fora}


def meses_que_se_abrem(contas: Mapping[str, int]) -> dict[str, int]:
    """De cada mês, como 2026-07, a conta que se pode dizer ao lado da soma do ano.

    Decide-se mês a mês, como se publicam: o que já se disse não se desdiz, e para esconder o mês pequeno só
    se fecha outro que ainda não se tenha dito.
    """
    abertas = dict[str, int]()
    for ano in {mes[:4] for mes in contas}:
        ate, fora = dict[str, int](), set[str]()
        for mes in sorted(mes for mes in contas if mes.startswith(ano)):
            ditas = ate.keys() - fora
            ate[mes] = contas[mes]
            fora = fechadas({qual: [n] for qual, n in ate.items()}, [_de_fora(ate)], ja=fora, ditas=ditas)
        abertas |= {mes: n for mes, n in ate.items() if mes not in fora}
    return abertas


def _de_fora[C: Hashable](contas: Mapping[C, int]) -> Soma[C]:
    """A soma destas, que se diz noutro lugar."""
    return None, contas


def _em_linhas[C: Hashable](
    soma: Soma[C], contas: Mapping[C, Partes], numero: Mapping[tuple[C, int], int]
) -> list[Linha]:
    """A soma, em cada uma das partes."""
    total, parcelas = soma
    presentes = [(conta, 1) for conta in parcelas if conta in contas]
    if total is not None and total in contas:
        presentes.append((total, -1))
    quantas = max((len(contas[conta]) for conta, _ in presentes), default=0)
    return [_em_linha(presentes, [i], numero) for i in range(quantas)]


def _em_linha[C: Hashable](
    presentes: Iterable[tuple[C, int]], quais: Iterable[int], numero: Mapping[tuple[C, int], int]
) -> Linha:
    """Estas partes das contas; a que é zero sabe-se."""
    return {numero[conta, i]: vez for i in quais for conta, vez in presentes if (conta, i) in numero}


def _de_que_falta_pouco(linha: Linha, vale: Sequence[int], achadas: set[int]) -> tuple[list[int], list[int]]:
    """As parcelas e o total da soma a que falta pouco; nada, se não falta pouco ou se o total não se diz."""
    fora = [parte for parte in linha if parte in achadas]
    resto = sum(vale[parte] for parte in fora)
    if not fora or any(linha[parte] < 0 for parte in fora) or resto >= max(MENOR_QUE_SE_ABRE, len(fora) + 1):
        return [], []
    total = [parte for parte, vez in linha.items() if vez < 0]
    return [parte for parte, vez in linha.items() if vez > 0], total


def _achados(linhas: Sequence[Linha], achadas: set[int], segredos: set[int]) -> list[Linha]:
    """De cada segredo que as somas determinam, a equação que o diz só pelas abertas.

    Escalona o sistema nas fechadas e sorteia uma solução da parte homogênea: a que nela dá zero tem um valor
    só, ou foi acaso de um em `PRIMO`.
    """
    ordem, pivos = _escalonar(linhas, achadas)
    sorteio = dict[int, int]()
    for parte in reversed(ordem):
        if pivo := pivos.get(parte):
            soma = sum(vez * sorteio[outra] for outra, vez in pivo.items() if outra in sorteio)
            sorteio[parte] = -soma * _inverso(pivo[parte]) % PRIMO
        else:
            sorteio[parte] = secrets.randbelow(PRIMO - 1) + 1
    vez_de = {parte: vez for vez, parte in enumerate(ordem)}
    achados = []
    for parte in ordem:
        if parte in segredos and not sorteio[parte]:
            derivada = dict(pivos[parte])
            while outras := [outra for outra in derivada if outra in vez_de and outra != parte]:
                outra = min(outras, key=vez_de.__getitem__)
                _tirar(derivada, pivos[outra], outra)
            del derivada[parte]
            achados.append(derivada)
    return achados


def _escalonar(linhas: Sequence[Linha], achadas: set[int]) -> tuple[list[int], dict[int, Linha]]:
    """As fechadas na ordem em que se eliminam, e a equação de cada uma das que têm; a mais curta primeiro."""
    vivas = [dict(linha) for linha in linhas if not achadas.isdisjoint(linha)]
    em: dict[int, set[int]] = {}
    for i, linha in enumerate(vivas):
        for parte in achadas.intersection(linha):
            em.setdefault(parte, set()).add(i)
    ordem, pivos = sorted(em, key=lambda parte: (len(em[parte]), parte)), dict[int, Linha]()
    for parte in ordem:
        if not em[parte]:
            continue
        de, *outras = sorted(em[parte], key=lambda i: (len(vivas[i]), i))
        pivo = pivos[parte] = vivas[de]
        mudam = [qual for qual in pivo if qual in em]
        for qual in mudam:
            em[qual].discard(de)
        for i in outras:
            _tirar(vivas[i], pivo, parte)
            for qual in mudam:
                (em[qual].add if qual in vivas[i] else em[qual].discard)(i)
    return ordem, pivos


def _inverso(vez: int) -> int:
    return vez if vez in {1, -1} else pow(vez, -1, PRIMO)


def _tirar(linha: Linha, pivo: Linha, parte: int) -> None:
    """Da equação, a parte, pondo no lugar dela o que a outra diz que vale."""
    vezes = linha[parte] * _inverso(pivo[parte])
    for outra, vez in pivo.items():
        valor = (linha.get(outra, 0) - vezes * vez) % PRIMO
        if valor:
            linha[outra] = valor
        else:
            linha.pop(outra, None)
