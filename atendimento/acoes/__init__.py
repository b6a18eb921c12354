"""O que se escreve num atendimento: começar, anotar, terminar; e o que a chefia escreve a quem atende."""

from atendimento.acoes.atender import anotar, comecar, terminar
from atendimento.acoes.comunicados import comunicar, tirar_comunicado
