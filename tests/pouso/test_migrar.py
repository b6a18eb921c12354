"""O banco que o pouso anterior encheu se migra para este código e serve, sem perder uma linha."""

from __future__ import annotations

import json
import lzma
import subprocess
from collections.abc import Iterator
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

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


def test_a_demonstracao_volta_inteira_da_copia_e_o_que_mude_se_nota(
    restaurado: dict[str, int], tmp_path: Path, settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    settings.MEDIA_ROOT = str(tmp_path / "fotos")
    Path(settings.MEDIA_ROOT).mkdir()
    (tmp_path / "fotos" / "buraco.jpg").write_bytes(b"uma foto")
    guardada = rodar(capsys, "guardar", pasta=str(tmp_path), sem_cifra=True)
    ensaiada = rodar(capsys, "ensaiar_restauracao", str(tmp_path))
    assert (ensaiada["arquivos"], ensaiada["diferencas"]) == (1, 0)
    assert ensaiada["linhas"] == guardada["linhas"] > sum(restaurado.values()) * 0.9

    # O despejo de uma linha mudada com as somas de antes dela; a foto, tirada da pasta das cópias.
    somas = json.loads((tmp_path / guardada["copia"] / "manifesto.json").read_bytes())["tabelas"]
    quem = Usuario.objects.earliest("pk")
    Usuario.objects.filter(pk=quem.pk).update(email="outro@exemplo.test")
    seguinte = rodar(capsys, "guardar", pasta=str(tmp_path), sem_cifra=True)
    Usuario.objects.filter(pk=quem.pk).update(email=quem.email)
    manifesto = tmp_path / seguinte["copia"] / "manifesto.json"
    dito = json.loads(manifesto.read_bytes())
    dito["tabelas"]["contas_usuario"] = somas["contas_usuario"]
    manifesto.write_text(json.dumps(dito))
    (tmp_path / "arquivos" / "buraco.jpg").unlink()
    with pytest.raises(SystemExit) as saida:
        call_command("ensaiar_restauracao", str(tmp_path))
    assert saida.value.code == 1
    assert capsys.readouterr().err.splitlines() == [
        "contas_usuario (conteúdo)",
        "arquivos/buraco.jpg: falta no destino.",
    ]


def rodar(capsys: pytest.CaptureFixture[str], *comando: str, **opcoes: Any) -> dict[str, Any]:
    """O que o comando diz em JSON."""
    call_command(*comando, json=True, **opcoes)
    dito: dict[str, Any] = json.loads(capsys.readouterr().out)
    return dito


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
