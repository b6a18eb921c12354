"""Quem entrou não diz de novo quem é: a página some, e na conferência se altera."""

from __future__ import annotations

import pytest
from django.test import Client

from contas.models import Municipe, Usuario
from entrada.municipes import provar_cpf
from tests.contas.factories import UsuarioFactory
from tests.esic.pedindo import QuemPede
from tests.solicitacoes.pedindo import sopa

pytestmark = pytest.mark.django_db


@pytest.fixture
def ana(client: Client) -> Usuario:
    quem = UsuarioFactory.create(nome="Ana Lima", email="ana@exemplo.invalid")
    client.force_login(quem)
    return quem


def test_a_pagina_de_quem_pede_some_e_se_altera_na_conferencia(client: Client, ana: Usuario) -> None:
    provar_cpf(usuario=ana, cpf="52998224725", como=Municipe.Prova.OURO)
    quem = QuemPede(client)
    assert quem.comecar()["Location"].endswith("/conferir/")
    assert "Ana Lima" in client.get(quem.endereco("conferir/")).content.decode()
    pagina = sopa(client.get(quem.endereco("identificacao/?de=conferir")))
    assert pagina.select_one("summary").get_text(strip=True) == "Mudar estes dados"  # type: ignore[union-attr]
    campos = {str(c["name"]): str(c.get("value") or "") for c in pagina.select("main form input[name]")}
    mudado = client.post(quem.endereco("identificacao/?de=conferir"), campos | {"nome": "Ana Maria Lima"})
    assert mudado["Location"].endswith("/conferir/")
    assert quem.rascunho.dados["identificacao"]["nome"] == "Ana Maria Lima"


def test_se_falta_algo_a_pagina_aparece(client: Client, ana: Usuario) -> None:
    sem_cpf = QuemPede(client)
    assert sem_cpf.comecar()["Location"].endswith("/identificacao/")
    provar_cpf(usuario=ana, cpf="52998224725", como=Municipe.Prova.OURO)
    pelo_correio = QuemPede(client)
    pelo_correio.comecar(forma_de_resposta="correio")
    pagina = sopa(client.get(pelo_correio.endereco("identificacao/")))
    assert not [s for s in pagina.select("summary") if "Mudar estes dados" in s.text]
