"""Mantém os processos do portal: repassa a saída, vigia, e para tudo em ordem."""

import contextlib
import os
import signal
import sys
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from subprocess import PIPE
from types import FrameType
from typing import IO

from sp156.embutido import processos
from sp156.embutido.erros import RecusaDePartida
from sp156.embutido.processos import Filho, Processo
from sp156.embutido.renascer import Mortes

type Refazer = Callable[[str], Filho]

PAUSA = 0.2
FOLEGO = 2.0
"""O uv repassa o SIGINT que o terminal já entregou: só depois disto um segundo sinal quer dizer "já"."""
PRAZO_DA_PARADA = 10.0
ATE_A_NOVA_ATENDER = 30.0
"""Segundos até acabar o que sobrou da web que morreu: com a máquina cheia, a nova leva dez a atender."""
WEB = "web"
RENOVADOS = "código novo: as tarefas voltaram; a web refaz os seus processos, um de cada vez.\n"


class Supervisor:
    """Filhos na ordem de partida; o que morre volta, e um sinal para todos.

    `servidores` já estão no ar, e é quem os subiu que os para; `refazer` sobe de novo o de um nome.
    """

    def __init__(self, servidores: list[Filho], refazer: Refazer, registro: Path) -> None:
        self.servidores = servidores
        self.registro = registro
        self.filhos: list[Filho] = []
        self.sinal_em: float | None = None
        self.ja = False
        self._renovar = False
        self._nascendo = False
        self._refazer_servidor = refazer
        self._partidas: dict[str, Callable[[], Filho]] = {}
        self._mortes: defaultdict[str, Mortes] = defaultdict(Mortes)
        self._voltas: dict[str, float] = {}
        self._sobras: list[tuple[float, Processo]] = []
        self._pai = pai_uv()

    def ouvir_sinais(self) -> None:
        """Ctrl-C, `kill` e terminal perdido pedem parada; `nohup` (SIGHUP ignorado) continua valendo."""
        for sinal in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            if sinal is not signal.SIGHUP or signal.getsignal(sinal) is not signal.SIG_IGN:
                signal.signal(sinal, self._ao_sinal)
        signal.signal(signal.SIGURG, self._ao_renovar)

    def _ao_renovar(self, _sinal: int, _quadro: FrameType | None) -> None:
        """O `manage.py atualizar` acabou: os filhos passam ao código novo na próxima volta da vigia.

        É o SIGURG porque quem não o ouve o ignora: um portal de antes disto fica como estava.
        """
        self._renovar = True

    def _ao_sinal(self, _sinal: int, _quadro: FrameType | None) -> None:
        agora = time.monotonic()
        if self.sinal_em is None:
            self.sinal_em = agora
            if not self._nascendo:
                raise KeyboardInterrupt
        elif agora - self.sinal_em > FOLEGO:
            self.ja = True

    @contextlib.contextmanager
    def _ate_o_anotar(self) -> Iterator[None]:
        """O sinal que chega enquanto um filho nasce só vale depois: fora da lista, ninguém o pararia."""
        self._nascendo = True
        try:
            yield
        finally:
            self._nascendo = False
        if self.sinal_em is not None:
            raise KeyboardInterrupt

    def comecar(self, nome: str, comando: Sequence[str], ambiente: Mapping[str, str]) -> None:
        self._partidas[nome] = partial(self._partir, nome, comando, ambiente)
        with self._ate_o_anotar():
            self.filhos.append(self._partidas[nome]())

    def rodar(self, nome: str, comando: Sequence[str], ambiente: Mapping[str, str]) -> Iterator[bytes]:
        """Cada linha do que `comando` escreve, até ele acabar; parado com os outros, se pedem parada."""
        with self._ate_o_anotar():
            filho = processos.comecar(nome, comando, saida=PIPE, ambiente=ambiente, registro=self.registro)
            self.filhos.append(filho)
        if filho.processo.stdout is not None:
            with filho.processo.stdout as saida:
                yield from saida
        filho.processo.wait()
        self.filhos.remove(filho)

    def _partir(self, nome: str, comando: Sequence[str], ambiente: Mapping[str, str]) -> Filho:
        filho = processos.comecar(nome, comando, saida=PIPE, ambiente=ambiente, registro=self.registro)
        saida = filho.processo.stdout
        if saida is not None:
            threading.Thread(target=repassar, args=(nome, saida), daemon=True).start()
        return filho

    def morto(self) -> Filho | None:
        return next((filho for filho in (*self.servidores, *self.filhos) if not filho.vivo), None)

    def esperar(self, pronto: Callable[[], bool], segundos: float) -> bool:
        """Espera `pronto()`; falso se o tempo acaba ou se algum filho morre antes."""
        limite = time.monotonic() + segundos
        while not pronto():
            if self.morto() or self.orfao() or time.monotonic() > limite:
                return False
            time.sleep(PAUSA)
        return True

    def vigiar(self) -> Filho | None:
        """Refaz quem morre; devolve o que morreu vezes demais, ou None se o `uv` do portal foi morto."""
        while not self.orfao():
            if self._renovar:
                self._renovar = False
                self.renovar()
            self._acabar_sobras(time.monotonic())
            for lista in (self.servidores, self.filhos):
                for posicao, filho in enumerate(lista):
                    if filho.vivo:
                        continue
                    if filho.nome not in self._voltas and not self._marcar_volta(filho):
                        return filho
                    if time.monotonic() >= self._voltas[filho.nome]:
                        with self._ate_o_anotar():
                            lista[posicao] = self._reviver(filho)
            time.sleep(PAUSA)
        return None

    def renovar(self) -> None:
        """Os filhos com o código de agora; a web refaz os seus um a um, e não deixa de atender."""
        for posicao, filho in enumerate(self.filhos):
            if filho.nome == WEB:
                filho.processo.send_signal(signal.SIGHUP)
            elif filho.vivo:
                filho.parar(PRAZO_DA_PARADA)
                with self._ate_o_anotar():
                    self.filhos[posicao] = self._partidas[filho.nome]()
        escrever(RENOVADOS.encode())

    def _marcar_volta(self, filho: Filho) -> bool:
        """Falso se já não volta."""
        agora = time.monotonic()
        espera = self._mortes[filho.nome].anotar(agora)
        if espera is None:
            return False
        self._voltas[filho.nome] = agora + espera
        escrever(f"O processo {filho.nome} terminou; volta em {espera:g} s.\n".encode())
        return True

    def _reviver(self, morto: Filho) -> Filho:
        """O novo; ou o mesmo morto, se a partida falhou, que é outra morte.

        Os processos da web que o granian morto deixou atendem ainda, na mesma porta, até haver novos.
        """
        del self._voltas[morto.nome]
        if morto.nome == WEB:
            agora = time.monotonic()
            self._sobras += [(agora, sobra) for sobra in processos.do_grupo(morto.processo.pid)]
        else:
            morto.esperar(0)  # o que sobrou do grupo dele ainda teria o que é do novo
        partir = self._partidas.get(morto.nome)
        try:
            return partir() if partir else self._refazer_servidor(morto.nome)
        except RecusaDePartida as recusa:
            escrever(f"{recusa}\n".encode())
            return morto

    def _acabar_sobras(self, agora: float) -> None:
        """Pede-lhes que acabem quando é hora, e mata as que depois disso não acabam."""
        for desde, sobra in self._sobras:
            ha = agora - desde - ATE_A_NOVA_ATENDER
            if ha >= 0:
                sobra.mandar(signal.SIGTERM if ha < PRAZO_DA_PARADA else signal.SIGKILL)
        self._sobras = [uma for uma in self._sobras if uma[1].vivo]

    def orfao(self) -> bool:
        return self._pai is not None and os.getppid() != self._pai

    def parar(self) -> None:
        """Pede a todos, do último ao primeiro, e espera; um segundo sinal mata já."""
        for filho in reversed(self.filhos):
            filho.pedir_parada()
        for _, sobra in self._sobras:
            sobra.mandar(signal.SIGTERM)
        limite = time.monotonic() + PRAZO_DA_PARADA
        while any(filho.vivo for filho in self.filhos) and not self.ja and time.monotonic() < limite:
            time.sleep(PAUSA / 4)
        for filho in reversed(self.filhos):
            filho.esperar(0)
        for _, sobra in self._sobras:
            sobra.mandar(signal.SIGKILL)
        self.registro.unlink(missing_ok=True)


def pai_uv() -> int | None:
    """O processo do `uv run`, se foi ele que lançou este; morto por `kill -9`, ele não avisa."""
    pai = os.getppid()
    with contextlib.suppress(OSError):
        if Path(f"/proc/{pai}/comm").read_text(encoding="utf-8").strip() == "uv":
            return pai
    return None


def repassar(nome: str, saida: IO[bytes]) -> None:
    """Copia as linhas do filho para a nossa saída; sem terminal, continua lendo para não o travar."""
    with saida:
        for linha in saida:
            escrever(f"{nome:>6} | ".encode() + linha)


def escrever(linha: bytes) -> None:
    with contextlib.suppress(OSError):
        os.write(sys.__stdout__.fileno() if sys.__stdout__ else 1, linha)
