"""A que horas se liga a quem espera um retorno: só nas da regra, nunca de madrugada nem no feriado."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from atendimento import acoes
from atendimento.horas import quando_ligar
from atendimento.models import RegraDoAtendimento, Retorno, TentativaDeRetorno
from contas.models import Usuario
from contas.papeis import Papel
from protocolo.calendario import Calendario
from protocolo.erros import TransicaoProibida
from tests.atendimento.ligando import central, pegar, registrar, sem_aviso
from tests.solicitacoes import elenco

Houve = TentativaDeRetorno.Resultado


def em(dia: int, hora: int, minuto: int = 0) -> datetime:
    """Em dezembro de 2026: o dia 4 é sexta-feira, o dia 25, o Natal, também é."""
    return datetime(2026, 12, dia, hora, minuto, tzinfo=timezone.get_default_timezone())


@pytest.mark.parametrize(
    ("desde", "liga_se"),
    [
        (em(4, 3), em(4, 8)),
        (em(4, 8), em(4, 8)),
        (em(4, 19, 59), em(4, 19, 59)),
        (em(4, 20), em(5, 8)),
        (em(5, 13, 59), em(5, 13, 59)),
        (em(5, 14), em(7, 8)),
        (em(6, 10), em(7, 8)),
        (em(24, 21), em(26, 8)),
        (em(9, 10), em(10, 8)),
    ],
)
def test_a_primeira_hora_em_que_se_liga(desde: datetime, liga_se: datetime) -> None:
    """No sábado até as 14h; no domingo, no feriado e no dia sem expediente, não."""
    sem_expediente = Calendario(fechados={date(2026, 12, 9): "dia sem expediente"})
    assert quando_ligar(desde, RegraDoAtendimento(), sem_expediente) == liga_se


def test_as_horas_sao_dado(subtests: pytest.Subtests) -> None:
    """O sábado pode não ter nenhuma, e o domingo e o feriado podem ter."""
    regra = RegraDoAtendimento(sabado_das=None, sabado_ate=None, domingo_das=time(10), domingo_ate=time(12))
    for desde, liga_se in ((em(4, 20), em(6, 10)), (em(24, 21), em(25, 10)), (em(26, 9), em(27, 10))):
        with subtests.test(str(desde)):
            assert quando_ligar(desde, regra, Calendario()) == liga_se


@pytest.fixture
def ana(db: None) -> Usuario:
    return elenco.servidor(central(), nome="Ana Atende", papel=Papel.ATENDENTE)


@pytest.fixture
def relogio() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(em(4, 3), tick=False) as viagem:
        yield viagem


def test_de_madrugada_ninguem_pega_um_retorno(
    relogio: time_machine.Traveller, ana: Usuario, client: Client
) -> None:
    """Quem entra à noite espera a manhã; o que já estava na lista também, e a página diz até quando."""
    sem_aviso()
    acoes.juntar_retornos(em=timezone.now())
    retorno = Retorno.objects.get()
    assert retorno.proxima_em == em(4, 8)
    Retorno.objects.update(proxima_em=em(3, 19))
    with pytest.raises(TransicaoProibida, match="Volta-se a ligar em 04/12, às 08:00"):
        pegar(ana, retorno)
    client.force_login(ana)
    lista = client.get(reverse("central:retornos")).content.decode()
    assert "Volta-se a ligar em 04/12/2026 às 08h00" in lista
    assert "Pegar a da vez" not in lista
    assert reverse("central:retorno_pegar", args=[retorno.pk]) not in lista
    relogio.move_to(em(4, 8))
    client.force_login(ana)
    assert "Pegar a da vez" in client.get(reverse("central:retornos")).content.decode()
    assert pegar(ana, retorno)


def test_a_ligacao_seguinte_cai_numa_hora_em_que_se_liga(
    relogio: time_machine.Traveller, ana: Usuario, client: Client
) -> None:
    """A de quem não atendeu à noite é de manhã; a hora que a pessoa pede também tem de ser uma destas."""
    relogio.move_to(em(4, 18))
    sem_aviso()
    acoes.juntar_retornos(em=timezone.now())
    assert registrar(pegar(ana), ana, Houve.NAO_ATENDEU).proxima_em == em(5, 8)
    relogio.move_to(em(5, 9))
    ligacao = pegar(ana)
    client.force_login(ana)
    endereco = reverse("central:retorno", args=[ligacao.atendimento.codigo])
    de_noite = client.post(endereco, {"resultado": "depois", "ligar_em": "05/12/2026 21:00"}, follow=True)
    assert "A esta hora não se liga: a seguinte é 07/12/2026 08:00." in de_noite.content.decode()
    client.post(endereco, {"resultado": "depois", "ligar_em": "07/12/2026 15:00"})
    assert Retorno.objects.get().proxima_em == em(7, 15)


@pytest.mark.django_db
@pytest.mark.parametrize("horas", [{"sabado_das": None}, {"ligar_ate": time(8)}, {"domingo_das": time(9)}])
def test_a_regra_nao_guarda_horas_pela_metade(horas: dict[str, time | None]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        RegraDoAtendimento.objects.create(pk=1, **horas)


def test_nao_se_procura_mais_do_que_o_preciso() -> None:
    """Uma semana inteira sem expediente também acaba."""
    fechados = {date(2026, 12, 1) + timedelta(days=n): "recesso" for n in range(28)}
    assert quando_ligar(em(1, 9), RegraDoAtendimento(), Calendario(fechados=fechados)) == em(29, 8)
