"""O que a rota exige antes de um serviço se abrir a pedidos (ver EXIGENCIAS_DE_PUBLICACAO)."""

from __future__ import annotations

from copy import copy
from datetime import date

from django.db import connection
from django.utils import timezone

from guia.models import VersaoDoServico
from guia.publicacao.exigencias import DESTINO, Falta
from referencia.travas import Trava, esperar_a_vez
from roteamento.conferencia.prova import Furo, conferir, dias_que_importam
from roteamento.rotas import SemTriagem, Tabelas

MOSTRADOS = 5


def cobertura(versao: VersaoDoServico, em: date | None = None) -> list[Falta]:
    """O que falta para que um pedido de qualquer lugar chegue a uma unidade, hoje e depois.

    Um serviço que não se pede por aqui não precisa de regra. Dentro de uma transação, quem está mudando
    uma regra termina antes: senão um serviço se abriria enquanto outra pessoa tira o destino dele.
    """
    if not versao.solicitavel:
        return []
    if connection.in_atomic_block:
        esperar_a_vez(Trava.REGRAS, junto=True)
    return [Falta(frase, DESTINO) for frase in _frases(versao, em or timezone.localdate())]


def _frases(versao: VersaoDoServico, dia: date) -> list[str]:
    try:
        tabelas = Tabelas.carregar(versao.servico)
    except SemTriagem as erro:
        return [str(erro)]
    if not tabelas.regras:
        return ["Diga que unidade cuida deste serviço."]
    servico = copy(versao.servico)
    servico.publicada = versao
    furos = conferir(tabelas, [servico], dias_que_importam(tabelas, dia)).furos
    nos_distritos = [furo for furo in furos if furo.lugar.distrito]
    if nos_distritos:
        return [_em_uma_frase(nos_distritos, dia)]
    return [f"{furo.motivo} Peça o endereço ou mude a regra." for furo in furos]


def _em_uma_frase(furos: list[Furo], dia: date) -> str:
    lugares = sorted({str(furo.lugar) for furo in furos})
    alguns = ", ".join(lugares[:MOSTRADOS])
    mais = f" e mais {len(lugares) - MOSTRADOS}" if lugares[MOSTRADOS:] else ""
    desde = min(furo.em for furo in furos)
    quando = f" a partir de {desde:%d/%m/%Y}" if desde > dia else ""
    return f"Os pedidos destes lugares ficariam sem destino{quando}: {alguns}{mais}."
