"""Toda escrita de quem cuida das rotas. Um verbo, uma função."""

from roteamento.acoes.conferencias import guardar_conferencia
from roteamento.acoes.regras import (
    Alcance,
    DeixariaLacuna,
    MudancaInvalida,
    mudar_destino,
    sem_deixar_lacuna,
    voltar_a_geral,
)
from roteamento.acoes.unidades import SucessaoInvalida, adotar_subordinadas, suceder

__all__ = [
    "Alcance",
    "DeixariaLacuna",
    "MudancaInvalida",
    "SucessaoInvalida",
    "adotar_subordinadas",
    "guardar_conferencia",
    "mudar_destino",
    "sem_deixar_lacuna",
    "suceder",
    "voltar_a_geral",
]
