"""`/metricas/`: só a quem traz a senha, o que se conta em cada sala, e nunca de quem é um pedido."""

from __future__ import annotations

import io
import json
import re
import subprocess
import sys
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.core.cache import cache
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.utils import timezone
from prometheus_client.core import Metric
from prometheus_client.parser import text_string_to_metric_families
from pytest_django import DjangoAssertNumQueries, Settings
from redis import Redis

from contas.models import Interessado
from documentos.recebidos import preparar
from protocolo.erros import ArquivoRecusado
from sp156.celery import app
from sp156.embutido.pastas import RAIZ
from sp156.metricas import coleta
from sp156.saude import estado
from sp156.tasks import bater
from sp156.web import correntes, entrada
from tests.avisos.factories import AvisoFactory
from tests.solicitacoes import elenco

pytestmark = pytest.mark.django_db
DA_WEB = (correntes.ABERTAS, entrada.RECUSADOS)
"""Contam-se no laço do servidor, que aqui não há: lê-se o módulo, e o nome existe."""
SENHA = "senha-do-monitoramento-156"
PORTADOR = {"Authorization": f"Bearer {SENHA}"}
PASTA = RAIZ / "implantacao" / "metricas"
NOME = re.compile(r"\bsp156_\w+")
DE_CADA_FILA = re.compile(r'fila=~"([^"]+)"} > (\d+)')
DIVIDIDOS = """
from prometheus_client import Counter, Gauge
Counter("sp156_provas", "x").inc(2)
Gauge("sp156_abertas", "x", multiprocess_mode="livesum").inc()
"""


@pytest.fixture(autouse=True)
def senha(settings: Settings) -> None:
    cache.clear()
    settings.SAUDE_SENHA = SENHA


def visita(client: Client) -> str:
    resposta = client.get("/metricas/", headers=PORTADOR)
    assert resposta.status_code == 200
    return resposta.content.decode()


def valores(texto: str) -> dict[tuple[str, ...], float]:
    """(nome, valor de cada rótulo…) → quanto."""
    familias = text_string_to_metric_families(texto)
    return {(uma.name, *uma.labels.values()): uma.value for familia in familias for uma in familia.samples}


def test_sem_a_senha_o_endereco_nao_existe(client: Client, settings: Settings) -> None:
    for errada in ("", "Bearer ", "Bearer outra", SENHA[:-1]):
        assert client.get("/metricas/", headers={"Authorization": errada}).status_code == 404
    settings.SAUDE_SENHA = ""
    assert client.get("/metricas/", headers={"Authorization": "Bearer "}).status_code == 404


def test_conta_o_que_espera_e_nada_diz_de_quem_e(
    client: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    triagem, vazia = elenco.unidade("TRIAGEM"), elenco.unidade("VAZIA")
    elenco.servidor(triagem)
    elenco.solicitacao(triagem, ha_dias=3)
    quem = elenco.solicitacao(vazia, ha_dias=90).interessado
    assert quem
    Interessado.objects.filter(pk=quem.pk).update(nome="Zeferina Canária", email="canaria@exemplo.gov.br")
    AvisoFactory.create(criado_em=timezone.now() - timedelta(hours=3), interessado=quem)
    client.get("/acompanhar/123456789012345/CHAVE-SECRETA/")
    client.get("/nao-existe/CHAVE-SECRETA/")
    with django_assert_max_num_queries(42):  # dezenove leituras; o resto é o prazo e a volta de cada parte
        texto = visita(client)
    lidos = valores(texto)
    assert lidos["sp156_solicitacoes_vencidas",] == 1
    assert lidos["sp156_triagem",] == 1
    assert lidos["sp156_triagem_mais_antigo_segundos",] == pytest.approx(3 * 86_400, abs=7200)
    assert (lidos["sp156_unidades_sem_gente",], lidos["sp156_pedidos_sem_gente",]) == (1, 1)
    assert lidos["sp156_avisos", "email", "pendente"] == 1
    assert lidos["sp156_aviso_mais_antigo_segundos", "email", "nao"] == pytest.approx(10_800, abs=60)
    assert lidos["sp156_conexoes_maximo",] > 1
    assert 0 < lidos[next(chave for chave in lidos if chave[0] == "sp156_sequencia_usada")] < 1
    assert lidos["sp156_respostas_total", "nenhuma", "404"] >= 1
    assert lidos["sp156_banco_responde",] == lidos["sp156_fila_responde",] == 1
    assert not any(lidos["sp156_coleta_falhou", parte] for parte in coleta.COLETORES)
    for segredo in ("CHAVE-SECRETA", "Zeferina", "canaria@"):
        assert segredo not in texto
    elenco.solicitacao(vazia)
    assert valores(visita(client))["sp156_pedidos_sem_gente",] == 1, "por uns segundos vale o que se leu"


def test_a_tarefa_diz_quando_se_pos_na_fila(client: Client, settings: Settings) -> None:
    with Redis.from_url(settings.REDIS_URL) as no_ar:
        no_ar.delete("segundos", "canais")
        app.send_task("sp156.tasks.bater", args=["segundos"], queue="segundos")
        posta = json.loads(no_ar.lindex("segundos", -1) or "{}")
        posta["headers"]["sp156_posta_em"] -= 60
        no_ar.rpush("segundos", json.dumps(posta))
        no_ar.rpush("canais", b"de outro programa")
        bater("celery")
        lidos = valores(visita(client))
        no_ar.delete("segundos", "canais")
    assert lidos["sp156_tarefas", "segundos"] == 2
    assert lidos["sp156_tarefa_mais_antiga_segundos", "segundos"] == pytest.approx(60, abs=5)
    assert lidos["sp156_tarefa_mais_antiga_segundos", "canais"] == 0
    assert lidos["sp156_fila_sem_batida_segundos", "celery"] < 5
    assert lidos["sp156_fila_sem_batida_segundos", "arquivos"] == float("inf")


def test_conta_senha_errada_e_arquivo_recusado(client: Client) -> None:
    antes = valores(visita(client))
    client.post("/conta/login/", {"login": "ninguem@exemplo.gov.br", "password": "errada"})
    with pytest.raises(ArquivoRecusado):
        preparar(io.BytesIO(b"isto nao e uma foto"))
    depois = valores(visita(client))
    senha, recusados = ("sp156_entradas_recusadas_total", "senha"), ("sp156_arquivos_recusados_total",)
    assert depois[senha] - antes.get(senha, 0) == 1
    assert depois[recusados] - antes[recusados] == 1


def test_a_parte_que_demora_falta_e_as_outras_nao(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def demorado(_agora: datetime) -> Iterator[Metric]:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_sleep(5)")
        yield from ()

    monkeypatch.setattr(coleta, "PRAZO", 50)
    monkeypatch.setitem(coleta.COLETORES, "avisos", demorado)
    lidos = valores(visita(client))
    assert lidos["sp156_coleta_falhou", "avisos"] == 1
    assert lidos["sp156_coleta_falhou", "esic"] == 0
    assert ("sp156_esic_vencidos",) in lidos


def test_sem_banco_nem_fila_responde_o_resto(
    client: Client, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(coleta, "banco_responde", lambda: False)
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    lidos = valores(visita(client))
    assert lidos["sp156_banco_responde",] == lidos["sp156_fila_responde",] == 0
    assert all(lidos["sp156_coleta_falhou", parte] for parte in coleta.COLETORES)
    assert ("sp156_correntes",) in lidos


def test_os_processos_da_web_somam_se_e_o_que_acabou_nao_tem_nada_aberto(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(coleta.DIVIDIDA, str(tmp_path))
    for _ in range(2):
        subprocess.run([sys.executable, "-c", DIVIDIDOS], check=True)
    somados = {uma.name: uma.value for familia in coleta._dos_processos() for uma in familia.samples}
    assert somados == {"sp156_provas_total": 4.0}


# --- as regras, o painel e as páginas de cada alerta ----------------------------------------


def alertas() -> list[dict[str, Any]]:
    lidas = yaml.safe_load((PASTA / "alertas.yml").read_text(encoding="utf-8"))
    return [regra for grupo in lidas["groups"] for regra in grupo["rules"]]


def test_o_que_alertas_e_painel_citam_existe_e_o_que_se_conta_esta_no_painel(client: Client) -> None:
    texto = visita(client)
    tipos = dict(re.findall(r"^# TYPE (sp156_\w+) (\w+)$", texto, re.MULTILINE))
    existem = {*tipos} - {nome for nome in tipos if nome.endswith("_created")}
    existem |= {f"{nome}{fim}" for nome, tipo in tipos.items() if tipo == "histogram" for fim in FINS}
    assert {nome for regra in alertas() for nome in NOME.findall(regra["expr"])} <= existem
    painel = json.loads((PASTA / "painel.json").read_text(encoding="utf-8"))
    ditas = [alvo["expr"] for parte in painel["panels"] for alvo in parte["targets"]]
    no_painel = {nome for dita in ditas for nome in NOME.findall(dita)}
    assert no_painel <= existem
    assert {nome.removesuffix("_bucket").removesuffix("_sum") for nome in no_painel} == {
        nome for nome in existem if not nome.endswith(FINS)
    }


FINS = ("_bucket", "_sum", "_count")


def test_as_regras_sao_as_que_o_portal_imprime() -> None:
    impressas = io.StringIO()
    call_command("escrever_alertas", stdout=impressas)
    assert (PASTA / "alertas.yml").read_text(encoding="utf-8") == impressas.getvalue(), (
        "rode: uv run manage.py escrever_alertas > implantacao/metricas/alertas.yml"
    )


def test_o_alarme_toca_quando_o_portal_se_diz_mal(client: Client, settings: Settings) -> None:
    """Um segundo antes do limite da regra, e um depois: `/saude/detalhes/` e a regra dizem o mesmo."""
    pergunta = next(regra["expr"] for regra in alertas() if regra["alert"] == "FilaSemQuemALeia")
    ate = {fila: int(n) for filas, n in DE_CADA_FILA.findall(pergunta) for fila in filas.split("|")}
    assert ate.keys() == set(settings.FILAS)
    for folga, bem in ((1, True), (-2, False)):
        for fila, limite in ate.items():
            cache.set(estado.BATIDA + fila, timezone.now().timestamp() - limite + folga)
        dito = client.get("/saude/detalhes/", headers=PORTADOR).json()["trabalhadores"]["dito"]
        assert [f"fila {fila}" in dito for fila in ate] == [not bem] * len(ate), dito


def test_o_que_e_do_portal_decidir_a_regra_pergunta_lhe(
    client: Client, settings: Settings, tmp_path: Path
) -> None:
    settings.COPIA_MARCA = str(tmp_path / "copia")
    AvisoFactory.create(criado_em=timezone.now() - timedelta(minutes=31))
    lidos, partes = valores(visita(client)), client.get("/saude/detalhes/", headers=PORTADOR).json()
    assert lidos["sp156_avisos_parados", "email", "nao"] == (not partes["aviso_mais_antigo"]["bem"]) == 1
    assert lidos["sp156_copia_segundos",] == float("inf")
    assert not partes["copia"]["bem"], "nem a marca nem o portal fizeram cópia"
    cache.clear()
    Path(settings.COPIA_MARCA).touch()
    settings.CORREIO_URL, settings.SEM_CORREIO = "nenhum", True
    lidos, partes = valores(visita(client)), client.get("/saude/detalhes/", headers=PORTADOR).json()
    assert lidos["sp156_avisos_parados", "email", "nao"] == (not partes["aviso_mais_antigo"]["bem"]) == 0
    assert lidos["sp156_copia_segundos",] < 60
    assert partes["copia"]["bem"]


def test_cada_alerta_tem_a_sua_pagina_e_nenhuma_sobra() -> None:
    paginas = (PASTA / "alertas.md").read_text(encoding="utf-8").split("\n## ")[1:]
    nomes = [pagina.partition("\n")[0] for pagina in paginas]
    assert nomes == [regra["alert"] for regra in alertas()]
    for pagina, regra in zip(paginas, alertas(), strict=True):
        for parte in ("O que é", "O que olhar", "O que fazer"):
            dita = re.search(rf"\*\*{parte}\.\*\* (.+)", pagina)
            assert dita, (regra["alert"], parte)
            assert len(dita[1].split()) > 4
        anotado = regra["annotations"]
        assert anotado["runbook_url"] == f"alertas.md#{regra['alert'].lower()}"
        assert f"**{anotado['summary']}.**" in pagina
        assert regra["labels"]["severidade"] in {"urgente", "atencao"}
        assert regra["for"]
