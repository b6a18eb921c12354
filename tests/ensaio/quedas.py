"""O que cai durante o ensaio, em ordem sorteada: processos, banco, fila, correio e disco.

Quem levanta o que morre é o supervisor do portal: daqui só se derruba.
"""

from __future__ import annotations

import contextlib
import os
import random
import resource
import signal
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from functools import partial

import redis

from sp156.embutido import processos
from tests.ensaio.casa import Casa
from tests.ensaio.fio import Fio, Modo
from tests.sp156.portal_no_ar import processos_de

PROCESSOS = {
    "web": "granian",
    "tarefas": "--queues=celery,canais",
    "segundos": "--queues=segundos",
    "arquivos": "--queues=arquivos",
    "agenda": "celery --quiet -A sp156.fila.agenda beat",
    "fila": "valkey-server",
    "banco": "postgres -D",
}
"""O processo do portal → o que o diz na sua linha de comando."""
LIGACAO = "postgres: sp156"
"""O processo do PostgreSQL que atende uma ligação."""
COM_FILHOS = ("web",)
GRAVAM = ("web", "tarefas", "arquivos")
CABEM = 20_000
"""Bytes que cabem em cada arquivo enquanto o disco está cheio: é o núcleo que recusa o resto, com EFBIG."""
PARADO = (2.0, 6.0)
"""Segundos que dura o que passa: o processo parado, o correio ruim, o disco cheio."""
FOLEGO = (1.0, 4.0)
"""Segundos entre uma queda e a seguinte: o supervisor desiste de quem morre cinco vezes num minuto."""


class Quedas:
    """As quedas de um ensaio; `feitas` conta cada uma."""

    def __init__(self, casa: Casa, fio: Fio, acaso: random.Random) -> None:
        self.casa, self.fio, self.acaso = casa, fio, acaso
        self.feitas: Counter[str] = Counter()

    def derrubar(self, segundos: float) -> None:
        """Durante tantos segundos, todas, uma de cada vez, noutra ordem a cada volta."""
        limite, por_fazer = time.monotonic() + segundos, list[str]()
        todas = self._todas()
        while time.monotonic() < limite:
            por_fazer = por_fazer or self.acaso.sample(sorted(todas), len(todas))
            nome = por_fazer.pop()
            with contextlib.suppress(ProcessLookupError):  # acabou entre achá-lo e derrubá-lo
                if todas[nome]():
                    self.feitas[nome] += 1
            time.sleep(self.acaso.uniform(*FOLEGO))

    def _todas(self) -> dict[str, Callable[[], bool]]:
        """O nome de cada queda → a função que a faz, e diz se havia o que derrubar."""
        quem = PROCESSOS.items()
        return {
            **{f"kill -9 {nome}": partial(self._mandar, trecho, signal.SIGKILL) for nome, trecho in quem},
            **{f"SIGSTOP {nome}": partial(self._congelar, trecho) for nome, trecho in quem},
            **{f"kill -9 um de {nome}": partial(self._matar_um, PROCESSOS[nome]) for nome in COM_FILHOS},
            "kill -9 uma ligação ao banco": partial(self._matar_um, LIGACAO),
            "banco reiniciado": partial(self._mandar, PROCESSOS["banco"], signal.SIGINT),
            "fila esvaziada": self._esvaziar,
            "correio lento": partial(self._correio, Modo.LENTO),
            "correio cortado no DATA": partial(self._correio, Modo.CORTADO),
            "correio sem resposta": partial(self._correio, Modo.SURDO),
            "disco cheio": self._encher_o_disco,
        }

    def _passar(self) -> None:
        time.sleep(self.acaso.uniform(*PARADO))

    def _de(self, trecho: str) -> list[int]:
        """Os processos do portal com isto na linha de comando, o mais velho primeiro."""
        achados = [pid for pid, linha in processos_de(self.casa.pasta).items() if trecho in linha]
        return sorted(achados, key=lambda pid: (int(processos.nascimento(pid) or sys.maxsize), pid))

    def _mandar(self, trecho: str, sinal: signal.Signals) -> bool:
        """Ao processo de que o supervisor cuida, e só a ele."""
        achados = self._de(trecho)
        if achados:
            os.kill(achados[0], sinal)
        return bool(achados)

    def _matar_um(self, trecho: str) -> bool:
        """Um dos que o processo fez."""
        filhos = self._de(trecho)[0 if trecho == LIGACAO else 1 :]
        if filhos:
            os.kill(self.acaso.choice(filhos), signal.SIGKILL)
        return bool(filhos)

    def _congelar(self, trecho: str) -> bool:
        """O processo e os que ele fez param, como numa máquina que troca memória com o disco, e voltam."""
        achados = self._de(trecho)
        if trecho == PROCESSOS["banco"]:
            achados += self._de(LIGACAO)
        with _ate_o_fim(partial(_sinal_a_todos, achados, signal.SIGCONT)):
            _sinal_a_todos(achados, signal.SIGSTOP)
            self._passar()
        return bool(achados)

    def _esvaziar(self) -> bool:
        """A fila e o cache perdem tudo (FLUSHALL)."""
        with redis.Redis.from_url(self.casa.fila, socket_timeout=5) as fila:
            try:
                fila.flushall()
            except redis.RedisError:  # ainda a voltar da queda de antes
                return False
        return True

    def _correio(self, modo: Modo) -> bool:
        with _ate_o_fim(lambda: setattr(self.fio, "modo", Modo.BOM)):
            self.fio.modo = modo
            self._passar()
        return True

    def _encher_o_disco(self) -> bool:
        """Nenhum arquivo que a web e os trabalhadores gravem passa de `CABEM`, até se libertar espaço."""
        with _ate_o_fim(self._limitar):
            self._limitar(CABEM)
            self._passar()
        return True

    def _limitar(self, cabem: int | None = None) -> None:
        """Aos processos de agora: o que nasceu com o disco cheio também o vê livre."""
        for pid in [pid for nome in GRAVAM for pid in self._de(PROCESSOS[nome])]:
            with contextlib.suppress(ProcessLookupError):
                teto = resource.prlimit(pid, resource.RLIMIT_FSIZE)[1]
                resource.prlimit(pid, resource.RLIMIT_FSIZE, (teto if cabem is None else cabem, teto))


@contextlib.contextmanager
def _ate_o_fim(desfazer: Callable[[], object]) -> Iterator[None]:
    """O que se estragou volta ao que era, aconteça o que acontecer."""
    try:
        yield
    finally:
        desfazer()


def _sinal_a_todos(pids: list[int], sinal: signal.Signals) -> None:
    for pid in pids:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, sinal)
