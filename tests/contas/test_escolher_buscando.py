"""Na administração, o que não é chave de ninguém é um erro do campo, e não uma falha da página."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from tests.solicitacoes import elenco

pytestmark = pytest.mark.django_db

TELAS = ("guia_suspensao", "roteamento_designacao", "roteamento_lotacao", "roteamento_regra")
ESTRANHOS = ("1e400", "abc", "\0", "9" * 30, "-1", "٣")
CAMPOS = ("servico", "usuario", "unidade", "orgao", "subprefeitura", "distrito", "substitui")


@pytest.mark.parametrize("tela", TELAS)
def test_chave_estranha_e_erro_do_campo(client: Client, tela: str) -> None:
    client.force_login(elenco.pessoa("ana", is_staff=True, is_superuser=True))
    for estranho in ESTRANHOS:
        resposta = client.post(reverse(f"admin:{tela}_add"), dict.fromkeys(CAMPOS, estranho))
        assert resposta.status_code == 200
        assert "errorlist" in resposta.content.decode()
