"""O que a rota exige antes de um serviço se abrir a pedidos (ver EXIGENCIAS_DE_PUBLICACAO)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import timezone

from roteamento.enderecos import Local
from roteamento.rotas import Tabelas, calcular_rota

if TYPE_CHECKING:
    from datetime import date

    from guia.models import VersaoDoServico

MOSTRADOS = 5


def cobertura(versao: VersaoDoServico, em: date | None = None) -> list[str]:
    """As frases do que falta para que um pedido de qualquer distrito chegue a uma unidade.

    Um serviço que não se pede por aqui não precisa de regra.
    """
    if not versao.solicitavel:
        return []
    dia = em or timezone.localdate()
    tabelas = Tabelas.carregar(versao.servico)
    if not tabelas.regras:
        return ["Crie a regra que diz que unidade executa este serviço."]
    rotas = {
        distrito.nome: calcular_rota(versao.servico, Local(distrito=distrito), dia, tabelas)
        for distrito in tabelas.distritos.values()
    }
    faltas = sorted(nome for nome, rota in rotas.items() if rota.sem_rota)
    if not faltas:
        return _sem_endereco(versao, dia, tabelas)
    alguns = ", ".join(faltas[:MOSTRADOS]) + (
        f" e mais {len(faltas) - MOSTRADOS}" if faltas[MOSTRADOS:] else ""
    )
    return [f"Os pedidos destes distritos ficariam sem destino: {alguns}."]


def _sem_endereco(versao: VersaoDoServico, dia: date, tabelas: Tabelas) -> list[str]:
    """O serviço que não pede endereço precisa de um destino que não dependa do lugar."""
    if versao.precisa_de_endereco or not calcular_rota(versao.servico, Local(), dia, tabelas).sem_rota:
        return []
    return [
        "Este serviço não pede endereço, e a sua regra depende do lugar: peça o endereço ou mude a regra."
    ]
