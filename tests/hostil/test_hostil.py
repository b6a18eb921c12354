"""Nada que se mande ao portal o quebra (0 × 500), e o que ele recusa não muda nada.

Todo endereço da matriz de acesso e toda página da administração, por todo papel, com requisições de
`gerador`. De dia, uma amostra de segundos; à noite, mais de cem mil.
"""

from __future__ import annotations

import json
import math
import os
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client, override_settings
from django.urls import reverse
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from pytest_django import DjangoDbBlocker
from pytest_django import Settings as Configuracao

from protocolo.models import Rascunho
from tests.bancos import desfeito
from tests.hostil import RELATO
from tests.hostil.gerador import Campos, Requisicao, formularios, requisicao
from tests.hostil.impressao import desfazendo
from tests.projeto.acesso import MATRIZ
from tests.projeto.papeis_de_acesso import PAPEIS, R
from tests.projeto.tentativas import igual
from tests.projeto.test_acesso import ADMIN, SEM_NOME, TODOS, Mundo, _url, novo_caso, novos_navegadores

pytestmark = [pytest.mark.matriz, pytest.mark.django_db]

NA_AMOSTRA = (
    *("account_login", "portal:acompanhar", "guia:servicos", "esic:pedir", "solicitacoes:detalhes"),
    *("ouvidoria:perguntas", "caixa:finalizar", "caixa:lista", "mesa:encaminhar", "admin:contas_usuario_add"),
    *("admin:contas_usuario_history", "recibos:correio", "central:chamadas"),
)
POR_ENDERECO_DE_DIA = 25
COM_CHAVE = {
    nome for nome, partes in TODOS if nome.startswith("admin:") and set(partes) == {"object_id"}
} - SEM_NOME
"""As telas de uma linha: a chave do endereço é uma das coisas que se estragam."""
DE_NOITE = sorted([*MATRIZ, *COM_CHAVE, *(nome for nome in ADMIN if nome not in SEM_NOME)])
POR_ENDERECO = int(os.environ.get("SP156_HOSTIS", math.ceil(100_000 / len(DE_NOITE))))
"""À noite, quantos sejam os endereços, passa de cem mil."""
LEEM_OU_ESCREVEM = (R.PODE, R.SUMIU, R.METODO)
DEFEITO = 500


@dataclass
class Colheita:
    """Tudo o que se mandou e o que não podia ter acontecido."""

    situacoes: Counter[int] = field(default_factory=Counter)
    falhas: dict[str, str] = field(default_factory=dict)

    def anotar(self, papel: str, pedida: Requisicao, situacao: int, que: str) -> None:
        """Uma de cada defeito basta."""
        self.falhas.setdefault(f"{situacao} {que}", f"{papel}: {pedida}")


@pytest.fixture(scope="module")
def mundo(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Mundo]:
    pasta = tmp_path_factory.mktemp("hostil")
    with django_db_blocker.unblock(), override_settings(MEDIA_ROOT=pasta), desfeito():
        caso = novo_caso()
        navegadores = novos_navegadores(caso)
        for navegador in navegadores.values():
            navegador.raise_request_exception = False
        yield Mundo(caso, navegadores, pasta)


@pytest.fixture(autouse=True)
def arquivos_privados(mundo: Mundo, settings: Configuracao) -> None:
    """A pasta do mundo no lugar de uma por teste."""
    settings.MEDIA_ROOT = mundo.pasta


def navegador_de(mundo: Mundo, papel: str) -> Client:
    """Outro igual, que não carrega de novo os intermediários: metade do tempo seria deles."""
    outro = igual(mundo.navegadores[papel])
    outro.handler = mundo.navegadores[papel].handler
    outro.raise_request_exception = False
    return outro


def enderecar(nome: str, mundo: Mundo) -> str:
    if nome.startswith("admin:"):
        return reverse(nome, args=["1"] if nome in COM_CHAVE else [])
    return _url(nome, mundo.caso, Rascunho.objects.order_by("criado_em")[0].pk, mundo.navegadores["dono"])


def papeis_de(nome: str) -> list[str]:
    """Quem pode entra três vezes no sorteio: é ele que chega fundo."""
    if nome.startswith("admin:"):
        return ["administracao"] * 6 + ["focal"] * 2 + ["servidor", "anonimo"]
    podem = [p for p in PAPEIS if MATRIZ[nome].esperado(p) in LEEM_OU_ESCREVEM]
    return [*PAPEIS, *(podem * max(3 * len(PAPEIS) // max(len(podem), 1), 1))]


def campos_de(nome: str, url: str, mundo: Mundo) -> list[Campos]:
    """Os formulários que a página mostra a quem pode vê-la."""
    achados: list[Campos] = []
    vistos: set[tuple[str, ...]] = set()
    for papel in dict.fromkeys(papeis_de(nome)):
        with desfazendo():
            navegador = navegador_de(mundo, papel)
            resposta = navegador.get(url)
            if resposta.status_code == 405:
                resposta = navegador.post(url, {"versao": mundo.caso.versao})
            pagina = "" if resposta.streaming else resposta.content.decode(errors="replace")
            fechar(resposta)
        for campos in formularios(pagina):
            if tuple(campos) not in vistos:
                vistos.add(tuple(campos))
                achados.append(campos)
    return achados


def fechar(resposta: Any) -> None:
    """Lê até o fim o que vem aos poucos, e com isso fecha o arquivo."""
    if resposta.streaming:
        b"".join(resposta)


def tentar(mundo: Mundo, papel: str, pedida: Requisicao, colheita: Colheita) -> None:
    cache.clear()
    with desfazendo() as mudaram:
        resposta = pedida.mandar(navegador_de(mundo, papel))
        fechar(resposta)
        situacao = resposta.status_code
        colheita.situacoes[situacao] += 1
        if situacao >= DEFEITO:
            erro = resposta.exc_info[1] if getattr(resposta, "exc_info", None) else "sem exceção"
            colheita.anotar(papel, pedida, situacao, f"{type(erro).__name__}: {erro}"[:200])
        elif situacao >= 400 and (mudadas := mudaram()):
            colheita.anotar(papel, pedida, situacao, f"recusou e mudou {', '.join(mudadas)}")


def martelar(nome: str, mundo: Mundo, vezes: int, *, sorteio: bool) -> Colheita:
    """Manda `vezes` requisições ao endereço; `sorteio=False` repete sempre as mesmas."""
    colheita = Colheita()
    with desfeito():
        url = enderecar(nome, mundo)
        campos = campos_de(nome, url, mundo)

        @settings(
            max_examples=vezes,
            deadline=None,
            database=None,
            derandomize=not sorteio,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        @given(papel=st.sampled_from(papeis_de(nome)), pedida=requisicao(url, campos))
        def bater(papel: str, pedida: Requisicao) -> None:
            tentar(mundo, papel, pedida, colheita)

        bater()
    return colheita


def relatar(nome: str, colheita: Colheita) -> None:
    """Uma linha por endereço, se alguém as quer."""
    if onde := os.environ.get(RELATO):
        linha = {"nome": nome, "situacoes": colheita.situacoes, "falhas": colheita.falhas}
        with Path(onde).open("a", encoding="utf-8") as arquivo:
            arquivo.write(json.dumps(linha, ensure_ascii=True) + "\n")


def conferir(nome: str, colheita: Colheita) -> None:
    assert not colheita.falhas, "\n".join(f"{nome}: {que}\n    {uma}" for que, uma in colheita.falhas.items())


@pytest.mark.parametrize("nome", NA_AMOSTRA)
def test_nada_quebra_o_portal_e_o_recusado_nao_muda_nada(nome: str, mundo: Mundo, db: None) -> None:
    conferir(nome, martelar(nome, mundo, POR_ENDERECO_DE_DIA, sorteio=False))


@pytest.mark.noturno
@pytest.mark.timeout(1_200)
@pytest.mark.parametrize("nome", DE_NOITE)
def test_cem_mil_requisicoes_hostis(nome: str, mundo: Mundo, db: None) -> None:
    colheita = martelar(nome, mundo, POR_ENDERECO, sorteio=True)
    relatar(nome, colheita)
    conferir(nome, colheita)
