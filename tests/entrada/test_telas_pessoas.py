"""Cadastrar pessoas na administração: sem senha nem link na tela e sem caminho para ganhar poder."""

from __future__ import annotations

from typing import Any

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from allauth.mfa.totp.internal.auth import TOTP
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse

from avisos.entrega import entregar_pendentes
from avisos.models import Aviso
from contas.models import Usuario
from tests.contas.factories import UsuarioFactory
from tests.correio import Correio
from tests.segundo_fator import confirmar

pytestmark = pytest.mark.django_db
LISTA = "/admin/contas/usuario/"
NA_TELA = "/conta/password/reset/key/"


@pytest.fixture
def superusuario() -> Usuario:
    return Usuario.objects.create_superuser(nome="Alice Tudo", email="alice@exemplo.invalid")


@pytest.fixture
def administrador() -> Usuario:
    pessoa = UsuarioFactory.create(nome="Bruno Grupo", is_staff=True)
    pessoa.groups.add(Group.objects.get(name="Administração"))
    return pessoa


def como(client: Client, pessoa: Usuario) -> Client:
    client.force_login(pessoa, backend="entrada.entrar.email_ou_cpf.EmailOuCpf")
    return client


def ficha(pessoa: Usuario) -> str:
    return reverse("admin:contas_usuario_change", args=[pessoa.pk])


def dados(**campos: Any) -> dict[str, Any]:
    return {"nome": "Carla", "email": "carla@exemplo.invalid", "cpf": "", "is_active": "on", **campos}


def agir(client: Client, acao: str, *pessoas: Usuario) -> str:
    marcadas = {"action": acao, "_selected_action": [p.pk for p in pessoas]}
    return client.post(LISTA, marcadas, follow=True).content.decode()


def test_cadastra_e_o_link_vai_so_a_propria_pessoa(
    client: Client, administrador: Usuario, correio: Correio
) -> None:
    pagina = como(client, administrador).get(LISTA + "add/").content.decode()
    assert "password" not in pagina
    resposta = client.post(LISTA + "add/", dados(), follow=True)
    carla = Usuario.objects.get(email="carla@exemplo.invalid")
    assert not carla.has_usable_password()
    assert NA_TELA not in resposta.content.decode()
    entregar_pendentes()
    assert correio.destinos == [["carla@exemplo.invalid"]]
    assert NA_TELA in str(correio.mensagens[0])
    assert NA_TELA not in Aviso.objects.get().corpo
    assert carla.history.get().history_user == administrador


@pytest.mark.parametrize(
    ("campos", "frase"),
    [
        ({"email": ""}, "Escreva o e-mail ou o CPF"),
        ({"cpf": "529.982.247-26"}, "CPF"),
        ({"email": "alice@exemplo.invalid"}, "Já existe um usuário com este e-mail."),
    ],
)
def test_recusa_cadastro_que_nao_serve(
    client: Client, superusuario: Usuario, campos: dict[str, str], frase: str
) -> None:
    resposta = como(client, superusuario).post(LISTA + "add/", dados(**campos))
    assert resposta.status_code == 200
    assert frase in resposta.content.decode()
    assert Usuario.objects.count() == 1


def test_so_quem_administra_tudo_da_acesso(client: Client, administrador: Usuario) -> None:
    """O que o formulário não mostra também não vale quando vem no POST."""
    grupo = Group.objects.get(name="Administração")
    campos = dados(is_staff="on", is_superuser="on", groups=[grupo.pk])
    como(client, administrador).post(LISTA + "add/", campos)
    carla = Usuario.objects.get(email="carla@exemplo.invalid")
    assert (carla.is_staff, carla.is_superuser, carla.groups.count()) == (False, False, 0)
    client.post(ficha(carla), campos)
    carla.refresh_from_db()
    assert (carla.is_staff, carla.is_superuser, carla.groups.count()) == (False, False, 0)


def test_quem_administra_tudo_da_acesso_mas_nao_faz_outro_igual(
    client: Client, superusuario: Usuario
) -> None:
    grupo = Group.objects.get(name="Ponto focal")
    campos = dados(is_staff="on", is_superuser="on", groups=[grupo.pk])
    como(client, superusuario).post(LISTA + "add/", campos)
    carla = Usuario.objects.get(email="carla@exemplo.invalid")
    assert (carla.is_staff, carla.is_superuser, carla.groups.get()) == (True, False, grupo)


@pytest.mark.parametrize("alvo", ["superusuario", "colega", "ele_mesmo"])
def test_ninguem_muda_quem_entra_na_administracao(
    client: Client, administrador: Usuario, superusuario: Usuario, alvo: str
) -> None:
    """Trocar o e-mail de alguém é poder escolher a senha dele."""
    colega = UsuarioFactory.create(is_staff=True)
    quem = {"superusuario": superusuario, "colega": colega, "ele_mesmo": administrador}[alvo]
    antes = quem.email
    como(client, administrador)
    client.post(reverse("admin:contas_usuario_abrir", args=[quem.pk]))
    assert b'name="email"' not in client.get(ficha(quem)).content  # vê, sem formulário
    assert client.post(ficha(quem), dados(email="meu@exemplo.invalid")).status_code == 403
    versao = reverse("admin:contas_usuario_simple_history", args=[quem.pk, quem.history.first().pk])
    assert client.post(versao, dados(email="meu@exemplo.invalid")).status_code == 403
    assert "Só quem administra tudo" in agir(client, "mandar_link_de_senha", quem)
    assert not Aviso.objects.exists()
    TOTP.activate(quem, totp.generate_totp_secret())
    assert "Só quem administra tudo" in agir(client, "desligar_segundo_fator", quem)
    assert Authenticator.objects.filter(user=quem).exists()
    quem.refresh_from_db()
    assert quem.email == antes


def test_o_email_antigo_deixa_de_valer_e_e_avisado(
    client: Client,
    administrador: Usuario,
    correio: Correio,
) -> None:
    pessoa = UsuarioFactory.create(email="antigo@exemplo.invalid")
    EmailAddress.objects.create(user=pessoa, email=pessoa.email, primary=True, verified=True)
    confirmar(como(client, administrador), administrador)
    client.post(ficha(pessoa), dados(email="novo@exemplo.invalid"))
    assert correio.destinos == [], "a página não espera o correio"
    entregar_pendentes()
    assert correio.destinos == [["antigo@exemplo.invalid"]]
    pessoa.refresh_from_db()
    assert pessoa.email == "novo@exemplo.invalid"
    assert not EmailAddress.objects.filter(email="antigo@exemplo.invalid").exists()


def test_manda_o_link_a_uma_pessoa_sem_o_mostrar_e_registra(client: Client, administrador: Usuario) -> None:
    pessoa = UsuarioFactory.create()
    dito = agir(como(client, administrador), "mandar_link_de_senha", pessoa)
    assert "vai ao e-mail da própria pessoa" in dito
    assert NA_TELA not in dito
    assert Aviso.objects.get().usuario == pessoa
    assert LogEntry.objects.get(object_id=str(pessoa.pk)).user == administrador
    assert "Escolha uma pessoa só" in agir(client, "mandar_link_de_senha", pessoa, UsuarioFactory.create())
    inativa = UsuarioFactory.create(is_active=False)
    assert "desativada" in agir(client, "mandar_link_de_senha", inativa)
    sem_email = UsuarioFactory.create(email=None, cpf="52998224725")
    assert "não tem e-mail" in agir(client, "mandar_link_de_senha", sem_email)
    assert Aviso.objects.count() == 1


def test_desliga_o_segundo_fator_de_quem_perdeu_o_celular(client: Client, administrador: Usuario) -> None:
    pessoa = UsuarioFactory.create()
    como(client, administrador)
    assert "não usa a verificação" in agir(client, "desligar_segundo_fator", pessoa)
    TOTP.activate(pessoa, totp.generate_totp_secret())
    assert "confirme que é você" in agir(client, "desligar_segundo_fator", pessoa)
    assert Authenticator.objects.filter(user=pessoa).exists()
    confirmar(client, administrador)
    assert "agora entra só com a senha" in agir(client, "desligar_segundo_fator", pessoa)
    assert not Authenticator.objects.filter(user=pessoa).exists()


def test_ninguem_se_apaga(client: Client, superusuario: Usuario) -> None:
    pessoa = UsuarioFactory.create()
    como(client, superusuario)
    assert client.post(f"{LISTA}{pessoa.pk}/delete/", {"post": "yes"}).status_code == 403
    agir(client, "delete_selected", pessoa)
    assert Usuario.objects.filter(pk=pessoa.pk).exists()


def test_grupos_so_quem_administra_tudo_e_em_portugues(
    client: Client, superusuario: Usuario, administrador: Usuario
) -> None:
    grupo = Group.objects.get(name="Ponto focal")
    endereco = f"/admin/auth/group/{grupo.pk}/change/"
    assert como(client, administrador).post(endereco, {"name": "Tudo"}).status_code == 403
    pagina = como(client, superusuario).get(endereco).content.decode()
    assert "regra: alterar" in pagina
    assert "Can " not in pagina
    antes = set(grupo.permissions.values_list("pk", flat=True))
    client.post(endereco, {"name": "Ponto focal", "permissions": sorted(antes)[1:]})
    assert set(grupo.permissions.values_list("pk", flat=True)) == set(sorted(antes)[1:])
