"""O processo da web atende já com todas as páginas lidas, e o da fila começa sem as da administração.

Sem banco, só começa o portal de quem acabou de clonar.
"""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from sp156.embutido import partida
from sp156.embutido.erros import RecusaDePartida
from sp156.embutido.pastas import RAIZ

LIDAS = "import sys, sp156.wsgi; print(*(nome for nome in sys.modules if nome.endswith('views.conversas')))"
NA_FILA = """
import sys
from sp156.celery import app
app.loader.import_default_modules()
assert "sp156.urls" not in sys.modules
from django.contrib import admin
from django.urls import reverse
antes = len(admin.site._registry)
from contas.administracao.fila_das_planilhas import tela_de
da_planilha = tela_de("contas.usuario").__class__.__name__
lida = reverse("admin:guia_servico_changelist")
do_allauth = any(modelo.__module__.startswith("allauth.") for modelo in admin.site._registry)
print(antes, da_planilha, lida, do_allauth)
"""


def test_as_paginas_leem_se_ao_partir() -> None:
    assert "atendimento.conversa_atendente.views.conversas" in _python(LIDAS, "web").split()


def test_a_fila_so_le_a_administracao_se_lhe_pedem_um_endereco() -> None:
    """E mesmo então sem as telas do allauth, em que se trocaria um e-mail sem rastro."""
    assert _python(NA_FILA, "fila").split() == ["0", "UsuarioAdmin", "/admin/guia/servico/", "False"]


@pytest.mark.parametrize("nome", [*partida.SO_DE_PRODUCAO, "SECRET_KEY_FILE"])
def test_com_uma_variavel_de_producao_e_sem_banco_nada_se_cria(
    nome: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "environ", {"ENDERECO_PUBLICO": "https://sp156.exemplo.gov.br", nome: "x"})
    with pytest.raises(RecusaDePartida, match=r"^Falta DATABASE_URL, e o ambiente é de produção"):
        partida.recusar_producao_sem_banco()


def test_sem_a_roda_do_banco_embutido_ele_nao_se_procura_na_maquina(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "environ", {"ENDERECO_PUBLICO": "https://sp156.exemplo.gov.br"})
    partida.recusar_producao_sem_banco()
    monkeypatch.setattr(partida, "find_spec", lambda _: None)
    with pytest.raises(RecusaDePartida, match=r"^Defina DATABASE_URL e REDIS_URL"):
        partida.recusar_producao_sem_banco()


def _python(programa: str, processo: str) -> str:
    ambiente = {**os.environ, "SP156_PROCESSO": processo}
    comando = [sys.executable, "-c", programa]
    feito = subprocess.run(comando, cwd=RAIZ, env=ambiente, capture_output=True, text=True, check=True)
    return feito.stdout
