"""Os limites do que se vigia, numa tabela só (ADR 0089).

Leem-na os vigias e `/saude/detalhes/`; dela se imprimem as regras do Prometheus (`escrever_alertas`).
"""

from __future__ import annotations

from datetime import timedelta

SEM_BATIDA = {"arquivos": timedelta(minutes=15), "copias": timedelta(hours=6)}
"""Quanto uma fila pode ficar sem batida: nestas, quem faz uma cópia ou uma planilha grande só bate depois."""
SEM_BATIDA_AS_OUTRAS = timedelta(seconds=90)
AVISO_URGENTE = timedelta(minutes=5)
"""Quanto pode demorar a sair. As novas tentativas não contam como ter saído."""
AVISO = timedelta(minutes=30)
ARQUIVO_A_CONFERIR = timedelta(minutes=15)
CONVERSA_NA_FILA = timedelta(minutes=15)
DISCO_LIVRE = 10
"""Por cento."""
LIGACOES = 80
"""Por cento das que o banco aceita."""
COPIA = timedelta(hours=26)
"""Um dia, e folga para a cópia que demora."""
ENSAIO = timedelta(days=8)
"""Uma semana, e um dia de folga."""
TAREFA_NA_FILA = timedelta(minutes=10)
TRANSACAO = timedelta(minutes=5)
TRIAGEM = timedelta(days=7)


def sem_batida(fila: str) -> timedelta:
    return SEM_BATIDA.get(fila, SEM_BATIDA_AS_OUTRAS)


def por_extenso(tempo: timedelta) -> str:
    """`15 minutos`, `1 dia`: na maior unidade que cabe, para baixo."""
    segundos = int(tempo.total_seconds())
    for tamanho, nome in ((86_400, "dia"), (3_600, "hora"), (60, "minuto")):
        if segundos >= tamanho:
            quantos = segundos // tamanho
            return f"{quantos} {nome}{'s' if quantos > 1 else ''}"
    return "menos de um minuto"
