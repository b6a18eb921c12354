"""As páginas da administração em que um acesso só muda com duas pessoas."""

from __future__ import annotations

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from allauth.mfa.totp.internal.auth import TOTP
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from avisos.entrega import entregar_pendentes
from contas.models import PropostaDeAcesso, Usuario
from contas.papeis import Papel
from roteamento.models import Designacao
from tests.contas.factories import UsuarioFactory
from tests.correio import Correio
from tests.entrada.propondo import LISTA, MOTIVO, dados, decidir, entrou, ficha, propor
from tests.ouvidoria import elenco

pytestmark = pytest.mark.django_db


@pytest.fixture
def administrador() -> Usuario:
    pessoa = UsuarioFactory.create(nome="Bruno Grupo", is_staff=True)
    pessoa.groups.add(Group.objects.get(name="Administração"))
    return pessoa


@pytest.fixture
def outra() -> Usuario:
    return Usuario.objects.create_superuser(
        nome="Alice Tudo", email="alice@exemplo.invalid", password="senha-de-teste-1"
    )


@pytest.fixture
def olga() -> Usuario:
    pessoa = UsuarioFactory.create(nome="Olga", email="olga@exemplo.invalid")
    return elenco.designar(Papel.OUVIDORIA, "OGM", usuario=pessoa)


def no_estado(navegador: Client, estado: str) -> int:
    lista = navegador.get(f"/admin/contas/propostadeacesso/?estado={estado}")
    return int(lista.context["cl"].result_count)


def test_trocar_o_email_de_quem_e_da_ouvidoria_vira_proposta(
    administrador: Usuario, outra: Usuario, olga: Usuario, correio: Correio
) -> None:
    """O ataque: trocar o e-mail, pedir o link e entrar como ela."""
    eu = entrou(administrador)
    perguntou = eu.post(ficha(olga), dados(olga, email="meu@exemplo.invalid"))
    pagina = perguntou.content.decode()
    assert "Nada mudou ainda" in pagina
    assert "Alice Tudo" in pagina
    olga.refresh_from_db()
    assert olga.email == "olga@exemplo.invalid"
    assert not PropostaDeAcesso.objects.exists()
    assert propor(eu, perguntou, motivo=" ").status_code == 422
    feita = propor(eu, perguntou).content.decode()
    assert "Desistir da proposta" in feita
    assert 'value="Aceitar"' not in feita
    assert "não tem a permissão" in decidir(eu, "aceitar")
    olga.refresh_from_db()
    assert olga.email == "olga@exemplo.invalid"
    da_outra = entrou(outra)
    proposta = PropostaDeAcesso.objects.get()
    vista = da_outra.get(reverse("admin:contas_propostadeacesso_change", args=[proposta.pk])).content.decode()
    for dito in ("meu@exemplo.invalid", MOTIVO, "Bruno Grupo", 'value="Aceitar"', 'value="Recusar"'):
        assert dito in vista
    assert "Aceito." in decidir(da_outra, "aceitar")
    olga.refresh_from_db()
    assert olga.email == "meu@exemplo.invalid"
    assert "já foi decidida" in decidir(da_outra, "aceitar")
    entregar_pendentes()
    assert any(destino == ["meu@exemplo.invalid"] for destino in correio.destinos)


def test_o_pedido_assinado_so_serve_a_quem_o_fez(
    administrador: Usuario, outra: Usuario, olga: Usuario
) -> None:
    perguntou = entrou(administrador).post(ficha(olga), dados(olga, email="meu@exemplo.invalid"))
    assert propor(entrou(outra), perguntou).status_code == 400
    falso = {"pedido": "inventado", "motivo": MOTIVO}
    assert entrou(outra).post("/admin/contas/propostadeacesso/propor/", falso).status_code == 400
    assert not PropostaDeAcesso.objects.exists()


def test_desligar_o_segundo_fator_de_quem_guarda_sigilo_tambem(
    administrador: Usuario, outra: Usuario, olga: Usuario
) -> None:
    TOTP.activate(olga, totp.generate_totp_secret())
    eu = entrou(administrador)
    perguntou = eu.post(LISTA, {"action": "desligar_segundo_fator", "_selected_action": [olga.pk]})
    assert Authenticator.objects.filter(user=olga).exists()
    propor(eu, perguntou)
    assert Authenticator.objects.filter(user=olga).exists()
    decidir(entrou(outra), "aceitar")
    assert not Authenticator.objects.filter(user=olga).exists()


def test_dar_o_selo_ou_o_poder_de_aceitar_vira_proposta(outra: Usuario, administrador: Usuario) -> None:
    pessoa, eu = UsuarioFactory.create(antiga=True), entrou(outra)
    comum, selo = Group.objects.get(name="Ponto focal"), Group.objects.get(name="Identidade selada")
    assert eu.post(ficha(pessoa), dados(pessoa, groups=[comum.pk])).status_code == 302
    perguntou = eu.post(ficha(pessoa), dados(pessoa, groups=[comum.pk, selo.pk]))
    assert list(pessoa.groups.all()) == [comum]
    propor(eu, perguntou)
    assert "Foi você quem propôs" in decidir(eu, "aceitar")
    administrador.groups.add(Group.objects.get(name="Aceita acessos"))
    decidir(entrou(administrador), "aceitar")
    assert selo in pessoa.groups.all()
    assert eu.post(ficha(pessoa), dados(pessoa)).status_code == 302  # tirar, uma pessoa só
    assert not pessoa.groups.exists()
    nova = {"nome": "Nova", "email": "nova@exemplo.invalid", "is_active": "on", "groups": [selo.pk]}
    assert "Cadastre a pessoa primeiro" in eu.post(LISTA + "add/", nova).content.decode()


def test_a_um_papel_que_le_denuncias_so_se_propoe(administrador: Usuario, outra: Usuario) -> None:
    orgao, hoje = elenco.orgao("OGM"), timezone.localdate()
    leitor = UsuarioFactory.create(antiga=True)
    eu, onde = entrou(administrador), "/admin/roteamento/designacao/"
    quem = {"usuario": leitor.pk, "orgao": orgao.pk, "papel": "ouvidoria"}
    designacao = {**quem, "ato": "Portaria 1", "de": f"{hoje:%d/%m/%Y}"}
    perguntou = eu.post(onde + "add/", designacao)
    assert not Designacao.objects.exists()
    propor(eu, perguntou)
    assert not Designacao.objects.exists()
    assert "Aceito." in decidir(entrou(outra), "aceitar")
    feita = Designacao.objects.get()
    assert (feita.usuario, feita.papel, feita.ate) == (leitor, "ouvidoria", None)
    assert feita.history.latest().history_user == outra
    encerra = designacao | {"ate": f"{hoje:%d/%m/%Y}"}
    assert eu.post(f"{onde}{feita.pk}/change/", encerra).status_code == 302
    assert "Nada mudou ainda" in eu.post(f"{onde}{feita.pk}/change/", designacao).content.decode()
    comum = designacao | {"papel": "interlocutor"}
    assert eu.post(onde + "add/", comum).status_code == 302


def test_a_proposta_so_se_ve_e_so_se_decide_por_quem_cabe(
    outra: Usuario, administrador: Usuario, olga: Usuario
) -> None:
    propor(
        entrou(administrador), entrou(administrador).post(ficha(olga), dados(olga, email="n@exemplo.invalid"))
    )
    proposta = PropostaDeAcesso.objects.get()
    endereco = reverse("admin:contas_propostadeacesso_change", args=[proposta.pk])
    focal = UsuarioFactory.create(is_staff=True)
    focal.groups.add(Group.objects.get(name="Ponto focal"))
    assert entrou(focal).get(endereco).status_code == 403
    assert entrou(focal).post(endereco.replace("change", "aceitar")).status_code == 403
    assert entrou(outra).get(endereco.replace("change", "aceitar")).status_code == 405
    for estado, quantas in (("espera", 1), ("aceita", 0), ("recusada", 0)):
        lista = entrou(outra).get(f"/admin/contas/propostadeacesso/?estado={estado}")
        assert lista.context["cl"].result_count == quantas
    assert "Recusado." in decidir(entrou(outra), "recusar")
    assert (
        entrou(outra).get("/admin/contas/propostadeacesso/?estado=recusada").context["cl"].result_count == 1
    )
