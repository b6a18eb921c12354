"""O que a chefia escreve a quem atende: os turnos e os comunicados."""

from __future__ import annotations

from datetime import datetime, time

from django.db import transaction
from django.utils import timezone

from atendimento.models import Comunicado, Turno
from contas.models import Usuario
from contas.papeis import Papel
from protocolo.erros import RecusaNoCampo
from roteamento.consultas import chefia_da_unidade, com_as_anteriores, sucessoras
from roteamento.models import Unidade

# --- o turno ----------------------------------------------------------------------------


class TurnoInvalido(RecusaNoCampo):
    """O turno não cabe."""


@transaction.atomic
def por_turno(  # noqa: PLR0913  cada argumento é um dado do turno
    *, unidade: Unidade, por: Usuario, usuario: Usuario, dias: list[int], de: time, ate: time
) -> Turno:
    """O turno de quem atende na unidade, posto pela chefia dela."""
    _travar(unidade, por)
    atende = unidade.lotacoes.vigentes(timezone.localdate()).filter(usuario=usuario, papel=Papel.ATENDENTE)
    if not atende.exists():
        raise TurnoInvalido(f"{usuario.nome} não atende nesta unidade hoje.", "usuario")
    if de == ate:
        raise TurnoInvalido("Escreva uma hora de saída diferente da de entrada.", "ate")
    igual = {"de": de, "ate": ate, "dias": sorted(dias)}
    lugares = com_as_anteriores([unidade.pk], timezone.localdate())
    if Turno.objects.em_uso().de_quem(usuario, lugares).filter(**igual).exists():
        raise TurnoInvalido(f"{usuario.nome} já tem este turno.")
    return Turno.objects.create(usuario=usuario, unidade=unidade, por=por, **igual)


@transaction.atomic
def tirar_turno(*, turno: Turno, por: Usuario) -> Turno:
    """O turno deixa de valer; tirar duas vezes não muda nada."""
    _travar(turno.unidade, por)
    travado = Turno.objects.select_for_update(of=("self",), no_key=True).get(pk=turno.pk)
    if travado.tirado_em is None:
        travado.tirado_em = timezone.now()
        travado.save(update_fields=["tirado_em"])
    return travado


def _travar(unidade: Unidade, por: Usuario) -> None:
    """Uma mudança por vez, e só por quem é hoje chefia desta unidade, ou da que lhe sucedeu."""
    hoje = timezone.localdate()
    Unidade.objects.select_for_update(no_key=True).get(pk=unidade.pk)
    if not any(chefia_da_unidade(por, uma, hoje) for uma in sucessoras(unidade, hoje)):
        raise TurnoInvalido("Só a chefia desta unidade muda os turnos dela.")


# --- o comunicado -----------------------------------------------------------------------


class ComunicadoInvalido(RecusaNoCampo):
    """O comunicado não cabe."""


def comunicar(
    *, texto: str, unidade: Unidade | None, de: datetime, ate: datetime, por: Usuario
) -> Comunicado:
    """Escreve-o para uma unidade, ou para todas; aparece na mesa a partir de `de`."""
    if ate <= de:
        raise ComunicadoInvalido("O fim é depois do começo.", "ate")
    if ate <= timezone.now():
        raise ComunicadoInvalido("Esse fim já passou: ninguém veria o comunicado.", "ate")
    return Comunicado.objects.create(texto=texto, unidade=unidade, de=de, ate=ate, por=por)


@transaction.atomic
def tirar_comunicado(*, comunicado: Comunicado) -> Comunicado:
    """Deixa de aparecer agora. O que já tinha acabado fica como estava; tirar duas vezes não muda nada."""
    agora = timezone.now()
    travado = Comunicado.objects.select_for_update(of=("self",), no_key=True).get(pk=comunicado.pk)
    if travado.ate > agora:
        travado.de, travado.ate = min(travado.de, agora), agora
        travado.save(update_fields=["de", "ate"])
    return travado
