"""Uma hora da Central inteira: nada se perde, nada se dobra, nada fica preso."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime

import pytest
import time_machine
from pytest_django import Settings

from atendimento.models import Atendimento, Conversa, Mensagem
from atendimento.situacoes import DeQuem, Resultado, SituacaoDaConversa
from protocolo.models import Rascunho
from solicitacoes.models import Solicitacao
from tests.atendimento import conversando
from tests.atendimento.quem_conversa import assunto
from tests.atendimento.uma_hora import PAUSA, SEGREDO, Hora
from tests.solicitacoes.pedindo import territorio

AO_MEIO_DIA = datetime(2026, 12, 2, 15, tzinfo=UTC)
PARA_ACABAR = 1800
"""Segundos, depois da hora, em que quem atende ainda acaba o que tem."""


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("atendentes", "conversas", "ligacoes", "segundos"),
    [
        pytest.param(2, 4, 3, 120, id="dois minutos"),
        pytest.param(
            30, 300, 60, 3600, id="uma hora", marks=[pytest.mark.noturno, pytest.mark.timeout(3600)]
        ),
    ],
)
def test_nada_se_perde_nem_se_dobra_nem_fica_preso(
    settings: Settings, atendentes: int, conversas: int, ligacoes: int, segundos: int
) -> None:
    settings.SEGREDO_DA_TELEFONIA = SEGREDO
    hora = Hora(atendentes, conversas, ligacoes)
    with time_machine.travel(AO_MEIO_DIA, tick=False) as relogio:
        territorio()
        conversando.sempre_aberta()
        conversando.regra(minutos_na_fila=60)
        assunto()
        hora.abrir()
        while hora.agora < segundos or (hora.por_acabar and hora.agora < segundos + PARA_ACABAR):
            hora.passo(segundos)
            relogio.shift(PAUSA)
        assert not hora.por_acabar, Conversa.objects.abertas()

    assert hora.quedas, "ninguém ficou sem sinal: esta hora não prova nada"
    assert hora.passadas
    ditas = Mensagem.objects.filter(de__in=[DeQuem.PESSOA, DeQuem.ATENDENTE], texto__contains=": ")
    assert Counter(ditas.values_list("texto", flat=True)) == hora.ditas
    for conversa in Conversa.objects.all():
        da_pessoa = ditas.filter(conversa=conversa, de=DeQuem.PESSOA).order_by("ordem")
        lidas = list(da_pessoa.values_list("texto", flat=True))
        assert lidas == sorted(lidas), "por ordem"
    registrados = list(Solicitacao.objects.values_list("descricao", flat=True))
    assert Counter(registrados) == Counter(hora.pedidos)
    assert len(registrados) == conversas + ligacoes
    assert not Conversa.objects.exclude(situacao=SituacaoDaConversa.ENCERRADA).exists()
    assert not Atendimento.objects.filter(terminado_em=None).exists()
    assert Atendimento.objects.filter(resultado=Resultado.SEM_SINAL).exists()
    assert not Rascunho.objects.filter(tipo="solicitacao", protocolo="").exists()
    print(f"{hora.agora} s, {len(hora.ditas)} ditas, {hora.quedas} quedas, {hora.passadas} passadas")  # noqa: T201
