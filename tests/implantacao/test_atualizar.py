"""`manage.py atualizar`: o salto grande recusa-se, a tabela ocupada não se espera, os filhos renovam-se."""

from __future__ import annotations

import signal
from pathlib import Path
from unittest import mock

import psycopg
import pytest
from django.core.checks import CheckMessage, Tags, run_checks
from django.core.management import CommandError
from django.core.management.commands import migrate
from django.db import connection, transaction
from django.db.migrations.recorder import MigrationRecorder

from sp156.embutido.processos import Filho
from sp156.embutido.supervisor import WEB, Supervisor
from sp156.implantacao import migrar, saltos
from sp156.management.commands import atualizar


def por_fazer(migracao: str) -> None:
    """Como um banco que parou a meio das migrações que depois se juntaram."""
    feitas = MigrationRecorder(connection).migration_qs
    feitas.filter(app="roteamento", name=migracao).delete()


def do_banco() -> list[CheckMessage]:
    return run_checks(tags=[Tags.database], databases=["default"])


@pytest.mark.django_db
def test_o_banco_de_antes_das_juntadas_recusa_se_com_o_passo_a_dar() -> None:
    assert do_banco() == []
    por_fazer("0001_squashed_0006_base_de_ruas")
    por_fazer("0006_base_de_ruas")
    (recusa,) = do_banco()
    assert "roteamento.0006_base_de_ruas" in recusa.msg
    assert f"em {saltos.DEGRAU}, rode manage.py migrate" in str(recusa.hint)
    for comando in (migrate.Command(), atualizar.Command()):
        assert comando.get_check_kwargs({"database": "default"})["databases"] == ["default"]


def so_quando_livre(*_args: object, **_opcoes: object) -> None:
    """No lugar de uma migração: quer o que outra ligação segura."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(48)")


def test_atras_do_pooler_manda_ir_direto_ao_banco(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(connection.settings_dict, "DISABLE_SERVER_SIDE_CURSORS", True)
    with pytest.raises(CommandError, match="direto ao PostgreSQL"):
        migrar.migrar(minutos=1, dizer=print)


@pytest.mark.django_db
def test_o_ocupado_larga_se_e_tenta_se_outra_vez(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(migrar, "call_command", so_quando_livre)
    monkeypatch.setattr(migrar, "ENTRE", 0.0)
    monkeypatch.setattr(migrar, "ESPERA_MS", 40)
    parametros = connection.get_connection_params()
    onde = {chave: parametros[chave] for chave in ("host", "port", "user", "dbname") if chave in parametros}
    with psycopg.connect(**onde, autocommit=True) as outra:
        outra.execute("SELECT pg_advisory_lock(48)")
        ditas: list[str] = []
        with pytest.raises(CommandError, match="hora de menos movimento"):
            migrar.migrar(minutos=1, dizer=ditas.append)
        assert len(ditas) == migrar.VEZES - 1
        migrar.migrar(minutos=1, dizer=lambda _: outra.execute("SELECT pg_advisory_unlock(48)"))
    with connection.cursor() as cursor:
        cursor.execute("SHOW lock_timeout")
        assert cursor.fetchone() == ("30s",), "os outros comandos esperam o de sempre"


def test_renovar_poupa_a_web_e_refaz_os_outros(tmp_path: Path) -> None:
    supervisor = Supervisor([], mock.Mock(), tmp_path / "registro")
    vivo = {"stdout": None, "poll.return_value": None}
    web, tarefa, nova = (Filho(nome, mock.Mock(**vivo), signal.SIGTERM) for nome in (WEB, "tarefa", "tarefa"))
    with mock.patch("sp156.embutido.processos.comecar", side_effect=[web, tarefa, nova]):
        for nome in (WEB, "tarefa"):
            supervisor.comecar(nome, ["programa"], {})
        with mock.patch.object(Filho, "parar") as parar:
            supervisor.renovar()
    assert supervisor.filhos == [web, nova]
    parar.assert_called_once()
    web.processo.send_signal.assert_called_once_with(signal.SIGHUP)  # type: ignore[attr-defined]
