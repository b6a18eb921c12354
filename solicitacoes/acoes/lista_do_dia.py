"""A lista do dia: pôr, tirar e dar a um colega; e voltar do lugar sem ter feito."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from uuid import uuid4

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from contas.autor import Autor
from contas.models import Usuario
from protocolo.acoes import anexar, exigir, travar
from protocolo.erros import RecusaDeAcao
from protocolo.models import ArquivoDeRascunho
from roteamento.models import Unidade
from solicitacoes.acoes.registro import registrar_ato
from solicitacoes.consultas import equipe_de
from solicitacoes.models import Solicitacao, Visita
from solicitacoes.notificacao import dar_a_lista
from solicitacoes.situacoes import MotivoDaVolta, Tipo

A_LISTA_MUDOU = "A lista mudou: nenhum destes pedidos está mais nela. Confira e mande de novo."


@transaction.atomic
def por_na_lista(*, unidade: Unidade, casos: Sequence[Solicitacao], quem: Usuario, dia: date) -> list[Visita]:
    """Põe os pedidos na lista de alguém e devolve os que ficam na de um colega.

    Passa a quem o põe agora o que alguém já visitou hoje sem fazer, ou tinha noutra unidade.
    """
    do_dia = Visita.objects.filter(caso__in=casos, dia=dia)
    do_dia.filter(Q(sem_fazer_em__isnull=False) | ~Q(unidade=unidade)).update(
        quem=quem, unidade=unidade, sem_fazer_em=None, motivo="", posta_em=timezone.now()
    )
    novas = [Visita(caso=caso, unidade=unidade, quem=quem, dia=dia) for caso in casos]
    Visita.objects.bulk_create(novas, ignore_conflicts=True)
    return list(do_dia.exclude(quem=quem).select_related("quem", "caso"))


def tirar_da_lista(*, caso: Solicitacao, quem: Usuario, dia: date) -> bool:
    """Tira da lista o que ainda não se visitou; o pedido não muda."""
    tirada, _ = Visita.objects.filter(caso=caso, quem=quem, dia=dia, sem_fazer_em=None).delete()
    return bool(tirada)


@transaction.atomic
def dar_da_lista(  # noqa: PLR0913  cada argumento é um dado do ato
    *, unidade: Unidade, casos: Sequence[Solicitacao], de: Usuario, para: Usuario, dia: date, por: Autor
) -> int:
    """Passa pedidos da lista de alguém à de um colega da unidade, que fica sabendo; o responsável não muda.

    Só passa o que ainda está na lista de quem dá, e não na de um colega desta unidade. Diz quantos passaram.
    """
    if para == de or not equipe_de(unidade, dia).filter(pk=para.pk).exists():
        raise RecusaDeAcao(f"{para.nome} não é um colega que trabalhe nesta unidade hoje.")
    linhas = Visita.objects.filter(caso__in=casos, dia=dia).select_for_update(no_key=True).order_by("pk")
    postas = {linha.caso_id: linha for linha in linhas if linha.unidade_id == unidade.pk}
    passam = [
        caso
        for caso in casos
        if (linha := postas.get(caso.pk)) is None or (linha.quem_id == de.pk and not linha.sem_fazer_em)
    ]
    if not passam:
        raise RecusaDeAcao(A_LISTA_MUDOU)
    Visita.objects.bulk_create(
        [Visita(caso=caso, unidade=unidade, quem=para, dia=dia) for caso in passam],
        update_conflicts=True,
        unique_fields=["caso", "dia"],
        update_fields=["quem", "unidade", "sem_fazer_em", "motivo"],
    )
    if para != por.usuario:
        dar_a_lista(para, unidade, quantos=len(passam), quem=str(por.usuario), chave=uuid4().hex)
    return len(passam)


@transaction.atomic
def voltar_sem_fazer(  # noqa: PLR0913  cada argumento é um dado do ato
    *,
    caso: Solicitacao,
    versao: int,
    por: Autor,
    motivo: str,
    texto: str = "",
    fotos: Sequence[ArquivoDeRascunho] = (),
) -> Solicitacao:
    """A equipe foi e não deu para fazer: fica escrito por quê, com as fotos, e o pedido segue aberto."""
    razao = MotivoDaVolta(motivo)
    caso = travar(caso, versao=versao)
    exigir(caso, caso.situacao, por)
    caso.com_foto = caso.com_foto or bool(fotos)
    dito = f"{razao.label}. {texto}".strip()
    caso = registrar_ato(caso, Tipo.VISITA, por, texto=dito)
    agora = timezone.now()
    anexar(caso, fotos, por=por, ordem=caso.versao, em=agora)
    if por.usuario and not caso.principal_id:
        feita = Visita(caso=caso, unidade=caso.unidade, quem=por.usuario, dia=timezone.localdate(agora))
        feita.sem_fazer_em, feita.motivo = agora, razao.label
        Visita.objects.bulk_create(
            [feita],
            update_conflicts=True,
            unique_fields=["caso", "dia"],
            update_fields=["quem", "unidade", "sem_fazer_em", "motivo"],
        )
    return caso
