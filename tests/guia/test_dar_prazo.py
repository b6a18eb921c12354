"""Os prazos que o órgão não deu: a lista, a página de um, o lembrete do mês e o que se diz em público."""

from __future__ import annotations

import json
from contextlib import closing
from datetime import date
from typing import Any

import pytest
from django.test import Client
from pytest_django import Settings

from avisos.models import Notificacao
from contas.autor import SISTEMA
from guia import acoes, tasks
from guia.models import Orgao, PontoFocal, Servico, VersaoDoServico
from guia.publicacao import prazos
from guia.situacoes import Situacao
from protocolo.prazos.contagem import Contagem
from tests.guia.escrevendo import campos, entra, lido, mandar, mostrado, sopa, tela
from tests.guia.factories import OrgaoFactory, PontoFocalFactory, ServicoFactory

pytestmark = pytest.mark.django_db
LISTA = "/escrever/prazos/"


@pytest.fixture(autouse=True)
def sem_rota(settings: Settings) -> None:
    settings.EXIGENCIAS_DE_PUBLICACAO = ["guia.publicacao.exigencias.campos"]


@pytest.fixture
def servico() -> Servico:
    campos = {"versao__nome": "Poda de árvore", "versao__a_confirmar": ["prazo", "taxas"]}
    feito: Servico = ServicoFactory.create(provisorio=True, pedidos=1200, **campos)
    return feito


@pytest.fixture
def siurb() -> Orgao:
    orgao: Orgao = OrgaoFactory.create(sigla="SIURB", nome="Infraestrutura")
    return orgao


def _pagina(servico: Servico) -> str:
    return f"{LISTA}{servico.pk}/"


def _aberta(servico: Servico) -> VersaoDoServico:
    return servico.versoes.em_elaboracao().get()


# --- a lista --------------------------------------------------------------------------------


def test_a_lista_diz_os_seus_por_orgao_os_mais_pedidos_primeiro(
    client: Client, servico: Servico, siurb: Orgao
) -> None:
    ServicoFactory.create(provisorio=True, pedidos=3400, versao__nome="Buraco")
    ServicoFactory.create(provisorio=True, versao__nome="Sem conta")
    ServicoFactory.create(versao__nome="Tem prazo")
    ServicoFactory.create(so_informa=True, versao__nome="Só informa")
    acoes.arquivar(servico=ServicoFactory.create(provisorio=True, versao__nome="Acabou"), por=SISTEMA)
    de_outro = ServicoFactory.create(provisorio=True, orgao=siurb, pedidos=9000, versao__nome="Ponte")
    entra(client)
    pagina = client.get(LISTA)
    assert [a.get_text() for a in sopa(pagina).select("tbody a")] == ["Buraco", "Poda de árvore", "Sem conta"]
    assert "(SMSUB): 3 serviços, 4.600 pedidos por ano" in lido(pagina)
    assert client.get(_pagina(de_outro)).status_code == 404
    assert client.post(_pagina(de_outro), {"prazo_quantidade": "9"}).status_code == 404
    assert "3 serviços sem prazo do órgão" in lido(client.get("/escrever/"))

    entra(client, "Administração")
    todos = lido(client.get(LISTA))
    assert "4 serviços que se pedem por aqui estão no ar sem o prazo do órgão (2 órgãos)." in todos
    assert todos.index("(SIURB): 1 serviço, 9.000 pedidos") < todos.index("(SMSUB)")
    assert todos.count("Sem ponto focal") == 1


def test_sem_nenhum_a_lista_o_diz(client: Client) -> None:
    ServicoFactory.create()
    entra(client)
    assert "Nenhum prazo falta" in lido(client.get(LISTA))
    assert "Nenhum prazo falta" in lido(client.get("/escrever/"))


def test_a_lista_custa_o_mesmo_com_um_ou_muitos(
    client: Client, django_assert_num_queries: Any, servico: Servico
) -> None:
    entra(client, "Administração")
    client.get(LISTA)
    acoes.propor(servico=servico, por=SISTEMA)
    ler = prazos.por_orgao
    with django_assert_num_queries(2):
        assert len(ler()[0].servicos) == 1
    for n in range(3):
        orgao = OrgaoFactory.create(sigla=f"O{n}")
        acoes.propor(servico=ServicoFactory.create(provisorio=True, orgao=orgao), por=SISTEMA)
    with django_assert_num_queries(2):
        assert [grupo.servicos[0].versao.servico.slug for grupo in ler()]


# --- a página de um -------------------------------------------------------------------------


@pytest.mark.parametrize("errado", ["", "0", "-1", "4000", "logo", "2,5", "9" * 30])
def test_o_numero_errado_e_dito_e_fica(client: Client, servico: Servico, errado: str) -> None:
    entra(client)
    resposta = mandar(client, _pagina(servico), prazo_quantidade=errado, prazo_contagem="uteis")
    assert resposta.status_code == 422
    assert "Escreva" in campos(resposta)["prazo_quantidade"]
    assert mostrado(resposta) == {"prazo_quantidade": errado, "prazo_contagem": "uteis"}
    assert not servico.versoes.em_elaboracao().exists()


def test_o_prazo_vai_a_revisao_e_so_publicado_se_promete(client: Client, servico: Servico) -> None:
    entra(client)
    assert "Se o pedido não for concluído em 30 dias" in lido(client.get(_pagina(servico)))
    resposta = mandar(client, _pagina(servico), prazo_quantidade="20")
    versao = _aberta(servico)
    assert (resposta["Location"], versao.situacao) == (LISTA, Situacao.EM_REVISAO)
    assert (versao.prazo_escrito, versao.prazo_provisorio) == ("até 20 dias corridos", False)
    assert (versao.a_confirmar, versao.motivo) == (["taxas"], "O órgão informou o prazo.")
    lista = lido(client.get(LISTA))
    assert "até 20 dias corridos. O prazo está com a coordenação do Guia" in lista
    assert "até 20 dias corridos, em revisão" in lista
    assert prazos.contar_sem_prazo()["sem_prazo"] == 1
    assert mandar(client, _pagina(servico), prazo_quantidade="21")["Location"] == LISTA
    versao.refresh_from_db()
    assert (versao.prazo_quantidade, versao.situacao) == (21, Situacao.EM_REVISAO)

    acoes.publicar(versao=versao, por=SISTEMA)
    assert prazos.contar_sem_prazo() == {"sem_prazo": 0, "que_se_pedem": 1}
    pagina = client.get(_pagina(servico))
    assert "O órgão já informou o prazo: até 21 dias corridos." in lido(pagina)
    tarde = client.post(_pagina(servico), {"prazo_quantidade": "9", "prazo_contagem": "corridos"})
    assert tarde.status_code == 409


def test_o_prazo_entra_no_texto_que_ja_se_escreve_sem_mexer_no_resto(
    client: Client, servico: Servico
) -> None:
    rascunho = acoes.propor(servico=servico, por=SISTEMA, motivo="Mudou o nome.")
    rascunho.nome = "Podar árvore"
    acoes.escrever(versao=rascunho, por=SISTEMA)
    entra(client)
    resposta = mandar(client, _pagina(servico), prazo_quantidade="1", prazo_contagem="uteis")
    assert resposta["Location"] == tela(rascunho, "conferir")
    rascunho.refresh_from_db()
    assert (rascunho.nome, rascunho.motivo, rascunho.situacao) == (
        "Podar árvore",
        "Mudou o nome.",
        "rascunho",
    )
    assert rascunho.prazo_escrito == "até 1 dia útil"
    assert mostrado(client.get(_pagina(servico))) == {"prazo_quantidade": "1", "prazo_contagem": "uteis"}


def test_o_colega_e_a_quem_falta_algo_conferem_antes_de_mandar(client: Client, servico: Servico) -> None:
    entra(client, papel=PontoFocal.Papel.COLABORADOR)
    assert mandar(client, _pagina(servico), prazo_quantidade="20")["Location"] == tela(
        _aberta(servico), "conferir"
    )
    entra(client)
    incompleto = ServicoFactory.create(provisorio=True, versao__requisitos="")
    assert mandar(client, _pagina(incompleto), prazo_quantidade="20")["Location"] == tela(
        _aberta(incompleto), "conferir"
    )
    for um in (servico, incompleto):
        assert _aberta(um).situacao == Situacao.RASCUNHO


# --- o lembrete -----------------------------------------------------------------------------


def test_lembra_uma_vez_por_mes_quem_responde_pelo_orgao_que_deve(servico: Servico, siurb: Orgao) -> None:
    ServicoFactory.create(provisorio=True)
    ana = PontoFocalFactory.create().usuario
    PontoFocalFactory.create(papel=PontoFocal.Papel.COLABORADOR)
    PontoFocalFactory.create(ate=date(2026, 12, 31))
    PontoFocalFactory.create(usuario__is_active=False)
    PontoFocalFactory.create(orgao=siurb)
    for dia in (date(2027, 1, 1), date(2027, 1, 2), date(2027, 1, 31)):
        prazos.lembrar(dia)
    recado = Notificacao.objects.get()
    assert (recado.usuario, recado.tipo, recado.endereco) == (ana, Notificacao.Tipo.GUIA, LISTA)
    assert recado.texto == "2 serviços de SMSUB sem prazo no Guia: informe o de cada um"
    bia = PontoFocalFactory.create(de=date(2027, 1, 31)).usuario
    prazos.lembrar(date(2027, 1, 31))
    prazos.lembrar(date(2027, 2, 1))
    assert list(Notificacao.objects.filter(usuario=bia).order_by("pk").values_list("chave", flat=True)) == [
        f"prazos/{servico.orgao_id}/2027-01",
        f"prazos/{servico.orgao_id}/2027-02",
    ]


def test_nao_lembra_de_quem_ja_deu_o_prazo_e_espera_a_revisao(servico: Servico) -> None:
    PontoFocalFactory.create()
    dado = acoes.dar_prazo(servico=servico, quantidade=9, contagem=Contagem.UTEIS, por=SISTEMA)
    acoes.enviar(versao=dado, por=SISTEMA)
    prazos.lembrar(date(2027, 1, 1))
    assert not Notificacao.objects.exists()
    acoes.devolver(versao=dado, motivo="Falta a etapa.", por=SISTEMA)
    tasks.lembrar_prazos()
    assert Notificacao.objects.filter(chave__startswith="prazos/").count() == 1


# --- em público -----------------------------------------------------------------------------


@pytest.mark.usefixtures("conteudo_do_projeto")
def test_o_guia_que_vem_com_o_projeto_diz_em_quantos_o_prazo_falta(
    client: Client, subtests: pytest.Subtests
) -> None:
    no_ar = [servico for servico in Servico.objects.no_guia().completos() if servico.publicada]
    se_pedem = [servico for servico in no_ar if servico.aceita_pedidos]
    sem = {s.get_absolute_url() for s in se_pedem if s.publicada and s.publicada.prazo_provisorio}
    assert len(sem) > 100
    frase = (
        f"Em {len(sem)} dos {len(se_pedem)} serviços que se pedem por aqui, "
        "o órgão responsável ainda não informou o prazo."
    )
    with subtests.test("todos os serviços"):
        assert frase in lido(client.get("/servicos/"))
        assert frase not in lido(client.get("/servicos/", {"q": "buraco"}))
    with subtests.test("a lista"):
        pagina = client.get("/servicos/sem-prazo/")
        assert frase in lido(pagina)
        assert {a["href"] for a in sopa(pagina).select("main li a")} >= sem
        assert "não for concluído em 30 dias, você pode reclamar na Ouvidoria." in lido(pagina)
    with subtests.test("dados abertos"):
        with closing(client.get("/servicos/dados.json")) as resposta:
            dados = json.loads(resposta.getvalue())
        assert (dados["quantos_se_pedem"], dados["quantos_sem_prazo_do_orgao"]) == (len(se_pedem), len(sem))


def test_sem_nenhum_que_falte_nada_se_diz(client: Client) -> None:
    ServicoFactory.create()
    assert "ainda não informou o prazo" not in lido(client.get("/servicos/"))
    assert "tem o prazo do órgão" in lido(client.get("/servicos/sem-prazo/"))
