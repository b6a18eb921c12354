"""O que se escreve num atendimento: começar, anotar o que se fez, terminar."""

from atendimento.acoes.atender import anotar, comecar, terminar
