"""A administração ferramenta: grupos pelo que se faz, frases que concordam, nada que só a máquina lê."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from bs4 import BeautifulSoup
from django import forms
from django.contrib import admin
from django.contrib.auth.models import Group
from django.db.models import Model
from django.test import Client
from django.urls import reverse

from contas.models import Usuario
from guia.models import Tema
from referencia.administracao.concordancia import concordar, feminina
from roteamento.models import Regra
from sp156.administracao.telas import GRUPOS
from tests.contas.factories import UsuarioFactory
from tests.guia.factories import ServicoFactory
from tests.roteamento.factories import RegraFactory, UnidadeFactory
from tests.sp156 import linhas

pytestmark = [pytest.mark.matriz, pytest.mark.django_db]

SO_DA_MAQUINA = re.compile(
    r"(?=.*[a-z])[a-z0-9]+([-_][a-z0-9]+)+|(?=.*[A-Z])[A-Z0-9]+(_[A-Z0-9]+)+|[\[{].*[\]}]", re.DOTALL
)
"""Um slug, uma chave do código ou um JSON, quando é tudo o que se lê."""
LIDOS = "#result_list td, #result_list th a, option, #changelist-filter a, .breadcrumbs li, h1, h2, .readonly"
DITO = "input[type=text], input:not([type]), textarea"
MASCULINAS = {
    "horário",
    *("usuário", "grupo", "aviso", "modelo", "lembrete", "pedido", "recurso", "assunto", "caminho", "lugar"),
    *("comunicado", "ponto", "órgão", "serviço", "tema", "dia", "prazo", "distrito", "logradouro", "prefixo"),
    *("escalonamento", "tempo", "envio", "ramal", "parceiro"),
}


@pytest.fixture
def alice(client: Client) -> Usuario:
    quem = Usuario.objects.create_superuser(nome="Alice Tudo", email="alice@exemplo.invalid")
    client.force_login(quem, backend="entrada.entrar.email_ou_cpf.EmailOuCpf")
    return quem


def sopa(client: Client, pagina: str) -> BeautifulSoup:
    resposta = client.get(pagina)
    assert resposta.status_code == 200, pagina
    return lida(resposta.content)


def lida(conteudo: bytes) -> BeautifulSoup:
    return BeautifulSoup(conteudo, "lxml")


def test_os_grupos_sao_pelo_que_se_faz_e_toda_tabela_esta_num_so(client: Client, alice: Usuario) -> None:
    assert [grupo["grupo"] for grupo in GRUPOS] == [
        *("Guia", "Rotas e unidades", "Pessoas", "Prazos e avisos", "Sistema"),
    ]
    agrupadas = [tabela for grupo in GRUPOS for tabela in grupo["tabelas"]]
    assert sorted(agrupadas) == sorted(modelo._meta.label_lower for modelo in admin.site._registry)
    inicio = sopa(client, "/admin/")
    quadros = [quadro.get_text(strip=True) for quadro in inicio.select("caption")]
    assert quadros == ["Pede atenção", *(grupo["grupo"] for grupo in GRUPOS)]
    assert {"Mudar o destino de um serviço", "Estado do portal"} <= {
        a.get_text(strip=True) for a in inicio.select("tbody a")
    }


def test_quem_ve_pouco_so_ve_os_seus_grupos(client: Client) -> None:
    focal = UsuarioFactory.create(is_staff=True)
    focal.groups.add(Group.objects.get(name="Ponto focal"))
    client.force_login(focal, backend="entrada.entrar.email_ou_cpf.EmailOuCpf")
    grupos = [grupo["name"] for grupo in client.get("/admin/").context["app_list"]]
    assert grupos == ["Guia", "Pessoas"]
    assert client.get("/admin/guia/", follow=True).redirect_chain == [("/admin/", 302)]


def test_o_caminho_diz_o_grupo_a_lista_e_o_nome(client: Client, alice: Usuario) -> None:
    regra = RegraFactory(servico=ServicoFactory.create(slug="tapa-buraco"))

    def caminho(pagina: str) -> list[str]:
        return [item.get_text(strip=True) for item in sopa(client, pagina).select("ol.breadcrumbs li")]

    lista = reverse("admin:roteamento_regra_changelist")
    assert caminho(lista) == ["Administração", "Rotas e unidades", "Regras"]
    assert caminho(f"{lista}add/") == ["Administração", "Rotas e unidades", "Regras", "Adicionar regra"]
    assert caminho(f"{lista}{regra.pk}/change/")[3:] == [str(regra)]
    assert caminho(f"{lista}{regra.pk}/delete/")[3:] == [str(regra), "Apagar"]


@pytest.mark.parametrize(
    ("do_django", "certa"),
    [
        ("O regra “A” foi adicionado com sucesso.", "A regra “A” foi adicionada com sucesso."),
        ("O  versão do serviço “A” foi alterado com sucesso. Você pode alterá-lo novamente abaixo.",
         "A versão do serviço “A” foi alterada com sucesso. Você pode alterá-la novamente abaixo."),
        ("O lotação “A” foi adicionado com sucesso. Você pode adicionar outro lotação abaixo.",
         "A lotação “A” foi adicionada com sucesso. Você pode adicionar outra lotação abaixo."),
        ("O tema “foi outro” foi removido com sucesso.", "O tema “foi outro” foi apagado com sucesso."),
        ("Removido 2 regras com sucesso.", "2 regras apagadas."),
        ("Removido 1 dia não útil com sucesso.", "1 dia não útil apagado."),
        ("A versão está no ar.", "A versão está no ar."),
    ],
)  # fmt: skip
def test_a_frase_concorda(do_django: str, certa: str) -> None:
    assert concordar(do_django) == certa


def test_todo_nome_de_tabela_tem_genero() -> None:
    """Uma tabela nova diz aqui, ou entre as femininas, se é “o” ou “a”."""
    nomes = {str(modelo._meta.verbose_name) for modelo in admin.site._registry}
    assert {nome for nome in nomes if not feminina(nome) and nome.split()[0] not in MASCULINAS} == set()


def test_a_mensagem_concorda_na_pagina(client: Client, alice: Usuario) -> None:
    unidade = UnidadeFactory()
    dados = {"servico": ServicoFactory.create().pk, "unidade": unidade.pk, "lado": "ambos"}
    pagina = client.post(
        reverse("admin:roteamento_regra_add"), {**dados, "vigencia_0": "2020-01-01"}, follow=True
    )
    regra = Regra.objects.get()
    mensagem = BeautifulSoup(pagina.content, "lxml").select_one("ul.messagelist li")
    assert mensagem is not None
    assert mensagem.get_text(strip=True) == f"A regra “{regra}” foi adicionada com sucesso."
    assert mensagem.a is not None  # continua um link, e não o texto dele
    tema = Tema.objects.create(slug="um", nome="Um <b>tema</b>")
    escolha = {"action": "delete_selected", "_selected_action": [tema.pk], "post": "yes"}
    pagina = client.post("/admin/guia/tema/", escolha, follow=True)
    assert "1 tema apagado." in pagina.content.decode()


def lidos(pagina: BeautifulSoup) -> Iterator[str]:
    """O que se lê num lugar só: uma célula, uma opção, um filtro, um passo do caminho, um valor fixo."""
    for no in pagina.select(LIDOS):
        yield no.get_text(strip=True)


def sem_palavras(pagina: BeautifulSoup) -> list[str]:
    campos = [str(campo.get("value") or campo.string or "") for campo in pagina.select(DITO)]
    return [lido for lido in lidos(pagina) if SO_DA_MAQUINA.fullmatch(lido)] + [
        valor for valor in campos if re.fullmatch(r"\s*[\[{].*[\]}]\s*", valor, re.DOTALL)
    ]


@pytest.mark.usefixtures("sem_menu")
@pytest.mark.parametrize("tabela", sorted(linhas.FABRICAS))
def test_nada_que_so_a_maquina_le(client: Client, alice: Usuario, tabela: str) -> None:
    """Em toda lista e em todo formulário: nem JSON por escrever, nem um código no lugar das palavras."""
    linha: Model = linhas.criar(tabela, 1)[0]
    tela = admin.site._registry[type(linha)]
    lista = reverse(f"admin:{tabela.lower().replace('.', '_')}_changelist")
    if tabela == "contas.Usuario":
        client.post(reverse("admin:contas_usuario_abrir", args=[linha.pk]))  # abrir uma conta fica escrito
    abertas = {pagina: client.get(pagina) for pagina in (lista, f"{lista}{linha.pk}/change/")}
    formulario = abertas[f"{lista}{linha.pk}/change/"].context["adminform"].form
    if tela.has_add_permission(abertas[lista].wsgi_request) and tabela not in linhas.NO_FLUXO:
        abertas[f"{lista}add/"] = client.get(f"{lista}add/")
    assert {aberta.status_code for aberta in abertas.values()} == {200}
    achados = {pagina: sem_palavras(lida(aberta.content)) for pagina, aberta in abertas.items()}
    assert {pagina: ditos for pagina, ditos in achados.items() if ditos} == {}
    de_json = [nome for nome, campo in formulario.fields.items() if isinstance(campo, forms.JSONField)]
    assert de_json == [], f"{tabela}: JSON por escrever"
