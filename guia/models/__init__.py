"""Modelos do Guia de Serviços."""

from guia.models.caminhos import Caminho
from guia.models.comunicados import Comunicado, Suspensao
from guia.models.divisoes import Assunto, Orgao, PontoFocal, Tema
from guia.models.indice_de_busca import (
    AprendidoDaBusca,
    ExpressaoDeBusca,
    PalavraDeBusca,
    TextoDeBusca,
)
from guia.models.lugares import Lugar
from guia.models.opinioes import BuscaSemResultado, Opiniao
from guia.models.regras import RegraDoGuia
from guia.models.respostas import RespostaDeBusca
from guia.models.servicos import Procura, Servico, SlugAntigo
from guia.models.tempos import TempoDeAtendimento
from guia.models.versoes import VersaoDoServico
