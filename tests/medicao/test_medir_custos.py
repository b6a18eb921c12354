"""A medição mede o que diz, só em banco descartável, e as consultas não crescem com a caixa."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from io import StringIO
from typing import TYPE_CHECKING, Any

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.core.signals import request_finished, request_started
from django.db import close_old_connections, connection

from solicitacoes.models import Solicitacao
from sp156.web import estaticos
from tests.bancos import no_banco
from tests.medicao import banco, paginas_da_caixa
from tests.medicao.massa_da_caixa import CAIXA, preparar
from tests.medicao.medidor import Navegante, cronometrar, explicar, gravar_consultas, mais_lenta
from tests.medicao.paginas import Pagina, medir_pagina
from tests.solicitacoes.dados_abertos import gravar, linha

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pytest_django import DjangoDbBlocker, Settings

ALVOS = {"caixa": 12.0, "mapa": 25.0, "pedido": 12.0, "acompanhar": 5.0}


def medir(*argumentos: str) -> dict[str, Any]:
    saida = StringIO()
    call_command("medir_custos", "--repeticoes=1", *argumentos, "--json", stdout=saida)
    lido: dict[str, Any] = json.loads(saida.getvalue())
    return lido


@pytest.fixture(autouse=True)
def conexao_do_teste() -> Iterator[None]:
    """Um pedido não fecha a conexão, que leva a transação do teste."""
    sinais = (request_started, request_finished)
    for sinal in sinais:
        sinal.disconnect(close_old_connections)
    yield
    for sinal in sinais:
        sinal.connect(close_old_connections)


A_MAIS = {"pedido, em volta": {0, 1, 2, 3}, "palavra comum": {0, 1}, "mapa da caixa": {-1, 0}}
"""As divisas e os nomes do mapa, se há vizinho com ponto; a palavra que só é comum quando há muitos; e os
nomes das ruas, que o mapa de muitos, de mais longe, não tem."""


@pytest.mark.noturno
@pytest.mark.usefixtures("conteudo_do_projeto")
def test_mede_cada_pagina_e_as_consultas_nao_crescem(tmp_path: Path) -> None:
    """De dia mede-se uma, e as consultas de cada página contam-se nos testes dela."""
    arquivo = gravar(tmp_path / "a.csv", linha(), linha(Número="1"))
    pequena = medir("--abertas=3", f"--arquivo={arquivo}")
    grande = medir("--abertas=120")
    assert pequena["pedidos"] == {"todos": 5, "abertos_na_caixa": 3}
    assert grande["pedidos"] == {"todos": 122, "abertos_na_caixa": 120}
    assert pequena["paginas"].keys() == grande["paginas"].keys()
    for nome, pagina in grande["paginas"].items():
        a_mais = next((quantas for qual, quantas in A_MAIS.items() if qual in nome), {0})
        assert pagina["consultas"] - pequena["paginas"][nome]["consultas"] in a_mais, nome
        assert pagina["total_ms"] == pytest.approx(pagina["web_ms"] + (pagina["postgres_ms"] or 0), abs=0.02)
        assert pagina["web_ms"] > 0
        assert pagina["alvo_ms"] == ALVOS.get(nome.replace(",", "").split()[0])
        assert pagina["dentro"] is (pagina["alvo_ms"] is None or pagina["total_ms"] <= pagina["alvo_ms"])
        assert any("Execution Time" in passo for passo in pagina["mais_lenta"]["plano"])


@pytest.mark.usefixtures("conteudo_do_projeto")
def test_a_massa_e_de_pedidos_abertos_aqui_e_pode_ser_repetida() -> None:
    massa = preparar(abertas=40, amostra=None)
    da_caixa = Solicitacao.objects.abertas().nativas().filter(unidade__sigla=CAIXA)
    assert da_caixa.count() == 40
    assert all(caso.rota["unidade"] == CAIXA and caso.interessado for caso in da_caixa)
    assert massa.pedido.andamentos.count() == 5
    outra = preparar(abertas=40, amostra=None)
    assert (outra.pedido, da_caixa.count()) == (massa.pedido, 40)


@pytest.mark.usefixtures("conteudo_do_projeto")
def test_em_tabela_diz_o_que_passou_do_alvo(monkeypatch: pytest.MonkeyPatch) -> None:
    """De uma página só: as outras medem-se à noite."""
    todas = paginas_da_caixa.paginas
    monkeypatch.setattr(
        paginas_da_caixa, "paginas", lambda massa: [p for p in todas(massa) if p.nome.startswith("acomp")]
    )
    saida = StringIO()
    call_command("medir_custos", "--abertas=3", "--repeticoes=1", stdout=saida)
    assert "acompanhar pelo número" in saida.getvalue()


def test_arquivo_que_nao_existe() -> None:
    with pytest.raises(CommandError, match=r"Não achei o arquivo nada\.csv\."):
        medir("--arquivo=nada.csv")


def test_recusa_banco_que_nao_e_de_medicao(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.EMBUTIDO = False
    monkeypatch.setitem(connection.settings_dict, "NAME", "producao")
    with pytest.raises(CommandError, match="“producao” não é um banco de medição"):
        medir()


@pytest.mark.django_db
def test_pagina_que_nao_responde_bem_nao_se_mede() -> None:
    with pytest.raises(ValueError, match=r"nenhuma .*respondeu 404"):
        medir_pagina(Pagina("nenhuma", "/acompanhar/123/"), Navegante(), 5)


@pytest.mark.django_db
def test_o_custo_separa_o_portal_do_banco() -> None:
    """Trabalho só no banco aparece como CPU do PostgreSQL; só em Python, como da web."""

    def no_banco() -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM generate_series(1, 300000)")

    custo_do_banco = cronometrar(no_banco, 5)
    custo_daqui = cronometrar(lambda: sum(range(300_000)), 5)
    assert custo_do_banco.postgres is not None
    assert custo_daqui.postgres is not None
    assert custo_do_banco.postgres > 2 * custo_do_banco.web
    assert custo_daqui.web > 2 * custo_daqui.postgres


@pytest.mark.django_db
def test_a_mais_lenta_e_a_leitura_mais_demorada() -> None:
    def pedir() -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
            cursor.execute("SELECT pg_sleep(%s)", [0.01])
            cursor.execute("SET LOCAL work_mem = '5MB'")

    lenta = mais_lenta([gravar_consultas(pedir) for _ in range(5)])
    assert lenta is not None
    assert lenta.sql == "SELECT pg_sleep(%s)"
    assert any("Execution Time" in passo for passo in explicar(lenta))


def test_no_modo_embutido_o_banco_da_medicao_nasce_ao_lado_e_some(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, monkeypatch: pytest.MonkeyPatch
) -> None:
    """O banco é de verdade; migrar e carregar, que demoram, ficam para o teste da noite."""
    feitos: list[str] = []
    monkeypatch.setattr(banco, "call_command", lambda nome, **_opcoes: feitos.append(nome))
    monkeypatch.setattr(estaticos, "coletar", lambda: None)
    with django_db_blocker.unblock(), no_banco("sp156"):
        with banco.descartavel():
            assert connection.settings_dict["NAME"] == banco.BANCO
            assert not connection.introspection.table_names()
        assert feitos == ["migrate", "carregar_referencia"]
        assert connection.settings_dict["NAME"] == "sp156"
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM pg_database WHERE datname = %s", [banco.BANCO])
            assert cursor.fetchone() == (0,)


@pytest.mark.noturno
@pytest.mark.processo
@pytest.mark.timeout(300)
def test_no_modo_embutido_cria_um_banco_ao_lado_e_o_apaga(django_db_blocker: Any) -> None:
    comando = [sys.executable, "manage.py", "medir_custos", "--abertas=3", "--repeticoes=5", "--json"]
    ambiente = {k: v for k, v in os.environ.items() if k not in ("DJANGO_SETTINGS_MODULE", "PYTEST_VERSION")}
    feito = subprocess.run(
        comando, capture_output=True, text=True, cwd=settings.BASE_DIR, env=ambiente, check=False, timeout=280
    )
    assert feito.returncode == 0, feito.stderr
    assert json.loads(feito.stdout)["pedidos"]["abertos_na_caixa"] == 3
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_database WHERE datname = %s", [banco.BANCO])
        assert cursor.fetchone() == (0,)
