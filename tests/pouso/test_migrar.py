"""O banco que o pouso anterior encheu se migra para este código e serve, sem perder uma linha."""

from __future__ import annotations

import json
import lzma
import subprocess
from collections.abc import Iterator
from pathlib import Path
from tempfile import mkdtemp

import pytest
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.test import Client, override_settings
from pytest_django import DjangoDbBlocker, Settings

from contas.models import Usuario
from esic.models import Pedido
from ouvidoria.models import Manifestacao
from solicitacoes.models import Solicitacao
from sp156.demonstracao import pessoas
from sp156.embutido import postgres
from tests import bancos
from tests.pouso.gravar import DE_QUAL, GUARDADO, encher
from tests.sp156.portal_no_ar import portal
from tests.sp156.test_demonstracao import DESTINOS

PUBLICAS = ("/", "/servicos/", "/servicos/tapa-buraco/", "/servicos/?q=buraco", "/acompanhar/", "/e-sic/")
CASOS = (Solicitacao, Manifestacao, Pedido)


@pytest.fixture(scope="module")
def restaurado(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[dict[str, int]]:
    """O banco guardado, já migrado; devolve quantas linhas cada tabela tinha antes."""
    nome = bancos.do_processo_com("pouso", restaurar)
    with django_db_blocker.unblock(), bancos.no_banco(nome):
        antes = linhas()
        call_command("migrate", interactive=False, verbosity=0)
        yield antes


def restaurar(nome: str) -> None:
    url = bancos.criar_banco(nome)
    comando = [str(postgres.programas() / "psql"), "--quiet", "--set=ON_ERROR_STOP=1", url]
    sql = lzma.decompress(GUARDADO.read_bytes())
    subprocess.run(comando, input=sql, stdout=subprocess.DEVNULL, check=True)


def linhas() -> dict[str, int]:
    """Quantas linhas cada tabela tem, menos a das migrações."""
    tabelas = [nome for nome in connection.introspection.table_names() if nome != "django_migrations"]
    contas = [f"SELECT '{tabela}', count(*) FROM \"{tabela}\"" for tabela in tabelas]  # noqa: S608 - do próprio banco
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(contas))
        return dict(cursor.fetchall())


def test_migrar_nao_perde_nada(restaurado: dict[str, int]) -> None:
    executor = MigrationExecutor(connection)
    assert executor.migration_plan(executor.loader.graph.leaf_nodes()) == []
    depois = linhas()
    perdidas = {t: (n, depois[t]) for t, n in restaurado.items() if t in depois and depois[t] < n}
    assert perdidas == {}
    assert all(caso.objects.exists() for caso in CASOS)


def test_a_demonstracao_volta_inteira_da_copia(
    restaurado: dict[str, int], tmp_path: Path, settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    settings.MEDIA_ROOT = tmp_path / "arquivos"
    call_command("guardar", pasta=str(tmp_path), sem_cifra=True, json=True)
    guardada = json.loads(capsys.readouterr().out)
    call_command("ensaiar_restauracao", str(tmp_path), json=True)
    ensaiada = json.loads(capsys.readouterr().out)
    assert (ensaiada["diferencas"], ensaiada["linhas"]) == (0, guardada["linhas"])
    assert ensaiada["linhas"] > sum(restaurado.values()) * 0.9


def test_as_paginas_de_todos_abrem(restaurado: dict[str, int], subtests: pytest.Subtests) -> None:
    casos = [f"/acompanhar/{caso.protocolo}/" for tabela in CASOS for caso in tabela.objects.all()]
    for pagina in (*PUBLICAS, *casos):
        with subtests.test(pagina), bancos.desfeito():
            assert Client().get(pagina).status_code in {200, 302}


def test_a_carga_de_hoje_respeita_o_que_ja_estava_e_cada_pessoa_chega_ao_seu_trabalho(
    restaurado: dict[str, int], subtests: pytest.Subtests
) -> None:
    """A demonstração de hoje pode ter quem a do pouso anterior não tinha."""
    ja = set(Usuario.objects.values_list("email", flat=True))
    novas = {pessoa.email for pessoa in pessoas.USUARIOS} - ja
    with bancos.desfeito():
        with override_settings(EMBUTIDO=True):
            call_command("carregar_referencia", verbosity=0)
        assert Usuario.objects.count() == restaurado["contas_usuario"] + len(novas)
        for pessoa in pessoas.USUARIOS:
            with subtests.test(pessoa.papel), bancos.desfeito():
                navegador = Client()
                navegador.force_login(Usuario.objects.get(email=pessoa.email))
                assert navegador.get(DESTINOS[pessoa.papel], follow=True).status_code == 200


@pytest.mark.noturno
@pytest.mark.processo
@pytest.mark.timeout(900)
def test_o_portal_de_hoje_sobe_sobre_a_pasta_do_pouso_anterior() -> None:
    """Com os programas de verdade: o código do commit guardado enche a pasta, e o de hoje a serve."""
    dados = Path(mkdtemp(prefix="sp156-pouso-")) / "dados"
    encher(DE_QUAL.read_text(encoding="ascii").strip(), dados)
    with portal(dados) as no_ar:
        no_ar.esperar_pronto()
        assert no_ar.saude()[0] == 200
        assert no_ar.parar() == 0
