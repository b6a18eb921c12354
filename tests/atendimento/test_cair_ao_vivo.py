"""Sessenta conversas abertas enquanto os processos caem e se refazem: tudo chega, uma vez, e depressa."""

from __future__ import annotations

import json
import signal
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

import pytest

from tests.instalacao import Instalacao, instalar
from tests.medicao.carga_do_chat import Atendendo, Conversando, percorrer

ABRIR = """
import json
from dataclasses import asdict
from tests.medicao.carga_do_chat import conversas_abertas
print(json.dumps([asdict(um) for um in conversas_abertas({quantas})]))
"""
DITAS = "SELECT texto FROM atendimento_mensagem WHERE texto LIKE 'marca-%%'"
VOLTAM_EM = 15.0
"""Segundos até cada página ter o que se disse, depois de tudo estar outra vez no ar."""


@dataclass
class Quedas:
    """O que caiu, e por quanto tempo."""

    no_ar: Instalacao
    fora: list[float] = field(default_factory=list)

    def derrubar(self) -> None:
        for nome in ("web", "fila", "banco"):
            time.sleep(12)
            caiu = time.monotonic()
            self.no_ar.matar(nome)
            time.sleep(1)
            self.no_ar.subir(nome)
            self.fora.append(time.monotonic() - caiu)
        time.sleep(12)
        self.no_ar.filhos["web"].processo.send_signal(
            signal.SIGHUP
        )  # o granian refaz cada processo por sua vez


def das_linhas(escrito: str) -> list[Atendendo]:
    lidas = json.loads(escrito)
    return [
        Atendendo(**{**um, "conversas": tuple(Conversando(**uma) for uma in um["conversas"])}) for um in lidas
    ]


@pytest.mark.noturno
@pytest.mark.processo
@pytest.mark.timeout(400)
def test_sessenta_conversas_com_tudo_a_cair_e_a_web_a_refazer_se() -> None:
    with instalar(banco_proprio=True, processos_da_web=2) as no_ar:
        no_ar.subir("web")
        abertas = das_linhas(no_ar.python(ABRIR.format(quantas=60)).splitlines()[-1])
        quedas = Quedas(no_ar)
        with ThreadPoolExecutor(
            1
        ) as outra:  # os processos morrem com a thread que os lançou: a que cai é esta
            feita = outra.submit(
                percorrer, no_ar.porta, abertas, segundos=80, cpu=lambda: {"web": 0.0}, entre=8
            )
            quedas.derrubar()
            medidas, durou, _ = feita.result()
        resumo = medidas.resumir(conversas=60, segundos=durou, cpu={}, gravadas=no_ar.ler(DITAS))
        print(resumo, max(quedas.fora))  # noqa: T201
        assert (resumo["perdidas"], resumo["dobradas"]) == (0, 0), no_ar.registros()
        demoras = [medidas.chegadas[marca] - quando for marca, quando in medidas.mandadas.items()]
        assert max(demoras) <= max(quedas.fora) + VOLTAM_EM
        assert resumo["ligacoes"] == 75, "todas voltaram"
