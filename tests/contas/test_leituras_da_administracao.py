"""Procurar uma pessoa e abrir a conta de alguém na administração: fica escrito, e em endereço nenhum."""

from __future__ import annotations

import logging
from typing import Any
from urllib.parse import unquote

import pytest
from bs4 import BeautifulSoup
from django.contrib import admin
from django.contrib.auth.models import Group
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from contas.administracao import leituras
from contas.administracao.leituras import ProcuraDePessoas
from contas.dados_pessoais.tapar import tapar
from contas.models import LeituraDePessoal, Usuario
from contas.papeis import ADMINISTRACAO
from tests.contas.factories import UsuarioFactory

pytestmark = pytest.mark.django_db

LISTA = "/admin/contas/usuario/"
CPF, EMAIL, NOME = "52998224725", "rosa.q@exemplo.invalid", "Rosa Quintanilha"
ESCRITOS = (CPF, "529.982.247-25", EMAIL, "quintanilha", "%40exemplo")
DE_PESSOA = ("usuario", "pessoa", "conta", "cpf", "email", "de__nome", "para__nome")


@pytest.fixture
def bruno() -> Usuario:
    """Quem é do grupo Administração e não administra tudo."""
    pessoa: Usuario = UsuarioFactory.create(nome="Bruno Grupo", is_staff=True)
    pessoa.groups.add(Group.objects.get(name="Administração"))
    return pessoa


@pytest.fixture
def rosa() -> Usuario:
    pessoa: Usuario = UsuarioFactory.create(nome=NOME, email=EMAIL, cpf=CPF)
    return pessoa


@pytest.fixture
def navegando(client: Client, bruno: Usuario) -> Client:
    client.force_login(bruno, backend="entrada.entrar.email_ou_cpf.EmailOuCpf")
    return client


def procurar(client: Client, termo: str, **filtros: Any) -> Any:
    return client.post(f"{LISTA}procurar/", {"q": termo, **filtros})


def links(pagina: Any) -> list[str]:
    sopa = BeautifulSoup(pagina.content, "lxml")
    pontas = [(a, "href") for a in sopa.select("a[href]")] + [
        (f, "action") for f in sopa.select("form[action]")
    ]
    return [str(ponta[atributo]) for ponta, atributo in pontas]


@pytest.mark.parametrize("termo", [CPF, EMAIL, NOME])
def test_o_que_se_procura_nao_fica_em_endereco_nem_no_registro_do_servidor(
    navegando: Client, rosa: Usuario, termo: str, caplog: pytest.LogCaptureFixture
) -> None:
    """O Location, os links da página (ordem, filtros, páginas, fichas), os formulários e o registro."""
    UsuarioFactory.create_batch(101, nome="Rosa Quintanilha Xará" if termo == NOME else "Outra")
    with caplog.at_level(logging.DEBUG):
        ida = procurar(navegando, termo, is_active__exact="1")
        pagina = navegando.get(ida["Location"])
    assert NOME in pagina.text
    assert pagina.context["cl"].result_count == (50 if termo == NOME else 1)
    vistos = [
        ida["Location"],
        *links(pagina),
        *(dito.getMessage() for dito in caplog.records if dito.name != "django.db.backends"),
    ]
    assert any("is_active__exact=1" in visto for visto in vistos)
    assert [v for v in vistos if any(escrito in unquote(v).lower() for escrito in ESCRITOS)] == []


def test_as_paginas_seguintes_e_a_volta_do_navegador_acham_o_mesmo(navegando: Client) -> None:
    UsuarioFactory.create_batch(3, nome="Rosa Quintanilha")
    ida = procurar(navegando, "quintanilha")["Location"]
    (outra,) = {link for link in links(navegando.get(ida)) if "is_active__exact=0" in link and "q=" in link}
    assert navegando.get(LISTA + outra).context["cl"].result_count == 0
    volta = navegando.get(ida).context["cl"]
    assert (volta.result_count, volta.query) == (3, "quintanilha")
    assert LeituraDePessoal.objects.count() == 1, "folhear não é procurar outra vez"


def test_procurar_deixa_quem_o_que_e_quantos(navegando: Client, bruno: Usuario, rosa: Usuario) -> None:
    """Uma linha por procura, ache ou não; do que se escreveu, o jeito e uma marca, a mesma da mesma coisa."""
    for termo in ("529.982.247-25", "52998224725", "111.444.777-35", "quintanilha", "ninguém assim"):
        procurar(navegando, termo)
    com_pontos, sem_pontos, nenhum, nome, vazia = LeituraDePessoal.objects.order_by("pk")
    assert {(linha.usuario, linha.papel) for linha in LeituraDePessoal.objects.all()} == {
        (bruno, ADMINISTRACAO)
    }
    assert sem_pontos.filtro == com_pontos.filtro == f"usuários: {tapar(CPF)}"
    assert sem_pontos.filtro.startswith("usuários: um CPF (marca ")
    assert nenhum.filtro != sem_pontos.filtro
    assert [linha.quantos for linha in (sem_pontos, nenhum, nome, vazia)] == [1, 0, 1, 0]
    assert (sem_pontos.conta, nenhum.conta, nome.conta) == (rosa, None, rosa)
    assert vazia.filtro.startswith("usuários: 2 palavras (marca ")


def test_so_vale_por_post_a_quem_procurou_e_por_meia_hora(
    navegando: Client, rosa: Usuario, monkeypatch: pytest.MonkeyPatch, subtests: pytest.Subtests
) -> None:
    ida = procurar(navegando, CPF)["Location"]
    de_outra = Client()
    de_outra.force_login(Usuario.objects.create_superuser(nome="Alice", email="alice@exemplo.invalid"))
    assert de_outra.get(ida).context["cl"].result_count == Usuario.objects.count()
    assert "já não vale" in de_outra.get(ida).text
    for consulta in (f"q={CPF}", "q=quintanilha", "q=a.b.c", "q=" + "x" * 5000):
        with subtests.test(consulta[:20]):
            assert navegando.get(f"{LISTA}?{consulta}").context["cl"].result_count == Usuario.objects.count()
    for consulta in (f"cpf={CPF}", "nome__icontains=rosa", f"email__exact={EMAIL}", "groups__user__cpf=1"):
        with subtests.test(consulta):
            assert navegando.get(f"{LISTA}?{consulta}").status_code == 400
    assert navegando.get(f"{LISTA}procurar/").status_code == 405
    assert LeituraDePessoal.objects.count() == 1
    monkeypatch.setattr(leituras, "MEIA_HORA", -1)
    assert "já não vale" in navegando.get(ida).text


def test_entrada_estranha_e_quem_nao_pode(navegando: Client, rosa: Usuario) -> None:
    for termo in ("\0", "", "   "):
        assert procurar(navegando, termo)["Location"] == f"{LISTA}?"
    assert not LeituraDePessoal.objects.exists()
    assert procurar(navegando, "\0ro\0sa" + "x" * 5000).status_code == 302
    focal = Client()
    pessoa = UsuarioFactory.create(is_staff=True)
    pessoa.groups.add(Group.objects.get(name="Ponto focal"))
    focal.force_login(pessoa)
    assert procurar(focal, CPF).status_code == 403
    assert procurar(Client(), CPF)["Location"].startswith("/conta/login/")
    assert LeituraDePessoal.objects.count() == 1
    sem_prova = Client(enforce_csrf_checks=True)
    sem_prova.cookies = navegando.cookies
    assert procurar(sem_prova, CPF).status_code == 403


def test_toda_tela_em_que_se_procura_uma_pessoa_e_por_post() -> None:
    de_pessoa = {
        tela.opts.label
        for tela in admin.site._registry.values()
        if any(campo.startswith(DE_PESSOA) for campo in tela.search_fields) or tela.model is Usuario
    }
    por_post = {t.opts.label for t in admin.site._registry.values() if isinstance(t, ProcuraDePessoas)}
    assert len(de_pessoa) > 5
    assert de_pessoa == por_post


def test_escolher_uma_pessoa_procurando_tambem_e_post_e_fica_escrito(
    navegando: Client, rosa: Usuario
) -> None:
    campo = {"app_label": "roteamento", "model_name": "lotacao", "field_name": "usuario"}
    endereco = reverse("admin:autocomplete")
    assert navegando.get(endereco, {**campo, "term": "rosa"}).status_code == 405
    for termo in ("", "  ", "ro", "r o s"):
        assert navegando.post(endereco, {**campo, "term": termo}).json()["results"] == []
    assert not LeituraDePessoal.objects.exists(), "abrir o campo não lê ninguém"
    achadas = navegando.post(endereco, {**campo, "term": "quintanilha"}).json()["results"]
    assert [um["text"] for um in achadas] == [NOME]
    assert LeituraDePessoal.objects.get().quantos == 1
    assert navegando.post(endereco, {**campo, "term": "\0", "page": "abc"}).status_code in {200, 404}
    formulario = BeautifulSoup(navegando.get("/admin/roteamento/lotacao/add/").content, "lxml")
    escolha = formulario.select_one("select[name=usuario]")
    assert escolha is not None
    assert escolha["data-ajax--type"] == "POST"
    assert escolha["data-minimum-input-length"] == "3"
    assert "X-CSRFToken" in str(escolha["data-ajax--headers"])


def test_ler_muita_gente_tem_tamanho_e_fica_escrito(navegando: Client, rosa: Usuario) -> None:
    """A lista não mostra contato; a procura pede três letras e mostra cinquenta, com que filtro for."""
    UsuarioFactory.create_batch(30, nome="Rosa Ativa")
    UsuarioFactory.create_batch(30, nome="Rosa Inativa", is_active=False)
    lista = navegando.get(LISTA).text
    assert NOME in lista
    assert [dado for dado in (EMAIL, CPF, "@exemplo.invalid") if dado in lista] == []
    for curta in ("ro", "r o s a", "@"):
        ida = procurar(navegando, curta)["Location"]
        assert "q=" not in ida
        assert "pelo menos 3 letras" in navegando.get(ida).text
        assert "pelo menos 3 letras" in navegando.post("/admin/acessos/", {"quem": curta}, follow=True).text
    assert not LeituraDePessoal.objects.exists()
    ida = procurar(navegando, "rosa")["Location"]
    assert "no máximo 50" in navegando.get(ida).text
    vistas: set[int] = set()
    for mais in ("", "&o=-1", "&is_active__exact=1", "&is_active__exact=0"):
        vistas |= {um.pk for um in navegando.get(ida + mais).context["cl"].result_list}
    assert len(vistas) == 50
    assert LeituraDePessoal.objects.get().quantos == 50
    campo = {"app_label": "roteamento", "model_name": "lotacao", "field_name": "usuario", "term": "rosa"}
    achadas = navegando.post(reverse("admin:autocomplete"), campo).json()
    assert (len(achadas["results"]), achadas["pagination"]["more"]) == (50, False)
    assert [linha.quantos for linha in LeituraDePessoal.objects.all()] == [50, 50]


def test_a_pagina_de_acessos_procura_por_post(navegando: Client, rosa: Usuario) -> None:
    ida = navegando.post("/admin/acessos/", {"quem": CPF})["Location"]
    assert CPF not in ida
    assert f'value="{CPF}"' in navegando.get(ida).text
    linha = LeituraDePessoal.objects.get()
    assert (linha.quantos, linha.filtro.endswith(tapar(CPF))) == (1, True)
    assert 'value=""' in navegando.get(f"/admin/acessos/?quem={CPF}").text


def test_abrir_a_conta_e_um_post_que_a_pessoa_ve(navegando: Client, bruno: Usuario, rosa: Usuario) -> None:
    """Antes nem a ficha, nem o histórico, nem uma versão antiga mostram o contato; o GET só lê."""
    versao = rosa.history.last()
    enderecos = [
        reverse("admin:contas_usuario_change", args=[rosa.pk]),
        reverse("admin:contas_usuario_history", args=[rosa.pk]),
        reverse("admin:contas_usuario_simple_history", args=[rosa.pk, versao.pk]),
    ]
    for endereco in enderecos:
        with CaptureQueriesContext(connection) as feitas:
            fechada = navegando.get(endereco)
        assert "Abrir a conta" in fechada.text
        assert not [dado for dado in (CPF, EMAIL) if dado in fechada.text]
        assert not [q for q in feitas if q["sql"].startswith(("INSERT", "UPDATE"))]
    abrir = reverse("admin:contas_usuario_abrir", args=[rosa.pk])
    assert navegando.get(abrir).status_code == 405
    assert not LeituraDePessoal.objects.exists()
    ida = navegando.post(f"{abrir}?_changelist_filters=is_active__exact%3D1")["Location"]
    assert ida == f"{enderecos[0]}?_changelist_filters=is_active__exact%3D1"
    assert EMAIL in navegando.get(ida).text
    assert "Abrir a conta" not in "".join(navegando.get(endereco).text for endereco in enderecos)
    linha = LeituraDePessoal.objects.get()
    assert (linha.conta, linha.usuario, linha.papel, linha.quantos) == (rosa, bruno, ADMINISTRACAO, None)
    dela = Client()
    dela.force_login(rosa)
    quem_leu = dela.get("/area/meus-dados/quem-leu/").text
    assert "Administração do portal" in quem_leu
    assert "A sua conta, na administração" in quem_leu
    assert bruno.nome not in quem_leu


def test_a_conta_aberta_vale_meia_hora_e_so_nesta_sessao(
    navegando: Client, bruno: Usuario, rosa: Usuario, monkeypatch: pytest.MonkeyPatch
) -> None:
    ficha = reverse("admin:contas_usuario_change", args=[rosa.pk])
    navegando.post(reverse("admin:contas_usuario_abrir", args=[rosa.pk]))
    outra = Client()
    outra.force_login(bruno, backend="entrada.entrar.email_ou_cpf.EmailOuCpf")
    assert EMAIL not in outra.get(ficha).text
    monkeypatch.setattr(leituras, "MEIA_HORA", -1)
    assert EMAIL not in navegando.get(ficha).text


def test_quem_nao_ve_contas_nao_as_abre(navegando: Client, rosa: Usuario) -> None:
    focal = Client()
    pessoa = UsuarioFactory.create(is_staff=True)
    pessoa.groups.add(Group.objects.get(name="Ponto focal"))
    focal.force_login(pessoa)
    abrir = reverse("admin:contas_usuario_abrir", args=[rosa.pk])
    assert focal.post(abrir).status_code == 403
    assert Client().post(abrir)["Location"].startswith("/conta/login/")
    assert navegando.post(reverse("admin:contas_usuario_abrir", args=[10**12])).status_code == 404
    assert not LeituraDePessoal.objects.exists()


def test_quem_controla_acha_as_leituras_por_pessoa_por_dia_e_por_quantos(
    navegando: Client, bruno: Usuario, rosa: Usuario
) -> None:
    procurar(navegando, CPF)
    navegando.post(reverse("admin:contas_usuario_abrir", args=[rosa.pk]))
    lista = "/admin/contas/leituradepessoal/"

    def quantas(consulta: str) -> int:
        return int(navegando.get(lista + consulta).context["cl"].result_count)

    hoje = timezone.localdate()
    assert (quantas(""), quantas("?quantos=muitos"), quantas("?quantos=um")) == (2, 1, 1)
    assert quantas(f"?em__year={hoje.year}&em__month={hoje.month}&em__day={hoje.day}") == 2
    assert quantas(f"?em__year={hoje.year - 1}") == 0
    ida = navegando.post(f"{lista}procurar/", {"q": "bruno grupo", "quantos": "muitos"})["Location"]
    pagina = navegando.get(ida)
    assert pagina.context["cl"].result_count == 2  # a procura e esta mesma
    assert tapar(CPF) in pagina.text
    assert CPF not in pagina.text
    with CaptureQueriesContext(connection) as com_duas:
        navegando.get(lista)
    for _ in range(5):
        procurar(navegando, CPF)
    with CaptureQueriesContext(connection) as com_sete:
        navegando.get(lista)
    assert len(com_duas) == len(com_sete)
