"""Duas coisas ao mesmo tempo na mesma conversa, ou na mesma fila: nada se perde, dobra ou tranca."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from functools import partial
from importlib import import_module
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection, transaction
from django.utils import timezone

from atendimento import acoes
from atendimento.models import Atendimento, Conversa
from atendimento.situacoes import DeQuem, Estado, Fim, SituacaoDaConversa
from protocolo.erros import TransicaoProibida
from tests.atendimento import conversando
from tests.solicitacoes import elenco
from tests.solicitacoes.pedindo import central

pytestmark = [pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def lugar() -> None:
    elenco.distrito()
    central()


def ao_mesmo_tempo(fazer: Sequence[Callable[[], Any]]) -> list[BaseException]:
    """Todas partem juntas, cada uma com a sua conexão; as falhas voltam."""
    falhas: list[BaseException] = []
    largada = threading.Barrier(len(fazer))

    def rodar(uma: Callable[[], Any]) -> None:
        largada.wait()
        try:
            uma()
        except BaseException as falha:  # noqa: BLE001  o teste a mostra
            falhas.append(falha)
        finally:
            connection.close()

    threads = [threading.Thread(target=rodar, args=[uma]) for uma in fazer]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return falhas


def test_muitas_mensagens_e_repeticoes_ao_mesmo_tempo_numa_conversa() -> None:
    quem = conversando.quem_atende(recebe=False)
    conversa = conversando.atendida(quem)
    chaves = [uuid4() for _ in range(6)]
    antes = conversa.ultima

    def dizer(chave: Any) -> Callable[[], Any]:
        return lambda: acoes.dizer(conversa=conversa, de=DeQuem.PESSOA, texto=str(chave), chave=chave)

    assert ao_mesmo_tempo([dizer(chave) for chave in chaves for _ in range(2)]) == []
    conversa.refresh_from_db()
    ditas = list(conversa.mensagens.filter(de=DeQuem.PESSOA).values_list("chave", flat=True))
    assert sorted(ditas) == sorted(chaves)
    ordens = list(conversa.mensagens.order_by("ordem").values_list("ordem", flat=True))
    assert ordens == list(range(1, antes + 7))
    assert conversa.ultima == antes + 6


def test_a_que_esperou_por_outra_conta_a_no_limite_e_fica_depois_dela() -> None:
    conversando.regra(mensagens_por_minuto=1)
    quem = conversando.quem_atende(recebe=False)
    primeira = conversando.atendida(quem)
    lidas = [Conversa.objects.get(pk=primeira.pk) for _ in range(2)]
    falhas: list[BaseException] = []
    esperam = [
        threading.Thread(target=lambda: falhas.extend(ao_mesmo_tempo([partial(conversando.diz, lidas[0])]))),
        threading.Thread(
            target=lambda: falhas.extend(ao_mesmo_tempo([partial(conversando.diz, lidas[1], "Oi.", quem)]))
        ),
    ]
    with transaction.atomic():
        conversando.diz(primeira)
        for thread in esperam:
            thread.start()
        _ate_esperarem(len(esperam))
    for thread in esperam:
        thread.join()
    assert [type(falha) for falha in falhas] == [acoes.MuitasMensagens]
    assert (lidas[1].ultima, lidas[1].versao) == (primeira.ultima + 1, primeira.versao + 1)


def _ate_esperarem(quantas: int) -> None:
    """Tantas instruções paradas numa trava."""
    limite = time.monotonic() + 20
    with connection.cursor() as cursor:
        while time.monotonic() < limite:
            cursor.execute(
                "SELECT pg_stat_clear_snapshot(), count(*) FROM pg_stat_activity "
                "WHERE datname = current_database() AND wait_event_type = 'Lock'"
            )
            if cursor.fetchone()[1] >= quantas:
                return
            time.sleep(0.02)
    raise AssertionError("ninguém esperou")


def test_a_fila_distribuida_por_muitos_nao_da_a_mesma_duas_vezes_nem_enche_ninguem() -> None:
    conversando.regra(conversas_por_atendente=2)
    for nome in ("Ana", "Bia"):
        acoes.por_a_disposicao(usuario=elenco.pessoa(nome), unidade=central(), estado=Estado.RECEBE)
    for _ in range(6):
        conversando.na_fila()
    agora = timezone.now()
    assert ao_mesmo_tempo([lambda: acoes.distribuir(em=agora)] * 4) == []
    atendidas = Conversa.objects.filter(situacao=SituacaoDaConversa.COM_ATENDENTE)
    assert atendidas.count() == 4
    donos = list(atendidas.order_by("atendente__nome").values_list("atendente__nome", flat=True))
    assert donos == ["Ana", "Ana", "Bia", "Bia"]
    assert Atendimento.objects.filter(terminado_em=None).count() == 4


def test_dar_uma_da_fila_nao_tranca_as_que_esperam(monkeypatch: pytest.MonkeyPatch) -> None:
    acoes.por_a_disposicao(usuario=elenco.pessoa("Ana"), unidade=central(), estado=Estado.RECEBE)
    conversando.regra(conversas_por_atendente=1)
    primeira, segunda = conversando.na_fila(), conversando.na_fila()
    distribuir: Any = import_module("atendimento.acoes.distribuir")  # `acoes.distribuir` é a função
    de_verdade = distribuir._dar
    presas: list[BaseException] = []

    @transaction.atomic
    def mudar_a_segunda() -> None:
        Conversa.objects.select_for_update(nowait=True).get(pk=segunda.pk)

    def dar(*args: Any, **nomeados: Any) -> None:
        presas.extend(ao_mesmo_tempo([mudar_a_segunda]))
        de_verdade(*args, **nomeados)

    monkeypatch.setattr(distribuir, "_dar", dar)
    assert (acoes.distribuir(em=timezone.now()), presas) == (1, [])
    primeira.refresh_from_db()
    assert primeira.situacao == SituacaoDaConversa.COM_ATENDENTE


def test_dizer_passar_e_acabar_ao_mesmo_tempo_nao_se_trancam() -> None:
    ana, bia = (elenco.pessoa(nome) for nome in ("Ana", "Bia"))
    for quem in (ana, bia):
        acoes.por_a_disposicao(usuario=quem, unidade=central(), estado=Estado.PAUSA)
    conversas = [conversando.atendida(quem) for quem in (ana, bia, ana, bia)]
    feitos: list[Callable[[], Any]] = []
    for uma in conversas:
        assert uma.atendente
        de, para = (ana, bia) if uma.atendente == ana else (bia, ana)
        feitos += [
            partial(conversando.diz, uma),
            partial(acoes.passar, conversa=uma, para=para, motivo="x", por=de),
            partial(acoes.acabar, conversa=uma, fim=Fim.PESSOA),
        ]
    falhas = ao_mesmo_tempo(feitos)
    assert all(isinstance(falha, TransicaoProibida) for falha in falhas), falhas
    for uma in conversas:
        uma.refresh_from_db()
        assert uma.situacao == SituacaoDaConversa.ENCERRADA
    assert not Atendimento.objects.filter(terminado_em=None).exists()


def test_dois_cliques_da_mesma_conta_comecam_uma_so() -> None:
    maria = elenco.pessoa("maria")
    comecar = [lambda: acoes.comecar_conversa(rede="", conta=maria)] * 3
    assert ao_mesmo_tempo(comecar) == []
    assert Conversa.objects.filter(conta=maria).count() == 1
