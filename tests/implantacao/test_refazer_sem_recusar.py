"""Refazer a web sem recusar ninguém: o granian sozinho, e duas webs atrás do nginx."""

from __future__ import annotations

import signal
from pathlib import Path

import pytest

from sp156.web.servidor import TRABALHADORES
from tests.implantacao.carga import Carga
from tests.instalacao import Instalacao, esperar, instalar

pytestmark = [pytest.mark.processo, pytest.mark.noturno, pytest.mark.timeout(400)]
PAGINAS = ("/saude/viva/", "/")
PESSOAS = 4


def filhos_de(pid: int) -> set[int]:
    lidos = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()
    return {int(um) for um in lidos}


def refeitos(feita: Instalacao) -> None:
    """Manda refazer, e espera que nenhum dos processos de antes atenda."""
    web = feita.filhos["web"].processo.pid
    antes = filhos_de(web)
    feita.filhos["web"].processo.send_signal(signal.SIGHUP)
    esperar(
        lambda: not antes & (agora := filhos_de(web)) and len(agora) >= TRABALHADORES,
        150,
        falta="os processos novos",
    )


def test_o_sinal_refaz_a_web_com_pedidos_a_chegar() -> None:
    with instalar(processos_da_web=TRABALHADORES) as feita:
        feita.subir("web")
        with Carga(feita.porta, PAGINAS).correndo(PESSOAS) as carga:
            esperar(lambda: carga.contas["200"] > 20, falta="a carga começar")
            refeitos(feita)
        assert set(carga.contas) == {"200"}, carga.contas
