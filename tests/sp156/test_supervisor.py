"""O sinal que chega enquanto um processo nasce não o deixa órfão."""

import os
import signal
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from sp156.embutido import processos
from sp156.embutido.processos import Filho
from sp156.embutido.supervisor import Supervisor

pytestmark = pytest.mark.processo
DORME = [sys.executable, "-c", "import time; time.sleep(60)"]


@pytest.fixture
def supervisor(tmp_path: Path) -> Iterator[Supervisor]:
    antes = {sinal: signal.getsignal(sinal) for sinal in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)}
    feito = Supervisor([], pytest.fail, tmp_path / "registro")
    feito.ouvir_sinais()
    yield feito
    feito.parar()
    for sinal, de_antes in antes.items():
        signal.signal(sinal, de_antes)


def test_ctrl_c_enquanto_um_nasce_para_tambem_esse(
    supervisor: Supervisor, monkeypatch: pytest.MonkeyPatch
) -> None:
    comecar, nascidos = processos.comecar, []

    def interrompido(*partes: Any, **opcoes: Any) -> Filho:
        nascidos.append(comecar(*partes, **opcoes | {"saida": None}))
        os.kill(os.getpid(), signal.SIGINT)
        return nascidos[-1]

    monkeypatch.setattr(processos, "comecar", interrompido)
    with pytest.raises(KeyboardInterrupt):
        supervisor.comecar("web", DORME, os.environ)
    assert supervisor.filhos == nascidos
    supervisor.parar()
    assert not any(filho.vivo for filho in nascidos)
