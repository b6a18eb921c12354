"""A segunda devolução para o vaivém: o pedido fica onde está até a coordenação decidir."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from avisos.models import Aviso
from contas.papeis import Papel
from protocolo.erros import Conflito, TransicaoProibida
from roteamento.models import Unidade
from roteamento.models.unidades import TRIAGEM
from solicitacoes import acoes
from solicitacoes.models import Andamento, Solicitacao
from solicitacoes.situacoes import Situacao, Tipo
from tests.solicitacoes import elenco

if TYPE_CHECKING:
    from contas.autor import Autor

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("caixa_do_arquivo")]


@pytest.fixture
def caixa() -> Unidade:
    return elenco.unidade()


@pytest.fixture
def outra(caixa: Unidade) -> Unidade:
    return elenco.unidade("ILUME", "Iluminação pública", subprefeitura=None)


@pytest.fixture
def por(caixa: Unidade) -> Autor:
    return elenco.autor(elenco.servidor(caixa), caixa)


@pytest.fixture
def coordenacao(db: None) -> Autor:
    triagem = elenco.unidade(TRIAGEM, subprefeitura=None)
    return elenco.autor(elenco.servidor(triagem, nome="Tiago Triagem"), triagem)


@pytest.fixture
def devolvido(caixa: Unidade, outra: Unidade, por: Autor) -> Solicitacao:
    """Foi e voltou duas vezes."""
    return elenco.devolvido_duas_vezes(caixa, outra)


def _ultimo(caso: Solicitacao) -> Andamento:
    return caso.andamentos.order_by("-ordem")[0]


def test_a_primeira_devolucao_nao_pede_decisao(caixa: Unidade, outra: Unidade, por: Autor) -> None:
    caso = elenco.solicitacao(caixa)
    caso = acoes.transferir(caso=caso, versao=1, por=por, unidade=outra, motivo=elenco.FRASE)
    caso = acoes.devolver(caso=caso, versao=2, por=por, motivo=elenco.FRASE)
    assert (caso.devolucoes, caso.aguarda_decisao_desde) == (1, None)
    assert acoes.transferir(caso=caso, versao=3, por=por, unidade=outra, motivo=elenco.FRASE).unidade == outra


def test_a_segunda_devolucao_deixa_o_pedido_onde_caiu(
    caixa: Unidade, outra: Unidade, por: Autor, devolvido: Solicitacao
) -> None:
    assert (devolvido.unidade, devolvido.devolucoes) == (caixa, 2)
    assert devolvido.aguarda_decisao_desde is not None
    versao = devolvido.versao
    with pytest.raises(TransicaoProibida, match="até a coordenação decidir"):
        acoes.transferir(caso=devolvido, versao=versao, por=por, unidade=outra, motivo=elenco.FRASE)
    Solicitacao.objects.filter(pk=devolvido.pk).update(unidade_anterior=outra)
    with pytest.raises(TransicaoProibida, match="até a coordenação decidir"):
        acoes.devolver(caso=devolvido, versao=versao, por=por, motivo=elenco.FRASE)
    assert Solicitacao.objects.get(pk=devolvido.pk).versao == versao


def test_enquanto_se_espera_o_resto_do_trabalho_segue(por: Autor, devolvido: Solicitacao) -> None:
    caso = acoes.assumir(caso=devolvido, versao=devolvido.versao, por=por)
    caso = acoes.iniciar(caso=caso, versao=caso.versao, por=por)
    caso = acoes.pedir_complemento(
        caso=caso, versao=caso.versao, por=por, pergunta="De que lado da rua fica o buraco?"
    )
    assert caso.aguarda_decisao_desde is not None
    caso = acoes.finalizar(
        caso=caso, versao=caso.versao, por=por, desfecho="realizado", resposta=elenco.FRASE
    )
    assert (caso.situacao, caso.aguarda_decisao_desde) == (Situacao.FINALIZADA, None)


def test_desistir_tambem_tira_da_espera(devolvido: Solicitacao) -> None:
    caso = acoes.cancelar(caso=devolvido, por=elenco.municipe(devolvido.protocolo))
    assert caso.aguarda_decisao_desde is None


def test_decidir_manda_a_outra_unidade_e_avisa(
    caixa: Unidade, coordenacao: Autor, por: Autor, devolvido: Solicitacao
) -> None:
    certa = elenco.unidade("SIURB", "Obras de drenagem", subprefeitura=None)
    Solicitacao.objects.filter(pk=devolvido.pk).update(responsavel=por.usuario)
    prazo = devolvido.vence_em
    Aviso.objects.all().delete()
    caso = acoes.decidir(
        caso=devolvido, versao=devolvido.versao, por=coordenacao, unidade=certa, motivo=elenco.FRASE
    )
    assert (caso.unidade, caso.unidade_anterior, caso.responsavel) == (certa, None, None)
    assert (caso.aguarda_decisao_desde, caso.devolucoes, caso.transferencias) == (None, 2, 2)
    assert caso.vence_em == prazo
    passo = _ultimo(caso)
    assert (passo.tipo, passo.alcance, passo.texto) == (
        Tipo.DECISAO,
        Andamento.Alcance.PUBLICO,
        elenco.FRASE,
    )
    assert (passo.usuario, passo.unidade) == (coordenacao.usuario, TRIAGEM)
    assert passo.mudancas == {"unidade": [caixa.sigla, "SIURB"]}
    aviso = Aviso.objects.get()
    assert aviso.modelo == "transferido"
    assert "Obras de drenagem" in aviso.corpo


def test_decidir_que_fica_nao_avisa_nem_tira_o_responsavel(
    caixa: Unidade, coordenacao: Autor, por: Autor, devolvido: Solicitacao
) -> None:
    Solicitacao.objects.filter(pk=devolvido.pk).update(responsavel=por.usuario)
    Aviso.objects.all().delete()
    caso = acoes.decidir(
        caso=devolvido, versao=devolvido.versao, por=coordenacao, unidade=caixa, motivo=elenco.FRASE
    )
    assert (caso.unidade, caso.responsavel, caso.aguarda_decisao_desde) == (caixa, por.usuario, None)
    assert _ultimo(caso).mudancas == {"unidade": ["", caixa.sigla]}
    assert not Aviso.objects.exists()


def test_depois_da_decisao_a_devolucao_seguinte_pede_outra(
    caixa: Unidade, outra: Unidade, coordenacao: Autor, por: Autor, devolvido: Solicitacao
) -> None:
    caso = acoes.decidir(
        caso=devolvido, versao=devolvido.versao, por=coordenacao, unidade=caixa, motivo=elenco.FRASE
    )
    with pytest.raises(TransicaoProibida, match="não veio de outra unidade"):
        acoes.devolver(caso=caso, versao=caso.versao, por=por, motivo=elenco.FRASE)
    caso = acoes.transferir(caso=caso, versao=caso.versao, por=por, unidade=outra, motivo=elenco.FRASE)
    caso = acoes.devolver(caso=caso, versao=caso.versao, por=por, motivo=elenco.FRASE)
    assert caso.devolucoes == 3
    assert caso.aguarda_decisao_desde is not None


def test_nao_se_decide_o_que_nao_espera_decisao(caixa: Unidade, outra: Unidade, coordenacao: Autor) -> None:
    caso = elenco.solicitacao(caixa)
    with pytest.raises(TransicaoProibida, match="não espera decisão"):
        acoes.decidir(caso=caso, versao=1, por=coordenacao, unidade=outra, motivo=elenco.FRASE)
    assert Solicitacao.objects.get(pk=caso.pk).versao == 1


def test_a_segunda_decisao_da_mesma_pagina_e_conflito(
    outra: Unidade, coordenacao: Autor, devolvido: Solicitacao
) -> None:
    versao = devolvido.versao
    acoes.decidir(caso=devolvido, versao=versao, por=coordenacao, unidade=outra, motivo=elenco.FRASE)
    with pytest.raises(Conflito):
        acoes.decidir(caso=devolvido, versao=versao, por=coordenacao, unidade=outra, motivo=elenco.FRASE)


@pytest.mark.parametrize("papel", [p for p in Papel if p not in {Papel.SERVIDOR, Papel.CHEFIA}])
def test_so_servidor_e_chefia_decidem(
    caixa: Unidade, coordenacao: Autor, devolvido: Solicitacao, papel: Papel
) -> None:
    quem = elenco.autor(coordenacao.usuario, papel=papel)
    with pytest.raises(TransicaoProibida):
        acoes.decidir(caso=devolvido, versao=devolvido.versao, por=quem, unidade=caixa, motivo=elenco.FRASE)
