"""A proposta guarda o seu alvo: por onde ele entra não muda sozinho, e o que mudou não se aceita."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.contrib.auth.models import Group
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from contas.models import Municipe, PropostaDeAcesso, RegistroDeAcesso, Usuario
from contas.papeis import Papel
from entrada.acesso import Proposto, RecusaDeProposta, aceitar, propor, trocas
from entrada.acesso.celular import provar_celular
from entrada.entrar.codigo import criar_conta
from entrada.municipes import RecusaDeJuncao, desfazer, juntar_contas, provar_cpf
from roteamento.models import Designacao
from tests.contas.factories import UsuarioFactory
from tests.entrada.propondo import LISTA, MOTIVO, dados, decidir, entrou, ficha
from tests.entrada.propondo import propor as propor_na_tela
from tests.ouvidoria import elenco
from tests.segundo_fator import ligar

pytestmark = pytest.mark.django_db
CPF, OUTRO_CPF = "52998224725", "11144477735"
Tipo = PropostaDeAcesso.Tipo


@pytest.fixture
def bruno() -> Usuario:
    pessoa = UsuarioFactory.create(nome="Bruno Grupo", is_staff=True)
    pessoa.groups.add(Group.objects.get(name="Administração"))
    return pessoa


@pytest.fixture
def alice() -> Usuario:
    return Usuario.objects.create_superuser(nome="Alice Tudo", email="alice@exemplo.invalid", password="x")


@pytest.fixture
def leitor() -> Usuario:
    pessoa = UsuarioFactory.create(nome="Leitor", email="leitor@exemplo.invalid", cpf=CPF, antiga=True)
    ligar(pessoa)
    return pessoa


def da_ouvidoria(leitor: Usuario) -> dict[str, Any]:
    de = f"{timezone.localdate():%d/%m/%Y}"
    return {
        "usuario": leitor.pk,
        "orgao": elenco.orgao("OGM").pk,
        "papel": "ouvidoria",
        "ato": "Portaria 1",
        "de": de,
    }


def designar(eu: Client, leitor: Usuario) -> PropostaDeAcesso:
    propor_na_tela(eu, eu.post("/admin/roteamento/designacao/add/", da_ouvidoria(leitor)))
    return PropostaDeAcesso.objects.get(aceita=None)


def o_selo(leitor: Usuario, por: Usuario) -> PropostaDeAcesso:
    selo = Group.objects.get(name="Identidade selada")
    proposto = Proposto(Tipo.GRUPOS, leitor, "Dar o selo.", {"grupos": [selo.pk]})
    return propor(proposto=proposto, por=por, motivo=MOTIVO)


def pagina(quem: Client, proposta: PropostaDeAcesso) -> str:
    endereco = reverse("admin:contas_propostadeacesso_change", args=[proposta.pk])
    return " ".join(quem.get(endereco).content.decode().split())


def test_enquanto_espera_nenhuma_tela_muda_por_onde_o_alvo_entra(
    bruno: Usuario, alice: Usuario, leitor: Usuario
) -> None:
    """O ataque: propor, trocar o e-mail enquanto espera, e o link da senha ir a quem propôs."""
    eu = entrou(bruno)
    proposta = designar(eu, leitor)
    antes = Usuario.objects.filter(pk=leitor.pk).values("email", "cpf", "is_active", "celular").get()
    for campos in (
        {"email": "meu@exemplo.invalid", "cpf": CPF},
        {"email": "", "cpf": CPF},
        {"cpf": OUTRO_CPF},
        {"cpf": ""},
        {"cpf": CPF, "is_active": ""},
    ):
        assert "Nada mudou ainda" in eu.post(ficha(leitor), dados(leitor, **campos)).content.decode(), campos
    fator = eu.post(LISTA, {"action": "desligar_segundo_fator", "_selected_action": [leitor.pk]})
    assert "Nada mudou ainda" in fator.content.decode()
    outra = UsuarioFactory.create(cpf=None)
    juntar = {"action": "juntar_contas", "_selected_action": [leitor.pk, outra.pk], "confirmado": "sim"}
    dito = eu.post(LISTA, {**juntar, "fica": outra.pk, "motivo": "x"}, follow=True).content.decode()
    assert "espera uma proposta de acesso" in dito
    with pytest.raises(RecusaDeJuncao, match="só muda com duas pessoas"):
        provar_cpf(usuario=leitor, cpf=OUTRO_CPF, como=Municipe.Prova.DOCUMENTO, por=bruno)
    assert Usuario.objects.filter(pk=leitor.pk).values(*antes).get() == antes
    assert Authenticator.objects.filter(user=leitor).exists()
    assert eu.post(ficha(leitor), dados(leitor, cpf=CPF, nome="Leitor de Tal")).status_code == 302
    vista = pagina(entrou(alice), proposta)
    assert "leitor@exemplo.invalid" in vista
    assert "Mudou." not in vista
    assert "Aceito." in decidir(entrou(alice), "aceitar")
    assert Designacao.objects.get().usuario == leitor


@pytest.mark.parametrize("tipo", ["designacao", "grupos"])
def test_o_que_outra_pessoa_mudou_antes_de_propor_espera_sete_dias(
    bruno: Usuario, alice: Usuario, leitor: Usuario, tipo: str
) -> None:
    eu = entrou(bruno)
    assert eu.post(ficha(leitor), dados(leitor, cpf=CPF, email="meu@exemplo.invalid")).status_code == 302
    proposta = designar(eu, leitor) if tipo == "designacao" else o_selo(leitor, bruno)
    vista = pagina(entrou(alice), proposta)
    assert "E-mail ou CPF trocado (e-mail)" in vista
    assert "Bruno Grupo mudou por onde Leitor entra" in vista
    assert 'value="Aceitar"' not in vista
    assert "Bruno Grupo mudou por onde Leitor entra" in decidir(entrou(alice), "aceitar")
    with pytest.raises(RecusaDeProposta, match="Bruno Grupo mudou"):
        aceitar(proposta=proposta, por=alice)
    proposta.refresh_from_db()
    assert proposta.aceita is None
    with time_machine.travel(timezone.now() + timedelta(days=7, hours=1), tick=False):
        depois = o_selo(leitor, bruno)
        assert "E-mail ou CPF trocado (e-mail)" in pagina(entrou(alice), depois), "à vista por trinta dias"
        assert aceitar(proposta=depois, por=alice).aceita


@pytest.mark.parametrize("por_onde", ["administração", "código"])
def test_a_conta_nova_espera_sete_dias_pelo_acesso_seja_quem_for_que_a_fez(
    bruno: Usuario, alice: Usuario, por_onde: str
) -> None:
    """O ataque: fazer uma conta com um e-mail seu, pela administração ou como munícipe, e designá-la já."""
    eu = entrou(bruno)
    if por_onde == "administração":
        novos = {"nome": "Leitor", "email": "meu@exemplo.invalid", "is_active": "on"}
        assert eu.post(f"{LISTA}add/", novos).status_code == 302
    else:
        criar_conta(nome="Leitor", contato="meu@exemplo.invalid")
    nova = Usuario.objects.get(email="meu@exemplo.invalid")
    proposta = designar(eu, nova)
    vista = pagina(entrou(alice), proposta)
    assert "A conta de Leitor é de" in vista
    assert 'value="Aceitar"' not in vista
    assert "Só se aceita depois de sete dias" in decidir(entrou(alice), "aceitar")
    Usuario.objects.filter(pk=alice.pk).update(is_active=False)
    with pytest.raises(CommandError, match="A conta de Leitor é de"):
        call_command("aceitar_proposta", proposta.pk, stdout=StringIO())
    assert not Designacao.objects.exists()
    with time_machine.travel(timezone.now() + timedelta(days=7, hours=1), tick=False):
        Usuario.objects.filter(pk=alice.pk).update(is_active=True)
        assert aceitar(proposta=o_selo(nova, bruno), por=alice).aceita


def sem_fatores(leitor: Usuario) -> None:
    Authenticator.objects.filter(user=leitor).delete()
    ligar(leitor)


PORTAS: dict[str, Callable[[Usuario], Any]] = {
    "e-mail": lambda leitor: Usuario.objects.filter(pk=leitor.pk).update(email="x@exemplo.invalid"),
    "CPF": lambda leitor: Usuario.objects.filter(pk=leitor.pk).update(cpf=OUTRO_CPF),
    "celular novo": lambda leitor: provar_celular(usuario=leitor, celular="11999990000"),
    "e-mail novo": lambda leitor: trocas.trocar(usuario=leitor, qual="email", novo="novo@exemplo.invalid"),
    "entrada pelo gov.br": lambda dela: SocialAccount.objects.create(user=dela, provider="govbr", uid=CPF),
    "verificação em duas etapas": sem_fatores,
}


@pytest.mark.parametrize("porta", PORTAS)
def test_o_que_mudou_desde_que_se_propos_nao_se_aceita(
    bruno: Usuario, alice: Usuario, leitor: Usuario, porta: str
) -> None:
    """Seja por onde for, e até pela própria pessoa: quem decide volta a falar com ela."""
    proposta = o_selo(leitor, bruno)
    PORTAS[porta](leitor)
    vista = pagina(entrou(alice), proposta)
    assert vista.count("<strong>Mudou.</strong> Quando se propôs:") == 1
    dito = decidir(entrou(alice), "aceitar")
    assert f"Mudou por onde Leitor entra desde que se propôs: {porta}" in dito
    assert not leitor.groups.exists()


def test_a_troca_que_a_pessoa_pediu_antes_mostra_se_e_a_sua_nao_espera(
    bruno: Usuario, alice: Usuario, leitor: Usuario
) -> None:
    trocas.trocar(usuario=leitor, qual="email", novo="novo@exemplo.invalid")
    proposta = o_selo(leitor, bruno)
    vista = pagina(entrou(alice), proposta)
    assert "novo@exemplo.invalid" in vista
    assert "a própria pessoa" in vista
    with time_machine.travel(timezone.now() + trocas.PRAZO + timedelta(hours=1), tick=False):
        trocas.efetivar(timezone.now())
        with pytest.raises(RecusaDeProposta, match=r"Mudou por onde Leitor entra.*e-mail"):
            aceitar(proposta=proposta, por=alice)
        assert aceitar(proposta=o_selo_de_novo(proposta, bruno), por=alice).aceita


def o_selo_de_novo(velha: PropostaDeAcesso, por: Usuario) -> PropostaDeAcesso:
    velha.delete()
    return o_selo(Usuario.objects.get(pk=velha.pessoa_id), por)


def test_outra_proposta_muda_o_alvo_e_a_de_antes_ja_nao_se_aceita(
    bruno: Usuario, alice: Usuario, leitor: Usuario
) -> None:
    """O que duas pessoas mudaram não espera os sete dias: já o viram."""
    proposta, eu = o_selo(leitor, bruno), entrou(bruno)
    propor_na_tela(eu, eu.post(ficha(leitor), dados(leitor, cpf=CPF, email="novo@exemplo.invalid")))
    assert "Aceito." in decidir(entrou(alice), "aceitar")
    with pytest.raises(RecusaDeProposta, match="Mudou por onde Leitor entra"):
        aceitar(proposta=proposta, por=alice)
    assert aceitar(proposta=o_selo_de_novo(proposta, bruno), por=alice).aceita


def test_o_console_tambem_recusa_o_que_mudou(bruno: Usuario, leitor: Usuario) -> None:
    proposta = o_selo(leitor, bruno)
    Usuario.objects.filter(pk=leitor.pk).update(email="x@exemplo.invalid")
    with pytest.raises(CommandError, match="Mudou por onde Leitor entra"):
        call_command("aceitar_proposta", proposta.pk, stdout=StringIO())
    PropostaDeAcesso.objects.filter(pk=proposta.pk).update(retrato={})
    with pytest.raises(CommandError, match="é de antes de se guardar"):
        call_command("aceitar_proposta", proposta.pk, stdout=StringIO())


def test_o_que_se_junta_fica_no_registro_e_nao_se_desfaz_com_proposta_a_espera(
    bruno: Usuario, leitor: Usuario
) -> None:
    outra = UsuarioFactory.create(cpf=None)
    juncao = juntar_contas(de=outra, para=leitor, motivo="x", por=bruno)
    feito = RegistroDeAcesso.objects.get(pessoa=leitor, ato=RegistroDeAcesso.Mudanca.CONTATO)
    assert (feito.por, feito.detalhe) == (bruno, "duas contas viraram uma")
    o_selo(leitor, bruno)
    with pytest.raises(RecusaDeJuncao, match="espera uma proposta"):
        desfazer(juncao=juncao, por=bruno)


def test_quem_guarda_sigilo_nao_fica_sem_email_sem_cpf_nem_sem_conta_por_uma_pessoa(
    bruno: Usuario, alice: Usuario, leitor: Usuario
) -> None:
    elenco.designar(Papel.OUVIDORIA, "OGM", usuario=leitor)
    eu, da_outra = entrou(bruno), entrou(alice)
    for campos, depois in (
        ({"cpf": CPF, "email": ""}, (None, CPF, True)),
        ({"cpf": "", "email": "novo@exemplo.invalid"}, ("novo@exemplo.invalid", None, True)),
        ({"email": "novo@exemplo.invalid", "is_active": ""}, ("novo@exemplo.invalid", None, False)),
        ({"email": "novo@exemplo.invalid", "is_active": "on"}, ("novo@exemplo.invalid", None, True)),
        ({"email": "outro@exemplo.invalid", "is_active": ""}, ("outro@exemplo.invalid", None, False)),
    ):
        antes = como_entra(leitor)
        perguntou = eu.post(ficha(leitor), dados(leitor, **campos))
        assert "Nada mudou ainda" in perguntou.content.decode(), campos
        assert como_entra(leitor) == antes
        propor_na_tela(eu, perguntou)
        assert "Aceito." in decidir(da_outra, "aceitar"), campos
        assert como_entra(leitor) == depois
    atos = RegistroDeAcesso.objects.filter(pessoa=leitor, por=alice).values_list("ato", flat=True)
    assert sorted(atos) == ["conta_ativada", *["conta_desativada"] * 2, *["contato"] * 3]


def como_entra(pessoa: Usuario) -> tuple[str | None, str | None, bool]:
    pessoa.refresh_from_db()
    return pessoa.email, pessoa.cpf, pessoa.is_active


def test_quem_fez_a_conta_de_quem_propoe_nao_e_a_segunda_pessoa(alice: Usuario, leitor: Usuario) -> None:
    """Senão bastava criar, ou tomar, uma conta da administração para ser as duas."""
    eu, grupo = entrou(alice), Group.objects.get(name="Administração")
    eu.post(
        LISTA + "add/",
        {"nome": "Fantoche", "email": "f@exemplo.invalid", "is_active": "on", "is_staff": "on"},
    )
    fantoche = Usuario.objects.get(email="f@exemplo.invalid")
    fantoche.groups.add(grupo)
    proposta = o_selo(leitor, fantoche)
    vista = pagina(eu, proposta)
    assert "Foi você quem criou a conta de Fantoche" in vista
    assert 'value="Aceitar"' not in vista
    assert "Foi você quem criou a conta de Fantoche" in decidir(eu, "aceitar")
    bia = Usuario.objects.create_superuser(nome="Bia Tudo", email="bia@exemplo.invalid", password="x")
    assert "Aceito." in decidir(entrou(bia), "aceitar")
