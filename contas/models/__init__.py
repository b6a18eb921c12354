"""Quem entra, quem é parte de um caso, e o acesso de cada pessoa."""

from contas.models.acesso import (
    ADMINISTRACAO as ADMINISTRACAO,
)
from contas.models.acesso import (
    ChaveDeAcesso,
    ExigenciaDeSegundoFator,
    PropostaDeAcesso,
    RegistroDeAcesso,
)
from contas.models.pessoas import Interessado, LeituraDePessoal, Municipe, Selo, Usuario
