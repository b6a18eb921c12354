"""Ninguém se designa nem se dá um grupo; o contato de outra pessoa só muda quem provou agora quem é."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import Group
from django.db import models
from django.test import Client
from django.utils import timezone

from contas.models import PropostaDeAcesso, Usuario
from contas.papeis import Papel
from entrada.acesso import Proposto, RecusaDeProposta, propor
from entrada.administracao.de_si_e_de_outra import NINGUEM_SE_DESIGNA
from guia.models import PontoFocal
from roteamento.models import Designacao, Lotacao
from roteamento.models.designacoes import PAPEIS_DE_DESIGNACAO
from roteamento.models.unidades import PAPEIS_DE_LOTACAO
from tests.contas.factories import UsuarioFactory
from tests.entrada.propondo import dados, entrou, ficha
from tests.ouvidoria import elenco
from tests.segundo_fator import confirmar, ligar
from tests.solicitacoes import elenco as das_solicitacoes

pytestmark = pytest.mark.django_db
SENHA = "uma-senha-comprida-156"


@pytest.fixture
def alice() -> Usuario:
    return Usuario.objects.create_superuser(nome="Alice Tudo", email="alice@exemplo.invalid", password=SENHA)


@pytest.fixture
def bruno() -> Usuario:
    pessoa = UsuarioFactory.create(nome="Bruno Grupo", is_staff=True, password=SENHA)
    pessoa.groups.add(Group.objects.get(name="Administração"))
    return pessoa


def em(dias: int) -> date:
    return timezone.localdate() + timedelta(days=dias)


def linhas_de(quem: Usuario) -> list[tuple[type[models.Model], str, dict[str, Any]]]:
    """Cada tabela em que alguém se nomearia, o papel e o que o formulário manda."""
    comum = {"usuario": quem.pk, "de": f"{em(0):%d/%m/%Y}"}
    do_orgao = {**comum, "orgao": elenco.orgao("OGM").pk, "ato": "Portaria 1"}
    da_unidade = {**comum, "unidade": das_solicitacoes.unidade().pk}
    return [
        *((Designacao, papel.value, {**do_orgao, "papel": papel.value}) for papel in PAPEIS_DE_DESIGNACAO),
        *((Lotacao, papel.value, {**da_unidade, "papel": papel.value}) for papel in PAPEIS_DE_LOTACAO),
        *((PontoFocal, papel.value, {**do_orgao, "papel": papel.value}) for papel in PontoFocal.Papel),
    ]


def tela(modelo: type[models.Model], fim: str) -> str:
    return f"/admin/{modelo._meta.app_label}/{modelo._meta.model_name}/{fim}/"


@pytest.mark.parametrize("quem", ["bruno", "alice"])
def test_ninguem_se_nomeia_a_nada(
    request: pytest.FixtureRequest, subtests: pytest.Subtests, quem: str
) -> None:
    pessoa = request.getfixturevalue(quem)
    eu = entrou(pessoa)
    for modelo, papel, enviado in linhas_de(pessoa):
        with subtests.test(modelo=modelo.__name__, papel=papel):
            assert NINGUEM_SE_DESIGNA in eu.post(tela(modelo, "add"), enviado).content.decode()
            assert not modelo._default_manager.exists()
    assert not PropostaDeAcesso.objects.exists()


def test_nem_pondo_o_proprio_nome_na_linha_de_outra_pessoa(alice: Usuario) -> None:
    eu, ana = entrou(alice), UsuarioFactory.create()
    for modelo, _, enviado in linhas_de(alice)[2::3]:
        de_ana = {**enviado, "usuario": ana.pk}
        assert eu.post(tela(modelo, "add"), de_ana).status_code == 302, enviado
        feita: Any = modelo._default_manager.latest("pk")
        assert NINGUEM_SE_DESIGNA in eu.post(tela(modelo, f"{feita.pk}/change"), enviado).content.decode()
        feita.refresh_from_db()
        assert feita.usuario == ana


def test_a_propria_linha_so_se_encurta(alice: Usuario) -> None:
    elenco.designar(Papel.SIC, "OGM", usuario=alice, de=em(-9), ate=em(9))
    minha, eu = Designacao.objects.get(), entrou(alice)
    igual = {
        "usuario": alice.pk,
        "orgao": minha.orgao_id,
        "papel": "sic",
        "ato": "Portaria 2",
        "de": f"{em(-9):%d/%m/%Y}",
    }
    endereco = tela(Designacao, f"{minha.pk}/change")
    for mais in (
        {"ate": f"{em(10):%d/%m/%Y}"},
        {"ate": ""},
        {"ate": f"{em(9):%d/%m/%Y}", "papel": "cmai"},
        {"ate": f"{em(9):%d/%m/%Y}", "de": f"{em(-10):%d/%m/%Y}"},
    ):
        assert NINGUEM_SE_DESIGNA in eu.post(endereco, {**igual, **mais}).content.decode(), mais
    assert eu.post(endereco, {**igual, "ate": f"{em(0):%d/%m/%Y}"}).status_code == 302
    minha.refresh_from_db()
    assert (minha.papel, minha.ate) == ("sic", em(0))


def test_ninguem_se_da_um_grupo(alice: Usuario) -> None:
    eu = entrou(alice)
    for nome in ("Ponto focal", "Identidade selada", "Aceita acessos"):
        grupo = Group.objects.get(name=nome)
        enviado = dados(alice, is_staff="on", groups=[grupo.pk])
        assert "Ninguém dá um grupo a si mesmo" in eu.post(ficha(alice), enviado).content.decode()
    assert not alice.groups.exists()
    with pytest.raises(RecusaDeProposta, match="Ninguém dá acesso a si mesmo"):
        propor(
            proposto=Proposto(PropostaDeAcesso.Tipo.GRUPOS, alice, "x", {"grupos": [grupo.pk]}),
            por=alice,
            motivo="x",
        )


# --- a prova de agora ----------------------------------------------------------------------


def de_ana(**campos: Any) -> dict[str, Any]:
    return {"nome": "Ana de Tal", "email": "ana@exemplo.invalid", "cpf": "", "is_active": "on", **campos}


@pytest.mark.parametrize("com_fator", [True, False])
def test_o_contato_de_outra_pessoa_pede_uma_prova_de_agora(
    client: Client, bruno: Usuario, com_fator: bool
) -> None:
    """Com o segundo fator, se o tem, e a senha já não basta; nada do que se escreveu se perde."""
    ana = UsuarioFactory.create(nome="Ana", email="ana@exemplo.invalid")
    client.force_login(bruno, backend="entrada.entrar.email_ou_cpf.EmailOuCpf")
    if com_fator:
        ligar(bruno)
        confirmar(client, bruno, ate=-320)
        client.post("/conta/reauthenticate/", {"password": SENHA})
    novo = de_ana(email="nova@exemplo.invalid")
    resposta = client.post(ficha(ana), novo)
    pagina = BeautifulSoup(resposta.content, "lxml")
    aviso = pagina.select_one(".errornote + .errorlist a, .errorlist.nonfield a")
    assert aviso is not None, resposta.content.decode()
    onde = "/conta/2fa/reauthenticate/" if com_fator else "/conta/reauthenticate/"
    assert str(aviso["href"]) == f"{onde}?next={ficha(ana).replace('/', '%2F')}"
    assert pagina.select_one("#id_email")["value"] == "nova@exemplo.invalid"  # type: ignore[index]
    assert pagina.select_one("#id_nome")["value"] == "Ana de Tal"  # type: ignore[index]
    ana.refresh_from_db()
    assert (ana.nome, ana.email) == ("Ana", "ana@exemplo.invalid")
    assert client.post(ficha(ana), de_ana()).status_code == 302, "o nome não é contato"
    if com_fator:
        confirmar(client, bruno)
    else:
        assert client.post(str(aviso["href"]), {"password": SENHA}).status_code == 302
    assert client.post(ficha(ana), novo).status_code == 302
    ana.refresh_from_db()
    assert ana.email == "nova@exemplo.invalid"


def test_o_proprio_contato_nao_pede_a_prova(client: Client, alice: Usuario) -> None:
    """O de quem administra tudo já é uma proposta."""
    client.force_login(alice, backend="entrada.entrar.email_ou_cpf.EmailOuCpf")
    pagina = client.post(
        ficha(alice), dados(alice, is_staff="on", email="outro@exemplo.invalid")
    ).content.decode()
    assert "Isto precisa de outra pessoa" in pagina
