"""O segundo fator exigido por papel: o prazo, a porta que não tranca ninguém e o que a abre."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from allauth.mfa.totp.internal.auth import TOTP
from django.core.cache import cache
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries, Settings

from contas.models import ExigenciaDeSegundoFator, Usuario
from contas.papeis import ADMINISTRACAO, Papel
from entrada import carga, exigencia_do_segundo_fator
from tests.contas.factories import UsuarioFactory
from tests.entrada.codigos import CONFERIR, codigo_recebido, pedir, quem
from tests.senhas import codigo_agora
from tests.solicitacoes import elenco

pytestmark = pytest.mark.django_db
SENHA = "uma-senha-comprida-156"
HOJE = timezone.localdate


@pytest.fixture(autouse=True)
def sem_tentativas_guardadas() -> None:
    cache.clear()


def exigir(*papeis: str, desde: int = -40, prazo: int = 30) -> None:
    """`desde`: quantos dias a partir de hoje."""
    dia = HOJE() + timedelta(days=desde)
    for papel in papeis:
        ExigenciaDeSegundoFator.objects.update_or_create(
            papel=papel, defaults={"desde": dia, "prazo_em_dias": prazo}
        )


def antiga(quem: Usuario) -> Usuario:
    """Cadastrada há muito tempo, com senha."""
    quem.set_password(SENHA)
    quem.criado_em = timezone.now() - timedelta(days=400)
    quem.save()
    return quem


@pytest.fixture
def sergio() -> Usuario:
    return antiga(elenco.servidor(elenco.unidade("EQUIPE"), nome="Sérgio"))


def entrar(client: Client, quem: Usuario) -> None:
    client.post("/conta/login/", {"login": quem.email, "password": SENHA})


def test_ninguem_e_obrigado_na_demonstracao_e_todos_sao_fora_dela(
    settings: Settings,
) -> None:
    carga.carregar()
    assert not ExigenciaDeSegundoFator.objects.exclude(desde=None).exists()
    ExigenciaDeSegundoFator.objects.all().delete()
    settings.EMBUTIDO = False
    assert carga.carregar()["exigências: criado"] == len(Papel) - 3 + 1
    assert set(ExigenciaDeSegundoFator.objects.values_list("desde", "prazo_em_dias")) == {(HOJE(), 30)}
    ExigenciaDeSegundoFator.objects.filter(papel=Papel.CMAI).update(desde=None)
    assert "exigências: criado" not in carga.carregar()
    assert ExigenciaDeSegundoFator.objects.get(papel=Papel.CMAI).desde is None


def test_enquanto_o_prazo_corre_trabalha_e_e_avisado(client: Client, sergio: Usuario) -> None:
    exigir(Papel.SERVIDOR, desde=-10)
    entrar(client, sergio)
    pagina = client.get("/caixa/EQUIPE/").content.decode()
    assert f"até {HOJE() + timedelta(days=20):%d/%m/%Y}" in pagina
    assert "/conta/2fa/exigida/" in pagina
    assert f"{HOJE() + timedelta(days=20):%d/%m/%Y}" in client.get("/conta/").content.decode()
    assert f"{HOJE() + timedelta(days=20):%d/%m/%Y}" in client.get("/conta/2fa/exigida/").content.decode()


def test_passado_o_prazo_so_tem_o_que_e_de_municipe_e_liga_na_hora(client: Client, sergio: Usuario) -> None:
    """Segunda-feira de manhã: entra, lê como ligar, liga e trabalha, sem sair."""
    exigir(Papel.SERVIDOR)
    resposta = client.post("/conta/login/", {"login": sergio.email, "password": SENHA}, follow=True)
    assert resposta.redirect_chain[-1][0] == "/conta/2fa/exigida/"
    assert "o prazo terminou" in resposta.content.decode()
    fechada = client.get("/caixa/EQUIPE/")
    assert fechada.status_code == 403
    assert "/conta/2fa/totp/activate/" in fechada.content.decode()
    client.post("/conta/reauthenticate/", {"password": SENHA})
    segredo = client.get("/conta/2fa/totp/activate/").context["form"].secret
    client.post("/conta/2fa/totp/activate/", {"code": codigo_agora(segredo)})
    assert client.get("/caixa/EQUIPE/").status_code == 200


def test_o_codigo_na_entrada_prova_e_sem_ele_nao_se_entra(client: Client, sergio: Usuario) -> None:
    exigir(Papel.SERVIDOR)
    segredo = totp.generate_totp_secret()
    TOTP.activate(sergio, segredo)
    entrar(client, sergio)
    assert client.get("/caixa/EQUIPE/").status_code == 302
    client.post("/conta/2fa/authenticate/", {"code": codigo_agora(segredo)})
    assert client.get("/caixa/EQUIPE/").status_code == 200


def test_o_que_o_outro_aparelho_ligou_se_confirma_neste(client: Client, sergio: Usuario) -> None:
    """Ligou no celular com o computador já aberto: confirma o código e continua, sem sair."""
    exigir(Papel.SERVIDOR)
    entrar(client, sergio)
    segredo = totp.generate_totp_secret()
    TOTP.activate(sergio, segredo)
    assert client.get("/caixa/EQUIPE/").status_code == 403
    client.post("/conta/2fa/reauthenticate/", {"code": codigo_agora(segredo)})
    assert client.get("/caixa/EQUIPE/").status_code == 200


def test_desligar_com_o_prazo_passado_fecha_de_novo_na_entrada_seguinte(
    client: Client, sergio: Usuario
) -> None:
    exigir(Papel.SERVIDOR)
    Authenticator.objects.filter(user=sergio).delete()
    entrar(client, sergio)
    assert client.get("/caixa/EQUIPE/").status_code == 403


@pytest.mark.parametrize(
    ("desde", "prazo", "cadastro", "ultimo"),
    [(-40, 30, -400, -10), (-40, 30, -5, 25), (-1, 0, -400, -1), (0, 30, -400, 30)],
)
def test_o_prazo_conta_do_mais_tarde_entre_a_exigencia_e_o_cadastro(
    sergio: Usuario, desde: int, prazo: int, cadastro: int, ultimo: int
) -> None:
    exigir(Papel.SERVIDOR, desde=desde, prazo=prazo)
    sergio.criado_em = timezone.now() + timedelta(days=cadastro)
    assert exigencia_do_segundo_fator.ultimo_dia(sergio, HOJE()) == HOJE() + timedelta(days=ultimo)


def test_vale_o_prazo_mais_curto_e_so_dos_papeis_que_a_pessoa_tem(sergio: Usuario) -> None:
    exigir(Papel.SERVIDOR, desde=-5)
    exigir(ADMINISTRACAO, Papel.OUVIDORIA, desde=-20)
    exigir(Papel.ATENDENTE, desde=3)
    assert exigencia_do_segundo_fator.ultimo_dia(sergio, HOJE()) == HOJE() + timedelta(days=25)
    sergio.is_staff = True
    assert exigencia_do_segundo_fator.ultimo_dia(sergio, HOJE()) == HOJE() + timedelta(days=10)
    municipe = UsuarioFactory.create()
    assert exigencia_do_segundo_fator.ultimo_dia(municipe, HOJE()) is None


def test_a_administracao_tambem_fecha(client: Client) -> None:
    exigir(ADMINISTRACAO)
    alice = antiga(Usuario.objects.create_superuser(nome="Alice", email="alice@exemplo.invalid"))
    entrar(client, alice)
    fechada = client.get("/admin/", follow=True)
    assert fechada.status_code == 403
    assert "/conta/2fa/totp/activate/" in fechada.content.decode()
    exigir(ADMINISTRACAO, desde=-1)
    assert "Ligar agora" in client.get("/admin/").content.decode()


def test_guardar_a_propria_conta_sem_o_fator_nao_tira_nada_dela(client: Client) -> None:
    """Trocar a senha grava a pessoa inteira: o que a sessão não deixa fazer não pode ir parar no banco."""
    exigir(ADMINISTRACAO)
    alice = antiga(Usuario.objects.create_superuser(nome="Alice", email="alice@exemplo.invalid"))
    entrar(client, alice)
    nova = "outra-senha-bem-comprida"
    client.post("/conta/password/change/", {"oldpassword": SENHA, "password1": nova, "password2": nova})
    alice.refresh_from_db()
    assert (alice.is_staff, alice.is_superuser, alice.check_password(nova)) == (True, True, True)


def test_sem_exigencia_nao_ha_consulta_a_mais(
    client: Client, sergio: Usuario, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client.force_login(sergio)
    with django_assert_num_queries(2):  # a sessão e a pessoa
        client.get("/conta/sessao/")
    exigir(Papel.SERVIDOR, desde=-1)
    with django_assert_num_queries(5):  # e as exigências, as permissões e os papéis
        client.get("/conta/sessao/")


def test_quem_entra_por_codigo_nao_paga_a_exigencia_que_nao_ha(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    ana = UsuarioFactory.create(email="ana@exemplo.invalid")
    pedir(client, "ana@exemplo.invalid")
    client.post(CONFERIR, {"code": codigo_recebido()})
    assert quem(client) == str(ana.pk)
    with django_assert_num_queries(4):  # a sessão, a pessoa, as permissões e os papéis; nenhuma exigência
        client.get("/conta/sessao/")


def test_so_quem_administra_tudo_muda_a_exigencia_e_fica_no_historico(client: Client) -> None:
    alice = Usuario.objects.create_superuser(nome="Alice", email="alice@exemplo.invalid")
    client.force_login(alice)
    carga.carregar()
    linha = ExigenciaDeSegundoFator.objects.get(papel=Papel.SERVIDOR)
    endereco = f"/admin/contas/exigenciadesegundofator/{linha.pk}/change/"
    client.post(endereco, {"desde": "01/12/2026", "prazo_em_dias": "15"})
    linha.refresh_from_db()
    assert (linha.desde, linha.prazo_em_dias) == (date(2026, 12, 1), 15)
    assert linha.history.first().history_user == alice
    assert client.get("/admin/contas/exigenciadesegundofator/add/").status_code == 403
