"""O pedido que se abre enquanto o serviço se torna sigiloso sai sigiloso, chegue antes ou depois."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from threading import Event
from typing import Any

import pytest
from django.db import connection, transaction
from django.utils import timezone

from guia.models import Servico
from roteamento.models.unidades import TRIAGEM
from solicitacoes.acoes import NovaSolicitacao, abrir
from solicitacoes.lugar import do_caso
from solicitacoes.models import Solicitacao
from tests.solicitacoes import elenco


def _abrir(servico: Servico) -> Solicitacao:
    """Quem pede leu a página antes: traz na mão a versão que ainda não é sigilosa."""
    nova = NovaSolicitacao(servico, do_caso(Solicitacao()), f"corrida-{timezone.now()}")
    return abrir(nova, por=elenco.municipe(), em=timezone.now())


def _publicar(servico: Servico) -> None:
    elenco.publicar_outra(servico, sigilosa=True)


def _segurando(fazer: Callable[[Servico], Any], servico: Servico, dentro: Event, fora: Event) -> None:
    """Faz, e só depois de o outro chegar acaba a transação."""
    try:
        with transaction.atomic():
            fazer(servico)
            dentro.set()
            fora.wait(10)
    finally:
        connection.close()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("primeiro", "segundo"), [(_publicar, _abrir), (_abrir, _publicar)])
def test_o_que_se_abre_enquanto_se_publica_sai_sigiloso(
    primeiro: Callable[[Servico], Any], segundo: Callable[[Servico], Any]
) -> None:
    elenco.unidade(TRIAGEM, subprefeitura=None)
    pk = elenco.servico(precisa_de_endereco=False).pk
    de_um, do_outro = (Servico.objects.select_related("publicada").get(pk=pk) for _ in range(2))
    dentro, fora, solto = Event(), Event(), Event()
    solto.set()
    with ThreadPoolExecutor(2) as duas:
        antes: Future[None] = duas.submit(_segurando, primeiro, de_um, dentro, fora)
        assert dentro.wait(10)
        depois = duas.submit(_segurando, segundo, do_outro, Event(), solto)
        with pytest.raises(TimeoutError):
            depois.result(0.5)
        fora.set()
        antes.result(20)
        depois.result(20)
    assert Solicitacao.objects.get().sigilosa
