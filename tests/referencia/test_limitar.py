"""Limites de tentativas: quem é quem atrás do proxy e o CPF escrito de muitos jeitos."""

from __future__ import annotations

import pytest
from django.core.cache import cache
from django.test import Client, RequestFactory
from pytest_django import Settings

from protocolo import numero
from referencia.limite_de_tentativas import quem_pede
from tests.contas.factories import UsuarioFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def limpo() -> None:
    cache.clear()


@pytest.mark.parametrize(
    ("proxies", "encaminhado", "quem"),
    [
        (0, "203.0.113.7", "10.0.0.1"),
        (1, "198.51.100.9, 203.0.113.7", "203.0.113.7"),
        (1, "2001:db8:1:2:3:4:5:6", "2001:db8:1:2::"),
        (1, "qualquer coisa", "10.0.0.1"),
        (1, "", "10.0.0.1"),
    ],
)
def test_quem_pede_e_o_ultimo_que_o_proxy_viu(
    settings: Settings, proxies: int, encaminhado: str, quem: str
) -> None:
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = proxies
    pedido = RequestFactory().get("/", REMOTE_ADDR="10.0.0.1", headers={"X-Forwarded-For": encaminhado})
    assert quem_pede(pedido) == quem


def test_atras_do_proxy_um_curioso_nao_gasta_as_tentativas_da_cidade(
    client: Client, settings: Settings
) -> None:
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1

    def procurar(de: str) -> int:
        inventado = {"protocolo": numero.gerar(numero.Processo.SOLICITACAO)}
        return client.post("/acompanhar/", inventado, headers={"X-Forwarded-For": de}).status_code

    assert [procurar("203.0.113.7") for _ in range(61)] == [422] * 60 + [429]
    assert procurar("203.0.113.8") == 422


def test_percorrer_numeros_pelo_endereco_tambem_tem_limite(client: Client) -> None:
    enderecos = [f"/acompanhar/{numero.gerar(numero.Processo.SOLICITACAO)}/" for _ in range(62)]
    respostas = [client.get(endereco).status_code for endereco in enderecos[:61]]
    assert respostas == [404] * 60 + [429]
    assert client.get(f"{enderecos[-1]}AAAAAAAA/").status_code == 429


def test_escrever_o_cpf_de_outro_jeito_nao_renova_as_tentativas(client: Client) -> None:
    UsuarioFactory.create(cpf="11144477735")
    jeitos = [
        "11144477735",
        "111.444.777-35",
        "111 444 777 35",
        "111-444-77735",
        "11144477735.",
        "1 1144477735",
    ]
    paginas = [
        client.post(
            "/conta/login/", {"login": jeito, "password": "errada-de-todo"}, REMOTE_ADDR="203.0.113.9"
        )
        for jeito in jeitos
    ]
    recusas = ["muitas tentativas" in pagina.content.decode() for pagina in paginas]
    assert recusas == [False] * 5 + [True]
