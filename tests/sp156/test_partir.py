"""Cada processo começa com o que usa: a web, todas as páginas; a fila, sem a administração; a agenda, nada.

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


QUEM_VIGIA = """
import sys, manage
sys.argv = ["manage.py", "portal", "--help"]
try:
    manage.main()
except SystemExit:
    print("--porta PORTA" if "sp156.embutido.supervisor" in sys.modules else "", "django" in sys.modules)
"""
NA_AGENDA = """
from celery.signals import before_task_publish
from django.apps import apps
from sp156.fila.agenda import app
cabecalhos = {}
before_task_publish.send("a tarefa", headers=cabecalhos)
print(apps.ready, "avisos.entregar" in app.conf.beat_schedule, *cabecalhos)
"""


def test_quem_vigia_os_processos_nao_carrega_o_django() -> None:
    assert _python(QUEM_VIGIA, "comando").endswith("--porta PORTA False\n")


def test_a_agenda_poe_na_fila_sem_carregar_os_aplicativos() -> None:
    assert _python(NA_AGENDA, "fila").split() == ["False", "True", "sp156_posta_em"]


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
