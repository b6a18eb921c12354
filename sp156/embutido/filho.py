"""Lança um programa que morre junto com quem o lançou.

Roda como script à parte, sem o resto do projeto:

    python -I -S filho.py PAI SINAL IDENTIDADE programa argumentos…

PAI é o processo que lança; se ele já morreu, nada começa. SINAL é o que o
núcleo entrega ao programa quando PAI morre, até por `kill -9`. IDENTIDADE é
`propria`, `mapeada` (root vira `nobody` num espaço de usuários próprio: o
PostgreSQL recusa root) ou `nobody` (troca de usuário de verdade).

A troca vem antes do pedido de sinal porque mudar de credencial o apaga.
"""

import ctypes
import os
import sys
from pathlib import Path

NOBODY = 65534
PR_SET_PDEATHSIG = 1


def mapear_para_nobody() -> None:
    """Entra num espaço de usuários em que o root de fora se chama `nobody`."""
    uid, gid = os.getuid(), os.getgid()
    os.unshare(os.CLONE_NEWUSER)
    Path("/proc/self/setgroups").write_text("deny", encoding="ascii")
    Path("/proc/self/uid_map").write_text(f"{NOBODY} {uid} 1", encoding="ascii")
    Path("/proc/self/gid_map").write_text(f"{NOBODY} {gid} 1", encoding="ascii")


def virar_nobody() -> None:
    """Troca de usuário; só root consegue, e não há volta."""
    os.setgroups([])
    os.setgid(NOBODY)
    os.setuid(NOBODY)


def morrer_com_o_pai(pai: int, sinal: int) -> None:
    """Pede ao Linux o `sinal` quando o pai morrer; noutros sistemas não há o pedido."""
    if sys.platform != "linux":
        return
    if ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, sinal, 0, 0, 0) != 0:
        raise OSError(ctypes.get_errno(), "prctl")
    if os.getppid() != pai:
        raise SystemExit(1)


def main() -> None:
    pai, sinal, identidade, *comando = sys.argv[1:]
    if identidade == "mapeada":
        mapear_para_nobody()
    elif identidade == "nobody":
        virar_nobody()
    morrer_com_o_pai(int(pai), int(sinal))
    os.execvp(comando[0], comando)  # noqa: S606 - o comando vem do próprio projeto


if __name__ == "__main__":
    main()
