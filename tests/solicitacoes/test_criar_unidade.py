"""Uma unidade nova começa em Rotas: cria-se, e a página dela diz o que falta para receber pedidos."""

from __future__ import annotations

from datetime import date

import pytest
from django.contrib.auth.models import Group
from django.test import Client

from contas.models import Usuario
from referencia.tabelas import Origem
from roteamento.models import Unidade
from tests.contas.factories import UsuarioFactory
from tests.guia.factories import OrgaoFactory
from tests.ouvidoria.mesa import sopa
from tests.roteamento.factories import UnidadeFactory

pytestmark = pytest.mark.django_db
NOVA = "/rotas/unidades/nova/"


@pytest.fixture
def bruno(client: Client) -> Usuario:
    pessoa: Usuario = UsuarioFactory.create(nome="Bruno", is_staff=True)
    pessoa.groups.add(Group.objects.get(name="Administração"))
    client.force_login(pessoa, backend="entrada.entrar.email_ou_cpf.EmailOuCpf")
    return pessoa


def dados(**campos: object) -> dict[str, object]:
    return {"sigla": "DZV", "nome": "Divisão de Zeladoria", "vigente_de": str(date.today()), **campos}  # noqa: DTZ011


def test_cria_e_a_pagina_diz_o_que_falta(client: Client, bruno: Usuario) -> None:
    UnidadeFactory(triagem=True)
    superior = UnidadeFactory()
    link = sopa(client.get("/rotas/unidades/")).select_one(f"a[href='{NOVA}']")
    assert link is not None
    feita = client.post(NOVA, dados(orgao=superior.orgao_id, superior=superior.sigla), follow=True)
    assert feita.status_code == 200
    unidade = Unidade.objects.get(sigla="DZV")
    assert (unidade.superior, unidade.origem) == (superior, Origem.EDICAO)
    assert unidade.history.first().history_user == bruno
    pagina = sopa(feita)
    elos = {str(a["href"]) for a in pagina.select(".govuk-inset-text a")}
    assert elos == {f"/admin/roteamento/lotacao/add/?unidade={unidade.pk}", "/rotas/mudar/"}


@pytest.mark.parametrize(
    ("campos", "dita"),
    [
        ({"sigla": ""}, "Escreva a sigla"),
        ({"superior": "NAO-HA"}, "Não há unidade com esta sigla"),
        ({"atribuicao": "CPO-STM"}, "precisa da subprefeitura"),
        ({"orgao": ""}, "Escolha o órgão"),
    ],
)
def test_o_errado_volta_com_o_que_se_escreveu(
    client: Client, bruno: Usuario, campos: dict[str, object], dita: str
) -> None:
    orgao = OrgaoFactory.create(sigla="ORG")
    resposta = client.post(NOVA, dados(**{"orgao": orgao.pk, **campos}), follow=True)
    assert resposta.status_code == 422
    pagina = sopa(resposta)
    assert dita in pagina.select_one(".govuk-error-summary").get_text()  # type: ignore[union-attr]
    assert pagina.select_one("[name=nome]")["value"] == "Divisão de Zeladoria"  # type: ignore[index]
    assert not Unidade.objects.filter(nome="Divisão de Zeladoria").exists()


def test_a_sigla_nao_se_repete_nem_a_de_quem_acabou(client: Client, bruno: Usuario) -> None:
    velha = UnidadeFactory(vigente_ate=date(2020, 1, 1), vigente_de=date(2010, 1, 1))
    resposta = client.post(NOVA, dados(sigla=velha.sigla.lower(), orgao=velha.orgao_id), follow=True)
    assert resposta.status_code == 422
    assert "As siglas não se repetem" in resposta.content.decode()
