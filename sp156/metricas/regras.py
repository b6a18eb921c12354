"""As regras de alerta do Prometheus, de que se imprime `alertas.yml` (ADR 0089).

O que o portal já decide (`sp156_avisos_parados`, as chaves) pergunta-se-lhe; o resto compara-se com
`referencia.limites`, e o número que só uma regra usa está na linha dela.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings

from referencia import limites
from referencia.limites import por_extenso

CABECALHO = """\
# Alertas do SP156 para o Prometheus. Em alertas.md está a página de cada um.
# Não se escreve à mão: `uv run manage.py escrever_alertas > implantacao/metricas/alertas.yml`.
groups:
  - name: sp156
    rules:
"""
URGENTE, ATENCAO = "urgente", "atencao"
"""Acorda alguém; espera a manhã."""


@dataclass(frozen=True, slots=True)
class Regra:
    """Um alerta: quando toca, há quanto tempo tem de estar assim, e o que diz."""

    alerta: str
    pergunta: str
    ha: str
    severidade: str
    resumo: str

    def __str__(self) -> str:
        return (
            f"      - alert: {self.alerta}\n"
            f"        expr: >-\n"
            f"          {self.pergunta}\n"
            f"        for: {self.ha}\n"
            f"        labels: {{severidade: {self.severidade}}}\n"
            f"        annotations:\n"
            f"          summary: {self.resumo}\n"
            f"          runbook_url: alertas.md#{self.alerta.lower()}\n"
        )


def _passou(medida: str, limite: timedelta) -> str:
    return f"{medida} > {limite.total_seconds():.0f}"


def _sem_batida() -> str:
    """Cada fila com o seu limite; as do mesmo, juntas."""
    filas = defaultdict(list)
    for fila in settings.FILAS:
        filas[limites.sem_batida(fila)].append(fila)
    return " or ".join(
        _passou(f'sp156_fila_sem_batida_segundos{{fila=~"{"|".join(delas)}"}}', limite)
        for limite, delas in filas.items()
    )


REGRAS = (
    Regra("PortalForaDoAr", 'up{job="sp156"} == 0', "2m", URGENTE, "O portal não responde ao monitoramento"),
    Regra("BancoNaoResponde", "sp156_banco_responde == 0", "1m", URGENTE, "O banco não responde"),
    Regra("FilaNaoResponde", "sp156_fila_responde == 0", "2m", URGENTE, "O Redis (ou Valkey) não responde"),
    Regra(
        "RespostasComDefeito",
        'sum(rate(sp156_respostas_total{situacao=~"5.."}[5m])) > 0.01 * sum(rate(sp156_respostas_total[5m]))',
        "5m",
        URGENTE,
        "Mais de 1% das páginas acaba em defeito",
    ),
    Regra(
        "PaginasLentas",
        "histogram_quantile(0.95, sum by (le) (rate(sp156_resposta_segundos_bucket[10m]))) > 3",
        "10m",
        ATENCAO,
        "Uma em vinte páginas demora mais de 3 segundos",
    ),
    Regra(
        "PedidosSemVez",
        'sum(rate(sp156_recusados_total{situacao="503"}[5m])) > 0',
        "5m",
        URGENTE,
        "O portal está a recusar pedidos por falta de vez",
    ),
    Regra("FilaSemQuemALeia", _sem_batida(), "2m", URGENTE, "Ninguém lê uma fila"),
    Regra(
        "TarefasAcumuladas",
        _passou("sp156_tarefa_mais_antiga_segundos", limites.TAREFA_NA_FILA),
        "5m",
        ATENCAO,
        f"As tarefas de uma fila esperam há mais de {por_extenso(limites.TAREFA_NA_FILA)}",
    ),
    Regra("AvisosParados", "sp156_avisos_parados == 1", "5m", URGENTE, "Avisos a munícipes não saem"),
    Regra(
        "AvisosQueFalham",
        'sum by (canal) (sp156_avisos{situacao="falhou"}) > 50',
        "10m",
        ATENCAO,
        "Muitos avisos falharam na última hora",
    ),
    Regra(
        "TransacaoPresa",
        _passou('sp156_transacao_segundos{processo=~"sp156-.*"}', limites.TRANSACAO),
        "2m",
        ATENCAO,
        f"Uma transação está aberta há mais de {por_extenso(limites.TRANSACAO)}",
    ),
    Regra(
        "ConexoesNoFim",
        f"100 * sum(sp156_conexoes) >= {limites.LIGACOES} * scalar(sp156_conexoes_maximo)",
        "5m",
        URGENTE,
        f"{limites.LIGACOES}% das conexões do banco estão tomadas",
    ),
    Regra(
        "SequenciaNoFim",
        "sp156_sequencia_usada > 0.7",
        "1h",
        ATENCAO,
        "Uma sequência de números está a acabar",
    ),
    Regra("ColetaFalhou", "sp156_coleta_falhou == 1", "10m", ATENCAO, "Uma parte das métricas não se lê"),
    Regra(
        "PedidosSemGente", "sp156_pedidos_sem_gente > 0", "1d", ATENCAO, "Há pedidos em unidades sem ninguém"
    ),
    Regra(
        "TriagemParada",
        _passou("sp156_triagem_mais_antigo_segundos", limites.TRIAGEM),
        "1h",
        ATENCAO,
        f"A triagem tem um pedido de mais de {por_extenso(limites.TRIAGEM)}",
    ),
    Regra(
        "VencidosCrescem",
        "sp156_solicitacoes_vencidas > 100 and "
        "sp156_solicitacoes_vencidas > 1.3 * (sp156_solicitacoes_vencidas offset 7d)",
        "1d",
        ATENCAO,
        "Os pedidos vencidos cresceram um terço numa semana",
    ),
    Regra(
        "EntradasRecusadas",
        "sum by (como) (rate(sp156_entradas_recusadas_total[5m])) > 2",
        "10m",
        ATENCAO,
        "Muita senha ou código errado",
    ),
    Regra(
        "ArquivosRecusados",
        "rate(sp156_arquivos_recusados_total[15m]) > 0.2",
        "30m",
        ATENCAO,
        "O portal está a recusar muitos arquivos",
    ),
    Regra(
        "ArquivosPorConferir",
        _passou("sp156_arquivo_a_conferir_segundos", limites.ARQUIVO_A_CONFERIR),
        "5m",
        ATENCAO,
        f"Um arquivo espera conferência há mais de {por_extenso(limites.ARQUIVO_A_CONFERIR)}",
    ),
    Regra(
        "CopiaVelha",
        _passou("sp156_copia_segundos", limites.COPIA),
        "10m",
        ATENCAO,
        f"A última cópia de segurança inteira é de há mais de {por_extenso(limites.COPIA)}",
    ),
    Regra(
        "CopiaIncompleta",
        "sp156_copia_faltam > 0",
        "10m",
        ATENCAO,
        "À última cópia de segurança faltam arquivos",
    ),
    Regra(
        "EnsaioComDiferencas",
        "sp156_ensaio_diferencas > 0 or " + _passou("sp156_ensaio_segundos", limites.ENSAIO),
        "10m",
        ATENCAO,
        f"Nenhuma cópia se ensaiou em {por_extenso(limites.ENSAIO)}, ou a última não voltou igual",
    ),
    Regra(
        "ChavesEstranhas",
        "sp156_chaves_estranhas > 0",
        "5m",
        URGENTE,
        "O portal está com chaves que não são as deste banco",
    ),
)


def escrever() -> str:
    """O `alertas.yml` inteiro."""
    return CABECALHO + "".join(map(str, REGRAS))
