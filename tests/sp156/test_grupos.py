"""Os grupos dizem que telas da administração cada um vê, e mais nada."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.contrib import admin
from django.contrib.auth.models import Group
from django.test import Client

from contas.models import Usuario
from sp156 import grupos
from tests.contas.factories import UsuarioFactory

pytestmark = pytest.mark.django_db


def do_grupo(nome: str, *, entra: bool = True) -> Usuario:
    pessoa = UsuarioFactory.create(is_staff=entra)
    pessoa.groups.add(Group.objects.get(name=nome))
    return pessoa


def telas_de(client: Client, pessoa: Usuario) -> set[str]:
    """As tabelas que a página inicial da administração mostra."""
    client.force_login(pessoa, backend="entrada.entrar.email_ou_cpf.EmailOuCpf")
    listas = client.get("/admin/").context["app_list"]
    return {tela["model"]._meta.label_lower for lista in listas for tela in lista["models"]}


@pytest.mark.parametrize("nome", list(grupos.GRUPOS))
def test_cada_grupo_tem_exatamente_o_que_a_lista_diz(nome: str) -> None:
    pessoa = do_grupo(nome)
    esperadas = {
        f"{modelo.split('.')[0]}.{f'{verbo}_{modelo.split(".")[1]}' if verbo in grupos.DE_TELA else verbo}"
        for modelo, verbos in grupos.GRUPOS[nome].items()
        for verbo in verbos
    }
    assert pessoa.get_all_permissions() == esperadas


@pytest.mark.parametrize("nome", list(grupos.GRUPOS))
def test_ninguem_mexe_em_grupos_nem_em_tabelas_tecnicas(nome: str) -> None:
    proibidos = {
        "auth",
        "admin",
        "sessions",
        "contenttypes",
        "account",
        "mfa",
        "usersessions",
        "socialaccount",
    }
    assert {
        permissao.split(".")[0] for permissao in do_grupo(nome).get_all_permissions()
    } & proibidos == set()


def test_administracao_ve_todas_as_telas_menos_a_de_grupos(client: Client) -> None:
    todas = {modelo._meta.label_lower for modelo in admin.site._registry}
    assert telas_de(client, do_grupo("Administração")) == todas - {"auth.group"}


def test_ponto_focal_ve_so_o_guia(client: Client) -> None:
    telas = telas_de(client, do_grupo("Ponto focal"))
    textos = {"guia.servico", "guia.versaodoservico", "guia.tema", "guia.assunto", "guia.orgao"}
    assert telas == textos | {"guia.caminho", "guia.lugar", "guia.opiniao", "guia.pontofocal"}
    nomes = [medida.nome for medida in client.get("/admin/").context["medidas"]]
    assert nomes == ["Revisões vencidas no Guia", "Textos que voltaram para ajustes"]
    for modelo in admin.site._registry:
        if modelo._meta.label_lower not in telas and modelo._meta.app_label != "guia":
            endereco = f"/admin/{modelo._meta.app_label}/{modelo._meta.model_name}/"
            assert client.get(endereco).status_code == 403


def test_ponto_focal_nao_publica(client: Client) -> None:
    assert not do_grupo("Ponto focal").has_perm("guia.publicar")
    assert do_grupo("Administração").has_perm("guia.publicar")


@pytest.mark.parametrize("nome", ["Servidor", "Atendente"])
@pytest.mark.parametrize("entra", [True, False])
def test_servidor_e_atendente_nao_tem_tela_nenhuma(client: Client, nome: str, entra: bool) -> None:
    pessoa = do_grupo(nome, entra=entra)
    assert pessoa.get_all_permissions() == set()
    if entra:
        assert telas_de(client, pessoa) == set()
    else:
        client.force_login(pessoa, backend="entrada.entrar.email_ou_cpf.EmailOuCpf")
        assert client.get("/admin/").status_code == 302


def test_carregar_de_novo_nao_desfaz_o_que_a_administracao_mudou() -> None:
    assert set(Group.objects.values_list("name", flat=True)) == set(grupos.GRUPOS)
    grupo = Group.objects.get(name="Ponto focal")
    grupo.permissions.clear()
    Group.objects.get(name="Servidor").delete()
    assert grupos.carregar() == {"grupos: criado": 1, "grupos: igual": len(grupos.GRUPOS) - 1}
    assert grupo.permissions.count() == 0


def test_toda_tabela_citada_existe() -> None:
    for modelos in grupos.GRUPOS.values():
        for modelo, verbos in modelos.items():
            tem_tela = apps.get_model(modelo) in admin.site._registry
            assert tem_tela is bool(set(verbos) & set(grupos.DE_TELA)), modelo


def test_o_grupo_do_selo_da_a_permissao_e_a_tela_de_grupos_nao_a_da_nem_tira(client: Client) -> None:
    pessoa = do_grupo("Identidade selada", entra=False)
    grupo = Group.objects.get(name="Identidade selada")
    client.force_login(UsuarioFactory.create(is_staff=True, is_superuser=True))
    endereco = f"/admin/auth/group/{grupo.pk}/change/"
    campo = client.get(endereco).context["adminform"].form.fields["permissions"]
    assert not campo.queryset.filter(codename__in=["abrir_selo", "aceitar_proposta"]).exists()
    selo = grupo.permissions.get()
    assert client.post(endereco, {"name": grupo.name, "permissions": []}).status_code == 302
    assert grupo.permissions.get() == selo
    outro = Group.objects.get(name="Ponto focal")
    dar = {"name": outro.name, "permissions": [selo.pk]}
    assert client.post(f"/admin/auth/group/{outro.pk}/change/", dar).status_code == 200
    assert selo not in outro.permissions.all()
    assert Usuario.objects.get(pk=pessoa.pk).has_perm("contas.abrir_selo")
