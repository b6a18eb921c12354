"""O geocodificador de fora: o que se manda, o que se aceita, e que ninguém espera por ele."""

from __future__ import annotations

import logging
import socket
import threading
import time
from collections.abc import Iterator
from urllib.parse import parse_qs, urlsplit

import pytest
from django.core.cache import cache
from pytest_django import Settings

from roteamento.models import Distrito
from roteamento.ruas import geocodificacao
from roteamento.ruas.geocodificacao import PRAZO, PontoDeFora, ponto_de_fora
from tests.roteamento import servidor_de_fora as de_fora
from tests.roteamento.factories import DistritoFactory

pytestmark = pytest.mark.django_db

NA_SE = (-23.55, -46.633)
FOLGA = 0.35
"""Segundos que um computador ocupado pode somar ao prazo."""


@pytest.fixture(autouse=True)
def sem_descanso() -> Iterator[None]:
    cache.delete(geocodificacao.DESCANSANDO)
    yield
    cache.delete(geocodificacao.DESCANSANDO)


@pytest.fixture
def se() -> Distrito:
    """Um distrito com contorno: um quadrado em volta da praça."""
    distrito: Distrito = DistritoFactory()
    de_fora.contornar(distrito, -46.65, -23.57, -46.62, -23.53)
    return distrito


def perguntar(settings: Settings, servidor: de_fora.DeFora) -> PontoDeFora | None:
    settings.GEOCODIFICADOR_URL = servidor.url
    return ponto_de_fora("Rua Líbero Badaró", "425")


def test_o_ponto_traz_o_distrito_pelos_contornos(settings: Settings, se: Distrito) -> None:
    with de_fora.no_ar(de_fora.ponto(*NA_SE)) as servidor:
        assert perguntar(settings, servidor) == PontoDeFora(*NA_SE, se.pk)


def test_manda_so_a_rua_o_numero_e_a_cidade(settings: Settings, se: Distrito) -> None:
    """Do campo do número só vão os algarismos: "em frente à casa da Maria, 120" não sai daqui."""
    with de_fora.no_ar(de_fora.ponto(*NA_SE)) as servidor:
        settings.GEOCODIFICADOR_URL = f"{servidor.url}?chave=abc"
        ponto_de_fora(" Rua  Líbero Badaró ", "120, casa da Maria")
    linha, *cabecas = servidor.pedidos[0].split("\r\n")
    enviado = parse_qs(urlsplit(linha.split()[1]).query)
    assert enviado == {
        "chave": ["abc"],
        "street": ["120 Rua Líbero Badaró"],
        "city": ["São Paulo"],
        "format": ["jsonv2"],
        "limit": ["1"],
    }
    assert {cabeca.split(":")[0].lower() for cabeca in cabecas if cabeca} == {
        "host",
        "accept-encoding",
        "user-agent",
        "accept",
    }


@pytest.mark.parametrize("atender", [de_fora.calar, de_fora.gotejar], ids=["cala", "goteja"])
def test_quem_nao_responde_custa_no_maximo_o_prazo_e_depois_nada(
    settings: Settings, se: Distrito, atender: de_fora.Atender
) -> None:
    """Depois da falha descansa um minuto: a segunda pergunta nem chega ao servidor."""
    with de_fora.no_ar(atender) as servidor:
        limite = PRAZO + FOLGA
        assert de_fora.menor_demora(lambda: perguntar(settings, servidor), limite) < limite < 1.1
        assert perguntar(settings, servidor) is None
        perguntas = servidor.perguntas()
        parado = de_fora.menor_demora(lambda: perguntar(settings, servidor), FOLGA, descansado=False)
        assert parado < FOLGA
        assert servidor.perguntas() == perguntas >= 1
        ate = time.monotonic() + 3
        while linhas_presas() and time.monotonic() < ate:
            time.sleep(0.05)
        assert not linhas_presas(), "a linha que perguntava não fica presa ao servidor"


def linhas_presas() -> list[str]:
    return [t.name for t in threading.enumerate() if "perguntar" in t.name]


def test_volta_a_perguntar_depois_do_descanso(settings: Settings, se: Distrito) -> None:
    cache.set(geocodificacao.DESCANSANDO, True, 60)
    with de_fora.no_ar(de_fora.ponto(*NA_SE)) as servidor:
        assert perguntar(settings, servidor) is None
        cache.delete(geocodificacao.DESCANSANDO)
        assert perguntar(settings, servidor) is not None


ESTRAGADAS = {
    "vazia": "",
    "html": "<html>",
    "objeto": "{}",
    "nula": "null",
    "sem objeto": "[1]",
    "letra": '[{"lat": "x", "lon": "1"}]',
    "sem longitude": '[{"lat": "1"}]',
    "funda": "[" * 60_000,
    "nan": '[{"lat": "nan", "lon": "1"}]',
    "infinita": '[{"lat": "1e999", "lon": "1"}]',
    "grande": "[" + " " * 70_000 + "]",
}


@pytest.mark.parametrize("corpo", ESTRAGADAS.values(), ids=ESTRAGADAS)
def test_resposta_estragada_e_falha_registrada_uma_vez_sem_o_endereco(
    settings: Settings, se: Distrito, corpo: str, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING), de_fora.no_ar(de_fora.responder(corpo)) as servidor:
        assert [perguntar(settings, servidor) for _ in range(3)] == [None] * 3
    ditos = [r.getMessage() for r in caplog.records if r.name == "roteamento.ruas.geocodificacao"]
    assert len(ditos) == 1
    assert "descansa 60 s" in ditos[0]
    assert "Badar" not in ditos[0]


@pytest.mark.parametrize("situacao", ["500 Erro", "302 Outro lugar", "429 Muitas"])
def test_so_o_200_vale(settings: Settings, se: Distrito, situacao: str) -> None:
    with de_fora.no_ar(de_fora.responder('[{"lat": "-23.55", "lon": "-46.63"}]', situacao)) as servidor:
        assert perguntar(settings, servidor) is None
        assert cache.get(geocodificacao.DESCANSANDO)


@pytest.mark.parametrize("atender", [de_fora.responder("[]"), de_fora.ponto(-22.9, -43.2)])
def test_nao_saber_e_fora_da_cidade_nao_sao_falha(
    settings: Settings, se: Distrito, atender: de_fora.Atender
) -> None:
    with de_fora.no_ar(atender) as servidor:
        assert perguntar(settings, servidor) is None
        assert not cache.get(geocodificacao.DESCANSANDO)


def test_servidor_que_nao_existe(settings: Settings, se: Distrito) -> None:
    with socket.create_server(("127.0.0.1", 0)) as livre:
        porta = livre.getsockname()[1]
    settings.GEOCODIFICADOR_URL = f"http://127.0.0.1:{porta}/search"
    assert ponto_de_fora("Rua A", "1") is None
    assert cache.get(geocodificacao.DESCANSANDO)


def test_desligado_sem_rua_ou_sem_contornos_nao_pergunta(settings: Settings) -> None:
    assert settings.GEOCODIFICADOR_URL == ""
    assert ponto_de_fora("Rua A", "1") is None
    with de_fora.no_ar(de_fora.ponto(*NA_SE)) as servidor:
        assert perguntar(settings, servidor) is None, "sem contornos"
        assert ponto_de_fora("  ", "1") is None
    assert servidor.pedidos == []
