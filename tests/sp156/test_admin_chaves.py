"""Na administração, a chave que nenhuma linha tem: 403 a quem não vê a tabela, 404 a quem vê."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import product
from typing import Any

import pytest
from django.contrib import admin
from django.contrib.auth.models import Group
from django.test import Client

from contas.models import Usuario
from referencia.administracao.chaves import ChavesDoEndereco
from tests.contas.factories import UsuarioFactory

pytestmark = [pytest.mark.matriz, pytest.mark.django_db, pytest.mark.usefixtures("sem_menu")]

NUMERO, LETRAS = "9" * 30, "abc"
CHAVES = (
    LETRAS,
    NUMERO,
    "9" * 5000,
    "x" * 3000,
    "-1",
    "0",
    "%00",
    "1_00",
    "%27%22%3C",
    "%ED%A0%80",
    "%FF",
    "1_2F2",
)
"""Letras, números que não cabem, o nulo, aspas, metade de um caractere, o que não é UTF-8."""
DE_CADA_FEITIO = {
    "contas.Usuario",
    "auth.Group",
    "avisos.Aviso",
    "contas.PropostaDeAcesso",
    "guia.BuscaSemResultado",
    "guia.VersaoDoServico",
}
"""Com histórico, do Django, só de ler, com páginas próprias, de chave que é texto."""
BURACO = re.compile(r"<[^>]+>|\(\[\^/\]\+\)")
FILTROS = ("em__year=" + NUMERO, "q=%00", "pk=%00", "id__in=%00,abc", "p=" + NUMERO, "o=" + NUMERO)


def enderecos(tela: Any, chave: str) -> Iterator[str]:
    """Os desta tela que levam uma chave, os nossos também, com esta no lugar."""
    for padrao in tela.urls:
        rota = str(padrao.pattern).strip("^$")
        if BURACO.search(rota) and ("<int:" not in rota or chave.isdigit()):
            yield f"/admin/{tela.opts.app_label}/{tela.opts.model_name}/{BURACO.sub(chave, rota)}"


def entrando(pessoa: Usuario) -> Client:
    client = Client()
    client.force_login(pessoa, backend="entrada.entrar.email_ou_cpf.EmailOuCpf")
    return client


@pytest.fixture
def superusuario() -> Client:
    return entrando(Usuario.objects.create_superuser(nome="Alice Tudo", email="alice@exemplo.invalid"))


def test_toda_tela_confere_a_chave() -> None:
    """Também as que vêm de uma biblioteca, como a dos grupos."""
    assert [tela for tela in admin.site._registry.values() if not isinstance(tela, ChavesDoEndereco)] == []


def test_quem_ve_tudo_recebe_404(superusuario: Client, subtests: pytest.Subtests) -> None:
    for tela in admin.site._registry.values():
        for chave in CHAVES if tela.opts.label in DE_CADA_FEITIO else (LETRAS,):
            for endereco in enderecos(tela, chave):
                with subtests.test(endereco[:80]):
                    resposta = superusuario.get(endereco, follow=True)
                    assert resposta.status_code in {403, 404, 405}, resposta.redirect_chain


def test_a_quem_manda_tambem(superusuario: Client, subtests: pytest.Subtests) -> None:
    for rotulo in DE_CADA_FEITIO:
        tela = next(uma for uma in admin.site._registry.values() if uma.opts.label == rotulo)
        for endereco, em_branco in product(enderecos(tela, LETRAS), ({}, {"_to_field": ""})):
            with subtests.test(endereco, **em_branco):
                enviado = {"post": "yes", "nome": "Outro", **em_branco}
                resposta = superusuario.post(endereco, enviado, follow=True)
                assert resposta.status_code in {403, 404, 405}


@pytest.mark.parametrize("quem", ["anonimo", "municipe", "Ponto focal"])
def test_quem_nao_ve_a_tabela_nao_chega_a_linha(quem: str, subtests: pytest.Subtests) -> None:
    """Recebe o mesmo da chave que há e da que não há: nem por aqui se fica sabendo o que a tabela tem."""
    client = Client()
    if quem != "anonimo":
        pessoa = UsuarioFactory.create(is_staff=quem != "municipe")
        pessoa.groups.set(Group.objects.filter(name=quem))
        client = entrando(pessoa)
    for tela in admin.site._registry.values():
        if quem == "Ponto focal" and tela.opts.app_label == "guia":
            continue
        if not (quem == "Ponto focal" or tela.opts.label in DE_CADA_FEITIO):
            continue
        for endereco in enderecos(tela, LETRAS):
            with subtests.test(endereco):
                resposta = client.get(endereco, follow=True)
                if quem in {"anonimo", "municipe"}:
                    assert resposta.redirect_chain[-1][0].startswith("/conta/login/?next=/admin/") or (
                        resposta.status_code == 403
                    )
                else:
                    assert resposta.status_code == 403, resposta.redirect_chain


@pytest.mark.parametrize("filtro", FILTROS)
def test_o_filtro_que_o_banco_nao_le_nao_derruba_a_lista(
    superusuario: Client, filtro: str, subtests: pytest.Subtests
) -> None:
    for tela in admin.site._registry.values():
        if tela.opts.label in DE_CADA_FEITIO or tela.date_hierarchy:
            lista = f"/admin/{tela.opts.app_label}/{tela.opts.model_name}/?{filtro}"
            with subtests.test(lista[:80]):
                assert superusuario.get(lista).status_code in {200, 302, 400, 404}
