"""O pedido que espera onde ninguém o vê é dito."""

from __future__ import annotations

import pytest

from contas.models import Usuario
from roteamento.models import Lotacao, Unidade
from solicitacoes.vigilancia.vigias import pedidos_vistos
from tests.solicitacoes import elenco

pytestmark = pytest.mark.django_db


def test_o_pedido_em_unidade_sem_ninguem_com_conta_ativa_e_dito() -> None:
    de_cima, vazia = elenco.unidade("SE-GAB"), elenco.unidade("SE-VAZIA")
    elenco.iguais(2, vazia)
    assert pedidos_vistos() == ("2 pedidos esperam numa unidade sem ninguém com conta ativa: SE-VAZIA (2).")
    Unidade.objects.filter(pk=vazia.pk).update(superior=de_cima)
    elenco.servidor(de_cima)
    assert pedidos_vistos() == ""  # a equipe de cima abre a caixa da que não tem ninguém
    saiu = elenco.servidor(vazia)
    assert pedidos_vistos() == ""
    Usuario.objects.filter(pk=saiu.pk).update(is_active=False)
    assert "SE-VAZIA (2)" in pedidos_vistos()  # com alguém lotado, a de cima já não a abre
    Lotacao.objects.filter(usuario=saiu).update(ate=elenco.DESDE)
    assert pedidos_vistos() == ""
