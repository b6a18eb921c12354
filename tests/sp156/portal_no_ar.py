"""Sobe `manage.py portal` de verdade, numa pasta só dele, e conta o que ficou para trás."""

import contextlib
import os
import re
import signal
import socket
import stat
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from sp156.embutido import processos
from sp156.embutido.pastas import RAIZ

PRAZO = 90.0
NOBODY = 65534


def ambiente_limpo(pasta: Path, **extra: str) -> dict[str, str]:
    """O ambiente de quem acabou de clonar: nenhum endereço de servidor."""
    nossas = ("DATABASE_URL", "REDIS_URL", "SP156_", "DJANGO_SETTINGS_MODULE", "PYTEST", "SECRET_KEY", "COV_")
    limpo = {nome: valor for nome, valor in os.environ.items() if not nome.startswith(nossas)}
    return {**limpo, "SP156_PASTA": str(pasta), **extra}


def porta_livre() -> int:
    with socket.socket() as soquete:
        soquete.bind(("127.0.0.1", 0))
        porta: int = soquete.getsockname()[1]
        return porta


def alcanca_qualquer_um(*arquivos: Path) -> bool:
    """Outro usuário consegue chegar a estes arquivos e lê-los: nenhuma pasta no caminho é só do dono."""
    inteiros = [caminho for arquivo in arquivos for caminho in (arquivo.absolute(), arquivo.resolve())]
    return all(pasta.stat().st_mode & stat.S_IXOTH for caminho in inteiros for pasta in caminho.parents)


def manage(pasta: Path, *argumentos: str, **extra: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "manage.py", *argumentos],
        cwd=RAIZ,
        env=ambiente_limpo(pasta, **extra),
        capture_output=True,
        text=True,
        timeout=PRAZO,
        check=False,
    )


def processos_de(pasta: Path) -> dict[int, str]:
    """Todo processo vivo deste portal (zumbis não contam).

    Reconhece-se pela SP156_PASTA no ambiente; o PostgreSQL e o Valkey escrevem por cima do
    deles, mas trabalham dentro da pasta.
    """
    marca = f"SP156_PASTA={pasta}".encode()
    achados = {}
    for processo in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            nosso = marca in (processo / "environ").read_bytes().split(b"\0")
            if nosso or (processo / "cwd").readlink().is_relative_to(pasta):
                linha = (processo / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
                if linha:
                    achados[int(processo.name)] = linha
    return achados


def esperar_vazio(pasta: Path, segundos: float = 15.0) -> dict[int, str]:
    """O que ainda resta depois de até `segundos`."""
    limite = time.monotonic() + segundos
    while (restos := processos_de(pasta)) and time.monotonic() < limite:
        time.sleep(0.1)
    return restos


@dataclass
class Portal:
    """Um portal em curso; `saida` junta o que ele escreveu."""

    pasta: Path
    porta: int
    processo: subprocess.Popen[str]
    saida: list[str] = field(default_factory=list)

    def esperar_pronto(self) -> str:
        """A linha `pronto:`; falha com a saída toda se ela não vem."""
        assert self.processo.stdout is not None
        for linha in self.processo.stdout:
            self.saida.append(linha)
            if linha.startswith("pronto:"):
                return linha
        raise AssertionError("o portal terminou antes de ficar pronto:\n" + "".join(self.saida))

    def saude(self) -> tuple[int, str]:
        """A situação e o corpo de `/saude/`; 0 se ninguém atende."""
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.porta}/saude/", timeout=10) as resposta:
                return resposta.status, resposta.read().decode()
        except urllib.error.HTTPError as erro:
            return erro.code, erro.read().decode()
        except OSError as erro:
            return 0, str(erro)

    def filho(self, trecho: str) -> int:
        """O primeiro a nascer deste portal cuja linha de comando contém `trecho`: os números dão a volta."""
        achados = (pid for pid, linha in processos_de(self.pasta).items() if re.search(trecho, linha))
        return min(achados, key=lambda pid: (int(processos.nascimento(pid) or sys.maxsize), pid))

    def outro(self, trecho: str, mortos: set[int]) -> int | None:
        """Um vivo com `trecho` na linha de comando que não é dos mortos; None se ainda não há."""
        achados = (pid for pid, linha in processos_de(self.pasta).items() if re.search(trecho, linha))
        return next((pid for pid in achados if pid not in mortos), None)

    def o_resto(self) -> str:
        """O que escreveu desde `pronto:`, até acabar."""
        assert self.processo.stdout is not None
        return self.processo.stdout.read()

    def parar(self, sinal: signal.Signals = signal.SIGINT) -> int:
        self.processo.send_signal(sinal)
        return self.processo.wait(timeout=40)


@contextlib.contextmanager
def portal(
    pasta: Path,
    *,
    como: int | None = None,
    comando: list[str] | None = None,
    raiz: Path = RAIZ,
    **extra: str,
) -> Iterator[Portal]:
    """Sobe o portal (sem esperar por ele) e garante que nada fica, passe ou falhe o teste.

    `extra` é o que mais se diz no ambiente dele.
    """
    porta = porta_livre()
    # Sob `nohup` o SIGHUP vem ignorado, e o portal o respeita: aqui ele volta ao de fábrica.
    comum = ["env", "--default-signal=HUP", *(comando or [sys.executable])]
    processo = subprocess.Popen(
        [*comum, "manage.py", "portal", "--porta", str(porta)],
        cwd=raiz,
        env=ambiente_limpo(pasta, **({"HOME": str(pasta.parent)} if como else {}), **extra),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
        user=como,
        group=como,
        extra_groups=[] if como else None,
    )
    try:
        yield Portal(pasta, porta, processo)
    finally:
        for pid in processos_de(pasta):
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        processo.kill()
        processo.wait()
        assert processo.stdout is not None
        processo.stdout.close()
