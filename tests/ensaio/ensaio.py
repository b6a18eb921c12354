"""O ensaio inteiro: sobe o portal, põe gente a usá-lo, derruba tudo, espera que assente e faz as contas."""

from __future__ import annotations

import logging
import random
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from typing import Any

import psycopg

from tests.correio import Correio
from tests.ensaio import casa, contas, conversas
from tests.ensaio.carga import ATENDEM, CENARIO, SERVE, Carga, Livro
from tests.ensaio.casa import Casa
from tests.ensaio.conversas import Conversas
from tests.ensaio.fio import Fio
from tests.ensaio.quedas import Quedas
from tests.medicao.carga_do_chat import Medidas

CONVERSAS = 4
COMECADO = 4
"""Pedidos que se fazem antes da primeira queda: o que cai acha o portal em uso."""
ASSENTA = 240.0
"""Segundos que o portal tem, em calma, para entregar e conferir o que esperava."""
POR_FAZER = (
    "SELECT count(*) FROM avisos_aviso WHERE situacao IN ('pendente', 'enviando')"
    " UNION ALL SELECT count(*) FROM protocolo_quarentena WHERE situacao = 'a_conferir'"
)
AGORA = (
    "UPDATE avisos_aviso SET proxima_em = now() WHERE situacao = 'pendente' AND proxima_em > now()"
    " OR situacao = 'enviando' AND proxima_em BETWEEN now() AND now() + interval '270 seconds'"
)
"""Faz passar já o tempo que a próxima tentativa esperaria.

A reserva, que é de cinco minutos, só se já tem trinta segundos: em calma um lote não leva tanto.
"""


@dataclass(frozen=True)
class Feito:
    """O que se conta a quem pediu o ensaio, e o que falta, por extenso."""

    resultado: dict[str, Any]
    faltas: list[str]
    perdeu: bool


@dataclass(frozen=True)
class Ensaiado:
    """O portal depois das quedas, ainda no ar e já assente, e o que se sabe de fora dele."""

    portal: Casa
    correio: Correio
    livro: Livro
    ditas: Medidas
    circunstancias: dict[str, Any]

    def contas(self) -> Feito:
        """As contas de agora: o que se tira dele entre uma vez e a outra, a outra nota."""
        ficaram = conversas.contar(self.ditas, self.portal.ler(contas.CONVERSAS))
        recebidas = [str(mensagem["Message-ID"]) for mensagem in self.correio.mensagens]
        achado = contas.fazer(self.portal, self.livro, recebidas, ficaram)
        return Feito(achado.contas | self.circunstancias, achado.faltas, achado.perdeu)


def ensaiar(pasta: Path, *, segundos: float, semente: int) -> Feito:
    """`segundos` de quedas sobre um portal em `pasta`, que se cria se não existe; depois, calma e contas."""
    with ensaiado(pasta, segundos=segundos, semente=semente) as feito:
        return feito.contas()


@contextmanager
def ensaiado(pasta: Path, *, segundos: float, semente: int) -> Iterator[Ensaiado]:
    """O mesmo, com o portal ainda no ar."""
    logging.getLogger("mail.log").setLevel(logging.WARNING)  # o aiosmtpd conta cada linha da conversa
    acaso = random.Random(semente)  # noqa: S311 - só sorteia a ordem das quedas
    with ExitStack() as pilha:
        correio = pilha.enter_context(Correio.no_ar())
        fio = pilha.enter_context(Fio(correio.porta).no_ar())
        portal = pilha.enter_context(casa.no_ar(pasta, fio.porta))
        cenario = portal.do_django(CENARIO.format(quem=[SERVE, *ATENDEM], conversas=CONVERSAS))
        carga = Carga(portal.porta, cenario["sessoes"], acaso)
        quedas = Quedas(portal, fio, acaso)
        carga.comecar()
        carga.esperar(COMECADO)
        falando = Conversas(portal.porta, cenario["conversas"], segundos)
        quedas.derrubar(segundos)
        carga.acabar(ASSENTA)
        ditas = falando.acabar()
        circunstancias = {
            "quedas": dict(sorted(quedas.feitas.items())),
            "recusas": dict(sorted(carga.livro.recusas.items())),
            "desistencias": carga.livro.desistencias,
            "assentou_em_s": round(assentar(portal)),
            "semente": semente,
        }
        yield Ensaiado(portal, correio, carga.livro, ditas, circunstancias)


def assentar(portal: Casa) -> float:
    """Espera que nada mais reste por entregar nem por conferir; diz em quantos segundos."""
    comeco = time.monotonic()
    while time.monotonic() - comeco < ASSENTA:
        if portal.portal.processo.poll() is not None:
            raise RuntimeError(f"o portal desistiu; o que ele escreveu está em {portal.diario}")
        try:
            portal.ler(AGORA)
            if portal.portal.saude()[0] == HTTPStatus.OK and not any(portal.ler(POR_FAZER)):
                break
        except psycopg.OperationalError:
            pass  # o banco ainda volta
        time.sleep(1)
    return time.monotonic() - comeco
