"""A unidade sem equipe: quem serve na superior trabalha nela, acha a caixa e sabe por quê."""

from __future__ import annotations

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from contas.autor import SISTEMA
from contas.models import Usuario
from contas.papeis import Papel
from roteamento.acoes.unidades import nova_unidade
from roteamento.models import Lotacao, Unidade
from solicitacoes import acoes, consultas
from solicitacoes.models import Solicitacao
from solicitacoes.situacoes import Situacao
from tests.solicitacoes import elenco

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("caixa_do_arquivo")]

POR_QUE = "Esta unidade não tem servidor lotado: o trabalho dela também aparece para a unidade superior."


@pytest.fixture
def cpo() -> Unidade:
    return elenco.unidade("CPO-Sé", "Obras da Sé")


@pytest.fixture
def stm(cpo: Unidade) -> Unidade:
    """Subordinada à CPO e sem ninguém."""
    return elenco.unidade("STM-Sé", "Manutenção da Sé", superior=cpo)


@pytest.fixture
def chefe(cpo: Unidade, stm: Unidade, client: Client) -> Usuario:
    quem = elenco.servidor(cpo, nome="Célia", papel=Papel.CHEFIA)
    client.force_login(quem)
    return quem


def _pagina(client: Client, endereco: str, situacao: int = 200) -> BeautifulSoup:
    resposta = client.get(endereco)
    assert resposta.status_code == situacao, resposta
    return BeautifulSoup(resposta.content, "lxml")


def _siglas(pagina: BeautifulSoup) -> list[str]:
    return [link.text for link in pagina.select("tbody th a")]


def test_a_superior_ve_trabalha_e_termina_o_pedido(client: Client, stm: Unidade, chefe: Usuario) -> None:
    caso = elenco.solicitacao(stm)
    pagina = _pagina(client, "/caixa/STM-Sé/")
    assert pagina.select(f'a[href="{caso.protocolo}/"]')
    assert POR_QUE in pagina.select_one(".govuk-inset-text").text  # type: ignore[union-attr]
    endereco = f"/caixa/STM-Sé/{caso.protocolo}/"
    assert "Finalizar" in _pagina(client, endereco).text
    client.post(f"{endereco}assumir/", {"versao": "1"})
    dados = {"versao": "2", "desfecho": "realizado", "resposta": elenco.FRASE, "confirmar": "sim"}
    assert client.post(f"{endereco}finalizar/", dados).status_code == 302
    caso.refresh_from_db()
    assert (caso.situacao, caso.responsavel, caso.unidade) == (Situacao.FINALIZADA, chefe, stm)


def test_quando_alguem_chega_a_caixa_e_so_dela(client: Client, stm: Unidade, chefe: Usuario) -> None:
    caso = elenco.solicitacao(stm)
    nova = elenco.servidor(stm, nome="Nova")
    _pagina(client, "/caixa/STM-Sé/", 403)
    _pagina(client, f"/caixa/STM-Sé/{caso.protocolo}/", 403)
    client.force_login(nova)
    assert POR_QUE not in _pagina(client, "/caixa/STM-Sé/").text
    Lotacao.objects.filter(usuario=nova).update(ate=timezone.localdate() - timedelta(days=1))
    client.force_login(chefe)
    _pagina(client, "/caixa/STM-Sé/")


def test_quem_serve_embaixo_ou_ao_lado_nao_herda(client: Client, cpo: Unidade, stm: Unidade) -> None:
    for onde in (elenco.unidade("STLP-Sé", superior=cpo), elenco.unidade("EQUIPE", superior=stm)):
        client.force_login(elenco.servidor(onde, nome=onde.sigla))
        _pagina(client, "/caixa/STM-Sé/", 403)


def test_a_propria_caixa_diz_quantos_ha_nas_sem_equipe(
    client: Client, cpo: Unidade, stm: Unidade, chefe: Usuario
) -> None:
    assert "sem equipe" not in _pagina(client, "/caixa/CPO-Sé/").select_one(".sp-contadores").text  # type: ignore[union-attr]
    for quantos, frase in ((1, "1 pedido de unidades sem equipe"), (2, "2 pedidos de unidades sem equipe")):
        elenco.solicitacao(stm)
        contadores = _pagina(client, "/caixa/CPO-Sé/").select_one(".sp-contadores")
        assert contadores is not None
        assert frase in " ".join(contadores.text.split()), quantos
    assert contadores is not None
    assert contadores.select('a[href="/caixa/?todas=sim#sem-equipe"]')
    assert _siglas(_pagina(client, "/caixa/?todas=sim")) == ["CPO-Sé", "STM-Sé"]
    assert "de unidades sem equipe" not in _pagina(client, "/caixa/STM-Sé/").select_one(".sp-contadores").text  # type: ignore[union-attr]


def test_quem_tem_uma_caixa_sua_vai_direto_a_ela(client: Client, stm: Unidade, chefe: Usuario) -> None:
    assert client.get("/caixa/")["Location"] == "/caixa/CPO-S%C3%A9/"
    assert client.get("/caixa/?unidade=STM-Sé")["Location"] == "/caixa/STM-S%C3%A9/"
    pagina = _pagina(client, "/caixa/?todas=sim")
    assert "Caixas de unidades sem equipe" in pagina.text


def test_as_com_pedido_vem_primeiro_e_a_busca_acha_sem_acento(
    client: Client, cpo: Unidade, stm: Unidade, chefe: Usuario
) -> None:
    elenco.unidade("AREA", "Áreas Verdes", superior=cpo)
    elenco.unidade("PRACA", superior=cpo, atribuicao="PAT", atende_publico=True, telefone="156")
    elenco.solicitacao(stm, ha_dias=90)
    pagina = _pagina(client, "/caixa/?todas=sim")
    assert _siglas(pagina) == ["CPO-Sé", "STM-Sé", "AREA"]
    assert [celula.text.strip() for celula in pagina.select("tbody tr")[1].select("td")] == ["1", "1"]
    assert _siglas(_pagina(client, "/caixa/?busca=areas")) == ["CPO-Sé", "AREA"]
    assert _siglas(_pagina(client, "/caixa/?busca=stm-se")) == ["CPO-Sé", "STM-Sé"]
    for busca in ("nada", "%00", "x" * 300):
        assert (
            "Nenhuma unidade com este nome" in _pagina(client, f"/caixa/?busca={busca}").text
            or busca == "%00"
        )


def test_dezenas_de_caixas_continuam_usaveis(
    client: Client, cpo: Unidade, chefe: Usuario, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(consultas, "CAIXAS_MOSTRADAS", 5)
    monkeypatch.setattr(consultas, "CAIXAS_NA_TROCA", 3)
    for n in range(9):
        elenco.unidade(f"VAZIA-{n}", superior=cpo)
    pagina = _pagina(client, "/caixa/?todas=sim")
    assert len(_siglas(pagina)) == 6
    assert "Há mais unidades sem equipe" in pagina.text
    opcoes = _pagina(client, "/caixa/VAZIA-8/").select("#trocar-unidade option")
    assert [opcao.text for opcao in opcoes] == ["CPO-Sé", "VAZIA-8", "STM-Sé", "VAZIA-0", "VAZIA-1"]
    assert [opcao.text for opcao in opcoes if opcao.has_attr("selected")] == ["VAZIA-8"]


def test_as_mesmas_consultas_com_uma_herdada_e_com_quarenta(
    client: Client, cpo: Unidade, stm: Unidade, chefe: Usuario
) -> None:
    contas = []
    for quantas in (0, 40):
        for n in range(quantas):
            elenco.solicitacao(elenco.unidade(f"VAZIA-{n}", superior=cpo))
        for endereco in ("/caixa/CPO-Sé/", "/caixa/STM-Sé/", "/caixa/?todas=sim"):
            client.get(endereco)
            with CaptureQueriesContext(connection) as feitas:
                client.get(endereco)
            assert all(c["sql"].startswith("SELECT") for c in feitas.captured_queries)
            contas.append(len(feitas))
    assert contas[:3] == contas[3:]


def test_a_caixa_da_unidade_que_acabou_diz_onde_o_trabalho_continua(
    client: Client, cpo: Unidade, stm: Unidade, chefe: Usuario
) -> None:
    velho = elenco.na_situacao(Situacao.FINALIZADA, cpo)
    aberto = elenco.solicitacao(cpo)
    elenco.unidade("TRIAGEM", subprefeitura=None)
    nova = nova_unidade(cpo, sigla="OBRAS", nome="Obras")
    acoes.reorganizar(antigas=[cpo], novas=[nova], em=timezone.localdate(), por=SISTEMA)
    pagina = _pagina(client, "/caixa/CPO-Sé/?situacao=encerradas")
    assert "O trabalho dela continua em OBRAS" in " ".join(pagina.text.split())
    assert pagina.select(f'a[href^="{velho.protocolo}/"]')
    assert _pagina(client, "/caixa/OBRAS/").select(f'a[href="{aberto.protocolo}/"]')
    _pagina(client, f"/caixa/OBRAS/{aberto.protocolo}/")
    assert Solicitacao.objects.get(pk=velho.pk).unidade == cpo
    _pagina(client, "/caixa/STM-Sé/")
