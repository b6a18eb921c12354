"""A lista inteira dos vigias, conferida agora: o que a página “Implantação” e o comando mostram."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from avisos.models import Alerta
from contas.models import RegistroDeAcesso, Usuario
from contas.registro import registrar
from referencia.vigias import Vigia, grupos


@dataclass(frozen=True, slots=True)
class Conferido:
    """O que um vigia disse agora, e o que já se sabia."""

    grupo: str
    vigia: Vigia
    frase: str
    alerta: Alerta | None = None

    @property
    def errado(self) -> bool:
        """Está errado, e ninguém o aceitou."""
        return bool(self.frase) and not self.aceito

    @property
    def desde(self) -> datetime | None:
        """Desde quando alarma; nulo se só agora se vê."""
        alerta = self.alerta
        return alerta.desde if self.frase and alerta and alerta.avisado_em and not alerta.acabou_em else None

    @property
    def aceito(self) -> bool:
        """Está errado, e alguém o aceitou até um dia."""
        return bool(self.frase and self.alerta and self.alerta.visto)


def conferir(so: frozenset[str] | None = None) -> list[Conferido]:
    """Pergunta a todos os vigias, ou só aos de um destes códigos. Só lê."""
    guardados = {alerta.codigo: alerta for alerta in Alerta.objects.select_related("visto_por")}
    return [
        Conferido(grupo, vigia, vigia.frase(), guardados.get(vigia.codigo))
        for grupo, vigias in grupos()
        for vigia in vigias
        if so is None or vigia.codigo in so
    ]


@transaction.atomic
def aceitar(*, codigo: str, ate: date, porque: str, de: Usuario, por: Usuario | None) -> None:
    """Até esse dia, incluído, não alarma nem conta como errado.

    `de` é quem o pediu; `por`, quem o fez valer: a mesma pessoa, se não é de segurança. Fica no registro de
    acessos, de onde nada se apaga: aceitar outra vez, ou deixar de aceitar, é outra linha.
    """
    visto = {"visto_ate": ate, "visto_por": por or de, "visto_porque": porque}
    Alerta.objects.update_or_create(codigo=codigo, defaults=visto)
    dito = f"{codigo}, até {ate:%d/%m/%Y}: {porque}"
    registrar(ato=RegistroDeAcesso.Mudanca.ALERTA_ACEITO, pessoa=de, por=por, detalhe=dito)


@transaction.atomic
def deixar_de_aceitar(*, codigo: str, por: Usuario) -> None:
    """Volta a contar como errado; o que ninguém aceitou fica como está."""
    aceitos = Alerta.objects.filter(codigo=codigo, visto_ate__isnull=False)
    if aceitos.update(visto_ate=None, visto_por=None, visto_porque=""):
        registrar(ato=RegistroDeAcesso.Mudanca.ALERTA_DE_VOLTA, pessoa=por, por=por, detalhe=codigo)
