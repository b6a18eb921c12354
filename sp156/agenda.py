"""O que o tempo causa: cada tarefa e quando."""

from __future__ import annotations

from typing import Any

from celery.schedules import crontab

AGENDA: dict[str, float | crontab] = {
    # `aplicativo.tarefa`, a função de `tasks.py` → quando
    "avisos.entregar": 2.0,
    "avisos.encerrar_avisos": 20.0,
    "avisos.ler_devolucoes": 300.0,
    "documentos.conferir": 2.0,
    "contas.efetivar_trocas": crontab(minute=12),
    "portal.mandar_os_numeros": crontab(),
    "solicitacoes.avisar_vencidas": crontab(minute=5),
    "solicitacoes.cuidar_complementos": crontab(minute=15),
    "solicitacoes.recalcular_relogios": crontab(minute=1),
    "solicitacoes.chamar_pelo_prazo": crontab(minute=25),
    "ouvidoria.avisar_vencidas": crontab(minute=8),
    "ouvidoria.cuidar_complementos": crontab(minute=18),
    "ouvidoria.notificar_quem_chegou": crontab(minute=28),
    "ouvidoria.recalcular_relogios": crontab(minute=2),
    "ouvidoria.lembrar_orgaos": crontab(hour=6, minute=44),
    "ouvidoria.lembrar_quem_apura": crontab(hour=6, minute=46),
    "ouvidoria.lembrar_ouvidoria": crontab(hour=6, minute=48),
    "esic.recalcular_relogios": crontab(minute=3),
    "esic.avisar_vencidos": crontab(minute=10),
    "esic.subir_de_oficio": crontab(minute=14),
    "esic.encerrar_passados": crontab(minute=20),
    "esic.notificar_quem_chegou": crontab(minute=30),
    "esic.lembrar": crontab(hour=6, minute=50),
    "avisos.resumir_o_dia": crontab(hour=7, minute=0),
    "solicitacoes.mandar_resumo_da_semana": crontab(hour=7, minute=5, day_of_week="mon"),
    "avisos.limpar_notificacoes": crontab(hour=3, minute=35),
    "guia.lembrar_revisoes": crontab(hour=7, minute=10),
    "guia.guardar_buscas_sem_resultado": crontab(minute="*/10"),
    "guia.conferir_enderecos": crontab(hour=4, minute=10),
    "solicitacoes.mudar_de_unidade": crontab(minute=1),
    "roteamento.ligar_subordinadas": crontab(minute=2),
    "roteamento.conferir_rotas": crontab(hour=2, minute=50),
    "solicitacoes.medir_saidas": crontab(hour=3, minute=5),
    "solicitacoes.contar_a_quem_apoia": crontab(minute="*/10"),
    "solicitacoes.contar_resolvidos": crontab(hour=3, minute=8),
    "portal.fazer_copias": 5.0,
    "portal.limpar_copias": crontab(minute=42),
    "portal.aplicar_retencao": crontab(hour=4, minute=40),
    "solicitacoes.cobrar_reaberturas": crontab(hour=6, minute=48),
    "atendimento.cuidar_das_conversas": 5.0,
    "atendimento.cuidar_das_paradas": 30.0,
    "atendimento.esquecer_redes": crontab(minute=37),
    "atendimento.acabar_esquecidos": 60.0,
    "atendimento.juntar_retornos": 300.0,
    "atendimento.esquecer_chamadas": crontab(minute=27),
    "atendimento.contar_os_dias": crontab(hour=3, minute=12),
    "atendimento.aplicar_a_guarda": crontab(hour=4, minute=50),
    "assistente.limpar_rascunhos": crontab(minute=22),
    "assistente.limpar_arquivos": crontab(hour=3, minute=20),
    "sp156.bater": 30.0,
}


def batidas() -> dict[str, dict[str, Any]]:
    """O `CELERY_BEAT_SCHEDULE`. O que expira antes da próxima volta não se acumula quando a fila para."""
    return {
        nome: {
            "task": nome.replace(".", ".tasks.", 1),
            "schedule": quando,
            **({"options": {"expires": quando}} if isinstance(quando, float) else {}),
        }
        for nome, quando in AGENDA.items()
    }
