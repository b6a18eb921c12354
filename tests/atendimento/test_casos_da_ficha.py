"""Os casos da ficha: contam-se e leem-se todos, por páginas e com filtros, menos os que não se dizem."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from atendimento.acoes.reconhecer import OS_CASOS
from contas.models import LeituraDePessoal
from solicitacoes.models import Solicitacao
from solicitacoes.situacoes import Desfecho, Situacao
from tests.atendimento.com_a_pessoa import Atendendo
from tests.atendimento.test_achar_a_pessoa import fora_de_toda_busca
from tests.solicitacoes import elenco

if TYPE_CHECKING:
    from bs4.element import Tag

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("mesa_do_arquivo")]


def _regiao(conteudo: bytes) -> Tag:
    regiao = BeautifulSoup(conteudo, "html.parser").select_one("#casos-da-pessoa")
    assert regiao
    for senha in regiao.select("[name=csrfmiddlewaretoken]"):
        senha.decompose()
    return regiao


def _protocolos(regiao: Tag) -> list[str]:
    return [um.text.replace("-", "") for um in regiao.select("li .sp-numero")]


def _muitos(mesa: Atendendo) -> list[Solicitacao]:
    """Um aberto, mais velho que todos, e 24 encerrados; a pessoa já reconhecida."""
    aberto = elenco.solicitacao(ha_dias=40)
    poda = elenco.servico("poda", "Poda de árvore")
    elenco.na_situacao(Situacao.FINALIZADA, servico=poda, identificacao=elenco.MARIA)
    elenco.iguais(
        23,
        elenco.unidade(),
        identificacao=elenco.MARIA,
        situacao=Situacao.FINALIZADA,
        encerrada_em=timezone.now(),
        desfecho=Desfecho.REALIZADO,
    )
    mesa.reconhecida(aberto)
    return list(Solicitacao.objects.all())


def test_le_se_tudo_por_paginas_o_aberto_primeiro_e_a_leitura_de_cada_um_fica_escrita() -> None:
    mesa = Atendendo()
    todos = {caso.protocolo for caso in _muitos(mesa)}
    lidas = LeituraDePessoal.objects.filter(motivo=str(mesa.atendimento), o_que=OS_CASOS)
    assert set(lidas.values_list("protocolo", flat=True)) == todos
    na_mesa = _regiao(mesa.ver().content)
    assert "25 casos da pessoa" in na_mesa.text
    primeiros, aberto = _protocolos(na_mesa), Solicitacao.objects.get(encerrada_em=None)
    assert (len(primeiros), primeiros[0]) == (20, aberto.protocolo)
    dito = " ".join(na_mesa.select("li")[0].get_text(" ").split())
    assert f"Rua Líbero Badaró, 425. Pedido em {timezone.localtime(aberto.aberta_em):%d/%m/%Y}." in dito
    proxima = str(na_mesa.select("a[rel=next]")[0]["href"])
    segunda = _regiao(mesa.client.get(proxima).content)
    assert {*primeiros, *_protocolos(segunda)} == todos
    anterior = str(segunda.select("a[rel=prev]")[0]["href"])
    assert _protocolos(_regiao(mesa.client.get(anterior).content)) == primeiros


def test_filtra_se_pelo_servico_e_pela_situacao_com_e_sem_htmx(subtests: pytest.Subtests) -> None:
    mesa = Atendendo()
    _muitos(mesa)
    for consulta, dito, quantos in (
        ("situacao=abertos", "1 com estes filtros", 1),
        ("situacao=esperam", "0 com estes filtros", 0),
        ("situacao=encerrados", "24 com estes filtros", 20),
        ("busca=poda", "1 com estes filtros", 1),
        ("busca=poda&situacao=abertos", "Tente outra palavra", 0),
        ("busca=nada+com+isto%00", "0 com estes filtros", 0),
    ):
        with subtests.test(consulta):
            inteira = mesa.ver(f"ficha/?{consulta}")
            pagina = _regiao(inteira.content)
            assert dito in " ".join(pagina.text.split())
            assert len(_protocolos(pagina)) == quantos
            endereco = f"/central/{mesa.codigo}/ficha/?{consulta}"
            pedaco = mesa.client.get(endereco, headers={"HX-Request": "true"})
            assert str(_regiao(pedaco.content)) == str(pagina)
            assert pedaco["Vary"] == inteira["Vary"]
            assert "HX-Request" in pedaco["Vary"]


def test_so_depois_de_escrita_a_leitura_e_nada_do_que_nao_se_diz(subtests: pytest.Subtests) -> None:
    mesa, caso = Atendendo(), elenco.solicitacao()
    with subtests.test("ninguém reconhecido"):
        assert mesa.ver("ficha/")["Location"] == f"/central/{mesa.codigo}/"
    escondidos = fora_de_toda_busca()
    mesa.reconhecida(caso)
    with subtests.test("os que não se dizem"):
        regiao = _regiao(mesa.ver("ficha/").content)
        assert (_protocolos(regiao), "1 caso da pessoa" in regiao.text) == ([caso.protocolo], True)
        assert not regiao.select("form[role=search]"), "com poucos não se pergunta quais"
        for nome, escondido in escondidos.items():
            assert not _protocolos(_regiao(mesa.ver(f"ficha/?busca={escondido.protocolo}").content)), nome
    with subtests.test("as de quem acabou, não"):
        mesa.mandar("terminar/", {"resultado": "informacao"})
        assert mesa.ver("ficha/").status_code == 409


def test_as_consultas_nao_crescem_com_os_casos() -> None:
    mesa = Atendendo()
    mesa.reconhecida(elenco.solicitacao())
    contadas = []
    for _ in range(2):
        with CaptureQueriesContext(connection) as consultas:
            assert mesa.ver("ficha/?situacao=abertos").status_code == 200
        contadas.append(len(consultas))
        elenco.iguais(30, elenco.unidade(), identificacao=elenco.MARIA)
    assert contadas[0] == contadas[1] <= 22
    assert "61 casos da pessoa" in _regiao(mesa.ver().content).text
