"""Quantas ligações cada processo da web segura abertas, e o limite de arquivos em que elas cabem."""

import resource

LIGACOES = 4096
"""A página que pergunta de tempos em tempos nunca larga a sua, e a que não cabe espera sem resposta: com as
512 de fábrica não cabiam mil conversas."""


def caber() -> None:
    """Cada ligação é um arquivo aberto, e o limite costuma ser de 1.024; os processos filhos herdam este."""
    limite, teto = resource.getrlimit(resource.RLIMIT_NOFILE)
    if limite < 2 * LIGACOES and limite != resource.RLIM_INFINITY:
        cabem = 2 * LIGACOES if teto == resource.RLIM_INFINITY else min(2 * LIGACOES, teto)
        resource.setrlimit(resource.RLIMIT_NOFILE, (cabem, teto))
