"""A página do serviço lida com pressa: a ação, o custo e o prazo no alto, e nada dito duas vezes."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup, Tag
from django.test import Client

from guia.models import Lugar, Servico
from tests.guia.factories import CaminhoFactory, ServicoFactory

pytestmark = pytest.mark.django_db


def _pagina(client: Client, servico: Servico) -> BeautifulSoup:
    return BeautifulSoup(client.get(servico.get_absolute_url()).content, "lxml")


def _artigo(client: Client, servico: Servico) -> Tag:
    artigo = _pagina(client, servico).find("article")
    assert isinstance(artigo, Tag)
    return artigo


def _texto(parte: Tag) -> str:
    return " ".join(parte.get_text(" ").split())


def _titulos(artigo: Tag) -> list[str]:
    return [h2.get_text() for h2 in artigo.find_all("h2")]


def test_o_nome_oficial_nao_empurra_a_acao_para_baixo(client: Client) -> None:
    texto = _texto(_artigo(client, ServicoFactory.create(versao__titulo="Pedir conserto de buraco")))
    assert texto.index("Solicitar") < texto.index("Prazo") < texto.index("Nome oficial: Tapa-buraco")


def test_o_caminho_volta_ao_tema_sem_repetir_o_titulo(client: Client) -> None:
    servico = ServicoFactory.create()
    onde = _pagina(client, servico).find("nav", attrs={"aria-label": "Você está em"})
    assert isinstance(onde, Tag)
    assert onde.find_all("a")[-1]["href"] == servico.assunto.tema.get_absolute_url()
    assert servico.titulo not in onde.get_text()


def test_o_prazo_e_o_custo_se_dizem_uma_vez(client: Client) -> None:
    servico = ServicoFactory.create(versao__custo="pago", versao__taxas="R$ 10 por metro.")
    texto = _texto(_artigo(client, servico))
    assert "Prazo, a contar do pedido até 45 dias corridos" in texto
    assert "Custo Tem taxa R$ 10 por metro." in texto
    for dito in ("45 dias", "Custo", "taxa", "R$ 10", "de graça"):
        assert texto.count(dito) == 1, dito


def test_o_que_so_orienta_na_hora_nao_promete_prazo(client: Client) -> None:
    """ "Prazo: na hora" ao lado de "objeto esquecido" parecia promessa de o achar."""
    na_hora = {"versao__prazo_quantidade": None, "versao__prazo_contagem": "imediato"}
    texto = _texto(_artigo(client, ServicoFactory.create(so_informa=True, **na_hora)))
    assert "Orientação na hora" in texto
    assert "Prazo" not in texto


def test_quem_prefere_falar_tem_o_telefone_junto_do_botao(client: Client) -> None:
    com = _artigo(client, ServicoFactory.create(versao__canais=["portal", "central"]))
    sem = _artigo(client, ServicoFactory.create(versao__canais=["portal"]))
    assert [a["href"] for a in com.find_all("a")][1] == "tel:156"
    assert sem.find("a", href="tel:156") is None


def test_quem_faz_as_etapas_esta_no_titulo_delas(client: Client) -> None:
    """No que se pede, são da equipe e vêm depois; no que só se informa, são da pessoa e vêm antes."""
    pedido = _titulos(_artigo(client, ServicoFactory.create()))
    assert pedido.index("O que acontece depois") > pedido.index("O que você precisa")
    central = ServicoFactory.create(so_informa=True, versao__canais=["central"])
    assert _titulos(_artigo(client, central))[:3] == ["Onde conseguir", "O que fazer", "O que é"]


def test_na_emergencia_o_que_fazer_vem_logo_depois_do_numero(client: Client) -> None:
    citados = [CaminhoFactory.create(urgente=True).slug, CaminhoFactory.create().slug]
    servico = ServicoFactory.create(
        so_informa=True, versao__caminhos=citados, versao__canais=["central"], versao__custo="gratuito"
    )
    texto = _texto(_artigo(client, servico))
    em_ordem = ["Ligue agora", "O que fazer", "Página da Prefeitura", "Custo Gratuito", "O que é"]
    assert sorted(em_ordem, key=texto.index) == em_ordem
    assert texto.count("O que fazer") == 1


def test_a_lista_comprida_de_lugares_tem_um_atalho_no_alto(client: Client) -> None:
    slugs = [Lugar.objects.create(slug=f"l{n}", nome=f"Posto {n}", endereco="Rua A").slug for n in (1, 2)]
    artigo = _artigo(client, ServicoFactory.create(so_informa=True, versao__lugares=slugs))
    atalho = artigo.find("a")
    assert isinstance(atalho, Tag)
    assert (atalho["href"], atalho.get_text()) == ("#lugares", "Veja nesta página os 2 endereços")
    assert artigo.find(id="lugares") is not None


def test_o_telefone_no_meio_do_texto_se_toca(client: Client) -> None:
    servico = ServicoFactory.create(
        versao__etapas=["Ligue para os Bombeiros, no 193."], versao__observacoes="Confirme pelo 156 & volte."
    )
    artigo = _artigo(client, servico)
    etapas = artigo.find("ol")
    assert isinstance(etapas, Tag)
    assert [a["href"] for a in etapas.find_all("a")] == ["tel:193"]
    assert "Confirme pelo 156 & volte." in _texto(artigo)


def test_o_lugar_diz_o_nome_uma_vez_e_o_telefone_se_toca(client: Client) -> None:
    lugar = Lugar.objects.create(
        slug="procon", nome="Procon Paulistano", endereco="Largo A, 5", telefone="3396-8600"
    )
    citado = CaminhoFactory.create(tipo="lugar", valor="", lugar=lugar, rotulo=lugar.nome)
    servico = ServicoFactory.create(
        so_informa=True, versao__caminhos=[citado.slug], versao__lugares=[lugar.slug]
    )
    artigo = _artigo(client, servico)
    no_alto = artigo.select_one(".sp-caminhos")
    assert no_alto is not None
    assert _texto(no_alto) == "Procon Paulistano Largo A, 5 Telefone 3396-8600"
    assert len(artigo.find_all("a", href="tel:+551133968600")) == 2
