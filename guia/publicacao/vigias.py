"""O que se vigia no Guia."""

from __future__ import annotations

from django.utils import timezone

from guia.publicacao import relatorio
from guia.publicacao.prazos import contar_sem_prazo, por_orgao, sem_titular
from referencia.vigias import Vigia

GRUPO = "Guia"


def prazos_dos_orgaos() -> str:
    contados = contar_sem_prazo()
    if not contados["sem_prazo"]:
        return ""
    return f"O órgão não deu o prazo de {contados['sem_prazo']} dos {contados['que_se_pedem']} serviços."


def titulares_do_guia() -> str:
    """Dos órgãos que devem prazo, os que não têm a quem lembrar."""
    quantos = len(sem_titular(por_orgao(), timezone.localdate()))
    return f"Órgãos que devem prazo e não têm ponto focal titular: {quantos}." if quantos else ""


def textos_relidos() -> str:
    vencidas, _ = relatorio.pendencias(timezone.localdate(), None)
    return f"Textos do Guia com a revisão vencida: {vencidas}." if vencidas else ""


VIGIAS = (
    Vigia(
        codigo="prazos_dos_orgaos",
        nome="Todo serviço tem o prazo que o órgão deu",
        porque="Sem ele, quem pede não sabe quando espera a resposta, e ninguém é cobrado.",
        conferir=prazos_dos_orgaos,
        conserto="Veja os serviços sem prazo, órgão por órgão",
        pagina="escrever:prazos",
    ),
    Vigia(
        codigo="titulares_do_guia",
        nome="Os órgãos têm quem responda no Guia",
        porque="O lembrete de dar o prazo, e o de reler os textos, não chega a ninguém.",
        conferir=titulares_do_guia,
        conserto="Registre o ponto focal titular de cada órgão",
        pagina="admin:guia_pontofocal_changelist",
    ),
    Vigia(
        codigo="textos_relidos",
        nome="Os textos do Guia estão relidos",
        porque="O texto velho manda a pessoa a um lugar que fechou.",
        conferir=textos_relidos,
        conserto="Veja o estado do Guia",
        pagina="admin:guia_servico_relatorio",
    ),
)
