"""O que nasce quando chega um sinal não fica órfão, e o que sobra da web que morre atende até haver outra."""

import os
import signal
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from sp156.embutido import processos
from sp156.embutido import supervisor as modulo
from sp156.embutido.processos import Filho
from sp156.embutido.supervisor import WEB, Supervisor
from tests.instalacao import esperar

pytestmark = pytest.mark.processo
COM_FILHO = [sys.executable, "-c", "import os, time; os.fork(); time.sleep(60)"]
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


@pytest.mark.parametrize(("nome", "ficam"), [(WEB, 1), ("tarefa", 0)])
def test_do_que_morre_so_a_web_deixa_quem_atenda_ate_a_nova_estar_pronta(
    supervisor: Supervisor, monkeypatch: pytest.MonkeyPatch, nome: str, ficam: int
) -> None:
    supervisor.comecar(nome, COM_FILHO, os.environ)
    antes = supervisor.filhos[0]
    esperar(lambda: len(processos.do_grupo(antes.processo.pid)) == 2, falta="o processo que ele faz")
    antes.processo.kill()
    vigiar_ate(supervisor, monkeypatch, lambda: supervisor.filhos[0] is not antes)
    assert len(processos.do_grupo(antes.processo.pid)) == ficam
    monkeypatch.setattr(modulo, "ATE_A_NOVA_ATENDER", 0.0)
    vigiar_ate(supervisor, monkeypatch, lambda: not processos.do_grupo(antes.processo.pid))
    assert supervisor.filhos[0].vivo


def vigiar_ate(supervisor: Supervisor, monkeypatch: pytest.MonkeyPatch, quando: Callable[[], object]) -> None:
    """A vigia, que sem isto só acaba com o portal."""
    limite = time.monotonic() + 20
    monkeypatch.setattr(supervisor, "orfao", lambda: quando() or time.monotonic() > limite)
    assert supervisor.vigiar() is None
    assert quando()
