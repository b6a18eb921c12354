"""Quanto se espera por uma pessoa: da fila, de quem recebe e de quanto dura uma conversa."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from atendimento import acoes, conversa, espera
from atendimento.models import AssuntoDaConversa, Conversa, Disponibilidade
from atendimento.situacoes import Estado, Fim
from tests.atendimento.conversando import atendida, na_fila, quem_atende, regra, sem_sinal, sempre_aberta
from tests.atendimento.quem_conversa import QuemConversa, assunto
from tests.solicitacoes.pedindo import central, praca

OITO = timedelta(minutes=8)


@pytest.mark.parametrize(
    ("antes", "ocupados", "cabem", "minutos"),
    [
        (0, [], 4, None),  # ninguém recebe
        (3, [], 4, None),
        (0, [0], 4, 0),  # há lugar
        (1, [2], 4, 0),  # dois lugares: o de antes e este
        (2, [2], 4, 2),  # falta um lugar, e há quatro
        (0, [4], 4, 2),
        (0, [4, 4], 4, 1),  # o dobro de lugares, metade da espera
        (3, [4, 4], 4, 4),
        (0, [1], 1, 8),
        (0, [6], 4, 2),  # quem tomou a mais não dá lugar de menos
        (0, [6, 3], 4, 0),
        (9, [4, 3], 4, 9),
    ],
)
def test_a_espera_sai_da_fila_e_dos_lugares(
    antes: int, ocupados: list[int], cabem: int, minutos: float | None
) -> None:
    prevista = espera.prever(antes=antes, ocupados=ocupados, cabem=cabem, duracao=OITO)
    assert prevista == (None if minutos is None else timedelta(minutes=minutos))


@pytest.mark.parametrize(
    ("segundos", "dito"),
    [(None, None), (0, 0), (1, 1), (89, 1), (91, 2), (3590, 60), (9999, 60)],
)
def test_diz_se_em_minutos_e_zero_so_a_quem_nao_espera(segundos: int | None, dito: int | None) -> None:
    prevista = None if segundos is None else timedelta(seconds=segundos)
    assert espera.em_minutos(prevista) == dito


@pytest.mark.django_db
def test_a_duracao_e_a_media_das_acabadas_ha_pouco_ou_a_da_regra() -> None:
    agora = timezone.now()
    regra(minutos_de_conversa=7)
    for qual in range(espera.BASTAM):
        assert espera.duracao_media(agora) == timedelta(minutes=7), qual
        durou, comecou = timedelta(minutes=2 if qual % 2 else 6), agora - timedelta(hours=1)
        Conversa.objects.create(
            situacao="encerrada",
            fim=Fim.ATENDENTE,
            comecada_em=comecou,
            atendida_em=comecou,
            encerrada_em=comecou + durou,
        )
    assert espera.duracao_media(agora) == timedelta(minutes=4)
    assert espera.duracao_media(agora + timedelta(hours=3)) == timedelta(minutes=7)


@pytest.mark.django_db
@pytest.mark.usefixtures("mesa_do_arquivo")
def test_conta_se_quem_recebe_o_assunto_ou_no_lugar_a_que_se_passou() -> None:
    regra(conversas_por_atendente=2, minutos_de_conversa=10)
    agora, este, outro = timezone.now(), assunto("Este"), assunto("Outro")
    ana = quem_atende()
    acoes.por_a_disposicao(usuario=ana, unidade=central(), estado=Estado.RECEBE, assuntos=[este])
    atendida(ana)

    def de(qual: AssuntoDaConversa | None = None, antes: int = 0) -> timedelta | None:
        return conversa.espera_prevista(agora, antes=antes, assunto=qual)

    assert (de(este), de(outro), de()) == (timedelta(0), None, timedelta(0))
    assert de(este, antes=1) == timedelta(minutes=5)
    assert conversa.espera_prevista(agora, antes=0, lugar=praca()) is None
    Disponibilidade.objects.filter(usuario=ana).update(unidade=praca())
    assert conversa.espera_prevista(agora, antes=0, lugar=praca(), assunto=outro) == timedelta(0)
    Disponibilidade.objects.filter(usuario=ana).update(estado=Estado.ALMOCO)
    assert de(este) is None


@pytest.mark.django_db
@pytest.mark.usefixtures("mesa_do_arquivo")
def test_a_pagina_de_quem_espera_diz_quanto_e_quando_ja_nao_ha_ninguem(client: Client) -> None:
    """E muda quando quem recebia deixa de receber, sem que a conversa mude."""
    sempre_aberta()
    assunto()
    regra(conversas_por_atendente=1, minutos_de_conversa=6)
    ana = quem_atende()
    atendida(ana)
    na_fila()
    maria = QuemConversa(client)
    maria.comecar()
    maria.pedir()
    assert "A espera deve ser de uns 12 minutos." in maria.texto()
    assert maria.buscar().status_code == 204
    versao = conversa.versao_de(maria.conversa, timezone.now())
    sem_sinal(ana)
    novo = maria.buscar(v=versao)
    assert "Não há ninguém para atender agora" in " ".join(novo.content.decode().split())
