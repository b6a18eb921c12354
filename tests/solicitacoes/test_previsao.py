"""Quanto tem levado um serviço: a conta com os abertos, o que se cala, onde se lê e a prova."""

from __future__ import annotations

import json
from collections import Counter
from datetime import date, datetime, timedelta
from io import StringIO
from typing import Any

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from guia.models import TempoDeAtendimento
from protocolo.prazos.relogio import comeco_do_dia
from solicitacoes import acoes, tasks
from solicitacoes.models import Solicitacao
from solicitacoes.previsao.duracoes import METADE, NOVE_EM_DEZ, Duracoes
from solicitacoes.situacoes import Desfecho, Situacao
from tests.solicitacoes import elenco, pedindo

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("territorio_do_arquivo")]

AGORA = comeco_do_dia(date(2026, 12, 1)) + timedelta(hours=9)
SETEMBRO = comeco_do_dia(date(2026, 9, 10))


def _abrir(quantas: int, em: datetime, *, dias: int | None = None, **campos: Any) -> None:
    """Pedidos abertos em `em`; `dias`: em quantos terminaram, ou None se continuam abertos."""
    if dias is not None:
        situacao = campos.setdefault("situacao", Situacao.FINALIZADA)
        fim = {"desfecho": Desfecho.REALIZADO} if situacao == Situacao.FINALIZADA else {}
        campos |= {"encerrada_em": em + timedelta(days=dias), **fim}
    elenco.iguais(quantas, elenco.unidade(), em=em, **campos)


def _ditos() -> dict[str, str]:
    return {tempo.lugar: tempo.frase for tempo in TempoDeAtendimento.objects.all()}


# --- a conta ------------------------------------------------------------------------------


@given(st.lists(st.integers(0, 400), min_size=1, max_size=60))
def test_com_todos_terminados_e_a_ordem_deles(dias: list[int]) -> None:
    duracoes, por_ordem = Duracoes(Counter(dias)), sorted(dias)
    assert duracoes.em_que_dia(METADE) == por_ordem[-(-len(dias) // 2) - 1]
    assert duracoes.em_que_dia(NOVE_EM_DEZ) == por_ordem[-(-9 * len(dias) // 10) - 1]


def test_os_que_continuam_abertos_contam(subtests: pytest.Subtests) -> None:
    casos = {
        "metade sem resposta não é rápido": (Counter({2: 50}), Counter({90: 50}), (2, None)),
        "menos da metade": (Counter({2: 40}), Counter({90: 60}), (None, None)),
        "o de ontem não diz nada contra": (Counter({3: 9}), Counter({1: 90, 3: 1}), (3, 3)),
        "nenhum terminou": (Counter(), Counter({5: 60}), (None, None)),
    }
    for nome, (terminaram, deixados, esperado) in casos.items():
        with subtests.test(nome):
            duracoes = Duracoes(terminaram, deixados)
            assert (duracoes.em_que_dia(METADE), duracoes.em_que_dia(NOVE_EM_DEZ)) == esperado


# --- o que se guarda ----------------------------------------------------------------------


def test_mede_o_servico_e_a_subprefeitura_que_chegam() -> None:
    _abrir(60, SETEMBRO, dias=12)
    _abrir(30, SETEMBRO, dias=60)
    _abrir(9, SETEMBRO)
    assert acoes.medir_tempos(agora=AGORA) == 1
    frase = "Metade destes pedidos terminou em 12 dias; nove em cada dez, em 60 (99 pedidos"
    assert _ditos() == {"": f"{frase} de setembro de 2026)."}
    _abrir(1, comeco_do_dia(date(2026, 11, 30)))
    for _ in range(2):
        acoes.medir_tempos(agora=AGORA)
    assert set(_ditos()) == {"", "Sé"}
    assert "100 pedidos de setembro a novembro de 2026" in _ditos()["Sé"]


def test_cala_o_que_e_pouco_o_sigiloso_o_importado_e_o_deste_mes() -> None:
    _abrir(49, SETEMBRO, dias=3)
    _abrir(200, SETEMBRO, dias=3, procedencia="importada")
    _abrir(50, AGORA - timedelta(hours=2))
    _abrir(50, comeco_do_dia(date(2025, 11, 30)), dias=3)
    _abrir(60, SETEMBRO, dias=3, servico=elenco.servico("abrigo", "Abrigo", sigilosa=True))
    assert acoes.medir_tempos(agora=AGORA) == 0
    _abrir(1, comeco_do_dia(date(2025, 12, 1)), dias=3)
    assert acoes.medir_tempos(agora=AGORA) == 1


def test_o_servico_que_passou_a_sigiloso_deixa_de_se_dizer() -> None:
    qual = elenco.servico("poda", "Poda")
    _abrir(60, SETEMBRO, dias=3, servico=qual)
    assert acoes.medir_tempos(agora=AGORA) == 1
    elenco.publicar_outra(qual, sigilosa=True)
    assert acoes.medir_tempos(agora=AGORA) == 0
    assert not TempoDeAtendimento.objects.exists()


def test_o_cancelado_por_quem_pediu_nao_terminou_e_o_recusado_sim() -> None:
    _abrir(60, SETEMBRO, dias=1, situacao=Situacao.CANCELADA)
    _abrir(60, SETEMBRO, dias=20, situacao=Situacao.INDEFERIDA)
    acoes.medir_tempos(agora=AGORA)
    assert TempoDeAtendimento.objects.get(lugar="").metade == 20


def test_a_conta_le_os_pedidos_duas_vezes_e_roda_toda_noite() -> None:
    _abrir(120, SETEMBRO, dias=3)
    _abrir(60, SETEMBRO, dias=3, servico=elenco.servico("poda", "Poda"))
    with CaptureQueriesContext(connection) as feitas:
        acoes.medir_tempos(agora=AGORA)
    assert sum('FROM "solicitacoes_solicitacao"' in c["sql"] for c in feitas) == 2
    assert settings.CELERY_BEAT_SCHEDULE["solicitacoes.medir_tempos"]["task"] == tasks.medir_tempos.name


def test_as_frases(subtests: pytest.Subtests) -> None:
    casos: list[tuple[int | None, int | None, str]] = [
        (12, 60, "Metade destes pedidos terminou em 12 dias; nove em cada dez, em 60"),
        (0, 1, "Metade destes pedidos terminou no mesmo dia; nove em cada dez, em 1 dia"),
        (3, 3, "Nove em cada dez destes pedidos terminaram em 3 dias"),
        (12, None, "Metade destes pedidos terminou em 12 dias; nove em cada dez, ainda não"),
        (None, None, "Menos da metade destes pedidos já terminou"),
    ]
    de, ate = date(2025, 12, 2), date(2026, 11, 30)
    for metade, nove, dito in casos:
        with subtests.test(dito):
            tempo = TempoDeAtendimento(metade=metade, nove_em_dez=nove, pedidos=1312, de=de, ate=ate)
            assert tempo.frase == f"{dito} (1.312 pedidos de dezembro de 2025 a novembro de 2026)."


# --- onde se lê ---------------------------------------------------------------------------


def _medido(lugar: str, pedidos: int, metade: int) -> TempoDeAtendimento:
    return TempoDeAtendimento.objects.create(
        servico=elenco.servico(),
        lugar=lugar,
        pedidos=pedidos,
        metade=metade,
        nove_em_dez=60,
        de=date(2026, 1, 2),
        ate=date(2026, 11, 30),
        medido_em=AGORA,
    )


def test_a_pagina_do_servico_diz_a_cidade_e_cada_subprefeitura(client: Client) -> None:
    antes = client.get("/servicos/tapa-buraco/")
    assert "Quanto tem levado" not in antes.content.decode()
    _medido("", 312, 12)
    _medido("Sé", 101, 9)
    depois = client.get("/servicos/tapa-buraco/")
    pagina = depois.content.decode()
    assert "Quanto tem levado:</strong> Metade destes pedidos terminou em 12 dias" in pagina
    assert "<strong>Sé:</strong> Metade destes pedidos terminou em 9 dias" in pagina
    assert antes["ETag"] != depois["ETag"]


def test_antes_de_enviar_diz_a_do_lugar_ou_a_da_cidade(client: Client) -> None:
    quem = pedindo.Pedinte(client)
    assert "Quanto tem levado" not in quem.ate("conferir").content.decode()
    _medido("", 312, 12)
    assert (
        "Quanto tem levado: Metade destes pedidos terminou em 12 dias"
        in quem.ver("conferir/").content.decode()
    )
    _medido("Sé", 101, 9)
    dito = "Quanto tem levado na Subprefeitura Sé: Metade destes pedidos terminou em 9 dias"
    assert dito in quem.ver("conferir/").content.decode()


# --- a prova ------------------------------------------------------------------------------


def _provar() -> dict[str, Any]:
    saida = StringIO()
    call_command("medir_previsao", "--json", stdout=saida)
    lido: dict[str, Any] = json.loads(saida.getvalue())
    return lido


def test_a_prova_mede_so_os_importados_e_o_que_houve_tempo_de_ver() -> None:
    with pytest.raises(CommandError, match="importar_sp156"):
        _provar()
    mes = comeco_do_dia(date(2017, 1, 10))
    for passados in range(15):
        em = mes + timedelta(days=30 * passados)
        _abrir(9, em, dias=5, procedencia="importada")
        _abrir(1, em, dias=40, procedencia="importada")
    _abrir(100, mes + timedelta(days=400), dias=1)
    prova = _provar()
    na_cidade = prova["na_cidade"]
    assert (prova["de"], prova["ate"]) == ("02/2018", "03/2018")
    assert na_cidade["pedidos"] + na_cidade["sem_saber"] == 20
    assert na_cidade["dentro_de_nove_em_dez"] == na_cidade["dentro_da_metade"] == 0.9
    assert Solicitacao.objects.filter(procedencia="importada").count() == 150
