"""Nenhum canal passa à frente: quem só difere no canal vem por ordem de chegada, em toda lista e fila.

O prazo acaba às 23:59:59: muitos pedidos vencem no mesmo instante, e é entre eles que um canal passaria.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from django.db import models
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from pytest_django import DjangoDbBlocker

from atendimento import acoes
from atendimento.models import Conversa, Retorno
from atendimento.situacoes import SituacaoDaConversa
from avisos import entrega
from avisos.models import Aviso
from contas.models import Usuario
from contas.papeis import Papel
from protocolo.models import Canal
from protocolo.numero import formatar
from roteamento.grade import quadrado_de
from roteamento.models.unidades import TRIAGEM
from solicitacoes.models import Solicitacao
from tests.atendimento.ligando import central, nao_chegou, regra
from tests.avisos.factories import AvisoFactory
from tests.bancos import desfeito
from tests.esic import elenco as esic
from tests.ouvidoria import elenco as ouvidoria
from tests.solicitacoes import elenco

pytestmark = pytest.mark.django_db

QUANTOS = len(Canal.values)
NUMERO = re.compile(r"\d{5}-\d{5}-\d{5}")
NA_SE: dict[str, Any] = {"lat": -23.5505, "lon": -46.6333}


def poucos(quantos: int) -> settings:
    """Os mesmos casos em toda rodada; o que falha diz-se como veio: encolhê-lo custa minutos de banco."""
    return settings(
        max_examples=quantos,
        derandomize=True,
        phases=[Phase.generate],
        suppress_health_check=[HealthCheck.function_scoped_fixture],
    )


@dataclass(frozen=True)
class Listas:
    """Os mesmos casos, e tudo onde se leem em ordem; `momento` é o que os ordena antes da chegada."""

    casos: Sequence[Any]
    momento: str
    onde: dict[str, Callable[[], list[str]]]

    def por(self, canais: Sequence[str], dias: Sequence[int], gravados: Sequence[int]) -> None:
        """A cada caso o canal e o dia; a ordem em que se gravam é a do disco, que nada pode dizer."""
        agora, modelo = timezone.now(), type(self.casos[0])
        for qual in gravados:
            quando = agora.replace(microsecond=0) + timedelta(days=dias[qual])
            mudou = {"canal": canais[qual], self.momento: quando}
            modelo.objects.filter(pk=self.casos[qual].pk).update(**mudou)

    def esperada(self, dias: Sequence[int]) -> list[str]:
        ordem = sorted(range(len(self.casos)), key=lambda qual: (dias[qual], qual))
        return [self.casos[qual].protocolo_escrito for qual in ordem]


def pagina(quem: Usuario, endereco: str) -> Callable[[], list[str]]:
    """Os protocolos da página, na ordem em que se leem."""
    client = Client()
    client.force_login(quem)

    def ler() -> list[str]:
        resposta = client.get(endereco)
        assert resposta.status_code == 200
        return list(dict.fromkeys(NUMERO.findall(resposta.content.decode())))

    return ler


def pedidos() -> Listas:
    """Na caixa, num quadrado do mapa dela, na lista do dia, nas folhas que se levam e nos painéis."""
    onde = elenco.unidade()
    quem, coordena = elenco.servidor(onde), elenco.servidor(elenco.unidade(TRIAGEM, subprefeitura=None))
    hoje = timezone.localdate()
    casos = elenco.iguais(QUANTOS, onde, responsavel=quem, agendada_para=hoje, **NA_SE)
    quadrado, numeros = quadrado_de(**NA_SE, nivel=8), "&".join(f"p={caso.protocolo}" for caso in casos)
    caixa = f"/caixa/{onde.sigla}/"
    paginas = {
        "a caixa": pagina(quem, caixa),
        "o mapa": pagina(quem, f"{caixa}?quadrado={quadrado}"),
        "o campo": pagina(quem, f"{caixa}campo/"),
        "as folhas": pagina(quem, f"{caixa}ordens/?{numeros}"),
        "o painel": pagina(coordena, "/painel/cidade/pedidos/"),
    }
    return Listas(casos, "vence_em", paginas)


def manifestacoes() -> Listas:
    quem = ouvidoria.designar(Papel.OUVIDORIA, "OGM")
    casos = [ouvidoria.registrada() for _ in range(QUANTOS)]
    return Listas(casos, "vence_em", {"a Ouvidoria": pagina(quem, reverse("mesa:lista"))})


def informacoes() -> Listas:
    quem = esic.sic().usuario
    assert quem is not None
    casos = [esic.em_tramitacao() for _ in range(QUANTOS)]
    return Listas(casos, "vence_em", {"o SIC": pagina(quem, reverse("sic:lista"))})


@pytest.fixture(scope="module")
def listas(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[list[Listas]]:
    """O mundo, feito uma vez."""
    with django_db_blocker.unblock(), desfeito():
        yield [pedidos(), manifestacoes(), informacoes()]


CANAIS = st.lists(st.sampled_from(Canal.values), min_size=QUANTOS, max_size=QUANTOS)
DIAS = st.lists(st.integers(1, 2), min_size=QUANTOS, max_size=QUANTOS)
"""Só dois: quase todos empatam."""
GRAVADOS = st.permutations(range(QUANTOS))


@poucos(5)
@given(canais=CANAIS, dias=DIAS, gravados=GRAVADOS)
def test_quem_so_difere_no_canal_vem_por_ordem_de_chegada(
    listas: list[Listas], canais: list[str], dias: list[int], gravados: list[int]
) -> None:
    for lista in listas:
        with desfeito():
            lista.por(canais, dias, gravados)
            for nome, ler in lista.onde.items():
                assert ler() == lista.esperada(dias), (nome, canais)


# --- as filas ---------------------------------------------------------------------------


def empatados(linhas: Sequence[models.Model], gravados: Sequence[int], **campos: Any) -> None:
    """Todas na mesma hora, gravadas em qualquer ordem."""
    for qual in gravados:
        type(linhas[qual])._default_manager.filter(pk=linhas[qual].pk).update(**campos)


@pytest.fixture(scope="module")
def de_todos_os_canais(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[list[Any]]:
    with django_db_blocker.unblock(), desfeito():
        regra()
        yield elenco.iguais(QUANTOS, elenco.unidade(), identificacao=elenco.MARIA)


@poucos(4)
@given(canais=st.permutations(Canal.values), gravados=GRAVADOS)
def test_o_aviso_sai_por_ordem_de_chegada(
    de_todos_os_canais: list[Solicitacao], canais: list[str], gravados: list[int]
) -> None:
    """O que ainda não tem por onde ir, e o que já o tem."""
    with desfeito():
        Aviso.objects.all().delete()
        for caso, canal in zip(de_todos_os_canais, canais, strict=True):
            Solicitacao.objects.filter(pk=caso.pk).update(canal=canal)
        avisos = [
            AvisoFactory.create(protocolo=caso.protocolo, interessado=caso.interessado)
            for caso in de_todos_os_canais
        ]
        agora = timezone.now()
        empatados(avisos, gravados, proxima_em=agora, canal="")
        escolhidos = entrega._escolher_canais(agora, [], QUANTOS)
        assert escolhidos == avisos, canais
        empatados(avisos, gravados, proxima_em=agora, canal="email")
        assert entrega.reservar(em=agora, limite=QUANTOS) == avisos, canais


@poucos(4)
@given(canais=st.permutations(Canal.values), gravados=GRAVADOS)
def test_a_ligacao_de_retorno_tambem(
    de_todos_os_canais: list[Solicitacao], canais: list[str], gravados: list[int]
) -> None:
    """Quem espera há mais tempo vem antes, tenha pedido por onde for; fora de hora, todos esperam a mesma."""
    with desfeito():
        for caso, canal in zip(de_todos_os_canais, canais, strict=True):
            Solicitacao.objects.filter(pk=caso.pk).update(canal=canal)
        Aviso.objects.all().delete()
        avisos = [nao_chegou(caso) for caso in de_todos_os_canais]
        agora = timezone.now()
        empatados(avisos, gravados, criado_em=agora - timedelta(hours=1))
        acoes.juntar_retornos(em=agora)
        retornos = list(Retorno.objects.order_by("pk"))
        assert [um.protocolo for um in retornos] == [caso.protocolo for caso in de_todos_os_canais], canais
        empatados(retornos, gravados, proxima_em=agora)
        quem = elenco.servidor(central(), papel=Papel.ATENDENTE)
        esperados = [formatar(um.protocolo) for um in retornos]
        assert pagina(quem, reverse("central:retornos"))() == esperados, canais
        por = elenco.autor(quem, central(), papel=Papel.ATENDENTE)
        assert acoes.pegar_retorno(por=por, quem=quem, unidade=central()).retorno == retornos[0], canais


@poucos(4)
@given(gravados=GRAVADOS, com_conta=st.lists(st.booleans(), min_size=QUANTOS, max_size=QUANTOS))
def test_a_fila_das_conversas_nao_olha_quem_entrou(gravados: list[int], com_conta: list[bool]) -> None:
    """A que começou com conta e a que não, no mesmo instante."""
    with desfeito():
        agora = timezone.now()
        conversas = [
            Conversa.objects.create(conta=elenco.pessoa() if entrou else None) for entrou in com_conta
        ]
        empatados(conversas, gravados, situacao=SituacaoDaConversa.NA_FILA, na_fila_desde=agora)
        assert list(Conversa.objects.na_fila().presentes()) == conversas
