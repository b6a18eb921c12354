"""Sonda de saúde para contêineres: sai com 0 se o que se confere está bem, e na terceira falta seguida mata.

    python -m sp156.saude.healthcheck              o servidor web responde 200 a `/saude/viva/`?
    python -m sp156.saude.healthcheck COMANDO…     o comando sai com 0?

O `restart` do Docker só traz de volta quem saiu: o processo travado, que não responde, é a sonda que mata.
Ele é filho do processo 1, que tem de ser o `init` do Docker (`init: true`): esse não se mata por dentro.
Não carrega o Django: roda a cada poucos segundos.
"""

import contextlib
import http.client
import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from tempfile import gettempdir

FALTAS = 3
"""Seguidas, até matar."""
PRAZO = 8.0
"""Segundos."""


def main(comando: Sequence[str]) -> int:
    bem = sai_bem(comando) if comando else web_viva()
    conta = Path(gettempdir()) / "sp156-sonda"
    if bem:
        conta.unlink(missing_ok=True)
        return 0
    faltas = 1 + (int(conta.read_text(encoding="ascii") or "0") if conta.exists() else 0)
    conta.write_text(str(faltas % FALTAS), encoding="ascii")
    if faltas >= FALTAS:
        matar()
    return 1


def web_viva() -> bool:
    """Pergunta ao servidor web desta máquina, com um nome que ele aceita."""
    nome = os.environ.get("ALLOWED_HOSTS", "localhost").partition(",")[0].lstrip(".")
    conexao = http.client.HTTPConnection("127.0.0.1", int(os.environ.get("PORTA", "8000")), timeout=PRAZO)
    try:
        conexao.request("GET", "/saude/viva/", headers={"Host": nome})
        return conexao.getresponse().status == http.client.OK
    except (OSError, http.client.HTTPException) as erro:
        sys.stderr.write(f"sem resposta: {erro}\n")
        return False
    finally:
        conexao.close()


def sai_bem(comando: Sequence[str]) -> bool:
    try:
        return subprocess.run(comando, timeout=2 * PRAZO, check=False).returncode == 0
    except subprocess.TimeoutExpired:
        return False


def matar() -> None:
    """Os filhos do processo 1, menos esta sonda: com eles o contêiner acaba, e volta."""
    for pid in filhos_do_init():
        if pid not in {os.getpid(), os.getppid()}:
            sys.stderr.write(f"não responde: mato o processo {pid}\n")
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)


def filhos_do_init() -> Iterator[int]:
    for pasta in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            estado = (pasta / "stat").read_text(encoding="ascii", errors="replace")
            if estado.rpartition(")")[2].split()[1] == "1":
                yield int(pasta.name)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
