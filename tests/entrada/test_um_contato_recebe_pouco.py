"""Cinco mensagens por hora e dez por dia a um contato, peça-as quem as pedir, e a página é sempre a mesma."""

from __future__ import annotations

from itertools import cycle, islice
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from avisos.models import Aviso
from contas.models import Usuario
from entrada.entrar import tentativas
from protocolo.models import Recuperacao
from solicitacoes.pedidos_iguais import chave_publica
from tests.contas.factories import UsuarioFactory
from tests.entrada.codigos import CONFERIR, codigo_recebido, errado, pedir, quem
from tests.solicitacoes import elenco

pytestmark = pytest.mark.django_db
EMAIL, CPF, SENHA, CELULAR = "ana@exemplo.invalid", "52998224725", "uma-senha-comprida-156", "11987654321"
LOCAIS = {
    "entrar pelo e-mail": ("/conta/codigo/", {"login": EMAIL}),
    "entrar pelo CPF": ("/conta/codigo/", {"login": CPF}),
    "criar conta": ("/conta/criar/", {"nome": "Ana Lima", "login": EMAIL.upper()}),
    "outra senha": ("/conta/password/reset/", {"email": EMAIL}),
    "boletim do bairro": ("/transparencia/bairro/se/receber/", {"email": "ana+x@exemplo.invalid"}),
    "acompanhar junto": ("", {"contato": EMAIL}),
    "números perdidos": ("/acompanhar/recuperar/", {"cpf": CPF, "contato": EMAIL}),
    "chave perdida": ("/acompanhar/chave/", {"email": EMAIL}),
}


@pytest.fixture(autouse=True)
def ana() -> Usuario:
    cache.clear()
    usuario: Usuario = UsuarioFactory.create(email=EMAIL, password=SENHA, cpf=CPF)
    return usuario


@pytest.fixture
def locais() -> dict[str, tuple[str, dict[str, str]]]:
    """As páginas em que qualquer pessoa escreve o contato de outra, e o que se lhes manda."""
    elenco.distrito()
    caso = elenco.solicitacao(servico=elenco.servico(publica=True))
    Aviso.objects.all().delete()
    junto = reverse("solicitacoes:junto", args=[chave_publica(caso.pk)])
    da_chave = {**LOCAIS["chave perdida"][1], "protocolo": caso.protocolo}
    return {
        **LOCAIS,
        "acompanhar junto": (junto, LOCAIS["acompanhar junto"][1]),
        "chave perdida": (LOCAIS["chave perdida"][0], da_chave),
    }


def de_longe(vez: int) -> Client:
    return Client(REMOTE_ADDR=f"203.0.{vez // 250}.{vez % 250 + 1}")


def resposta(vez: int, endereco: str, dados: dict[str, str]) -> tuple[int, str]:
    dita = de_longe(vez).post(endereco, dados)
    return dita.status_code, dita.headers.get("Location", "")


def mandadas() -> int:
    return Aviso.objects.count() + Recuperacao.objects.count()


def test_de_muitos_lugares_cada_pagina_manda_cinco_e_responde_o_mesmo(
    locais: dict[str, Any], subtests: pytest.Subtests
) -> None:
    for nome, (endereco, dados) in locais.items():
        with subtests.test(nome):
            cache.clear()
            Aviso.objects.all().delete()
            Recuperacao.objects.all().delete()
            respostas = {resposta(vez, endereco, dados) for vez in range(8)}
            assert [situacao for situacao, _ in respostas] == [302]
            assert mandadas() == (1 if nome == "outra senha" else 5), "a da senha, uma em cinco minutos"


def test_todas_as_paginas_juntas_mandam_cinco_por_hora_e_dez_por_dia(
    locais: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    del locais["outra senha"]
    for por_hora, mandam in ((tentativas.POR_HORA, 5), (100, 10)):
        monkeypatch.setattr(tentativas, "POR_HORA", por_hora)
        for vez, (endereco, dados) in enumerate(islice(cycle(locais.values()), 14)):
            assert resposta(vez, endereco, dados)[0] == 302
        assert mandadas() == mandam


def test_o_aparelho_dela_entra_e_um_lugar_so_nao_tranca_os_outros() -> None:
    dela = Client()
    dela.post("/conta/login/", {"login": EMAIL, "password": SENHA})
    dela.post("/conta/logout/")
    for pagina, dados in (LOCAIS["entrar pelo e-mail"], LOCAIS["números perdidos"], LOCAIS["outra senha"]):
        for _ in range(5):
            Client().post(pagina, dados, REMOTE_ADDR="203.0.113.1")
    pedir(noutro := Client(REMOTE_ADDR="198.51.100.1"), EMAIL)
    noutro.post(CONFERIR, {"code": codigo_recebido()})
    assert quem(noutro), "de um lugar só não se gasta tudo"
    for vez in range(12):
        pedir(de_longe(vez), EMAIL)
    pedir(dela, EMAIL)
    dela.post(CONFERIR, {"code": codigo_recebido()})
    assert quem(dela), "o que os outros pedem não tranca o aparelho dela"
    for _ in range(6):
        dela.post("/conta/logout/")
        dela.post("/conta/codigo/", {"login": EMAIL})
    assert Aviso.objects.count() == 10, "cinco dos outros e cinco do aparelho dela"


def test_o_codigo_que_nao_foi_nao_abre_e_o_que_ja_foi_ainda_vale() -> None:
    pedir(dona := Client(REMOTE_ADDR="198.51.100.1"), EMAIL)
    recebido = codigo_recebido()
    for vez in range(8):
        pedir(de_longe(vez), EMAIL)
    pedir(tarde := de_longe(99), EMAIL)
    assert Aviso.objects.count() == 5
    pagina = tarde.post(CONFERIR, {"code": errado()})
    assert (pagina.status_code, "O código não confere" in pagina.text) == (422, True)
    assert dona.post(CONFERIR, {"action": "resend"}).status_code == 302
    dona.post(CONFERIR, {"code": recebido})
    assert quem(dona)
