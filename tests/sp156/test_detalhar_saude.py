"""`/saude/detalhes/`: o que cada parte diz de si, só a quem cuida do portal; e os relatos de CSP contados."""

from __future__ import annotations

import json
import os
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone
from pytest_django import Settings
from redis import Redis

from atendimento.models import Conversa, Disponibilidade
from sp156.saude import estado
from sp156.tasks import bater
from sp156.web import relatos_csp
from tests.atendimento import conversando
from tests.avisos.factories import AvisoFactory
from tests.solicitacoes import elenco

pytestmark = pytest.mark.django_db
DETALHES = "/saude/detalhes/"
SENHA = "senha-do-monitoramento-156"
PORTADOR = {"Authorization": f"Bearer {SENHA}"}


@pytest.fixture(autouse=True)
def cache_vazio() -> None:
    cache.clear()


@pytest.fixture
def senha(settings: Settings) -> None:
    settings.SAUDE_SENHA = SENHA


@pytest.mark.usefixtures("senha")
def test_a_senha_errada_nao_abre_e_a_certa_le_em_json(
    client: Client, settings: Settings, tmp_path: Path
) -> None:
    for errada in ("", "Bearer ", "Bearer outra", SENHA[:-1]):
        assert client.get(DETALHES, headers={"Authorization": errada}).status_code == 302
    AvisoFactory.create(criado_em=timezone.now() - timedelta(hours=3))
    settings.MEDIA_ROOT = tmp_path
    settings.COPIA_MARCA = str(tmp_path / "copia")
    (tmp_path / "copia").touch()
    for fila in settings.FILAS:
        bater(fila)
    lido = client.get(DETALHES, headers=PORTADOR).json()
    assert (lido["situacao"], lido["banco"], lido["fila"]) == ("ok", "ok", "ok")
    assert lido["agenda"] == {"dito": "há menos de um minuto", "bem": True}
    assert lido["aviso_mais_antigo"] == {"dito": "E-mail: 1, o mais antigo há 3 horas", "bem": False}
    assert lido["copia"] == {"dito": "há menos de um minuto", "bem": True}
    assert lido["trabalhadores"] == {"dito": "todas as filas andam", "bem": True}
    assert "% livre" in lido["disco"]["dito"]
    assert lido["relatos_csp"] == []


@pytest.mark.usefixtures("senha")
def test_o_que_nao_se_sabe_e_o_que_ficou_velho_pedem_cuidado(
    client: Client, settings: Settings, tmp_path: Path
) -> None:
    marca = tmp_path / "copia"
    settings.COPIA_MARCA = str(marca)
    velha = (timezone.now() - timedelta(minutes=10)).timestamp()
    for fila in ("celery", "canais", "arquivos", "copias"):
        cache.set(estado.BATIDA + fila, velha)
    with Redis.from_url(settings.REDIS_URL) as no_ar:
        no_ar.delete("segundos")
        no_ar.rpush("segundos", "uma", "outra")
        lido = client.get(DETALHES, headers=PORTADOR).json()
        no_ar.delete("segundos")
    assert lido["trabalhadores"] == {
        "dito": "ninguém lê a fila celery; ninguém lê a fila canais; "
        "ninguém lê a fila segundos (2 por fazer)",
        "bem": False,
    }
    assert lido["agenda"] == {"dito": "há 10 minutos", "bem": False}
    assert lido["copia"] == {"dito": "não se sabe", "bem": False}
    assert lido["aviso_mais_antigo"] == {"dito": "nenhum espera", "bem": True}
    marca.touch()
    anteontem = (timezone.now() - timedelta(days=2)).timestamp()
    os.utime(marca, (anteontem, anteontem))
    assert client.get(DETALHES, headers=PORTADOR).json()["copia"] == {"dito": "há 2 dias", "bem": False}


def test_sem_senha_na_configuracao_ninguem_entra_por_ela(client: Client) -> None:
    assert client.get(DETALHES, headers={"Authorization": "Bearer "}).status_code == 302


def test_quem_cuida_le_na_tela(client: Client) -> None:
    client.force_login(elenco.pessoa("adm", is_staff=True, is_superuser=True))
    relatos_csp.contar("img-src", timezone.localdate())
    pagina = client.get(DETALHES).content.decode()
    assert "O portal atende." in pagina
    assert "Última batida da agenda" in pagina
    assert "img-src" in pagina
    assert DETALHES in client.get("/admin/").content.decode()


# --- relatos de CSP ---------------------------------------------------------------------


def relatar(client: Client, corpo: object, tipo: str = "application/csp-report") -> int:
    dados = corpo if isinstance(corpo, bytes) else json.dumps(corpo).encode()
    return client.post("/csp/", dados, content_type=tipo).status_code


def relato(diretiva: object) -> dict[str, object]:
    onde = "https://sp156.exemplo/acompanhar/123/CHAVE-SECRETA/"
    return {"csp-report": {"document-uri": onde, "effective-directive": diretiva}}


def test_relato_conta_por_diretiva_e_dia_e_nada_mais_se_guarda(caplog: pytest.LogCaptureFixture) -> None:
    client = Client(enforce_csrf_checks=True)
    for diretiva in ("img-src", "img-src https:", "script-src-elem", "inventada<script>"):
        assert relatar(client, relato(diretiva)) == 204
    contados = {(c.diretiva, c.quantos) for c in relatos_csp.contados(timezone.localdate())}
    assert contados == {("img-src", 2), ("script-src-elem", 1), ("outra", 1)}
    assert "CHAVE-SECRETA" not in caplog.text
    assert list(relatos_csp.contados(timezone.localdate() + timedelta(days=relatos_csp.DIAS))) == []


@pytest.mark.parametrize(
    "corpo",
    [b"", b"\xff\xfe", b"[]", b"{}", b"null", b"[" * 9000, {"csp-report": []}, relato(3), relato(None)],
    ids=lambda corpo: repr(corpo)[:20],
)
def test_o_que_nao_e_relato_e_recusado(client: Client, corpo: object) -> None:
    assert relatar(client, corpo) == 400
    assert list(relatos_csp.contados(timezone.localdate())) == []


def test_grande_demais_e_muitos_demais_sao_recusados(client: Client) -> None:
    assert relatar(client, b"a" * (relatos_csp.MAIOR_RELATO + 1)) == 413
    situacoes = [relatar(client, relato("img-src")) for _ in range(relatos_csp.POR_MINUTO)]
    assert (situacoes[0], situacoes[-1]) == (204, 429)
    assert client.get("/csp/").status_code == 405


def test_toda_pagina_diz_o_que_pode_pedir_ao_aparelho_e_onde_relatar(client: Client) -> None:
    for caminho in ("/conta/login/", "/nao-existe/"):
        cabecalhos = client.get(caminho).headers
        assert cabecalhos["Permissions-Policy"].startswith("camera=(), geolocation=(self)")
        assert "report-uri /csp/" in cabecalhos["Content-Security-Policy"]


@pytest.mark.usefixtures("senha")
def test_as_conversas_que_esperam_e_quem_as_recebe(client: Client) -> None:
    def dito() -> object:
        return client.get(DETALHES, headers=PORTADOR).json()["conversas"]

    conversando.fechada()
    assert dito() == {"dito": "ninguém espera; ninguém recebe", "bem": True}
    conversando.sempre_aberta()
    assert dito() == {"dito": "ninguém espera; ninguém recebe", "bem": False}
    quem = conversando.quem_atende()
    assert dito() == {"dito": "ninguém espera; 1 recebe", "bem": True}
    Conversa.objects.filter(pk=conversando.na_fila().pk).update(
        na_fila_desde=timezone.now() - timedelta(minutes=20)
    )
    conversando.na_fila()
    assert dito() == {"dito": "2 na fila, a mais antiga há 20 minutos; 1 recebe", "bem": False}
    Conversa.objects.update(na_fila_desde=timezone.now() - timedelta(minutes=2))
    assert dito() == {"dito": "2 na fila, a mais antiga há 2 minutos; 1 recebe", "bem": True}
    Disponibilidade.objects.filter(usuario=quem).update(presente_ate=timezone.now() - timedelta(hours=1))
    assert dito() == {"dito": "2 na fila, a mais antiga há 2 minutos; ninguém recebe", "bem": False}
