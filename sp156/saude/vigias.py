"""O que se vigia nos processos e na máquina: o que `sp156.saude.estado` diz, perguntado pela rodada."""

from __future__ import annotations

from django.conf import settings

from referencia.vigias import Vigia
from sp156.saude import estado
from sp156.saude.estado import ParteDoPortal

GRUPO = "Processos e servidor"


def filas_lidas() -> str:
    """Calada a agenda, de fila nenhuma se sabe: quem o diz é o outro."""
    batidas = estado.batidas()
    return _frase(estado.trabalhadores(batidas)) if estado.agenda(batidas).bem else ""


def agenda_viva() -> str:
    return _frase(estado.agenda(estado.batidas()))


def disco_com_folga() -> str:
    """O S3, se é lá que ficam, tem o seu vigia (`arquivos_se_gravam`)."""
    if settings.ARQUIVOS_URL:
        return ""
    return _frase(estado.disco_dos_arquivos())


def prazos_valem() -> str:
    return _frase(estado.prazos_do_banco())


def conversas_recebidas() -> str:
    return _frase(estado.conversas())


def _frase(parte: ParteDoPortal) -> str:
    return "" if parte.bem else f"{parte.nome}: {parte.dito}."


VIGIAS = (
    Vigia(
        codigo="filas_lidas",
        nome="Cada fila tem quem a leia",
        porque="A fila que ninguém lê só cresce: o que estava nela não se faz, e nada diz que não se fez.",
        conferir=filas_lidas,
        conserto="Suba o processo que falta e veja o estado do portal",
        pagina="saude_detalhes",
        alerta=True,
    ),
    Vigia(
        codigo="agenda_viva",
        nome="A agenda chama as rotinas",
        porque="Sem ela nada do que o tempo causa acontece: avisos, prazos, limpezas.",
        conferir=agenda_viva,
        conserto="Suba a agenda, um processo só, ou quem lê as filas, e veja o estado do portal",
        pagina="saude_detalhes",
        alerta=True,
    ),
    Vigia(
        codigo="disco_com_folga",
        nome="O disco dos arquivos tem folga",
        porque="Cheio, o portal recusa fotos e documentos novos.",
        conferir=disco_com_folga,
        conserto="Aumente o disco de MEDIA_ROOT e veja o estado do portal",
        pagina="saude_detalhes",
        alerta=True,
    ),
    Vigia(
        codigo="prazos_valem",
        nome="O banco desiste do que demora",
        porque="Sem os prazos de espera, uma trava esquecida segura todas as páginas.",
        conferir=prazos_valem,
        conserto="Ponha os prazos no pooler (implantacao/pgbouncer) ou no papel do banco",
        pagina="saude_detalhes",
    ),
    Vigia(
        codigo="conversas_recebidas",
        nome="As conversas por escrito têm quem as receba",
        porque="Quem escreve na hora de atender espera alguém, e não sabe que não há.",
        conferir=conversas_recebidas,
        conserto="Chame quem atende, ou mude o horário das conversas",
        pagina="admin:atendimento_horariodaconversa_changelist",
        alerta=True,
    ),
)
