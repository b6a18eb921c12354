"""O que se guarda: a que falta um arquivo diz-se incompleta, e só as velhas saem."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.utils import timezone
from pytest_django.fixtures import Settings

from solicitacoes.models import Anexo
from sp156.copia import CopiaFalhou, arquivos, banco, manifesto, rotina, vigias
from sp156.copia.manifesto import nome_de, que_ficam
from sp156.copia.models import Copia, RegraDaCopia
from tests.copia.conftest import Copiavel


def test_a_foto_que_falta_faz_a_copia_incompleta(copiavel: Copiavel) -> None:
    foto = Path(Anexo.objects.get().arquivo.path)
    conteudo = foto.read_bytes()
    foto.unlink()
    dito, codigo = copiavel.rodar("guardar")
    assert (dito["situacao"], dito["faltam"], codigo) == ("incompleta", [Anexo.objects.get().arquivo.name], 1)
    assert dito["copia"].endswith("-incompleta")
    assert "faltam arquivos" in vigias.copia_inteira()
    foto.write_bytes(conteudo)
    inteira = copiavel.guardar()
    assert vigias.copia_inteira() == ""
    assert manifesto.pastas(arquivos.destino(str(copiavel.destino))) == [inteira["copia"]]


def test_so_os_arquivos_novos_se_gravam_e_os_atalhos_seguem_se(copiavel: Copiavel, tmp_path: Path) -> None:
    copiavel.guardar()
    (tmp_path / "longe.jpg").write_bytes(b"noutro disco")
    (copiavel.arquivos / "atalho").symlink_to(tmp_path, target_is_directory=True)
    dito = copiavel.guardar()
    (copiavel.arquivos / "atalho").unlink()
    assert (dito["arquivos"], dito["novos"]) == (2, 1)
    assert (copiavel.destino / "arquivos" / "atalho" / "longe.jpg.age").exists()
    assert b"noutro disco" not in (copiavel.destino / "arquivos" / "atalho" / "longe.jpg.age").read_bytes()


def test_o_manifesto_truncado_nao_estorva_as_copias_seguintes(copiavel: Copiavel) -> None:
    estragada = copiavel.destino / copiavel.guardar()["copia"] / "manifesto.json"
    estragada.write_bytes(estragada.read_bytes()[:-10])
    guardado = copiavel.destino / "arquivos" / "de-outra.jpg.age"
    guardado.write_bytes(b"so a estragada sabia dele")
    RegraDaCopia.objects.update(diarias=90)
    copiavel.guardar()
    copiavel.guardar()
    assert not guardado.exists()
    assert not estragada.parent.exists()


def test_ficam_as_ultimas_de_cada_dia_semana_e_mes() -> None:
    hoje = datetime(2026, 12, 2, 12, tzinfo=UTC)
    nomes = [nome_de(hoje - timedelta(days=n)) for n in range(400)]
    ficam = sorted(que_ficam(nomes, RegraDaCopia(diarias=7, semanais=5, mensais=12)), reverse=True)
    dias = [nome[:10] for nome in ficam]
    assert dias[:7] == [
        f"2026-{dia}" for dia in ("12-02", "12-01", "11-30", "11-29", "11-28", "11-27", "11-26")
    ]
    assert dias[-1][:7] == "2026-01"
    assert len(dias) == 7 + 3 + 10


def test_a_rotina_faz_uma_por_dia_e_os_vigias_leem_a(copiavel: Copiavel, settings: Settings) -> None:
    Copia.objects.all().delete()
    assert vigias.copia_recente() == "Última cópia de segurança: não se sabe."
    agora = timezone.localtime().replace(hour=3, minute=6)
    rotina.guardar_se_devida(agora.replace(hour=1))
    assert not Copia.objects.exists()
    Copia.objects.create(
        situacao="falhou", pasta="x", onde="x", comecou_em=agora, acabou_em=agora, porque="Não há espaço."
    )
    assert vigias.copia_inteira() == "A última cópia não deu: Não há espaço."
    rotina.guardar_se_devida(agora)
    assert vigias.copia_recente() == vigias.copia_marcada() == ""
    assert vigias.ensaio_recente().startswith("Nenhuma cópia se ensaiou")
    rotina.ensaiar_a_ultima()
    assert vigias.ensaio_recente() == ""
    settings.COPIA_DESTINATARIO, settings.EMBUTIDO = [], False
    assert "COPIA_DESTINATARIO" in vigias.copia_marcada()


def test_atras_de_um_pooler_recusa_se(copiavel: Copiavel, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(connection.settings_dict, "DISABLE_SERVER_SIDE_CURSORS", True)
    with pytest.raises(CopiaFalhou, match="vai direto ao PostgreSQL"):
        banco.ligacao()
