"""Administração do Guia: divisões, serviços, versões, pontos focais e o que se põe em volta."""

from guia.admin.caminhos import CaminhoAdmin
from guia.admin.cuidado import ComunicadoAdmin, LugarAdmin, OpiniaoAdmin, SuspensaoAdmin
from guia.admin.divisoes import AssuntoAdmin, OrgaoAdmin, PontoFocalAdmin, TemaAdmin
from guia.admin.respostas import RespostaDeBuscaAdmin
from guia.admin.servicos import ServicoAdmin
from guia.admin.versoes import VersaoAdmin
