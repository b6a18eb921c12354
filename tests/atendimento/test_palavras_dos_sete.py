"""As palavras com que se contam as teclas acham, no Guia inteiro, o serviço em primeiro lugar."""

import pytest

from guia.consultas import buscar
from tests.atendimento.sete_servicos import PEDIDOS


@pytest.mark.usefixtures("conteudo_do_projeto")
def test_o_primeiro_que_se_acha_e_o_servico(subtests: pytest.Subtests) -> None:
    for slug, pedido in PEDIDOS.items():
        with subtests.test(slug):
            assert buscar(pedido.palavras, 1)[0].slug == slug
