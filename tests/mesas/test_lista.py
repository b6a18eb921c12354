"""O que vale para toda lista: qualquer endereço se lê, e o que se leu se lê de volta igual."""

from __future__ import annotations

import pytest
from django.test import RequestFactory
from hypothesis import given
from hypothesis import strategies as st

from atendimento.pessoa.lista import Ficha
from atendimento.retornos.lista import Retornos
from atendimento.supervisao.lista import Atendimentos
from atendimento.supervisao.lista_das_conversas import Conversas
from esic.recursos.lista import Reclamacoes, Recursos
from esic.sic.lista import MesaDoSic
from esic.transparencia.acervo import Acervo
from mesas.filtros import Filtro
from mesas.lista import Lista, ListaDeCasos
from ouvidoria.mesa.filtros import ListaDaMesa
from ouvidoria.orgao.lista import Recebidos
from portal.area.lista import Area, CasosDeAlguem
from solicitacoes.caixa.filtros import Caixa
from solicitacoes.chefia.lista import Pedidos
from solicitacoes.rotas.primeira_unidade import Saidas
from solicitacoes.rotas.unidades import Unidades

LISTAS: list[type[Lista]] = [
    Acervo,
    Area,
    Atendimentos,
    Caixa,
    Conversas,
    Ficha,
    ListaDaMesa,
    MesaDoSic,
    Pedidos,
    Recebidos,
    Reclamacoes,
    Recursos,
    Retornos,
    Saidas,
    Unidades,
]


def test_nenhuma_lista_ficou_de_fora() -> None:
    filhas = {*Lista.__subclasses__(), *ListaDeCasos.__subclasses__(), *CasosDeAlguem.__subclasses__()}
    assert filhas == {*LISTAS, ListaDeCasos, CasosDeAlguem}


@pytest.mark.parametrize("lista", LISTAS)
@given(escrito=st.text(max_size=40))
def test_qualquer_endereco_se_le_e_o_que_vale_se_le_de_volta(lista: type[Lista], escrito: str) -> None:
    lida = lista.ler(dict.fromkeys(lista.filtros(), escrito))
    assert lista.ler(lida.usados) == lida
    volta = RequestFactory().get(f"/{lida.volta}")
    assert lista.de_onde_veio(volta) == lida
    assert "\0" not in lida.consulta


@pytest.mark.parametrize("lista", LISTAS)
def test_toda_opcao_do_formulario_vale_e_tem_frase(lista: type[Lista]) -> None:
    formulario = lista.ler({}).formulario({})
    assert not formulario.aberto
    for campo in (*formulario.campos, *formulario.mais, *formulario.marcas):
        assert campo.filtro.rotulo
        for valor, palavra in campo.opcoes:
            assert palavra
            assert campo.filtro.valor(valor) == valor


def test_valor_longo_se_corta_e_marca_ligada_diz_sim() -> None:
    assert len(Caixa.ler({"rua": "x" * 500}).rua) == Filtro("", "", str, "").maior
    assert Caixa.ler({"foto": "1", "atrasadas": "sim"}).usados == {"atrasadas": "sim", "foto": "sim"}
    assert Acervo.ler({"anexos": "talvez"}).usados == Recursos.ler({"parados": "talvez"}).usados == {}
    assert Caixa.ler({"situacao": "encerradas", "atrasadas": "sim"}).usados == {"situacao": "encerradas"}


def test_o_mes_que_nao_existe_nao_e_dia() -> None:
    assert Caixa.ler({"de": "2026-13-01", "ate": "2026-11-30"}).usados == {"ate": "2026-11-30"}
