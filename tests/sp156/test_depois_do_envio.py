"""A página de erro de um envio tem endereço próprio, só deste navegador e desta sessão."""

from __future__ import annotations

from typing import Any
from urllib.parse import urldefrag

import pytest
from django.core.cache import cache
from django.test import Client

from contas.segredos import chaves
from sp156.web import depois_do_envio
from tests.solicitacoes import elenco

pytestmark = pytest.mark.django_db

NAVEGADOR = {"sec-fetch-mode": "navigate", "sec-fetch-dest": "document"}


@pytest.fixture(autouse=True)
def limpo() -> None:
    cache.clear()


def errar(quem: Client, endereco: str, dados: dict[str, Any] | None = None) -> Any:
    """O envio recusado de um navegador que já abriu a página."""
    quem.get(endereco)
    return quem.post(endereco, dados or {}, headers=NAVEGADOR)


def onde(resposta: Any) -> str:
    endereco, ancora = urldefrag(resposta.headers["Location"])
    assert (resposta.status_code, ancora) == (303, depois_do_envio.ANCORA)
    return str(endereco)


def test_o_erro_se_mostra_num_get_que_se_repete_com_a_mesma_situacao(client: Client) -> None:
    endereco = onde(errar(client, "/acompanhar/", {"protocolo": "nada<>"}))
    for _ in range(2):
        pagina = client.get(endereco)
        lido = pagina.content.decode()
        assert pagina.status_code == 422
        assert all(dito in lido for dito in ("Erro:", "nada&lt;&gt;", f'id="{depois_do_envio.ANCORA}"'))
        assert depois_do_envio.PARTE not in lido
        assert "no-store" in pagina["Cache-Control"]


def test_programas_fragmentos_e_o_navegador_sem_cookie_recebem_a_resposta_direta(client: Client) -> None:
    client.get("/acompanhar/")
    for cabecalhos in ({}, {"sec-fetch-mode": "cors", "sec-fetch-dest": "empty"}):
        assert client.post("/acompanhar/", {}, headers=cabecalhos).status_code == 422
    assert Client().post("/acompanhar/", {}, headers=NAVEGADOR).status_code == 422


def test_ninguem_mais_abre_a_pagina_nem_quem_saiu(client: Client) -> None:
    """A outro navegador, e ao mesmo depois de sair, a página de sempre, sem o que se escreveu."""
    client.force_login(elenco.servidor(elenco.unidade()))
    endereco = onde(errar(client, "/acompanhar/", {"protocolo": "meu segredo"}))
    outro = Client()
    outro.cookies["csrftoken"] = client.cookies["csrftoken"].value
    assert "meu segredo" in client.get(endereco).content.decode()
    assert "meu segredo" not in outro.get(endereco).content.decode()
    client.logout()
    assert "meu segredo" not in client.get(endereco).content.decode()


def test_o_que_se_guarda_nao_se_le_no_cache(client: Client) -> None:
    marca = onde(errar(client, "/acompanhar/", {"protocolo": "meu segredo"})).partition("corrigir=")[2]
    guardada = cache.get(depois_do_envio._chave(marca))
    assert guardada
    assert b"segredo" not in guardada


def test_a_que_ja_nao_espera_volta_a_pagina_de_onde_se_enviou(client: Client) -> None:
    caso = elenco.solicitacao()
    client.get(f"/acompanhar/{caso.protocolo}/")
    abrir = f"/acompanhar/{caso.protocolo}/abrir/"
    endereco = onde(client.post(abrir, {"chave": "AAAAAAAA"}, headers=NAVEGADOR))
    assert client.get(endereco).status_code == 422
    cache.clear()
    assert client.get(endereco, follow=True).redirect_chain == [("..", 302)]
    assert client.get(abrir).status_code == 405


def test_o_envio_certo_vindo_da_pagina_de_erro_segue(client: Client) -> None:
    caso = elenco.solicitacao()
    client.get(f"/acompanhar/{caso.protocolo}/{chaves.chave_de(caso.protocolo)}/")
    endereco = onde(errar(client, f"/acompanhar/{caso.protocolo}/mandar/", {"texto": "x" * 3001}))
    certo = client.post(endereco, {"protocolo": caso.protocolo_escrito}, headers=NAVEGADOR)
    assert certo.status_code == 303  # falta o envio da página: erro outra vez, noutro endereço
    assert onde(certo) != endereco


def test_de_um_lugar_que_erra_demais_a_resposta_vem_direta(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(depois_do_envio, "GUARDADAS_POR_LUGAR", 1)
    assert [errar(client, "/acompanhar/").status_code for _ in range(2)] == [303, 422]
