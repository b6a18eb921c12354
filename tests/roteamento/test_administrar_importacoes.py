"""A administração vê o que cada importação mudou, e não mexe."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.urls import reverse

from roteamento.models import Importacao
from sp156 import grupos
from tests.roteamento.factories import PessoaFactory
from tests.roteamento.importando import cidade, geojson, planilha, rodar

if TYPE_CHECKING:
    from pathlib import Path

    from django.test import Client

pytestmark = pytest.mark.django_db

LISTA = "admin:roteamento_importacao_changelist"


@pytest.fixture
def na_administracao(client: Client) -> Client:
    client.force_login(PessoaFactory(nome="Alice", is_staff=True, is_superuser=True))
    return client


@pytest.fixture
def importada(tmp_path: Path) -> Importacao:
    cidade()
    ceps = planilha(
        tmp_path / "c.csv",
        "01002000,Rua Direita,Centro,SE,SE,,,1",
        "01002001,Rua Augusta,Centro,REPUBLICA,SE,,,1",
        "01002002,,Centro,SE,SE,,,1",
    )
    rodar(distritos=geojson(tmp_path / "d.geojson"), ceps=ceps)
    return Importacao.objects.get(tipo="ceps")


def test_a_lista_resume_e_a_pagina_diz_tudo(na_administracao: Client, importada: Importacao) -> None:
    lista = na_administracao.get(reverse(LISTA))
    assert "criados: 2" in lista.content.decode()
    assert "criados: 4" in lista.content.decode()
    pagina = na_administracao.get(reverse("admin:roteamento_importacao_change", args=[importada.pk]))
    texto = pagina.content.decode()
    for frase in (
        "linhas lidas: 3",
        "linhas sem nome de rua, não importadas: 1",
        "República 1, Sé 1",
        importada.sha256,
    ):
        assert frase in texto
    assert 'name="_save"' not in texto


def test_ninguem_cria_muda_nem_apaga(na_administracao: Client, importada: Importacao) -> None:
    assert na_administracao.get(reverse("admin:roteamento_importacao_add")).status_code == 403
    mudar = reverse("admin:roteamento_importacao_change", args=[importada.pk])
    assert na_administracao.post(mudar, {"arquivo": "outro"}).status_code == 403
    apagar = reverse("admin:roteamento_importacao_delete", args=[importada.pk])
    assert na_administracao.post(apagar, {"post": "yes"}).status_code == 403
    importada.refresh_from_db()
    assert importada.arquivo == "c.csv"


def test_o_grupo_da_administracao_ve() -> None:
    assert grupos.GRUPOS["Administração"]["roteamento.importacao"] == ["view"]
