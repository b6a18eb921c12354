"""Duas pessoas para mudar o acesso de quem guarda sigilo: propor, aceitar, recusar, o console e a corrida."""

from __future__ import annotations

from datetime import timedelta
from io import StringIO
from threading import Barrier, Thread

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from allauth.mfa.totp.internal.auth import TOTP
from django.contrib.auth.models import Group
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from avisos.entrega import entregar_pendentes
from avisos.models import Aviso
from contas.models import PropostaDeAcesso, RegistroDeAcesso, Usuario
from contas.papeis import Papel
from entrada.acesso import Proposto, RecusaDeProposta, aceitar, aceitar_pelo_console, propor, recusar
from entrada.acesso.guarda_sigilo import guarda_sigilo, quem_aceita
from tests.contas.factories import UsuarioFactory
from tests.correio import Correio
from tests.ouvidoria import elenco

pytestmark = pytest.mark.django_db
MOTIVO = "Chamado 156/2026: perdeu o celular."
Tipo = PropostaDeAcesso.Tipo


def superusuario(nome: str) -> Usuario:
    email = f"{nome.lower()}@exemplo.invalid"
    return Usuario.objects.create_superuser(nome=nome, email=email, password="senha-de-teste-1")


@pytest.fixture
def alice() -> Usuario:
    return superusuario("Alice")


@pytest.fixture
def bruno() -> Usuario:
    return superusuario("Bruno")


@pytest.fixture
def selma() -> Usuario:
    pessoa = UsuarioFactory.create(nome="Selma", email="selma@exemplo.invalid")
    pessoa.groups.add(Group.objects.get(name="Identidade selada"))
    TOTP.activate(pessoa, totp.generate_totp_secret())
    return pessoa


def novo_contato(
    pessoa: Usuario, por: Usuario | None, email: str = "nova@exemplo.invalid"
) -> PropostaDeAcesso:
    proposto = Proposto(Tipo.CONTATO, pessoa, f"Trocar o e-mail de {pessoa}.", {"email": email})
    return propor(proposto=proposto, por=por, motivo=MOTIVO)


def test_quem_guarda_sigilo(alice: Usuario, selma: Usuario) -> None:
    antiga = elenco.designar(Papel.OUVIDORIA, "OGM", nome="Antiga", ate=timezone.localdate() - timedelta(1))
    futura = elenco.designar(Papel.CORREGEDORIA, "CGM", nome="Futura", de=timezone.localdate() + timedelta(9))
    inativa = elenco.designar(Papel.OUVIDORIA, "OGM", nome="Inativa")
    inativa.is_active = False
    inativa.save()
    aceita = elenco.pessoa("Aceita")
    aceita.groups.add(Group.objects.get(name="Aceita acessos"))
    interlocutor = elenco.designar(Papel.INTERLOCUTOR, "SMSUB", nome="Ivo")
    assert all(guarda_sigilo(pessoa) for pessoa in (alice, selma, futura, inativa, aceita))
    assert not any(guarda_sigilo(pessoa) for pessoa in (antiga, interlocutor, elenco.pessoa("Comum")))


def test_o_novo_contato_so_vale_aceito_por_outra(
    alice: Usuario,
    bruno: Usuario,
    selma: Usuario,
    correio: Correio,
) -> None:
    proposta = novo_contato(selma, alice)
    selma.refresh_from_db()
    assert selma.email == "selma@exemplo.invalid"
    assert set(Aviso.objects.values_list("usuario__nome", flat=True)) == {"Bruno"}
    with pytest.raises(RecusaDeProposta, match="Foi você quem propôs"):
        aceitar(proposta=proposta, por=alice)
    with pytest.raises(RecusaDeProposta, match="não tem a permissão"):
        aceitar(proposta=proposta, por=UsuarioFactory.create())
    aceitar(proposta=proposta, por=bruno)
    selma.refresh_from_db()
    assert selma.email == "nova@exemplo.invalid"
    linha = RegistroDeAcesso.objects.get(pessoa=selma)
    assert (linha.ato, linha.por) == (RegistroDeAcesso.Mudanca.CONTATO, bruno)
    assert selma.history.latest().history_user == bruno
    entregar_pendentes()
    recebidas = zip(correio.mensagens, correio.destinos, strict=True)
    com_link = [destinos for mensagem, destinos in recebidas if "/password/reset/key/" in str(mensagem)]
    assert com_link == [["nova@exemplo.invalid"]]
    assert ["selma@exemplo.invalid"] in correio.destinos
    with pytest.raises(RecusaDeProposta, match="já foi decidida"):
        aceitar(proposta=proposta, por=bruno)


def test_ninguem_decide_do_proprio_acesso(alice: Usuario, bruno: Usuario) -> None:
    with pytest.raises(RecusaDeProposta, match="próprio acesso"):
        aceitar(proposta=novo_contato(bruno, alice), por=bruno)
    do_console = novo_contato(bruno, None, "outro@exemplo.invalid")
    with pytest.raises(RecusaDeProposta, match="console"):
        aceitar(proposta=do_console, por=alice)


@pytest.mark.parametrize("quem", ["proposta_por", "pessoa"])
def test_o_banco_tambem_recusa(alice: Usuario, selma: Usuario, quem: str) -> None:
    proposta = novo_contato(selma, alice)
    decidida = {"aceita": True, "decidida_em": timezone.now(), "decidida_por": getattr(proposta, quem)}
    with pytest.raises(IntegrityError, match="proposta_aceita_por_outra_pessoa"), transaction.atomic():
        PropostaDeAcesso.objects.filter(pk=proposta.pk).update(**decidida)
    with pytest.raises(IntegrityError), transaction.atomic():
        PropostaDeAcesso.objects.filter(pk=proposta.pk).update(**decidida | {"decidida_por": None})


def test_o_segundo_fator_sai_e_a_pessoa_e_avisada(alice: Usuario, bruno: Usuario, selma: Usuario) -> None:
    proposta = propor(proposto=Proposto(Tipo.SEGUNDO_FATOR, selma, "Desligar."), por=alice, motivo=MOTIVO)
    assert Authenticator.objects.filter(user=selma).exists()
    aceitar(proposta=proposta, por=bruno)
    assert not Authenticator.objects.filter(user=selma).exists()
    assert Aviso.objects.filter(usuario=selma, modelo="segundo_fator_desligado").exists()
    assert RegistroDeAcesso.objects.filter(pessoa=selma, por=bruno, ato="fator_desligado").exists()


def test_vence_em_sete_dias_e_pode_se_propor_de_novo(alice: Usuario, bruno: Usuario, selma: Usuario) -> None:
    proposta = novo_contato(selma, alice)
    with pytest.raises(RecusaDeProposta, match="Já há uma proposta igual"):
        novo_contato(selma, bruno)
    with time_machine.travel(timezone.now() + timedelta(days=8), tick=False):
        with pytest.raises(RecusaDeProposta, match="venceu"):
            aceitar(proposta=proposta, por=bruno)
        aceitar(proposta=novo_contato(selma, bruno), por=alice)
    with pytest.raises(RecusaDeProposta, match="por quê"):
        propor(proposto=Proposto(Tipo.SEGUNDO_FATOR, selma, "x"), por=alice, motivo="  ")


def test_o_que_ja_nao_cabe_nao_se_aceita_nem_muda_nada(
    alice: Usuario, bruno: Usuario, selma: Usuario
) -> None:
    proposta = novo_contato(selma, alice)
    UsuarioFactory.create(email="nova@exemplo.invalid")
    with pytest.raises(RecusaDeProposta, match="Já existe um usuário com este e-mail"):
        aceitar(proposta=proposta, por=bruno)
    proposta.refresh_from_db()
    selma.refresh_from_db()
    assert (proposta.aceita, selma.email) == (None, "selma@exemplo.invalid")


def test_recusar_e_desistir(alice: Usuario, bruno: Usuario, selma: Usuario) -> None:
    with pytest.raises(RecusaDeProposta, match="Só quem pode aceitar"):
        recusar(proposta=novo_contato(selma, alice), por=selma)
    assert recusar(proposta=PropostaDeAcesso.objects.get(), por=bruno).aceita is False
    assert recusar(proposta=novo_contato(selma, alice), por=alice).decidida_por == alice
    assert Aviso.objects.filter(usuario=alice, modelo="proposta_recusada").count() == 1


# --- o console ---------------------------------------------------------------------------


def no_console(comando: str, *argumentos: object, **opcoes: object) -> str:
    saida = StringIO()
    call_command(comando, *argumentos, stdout=saida, **opcoes)
    return saida.getvalue()


def test_o_console_so_enquanto_nao_ha_duas_pessoas(
    alice: Usuario, selma: Usuario, caplog: pytest.LogCaptureFixture
) -> None:
    proposta = novo_contato(selma, alice)
    assert "Aceita pelo console" in no_console("aceitar_proposta", proposta.pk)
    assert f"proposta de acesso {proposta.pk} aceita por comando do console" in caplog.text
    proposta.refresh_from_db()
    assert (proposta.pelo_console, proposta.decidida_por, proposta.aceita) == (True, None, True)
    assert Aviso.objects.filter(usuario=alice, modelo="proposta_aceita").exists()
    dito = no_console("redefinir_acesso", "nova@exemplo.invalid", motivo=MOTIVO, desligar_segundo_fator=True)
    assert "Feito pelo console" in dito
    assert not Authenticator.objects.exists()
    superusuario("Bruno")
    for argumentos, opcoes in (
        (("aceitar_proposta", novo_contato(selma, alice, "z@exemplo.invalid").pk), {}),
        (("redefinir_acesso", "nova@exemplo.invalid"), {"motivo": MOTIVO, "novo_email": "w@exemplo.invalid"}),
    ):
        with pytest.raises(CommandError, match=r"quem proponha e quem aceite.*Alice, Bruno"):
            no_console(*argumentos, **opcoes)
    assert PropostaDeAcesso.objects.filter(proposta_por=None).count() == 1


def test_com_duas_pessoas_a_que_perdeu_o_acesso_nao_conta(alice: Usuario, bruno: Usuario) -> None:
    """Senão ninguém mais devolveria o acesso a nenhuma das duas."""
    assert [pessoa.nome for pessoa in quem_aceita(menos=[bruno])] == ["Alice"]
    aceitar_pelo_console(proposta=novo_contato(bruno, alice))


def test_o_console_diz_o_que_nao_achou() -> None:
    with pytest.raises(CommandError, match="Não há proposta com o número 7"):
        no_console("aceitar_proposta", 7)
    with pytest.raises(CommandError, match="Não há conta"):
        no_console("redefinir_acesso", "x@exemplo.invalid", motivo=MOTIVO, novo_email="y@exemplo.invalid")


# --- a corrida ---------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_duas_pessoas_aceitam_ao_mesmo_tempo_e_vale_uma() -> None:
    alice, bruno, carla = (superusuario(nome) for nome in ("Alice", "Bruno", "Carla"))
    pessoa = UsuarioFactory.create()
    pessoa.groups.add(Group.objects.get(name="Identidade selada"))
    proposta, juntas, ditos = novo_contato(pessoa, alice), Barrier(2), list[str]()

    def decidir(quem: Usuario) -> None:
        juntas.wait()
        try:
            aceitar(proposta=proposta, por=quem)
            ditos.append("aceita")
        except RecusaDeProposta as recusa:
            ditos.append(str(recusa))
        finally:
            connection.close()

    threads = [Thread(target=decidir, args=[quem]) for quem in (bruno, carla)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(ditos) == ["Esta proposta já foi decidida.", "aceita"]
    assert Aviso.objects.filter(modelo="escolher_senha").count() == 1
