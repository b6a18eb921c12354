"""De quaisquer regras e para qualquer sucessão: cada pedido vai a quem ficou com ele, e o resto não muda."""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy
from datetime import date, timedelta
from itertools import product
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st
from pytest_django import DjangoDbBlocker

from contas.autor import SISTEMA
from roteamento.acoes.unidades import nova_unidade, suceder
from roteamento.localizacao.enderecos import Local
from roteamento.rotas import Tabelas, calcular_rota
from roteamento.sucessoes import ParteDaSucessao, subtrair
from tests.bancos import desfeito
from tests.roteamento.factories import (
    DistritoFactory,
    RegraFactory,
    ServicoFactory,
    SubprefeituraFactory,
    UnidadeFactory,
)

HOJE = timezone.localdate()
DIA = HOJE + timedelta(days=4)
DIAS = [HOJE + timedelta(days=n) for n in (0, 3, 4, 6, 9, 30)]
RUA = "Rua Direita"

pontas = st.sampled_from([None, -9, 0, 2, 4, 5, 8, 12])
regras = st.lists(
    st.fixed_dictionaries(
        {
            "servico": st.integers(0, 1),
            "lugar": st.sampled_from(["cidade", "sub0", "sub1", "d0", "d1", "d2", "r0", "r2"]),
            "destino": st.sampled_from(["A", "A", "X", "CPO", "CPO"]),
            "de": pontas,
            "ate": pontas,
        }
    ),
    min_size=4,
    max_size=12,
)
algum = st.frozensets(st.integers(0, 2), min_size=1, max_size=2)
nenhum: st.SearchStrategy[frozenset[int]] = st.just(frozenset())
cortes = st.lists(
    st.tuples(algum, nenhum) | st.tuples(nenhum, algum) | st.tuples(algum, algum), min_size=1, max_size=2
)


def _dia(quantos: int | None) -> date | None:
    return None if quantos is None else HOJE + timedelta(days=quantos)


class Mundo:
    """Duas subprefeituras, três distritos, dois serviços; A exerce CPO na primeira, e B na segunda."""

    def __init__(self) -> None:
        UnidadeFactory(triagem=True)
        self.subs = SubprefeituraFactory.create_batch(2)
        self.distritos = [DistritoFactory(subprefeitura=self.subs[n]) for n in (0, 0, 1)]
        self.servicos = ServicoFactory.create_batch(3)
        self.a, self.b = (UnidadeFactory(atribuicao="CPO", subprefeitura=sub) for sub in self.subs)
        self.x = UnidadeFactory()

    def regra(self, dita: dict[str, Any]) -> None:
        """Cria a regra; empate e período vazio o banco recusa, e ficam de fora."""
        lugar = dita["lugar"]
        onde: dict[str, Any] = {}
        if lugar.startswith("sub"):
            onde = {"subprefeitura": self.subs[int(lugar[3])]}
        elif lugar != "cidade":
            onde = {"distrito": self.distritos[int(lugar[1])], "logradouro": RUA if lugar[0] == "r" else ""}
        destino = {"A": {"unidade": self.a}, "X": {"unidade": self.x}}.get(
            dita["destino"], {"unidade": None, "atribuicao": "CPO"}
        )
        de, ate = _dia(dita["de"]), _dia(dita["ate"])
        if de and ate and de >= ate:
            return
        try:
            with transaction.atomic():
                RegraFactory(
                    servico=self.servicos[dita["servico"]], vigencia=DateRange(de, ate), **onde, **destino
                )
        except IntegrityError:
            pass

    def destinos(self) -> dict[tuple[Any, ...], str]:
        """O destino de todo serviço em todo lugar, em todo dia."""
        tabelas = Tabelas.carregar()
        return {
            (servico.pk, distrito.pk, rua, dia): calcular_rota(
                servico, Local(distrito=distrito, logradouro=rua), dia, tabelas
            ).unidade.sigla
            for servico, distrito, rua, dia in product(self.servicos, self.distritos, ("", RUA), DIAS)
        }

    def partes(self, ditas: list[Any]) -> list[ParteDaSucessao]:
        partes = [ParteDaSucessao(nova_unidade(self.a, sigla="N0", nome="Nova"))]
        for n, (distritos, servicos) in enumerate(ditas, 1):
            nova = nova_unidade(self.a, sigla=f"N{n}", nome="Nova", principal=False)
            parte = ParteDaSucessao(
                nova,
                frozenset(self.distritos[d].pk for d in distritos),
                frozenset(self.servicos[s].pk for s in servicos),
            )
            if not any(parte.cruza(outra) for outra in partes[1:]):
                partes.append(parte)
        return partes


def conferir(mundo: Mundo, ditas: list[dict[str, Any]], partes: list[ParteDaSucessao]) -> None:
    """Faz as regras, a sucessão, e compara todos os destinos de antes com os de depois."""
    for dita in ditas:
        mundo.regra(dita)
    antes = mundo.destinos()
    suceder(antigas=[mundo.a], novas=[p.unidade for p in partes], em=DIA, por=SISTEMA, partes=partes)
    depois = mundo.destinos()
    for lugar, sigla in antes.items():
        servico, distrito, _, dia = lugar
        muda = dia >= DIA and sigla == mundo.a.sigla
        dono = next((p for p in partes[1:] if p.cobre(servico, distrito)), partes[0])
        assert depois[lugar] == (dono.unidade.sigla if muda else sigla), lugar
    transaction.set_rollback(True)


@pytest.fixture(scope="module")
def pronto(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Mundo]:
    """O mundo feito uma vez; cada exemplo age sobre uma cópia, e `conferir` desfaz o que ele gravou."""
    with django_db_blocker.unblock(), desfeito():
        yield Mundo()


@pytest.mark.django_db
@settings(max_examples=60, deadline=None)
@given(ditas=regras, cortes=cortes)
def test_dividir(pronto: Mundo, ditas: list[dict[str, Any]], cortes: list[Any]) -> None:
    with transaction.atomic():
        mundo = deepcopy(pronto)
        conferir(mundo, ditas, mundo.partes(cortes))


@pytest.mark.django_db
@settings(max_examples=25, deadline=None)
@given(ditas=regras, numa_que_existe=st.booleans())
def test_mudar_de_nome_ou_juntar(
    pronto: Mundo, ditas: list[dict[str, Any]], *, numa_que_existe: bool
) -> None:
    with transaction.atomic():
        mundo = deepcopy(pronto)
        conferir(mundo, ditas, [ParteDaSucessao(mundo.x)] if numa_que_existe else mundo.partes([]))


faixas = st.tuples(st.none() | st.integers(0, 30), st.none() | st.integers(0, 30)).filter(
    lambda par: par[0] is None or par[1] is None or par[0] < par[1]
)


@given(periodo=faixas, ocupados=st.lists(faixas, max_size=4))
def test_subtrair_deixa_exatamente_os_dias_livres(periodo: Any, ocupados: list[Any]) -> None:
    def faixa(par: Any) -> DateRange:
        return DateRange(_dia(par[0]), _dia(par[1]))

    def tem(par: DateRange, dia: date) -> bool:
        return (par.lower is None or par.lower <= dia) and (par.upper is None or dia < par.upper)

    livres = subtrair(faixa(periodo), [faixa(ocupado) for ocupado in ocupados])
    for n in range(-2, 34):
        dia = HOJE + timedelta(days=n)
        esperado = tem(faixa(periodo), dia) and not any(tem(faixa(o), dia) for o in ocupados)
        assert sum(tem(livre, dia) for livre in livres) == esperado
