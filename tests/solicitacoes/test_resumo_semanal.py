"""O resumo da semana da chefia, por um servidor SMTP de verdade."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
import time_machine
from django.conf import settings

from avisos import acoes as avisos
from avisos.entrega import entregar_pendentes
from avisos.models import Aviso
from contas.papeis import Papel
from protocolo.prazos.contagem import SAO_PAULO
from roteamento.models import Lotacao, Unidade
from solicitacoes import tasks
from solicitacoes.chefia import resumo_semanal
from solicitacoes.situacoes import Desfecho, Situacao, Tipo
from tests.correio import Correio
from tests.solicitacoes import elenco

pytestmark = pytest.mark.django_db

SEGUNDA = datetime(2026, 11, 23, 7, 5, tzinfo=SAO_PAULO)


@pytest.fixture(autouse=True)
def relogio() -> object:
    with time_machine.travel(SEGUNDA, tick=False) as viagem:
        yield viagem


@pytest.fixture
def caixa() -> Unidade:
    return elenco.unidade()


def _encerrada(caixa: Unidade, quando: datetime, desfecho: str = Desfecho.REALIZADO) -> None:
    elenco.na_situacao(Situacao.FINALIZADA, caixa, desfecho=desfecho, encerrada_em=quando, ha_dias=20)


def _com_o_que_contar(*caixas: Unidade) -> None:
    for uma in caixas:
        elenco.solicitacao(uma)
    Aviso.objects.all().delete()


@pytest.mark.parametrize("dia", [23, 25, 29])
def test_a_semana_e_a_ultima_inteira(dia: int) -> None:
    periodo = resumo_semanal.semana_que_acabou(date(2026, 11, dia))
    assert (periodo.de, periodo.ate) == (date(2026, 11, 16), date(2026, 11, 22))


def test_a_semana_de_zeros_nao_se_manda(caixa: Unidade) -> None:
    elenco.servidor(caixa, nome="Célia", papel=Papel.CHEFIA)
    tasks.mandar_resumo_da_semana()
    assert not Aviso.objects.exists()


def test_diz_os_numeros_da_unidade_e_quem_tem_mais(caixa: Unidade, correio: Correio) -> None:
    celia = elenco.servidor(caixa, nome="Célia", papel=Papel.CHEFIA)
    ana = elenco.servidor(caixa, nome="Ana Silva")
    elenco.solicitacao(caixa, responsavel=ana, vence_em=SEGUNDA - timedelta(days=1))
    for quem, dias in ((ana, 2), (None, 20)):
        prorrogada = elenco.solicitacao(caixa, responsavel=quem)
        prorrogada.andamentos.update(tipo=Tipo.PRORROGACAO, em=SEGUNDA - timedelta(days=dias))
    _encerrada(caixa, SEGUNDA - timedelta(days=3))
    _encerrada(caixa, SEGUNDA - timedelta(days=3), Desfecho.NAO_ENCONTRADO)
    _encerrada(caixa, SEGUNDA - timedelta(days=3), Desfecho.FORA_DA_COMPETENCIA)
    _encerrada(caixa, SEGUNDA - timedelta(days=9))
    tasks.mandar_resumo_da_semana()
    Aviso.objects.exclude(modelo="resumo_da_semana").delete()
    entregar_pendentes()
    assert correio.destinos == [[celia.email]]
    mensagem = correio.mensagens[0]
    assert mensagem["Subject"] == f"Semana de {caixa.sigla}: 3 em aberto, 1 em atraso"
    corpo = mensagem.get_body(("plain",)).get_content()  # type: ignore[union-attr]
    for dito in (
        "de 16/11/2026 a 22/11/2026",
        "Abertos agora: 3",
        "Atrasados: 1",
        "Sem responsável: 1",
        "Feitos na semana: 1",
        "Encerrados sem ter sido feitos: 2",
        "Prazos prorrogados: 1",
        "- Ana Silva: 2 (1 atrasado)",
        f"{settings.ENDERECO_PUBLICO}/caixa/SMPR-CPO-STM-S%C3%A9/painel/",
    ):
        assert dito in corpo, dito
    assert "Maria" not in corpo
    assert "Tapa-buraco" not in corpo


def test_uma_por_semana_por_chefia_e_por_unidade(caixa: Unidade) -> None:
    outra = elenco.unidade("ILUME", subprefeitura=None)
    elenco.servidor(caixa, outra, nome="Célia", papel=Papel.CHEFIA)
    elenco.servidor(caixa, nome="Dora", papel=Papel.CHEFIA)
    _com_o_que_contar(caixa, outra)
    tasks.mandar_resumo_da_semana()
    tasks.mandar_resumo_da_semana()
    assert Aviso.objects.count() == 3
    with time_machine.travel(SEGUNDA + timedelta(days=7), tick=False):
        tasks.mandar_resumo_da_semana()
    assert Aviso.objects.count() == 6


def test_quem_substitui_a_chefia_recebe_e_quem_recusou_nao(caixa: Unidade) -> None:
    celia = elenco.servidor(caixa, nome="Célia", papel=Papel.CHEFIA)
    dora = elenco.servidor(caixa, nome="Dora", papel=Papel.CHEFIA)
    beto = elenco.pessoa("Beto")
    Lotacao.objects.create(
        usuario=beto,
        unidade=caixa,
        papel=Papel.SERVIDOR,
        de=SEGUNDA.date(),
        ate=SEGUNDA.date(),
        substitui=celia,
    )
    avisos.preferir(usuario=dora, resumo_diario=True, resumo_semanal=False)
    _com_o_que_contar(caixa)
    tasks.mandar_resumo_da_semana()
    assert [aviso.usuario for aviso in Aviso.objects.all()] == [beto]


def test_servidor_e_chefia_que_saiu_nao_recebem(caixa: Unidade) -> None:
    elenco.servidor(caixa)
    saiu = elenco.servidor(caixa, nome="Saiu", papel=Papel.CHEFIA)
    Lotacao.objects.filter(usuario=saiu).update(ate=SEGUNDA.date() - timedelta(days=1))
    _com_o_que_contar(caixa)
    tasks.mandar_resumo_da_semana()
    assert not Aviso.objects.exists()
