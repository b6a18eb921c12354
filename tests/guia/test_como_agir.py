"""Toda página do Guia leva a algum lugar: o caminho vem primeiro, e a emergência antes de tudo."""

from __future__ import annotations

import json
from io import StringIO
from typing import Any

import pytest
from bs4 import BeautifulSoup, Tag
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from avisos.models import Cidade
from contas.autor import SISTEMA
from guia import acoes, consultas
from guia.models import Caminho, Lugar, RespostaDeBusca, Servico
from guia.models.caminhos import discado
from tests.guia.factories import CaminhoFactory, RespostaDeBuscaFactory, ServicoFactory, VersaoFactory

pytestmark = pytest.mark.django_db


def _ler(resposta: Any) -> BeautifulSoup:
    return BeautifulSoup(resposta.content, "lxml")


def _artigo(client: Client, servico: Servico) -> Tag:
    artigo = _ler(client.get(servico.get_absolute_url())).find("article")
    assert isinstance(artigo, Tag)
    return artigo


def _links(parte: Tag) -> list[str]:
    return [str(a["href"]) for a in parte.find_all("a")]


# --- os dados -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("escrito", "numero"),
    {
        "190": "190",
        "40199": "40199",
        "0800 771 3733": "08007713733",
        "08000 110 197": "08000110197",
        "(11) 5012-5311": "+551150125311",
        "(11) 95220-0219": "+5511952200219",
        "3396-8600": "+551133968600",
        "11 3396-8600": "+551133968600",
        "(21) 3396-8600": "+552133968600",
    }.items(),
)
def test_o_numero_se_disca_de_qualquer_lugar(escrito: str, numero: str) -> None:
    assert discado(escrito) == numero


@pytest.mark.parametrize(
    ("tipo", "valor", "link"),
    [
        ("url", "https://www.exemplo.invalid/a", "https://www.exemplo.invalid/a"),
        ("telefone", "(11) 5012-5311", "tel:+551150125311"),
        ("whatsapp", "(11) 95220-0219", "https://wa.me/5511952200219"),
        ("sms", "40199", "sms:40199"),
        ("email", "a@exemplo.invalid", "mailto:a@exemplo.invalid"),
        ("aplicativo", "SP156", ""),
        ("portal", "/ouvidoria/", "/ouvidoria/"),
    ],
)
def test_cada_tipo_se_abre_com_um_toque(tipo: str, valor: str, link: str) -> None:
    caminho = Caminho(tipo=tipo, valor=valor, rotulo="Aonde leva")
    assert caminho.link == link
    assert (caminho.casa == "exemplo.invalid") is (tipo == "url")


@pytest.mark.parametrize(
    "campos",
    [
        {"tipo": "url", "valor": "http://exemplo.invalid/"},
        {"tipo": "url", "valor": ""},
        {"tipo": "portal", "valor": "https://exemplo.invalid/"},
        {"tipo": "lugar", "valor": ""},
        {"tipo": "url", "emergencia": True},
        {"resultado": "serve"},
        {"conferido_em": "2026-11-27"},
    ],
)
def test_o_banco_recusa_o_caminho_que_nao_leva_a_nada(campos: dict[str, Any]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        CaminhoFactory.create(**campos)


@pytest.mark.parametrize(("tipo", "valor"), [("telefone", "ligue já"), ("email", "ouvidoria")])
def test_numero_sem_digito_e_email_sem_arroba_sao_recusados(tipo: str, valor: str) -> None:
    with pytest.raises(ValidationError, match="Escreva o"):
        CaminhoFactory.build(tipo=tipo, valor=valor).full_clean()


# --- a página ------------------------------------------------------------------------


def test_a_pagina_deste_portal_tem_de_existir() -> None:
    CaminhoFactory.build(tipo="portal", valor="/ouvidoria/").full_clean()
    with pytest.raises(ValidationError, match="não tem esta página"):
        CaminhoFactory.build(tipo="portal", valor="/nao-ha/").full_clean()


def test_o_que_se_faz_noutra_pagina_do_portal_nao_diz_que_nao_se_faz_aqui(client: Client) -> None:
    aqui = CaminhoFactory.create(tipo="portal", valor="/ouvidoria/", rotulo="Reclamar por aqui")
    artigo = _artigo(client, ServicoFactory.create(so_informa=True, versao__caminhos=[aqui.slug]))
    primeiro = artigo.find("a")
    assert isinstance(primeiro, Tag)
    assert (primeiro["href"], primeiro["class"][0]) == ("/ouvidoria/", "govuk-button")
    assert artigo.get_text().count("Reclamar por aqui") == 1
    assert "não se pede por este portal" not in artigo.get_text()
    assert "continuam os mesmos" not in artigo.get_text()


def test_na_pagina_de_informacao_o_caminho_vem_primeiro_em_botao(client: Client) -> None:
    Lugar.objects.create(slug="posto", nome="Posto Sé", endereco="Rua A, 1", horario="8h às 17h")
    lugar = Lugar.objects.get(slug="posto")
    citados = [
        CaminhoFactory.create(),
        CaminhoFactory.create(tipo="lugar", valor="", lugar=lugar, rotulo="Atende sem marcar"),
        CaminhoFactory.create(tipo="aplicativo", valor="SP156", rotulo="Aplicativo da Prefeitura"),
        CaminhoFactory.create(ligar=True, horario="dias úteis, 8h às 18h"),
    ]
    servico = ServicoFactory.create(so_informa=True, versao__caminhos=[c.slug for c in citados])
    artigo = _artigo(client, servico)
    primeiro = artigo.find("a")
    assert isinstance(primeiro, Tag)
    assert primeiro["class"][0] == "govuk-button"
    assert primeiro.get_text() == "Página da Prefeitura sobre este serviço"
    texto = " ".join(artigo.get_text(" ").split())
    assert "Abre servico.exemplo.invalid" in texto
    assert "Posto Sé Atende sem marcar Rua A, 1 8h às 17h" in texto
    assert "Aplicativo SP156 Aplicativo da Prefeitura" in texto
    assert "Ligar para (11) 3396-8600 Posto de atendimento Dias úteis, 8h às 18h" in texto
    assert texto.index("Ligar para") < texto.index("O que é")
    assert _links(artigo)[:2] == ["https://servico.exemplo.invalid/pedir", "tel:+551133968600"]
    assert "se os endereços e telefones continuam os mesmos" in texto


def test_a_emergencia_vem_antes_de_tudo_grande_e_tocavel(client: Client) -> None:
    citados = [CaminhoFactory.create(urgente=True).slug, CaminhoFactory.create().slug]
    artigo = _artigo(client, ServicoFactory.create(so_informa=True, versao__caminhos=citados))
    numero = artigo.select_one(".sp-emergencia a")
    assert numero is artigo.find("a")
    assert (numero["href"], numero.get_text()) == ("tel:199", "Ligar para 199")  # type: ignore[index,union-attr]


def test_o_servico_que_se_pede_mostra_o_numero_antes_do_botao(client: Client) -> None:
    artigo = _artigo(
        client, ServicoFactory.create(versao__caminhos=[CaminhoFactory.create(urgente=True).slug])
    )
    links = _links(artigo)
    assert links[0] == "tel:199"
    assert links[1].startswith("/solicitar/")
    assert "Há perigo agora?" in artigo.get_text()


def test_o_titulo_do_cidadao_vem_primeiro_e_o_nome_oficial_embaixo(client: Client) -> None:
    servico = ServicoFactory.create(versao__titulo="Pedir conserto de buraco", versao__palavras=[])
    pagina = _ler(client.get(servico.get_absolute_url()))
    assert pagina.h1.get_text() == "Pedir conserto de buraco"  # type: ignore[union-attr]
    assert "Nome oficial: Tapa-buraco" in pagina.get_text()
    assert [s.slug for s in consultas.buscar("conserto")] == [servico.slug]
    assert [s.slug for s in consultas.buscar("tapa buraco")] == [servico.slug]
    lista = _ler(client.get("/servicos/?q=conserto")).select_one(".sp-lista")
    assert lista is not None
    assert lista.get_text(" ", strip=True).startswith("Pedir conserto de buraco Tapa-buraco")


def test_o_nome_que_o_titulo_ja_diz_nao_se_repete(client: Client) -> None:
    servico = ServicoFactory.create(versao__titulo="Pedir tapa-buraco")
    assert "Nome oficial" not in _artigo(client, servico).get_text()


def test_o_que_nao_serve_mais_some_da_pagina_e_da_conta(client: Client) -> None:
    caminho = CaminhoFactory.create()
    servico = ServicoFactory.create(so_informa=True, versao__caminhos=[caminho.slug])
    assert _contas()["sem_caminho"] == 0
    acoes.conferir(caminho=caminho, serve=False, em=timezone.localdate(), por=SISTEMA)
    assert caminho.valor not in _links(_artigo(client, servico))
    assert _contas()["sem_caminho"] == 1


def test_o_que_se_conferiu_diz_quando(client: Client) -> None:
    caminho = CaminhoFactory.create()
    servico = ServicoFactory.create(so_informa=True, versao__caminhos=[caminho.slug])
    etag = client.get(servico.get_absolute_url()).headers["ETag"]
    acoes.conferir(caminho=caminho, serve=True, em=timezone.localdate(), por=SISTEMA)
    resposta = client.get(servico.get_absolute_url(), headers={"If-None-Match": etag})
    assert f"Conferido em {timezone.localdate():%d/%m/%Y}" in _ler(resposta).get_text()
    assert "continuam os mesmos" not in _ler(resposta).get_text()


def test_nao_se_publica_o_que_nao_leva_a_nada() -> None:
    campos: dict[str, Any] = {"solicitavel": False, "prazo_quantidade": None, "prazo_contagem": "sem_prazo"}
    versao = VersaoFactory.create(**campos)
    with pytest.raises(acoes.PublicacaoRecusada, match="Diga como se age"):
        acoes.publicar(versao=versao, por=SISTEMA)
    versao.caminhos = [CaminhoFactory.create().slug]
    acoes.escrever(versao=versao, por=SISTEMA)
    acoes.publicar(versao=versao, por=SISTEMA)


# --- a página inicial e a conta -------------------------------------------------------


def test_a_pagina_inicial_tem_a_faixa_das_emergencias(client: Client) -> None:
    RespostaDeBuscaFactory.create(emergencia=True)
    RespostaDeBuscaFactory.create()
    faixa = _ler(client.get("/")).select_one(".sp-socorro")
    assert faixa is not None
    assert [(a["href"], a.get_text(" ", strip=True)) for a in faixa.find_all("a")] == [
        ("tel:193", "193 Incêndio")
    ]


def test_sem_emergencias_nao_ha_faixa(client: Client) -> None:
    assert _ler(client.get("/")).select_one(".sp-socorro") is None


def _contas() -> dict[str, Any]:
    saida = StringIO()
    call_command("contar_guia", "--json", stdout=saida)
    contas: dict[str, Any] = json.loads(saida.getvalue())
    return contas


def test_a_conta_separa_quem_so_tem_o_telefone_geral() -> None:
    Cidade.objects.update_or_create(pk=1, defaults={"telefone_central": "156"})
    central = CaminhoFactory.create(ligar=True, slug="central", valor="156").slug
    pagina = CaminhoFactory.create().slug
    ServicoFactory.create(so_informa=True, versao__caminhos=[central])
    ServicoFactory.create(so_informa=True, versao__caminhos=[pagina, central])
    ServicoFactory.create(versao__caminhos=[central])
    contas = _contas()
    assert {chave: contas[chave] for chave in ("sem_caminho", "so_156", "com_link", "com_telefone")} == {
        "sem_caminho": 0,
        "so_156": 1,
        "com_link": 1,
        "com_telefone": 3,
    }


# --- o que vem com o projeto ----------------------------------------------------------


AGE = ("/solicitar/", "/ouvidoria/", "tel:", "https://", "https://wa.me/", "sms:", "mailto:")


def _conferir_pagina(client: Client, slug: str) -> None:
    """O primeiro link do texto age (ou há um lugar ou aplicativo), e o que não se sabe se diz só no pé."""
    artigo = _artigo(client, Servico(slug=slug))
    primeiro = next(iter(_links(artigo)), "")
    assert primeiro.startswith(AGE) or artigo.select_one(".sp-caminhos li"), f"{slug}: {primeiro}"
    assert artigo.get_text().count("Falta confirmar") <= 1, slug
    assert "A confirmar" not in artigo.get_text(), slug


def test_todo_servico_publicado_tem_como_agir_com_um_toque(
    client: Client, conteudo_do_projeto: None, subtests: pytest.Subtests
) -> None:
    """Os dados de todos; e a página de um de cada jeito de agir. As páginas todas, à noite."""
    ditos = {caminho.slug: caminho for caminho in Caminho.objects.select_related("lugar")}
    jeitos: dict[Any, str] = {}
    campos = ("slug", "publicada__solicitavel", "publicada__caminhos")
    for slug, solicitavel, citados in Servico.objects.no_guia().values_list(*campos):
        caminhos = [ditos[citado] for citado in citados]
        assert solicitavel or caminhos, slug
        assert all(c.link or c.lugar or c.tipo == Caminho.Tipo.APLICATIVO for c in caminhos), slug
        jeitos[solicitavel, caminhos[0].tipo if caminhos else ""] = slug
    deste_portal = [c.link for c in ditos.values() if c.tipo == Caminho.Tipo.PORTAL]
    assert deste_portal
    assert [link for link in deste_portal if client.get(link, follow=True).status_code != 200] == []
    for jeito, slug in jeitos.items():
        with subtests.test(str(jeito)):
            _conferir_pagina(client, slug)


@pytest.mark.noturno
def test_toda_pagina_publicada_leva_a_algum_lugar(client: Client, conteudo_do_projeto: None) -> None:
    for slug in Servico.objects.no_guia().values_list("slug", flat=True):
        _conferir_pagina(client, slug)


def test_a_urgencia_e_o_primeiro_tema(conteudo_do_projeto: None) -> None:
    assert next(tema.slug for tema in consultas.temas()) == "urgencia"
    numeros = {resposta.telefones[0]["numero"] for resposta in RespostaDeBusca.objects.na_capa()}
    assert {"190", "192", "193", "199", "188"} == numeros
