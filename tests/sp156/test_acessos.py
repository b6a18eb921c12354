"""A página de quem ganhou, perdeu ou mudou acesso: todas as fontes, na ordem, e só a quem pode."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import Group
from django.core.cache import cache
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from contas.autor import Autor
from contas.models import RegistroDeAcesso, Usuario
from contas.papeis import Papel
from guia.models import PontoFocal
from referencia.tabelas import gravar
from roteamento.models import Designacao, Lotacao
from tests.contas.factories import UsuarioFactory
from tests.segundo_fator import confirmar
from tests.solicitacoes import elenco

pytestmark = pytest.mark.django_db
PAGINA = "/admin/acessos/"
FICHA = "/admin/contas/usuario/{}/change/"
SENHA = "uma-senha-comprida-156"


@pytest.fixture(autouse=True)
def sem_tentativas_guardadas() -> None:
    cache.clear()


@pytest.fixture
def alice(client: Client) -> Usuario:
    quem = Usuario.objects.create_superuser(nome="Alice Tudo", email="alice@exemplo.invalid", password=SENHA)
    client.force_login(quem)
    return quem


def linhas(client: Client, quem: str = "", **filtro: str) -> list[list[str]]:
    pagina = client.post(PAGINA, {"quem": quem}, follow=True) if quem else client.get(PAGINA, filtro)
    sopa = BeautifulSoup(pagina.content, "lxml")
    return [[c.text.strip() for c in tr.find_all("td")][1:] for tr in sopa.select("main tbody tr")]


def dados(pessoa: Usuario, **campos: Any) -> dict[str, Any]:
    return {"nome": pessoa.nome, "email": pessoa.email or "", "cpf": "", "is_active": "on", **campos}


def test_grupo_administracao_contato_e_conta(client: Client, alice: Usuario) -> None:
    grupo = Group.objects.get(name="Ponto focal")
    nova = {"nome": "Rui", "email": "rui@exemplo.invalid", "cpf": "", "is_active": "on"}
    client.post("/admin/contas/usuario/add/", nova)
    rui = Usuario.objects.get(email="rui@exemplo.invalid")
    client.post(FICHA.format(rui.pk), dados(rui, is_staff="on", groups=[grupo.pk]))
    confirmar(client, alice)
    client.post(FICHA.format(rui.pk), dados(rui, email="rui2@exemplo.invalid", is_active=""))
    ditas = [
        (o_que, detalhe) for quem, o_que, detalhe, por in linhas(client, quem="rui") if por == "Alice Tudo"
    ]
    assert sorted(ditas) == sorted(
        [
            ("Conta criada", ""),
            ("Link para escolher a senha gerado", ""),
            ("Entra na administração", ""),
            ("Grupo dado", "Ponto focal"),
            ("Conta desativada", ""),
            ("E-mail ou CPF trocado", "e-mail"),
            ("Não entra mais na administração", ""),
            ("Grupo tirado", "Ponto focal"),
        ]
    )


def test_permissao_de_um_grupo(client: Client, alice: Usuario) -> None:
    grupo = Group.objects.get(name="Ponto focal")
    antes = sorted(grupo.permissions.values_list("pk", flat=True))
    client.post(f"/admin/auth/group/{grupo.pk}/change/", {"name": grupo.name, "permissions": antes[1:]})
    quem, o_que, detalhe, por = linhas(client)[0]
    assert (quem, o_que, por) == ("todos do grupo", "Permissão tirada do grupo", "Alice Tudo")
    assert detalhe.startswith("Ponto focal: ")
    assert "Can " not in detalhe


def test_lotacao_designacao_e_ponto_focal_vem_do_historico(client: Client, alice: Usuario) -> None:
    rui, hoje, por = UsuarioFactory.create(nome="Rui"), date(2026, 11, 2), Autor(Papel.SERVIDOR, alice)
    lotacao = Lotacao(usuario=rui, unidade=elenco.unidade("EQUIPE"), papel=Papel.CHEFIA, de=hoje)
    gravar(lotacao, por)
    lotacao.ate = hoje + timedelta(days=28)
    gravar(lotacao, por)
    comum = {"usuario": rui, "orgao": elenco.orgao(), "ato": "Portaria 1", "de": hoje}
    gravar(Designacao(**comum, papel=Papel.INTERLOCUTOR), por)
    gravar(PontoFocal(**comum), por)
    assert [linha[1:3] for linha in linhas(client, quem="rui")] == [
        ["Ponto focal dado", "Ponto focal de SMSUB, desde 02/11/2026"],
        ["Designação dada", "Interlocutor do órgão, SMSUB, desde 02/11/2026"],
        ["Lotação mudada", "Chefia da unidade em EQUIPE, de 02/11/2026 a 30/11/2026"],
        ["Lotação dada", "Chefia da unidade em EQUIPE, desde 02/11/2026"],
    ]


def test_a_sessao_que_a_pessoa_encerra(client: Client, alice: Usuario) -> None:
    perdido = Client(headers={"user-agent": "Mozilla/5.0 (Linux; Android 14) Chrome/140 Mobile Safari"})
    outro, aqui = Client(), Client()
    for navegador in (perdido, outro, aqui):
        navegador.post("/conta/login/", {"login": alice.email, "password": SENHA})
    pagina = BeautifulSoup(aqui.get("/conta/sessions/").content, "lxml")
    botoes = {f.select_one("[name=sessao]")["value"] for f in pagina.select("form:has([name=sessao])")}  # type: ignore[index]
    assert len(botoes) == 2
    aqui.post("/conta/sessions/", {"sessao": min(botoes, key=lambda pk: int(str(pk)))})
    assert perdido.get("/conta/").status_code == 302
    assert outro.get("/conta/").status_code == 200
    aqui.post("/conta/sessions/")
    assert outro.get("/conta/").status_code == 302
    assert aqui.get("/conta/").status_code == 200
    ditas = [linha[1:3] for linha in linhas(aqui, quem="alice")]
    assert ["Sessão encerrada em outro aparelho", "Chrome no Android, pelo endereço 127.0.0.1"] in ditas
    assert len(ditas) == 2


def test_ninguem_encerra_a_sessao_de_outro(client: Client, alice: Usuario) -> None:
    UsuarioFactory.create(email="rui@exemplo.invalid", password=SENHA)
    de_rui = Client()
    de_rui.post("/conta/login/", {"login": "rui@exemplo.invalid", "password": SENHA})
    sopa = BeautifulSoup(de_rui.get("/conta/sessions/").content, "lxml")
    assert sopa.select("dl")
    for chave in range(1, 50):
        client.post("/conta/sessions/", {"sessao": chave})
    assert de_rui.get("/conta/").status_code == 200


def test_so_quem_pode_ve(client: Client) -> None:
    focal = UsuarioFactory.create(is_staff=True)
    client.force_login(focal)
    assert client.get(PAGINA).status_code == 403
    focal.groups.add(Group.objects.get(name="Administração"))
    assert client.get(PAGINA).status_code == 200


def test_paginas_filtro_vazio_e_as_mesmas_consultas(
    client: Client, alice: Usuario, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    assert "Nada sobre “ninguém”" in client.post(PAGINA, {"quem": "ninguém"}, follow=True).content.decode()
    pessoas = [UsuarioFactory.create(nome=f"Pessoa {n}") for n in range(60)]
    agora = timezone.now()
    RegistroDeAcesso.objects.bulk_create(
        RegistroDeAcesso(ato="senha", pessoa=p, por=p, em=agora - timedelta(minutes=n))
        for n, p in enumerate(pessoas)
    )
    with django_assert_num_queries(6):  # sessão, pessoa, contagem, chaves, linhas e a cidade
        primeira = linhas(client)
    assert (len(primeira), len(linhas(client, p="2"))) == (50, 10)
    assert primeira[0][0] == "Pessoa 0"
