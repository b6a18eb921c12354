"""A planilha grande: prevê-se e grava-se na fila, e só quem a mandou vê o que deu."""

from __future__ import annotations

from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from contas.administracao import fila_das_planilhas as fila
from contas.models import PlanilhaMandada, Usuario
from contas.tasks import esquecer_planilhas, ler_planilhas
from entrada.planilha import PessoasResource
from tests.contas.factories import UsuarioFactory
from tests.entrada.test_importar_pessoas import guardadas

pytestmark = pytest.mark.django_db
IMPORTAR = "/admin/contas/usuario/import/"
NA_FILA = f"{IMPORTAR}?fila"
CONFIRMAR = "/admin/contas/usuario/process_import/"
TRES = ("Rita;rita@exemplo.invalid", "Rui;rui@exemplo.invalid", "Ana;ana@exemplo.invalid")


@pytest.fixture(autouse=True)
def administradora(client: Client, monkeypatch: pytest.MonkeyPatch) -> Usuario:
    monkeypatch.setattr(PessoasResource, "linhas_na_hora", 2)
    monkeypatch.setattr(fila, "DE_QUANTAS_EM_QUANTAS", 2)
    pessoa: Usuario = UsuarioFactory.create(is_staff=True, is_superuser=True)
    client.force_login(pessoa)
    return pessoa


def _mandar(client: Client, *linhas: str) -> Any:
    arquivo = SimpleUploadedFile("pessoas.csv", "\n".join(["nome;email", *linhas]).encode())
    return client.post(IMPORTAR, {"import_file": arquivo, "format": "0", "resource": "0"})


def _ver(client: Client) -> BeautifulSoup:
    resposta = client.get(NA_FILA, follow=True)
    assert resposta.status_code == 200
    return BeautifulSoup(resposta.content, "lxml")


def _confirmar(client: Client) -> Any:
    form = _ver(client).select_one("main form[action*=process_import]")
    assert form is not None
    return client.post(
        CONFIRMAR, {str(c["name"]): str(c.get("value", "")) for c in form.select("input[name]")}
    )


def test_espera_ve_a_previa_confirma_espera_e_grava(client: Client) -> None:
    resposta = _mandar(client, *TRES)
    assert (resposta.status_code, resposta["Location"]) == (302, NA_FILA)
    espera = _ver(client)
    assert "espera a vez" in espera.get_text()
    pergunta = espera.select_one("#espera[hx-get='?fila'][hx-select='#espera'] a[href='?fila']")
    assert pergunta is not None
    assert "espera a vez" in client.get(NA_FILA, headers={"hx-request": "true"}).text
    ler_planilhas()
    assert client.get(NA_FILA, headers={"hx-request": "true"})["HX-Refresh"] == "true"
    previa = _ver(client)
    assert "O que cada linha fará" in previa.get_text()
    assert len(previa.select(".sp-rolavel tbody tr")) == len(TRES)
    assert not Usuario.objects.filter(email="rita@exemplo.invalid").exists()
    assert _confirmar(client)["Location"] == NA_FILA
    assert "sendo guardado" in _ver(client).get_text()
    ler_planilhas()
    assert "Contas criadas: 3" in _ver(client).get_text()
    assert (
        Usuario.objects.filter(email__in=[f"{n}@exemplo.invalid" for n in ("rita", "rui", "ana")]).count()
        == 3
    )
    assert guardadas() == []


def test_enquanto_se_le_diz_em_que_linha_vai(client: Client) -> None:
    _mandar(client, *TRES)
    planilha = PlanilhaMandada.objects.get()
    ler_planilhas()
    PlanilhaMandada.objects.update(pronta_em=None)
    assert "linha 2 de 3" in _ver(client).get_text()
    assert fila.em_que_linha(planilha) == 2


def test_uma_linha_errada_e_nada_se_confirma(client: Client) -> None:
    _mandar(client, *TRES, "Zé;isto não é e-mail")
    ler_planilhas()
    pagina = _ver(client)
    assert "Linhas com erro" in pagina.get_text()
    assert not pagina.select("form[action*=process_import]")
    assert guardadas() == []


def test_uma_de_cada_vez_e_a_confirmacao_repetida_grava_uma_vez(client: Client) -> None:
    _mandar(client, *TRES)
    assert "Outra planilha sua ainda está na fila" in client.get(_mandar(client, *TRES)["Location"]).text
    assert len(guardadas()) == 1
    ler_planilhas()
    previa = _ver(client)
    dados = {str(c["name"]): str(c.get("value", "")) for c in previa.select("main form input[name]")}
    for _ in range(2):
        client.post(CONFIRMAR, dados)
    ler_planilhas()
    assert PlanilhaMandada.objects.filter(grava=True).count() == 1
    assert "não está mais guardada" in client.post(CONFIRMAR, dados, follow=True).text


def test_so_quem_a_mandou_ve_e_num_dia_se_esquece(client: Client) -> None:
    _mandar(client, *TRES)
    ler_planilhas()
    outra = Client()
    outra.force_login(UsuarioFactory.create(is_staff=True, is_superuser=True))
    assert "não está mais guardada" in _ver(outra).get_text()
    estranho = Client()
    estranho.force_login(UsuarioFactory.create(is_staff=True))
    assert estranho.get(NA_FILA).status_code == 403
    PlanilhaMandada.objects.update(mandada_em=timezone.now() - fila.GUARDA)
    esquecer_planilhas()
    assert not PlanilhaMandada.objects.exists()


def test_a_que_nao_da_diz_se_e_as_outras_continuam(client: Client) -> None:
    _mandar(client, *TRES)
    PlanilhaMandada.objects.update(formato="9")
    ler_planilhas()
    assert fila.NAO_DEU in _ver(client).get_text()
    _mandar(client, *TRES)
    PlanilhaMandada.objects.filter(pronta_em=None).update(tentativas=fila.MAIS_TENTATIVAS)
    ler_planilhas()
    assert fila.NAO_DEU in _ver(client).get_text()
    assert guardadas() == []
