"""Provar o CPF, juntar as contas da mesma pessoa e desfazer."""

from __future__ import annotations

from datetime import date

import pytest
from allauth.socialaccount.models import SocialAccount
from django.contrib.auth.models import Group, Permission
from django.core.exceptions import ValidationError
from django.test import Client

from assistente.rascunhos import criar
from avisos.models import AssinaturaPush, Aviso, PreferenciaDeAvisos
from contas import registro
from contas.acoes import selar
from contas.dados_pessoais import anonimizar
from contas.dados_pessoais.pessoa import Pessoa
from contas.models import Interessado, Juncao, Municipe, Usuario
from entrada.municipes import RecusaDeJuncao, desfazer, juntar_contas, municipe_de, provar_cpf
from guia.models import PontoFocal
from solicitacoes.models import Apoio
from tests.contas.factories import InteressadoFactory, UsuarioFactory
from tests.solicitacoes import elenco

pytestmark = pytest.mark.django_db
CPF, OUTRO = "52998224725", "11144477735"
OURO, PRATA, DOCUMENTO = Municipe.Prova.OURO, Municipe.Prova.PRATA, Municipe.Prova.DOCUMENTO


@pytest.fixture
def ana() -> Usuario:
    return UsuarioFactory.create(nome="Ana", email="ana@exemplo.invalid")


@pytest.fixture
def bia() -> Usuario:
    return UsuarioFactory.create(nome="Bia", email="bia@exemplo.invalid")


def test_prova_uma_vez_so(ana: Usuario) -> None:
    assert municipe_de(ana) is None
    municipe = provar_cpf(usuario=ana, cpf="529.982.247-25", como=PRATA)
    assert provar_cpf(usuario=ana, cpf=CPF, como=OURO).pk == municipe.pk
    ana.refresh_from_db()
    assert (municipe_de(ana), ana.cpf) == (municipe, CPF)
    assert not Juncao.objects.exists()


def test_recusa_o_que_nao_e_cpf_e_o_segundo_cpf(ana: Usuario, subtests: pytest.Subtests) -> None:
    for ruim in ("", "123", "111.111.111-11", "52998224724", "abc"):
        with subtests.test(ruim), pytest.raises(ValidationError):
            provar_cpf(usuario=ana, cpf=ruim, como=OURO)
    provar_cpf(usuario=ana, cpf=CPF, como=OURO)
    with pytest.raises(RecusaDeJuncao, match="outro CPF"):
        provar_cpf(usuario=ana, cpf=OUTRO, como=OURO)


def test_o_cpf_de_outra_conta_passa_a_prova_mais_nova_e_se_desfaz(ana: Usuario, bia: Usuario) -> None:
    """Nada do que Ana pediu passa a Bia, nem o contrário."""
    provado_em = provar_cpf(usuario=ana, cpf=CPF, como=DOCUMENTO).provado_em
    SocialAccount.objects.create(user=ana, provider="govbr", uid=CPF)
    pedido = InteressadoFactory.create(usuario=ana)
    municipe = provar_cpf(usuario=bia, cpf=CPF, como=OURO)
    for pessoa in (ana, bia):
        pessoa.refresh_from_db()
    pedido.refresh_from_db()
    assert not SocialAccount.objects.exists(), "o gov.br dela já não volta a tomar o CPF"
    assert (municipe.usuario, ana.cpf, bia.cpf, pedido.usuario) == (bia, None, CPF, ana)
    assert Aviso.objects.get(usuario=ana).corpo.startswith("O CPF que estava na sua conta")
    juncao = desfazer(juncao=Juncao.objects.get(), por=elenco.pessoa("Rui Reis"))
    for pessoa in (ana, bia):
        pessoa.refresh_from_db()
    assert (municipe_de(ana), municipe_de(bia), ana.cpf, bia.cpf) == (municipe, None, CPF, None)
    municipe.refresh_from_db()
    assert (municipe.provado_como, municipe.provado_em) == (DOCUMENTO, provado_em), "como ela o provou"
    assert str(juncao.desfeita_por) == "Rui Reis"
    with pytest.raises(RecusaDeJuncao, match="já foi desfeita"):
        desfazer(juncao=juncao, por=bia)


def test_quem_trabalha_nao_perde_o_cpf_com_que_entra(ana: Usuario) -> None:
    servidor = elenco.servidor(elenco.unidade())
    servidor.cpf = CPF
    servidor.save()
    municipe = provar_cpf(usuario=ana, cpf=CPF, como=OURO)
    servidor.refresh_from_db()
    ana.refresh_from_db()
    assert (servidor.cpf, ana.cpf, municipe.usuario) == (CPF, None, ana)


def test_o_documento_na_praca_avisa_os_contatos_de_antes(ana: Usuario) -> None:
    municipe = Municipe.objects.create(cpf=CPF)
    for email in ("velho@exemplo.invalid", "Velho@exemplo.invalid", "ana@exemplo.invalid", ""):
        InteressadoFactory.create(municipe=municipe, email=email)
    provar_cpf(usuario=ana, cpf=CPF, como=DOCUMENTO)
    aviso = Aviso.objects.get()
    assert (aviso.usuario, aviso.para_cifrado is not None) == (None, True)
    assert CPF not in aviso.corpo
    assert "agora vê esses pedidos na conta dela" in aviso.corpo


def test_a_conta_de_antes_nao_recebe_tambem_a_mensagem_dos_contatos(ana: Usuario, bia: Usuario) -> None:
    provar_cpf(usuario=ana, cpf=CPF, como=OURO)
    InteressadoFactory.create(municipe=municipe_de(ana), email=ana.email)
    provar_cpf(usuario=bia, cpf=CPF, como=DOCUMENTO)
    assert Aviso.objects.get().corpo.startswith("O CPF que estava na sua conta")


def test_junta_tudo_avisa_e_desfaz_so_o_que_passou(ana: Usuario, bia: Usuario) -> None:
    rui = elenco.pessoa("Rui Reis")
    municipe = provar_cpf(usuario=bia, cpf=CPF, como=OURO)
    da_bia, da_ana = InteressadoFactory.create(usuario=bia), InteressadoFactory.create(usuario=ana)
    rascunho = criar(tipo="solicitacao", assunto="tapa-buraco", dono=bia)
    govbr = SocialAccount.objects.create(user=bia, provider="govbr", uid=CPF)
    juncao = juntar_contas(de=bia, para=ana, motivo="Duas contas, a mesma pessoa", por=rui)
    for linha in (ana, bia, da_bia, rascunho, govbr):
        linha.refresh_from_db()
    assert (da_bia.usuario, rascunho.dono, govbr.user, municipe_de(ana)) == (ana, ana, ana, municipe)
    assert (bia.is_active, bia.cpf, ana.cpf) == (False, None, CPF)
    assert set(Aviso.objects.values_list("usuario", flat=True)) == {ana.pk, bia.pk}
    depois = InteressadoFactory.create(usuario=ana)
    desfazer(juncao=juncao, por=rui)
    for linha in (ana, bia, da_bia, da_ana, depois, rascunho, govbr):
        linha.refresh_from_db()
    assert [i.usuario for i in (da_bia, da_ana, depois)] == [bia, ana, ana]
    assert (rascunho.dono, govbr.user, municipe_de(bia), municipe_de(ana)) == (bia, bia, municipe, None)
    assert (bia.is_active, bia.cpf, ana.cpf) == (True, CPF, None)


def test_apoios_aparelhos_preferencias_e_celular_seguem_e_voltam(ana: Usuario, bia: Usuario) -> None:
    rui, caso, dos_dois = elenco.pessoa("Rui Reis"), elenco.solicitacao(), elenco.solicitacao()
    apoio = Apoio.objects.create(caso=caso, usuario=bia, ate_versao=1)
    for pessoa in (ana, bia):
        Apoio.objects.create(caso=dos_dois, usuario=pessoa, ate_versao=1)
    aparelho = AssinaturaPush.objects.create(
        usuario=bia, endpoint="https://x.invalid/1", p256dh="p", auth="a"
    )
    PreferenciaDeAvisos.objects.create(usuario=bia, comeca_por="sms")
    Usuario.objects.filter(pk=bia.pk).update(celular="11987654321")
    bia.refresh_from_db()
    juncao = juntar_contas(de=bia, para=ana, motivo="x", por=rui)
    assert "11987654321" not in str(juncao.passou)
    for linha in (ana, bia, apoio, aparelho):
        linha.refresh_from_db()
    assert (apoio.usuario, aparelho.usuario, ana.celular, bia.celular) == (ana, ana, "11987654321", None)
    assert PreferenciaDeAvisos.objects.get().usuario == ana
    assert Apoio.objects.filter(caso=dos_dois).count() == 2
    desfazer(juncao=juncao, por=rui)
    for linha in (ana, bia, apoio, aparelho):
        linha.refresh_from_db()
    assert (apoio.usuario, aparelho.usuario, ana.celular, bia.celular) == (bia, bia, None, "11987654321")
    assert PreferenciaDeAvisos.objects.get().usuario == bia


def test_dois_gov_br_sao_duas_pessoas_mesmo_sem_cpf_provado(ana: Usuario, bia: Usuario) -> None:
    for pessoa, cpf in ((ana, CPF), (bia, OUTRO)):
        SocialAccount.objects.create(user=pessoa, provider="govbr", uid=cpf)
    with pytest.raises(RecusaDeJuncao, match="duas pessoas"):
        juntar_contas(de=ana, para=bia, motivo="x", por=elenco.pessoa("Rui Reis"))


def test_da_conta_apagada_nada_volta(ana: Usuario, bia: Usuario) -> None:
    rui = elenco.pessoa("Rui Reis")
    juncao = juntar_contas(de=bia, para=ana, motivo="x", por=rui)
    anonimizar(Pessoa(bia))
    with pytest.raises(RecusaDeJuncao, match="apagada"):
        desfazer(juncao=Juncao.objects.get(pk=juncao.pk), por=rui)
    assert not Usuario.objects.get(pk=bia.pk).is_active


def test_nao_se_juntam(ana: Usuario, bia: Usuario, subtests: pytest.Subtests) -> None:
    rui = elenco.servidor(elenco.unidade())
    fora, chefe, no_grupo, do_guia = UsuarioFactory.create_batch(4)
    Usuario.objects.filter(pk=fora.pk).update(is_active=False)
    fora.refresh_from_db()
    grupo = Group.objects.create(name="Escrevem respostas")
    no_grupo.groups.add(grupo)
    PontoFocal.objects.create(
        usuario=do_guia, orgao=rui.lotacoes.get().unidade.orgao, ato="Portaria 1", de=date(2020, 1, 1)
    )
    provar_cpf(usuario=ana, cpf=CPF, como=OURO)
    provar_cpf(usuario=bia, cpf=OUTRO, como=OURO)
    for de, para, razao in (
        (ana, ana, "diferentes"),
        (ana, bia, "duas pessoas"),
        (rui, ana, "trabalha"),
        (ana, rui, "trabalha"),
        (no_grupo, ana, "trabalha"),
        (do_guia, ana, "trabalha"),
        (fora, ana, "desativada"),
        (chefe, ana, "própria conta"),
        (ana, chefe, "própria conta"),
    ):
        with subtests.test(f"{de} {razao}"), pytest.raises(RecusaDeJuncao, match=razao):
            juntar_contas(de=de, para=para, motivo="x", por=chefe)
    assert not Juncao.objects.exists()
    assert Interessado.objects.count() == 0


def test_desfazer_nao_ressuscita_nem_atropela(ana: Usuario, bia: Usuario) -> None:
    rui = elenco.pessoa("Rui Reis")
    juncao = juntar_contas(de=bia, para=ana, motivo="x", por=rui)
    with pytest.raises(RecusaDeJuncao, match="própria conta"):
        desfazer(juncao=juncao, por=ana)
    registro.registrar(ato=registro.Mudanca.CONTA_DESATIVADA, pessoa=bia, por=rui)
    desfazer(juncao=juncao, por=rui)
    bia.refresh_from_db()
    assert not bia.is_active, "foi desativada depois, por outra razão"
    provar_cpf(usuario=bia, cpf=CPF, como=DOCUMENTO)
    provar_cpf(usuario=ana, cpf=CPF, como=OURO)
    provar_cpf(usuario=bia, cpf=OUTRO, como=DOCUMENTO)
    with pytest.raises(RecusaDeJuncao, match="já comprovou outro CPF"):
        desfazer(juncao=Juncao.objects.get(tipo=Juncao.Tipo.CPF), por=rui)


def test_a_denuncia_selada_some_das_juncoes(ana: Usuario, bia: Usuario) -> None:
    selado, outro = InteressadoFactory.create(usuario=bia), InteressadoFactory.create(usuario=bia)
    juncao = juntar_contas(de=bia, para=ana, motivo="x", por=elenco.pessoa("Rui Reis"))
    selar(interessado=selado)
    juncao.refresh_from_db()
    assert juncao.passou["interessado"] == [outro.pk]


def test_a_administracao_junta_e_desfaz(client: Client, ana: Usuario, bia: Usuario) -> None:
    chefe = UsuarioFactory.create(is_staff=True, is_superuser=True)
    client.force_login(chefe)
    lista = "/admin/contas/usuario/"
    acao = {"action": "juntar_contas", "_selected_action": [ana.pk, bia.pk]}
    pagina = client.post(lista, acao)
    assert "A conta que fica" in pagina.content.decode()
    assert client.post(lista, acao | {"confirmado": "sim", "fica": ana.pk}).status_code == 422
    estranho = acao | {"confirmado": "sim", "fica": chefe.pk, "motivo": "x"}
    assert client.post(lista, estranho).status_code == 422
    assert not Juncao.objects.exists()
    client.post(
        "/admin/contas/usuario/", acao | {"confirmado": "sim", "fica": ana.pk, "motivo": "Veio à Praça"}
    )
    juncao = Juncao.objects.get()
    assert (juncao.de, juncao.para, juncao.por) == (bia, ana, chefe)
    so_uma = {"action": "juntar_contas", "_selected_action": [ana.pk]}
    assert "Escolha duas contas" in client.post(lista, so_uma, follow=True).content.decode()
    feito = client.post(
        "/admin/contas/juncao/", {"action": "desfazer", "_selected_action": [juncao.pk]}, follow=True
    )
    assert "voltou a Bia" in feito.content.decode()
    bia.refresh_from_db()
    assert bia.is_active


def test_quem_so_cadastra_nao_junta_quem_administra(client: Client, ana: Usuario) -> None:
    quem = UsuarioFactory.create(is_staff=True)
    quem.user_permissions.add(*Permission.objects.filter(codename__in=["change_usuario", "view_usuario"]))
    client.force_login(quem)
    chefe = UsuarioFactory.create(is_staff=True, is_superuser=True)
    acao = {"action": "juntar_contas", "_selected_action": [ana.pk, chefe.pk], "confirmado": "sim"}
    client.post("/admin/contas/usuario/", acao | {"fica": chefe.pk, "motivo": "x"})
    assert not Juncao.objects.exists()
    juncao = Juncao.objects.create(tipo="conta", de=ana, para=chefe, motivo="x", por=chefe)
    client.post("/admin/contas/juncao/", {"action": "desfazer", "_selected_action": [juncao.pk]})
    juncao.refresh_from_db()
    assert juncao.desfeita_em is None
