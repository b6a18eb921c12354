"""O bairro: o que se lista e se conta, o que nunca se mostra, e as novidades para um leitor de notícias."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest
from bs4 import BeautifulSoup
from django.utils import timezone

from roteamento.grade import no_meio
from solicitacoes import acoes
from solicitacoes.models import Solicitacao
from solicitacoes.pedidos_iguais import chave_publica
from tests.solicitacoes import elenco
from transparencia.bairro.contas import MENOS_DE_CINCO, NAO_SE_DIZ, contas
from transparencia.bairro.novidades import Lugar, ontem

if TYPE_CHECKING:
    from bs4 import Tag
    from django.test import Client

pytestmark = pytest.mark.django_db
CANARIO = "Zumbaia"
"""Está em tudo o que alguém escreveu, e em nenhuma página."""
PONTO = (-23.547, -46.636)


@pytest.fixture
def caso() -> Solicitacao:
    """Um tapa-buraco de três dias, com o canário em todo texto, que a equipe finalizou anteontem."""
    feito = elenco.solicitacao(
        servico=elenco.servico(publica=True),
        ha_dias=3,
        descricao=CANARIO,
        referencia=CANARIO,
        complemento=CANARIO,
        logradouro=f"Rua {CANARIO}",
        numero="4251",
        lat=PONTO[0],
        lon=PONTO[1],
    )
    por = elenco.autor(elenco.servidor(feito.unidade, nome=CANARIO), feito.unidade)
    feito = acoes.iniciar(caso=feito, versao=feito.versao, por=por)
    feito = acoes.finalizar(
        caso=feito,
        versao=feito.versao,
        por=por,
        desfecho="nao_encontrado",
        resposta=f"{CANARIO}: {elenco.FRASE}",
    )
    anteontem = timezone.now() - timedelta(days=2)
    Solicitacao.objects.filter(pk=feito.pk).update(encerrada_em=anteontem)
    feito.encerrada_em = anteontem
    return feito


def escondidos(caso: Solicitacao) -> tuple[str, ...]:
    return (CANARIO, "4251", caso.protocolo, caso.protocolo_escrito, "Maria", str(PONTO[0]), str(PONTO[1]))


def pagina_de(caso: Solicitacao) -> str:
    return f"/solicitar/junto/{caso.identificador}/"


def lida(client: Client, endereco: str) -> str:
    resposta = client.get(endereco)
    assert resposta.status_code == 200
    return resposta.content.decode()


def no(pagina: str, seletor: str, atributo: str) -> str:
    (achado,) = BeautifulSoup(pagina, "lxml").select(seletor)
    return str(achado[atributo])


def listados(pagina: str) -> list[str]:
    return [str(link["href"]) for link in BeautifulSoup(pagina, "lxml").select("main ol a")]


def dito(item: Tag, nome: str) -> str:
    achado = item.find(nome)
    assert achado
    return achado.get_text()


def test_a_pagina_do_pedido_diz_o_desfecho_os_dias_e_nada_de_ninguem(
    client: Client, caso: Solicitacao
) -> None:
    dita = lida(client, pagina_de(caso))
    assert [segredo for segredo in escondidos(caso) if segredo in dita] == []
    assert caso.encerrada_em
    for frase in (
        "Problema não encontrado no local",
        "há 3 dias",
        f"{timezone.localtime(caso.encerrada_em):%d/%m/%Y} (1 dia)",
        "A equipe começou a cuidar do pedido",
        "não há mais o que acompanhar",
        "quadrado de 136 metros",
    ):
        assert frase in dita
    inteiro = no(dita, "link[rel=canonical]", "href")
    assert inteiro.endswith(pagina_de(caso))
    assert no(dita, "meta[property='og:url']", "content") == inteiro
    assert no(dita, "button[data-compartilhar]", "data-compartilhar") == inteiro
    assert lida(client, f"/solicitar/junto/{chave_publica(caso.pk)}/").count(inteiro) >= 3, (
        "a chave velha abre"
    )
    assert no_meio(*PONTO) != PONTO


def test_o_prazo_so_se_diz_se_o_orgao_o_deu(client: Client, caso: Solicitacao) -> None:
    assert "prometido para" in lida(client, pagina_de(caso))
    elenco.publicar_outra(caso.servico, publica=True, prazo_provisorio=True)
    outro = elenco.solicitacao(servico=elenco.servico())
    assert "ainda não deu prazo" in lida(client, pagina_de(outro))
    Solicitacao.objects.filter(pk=outro.pk).update(procedencia=Solicitacao.Procedencia.IMPORTADA)
    dita = lida(client, pagina_de(outro))
    assert ("prometido" in dita, "base histórica" in dita) == (False, True)


@pytest.mark.parametrize("marcas", [{"sigilosa": True}, {"publica": False}, {"publica": None}])
def test_o_que_nao_e_publico_nao_tem_pagina_nem_entra_no_bairro(
    client: Client, caso: Solicitacao, marcas: dict[str, bool | None]
) -> None:
    """Sigiloso quando se pediu, não público hoje, ou fora do Guia: nem lista, nem conta, nem novidade."""
    qual = elenco.servico("reservado", "Reservado", sigilosa=bool(marcas.get("sigilosa")))
    fora = elenco.solicitacao(servico=qual, ha_dias=3)
    if marcas.get("sigilosa"):
        elenco.publicar_outra(qual, sigilosa=False, publica=True)
    assert client.get(pagina_de(fora)).status_code == 404
    assert client.get("/transparencia/bairro/se/?servico=reservado").status_code == (
        200 if marcas.get("sigilosa") else 404
    )
    for onde in ("", "novidades.rss", "novidades.atom"):
        dita = lida(client, f"/transparencia/bairro/se/{onde}")
        assert (str(fora.identificador) in dita, str(caso.identificador) in dita) == (False, True)


def test_identificador_errado_ou_escrito_de_outro_jeito_nao_abre(client: Client, caso: Solicitacao) -> None:
    assert caso.identificador
    for errado in (
        uuid4(),
        caso.identificador.hex,
        str(caso.identificador).upper(),
        "x",
        caso.protocolo,
        "1",
    ):
        assert client.get(f"/solicitar/junto/{errado}/").status_code == 404


def test_o_bairro_lista_ate_ontem_com_o_filtro_e_a_marca(client: Client, caso: Solicitacao) -> None:
    outro = elenco.servico("poda", "Poda", publica=True)
    poda = elenco.solicitacao(servico=outro, ha_dias=2)
    de_hoje = elenco.solicitacao(servico=outro, em=timezone.now())
    resposta = client.get("/transparencia/bairro/se/")
    dita = resposta.content.decode()
    assert listados(dita) == [pagina_de(poda), pagina_de(caso)]
    assert str(de_hoje.identificador) not in dita, "diria a hora"
    assert [segredo for segredo in escondidos(caso) if segredo in dita] == []
    assert "/transparencia/?lugar=distrito-se" in dita
    so_poda = lida(client, "/transparencia/bairro/se/?servico=poda")
    assert listados(so_poda) == [pagina_de(poda)]
    assert no(so_poda, "link[type='application/rss+xml']", "href").endswith("novidades.rss?servico=poda")
    volta = client.get("/transparencia/bairro/se/", headers={"If-None-Match": resposta.headers["ETag"]})
    assert volta.status_code == 304
    assert client.get("/transparencia/bairro/se/", {"pagina": "x"}).status_code == 200
    for errado in ("/transparencia/bairro/atlantida/", "/transparencia/bairro/se/?servico=nada"):
        assert client.get(errado).status_code == 404


def test_as_contas_pequenas_nao_se_dizem_nem_o_que_as_acha(client: Client) -> None:
    onde, em = elenco.unidade(), timezone.now() - timedelta(days=5)
    for slug, quantos in (("tapa-buraco", 20), ("poda", 6), ("lixo", 3)):
        elenco.iguais(quantos, onde, servico=elenco.servico(slug, slug.capitalize(), publica=True), em=em)
    todas = contas(Lugar(elenco.distrito()), ontem(timezone.now()))
    pedidos = {linha.servico.slug if linha.servico else "": linha.celulas[0][1] for linha in todas}
    assert pedidos == {"": "29", "tapa-buraco": "20", "poda": NAO_SE_DIZ, "lixo": MENOS_DE_CINCO}
    assert [linha.celulas[2][1] for linha in todas] == ["0"] * 4
    assert MENOS_DE_CINCO in lida(client, "/transparencia/bairro/se/")
    assert contas(Lugar(elenco.distrito(2, "Aricanduva")), ontem(timezone.now())) == []
    assert "Nenhum pedido" in lida(client, "/transparencia/bairro/aricanduva/")


def test_as_novidades_dizem_o_dia_e_o_que_houve(client: Client, caso: Solicitacao) -> None:
    fora = elenco.solicitacao(servico=elenco.servico(), distrito=elenco.distrito(2, "Aricanduva"), ha_dias=2)
    itens = BeautifulSoup(lida(client, "/transparencia/bairro/se/novidades.rss"), "xml").find_all("item")
    assert [dito(item, "title") for item in itens] == ["Encerrado: Tapa-buraco", "Pedido: Tapa-buraco"]
    assert {dito(item, "pubDate")[17:25] for item in itens} == {"00:00:00"}
    assert len({dito(item, "guid") for item in itens}) == 2
    resposta = client.get("/transparencia/bairro/se/novidades.atom")
    assert resposta.headers["Content-Type"].startswith("application/atom+xml")
    atom = resposta.content.decode()
    assert [segredo for segredo in escondidos(caso) if segredo in atom] == []
    na_cidade = lida(client, "/transparencia/bairro/novidades.rss?servico=tapa-buraco")
    assert str(fora.identificador) in na_cidade
    assert client.get("/transparencia/bairro/novidades.rss").status_code == 404


@pytest.mark.usefixtures("conteudo_do_projeto")
def test_acha_o_bairro_pelo_que_se_escreve_ou_pela_lista(client: Client) -> None:
    onde = "/transparencia/bairro/"
    assert len(BeautifulSoup(lida(client, onde), "lxml").select(".sp-bairros a")) == 96
    assert client.post(onde, {"onde": "Cidade Tiradentes"}).headers["Location"] == f"{onde}cidade-tiradentes/"
    assert client.post(onde, {"onde": "Rua Líbero Badaró, 425"}).headers["Location"] == f"{onde}se/"
    for errado in ("", "Xyzzyx", "x" * 200):
        assert client.post(onde, {"onde": errado}).status_code == 422
