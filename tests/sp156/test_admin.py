"""Toda tela da administração abre, em português, sem consulta por linha, só para quem pode."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib import admin
from django.contrib.auth.models import Group
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.db.models import Model
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from contas.models import Usuario
from tests.contas.factories import UsuarioFactory
from tests.lingua import em_ingles
from tests.sp156 import linhas

pytestmark = [pytest.mark.matriz, pytest.mark.django_db]

CASOS = {"solicitacoes.Solicitacao", "esic.Pedido"}
"""Só para ver: o histórico deles é o andamento."""
TABELAS = sorted(modelo._meta.label for modelo in admin.site._registry)


@pytest.fixture
def superusuario() -> Usuario:
    return Usuario.objects.create_superuser(nome="Alice Tudo", email="alice@exemplo.invalid")


@pytest.fixture
def administrador() -> Usuario:
    """Quem é do grupo Administração e não administra tudo."""
    pessoa: Usuario = UsuarioFactory.create(nome="Bruno Grupo", is_staff=True)
    pessoa.groups.add(Group.objects.get(name="Administração"))
    return pessoa


@pytest.fixture(params=["superusuario", "administrador"])
def pessoa(request: pytest.FixtureRequest) -> Usuario:
    quem: Usuario = request.getfixturevalue(request.param)
    return quem


@pytest.fixture
def navegando(client: Client, pessoa: Usuario) -> Client:
    client.force_login(pessoa, backend="entrada.entrar.email_ou_cpf.EmailOuCpf")
    return client


def endereco(tabela: str, tela: str, *argumentos: Any) -> str:
    app, modelo = tabela.lower().split(".")
    return reverse(f"admin:{app}_{modelo}_{tela}", args=argumentos)


def pode(pessoa: Usuario, tabela: str, verbo: str) -> bool:
    app, modelo = tabela.lower().split(".")
    return pessoa.has_perm(f"{app}.{verbo}_{modelo}")


def test_o_menu_esta_em_portugues(navegando: Client) -> None:
    """O mesmo em toda tela, dos mesmos grupos: os outros testes daqui não o desenham."""
    for pagina in ("/admin/", endereco("guia.Tema", "changelist")):
        resposta = navegando.get(pagina)
        assert resposta.context["available_apps"]
        assert em_ingles(resposta.content) == [], pagina


def test_toda_tabela_tem_fabrica() -> None:
    assert set(linhas.FABRICAS) == set(TABELAS)


@pytest.mark.usefixtures("sem_menu")
@pytest.mark.parametrize("tabela", TABELAS)
def test_abre_em_portugues(navegando: Client, pessoa: Usuario, tabela: str) -> None:
    if not pode(pessoa, tabela, "view"):
        assert tabela == "auth.Group"
        assert navegando.get(endereco(tabela, "changelist")).status_code == 403
        return
    linha = linhas.criar(tabela, 1)[0]
    abrir(navegando, linha)
    for pagina in (
        endereco(tabela, "changelist"),
        endereco(tabela, "changelist") + "?q=x",
        endereco(tabela, "change", linha.pk),
        endereco(tabela, "history", linha.pk),
        *versoes(tabela, linha),
    ):
        resposta = navegando.get(pagina)
        assert resposta.status_code == 200, pagina
        assert em_ingles(resposta.content) == [], pagina
        assert resposta.content.count(b"<h1") == 1, pagina


def abrir(client: Client, linha: Model) -> None:
    """A ficha de uma conta só se lê depois de a abrir, o que fica registrado."""
    if isinstance(linha, Usuario):
        client.post(endereco("contas.Usuario", "abrir", linha.pk))


def versoes(tabela: str, linha: Model) -> list[str]:
    """A página da primeira versão no histórico, quando a tabela o guarda."""
    modelo = type(linha)
    if not hasattr(modelo, "history") or tabela in CASOS:
        return []
    primeira = modelo.history.filter(**{modelo._meta.pk.attname: linha.pk}).last()
    return [endereco(tabela, "simple_history", linha.pk, primeira.pk)]


@pytest.mark.usefixtures("sem_menu")
@pytest.mark.parametrize("tabela", TABELAS)
def test_acrescenta_quem_pode(navegando: Client, tabela: str) -> None:
    resposta = navegando.get(endereco(tabela, "add"))
    tela = admin.site._registry[classe(tabela)]
    pode_adicionar = tela.has_add_permission(resposta.wsgi_request)
    if pode_adicionar and tabela in linhas.NO_FLUXO:
        assert resposta.headers["Location"] == "/escrever/novo/"
        return
    assert resposta.status_code == (200 if pode_adicionar else 403)
    if resposta.status_code == 200:
        assert em_ingles(resposta.content) == []


@pytest.mark.usefixtures("sem_menu")
def test_a_acao_sobre_uma_chave_ilegivel_nao_derruba_a_lista(client: Client, administrador: Usuario) -> None:
    """Toda tabela que tem ações: nada se escolheu, e a página o diz."""
    client.force_login(administrador)
    for tabela in TABELAS:
        tela = admin.site._registry[classe(tabela)]
        pedido = client.get(endereco(tabela, "changelist")).wsgi_request
        for acao in tela.get_actions(pedido):
            dados = {"action": acao, "index": "0", "_selected_action": ["", "~\x85"]}
            resposta = client.post(endereco(tabela, "changelist"), dados)
            assert resposta.status_code in {200, 302}, (tabela, acao)


def classe(tabela: str) -> type[Model]:
    return next(modelo for modelo in admin.site._registry if modelo._meta.label == tabela)


@pytest.mark.usefixtures("sem_menu")
@pytest.mark.parametrize("tabela", [t for t in TABELAS if t not in linhas.UMA_SO])
@pytest.mark.parametrize("tela", ["changelist", "history"])
def test_a_lista_nao_consulta_por_linha(
    client: Client, superusuario: Usuario, tabela: str, tela: str
) -> None:
    client.force_login(superusuario, backend="entrada.entrar.email_ou_cpf.EmailOuCpf")
    linha = linhas.criar(tabela, 1)[0]
    abrir(client, linha)
    pagina = endereco(tabela, tela, *([linha.pk] if tela == "history" else []))
    ContentType.objects.get_for_model(linha)  # o que se guarda no processo não conta
    com_uma = consultas(client, pagina)
    if tela == "history":
        for n in range(4):
            gravar_de_novo(linha, superusuario, n)
    else:
        linhas.criar(tabela, 4, a_partir_de=1)
    assert consultas(client, pagina) == com_uma


def gravar_de_novo(linha: Any, por: Usuario, n: int) -> None:
    """Mais uma versão no histórico, com uma mudança, se a tabela o guarda."""
    if not hasattr(linha, "history"):
        return
    campos = {campo.name for campo in linha._meta.fields}
    texto = next((c for c in ("nome", "ato", "base_legal", "norma", "codigo") if c in campos), None)
    if texto:
        setattr(linha, texto, 90_000 + n if texto == "codigo" else f"Mudança {n}")
    linha._history_user = por
    linha.save()


def consultas(client: Client, pagina: str) -> int:
    with CaptureQueriesContext(
        connection,
    ) as feitas:
        assert client.get(pagina).status_code == 200
    return len(feitas)


@pytest.mark.parametrize("tabela", TABELAS)
def test_pela_pagina_de_uma_versao_nao_se_grava_o_que_se_manda(
    client: Client, administrador: Usuario, tabela: str
) -> None:
    """Volta-se ao que a versão guarda, com motivo; o que vier no pedido não entra."""
    linha: Any = linhas.criar(tabela, 1)[0]
    client.force_login(administrador, backend="entrada.entrar.email_ou_cpf.EmailOuCpf")
    abrir(client, linha)
    for versao in versoes(tabela, linha):
        quantas = linha.history.count()
        resposta = client.post(versao, {"nome": "Trocado", "email": "outro@exemplo.invalid"})
        assert resposta.status_code in {403, 409}
        assert linha.history.count() == quantas
        linha.refresh_from_db()
        assert getattr(linha, "nome", "") != "Trocado"


def test_a_versao_antiga_nao_abre_a_quem_nao_ve_a_tabela(client: Client, subtests: pytest.Subtests) -> None:
    focal: Usuario = UsuarioFactory.create(is_staff=True)
    focal.groups.add(Group.objects.get(name="Ponto focal"))
    client.force_login(focal, backend="entrada.entrar.email_ou_cpf.EmailOuCpf")
    vedadas = [tabela for tabela in TABELAS if not pode(focal, tabela, "view")]
    abertas = [pagina for tabela in vedadas for pagina in versoes(tabela, linhas.criar(tabela, 1)[0])]
    assert len(abertas) > 5
    for pagina in abertas:
        with subtests.test(pagina):
            assert client.get(pagina).status_code == 403


@pytest.mark.parametrize("de_fora", ["anonimo", "Servidor", "Atendente", "Ponto focal"])
def test_so_entra_quem_e_da_administracao(client: Client, de_fora: str) -> None:
    if de_fora != "anonimo":
        pessoa: Usuario = UsuarioFactory.create(is_staff=de_fora == "Ponto focal")
        pessoa.groups.add(Group.objects.get(name=de_fora))
        client.force_login(pessoa, backend="entrada.entrar.email_ou_cpf.EmailOuCpf")
    for tabela in ("contas.Usuario", "avisos.ModeloDeAviso", "roteamento.Regra", "protocolo.DiaNaoUtil"):
        assert client.get(endereco(tabela, "changelist")).status_code in {302, 403}
    inicio = client.get("/admin/")
    assert inicio.status_code == (200 if de_fora == "Ponto focal" else 302)


def test_a_entrada_e_a_do_portal(client: Client) -> None:
    """A tela de entrada do Django não tem limite de tentativas nem segundo fator."""
    resposta = client.get("/admin/login/?next=/admin/", follow=True)
    assert resposta.redirect_chain[0][0].startswith("/conta/login/")
    UsuarioFactory.create(email="ana@exemplo.invalid", password="uma-senha-comprida", is_staff=True)
    client.post("/admin/login/", {"username": "ana@exemplo.invalid", "password": "uma-senha-comprida"})
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize("modelo", ["EmailAddress", "Authenticator", "UserSession", "SocialApp"])
def test_telas_tecnicas_do_allauth_nao_existem(modelo: str) -> None:
    assert modelo not in {registrado.__name__ for registrado in admin.site._registry}
