"""O que o tempo causa: prazo vencido e prazo recalculado."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
import time_machine
from django.utils import timezone

from avisos.models import Aviso
from contas.autor import SISTEMA
from protocolo.models import DiaNaoUtil
from protocolo.prazos.contagem import SAO_PAULO
from roteamento.models import Unidade
from solicitacoes import acoes, tasks
from solicitacoes.models import Chamado, Solicitacao
from solicitacoes.situacoes import ENCERRADAS, Situacao, Tipo
from tests.solicitacoes import elenco

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("caixa_do_arquivo")]

SEGUNDA = datetime(2026, 3, 2, 10, 0, tzinfo=SAO_PAULO)
IMPORTADA = Solicitacao.Procedencia.IMPORTADA


@pytest.fixture
def caixa() -> Unidade:
    return elenco.unidade()


def _avisar(quando: datetime) -> int:
    with time_machine.travel(quando, tick=False):
        tasks.avisar_vencidas()
    return Aviso.objects.filter(modelo="prazo_vencido").count()


def test_vencida_e_avisada_uma_vez_e_so_no_dia_seguinte(caixa: Unidade) -> None:
    caso = elenco.solicitacao(caixa, em=SEGUNDA)
    vence = caso.vence_em
    assert _avisar(vence - timedelta(hours=1)) == 0
    assert _avisar(vence) == 0
    seguinte = vence + timedelta(seconds=2)
    assert timezone.localtime(seguinte).date() == timezone.localtime(vence).date() + timedelta(days=1)
    assert _avisar(seguinte) == 1
    assert _avisar(seguinte + timedelta(hours=1)) == 1
    assert _avisar(seguinte + timedelta(days=9)) == 1
    assert caso.andamentos.filter(tipo=Tipo.VENCIMENTO).count() == 1
    aviso = Aviso.objects.get()
    assert "atrasado há 1 dia." in aviso.corpo
    assert "/ouvidoria/" in aviso.corpo


def test_prazo_que_vence_no_meio_do_dia_tambem_espera_o_dia_seguinte(caixa: Unidade) -> None:
    servico = elenco.servico("urgente", prazo_contagem="horas", prazo_quantidade=4)
    caso = elenco.solicitacao(caixa, em=SEGUNDA, servico=servico)
    assert timezone.localtime(caso.vence_em).hour == 14
    assert _avisar(caso.vence_em + timedelta(hours=5)) == 0
    assert _avisar(caso.vence_em + timedelta(hours=11)) == 1


def test_atraso_de_varios_dias_e_dito(caixa: Unidade) -> None:
    caso = elenco.solicitacao(caixa, em=SEGUNDA)
    _avisar(caso.vence_em + timedelta(days=5))
    assert "atrasado há 5 dias" in Aviso.objects.get().corpo


@pytest.mark.parametrize("situacao", ENCERRADAS)
def test_encerrada_e_importada_nao_sao_avisadas(caixa: Unidade, situacao: str) -> None:
    elenco.na_situacao(situacao, caixa, em=SEGUNDA)
    elenco.solicitacao(caixa, em=SEGUNDA, identificacao=None, procedencia=IMPORTADA)
    assert _avisar(SEGUNDA + timedelta(days=90)) == 0


def test_uma_que_falha_nao_impede_as_outras(caixa: Unidade, caplog: pytest.LogCaptureFixture) -> None:
    quebrada = elenco.solicitacao(caixa, em=SEGUNDA - timedelta(days=10))
    boa = elenco.solicitacao(caixa, em=SEGUNDA)
    assert quebrada.interessado
    Aviso.objects.create(
        chave=f"{quebrada.protocolo}/2/prazo_vencido/i{quebrada.interessado.pk}",
        interessado=quebrada.interessado,
        protocolo=quebrada.protocolo,
        modelo="outro",
    )
    assert _avisar(SEGUNDA + timedelta(days=90)) == 1
    boa.refresh_from_db()
    assert boa.vencimento_avisado_em
    assert "avisar_vencimento falhou" in caplog.text


def _fechar(dia: date, em: datetime) -> DiaNaoUtil:
    return DiaNaoUtil.objects.create(
        data=dia, nome="Enchente", tipo=DiaNaoUtil.Tipo.SUSPENSO, ato="Decreto", registrado_em=em
    )


def _recalcular(quando: datetime) -> None:
    with time_machine.travel(quando, tick=False):
        tasks.recalcular_relogios()


def test_dia_fechado_empurra_o_prazo_e_conta_por_que(caixa: Unidade) -> None:
    caso = elenco.solicitacao(caixa, em=SEGUNDA)
    ultimo = timezone.localtime(caso.vence_em).date()
    amanha = SEGUNDA + timedelta(days=1)
    _fechar(ultimo, amanha)
    _recalcular(amanha + timedelta(minutes=5))
    antes, versao = caso.vence_em, caso.versao
    caso.refresh_from_db()
    assert caso.vence_em > antes
    assert caso.versao == versao + 1
    passo = caso.andamentos.get(tipo=Tipo.RECALCULO)
    assert f"{ultimo:%d/%m/%Y}" in passo.texto
    _recalcular(amanha + timedelta(minutes=65))
    caso.refresh_from_db()
    assert caso.versao == versao + 1


def test_dia_reaberto_nao_encurta_o_prazo_ja_dito(caixa: Unidade) -> None:
    caso = elenco.solicitacao(caixa, em=SEGUNDA)
    amanha = SEGUNDA + timedelta(days=1)
    dia = _fechar(timezone.localtime(caso.vence_em).date(), amanha)
    _recalcular(amanha + timedelta(minutes=5))
    caso.refresh_from_db()
    dito = caso.vence_em
    DiaNaoUtil.objects.filter(pk=dia.pk).update(revogado_em=amanha + timedelta(days=1))
    _recalcular(amanha + timedelta(days=1, minutes=5))
    caso.refresh_from_db()
    assert caso.vence_em == dito
    assert caso.andamentos.filter(tipo=Tipo.RECALCULO).count() == 1
    assert caso.calculada_em == amanha + timedelta(days=1, minutes=5)


def test_mudanca_que_nao_toca_o_prazo_nao_vira_andamento(caixa: Unidade) -> None:
    caso = elenco.solicitacao(caixa, em=SEGUNDA)
    amanha = SEGUNDA + timedelta(days=1)
    _fechar(SEGUNDA.date() + timedelta(days=200), amanha)
    _recalcular(amanha + timedelta(minutes=5))
    caso.refresh_from_db()
    assert caso.versao == 1
    assert caso.calculada_em == amanha + timedelta(minutes=5)


def test_nada_se_avisa_nem_se_encerra_por_um_relogio_de_antes_da_mudanca(caixa: Unidade) -> None:
    """A cidade fecha o último dia; a rotina que vence passa antes da que recalcula (ADR 0026)."""
    correndo = elenco.solicitacao(caixa, em=SEGUNDA)
    parada = _esperando(caixa)
    assert parada.responder_ate
    tarde = max(correndo.vence_em, parada.responder_ate) + timedelta(hours=12)
    for dia in {timezone.localdate(fim) for fim in (correndo.vence_em, parada.responder_ate)}:
        _fechar(dia, tarde - timedelta(hours=14))
    with time_machine.travel(tarde, tick=False):
        tasks.avisar_vencidas()
        tasks.cuidar_complementos()
        tasks.chamar_pelo_prazo()
    assert set(Aviso.objects.values_list("modelo", flat=True)) == {"complemento_pedido"}
    assert not Chamado.objects.exists()
    parada.refresh_from_db()
    assert parada.situacao == Situacao.AGUARDANDO_MUNICIPE


def _esperando(caixa: Unidade) -> Solicitacao:
    """Um pedido em que a equipe perguntou na segunda-feira, e que se cancela sem resposta."""
    servico = elenco.servico("poda", complemento_vencido="encerra")
    with time_machine.travel(SEGUNDA, tick=False):
        caso = elenco.solicitacao(caixa, em=SEGUNDA - timedelta(days=1), servico=servico)
        por = elenco.autor(elenco.pessoa(), caixa)
        caso = acoes.pedir_complemento(caso=caso, versao=1, por=por, pergunta="De que lado da rua?")
    caso.refresh_from_db()
    return caso


def test_o_tempo_de_quem_responde_tambem_cresce(caixa: Unidade) -> None:
    caso = _esperando(caixa)
    assert caso.responder_ate
    antes, amanha = caso.responder_ate, SEGUNDA + timedelta(days=1)
    _fechar(timezone.localdate(antes), amanha)
    for minutos in (5, 65):
        _recalcular(amanha + timedelta(minutes=minutos))
    caso.refresh_from_db()
    assert caso.responder_ate
    assert caso.responder_ate > antes
    passo = caso.andamentos.get(tipo=Tipo.RECALCULO)
    assert passo.alcance == "interessado"
    assert f"{timezone.localdate(caso.responder_ate):%d/%m/%Y}" in passo.texto
    with time_machine.travel(antes + timedelta(seconds=1), tick=False):
        tasks.cuidar_complementos()
    caso.refresh_from_db()
    assert caso.situacao == Situacao.AGUARDANDO_MUNICIPE


def test_importadas_e_encerradas_ficam_como_estao(caixa: Unidade) -> None:
    importada = elenco.solicitacao(caixa, em=SEGUNDA, identificacao=None, procedencia=IMPORTADA)
    encerrada = elenco.na_situacao(Situacao.FINALIZADA, caixa, em=SEGUNDA)
    antes = list(Solicitacao.objects.order_by("pk").values())
    amanha = SEGUNDA + timedelta(days=1)
    _fechar(timezone.localtime(importada.vence_em).date(), amanha)
    _recalcular(amanha + timedelta(minutes=5))
    assert list(Solicitacao.objects.order_by("pk").values()) == antes
    assert acoes.recalcular_prazo(caso=encerrada, por=SISTEMA) is False


def test_o_que_muda_depois_da_leitura_do_calendario_pede_outra_conta(caixa: Unidade) -> None:
    """A conta vale até o momento em que o calendário foi lido, não até o em que acabou."""
    caso = elenco.solicitacao(caixa, em=SEGUNDA)
    lido = SEGUNDA + timedelta(days=1)
    acoes.recalcular_prazo(caso=caso, por=SISTEMA, em=lido)
    _fechar(timezone.localtime(caso.vence_em).date(), lido + timedelta(seconds=1))
    _recalcular(lido + timedelta(minutes=5))
    caso.refresh_from_db()
    assert caso.andamentos.filter(tipo=Tipo.RECALCULO).count() == 1


def test_sem_nenhum_dia_cadastrado_nao_faz_nada(caixa: Unidade) -> None:
    caso = elenco.solicitacao(caixa, em=SEGUNDA)
    DiaNaoUtil.objects.all().delete()
    _recalcular(SEGUNDA + timedelta(days=1))
    caso.refresh_from_db()
    assert caso.calculada_em == SEGUNDA
