"""O ensaio de falhas: de dia um minuto de quedas, e a prova de que as contas notam o que falta."""

from __future__ import annotations

import json
import shutil
import sys
import tempfile
from collections.abc import Iterator
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from pytest_django import Settings

from sp156.embutido.pastas import das
from tests.ensaio.contas import PERDAS
from tests.ensaio.ensaio import Ensaiado, Feito, ensaiado
from tests.ensaio.management.commands import ensaiar_falhas
from tests.instalacao import encher, rodar
from tests.sp156.portal_no_ar import ambiente_limpo

pytestmark = [pytest.mark.processo, pytest.mark.timeout(600)]

DE_DIA = 60
CHAVES = {
    *("protocolos", "perdidos", "dobrados", "avisos", "avisos_perdidos", "avisos_dobrados"),
    *("fotos_perdidas", "mensagens_perdidas", "meio_feitos", "quedas", "semente"),
}


@pytest.fixture
def pasta() -> Iterator[Path]:
    """Os dados de um portal já migrado e carregado, parado."""
    base = Path(tempfile.mkdtemp(prefix="sp156-ensaio-"))
    encher(das(base / "dados"))
    yield base / "dados"
    shutil.rmtree(base, ignore_errors=True)


def test_nada_se_perde_e_o_que_falta_se_nota(
    pasta: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with ensaiado(pasta, segundos=DE_DIA, semente=81) as feito:
        inteiro = feito.contas()
        estragar(feito)
        estragado = feito.contas()
    assert not inteiro.faltas, feito.portal.diario.read_text(encoding="utf-8")[-5000:]
    assert not inteiro.perdeu
    assert inteiro.resultado.keys() >= CHAVES
    assert {perda: inteiro.resultado[perda] for perda in PERDAS} == dict.fromkeys(PERDAS, 0)
    assert inteiro.resultado["protocolos"] >= 5
    assert len(inteiro.resultado["quedas"]) >= 3
    notadas = {"perdidos": 1, "avisos_perdidos": 1, "fotos_perdidas": 2, "meio_feitos": 1}
    assert all(estragado.resultado[perda] >= n for perda, n in notadas.items()), estragado.faltas
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))  # o que se perdeu fica guardado, e aqui se apaga
    conferir_a_saida(estragado, monkeypatch)


def estragar(feito: Ensaiado) -> None:
    """Uma foto some e outra fica pela metade; um aviso some da caixa de saída, e um pedido, de todo lugar."""
    com_foto = [pedido.protocolo for pedido in feito.livro.pedidos if pedido.foto]
    some, metade = (_arquivo(feito, protocolo) for protocolo in com_foto[:2])
    some.unlink()
    metade.write_bytes(metade.read_bytes()[: metade.stat().st_size // 2])
    do_ultimo = "(SELECT id FROM avisos_aviso WHERE protocolo = %s AND modelo = 'registrado')"
    ultimo, outro = feito.livro.pedidos[-1].protocolo, feito.livro.pedidos[-2].protocolo
    feito.portal.ler(f"DELETE FROM avisos_envio WHERE aviso_id IN {do_ultimo}", ultimo)
    feito.portal.ler(f"DELETE FROM avisos_aviso WHERE id IN {do_ultimo}", ultimo)
    feito.portal.ler("UPDATE solicitacoes_solicitacao SET descricao = '' WHERE protocolo = %s", outro)


def _arquivo(feito: Ensaiado, protocolo: str) -> Path:
    (nome,) = feito.portal.ler(
        "SELECT arquivo FROM solicitacoes_anexo a JOIN solicitacoes_solicitacao c ON c.id = a.caso_id"
        " WHERE c.protocolo = %s AND ordem = 1",
        protocolo,
    )
    return feito.portal.arquivos / str(nome)


def conferir_a_saida(estragado: Feito, monkeypatch: pytest.MonkeyPatch) -> None:
    """O comando diz o resultado em JSON, o que falta por extenso, e sai com 1."""
    dito = StringIO()
    monkeypatch.setattr(ensaiar_falhas, "ensaiar", lambda *_a, **_k: estragado)
    with pytest.raises(CommandError, match="foto perdida") as saida:
        call_command("ensaiar_falhas", "--json", stdout=dito)
    assert saida.value.returncode == 1
    assert json.loads(dito.getvalue()) == estragado.resultado


def test_so_no_modo_embutido(settings: Settings) -> None:
    """Com o banco da cidade no ambiente, nem começa."""
    settings.EMBUTIDO = False
    with pytest.raises(CommandError, match="modo embutido"):
        call_command("ensaiar_falhas")


@pytest.mark.noturno
@pytest.mark.timeout(3600)
def test_dez_minutos(tmp_path: Path) -> None:
    comando = [sys.executable, "manage.py", "ensaiar_falhas", "--minutos", "10", "--json"]
    dito = rodar(comando, ambiente_limpo(tmp_path), prazo=3000)
    print(dito)  # noqa: T201 - com -s, é a figura da noite
    assert json.loads(dito)["protocolos"] > 50
