"""O que se vigia nas cópias de segurança, nos ensaios e nas chaves."""

from __future__ import annotations

from django.conf import settings
from django.utils import timezone

from documentos.refazer.vigias import aberto_a_qualquer_um
from referencia import limites
from referencia.vigias import Vigia
from sp156.copia import arquivos, chaves, rotina
from sp156.copia.models import Copia, RegraDaCopia
from sp156.saude import estado

GRUPO = "Cópias de segurança"


def copia_recente() -> str:
    parte = estado.copia()
    return "" if parte.bem else f"{parte.nome}: {parte.dito}."


def copia_marcada() -> str:
    if settings.COPIA_MARCA or not RegraDaCopia.atual().ligada:
        return ""
    return rotina.impedimento()


def copia_inteira() -> str:
    ultima = Copia.objects.first()
    if ultima is None or ultima.situacao == Copia.Situacao.COMPLETA:
        return ""
    if ultima.situacao == Copia.Situacao.FALHOU:
        return f"A última cópia não deu: {ultima.porque}"
    return f"À última cópia faltam arquivos que o banco conhece: {ultima.quantos_faltam}."


def copias_fechadas() -> str:
    if not arquivos.no_s3(settings.COPIA_DESTINO):
        return ""
    return aberto_a_qualquer_um(arquivos.destino(settings.COPIA_DESTINO))


def ensaio_recente() -> str:
    if not Copia.objects.guardadas().exists():
        return ""
    ultimo = Copia.objects.ultima_ensaiada()
    if ultimo is None or ultimo.ensaiada_em is None or ultimo.ensaiada_em < timezone.now() - limites.ENSAIO:
        return f"Nenhuma cópia se ensaiou em {limites.por_extenso(limites.ENSAIO)}: não se sabe se voltaria."
    return (
        f"O último ensaio da restauração achou diferenças: {ultimo.diferencas}." if ultimo.diferencas else ""
    )


def chaves_certas() -> str:
    quais = chaves.estranhas()
    return chaves.ERRADAS.format(quais=", ".join(quais)) if quais else ""


VIGIAS = (
    Vigia(
        codigo="copia_recente",
        nome="Há cópia de segurança de hoje",
        porque="Sem ela, um disco que se perde leva os pedidos da cidade.",
        conferir=copia_recente,
        conserto="Veja as cópias de segurança e o que a última disse",
        pagina="admin:copia_copia_changelist",
        alerta=True,
    ),
    Vigia(
        codigo="copia_marcada",
        nome="A cópia de cada dia está marcada",
        porque="A que depende de alguém se lembrar acaba por não se fazer.",
        conferir=copia_marcada,
        conserto="No servidor, COPIA_DESTINO e COPIA_DESTINATARIO; ou COPIA_MARCA, se copia por outro meio",
    ),
    Vigia(
        codigo="copia_inteira",
        nome="A última cópia está inteira",
        porque="A foto que já falta hoje não volta de cópia nenhuma que se faça amanhã.",
        conferir=copia_inteira,
        conserto="Veja o que faltou e por quê",
        pagina="admin:copia_copia_changelist",
        alerta=True,
    ),
    Vigia(
        codigo="copias_fechadas",
        nome="O S3 das cópias recusa quem não tem chave",
        porque="Numa cópia está tudo o que a cidade sabe de quem pediu.",
        conferir=copias_fechadas,
        conserto="No S3, feche o balde de COPIA_DESTINO: nem listar nem ler sem chave",
        alerta=True,
        seguranca=True,
    ),
    Vigia(
        codigo="ensaio_recente",
        nome="A volta da cópia ensaia-se toda semana",
        porque="Só se sabe que uma cópia serve quando se restaura.",
        conferir=ensaio_recente,
        conserto="Onde está a identidade do age, rode manage.py ensaiar_restauracao",
        alerta=True,
    ),
    Vigia(
        codigo="chaves_certas",
        nome="As chaves são as deste banco",
        porque="Com outras, as identidades seladas não se abrem e os links de acompanhar deixam de valer.",
        conferir=chaves_certas,
        conserto="No servidor, ponha as chaves de antes; se se perderam, rode manage.py aceitar_chaves",
        alerta=True,
        seguranca=True,
    ),
)
