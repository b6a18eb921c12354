"""Toda escrita de quem cuida das rotas. Um verbo, uma função."""

from roteamento.acoes.conferencias import guardar_conferencia
from roteamento.acoes.lotacoes import (
    LotacaoInvalida,
    desfazer_substituicao,
    encerrar_lotacao,
    lotar,
    substituir,
)
from roteamento.acoes.regras import (
    Alcance,
    DeixariaLacuna,
    MudancaInvalida,
    mudar_destino,
    sem_deixar_lacuna,
    voltar_a_geral,
)
from roteamento.acoes.unidades import SucessaoInvalida, adotar_subordinadas, criar, suceder
