"""Processos filhos: começar, registrar, parar, e encerrar os que sobraram de uma queda."""

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Literal

from sp156.embutido.erros import RecusaDePartida

type Identidade = Literal["propria", "mapeada", "nobody"]

FILHO = Path(__file__).with_name("filho.py")
PAUSA = 0.05


class FalhaDoPrograma(RecusaDePartida):
    """Um programa auxiliar (initdb, npm, sass) saiu com erro; a mensagem traz o que ele disse."""


@dataclass(frozen=True)
class Filho:
    """Um programa em sessão própria; `sinal` é o pedido educado de parada."""

    nome: str
    processo: subprocess.Popen[bytes]
    sinal: signal.Signals

    @property
    def vivo(self) -> bool:
        return self.processo.poll() is None

    def pedir_parada(self) -> None:
        if self.vivo:
            self.processo.send_signal(self.sinal)

    def esperar(self, segundos: float) -> None:
        """Espera a parada até `segundos`; depois mata o grupo inteiro."""
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.processo.wait(timeout=max(segundos, 0))
        matar_grupo(self.processo.pid)
        self.processo.wait()

    def parar(self, segundos: float = 10) -> None:
        self.pedir_parada()
        self.esperar(segundos)


def envolver(comando: Sequence[str], sinal_de_orfao: signal.Signals, identidade: Identidade) -> list[str]:
    """O comando precedido de `filho.py`, que o prende à vida deste processo."""
    python = [sys.executable, "-I", "-S", str(FILHO)]
    return [*python, str(os.getpid()), str(int(sinal_de_orfao)), identidade, *comando]


def comecar(
    nome: str,
    comando: Sequence[str],
    *,
    sinal: signal.Signals = signal.SIGTERM,
    identidade: Identidade = "propria",
    saida: IO[bytes] | int | None = None,
    ambiente: Mapping[str, str] | None = None,
    registro: Path | None = None,
) -> Filho:
    """Começa `comando` em sessão própria. Chame só da linha principal: o sinal de órfão segue a linha."""
    processo = subprocess.Popen(
        envolver(comando, sinal, identidade),
        stdin=subprocess.DEVNULL,
        stdout=saida,
        stderr=subprocess.STDOUT if saida is not None else None,
        env=dict(ambiente) if ambiente is not None else None,
        start_new_session=True,
    )
    if registro is not None:
        anotar(registro, processo.pid)
    return Filho(nome, processo, sinal)


def executar(comando: Sequence[str], *, identidade: Identidade = "propria", pasta: Path | None = None) -> str:
    """Executa até o fim e devolve a saída; a falha traz o que o programa escreveu."""
    feito = subprocess.run(
        envolver(comando, signal.SIGKILL, identidade),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        cwd=pasta,
        check=False,
    )
    if feito.returncode != 0:
        nome = Path(comando[0]).name
        raise FalhaDoPrograma(f"{nome} falhou ({feito.returncode}):\n{feito.stdout}{feito.stderr}")
    return feito.stdout


def matar_grupo(pid: int) -> None:
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(pid, signal.SIGKILL)


@dataclass(frozen=True)
class Processo:
    """Um que não é nosso filho: o nascimento com o número identifica-o, ainda que o número se reuse."""

    pid: int
    nascimento: str

    @property
    def vivo(self) -> bool:
        return nascimento(self.pid) == self.nascimento

    def mandar(self, sinal: signal.Signals) -> None:
        if self.vivo:
            with contextlib.suppress(ProcessLookupError):
                os.kill(self.pid, sinal)


def do_grupo(grupo: int) -> list[Processo]:
    """Os vivos do grupo, também depois de morto quem o começou."""
    pids = [int(pasta.name) for pasta in Path("/proc").glob("[0-9]*")]
    estes = [pid for pid in pids if (campos := _do_nucleo(pid)) and campos[2] == str(grupo)]
    return [Processo(pid, nascido) for pid in estes if (nascido := nascimento(pid))]


def nascimento(pid: int) -> str:
    """Instante de criação do processo segundo o núcleo; vazio se ele não existe (ou é zumbi)."""
    campos = _do_nucleo(pid)
    return campos[19] if campos else ""


def _do_nucleo(pid: int) -> list[str]:
    """De `/proc/PID/stat`, o que vem depois do nome: a situação, o pai, o grupo…; vazio se não vive."""
    try:
        linha = Path(f"/proc/{pid}/stat").read_text(encoding="ascii", errors="replace")
    except OSError:
        return []
    campos = linha.rpartition(")")[2].split()
    return [] if campos[0] == "Z" else campos


def anotar(registro: Path, pid: int) -> None:
    with registro.open("a", encoding="ascii") as arquivo:
        arquivo.write(f"{pid} {nascimento(pid)}\n")


def encerrar_restos(registro: Path, segundos: float = 8) -> None:
    """Espera os filhos de uma partida que caiu; passado o tempo, mata os que ficaram."""
    if not registro.exists():
        return
    linhas = [linha.split() for linha in registro.read_text(encoding="ascii").splitlines()]
    restos = [(int(linha[0]), linha[1]) for linha in linhas if len(linha) == 2]  # noqa: PLR2004 - pid e nascimento
    limite = time.monotonic() + segundos
    while vivos := [pid for pid, quando in restos if nascimento(pid) == quando]:
        if time.monotonic() > limite:
            for pid in vivos:
                matar_grupo(pid)
        time.sleep(PAUSA)
    registro.unlink()
