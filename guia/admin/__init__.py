"""Administração do Guia: divisões, serviços, versões, pontos focais, caminhos, lugares e comunicados."""

from guia.admin.caminhos import CaminhoAdmin
from guia.admin.divisoes import AssuntoAdmin, OrgaoAdmin, PontoFocalAdmin, RegraDoGuiaAdmin, TemaAdmin
from guia.admin.lugares_e_comunicados import (
    ComunicadoAdmin,
    LugarAdmin,
    OpiniaoAdmin,
    SuspensaoAdmin,
)
from guia.admin.respostas import RespostaDeBuscaAdmin
from guia.admin.servicos import ServicoAdmin
from guia.admin.versoes import VersaoAdmin
