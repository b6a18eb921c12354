"""A página em que a pessoa escolhe por onde quer os avisos."""

from __future__ import annotations

from datetime import time

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from avisos.models import PreferenciaDeAvisos
from avisos.situacoes import TipoDeAviso
from contas.identificacao import IdentificacaoForm
from contas.models import Usuario
from ouvidoria.manifestar.forms.identificacao import IdentificacaoForm as DaOuvidoria
from tests.contas.factories import UsuarioFactory
from tests.servidores.provedor import canais

pytestmark = pytest.mark.django_db
CELULAR = "11987654321"


@pytest.fixture
def ana(client: Client, settings: Settings) -> Usuario:
    quem = UsuarioFactory.create(nome="Ana", email="ana@exemplo.invalid", celular=CELULAR)
    client.force_login(quem, backend="entrada.entrar.email_ou_cpf.EmailOuCpf")
    settings.CANAIS = canais("http://127.0.0.1:9", "sms", "whatsapp")
    return quem


def url() -> str:
    return reverse("portal:avisos_da_pessoa")


def escolha(**mais: object) -> dict[str, object]:
    todos = {tipo.value: ["email", "sms"] for tipo in TipoDeAviso}
    return {**todos, "comeca_por": "sms", "silencio_de": "21:00", "silencio_ate": "08:00", **mais}


def test_mostra_o_que_vale_e_guarda_o_que_se_escolhe(client: Client, ana: Usuario) -> None:
    sopa = BeautifulSoup(client.get(url()).content, "lxml")
    marcados = {str(caixa["value"]) for caixa in sopa.select("input[type=checkbox][checked]")}
    assert marcados == {"email"}
    assert "ana@exemplo.invalid" in sopa.get_text()
    assert "11 98765-4321" in sopa.get_text()
    assert client.post(url(), escolha()).status_code == 302
    guardada = PreferenciaDeAvisos.objects.get(usuario=ana)
    assert guardada.canais["pergunta"] == ["email", "sms"]
    assert (guardada.comeca_por, guardada.silencio_de, guardada.silencio_ate) == ("sms", time(21), time(8))
    sopa = BeautifulSoup(client.get(url()).content, "lxml")
    assert len(sopa.select("input[type=checkbox][checked]")) == 2 * len(TipoDeAviso)
    assert client.post(url(), escolha(silencio_de="")).status_code == 302
    guardada.refresh_from_db()
    assert guardada.silencio_de is guardada.silencio_ate is None


@pytest.mark.parametrize(
    "errado",
    [
        {"pergunta": []},
        {"andamento": ["push"]},
        {"comeca_por": "pombo"},
        {"comeca_por": "whatsapp"},
        {"silencio_ate": "25:00"},
    ],
)
def test_o_errado_diz_o_que_falta_e_nao_perde_o_resto(
    client: Client, ana: Usuario, errado: dict[str, object]
) -> None:
    resposta = client.post(url(), escolha(**errado), follow=True)
    assert resposta.status_code == 422
    sopa = BeautifulSoup(resposta.content, "lxml")
    assert sopa.title is not None
    assert sopa.title.get_text(strip=True).startswith("Erro:")
    assert sopa.select_one(".govuk-error-summary a[href^='#']") is not None
    assert len(sopa.select("input[name=prazo][checked]")) == 2
    assert not PreferenciaDeAvisos.objects.exists()


def test_quem_so_tem_email_le_por_onde_vai(client: Client, ana: Usuario, settings: Settings) -> None:
    settings.CANAIS = {}
    pagina = client.get(url()).content.decode()
    assert "ana@exemplo.invalid" in pagina
    assert '<form method="post" novalidate' not in pagina
    assert "SMS" not in BeautifulSoup(pagina, "lxml").get_text()
    Usuario.objects.update(email=None, celular=None)
    assert "não tem e-mail nem celular" in client.get(url()).content.decode()


def test_escolher_canais_nao_mexe_nos_resumos_de_quem_trabalha(client: Client, ana: Usuario) -> None:
    PreferenciaDeAvisos.objects.create(usuario=ana, resumo_diario=False)
    client.post(url(), escolha())
    assert PreferenciaDeAvisos.objects.get(usuario=ana).resumo_diario is False


def test_o_telefone_so_promete_sms_onde_ha(settings: Settings) -> None:
    """Onde a cidade ligou o SMS; e nunca a quem denuncia."""
    assert "SMS" not in str(IdentificacaoForm().fields["telefone"].help_text)
    settings.CANAIS = canais("http://127.0.0.1:9", "sms")
    assert "SMS" in str(IdentificacaoForm().fields["telefone"].help_text)
    assert "SMS" in str(DaOuvidoria(denuncia=False).fields["telefone"].help_text)
    assert "SMS" not in str(DaOuvidoria(denuncia=True).fields["telefone"].help_text)
