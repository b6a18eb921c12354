"""O granian e as suas opções, escritos uma vez: o modo embutido, a imagem e os testes sobem este.

python -m sp156.web.servidor      atende na ESCUTA (todos os endereços) e na PORTA (8000) do ambiente
"""

from __future__ import annotations

import os
import sys
from tempfile import mkdtemp

from django.conf import settings

from sp156.embutido import ligacoes
from sp156.embutido.ligacoes import LIGACOES

TRABALHADORES = 2
PRAZO_DOS_CABECALHOS_MS = 10_000
"""O prazo dos cabeçalhos; o do corpo está em `sp156.web.entrada`, e o da página em `sp156.web.threads`."""
AMOSTRAS = 2
"""De meio em meio minuto: só se refaz o processo que fica acima do teto da memória."""
ATE_PARAR_O_VELHO = 10.0
"""Segundos que o processo novo tem para começar a atender, antes de parar aquele no lugar de quem entra."""
ATE_MATAR = 35
"""Segundos que o processo a parar tem: a página tem 30, e quem refaz por memória não corta nenhuma. O Ctrl-C
e o Docker não esperam tanto."""


def granian(host: str, porta: int) -> list[str]:
    """A linha de comando.

    O nível `error` cala os avisos: a cada partida viria, em inglês, o de que o núcleo pode largar a ligação
    que chega no instante em que um processo se refaz, se a máquina não liga `net.ipv4.tcp_migrate_req`.
    """
    comando = [sys.executable, "-m", "granian", "--interface", "rsgi", "--host", host, "--port", str(porta)]
    comando += ["--workers", str(TRABALHADORES), "--log-level", "error"]
    comando += ["--respawn-failed-workers", "--respawn-interval", str(ATE_PARAR_O_VELHO)]
    comando += ["--workers-kill-timeout", str(ATE_MATAR), "--no-ws"]
    comando += ["--workers-max-rss", str(settings.WEB_MEMORIA_MB), "--rss-samples", str(AMOSTRAS)]
    comando += ["--http", "1", "--http1-header-read-timeout", str(PRAZO_DOS_CABECALHOS_MS)]
    comando += ["--backlog", str(LIGACOES), "--backpressure", str(LIGACOES)]
    return [*comando, "sp156.wsgi:entrada"]


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sp156.settings")
    os.environ.setdefault("SP156_PROCESSO", "web")
    ligacoes.caber()
    os.environ.setdefault("PROMETHEUS_MULTIPROC_DIR", mkdtemp(prefix="sp156-metricas-"))
    escuta = os.environ.get("ESCUTA", "0.0.0.0")  # noqa: S104 - o contêiner
    comando = granian(escuta, int(os.environ.get("PORTA", "8000")))
    os.execv(comando[0], comando)  # noqa: S606 - o comando é nosso


if __name__ == "__main__":
    main()
