"""Os pisos, as páginas e os atos no servidor de verdade, com um cliente e com oito."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import repeat
from typing import Any

from tests.medicao.medidor import Navegante, gravar_consultas
from tests.medicao.mundo import Mundo, jornada
from tests.medicao.paginas import Pagina
from tests.medicao.paginas_do_portal import ATOS, LINHAS, PISOS, paginas
from tests.medicao.percurso import Gasto, Pedido, correr, etiqueta
from tests.medicao.servidor import cpu

CLIENTES = 8
AQUECER = 0.3
"""Que parte do tempo de cada medida se passa antes dela, sem contar."""
JORNADAS = 15
LINHAS_DOS_ALVOS = 2.5
"""Os milissegundos do piso das linhas na máquina e na hora em que os alvos se escolheram."""
ACIMA = 1.2
"""Um quinto além do alvo, os dois pelo piso da sua hora: é o que à noite fica vermelho."""


@dataclass(frozen=True, slots=True)
class Servidor:
    """Onde se mede e por quanto tempo cada coisa."""

    porta: int
    web: int
    segundos: float

    def medir(self, pedidos: Iterable[Pedido], *, clientes: int) -> Gasto:
        return correr(pedidos, self.porta, self.web, clientes=clientes, segundos=self.segundos)

    def repetir(self, pedido: Pedido) -> tuple[Gasto, Gasto]:
        """O mesmo pedido por um tempo, já quente: com um cliente e com oito."""
        correr(repeat(pedido), self.porta, self.web, clientes=2, segundos=self.segundos * AQUECER)
        return self.medir(repeat(pedido), clientes=1), self.medir(repeat(pedido), clientes=CLIENTES)


def medir_tudo(mundo: Mundo, servidor: Servidor, so: str = "") -> dict[str, dict[str, Any]]:
    """Os pisos e, dos nomes que têm `so`, as páginas e os atos: nome → o que custa."""
    pisos = {nome: _linha(*servidor.repetir(Pedido(endereco))) for nome, endereco in PISOS.items()}
    linhas = pisos[LINHAS]["total_ms"] or 1
    escolhidas = [pagina for pagina in paginas(mundo) if so in pagina.nome]
    medidas = {pagina.nome: _da_pagina(pagina, mundo, servidor) for pagina in escolhidas}
    if so in "início, com 304":
        medidas["início, com 304"] = _revalidado(servidor)
    medidas |= _dos_atos(mundo, servidor, so)
    if so in "a jornada inteira":
        medidas["a jornada inteira"] = _da_jornada(servidor)
    for medida in medidas.values():
        medida["vezes_linhas"] = round(medida["total_ms"] / linhas, 2)
        medida["acima"] = passa(medida)
    return {"pisos": pisos, "paginas": medidas}


def passa(medida: dict[str, Any]) -> bool:
    """Custa um quinto mais do que o alvo, comparados os dois com o piso das linhas da sua hora."""
    alvo = medida["alvo_ms"]
    return alvo is not None and medida["vezes_linhas"] > alvo / LINHAS_DOS_ALVOS * ACIMA


def _da_pagina(pagina: Pagina, mundo: Mundo, servidor: Servidor) -> dict[str, Any]:
    sessao = mundo.sessoes.get(pagina.quem, {})
    cabecalhos = {"HX-Request": "true"} if pagina.htmx else {}
    pedido = Pedido(pagina.endereco, sessao, cabecalhos=cabecalhos)
    medida = _linha(*servidor.repetir(pedido), alvo=pagina.alvo, antes=pagina.antes)
    navegante = Navegante(sessao)
    consultas = gravar_consultas(lambda: navegante.pedir(pagina.endereco, htmx=pagina.htmx))
    return {**medida, "endereco": pagina.endereco, "consultas": len(consultas)}


def _revalidado(servidor: Servidor) -> dict[str, Any]:
    """A página inicial que o navegador já tem: o servidor só diz que é a mesma."""
    dela = etiqueta(Pedido("/"), servidor.porta)
    pedido = Pedido("/", espera=304, cabecalhos={"If-None-Match": dela})
    return _linha(*servidor.repetir(pedido), alvo=0.6, antes=1.6)


def _dos_atos(mundo: Mundo, servidor: Servidor, so: str) -> dict[str, dict[str, Any]]:
    """Metade com um cliente, metade com oito."""
    medidas = {}
    for nome, alvo, antes, preparar in ATOS:
        if so in nome:
            pedidos = preparar(mundo, servidor.porta, max(4, min(60, int(servidor.segundos * 40))))
            meio = len(pedidos) // 2
            um = servidor.medir(pedidos[:meio], clientes=1)
            medidas[nome] = _linha(
                um, servidor.medir(pedidos[meio:], clientes=CLIENTES), alvo=alvo, antes=antes
            )
    return medidas


def _da_jornada(servidor: Servidor) -> dict[str, Any]:
    """CPU de um pedido inteiro, com uma foto, do serviço à confirmação."""
    jornada(servidor.porta)
    antes, vezes = cpu(servidor.web), max(1, min(JORNADAS, int(servidor.segundos * 10)))
    for _ in range(vezes):
        jornada(servidor.porta)
    total = round((cpu(servidor.web) - antes) * 1000 / vezes, 1)
    return {"total_ms": total, "alvo_ms": 70, "antes_ms": 131}


def _linha(
    um: Gasto, oito: Gasto, *, alvo: float | None = None, antes: float | None = None
) -> dict[str, Any]:
    return {
        "web_ms": um.web_ms,
        "postgres_ms": um.postgres_ms,
        "total_ms": um.total_ms,
        "alvo_ms": alvo,
        "antes_ms": antes,
        "p50_ms": um.p50_ms,
        "com_oito_ms": oito.total_ms,
        "p95_com_oito_ms": oito.p95_ms,
    }
