"""Modelos do Guia de Serviços."""

from guia.models.buscas import PalavraDeBusca, TextoDeBusca
from guia.models.divisoes import Assunto, Orgao, PontoFocal, Tema
from guia.models.servicos import Procura, Servico, SlugAntigo
from guia.models.versoes import VersaoDoServico

__all__ = [
    "Assunto",
    "Orgao",
    "PalavraDeBusca",
    "PontoFocal",
    "Procura",
    "Servico",
    "SlugAntigo",
    "Tema",
    "TextoDeBusca",
    "VersaoDoServico",
]
