"""O que um juiz manda guardar: enquanto a ordem vale, nada do caso se apaga, e a história dele o diz."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from contas.autor import Autor
from contas.models import Usuario
from contas.papeis import Papel
from portal.acoes import NOTA
from portal.consultas import Achado
from protocolo.acoes import registrar, travar
from protocolo.erros import TransicaoProibida
from protocolo.models import Andamento, OrdemDeGuarda

GUARDADO = "Uma ordem manda guardar este caso: nada dele se apaga até ela se levantar."
LEVANTADO = "A ordem que mandava guardar este caso foi levantada: volta a valer o tempo de guarda dele."


@transaction.atomic
def guardar(*, caso: Achado, por: Usuario, motivo: str) -> OrdemDeGuarda:
    """Levanta TransicaoProibida se já se guarda, ou se o que diz da pessoa já se apagou."""
    travado = travar(caso)
    if _vigente(travado):
        raise TransicaoProibida("Este caso já está guardado por uma ordem.")
    if travado.interessado and travado.interessado.anonimizado_em:
        raise TransicaoProibida("O que este caso dizia da pessoa já se apagou.")
    _anotar(travado, por, GUARDADO)
    return OrdemDeGuarda.objects.create(
        protocolo=travado.protocolo, interessado=travado.interessado, motivo=motivo, por=por
    )


@transaction.atomic
def levantar(*, caso: Achado, por: Usuario) -> OrdemDeGuarda:
    """Levanta TransicaoProibida se nenhuma ordem o guarda."""
    travado = travar(caso)
    ordem = _vigente(travado)
    if ordem is None:
        raise TransicaoProibida("Nenhuma ordem guarda este caso.")
    ordem.levantada_em, ordem.levantada_por = timezone.now(), por
    ordem.save(update_fields=["levantada_em", "levantada_por"])
    _anotar(travado, por, LEVANTADO)
    return ordem


def _vigente(caso: Achado) -> OrdemDeGuarda | None:
    return OrdemDeGuarda.objects.em_vigor().filter(protocolo=caso.protocolo).first()


def _anotar(caso: Achado, por: Usuario, texto: str) -> None:
    """Só quem trabalha no caso o lê; o motivo fica na administração."""
    autor = Autor(papel=Papel.SISTEMA, usuario=por)
    registrar(caso, tipo=NOTA, por=autor, alcance=Andamento.Alcance.INTERNO, texto=texto)
