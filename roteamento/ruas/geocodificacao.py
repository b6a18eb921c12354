"""O geocodificador de fora: só uma pista a mais, perguntada quando a base da cidade não basta.

Desligado sem GEOCODIFICADOR_URL. Recebe a rua, o número e a cidade, e nada mais: nem quem pede, nem
o que a pessoa escreveu. Lento ou quebrado, descansa um minuto; quem pede nunca espera por ele mais
que `PRAZO`, mesmo que ele não responda ou responda a conta-gotas.
"""

from __future__ import annotations

import json
import logging
import math
import socket
from contextlib import suppress
from dataclasses import dataclass
from http import HTTPStatus
from http.client import HTTPConnection, HTTPSConnection
from queue import Empty, SimpleQueue
from threading import Thread
from urllib.parse import SplitResult, urlencode, urlsplit

from django.conf import settings
from django.core.cache import cache

from roteamento.localizacao.enderecos import ler_numero
from roteamento.ruas.contornos import contornos

registro = logging.getLogger(__name__)

PRAZO = 0.7
"""Segundos, ao todo, do nome do servidor à última letra: a página do endereço responde em menos de 1."""

DESCANSO = 60
"""Segundos sem perguntar depois de uma falha."""

DESCANSANDO = "geocodificador:descansando"
MAIOR_RESPOSTA = 64 * 1024
MAIOR_RUA = 120
CIDADE = "São Paulo"
CABECALHOS = {"User-Agent": "SP156", "Accept": "application/json"}


class FalhaDeFora(Exception):
    """O geocodificador não respondeu a tempo, ou respondeu o que não se entende."""


@dataclass(frozen=True, slots=True)
class PontoDeFora:
    """Onde o geocodificador põe o endereço, já dentro de um distrito da cidade (pk)."""

    lat: float
    lon: float
    distrito: int


def ponto_de_fora(logradouro: str, numero: str) -> PontoDeFora | None:
    """O ponto da rua e do número; None se ele está desligado, descansa, falha, não sabe ou sai da cidade.

    Sem os contornos oficiais um ponto não diz o distrito, e então nem se pergunta.
    """
    poligonos = contornos() if settings.GEOCODIFICADOR_URL and logradouro.strip() else None
    if poligonos is None or cache.get(DESCANSANDO):
        return None
    try:
        ponto = _no_prazo(_Pedido(settings.GEOCODIFICADOR_URL, logradouro, numero))
    except FalhaDeFora as falha:
        cache.set(DESCANSANDO, True, DESCANSO)
        # O registro não diz o endereço perguntado, que pode ser o de alguém.
        registro.warning("o geocodificador falhou (%s) e descansa %s s", falha, DESCANSO)
        return None
    distrito = poligonos.distrito_em(*ponto) if ponto else None
    return PontoDeFora(*ponto, distrito) if ponto and distrito else None


class _Pedido:
    """Uma pergunta ao geocodificador, que se pode abandonar de outra thread."""

    def __init__(self, url: str, logradouro: str, numero: str) -> None:
        partes = urlsplit(url)
        conectar = HTTPSConnection if partes.scheme == "https" else HTTPConnection
        self.conexao = conectar(partes.hostname or "", partes.port, timeout=PRAZO)
        self.caminho = _caminho(partes, logradouro, numero)
        self.abandonado = False

    def fazer(self) -> tuple[float, float] | None:
        """O ponto da resposta. Não segue redirecionamento; o que não é 200 é falha."""
        try:
            self.conexao.connect()
            if self.abandonado:
                return None
            self.conexao.request("GET", self.caminho, headers=CABECALHOS)
            resposta = self.conexao.getresponse()
            if resposta.status != HTTPStatus.OK:
                raise FalhaDeFora(f"respondeu {resposta.status}")
            return _ler(resposta.read(MAIOR_RESPOSTA))
        finally:
            self.conexao.close()

    def abandonar(self) -> None:
        """Acorda quem espera um servidor que não responde ou goteja: nenhuma thread fica presa a ele."""
        self.abandonado = True
        tomada: socket.socket | None = self.conexao.sock
        if tomada is not None:
            with suppress(OSError):  # já tinha caído
                tomada.shutdown(socket.SHUT_RDWR)


def _caminho(partes: SplitResult, logradouro: str, numero: str) -> str:
    """Só a rua, o número em algarismos e a cidade; a chave que vier na URL configurada fica."""
    lido = ler_numero(numero)
    rua = " ".join(logradouro.split())[:MAIOR_RUA]
    endereco = {"street": f"{lido} {rua}" if lido else rua, "city": CIDADE}
    perguntas = urlencode({**endereco, "format": "jsonv2", "limit": 1})
    return f"{partes.path or '/'}?{'&'.join(filter(None, [partes.query, perguntas]))}"


def _no_prazo(pedido: _Pedido) -> tuple[float, float] | None:
    """O ponto, ou FalhaDeFora ao fim do prazo total: o nome, a conexão e cada byte contam nele."""
    resultado: SimpleQueue[tuple[float, float] | FalhaDeFora | None] = SimpleQueue()

    def perguntar() -> None:
        try:
            resultado.put(pedido.fazer())
        except Exception as falha:  # noqa: BLE001  de fora vem qualquer coisa, e ninguém paga por ela
            resultado.put(FalhaDeFora(str(falha) or type(falha).__name__))

    Thread(target=perguntar, daemon=True).start()
    try:
        veio = resultado.get(timeout=PRAZO)
    except Empty:
        pedido.abandonar()
        raise FalhaDeFora("não respondeu a tempo") from None
    if isinstance(veio, FalhaDeFora):
        raise veio
    return veio


def _ler(corpo: bytes) -> tuple[float, float] | None:
    """Latitude e longitude do primeiro resultado; None se não há nenhum."""
    resultados = json.loads(corpo)
    if not isinstance(resultados, list):
        raise FalhaDeFora("não devolveu uma lista")
    if not resultados:
        return None
    lat, lon = float(resultados[0]["lat"]), float(resultados[0]["lon"])
    if not (math.isfinite(lat) and math.isfinite(lon)):
        raise FalhaDeFora("devolveu um ponto que não é número")
    return lat, lon
