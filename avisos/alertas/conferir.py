"""A lista inteira dos vigias, conferida agora: o que a página “Implantação” e o comando mostram."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from avisos.models import Alerta
from contas.models import Usuario
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


def aceitar(*, codigo: str, ate: date, porque: str, por: Usuario) -> None:
    """Até esse dia, incluído, não alarma nem conta como errado."""
    visto = {"visto_ate": ate, "visto_por": por, "visto_porque": porque}
    Alerta.objects.update_or_create(codigo=codigo, defaults=visto)


def deixar_de_aceitar(codigo: str) -> None:
    Alerta.objects.filter(codigo=codigo).update(visto_ate=None, visto_por=None, visto_porque="")
