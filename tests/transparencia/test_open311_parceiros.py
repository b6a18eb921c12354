"""As chaves na administração: dá-se, mostra-se uma vez, troca-se com duas a valer, revoga-se; e o uso."""

from __future__ import annotations

import re

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse

from contas.models import Usuario
from tests.solicitacoes import elenco
from tests.transparencia.de_fora import mandar, servico
from transparencia.models import Chave, Parceiro

pytestmark = pytest.mark.django_db


def quem_administra() -> tuple[Usuario, Client]:
    quem = elenco.pessoa("Ana Alves", is_staff=True)
    quem.groups.add(Group.objects.get(name="Administração"))
    navegador = Client()
    navegador.force_login(quem)
    return quem, navegador


def test_da_troca_e_revoga() -> None:
    servico()
    quem, navegador = quem_administra()
    novo = {"nome": "Aplicativo", "contato": "api@exemplo.invalid", "alcance": "abrir", "por_minuto": 60}
    assert navegador.post(reverse("admin:transparencia_parceiro_add"), novo).status_code == 302
    parceiro = Parceiro.objects.get()
    pagina, dar = (
        reverse(f"admin:transparencia_parceiro_{um}", args=[parceiro.pk]) for um in ("change", "chave")
    )
    assert navegador.get(dar).status_code == 405
    mostradas = []
    for _ in range(2):
        resposta = navegador.post(dar)
        achada = re.search(r'id="chave-nova">([^<]+)<', resposta.content.decode())
        assert achada
        mostradas.append(achada[1])
        assert "no-store" in resposta.headers["Cache-Control"]
    assert "já tem duas chaves" in navegador.post(dar, follow=True).content.decode()
    assert [mandar(um).status_code for um in mostradas] == [201, 200]
    assert mandar(mostradas[0], tamanho="").status_code == 400
    lida = navegador.get(pagina).content.decode()
    assert not any(um in lida for um in mostradas), "guarda-se só o resumo"
    assert "400 attribute[tamanho]" in lida
    velha = Chave.objects.earliest("pk")
    revogar = reverse("admin:transparencia_parceiro_revogar", args=[parceiro.pk, velha.pk])
    assert navegador.post(revogar).status_code == 302
    velha.refresh_from_db()
    assert velha.revogada_por == quem
    assert [mandar(um).status_code for um in mostradas] == [403, 200]
    assert navegador.post(dar).status_code == 200, "a vaga dela serve à nova"
    assert "Aplicativo" in navegador.get(reverse("admin:transparencia_parceiro_changelist")).content.decode()


def test_so_quem_administra_e_so_nomes_de_servidor() -> None:
    parceiro = Parceiro.objects.create(nome="Outro", contato="x")
    dar = reverse("admin:transparencia_parceiro_chave", args=[parceiro.pk])
    de_fora = Client()
    de_fora.force_login(elenco.pessoa("Beto", is_staff=True))
    assert de_fora.post(dar).status_code == 403
    assert not Chave.objects.exists()
    _, navegador = quem_administra()
    dados = {"nome": "Outro", "contato": "x", "alcance": "abrir", "por_minuto": 60}
    dados["hosts"] = "fotos.exemplo.org.br https://outro.org/x"
    resposta = navegador.post(reverse("admin:transparencia_parceiro_change", args=[parceiro.pk]), dados)
    assert "não é o nome de um servidor" in resposta.content.decode()
