"""O que não se pôde gravar volta por inteiro, nas palavras da página: rótulos e escolhas por extenso."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.http import QueryDict
from django.test import Client, RequestFactory

from protocolo.models import Rascunho
from sp156.web.digitado import digitado
from tests.solicitacoes.pedindo import BADARO, MARIA, PEQUENO, Pedinte, sopa, territorio

pytestmark = pytest.mark.django_db
COMECO = "/solicitar/tapa-buraco/"
SEM_COOKIES = Client(enforce_csrf_checks=True)
"""Os cookies se foram: nem a prova do CSRF, nem o rascunho."""


def _devolvido(onde: str, escrito: dict[str, str]) -> dict[str, str]:
    resposta = SEM_COOKIES.post(onde, escrito)
    assert resposta.status_code == 403
    pagina = sopa(resposta)
    return {
        rotulo.get_text(strip=True): pagina.select_one(f"textarea[id={rotulo['for']}]").get_text()  # type: ignore[union-attr]
        for rotulo in pagina.select("label[for^=digitado-]")
    }


def test_a_primeira_pagina_do_pedido_volta_com_as_perguntas_do_servico() -> None:
    territorio()
    escrito = {
        **BADARO,
        "referencia": "Banca",
        **PEQUENO,
        "sugerido": "78|Rua",
        "lat": "-23.5",
        "envio": str(uuid4()),
    }
    devolvido = _devolvido(COMECO, escrito)
    assert devolvido["Qual é o tamanho do buraco?"] == "Menor que um prato"
    assert devolvido["Conte com as suas palavras"] == PEQUENO["descricao"]
    assert {"Rua Líbero Badaró", "425", "Banca"} <= set(devolvido.values())
    assert len(devolvido) == 5


def test_quem_pede_volta_com_os_rotulos_e_sem_o_que_e_da_pagina(client: Client) -> None:
    territorio()
    quem = Pedinte(client)
    quem.ate("identificacao")
    devolvido = _devolvido(quem.endereco("conferir/"), {**MARIA, "ir": "entrar"})
    assert list(devolvido) == ["Nome completo", "CPF", "E-mail (opcional)", "Telefone com DDD (opcional)"]
    assert list(devolvido.values()) == list(MARIA.values())


def test_o_servico_de_sigilo_nao_se_diz_a_quem_adivinha_a_pergunta(client: Client) -> None:
    territorio()
    quem = Pedinte(client)
    quem.ate("identificacao")
    Rascunho.objects.update(sigiloso=True)
    devolvido = _devolvido(f"/solicitar/reservado/{quem.uuid}/detalhes/", {"r_tamanho": "pequeno"})
    assert devolvido == {"Resposta": "pequeno"}


def test_noutra_pagina_a_escolha_se_le_e_o_escondido_nao_volta() -> None:
    dados = QueryDict(mutable=True)
    dados.update({"desfecho": "realizado", "resposta": "Tapamos o buraco.", "ordem_de_servico": "77"})
    dados.update({"versao": "7", "envio": str(uuid4()), "confirmar": "sim", "password": "Jabuticaba-156"})
    pedido = RequestFactory().post(
        "/caixa/x/", dados.urlencode(), content_type="application/x-www-form-urlencoded"
    )
    assert digitado(pedido) == {
        "O que aconteceu?": "Realizado",
        "Resposta ao munícipe": "Tapamos o buraco.",
        "Número da ordem de serviço": "77",
    }


def test_varias_escolhas_e_o_que_nao_tem_rotulo_voltam_inteiros() -> None:
    dados = "um_campo_de_ninguem=a&um_campo_de_ninguem=b"
    pedido = RequestFactory().post("/", dados, content_type="application/x-www-form-urlencoded")
    assert digitado(pedido) == {"Resposta": "a\nb"}
