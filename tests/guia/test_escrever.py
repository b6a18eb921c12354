"""Um serviço escrito passo a passo: grava-se a cada página, cobra-se no fim, e publicar diz aonde ir."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import Settings

from contas.autor import SISTEMA
from guia import acoes
from guia.models import Lugar, Orgao, PontoFocal, Servico, SlugAntigo, VersaoDoServico
from guia.passos import PASSOS, POR_NOME
from guia.publicacao import por_extenso
from guia.situacoes import Situacao
from referencia.tabelas import Origem
from tests.guia.escrevendo import campos, entra, lido, mandar, mostrado, sopa, tela
from tests.guia.factories import (
    AssuntoFactory,
    CaminhoFactory,
    OrgaoFactory,
    ServicoFactory,
    VersaoFactory,
    no_ar,
)

pytestmark = pytest.mark.django_db
NOVO = "/escrever/novo/"


@pytest.fixture(autouse=True)
def sem_rota(settings: Settings) -> None:
    settings.EXIGENCIAS_DE_PUBLICACAO = ["guia.publicacao.exigencias.campos"]


@pytest.fixture
def alheio() -> VersaoDoServico:
    """Um rascunho de outro órgão."""
    orgao = OrgaoFactory.create(sigla="SIURB", nome="Infraestrutura")
    return acoes.propor(servico=ServicoFactory.create(slug="de-outro", orgao=orgao), por=SISTEMA)


def _texto(**mudancas: Any) -> dict[str, Any]:
    dito = {
        "nome": "Limpeza de monumento",
        "o_que_e": "A equipe lava o monumento.",
        "etapas": "Um.\n\n Dois. ",
    }
    return dito | mudancas


def test_o_servico_novo_nasce_com_rascunho_endereco_e_prazo_da_cidade(client: Client) -> None:
    pessoa = entra(client)
    assunto = AssuntoFactory.create()
    resposta = mandar(client, NOVO, **_texto(), assunto=assunto.pk)
    versao = VersaoDoServico.objects.get()
    assert resposta["Location"] == tela(versao, "prazo")
    assert (versao.servico.slug, versao.servico.assunto) == ("limpeza-de-monumento", assunto)
    assert (versao.etapas, versao.situacao, versao.origem) == (["Um.", "Dois."], "rascunho", Origem.EDICAO)
    assert (versao.solicitavel, versao.prazo_quantidade, versao.prazo_provisorio) == (True, 30, True)
    assert versao.history.first().history_user == pessoa
    assert client.get("/servicos/limpeza-de-monumento/").status_code == 404


def test_o_endereco_que_ja_foi_de_outro_ganha_numero(client: Client) -> None:
    entra(client, "Administração")
    orgao, assunto = OrgaoFactory.create(), AssuntoFactory.create()
    SlugAntigo.objects.create(servico=ServicoFactory.create(slug="um"), slug="limpeza-de-monumento")
    for esperado in ("limpeza-de-monumento-2", "limpeza-de-monumento-3"):
        mandar(client, NOVO, **_texto(), assunto=assunto.pk, orgao=orgao.pk)
        assert Servico.objects.order_by("-pk")[0].slug == esperado


def test_novo_sem_nome_nem_assunto_guarda_o_resto(client: Client) -> None:
    entra(client)
    resposta = mandar(client, NOVO, **_texto(nome=""))
    assert resposta.status_code == 422
    assert set(campos(resposta)) == {"nome", "assunto"}
    assert mostrado(resposta)["o_que_e"].strip() == "A equipe lava o monumento."
    assert not Servico.objects.exists()


def test_o_ponto_focal_so_propoe_no_seu_orgao(client: Client, alheio: VersaoDoServico) -> None:
    entra(client)
    de_outro = alheio.servico.orgao_id
    assert "orgao" in campos(
        mandar(client, NOVO, **_texto(), assunto=AssuntoFactory.create().pk, orgao=de_outro)
    )
    for passo in (*POR_NOME, "conferir"):
        assert client.get(tela(alheio, passo)).status_code == 404, passo
    assert client.post(reverse("escrever:abrir", args=[alheio.servico_id])).status_code == 404


def test_cada_passo_grava_so_o_seu_e_leva_ao_seguinte(client: Client) -> None:
    entra(client)
    versao = acoes.propor(servico=ServicoFactory.create(com_perguntas=True), por=SISTEMA)
    antes = por_extenso.campos(versao)
    seguintes = [*POR_NOME, "conferir"][1:]
    for nome, seguinte in zip(POR_NOME, seguintes, strict=True):
        if nome != "destino":
            assert mandar(client, tela(versao, nome))["Location"] == tela(versao, seguinte), nome
    versao.refresh_from_db()
    assert por_extenso.campos(versao) == antes
    assert mandar(client, tela(versao, "texto"), conferir="sim")["Location"] == tela(versao, "conferir")


def test_o_fim_de_linha_do_navegador_nao_conta_como_mudanca(client: Client) -> None:
    entra(client)
    versao = acoes.propor(servico=ServicoFactory.create(versao__o_que_e="Uma linha.\nOutra."), por=SISTEMA)
    mandar(client, tela(versao, "texto"), o_que_e="Uma linha.\r\nOutra.")
    versao.refresh_from_db()
    assert versao.o_que_e == "Uma linha.\nOutra."


@pytest.mark.parametrize(
    ("passo", "mudancas", "errados"),
    [
        ("texto", {"nome": ""}, {"nome"}),
        ("prazo", {"prazo_quantidade": ""}, {"prazo_quantidade"}),
        ("prazo", {"prazo_contagem": "imediato"}, {"prazo_quantidade"}),
        ("prazo", {"prazo_contagem": "sem_prazo", "prazo_quantidade": ""}, {"prazo_contagem"}),
        ("quem_pede", {"identificacao": "anonima"}, {"anonima_desde", "anonima_por"}),
        ("quem_pede", {"sigilosa": "on", "publica": "on"}, {"publica"}),
        ("onde", {"lugares": ["nao-ha"]}, {"lugares"}),
        ("onde", {"legislacao__0__norma": "Lei sem fonte"}, {"legislacao-0-fonte"}),
        ("onde", {"caminhos__1__caminho": "Um que não há"}, {"caminhos-1-caminho"}),
        (
            "onde",
            {
                "fontes__0__campo": "taxas",
                "fontes__0__fonte": "Lei 1",
                "fontes__1__campo": "taxas",
                "fontes__1__fonte": "Lei 2",
            },
            {"fontes-1-campo"},
        ),
    ],
)
def test_o_erro_e_do_campo_e_nada_se_grava(
    client: Client, passo: str, mudancas: dict[str, Any], errados: set[str]
) -> None:
    entra(client)
    Lugar.objects.create(slug="praca-se", nome="Praça da Sé", endereco="Praça da Sé, 1")
    versao = acoes.propor(servico=ServicoFactory.create(), por=SISTEMA)
    resposta = mandar(client, tela(versao, passo), **mudancas)
    assert resposta.status_code == 422
    assert set(campos(resposta)) == errados
    for nome, valor in mudancas.items():
        if valor and isinstance(valor, str) and valor != "on":
            assert valor in str(mostrado(resposta)[nome.replace("__", "-")])
    atual = VersaoDoServico.objects.get(pk=versao.pk)
    assert all(getattr(atual, campo) == getattr(versao, campo) for campo in VersaoDoServico.CONTEUDO)


def test_o_que_um_estranho_manda_nao_derruba(client: Client) -> None:
    entra(client)
    versao = acoes.propor(servico=ServicoFactory.create(), por=SISTEMA)
    assert mandar(client, tela(versao, "texto"), etapas="Um.\0\nDois.").status_code == 302
    versao.refresh_from_db()
    assert versao.etapas == ["Um.", "Dois."]
    assert mandar(client, tela(versao, "texto"), o_que_e="a\0b").status_code == 422
    assert mandar(client, tela(versao, "prazo"), prazo_quantidade="9" * 30).status_code == 422
    assert mandar(client, tela(versao, "onde"), fontes__linhas="9" * 5000).status_code == 302
    inventado = {"fontes__0__campo": "inventado", "fontes__0__fonte": "Lei 1"}
    assert mandar(client, tela(versao, "onde"), **inventado).status_code == 422
    assert mandar(client, NOVO, **_texto(), assunto="9" * 30, orgao="9" * 30).status_code == 422
    assert client.get(f"/escrever/{'9' * 30}/texto/").status_code == 404


def test_normas_fontes_e_caminhos_se_escrevem_linha_a_linha(client: Client) -> None:
    entra(client)
    primeiro, segundo = CaminhoFactory.create(slug="um", valor="https://um.invalid/"), CaminhoFactory.create()
    Lugar.objects.create(slug="praca-se", nome="Praça da Sé", endereco="Praça da Sé, 1")
    servico = ServicoFactory.create(versao__fontes={"156": "folheto"}, versao__caminhos=[segundo.slug])
    versao = acoes.propor(servico=servico, por=SISTEMA)
    mudancas: dict[str, Any] = {"lugares": ["praca-se"], "a_confirmar": ["prazo", "taxas"]}
    mudancas |= {"caminhos__0__caminho": str(primeiro), "caminhos__2__caminho": str(segundo)}
    mudancas |= {"legislacao__1__norma": "Lei 1/2020", "legislacao__1__fonte": "Diário Oficial"}
    mudancas |= {"fontes__1__campo": "taxas", "fontes__1__fonte": "Portaria 3"}
    assert mandar(client, tela(versao, "onde"), **mudancas).status_code == 302
    versao.refresh_from_db()
    assert versao.caminhos == ["um", segundo.slug]
    assert versao.legislacao == [{"norma": "Lei 1/2020", "fonte": "Diário Oficial"}]
    assert versao.fontes == {"156": "folheto", "taxas": "Portaria 3"}
    assert (versao.lugares, set(versao.a_confirmar)) == (["praca-se"], {"prazo", "taxas"})
    mandar(client, tela(versao, "onde"), legislacao__0__norma="", legislacao__0__fonte="")
    versao.refresh_from_db()
    assert versao.legislacao == []


def test_mais_linhas_sem_perder_o_que_se_escreveu(client: Client) -> None:
    entra(client)
    versao = acoes.propor(servico=ServicoFactory.create(), por=SISTEMA)
    escrito = {"legislacao__0__norma": "Lei 1/2020", "a_confirmar": ["taxas"]}
    resposta = mandar(client, tela(versao, "onde"), **escrito, mais="legislacao")
    assert resposta.status_code == 200
    agora = mostrado(resposta)
    assert (agora["legislacao-0-norma"], agora["a_confirmar"]) == ("Lei 1/2020", ["taxas"])
    assert (agora["legislacao-linhas"], agora["fontes-linhas"]) == ("5", "2")


def test_publicar_diz_o_que_falta_com_o_link_do_passo(client: Client) -> None:
    entra(client, "Administração")
    versao = VersaoFactory.create(o_que_e="", canais=[], identificacao="anonima", origem=Origem.EDICAO)
    resposta = mandar(client, tela(versao, "conferir"), publicar="sim")
    assert resposta.status_code == 422
    faltas = {a["href"]: a.get_text() for a in sopa(resposta).select("#faltas a")}
    campos_que_faltam = {"texto": "o_que_e", "prazo": "canais_0", "quem_pede": "identificacao_0"}
    assert set(faltas) == {f"{tela(versao, passo)}#id_{campo}" for passo, campo in campos_que_faltam.items()}
    assert "Preencha “O que é?”" in faltas[f"{tela(versao, 'texto')}#id_o_que_e"]
    versao.refresh_from_db()
    assert versao.situacao == Situacao.RASCUNHO


def test_enviar_devolver_com_motivo_e_publicar(client: Client) -> None:
    focal = entra(client)
    versao = acoes.propor(servico=ServicoFactory.create(), por=SISTEMA)
    mandar(client, tela(versao, "conferir"), enviar="sim")
    coordena = entra(client, "Administração")
    vazia = client.post(tela(versao, "conferir"), {"devolver": "sim", "motivo": " "})
    assert (vazia.status_code, set(campos(vazia))) == (422, {"motivo"})
    client.post(tela(versao, "conferir"), {"devolver": "sim", "motivo": "Diga o horário."})
    versao.refresh_from_db()
    assert (versao.situacao, versao.ajustes, versao.devolvida_por) == (
        "rascunho",
        "Diga o horário.",
        coordena,
    )

    client.force_login(focal)
    inicio = sopa(client.get("/escrever/"))
    volta = inicio.select_one("section[aria-labelledby=voltaram]")
    assert volta
    assert "Diga o horário." in volta.get_text()
    assert volta.select_one(f'a[href="{tela(versao, "conferir")}"]')
    assert "Diga o horário." in lido(client.get(tela(versao, "texto")))
    mandar(client, tela(versao, "conferir"), enviar="sim")
    assert "Nada voltou." in lido(client.get("/escrever/"))

    client.force_login(coordena)
    assert "Da outra vez você pediu: Diga o horário." in lido(client.get(tela(versao, "conferir")))
    mandar(client, tela(versao, "conferir"), publicar="sim")
    versao.refresh_from_db()
    assert (versao.situacao, versao.publicada_por) == (Situacao.PUBLICADA, coordena)
    assert client.get(tela(versao, "texto"))["Location"] == reverse(
        "admin:guia_versaodoservico_change", args=[versao.pk]
    )


@pytest.mark.parametrize("botao", ["publicar", "devolver"])
def test_ponto_focal_nao_publica_nem_devolve(client: Client, botao: str) -> None:
    entra(client)
    versao = acoes.propor(servico=ServicoFactory.create(), por=SISTEMA)
    acoes.enviar(versao=versao, por=SISTEMA)
    assert not sopa(client.get(tela(versao, "conferir"))).select(f"button[name={botao}]")
    assert client.post(tela(versao, "conferir"), {botao: "sim", "motivo": "x"}).status_code == 403
    versao.refresh_from_db()
    assert versao.situacao == Situacao.EM_REVISAO


def test_o_colega_escreve_e_nao_envia(client: Client) -> None:
    entra(client, papel=PontoFocal.Papel.COLABORADOR)
    versao = acoes.propor(servico=ServicoFactory.create(), por=SISTEMA)
    assert mandar(client, tela(versao, "texto"), nome="Fechar buraco").status_code == 302
    assert "Quem responde pelo órgão no Guia confere e envia." in lido(client.get(tela(versao, "conferir")))
    assert client.post(tela(versao, "conferir"), {"enviar": "sim"}).status_code == 403
    versao.refresh_from_db()
    assert (versao.nome, versao.situacao) == ("Fechar buraco", Situacao.RASCUNHO)


def test_o_que_ja_foi_ao_ar_nao_muda(client: Client) -> None:
    entra(client, "Administração")
    publicada = no_ar(ServicoFactory.create())
    for passo in PASSOS:
        assert client.post(tela(publicada, passo.nome), _texto()).status_code == 302
    publicada.refresh_from_db()
    assert publicada.nome == "Tapa-buraco"


def test_todo_campo_do_guia_esta_num_passo() -> None:
    """Um campo novo da versão que ficasse fora dos passos não se poderia escrever por tela nenhuma."""
    ditos = [campo for passo in PASSOS for campo in passo.campos]
    assert set(VersaoDoServico.CONTEUDO) <= set(ditos)
    assert len(ditos) == len(set(ditos))


def test_o_inicio_diz_o_que_ha_a_fazer_e_so_do_seu_orgao(client: Client, alheio: VersaoDoServico) -> None:
    hoje = timezone.localdate()
    morto = CaminhoFactory.create(slug="morto", resultado="nao_serve", conferido_em=hoje)
    velho = CaminhoFactory.create(
        rotulo="Página velha", resultado="serve", conferido_em=hoje.replace(year=2024)
    )
    novo = CaminhoFactory.create(rotulo="Página nova", resultado="serve", conferido_em=hoje)
    vence = ServicoFactory.create(versao__nome="Vence", versao__caminhos=[morto.slug, velho.slug, novo.slug])
    VersaoDoServico.objects.filter(pk__in=[no_ar(vence).pk, no_ar(alheio.servico).pk]).update(revisar_em=hoje)
    rascunho = acoes.propor(servico=ServicoFactory.create(versao__nome="Em rascunho"), por=SISTEMA)
    entra(client)
    pagina = lido(client.get("/escrever/"))
    assert "Em rascunho" in pagina
    assert f"Reler “Vence” ( SMSUB ), venceu em {hoje:%d/%m/%Y}" in pagina.replace("(SMSUB)", "( SMSUB )")
    assert "não serve mais" in pagina
    assert "Página velha" in pagina
    assert "Página nova" not in pagina
    assert "SIURB" not in pagina
    aberta = client.post(reverse("escrever:abrir", args=[vence.pk]))
    assert aberta["Location"] == tela(vence.versoes.em_elaboracao().get(), "texto")
    assert client.post(reverse("escrever:abrir", args=[rascunho.servico_id]))["Location"] == tela(
        rascunho, "texto"
    )


@pytest.mark.parametrize("quantos", [1, 5])
def test_o_inicio_custa_o_mesmo_com_um_ou_muitos(
    client: Client, quantos: int, django_assert_max_num_queries: Any
) -> None:
    entra(client)
    for _ in range(quantos):
        acoes.propor(servico=ServicoFactory.create(), por=SISTEMA)
    with django_assert_max_num_queries(14):
        client.get("/escrever/")


def test_orgao_nenhum_para_escolher_e_dito(client: Client) -> None:
    entra(client, ate=timezone.localdate().replace(year=2021))
    assert Orgao.objects.exists()
    assert "orgao" in campos(mandar(client, NOVO, **_texto(), assunto=AssuntoFactory.create().pk))
