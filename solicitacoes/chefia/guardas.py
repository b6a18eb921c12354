"""Quem lê que painel, da unidade à cidade."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.utils import timezone

from contas.autor import Autor
from contas.guardas import usuario_da_sessao
from contas.models import Usuario
from contas.papeis import Papel
from solicitacoes.chefia.ambito import Alcance, Ambito, Nivel, achar, alcance_de
from solicitacoes.guardas import SO_A_CHEFIA, caixas_de, eh_da_coordenacao

DAS_ROTAS = "roteamento.change_regra"


def alcance_do_painel(usuario: Usuario, caixas: dict[int, Papel]) -> Alcance:
    """Os painéis da pessoa; os de toda a cidade são da coordenação e de quem administra as rotas."""
    da_cidade = eh_da_coordenacao(usuario) or (usuario.is_staff and usuario.has_perm(DAS_ROTAS))
    return alcance_de(usuario, caixas, timezone.localdate(), cidade=da_cidade)


def quem_le_o_painel(request: HttpRequest, nivel: Nivel, chave: str) -> tuple[Ambito, Autor, Alcance]:
    """De que é o painel, quem o lê e que outros lê: 404, depois 403.

    As unidades do autor são as em cuja caixa trabalha; quem lê de cima a de uma unidade lê-a como chefia.
    """
    ambito, usuario = achar(nivel, chave), usuario_da_sessao(request)
    caixas = caixas_de(usuario)
    alcance = alcance_do_painel(usuario, caixas)
    if not alcance.abre(ambito):
        raise PermissionDenied(SO_A_CHEFIA)
    papel = caixas.get(ambito.unidade.pk, Papel.CHEFIA) if ambito.unidade else Papel.CHEFIA
    return ambito, Autor(papel=papel, usuario=usuario, unidades=frozenset(caixas)), alcance
