"""A identidade de quem denunciou: numa resposta só, a quem pode, com motivo; fica escrito quem leu."""

from __future__ import annotations

import logging
from datetime import timedelta
from urllib.parse import quote

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.contrib import admin
from django.contrib.auth.models import Permission
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries, Settings

from avisos.models import Aviso
from contas.acoes import Identificacao
from contas.models import LeituraDePessoal, Selo, Usuario
from contas.papeis import Papel
from ouvidoria.models import Manifestacao
from ouvidoria.situacoes import TipoDeManifestacao
from tests.ouvidoria import elenco
from tests.segundo_fator import HA_TEMPO, anotar_prova, confirmar, ligar
from tests.senhas import codigo_agora

pytestmark = pytest.mark.django_db


NOME, EMAIL = "Ana Canário Selada", "ana.canario@exemplo.invalid"
MOTIVO = "A Comissão precisa ouvir a pessoa, que já autorizou."


@pytest.fixture
def caso() -> Manifestacao:
    quem = Identificacao(nome=NOME, tipo_documento="cpf", documento="52998224725", email=EMAIL)
    return elenco.em_analise(TipoDeManifestacao.DENUNCIA, identificacao=quem)


@pytest.fixture
def endereco(caso: Manifestacao) -> str:
    return reverse("mesa:identidade", args=[caso.protocolo])


@pytest.fixture
def administra() -> Client:
    navegador = Client()
    navegador.force_login(elenco.pessoa("Administra Tudo", is_staff=True, is_superuser=True))
    return navegador


@pytest.fixture
def com_selo(client: Client) -> Client:
    quem = elenco.designar(Papel.OUVIDORIA, "OGM", nome="Selma do Selo")
    quem.user_permissions.add(Permission.objects.get(codename="abrir_selo"))
    client.force_login(quem)
    confirmar(client, quem)
    return client


def test_com_motivo_mostra_uma_vez_e_registra(
    com_selo: Client, endereco: str, caso: Manifestacao, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    assert NOME not in com_selo.get(endereco).content.decode()
    resposta = com_selo.post(endereco, {"motivo": MOTIVO})
    pagina = resposta.content.decode()
    assert resposta.status_code == 200
    assert NOME in pagina
    assert "529.982.247-25" in pagina
    assert EMAIL in pagina
    assert "no-store" in resposta["Cache-Control"]
    leitura = LeituraDePessoal.objects.get(protocolo=caso.protocolo)
    assert (leitura.motivo, leitura.o_que, leitura.papel) == (MOTIVO, "identidade selada", "ouvidoria")
    assert NOME not in caplog.text
    assert all(NOME not in str(sessao.get_decoded()) for sessao in Session.objects.all())
    depois = com_selo.get(endereco).content.decode()
    assert NOME not in depois
    assert MOTIVO in depois
    assert "Selma do Selo" in depois


@pytest.mark.parametrize("motivo", ["", "   ", "x" * 301])
def test_sem_motivo_nao_abre_nem_registra(com_selo: Client, endereco: str, motivo: str) -> None:
    resposta = com_selo.post(endereco, {"motivo": motivo})
    assert resposta.status_code == 422
    assert NOME not in resposta.content.decode()
    assert not LeituraDePessoal.objects.exists()


def test_sem_a_permissao_diz_a_quem_pedir(com_selo: Client, endereco: str) -> None:
    sem = Client()
    sem.force_login(elenco.designar(Papel.OUVIDORIA, "OGM", nome="Sem Selo"))
    com_selo.post(endereco, {"motivo": MOTIVO})
    pagina = sem.get(endereco).content.decode()
    assert "Selma do Selo" in pagina
    assert MOTIVO not in pagina
    negada = sem.post(endereco, {"motivo": MOTIVO})
    assert negada.status_code == 403
    assert NOME not in negada.content.decode()
    assert LeituraDePessoal.objects.count() == 1


def test_a_permissao_sem_ser_da_ouvidoria_nao_basta(endereco: str) -> None:
    fora = Client()
    fora.force_login(elenco.pessoa("Administra Tudo", is_staff=True, is_superuser=True))
    assert fora.post(endereco, {"motivo": MOTIVO}).status_code == 403
    assert not LeituraDePessoal.objects.exists()


def test_get_com_motivo_no_endereco_nao_abre(com_selo: Client, endereco: str) -> None:
    assert NOME not in com_selo.get(endereco, {"motivo": MOTIVO}).content.decode()
    assert not LeituraDePessoal.objects.exists()


def test_de_anonimo_nao_ha_o_que_abrir(com_selo: Client) -> None:
    caso = elenco.em_analise(TipoDeManifestacao.DENUNCIA, identificacao=elenco.anonima())
    endereco = reverse("mesa:identidade", args=[caso.protocolo])
    assert "não se identificou" in com_selo.get(endereco).content.decode()
    assert com_selo.post(endereco, {"motivo": MOTIVO}).status_code == 409


# --- o segundo fator, e quem fica sabendo --------------------------------------------------


def _com_permissao(nome: str, papel: Papel = Papel.OUVIDORIA, sigla: str = "OGM") -> Usuario:
    quem = elenco.designar(papel, sigla, nome=nome)
    quem.user_permissions.add(Permission.objects.get(codename="abrir_selo"))
    return quem


def test_sem_segundo_fator_nao_abre_e_diz_como_ligar(client: Client, endereco: str) -> None:
    client.force_login(_com_permissao("Selma"))
    assert "Ligue antes a verificação" in client.get(endereco).content.decode()
    resposta = client.post(endereco, {"motivo": MOTIVO})
    assert resposta.status_code == 403
    assert NOME not in resposta.content.decode()
    assert MOTIVO in resposta.content.decode()
    assert not LeituraDePessoal.objects.exists()


def test_com_o_codigo_de_agora_abre_e_cinco_minutos_depois_nao(client: Client, endereco: str) -> None:
    quem = _com_permissao("Selma")
    quem.set_password("senha-de-teste-1")
    quem.save()
    segredo = ligar(quem)
    client.force_login(quem)
    pagina = client.get(endereco).content.decode()
    confirma = f"/conta/2fa/reauthenticate/?next={quote(endereco, safe='')}"
    assert f'href="{confirma}"' in pagina
    assert client.post(endereco, {"motivo": MOTIVO}).status_code == 403
    feito = client.post(confirma, {"code": codigo_agora(segredo), "next": endereco})
    assert (feito.status_code, feito["Location"]) == (302, endereco)
    assert NOME in client.post(endereco, {"motivo": MOTIVO}).content.decode()
    with time_machine.travel(timezone.now() + timedelta(minutes=6)):
        assert client.post(endereco, {"motivo": MOTIVO}).status_code == 403
    assert LeituraDePessoal.objects.count() == 1


def test_o_segundo_fator_ligado_agora_so_abre_no_dia_seguinte(
    client: Client, endereco: str, settings: Settings
) -> None:
    """Quem só tem a senha liga um fator seu, mas não chega à identidade antes do aviso."""
    settings.ESPERA_DO_FATOR_NOVO_HORAS = 24
    quem = _com_permissao("Selma")
    client.force_login(quem)
    confirmar(client, quem)
    Authenticator.objects.filter(user=quem).update(created_at=timezone.now())
    assert "abre identidades a partir de" in client.get(endereco).content.decode()
    negada = client.post(endereco, {"motivo": MOTIVO})
    assert negada.status_code == 403
    assert NOME not in negada.content.decode()
    assert not LeituraDePessoal.objects.exists()
    amanha = timezone.now() + timedelta(hours=24, minutes=1)
    with time_machine.travel(amanha):
        client.force_login(quem)
        confirmar(client, quem)
        assert NOME in client.post(endereco, {"motivo": MOTIVO}).content.decode()


def test_julga_o_fator_da_prova_de_agora_e_nao_o_mais_antigo(
    client: Client, endereco: str, settings: Settings, subtests: pytest.Subtests
) -> None:
    """Com o aplicativo de há um mês na conta: nem a chave posta agora, nem o código de reserva."""
    settings.ESPERA_DO_FATOR_NOVO_HORAS = 24
    quem, outra = _com_permissao("Selma"), elenco.pessoa("Outra")
    ligar(quem), ligar(outra)
    nova = Authenticator.objects.create(user=quem, type=Authenticator.Type.WEBAUTHN, data={})
    reserva = RecoveryCodes.activate(quem)
    Authenticator.objects.filter(pk=reserva.instance.pk).update(created_at=timezone.now() - HA_TEMPO)
    do_outro = Authenticator.objects.get(user=outra)
    provas = {
        "a chave posta agora": {"id": nova.pk, "type": "webauthn", "reauthenticated": True},
        "só o ter ligado": {"type": "webauthn", "ligado_agora": True},
        "o fator de outra pessoa": {"id": do_outro.pk, "type": "totp"},
        "o que já não há": {"id": 0, "type": "totp"},
    }
    for caso, prova in provas.items():
        with subtests.test(caso):
            client.force_login(quem)
            anotar_prova(client, quem, **prova)
            assert client.post(endereco, {"motivo": MOTIVO}).status_code == 403
    client.force_login(quem)
    with subtests.test("o código de reserva"):
        aqui = {"code": reserva.get_unused_codes()[0], "next": endereco}
        assert client.post("/conta/2fa/reauthenticate/", aqui)["Location"] == endereco
        negada = client.post(endereco, {"motivo": MOTIVO})
        assert negada.status_code == 403
        assert "Um código de reserva" in negada.content.decode()
    assert not LeituraDePessoal.objects.exists()
    confirmar(client, quem)
    assert NOME in client.post(endereco, {"motivo": MOTIVO}).content.decode()


def test_a_quem_so_tem_a_chave_manda_usar_a_chave(client: Client, endereco: str) -> None:
    quem = _com_permissao("Selma")
    Authenticator.objects.create(user=quem, type=Authenticator.Type.WEBAUTHN, data={})
    Authenticator.objects.filter(user=quem).update(created_at=timezone.now() - HA_TEMPO)
    client.force_login(quem)
    pagina = client.get(endereco).content.decode()
    assert f'href="/conta/2fa/webauthn/reauthenticate/?next={quote(endereco, safe="")}"' in pagina
    assert "Confirmar com a chave" in pagina


def test_os_outros_que_podem_abrir_sao_avisados(com_selo: Client, endereco: str, caso: Manifestacao) -> None:
    outra, inativa = _com_permissao("Outra"), _com_permissao("Inativa")
    Usuario.objects.filter(pk=inativa.pk).update(is_active=False)
    Aviso.objects.all().delete()
    com_selo.post(endereco, {"motivo": MOTIVO})
    aviso = Aviso.objects.get()
    assert aviso.usuario == outra
    for dito in ("Selma do Selo", caso.protocolo_escrito, MOTIVO, "/mesa/identidades/"):
        assert dito in aviso.corpo
    assert NOME not in aviso.corpo
    assert "enúncia" not in aviso.assunto


def test_a_lista_do_mes_diz_quem_abriu_o_que(
    com_selo: Client, endereco: str, caso: Manifestacao, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    mes = "/mesa/identidades/"
    assert "Nenhuma identidade aberta" in com_selo.get(mes).content.decode()
    for _ in range(3):
        com_selo.post(endereco, {"motivo": MOTIVO})
    with CaptureQueriesContext(connection) as com_tres:
        pagina = com_selo.get(mes).content.decode()
    quantas = len(com_tres)
    com_selo.post(endereco, {"motivo": MOTIVO})
    with django_assert_num_queries(quantas):
        com_selo.get(mes)
    for dito in ("Selma do Selo", caso.protocolo_escrito, MOTIVO):
        assert pagina.count(dito) >= 3, dito
    assert NOME not in pagina
    ha_um_mes = f"{(timezone.localdate().replace(day=1) - timedelta(days=1)):%Y-%m}"
    assert MOTIVO not in com_selo.get(mes, {"mes": ha_um_mes}).content.decode()
    assert MOTIVO in com_selo.get(mes, {"mes": "9999-99"}).content.decode()


def test_a_lista_do_mes_e_de_quem_abre_e_de_quem_responde_pela_ouvidoria() -> None:
    chefe = elenco.designar(Papel.OUVIDORIA, "OGM", nome="Chefe")
    chefe.user_permissions.add(Permission.objects.get(codename="escrever_relatorio"))
    cora, sem = _com_permissao("Cora", Papel.CORREGEDORIA, "CGM"), elenco.designar(Papel.OUVIDORIA, "OGM")
    for pessoa, status in (
        (chefe, 200),
        (cora, 200),
        (sem, 403),
        (elenco.pessoa("Tudo", is_superuser=True), 403),
    ):
        navegador = Client()
        navegador.force_login(pessoa)
        assert navegador.get("/mesa/identidades/").status_code == status, pessoa


# --- a administração ----------------------------------------------------------------------


def test_a_administracao_nao_tem_selo_nem_respostas(caso: Manifestacao) -> None:
    assert Selo not in admin.site._registry
    da_ouvidoria = [modelo for modelo in admin.site._registry if modelo._meta.app_label == "ouvidoria"]
    for modelo in da_ouvidoria:
        campos = {campo.name for campo in modelo._meta.get_fields()}
        mostrados = set(admin.site._registry[modelo].get_fields(None)) if "respostas" in campos else set()  # type: ignore[arg-type]
        assert "respostas" not in mostrados


def test_as_leituras_so_se_leem(com_selo: Client, endereco: str, administra: Client) -> None:
    com_selo.post(endereco, {"motivo": MOTIVO})
    leitura = LeituraDePessoal.objects.get()
    lista = reverse("admin:contas_leituradepessoal_changelist")
    uma = reverse("admin:contas_leituradepessoal_change", args=[leitura.pk])
    assert MOTIVO in administra.get(lista).content.decode()
    assert NOME not in administra.get(lista).content.decode() + administra.get(uma).content.decode()
    assert administra.post(uma, {"motivo": "outro"}).status_code == 403
    assert administra.get(reverse("admin:contas_leituradepessoal_add")).status_code == 403
    apagar = reverse("admin:contas_leituradepessoal_delete", args=[leitura.pk])
    assert administra.post(apagar, {"post": "yes"}).status_code == 403


def test_o_nome_nao_esta_em_nenhuma_tela_da_administracao(
    com_selo: Client, endereco: str, administra: Client
) -> None:
    com_selo.post(endereco, {"motivo": MOTIVO})
    for modelo in admin.site._registry:
        nome = f"admin:{modelo._meta.app_label}_{modelo._meta.model_name}_changelist"
        resposta = administra.get(reverse(nome))
        assert NOME not in resposta.content.decode(errors="ignore"), nome
        assert EMAIL not in resposta.content.decode(errors="ignore"), nome
