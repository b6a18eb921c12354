"""Quem entra, quem é parte de um caso, o acesso de cada pessoa e a chave de cada protocolo."""

from contas.models.acesso import (
    ExigenciaDeSegundoFator,
    PropostaDeAcesso,
    RegistroDeAcesso,
)
from contas.models.chaves import ChaveDeAcesso
from contas.models.copias import CopiaDosDados
from contas.models.juncoes import Juncao
from contas.models.leituras import LeituraDePessoal
from contas.models.pessoas import Interessado, Municipe, Selo, Usuario
from contas.models.planilhas import PlanilhaMandada
