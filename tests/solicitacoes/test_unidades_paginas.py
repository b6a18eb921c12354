"""As páginas das unidades: quem entra, o que mostram, e a mudança em dois tempos."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import Permission
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from contas.models import Usuario
from roteamento.models import Lotacao, Regra, Sucessao, Unidade
from solicitacoes.models import Solicitacao
from tests.roteamento.factories import RegraFactory
from tests.solicitacoes import elenco

pytestmark = pytest.mark.django_db

LISTA = "/rotas/unidades/"
STM = f"{LISTA}SMPR-CPO-STM-Sé/"
HOJE = timezone.localdate()
AMANHA = HOJE + timedelta(days=1)


@pytest.fixture
def stm() -> Unidade:
    elenco.unidade("TRIAGEM", subprefeitura=None)
    return elenco.unidade(superior=elenco.unidade("CPO-Sé"))


@pytest.fixture
def alice(client: Client, stm: Unidade) -> Usuario:
    """Quem cuida das unidades, já dentro."""
    quem = elenco.pessoa("Alice")
    permissoes = Permission.objects.filter(codename__in=["change_unidade", "change_regra"])
    quem.user_permissions.set(permissoes)
    client.force_login(quem)
    return quem


def _pagina(client: Client, endereco: str, situacao: Any = 200, **dados: Any) -> BeautifulSoup:
    resposta = client.post(endereco, dados) if dados else client.get(endereco)
    assert resposta.status_code == situacao, resposta
    return BeautifulSoup(resposta.content, "lxml")


def _texto(pagina: BeautifulSoup) -> str:
    principal = pagina.select_one("main")
    assert principal is not None
    return " ".join(principal.get_text(" ").split())


def _siglas(pagina: BeautifulSoup) -> list[str]:
    return [link.text for link in pagina.select("tbody th a")]


RENOMEAR = {"sigla": "NOVA", "nome": "Unidade Nova", "em": f"{AMANHA:%Y-%m-%d}", "norma": "Decreto 1"}


# --- quem entra -----------------------------------------------------------------------------


@pytest.mark.parametrize("endereco", [LISTA, STM, f"{STM}renomear/", f"{STM}juntar/", f"{STM}dividir/"])
def test_so_quem_pode_mudar_unidades(client: Client, stm: Unidade, endereco: str) -> None:
    client.force_login(elenco.servidor(stm))
    assert client.get(endereco).status_code == 403
    if endereco.endswith(("renomear/", "juntar/", "dividir/")):
        assert client.post(endereco, RENOMEAR).status_code == 403
        assert not Sucessao.objects.exists()


def test_metodo_errado_e_unidade_que_nao_existe(client: Client, alice: Usuario) -> None:
    assert client.post(LISTA).status_code == client.post(STM).status_code == 405
    assert client.put(f"{STM}renomear/").status_code == 405
    for fim in ("", "renomear/", "juntar/", "dividir/"):
        _pagina(client, f"{LISTA}NENHUMA/{fim}", 404)


# --- a lista e a página ----------------------------------------------------------------------


def test_a_lista_procura_e_filtra(client: Client, alice: Usuario, stm: Unidade) -> None:
    elenco.servidor(stm)
    elenco.unidade("VELHA", vigente_ate=HOJE - timedelta(days=1))
    assert _siglas(_pagina(client, LISTA)) == ["CPO-Sé", "SMPR-CPO-STM-Sé", "TRIAGEM"]
    assert _siglas(_pagina(client, f"{LISTA}?busca=stm-se")) == ["SMPR-CPO-STM-Sé"]
    assert _siglas(_pagina(client, f"{LISTA}?situacao=sem_equipe")) == ["CPO-Sé", "TRIAGEM"]
    assert _siglas(_pagina(client, f"{LISTA}?situacao=acabaram")) == ["VELHA"]
    assert "Nenhuma unidade com estes filtros" in _texto(_pagina(client, f"{LISTA}?busca=nada"))
    _pagina(client, f"{LISTA}?situacao=inventada&busca=%00")


def test_a_lista_vem_em_paginas_e_guarda_os_filtros(
    client: Client, alice: Usuario, stm: Unidade, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("solicitacoes.rotas.unidades.MOSTRADAS", 2)
    primeira = _pagina(client, f"{LISTA}?busca=r")
    assert _siglas(_pagina(client, LISTA)) == ["CPO-Sé", "SMPR-CPO-STM-Sé"]
    assert "3 unidades, da 1 à 2" in _texto(_pagina(client, LISTA))
    assert _siglas(_pagina(client, f"{LISTA}?pagina=2")) == ["TRIAGEM"]
    assert _siglas(_pagina(client, f"{LISTA}?pagina=99")) == ["TRIAGEM"]
    for proxima in primeira.select("a[rel=next]"):
        assert "busca=r" in str(proxima["href"])


def test_a_pagina_diz_tudo_o_que_ha_em_volta(client: Client, alice: Usuario, stm: Unidade) -> None:
    elenco.servidor(stm, nome="Sérgio Souza")
    elenco.unidade("EQUIPE-1", superior=stm)
    RegraFactory(servico=elenco.servico(), unidade=stm)
    elenco.solicitacao(stm)
    texto = _texto(_pagina(client, STM))
    for dito in ("CPO-Sé", "EQUIPE-1", "Sérgio Souza, servidor", "Tapa-buraco", "toda a cidade", "1 regra"):
        assert dito in texto
    assert "Nenhum servidor trabalha nesta caixa" in _texto(_pagina(client, f"{LISTA}CPO-Sé/"))


@pytest.mark.parametrize("endereco", [LISTA, STM])
def test_as_mesmas_consultas_com_uma_e_com_dez(
    client: Client, alice: Usuario, stm: Unidade, endereco: str
) -> None:
    contas = []
    for rodada in range(2):
        for n in range(1 + 9 * rodada):
            elenco.unidade(f"FILHA-{rodada}-{n}", superior=stm)
            elenco.servidor(stm, nome=f"Pessoa {n}")
            RegraFactory(servico=elenco.servico(f"s-{rodada}-{n}", f"Serviço {n}"), unidade=stm)
            elenco.solicitacao(stm)
        client.get(endereco)
        with CaptureQueriesContext(connection) as feitas:
            client.get(endereco)
        assert all(c["sql"].startswith("SELECT") for c in feitas.captured_queries)
        contas.append(len(feitas))
    assert contas[0] == contas[1]


# --- mudar de nome -----------------------------------------------------------------------------


def test_mudar_de_nome_ve_antes_e_confirma(client: Client, alice: Usuario, stm: Unidade) -> None:
    elenco.servidor(stm)
    RegraFactory(servico=elenco.servico(), unidade=stm)
    elenco.solicitacao(stm)
    previa = _texto(_pagina(client, f"{STM}renomear/", **RENOMEAR))
    for dito in ("SMPR-CPO-STM-Sé → NOVA", "1 regra nova", "1 lotação nova", "1 hoje.", f"{AMANHA:%d/%m/%Y}"):
        assert dito in previa
    assert Unidade.objects.count() == 3
    resposta = client.post(f"{STM}renomear/", {**RENOMEAR, "confirmar": "sim"}, follow=True)
    assert "SMPR-CPO-STM-Sé dá lugar a NOVA em" in resposta.content.decode()
    nova = Unidade.objects.get(sigla="NOVA")
    assert nova.history.get().history_user == alice
    assert Sucessao.objects.get().norma == "Decreto 1"
    assert Solicitacao.objects.get().unidade == stm
    antiga = _pagina(client, STM)
    assert "Deu lugar a NOVA" in _texto(antiga)
    assert not antiga.select('a[href$="renomear/"]')
    assert "Veio de SMPR-CPO-STM-Sé" in _texto(_pagina(client, f"{LISTA}NOVA/"))


def test_hoje_os_pedidos_vao_na_hora(client: Client, alice: Usuario, stm: Unidade) -> None:
    caso = elenco.solicitacao(stm)
    dados = {**RENOMEAR, "em": f"{HOJE:%Y-%m-%d}", "confirmar": "sim"}
    resposta = client.post(f"{STM}renomear/", dados, follow=True)
    assert "Pedidos que mudaram de caixa: 1." in resposta.content.decode()
    caso.refresh_from_db()
    assert caso.unidade.sigla == "NOVA"
    assert caso.andamentos.latest("ordem").usuario == alice


@pytest.mark.parametrize(
    ("campo", "valor", "frase"),
    [
        ("sigla", "", "Escreva a sigla"),
        ("sigla", "cpo-sé", "As siglas não se repetem"),
        ("sigla", "CPO/STM", "A sigla vai no endereço"),
        ("nome", "", "Escreva o nome"),
        ("em", "31/02/2026", "uma data que exista"),
        ("em", f"{HOJE - timedelta(days=1):%Y-%m-%d}", "de hoje em diante"),
    ],
)
def test_erro_guarda_o_que_se_escreveu(
    client: Client, alice: Usuario, stm: Unidade, campo: str, valor: str, frase: str
) -> None:
    pagina = _pagina(client, f"{STM}renomear/", 422, **{**RENOMEAR, campo: valor})
    assert frase in _texto(pagina)
    assert pagina.title
    assert pagina.title.text.startswith("Erro:")
    outro = "nome" if campo != "nome" else "sigla"
    assert pagina.select(f"[name={outro}]")[0]["value"] == RENOMEAR[outro]
    assert not Sucessao.objects.exists()


def test_voltar_e_corrigir_traz_o_que_se_escreveu(client: Client, alice: Usuario, stm: Unidade) -> None:
    pagina = _pagina(client, f"{STM}renomear/", **RENOMEAR, corrigir="sim")
    assert pagina.select("[name=norma]")[0]["value"] == "Decreto 1"


def test_a_mesma_confirmacao_duas_vezes_diz_que_ja_foi(client: Client, alice: Usuario, stm: Unidade) -> None:
    dados = {**RENOMEAR, "confirmar": "sim"}
    client.post(f"{STM}renomear/", dados)
    pagina = _pagina(client, f"{STM}renomear/", 422, **{**dados, "sigla": "OUTRA"})
    assert "já tem dia para acabar" in _texto(pagina)
    assert Sucessao.objects.count() == 1


# --- juntar ----------------------------------------------------------------------------------


def test_juntar_a_uma_que_continua(client: Client, alice: Usuario, stm: Unidade) -> None:
    outra = elenco.unidade("ILUME", subprefeitura=None)
    elenco.solicitacao(stm)
    dados = {"outra": "ilume", "sigla": "", "nome": "", "em": f"{HOJE:%Y-%m-%d}", "norma": ""}
    assert "Continua ILUME" in _texto(_pagina(client, f"{STM}juntar/", **dados))
    client.post(f"{STM}juntar/", {**dados, "confirmar": "sim"})
    assert Solicitacao.objects.get().unidade == outra


def test_juntar_numa_terceira(client: Client, alice: Usuario, stm: Unidade) -> None:
    ilume = elenco.unidade("ILUME", subprefeitura=None)
    for onde in (stm, ilume):
        elenco.solicitacao(onde)
    dados = {**RENOMEAR, "outra": "ILUME", "em": f"{HOJE:%Y-%m-%d}"}
    assert "2 hoje." in _texto(_pagina(client, f"{STM}juntar/", **dados))
    client.post(f"{STM}juntar/", {**dados, "confirmar": "sim"})
    assert set(Solicitacao.objects.values_list("unidade__sigla", flat=True)) == {"NOVA"}


@pytest.mark.parametrize(
    ("dados", "frase"),
    [
        ({"outra": ""}, "Escolha a outra unidade"),
        ({"outra": "NENHUMA"}, "Escolha uma unidade da lista"),
        ({"outra": "SMPR-CPO-STM-Sé"}, "Escolha uma unidade da lista"),
        ({"outra": "CPO-Sé", "sigla": "SO-SIGLA"}, "Diga a sigla e o nome"),
        ({"outra": "CPO-Sé", "nome": "Só nome"}, "Diga a sigla e o nome"),
    ],
)
def test_juntar_com_erro(
    client: Client, alice: Usuario, stm: Unidade, dados: dict[str, str], frase: str
) -> None:
    padrao = {"outra": "", "sigla": "", "nome": "", "em": f"{AMANHA:%Y-%m-%d}", "norma": ""}
    assert frase in _texto(_pagina(client, f"{STM}juntar/", 422, **{**padrao, **dados}))


# --- dividir ---------------------------------------------------------------------------------


def _divisao(**campos: object) -> dict[str, object]:
    padrao: dict[str, object] = {
        "sigla_1": "NORTE",
        "nome_1": "Norte",
        "sigla_2": "SUL",
        "nome_2": "Sul",
        "em": f"{HOJE:%Y-%m-%d}",
        "norma": "",
    }
    return {**padrao, **campos}


def test_dividir_por_distritos_e_servicos(client: Client, alice: Usuario, stm: Unidade) -> None:
    republica = elenco.distrito(66, "República", dela=elenco.subprefeitura())
    servico = elenco.servico()
    RegraFactory(servico=servico, unidade=stm)
    elenco.solicitacao(stm)
    elenco.solicitacao(stm, distrito=republica)
    dados = _divisao(distritos_2=[republica.pk], servicos_2=[servico.pk])
    pagina = _pagina(client, f"{STM}dividir/", **dados)
    assert "2 regras novas" in _texto(pagina)
    escondidos = {campo["name"]: campo.get("value", "") for campo in pagina.select("main form input")}
    client.post(f"{STM}dividir/", {**escondidos, "confirmar": "sim"})
    casos = Solicitacao.objects.order_by("pk").values_list("unidade__sigla", flat=True)
    assert list(casos) == ["NORTE", "SUL"]


def test_dividir_em_tres(client: Client, alice: Usuario, stm: Unidade) -> None:
    assert len(_pagina(client, f"{STM}dividir/?partes=3").select("[name^=sigla_]")) == 3
    for estranho in ("9", "0", "x", "33", "1"):
        assert len(_pagina(client, f"{STM}dividir/?partes={estranho}").select("[name^=sigla_]")) == 2


def test_mudar_o_numero_de_unidades_guarda_o_que_se_escreveu(
    client: Client, alice: Usuario, stm: Unidade
) -> None:
    distrito = elenco.distrito()
    dados = _divisao(distritos_2=[distrito.pk], norma="Decreto 1", nome_1="", dividir_em="3")
    pagina = _pagina(client, f"{STM}dividir/", **dados)
    escrito = {
        campo["name"]: campo.get("value", "") for campo in pagina.select("main input:not([type=checkbox])")
    }
    assert (escrito["sigla_1"], escrito["nome_2"], escrito["norma"]) == ("NORTE", "Sul", "Decreto 1")
    assert (escrito["em"], escrito["sigla_3"]) == (f"{HOJE:%Y-%m-%d}", "")
    assert pagina.select_one(f"[name=distritos_2][value='{distrito.pk}'][checked]")
    assert not pagina.select(".govuk-error-message, .govuk-error-summary")
    assert pagina.select_one("main form")["action"].endswith("?partes=3")  # type: ignore[index,union-attr]
    assert (
        len(
            _pagina(client, f"{STM}dividir/?partes=3", **{**dados, "dividir_em": "2"}).select(
                "[name^=sigla_]"
            )
        )
        == 2
    )
    assert not Sucessao.objects.exists()


def test_dividir_com_erro(client: Client, alice: Usuario, stm: Unidade) -> None:
    distrito = elenco.distrito()
    for campos, frase in (
        ({}, "Escolha os distritos ou os serviços"),
        ({"distritos_2": ["999999"]}, "Escolha os distritos ou os serviços"),
        ({"distritos_2": [distrito.pk], "sigla_2": "norte"}, "As siglas não se repetem"),
    ):
        assert frase in _texto(_pagina(client, f"{STM}dividir/", 422, **_divisao(**campos))), campos
    assert not Sucessao.objects.exists()


def test_o_que_deixaria_lacuna_volta_com_a_lista_e_o_que_se_escreveu(
    client: Client, alice: Usuario, stm: Unidade
) -> None:
    sem_endereco = elenco.servico("geral", "Serviço geral", precisa_de_endereco=False)
    RegraFactory(servico=sem_endereco, unidade=stm)
    dados = _divisao(distritos_2=[elenco.distrito().pk])
    for botao in ({}, {"confirmar": "sim"}):
        pagina = _pagina(client, f"{STM}dividir/", 422, **dados, **botao)
        assert "sem destino" in _texto(pagina)
        assert "Serviço geral" in _texto(pagina)
        assert pagina.select("[name=sigla_1]")[0]["value"] == "NORTE"
    assert not Sucessao.objects.exists()
    assert Regra.objects.get().vigencia.upper is None
    assert not Lotacao.objects.exists()
