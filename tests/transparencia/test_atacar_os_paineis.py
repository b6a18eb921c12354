"""Quem soma e tira tudo o que uma edição dos painéis diz não acha conta pequena nenhuma.

O mundo é sorteado, de contas pequenas. O ataque sabe como as contas se somam (lugares, temas, unidades,
canais, resultados, meses, prazos, períodos que cabem noutros) e até quais são zero: mais do que alguém sabe.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import combinations
from random import Random
from typing import Any

import pytest
from django.utils import timezone

from guia.models import Assunto, Servico, Tema
from protocolo.models import Canal
from solicitacoes.models import Agregado
from solicitacoes.situacoes import Desfecho
from tests.ataque import Equacao, achadas, soma
from tests.solicitacoes import elenco
from transparencia.models import Edicao, Numeros
from transparencia.paineis.acoes import publicar
from transparencia.paineis.contagem import BOA_NOTA, CANCELADO
from transparencia.paineis.periodos import Periodo

pytestmark = pytest.mark.django_db
AGORA = datetime(2026, 5, 13, 12, tzinfo=timezone.get_default_timezone())
PEDIDOS = 260
CANAIS = (Canal.PORTAL, Canal.CENTRAL, Canal.CARTA)
FINS = (Desfecho.REALIZADO, Desfecho.NAO_ENCONTRADO, CANCELADO)
M, P = Agregado.Medida, Agregado.Prazo

type Conta = tuple[str, str, str, str, str]
"""O período, a medida e a parte dela, o lugar, o serviço e a coluna."""


@dataclass(frozen=True, slots=True)
class Fato:
    """Uma coisa que se conta: o dia, a medida, onde, e em que coluna."""

    dia: date
    medida: str
    distrito: str
    servico: str
    unidade: str
    coluna: str = ""


SUB = {"distrito-d1": "subprefeitura-a", "distrito-d2": "subprefeitura-a", "distrito-d3": "subprefeitura-b"}
TEMA = {"servico-s1": "tema-rua", "servico-s2": "tema-rua", "servico-s3": "tema-luz"}
DE_QUE = {"canal": "pedidos", "meses 0": "pedidos"}
DE_QUE |= dict.fromkeys(("fim", "meses 1", "prazo 0", "prazo 1"), "encerrados")
"""De que medida cada parte, ou cada coluna, é parcela."""
UNIDADES = ("unidade-u1", "unidade-u2", "unidade-u3")


def sortear(semente: int) -> list[Fato]:
    """Grava os agregados de uma cidade pequena, e diz cada coisa que neles se contou."""
    sorte = Random(semente)
    subs = {"a": elenco.subprefeitura(1, "A"), "b": elenco.subprefeitura(2, "B")}
    distritos = {d: elenco.distrito(i, d[-2:].upper(), subs[SUB[d][-1]]) for i, d in enumerate(SUB, 11)}
    servicos = {s: elenco.servico(s[-2:], s[-2:].upper()) for s in TEMA}
    luz = Assunto.objects.create(
        tema=Tema.objects.create(slug="luz", nome="Luz"), slug="poste", nome="Poste de luz"
    )
    Servico.objects.filter(slug="s3").update(assunto=luz)
    unidades = {u: elenco.unidade(u[-2:].upper()) for u in UNIDADES}
    fatos, linhas = list[Fato](), Counter[tuple[Any, ...]]()
    for _ in range(PEDIDOS):
        onde = (_escolher(sorte, SUB), _escolher(sorte, TEMA), _escolher(sorte, UNIDADES))
        canal, fim = _escolher(sorte, CANAIS), _escolher(sorte, FINS)
        dia = AGORA.date() - timedelta(days=int(1 + 420 * sorte.random() ** 2))
        acabou = min(dia + timedelta(days=sorte.randrange(40)), AGORA.date() - timedelta(days=1))
        prazo, respondeu = sorte.choice((P.NO_PRAZO, P.NO_PRAZO, P.FORA)), sorte.random()
        voltou = sorte.random() < 0.1
        linhas[(dia, *onde, canal, M.PEDIDA, "", "")] += 1
        linhas[(acabou, *onde, canal, M.ENCERRADA, fim, prazo)] += 1
        fatos += [Fato(dia, "pedidos", *onde), Fato(dia, "canal", *onde, canal)]
        fatos += [Fato(dia, "meses 0", *onde, f"{dia:%Y-%m}"), Fato(acabou, "fim", *onde, fim)]
        fatos.append(Fato(acabou, f"voltou {int(not voltou)}", *onde))
        if voltou:
            linhas[(acabou, *onde, canal, M.VOLTADA, "", "")] += 1
        if fim != CANCELADO:
            parte = 0 if prazo == P.NO_PRAZO else 1
            fatos += [Fato(acabou, "encerrados", *onde), Fato(acabou, f"prazo {parte}", *onde)]
            fatos.append(Fato(acabou, "meses 1", *onde, f"{acabou:%Y-%m}"))
        if respondeu < 0.4:
            nota = 5 if respondeu < 0.3 else 1
            linhas[(acabou, *onde, canal, M.NOTA, str(nota), "")] += 1
            fatos.append(Fato(acabou, f"nota {int(nota < BOA_NOTA)}", *onde))
    Agregado.objects.bulk_create(
        Agregado(
            dia=dia,
            medida=medida,
            valor=valor,
            prazo=prazo,
            canal=canal,
            n=n,
            distrito=distritos[d],
            servico=servicos[s],
            unidade=unidades[u],
            sigilosa=False,
            importada=False,
            junta=False,
            tempo=3 if medida == M.ENCERRADA else None,
        )
        for (dia, d, s, u, canal, medida, valor, prazo), n in linhas.items()
    )
    return fatos


def _escolher(sorte: Random, quais: Any) -> Any:
    """A primeira muito mais do que as outras: há contas grandes, pequenas e nenhumas."""
    return sorte.choices(list(quais), [9 ** (1 - i) for i in range(len(quais))])[0]


def lugares_de(fato: Fato) -> Iterator[tuple[str, str]]:
    """As linhas em que o fato se conta."""
    sub = SUB[fato.distrito]
    yield from (("", ""), (sub, ""), (fato.distrito, ""), (fato.unidade, ""))
    yield from (("", fato.servico), ("", TEMA[fato.servico]))
    if not fato.coluna:
        yield from ((fato.distrito, fato.servico), (sub, fato.servico))


def contar(fatos: list[Fato], periodos: list[Periodo]) -> Counter[Conta]:
    """Cada conta que alguma tabela podia dizer."""
    contas = Counter[Conta]()
    for periodo in periodos:
        for fato in fatos:
            if periodo.de <= fato.dia <= periodo.ate and (
                periodo.um_ano or not fato.medida.startswith("meses")
            ):
                contas.update(
                    (periodo.chave, fato.medida, lugar, servico, fato.coluna)
                    for lugar, servico in lugares_de(fato)
                )
    return contas


def publicadas() -> dict[Conta, int]:
    """Tudo o que se pode ler: páginas, planilhas, ranking e comparação saem daqui."""
    ditas = dict[Conta, int]()
    for linha in Numeros.objects.all():
        for medida, valor in linha.contas.items():
            em_colunas = valor.items() if isinstance(valor, dict) else [("", valor)]
            for coluna, partes in em_colunas:
                if isinstance(partes, list) and medida not in {"dias", "na_unidade"}:
                    for i, n in enumerate(partes):
                        nome = f"{medida} {i}" if len(partes) > 1 else medida
                        ditas[linha.periodo, nome, linha.lugar, linha.servico, coluna] = n
    return ditas


def equacoes(contas: Counter[Conta], periodos: list[Periodo]) -> Iterator[Equacao[Conta]]:
    """Como as contas de todas as tabelas se somam; a fatia entre dois períodos também é conta."""
    parcelas: dict[tuple[Conta, str], set[Conta]] = {}
    for conta in contas:
        for total, lado in _somas_de(conta):
            parcelas.setdefault((total, lado), set()).add(conta)
    yield from (soma(total, quais) for (total, _), quais in parcelas.items())
    yield from _dos_devolvidos(contas)
    for curto, longo in _que_cabem(periodos):
        for conta in _do_periodo(contas, longo):
            partes = ((curto, *conta[1:]), (f"{longo}-{curto}", *conta[1:]))
            yield soma(conta, [parte for parte in partes if parte in contas])


def _dos_devolvidos(contas: Counter[Conta]) -> Iterator[Equacao[Conta]]:
    """Os que voltaram e os que não são os encerrados e os de que se desistiu."""
    for conta in contas:
        periodo, medida, lugar, servico, _ = conta
        desistidos = (periodo, "fim", lugar, servico, CANCELADO)
        if medida == "encerrados" and not (lugar and servico):
            com = [(periodo, f"voltou {i}", lugar, servico, "") for i in (0, 1)]
            yield {**soma(conta, [qual for qual in com if qual in contas]), desistidos: -1}


def _do_periodo(contas: Counter[Conta], periodo: str) -> list[Conta]:
    """As que também se contam nos períodos que cabem nele: os meses, só no ano."""
    return [conta for conta in contas if conta[0] == periodo and not conta[1].startswith("meses")]


def _que_cabem(periodos: list[Periodo]) -> Iterator[tuple[str, str]]:
    """Os pares de períodos que acabam no mesmo dia, o mais curto primeiro."""
    por_tamanho = sorted(periodos, key=lambda um: um.dias)
    yield from ((a.chave, b.chave) for a, b in combinations(por_tamanho, 2) if a.ate == b.ate)


def _somas_de(conta: Conta) -> Iterator[tuple[Conta, str]]:
    """De que contas esta é parcela, e de que lado."""
    periodo, medida, lugar, servico, coluna = conta
    acima = {**SUB, **dict.fromkeys((*SUB.values(), *UNIDADES), "")}
    if lugar and not servico:
        yield (periodo, medida, acima[lugar], "", coluna), lugar.partition("-")[0]
    elif servico and not lugar:
        yield (periodo, medida, "", TEMA.get(servico, ""), coluna), servico.partition("-")[0]
    elif servico:
        yield (periodo, medida, acima[lugar], servico, ""), "lugares"
        if lugar in SUB:
            yield (periodo, medida, lugar, "", ""), "serviços"
    if coluna != CANCELADO and medida in DE_QUE:
        yield (periodo, DE_QUE[medida], lugar, servico, ""), medida.split()[0]


def com_fatias(contas: Counter[Conta], periodos: list[Periodo]) -> Counter[Conta]:
    """E o que houve num período e já não no que cabe nele."""
    todas = Counter(contas)
    for curto, longo in _que_cabem(periodos):
        for conta in _do_periodo(contas, longo):
            n = contas[conta]
            if n > contas[curto, *conta[1:]]:
                todas[(f"{longo}-{curto}", *conta[1:])] = n - contas[curto, *conta[1:]]
    return todas


@pytest.mark.parametrize("semente", range(4))
def test_ninguem_acha_conta_pequena_somando_e_tirando(semente: int) -> None:
    fatos = sortear(semente)
    edicao: Edicao = publicar(agora=AGORA)
    periodos = [Periodo.lido(um) for um in edicao.periodos]
    contas = contar([fato for fato in fatos if fato.dia <= edicao.ate], periodos)
    ditas = {conta: n for conta, n in publicadas().items() if n or conta in contas}
    assert {conta: contas[conta] for conta in ditas} == ditas, "o que se diz é o que houve"
    assert len(ditas) > len(contas) / 12, "não se cala tudo"
    todas = com_fatias(contas, periodos)
    acham_se = achadas(equacoes(todas, periodos), ditas.keys())
    assert {conta: todas[conta] for conta in (*acham_se, *ditas) if 0 < todas[conta] < 5} == {}
