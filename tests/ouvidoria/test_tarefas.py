"""O que o tempo causa: vencimento, complemento e recálculo. Rodar duas vezes não repete nada."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest
import time_machine
from django.utils import timezone

from avisos.models import Aviso, Notificacao
from ouvidoria import acoes, tasks
from ouvidoria.models import Andamento, Encaminhamento, Manifestacao
from ouvidoria.situacoes import ENCERRADAS, Situacao, Tipo, TipoDeManifestacao
from protocolo.models import DiaNaoUtil
from protocolo.prazos.contagem import SAO_PAULO
from tests.ouvidoria import elenco

pytestmark = pytest.mark.django_db

SEGUNDA = datetime(2026, 3, 2, 10, 0, tzinfo=SAO_PAULO)
UM_DIA = timedelta(days=1)
UM_SEGUNDO = timedelta(seconds=1)


def rodar(tarefa: Callable[[], None], quando: datetime) -> None:
    """Duas vezes seguidas, como se o agendador tropeçasse."""
    with time_machine.travel(quando, tick=False):
        tarefa()
        tarefa()


def na_segunda[T](fazer: Callable[[], T]) -> T:
    with time_machine.travel(SEGUNDA, tick=False):
        return fazer()


def passos(caso: Manifestacao, tipo: str) -> list[Andamento]:
    return list(caso.andamentos.filter(tipo=tipo))


def fechar(dia: date, em: datetime) -> DiaNaoUtil:
    return DiaNaoUtil.objects.create(
        data=dia, nome="Enchente", tipo=DiaNaoUtil.Tipo.SUSPENSO, ato="Decreto", registrado_em=em
    )


# --- vencimento ---------------------------------------------------------------------------


def test_vencida_e_avisada_uma_vez_e_so_no_dia_seguinte() -> None:
    caso = na_segunda(elenco.encaminhada)[0]
    rodar(tasks.avisar_vencidas, caso.vence_em)
    assert not passos(caso, Tipo.VENCIMENTO)
    for dias in (0, 1, 9):
        rodar(tasks.avisar_vencidas, caso.vence_em + UM_SEGUNDO + dias * UM_DIA)
    (passo,) = passos(caso, Tipo.VENCIMENTO)
    assert passo.alcance == Andamento.Alcance.PUBLICO
    assert "atrasada há 1 dia." in Aviso.objects.get(modelo="ouvidoria_vencida").corpo


def test_o_atraso_dito_e_o_do_dia_em_que_se_avisa() -> None:
    caso = na_segunda(elenco.registrada)
    rodar(tasks.avisar_vencidas, caso.vence_em + 5 * UM_DIA)
    assert "atrasada há 5 dias" in Aviso.objects.get(modelo="ouvidoria_vencida").corpo


@pytest.mark.parametrize("situacao", [*ENCERRADAS, Situacao.AGUARDANDO_MUNICIPE, Situacao.EM_APURACAO])
def test_encerrada_parada_ou_em_apuracao_nao_vence(situacao: str) -> None:
    caso = na_segunda(lambda: elenco.na_situacao(situacao))
    rodar(tasks.avisar_vencidas, SEGUNDA + 90 * UM_DIA)
    assert not passos(caso, Tipo.VENCIMENTO)


def test_de_uma_denuncia_o_aviso_nao_diz_que_e_uma() -> None:
    caso = na_segunda(lambda: elenco.registrada(TipoDeManifestacao.DENUNCIA))
    rodar(tasks.avisar_vencidas, caso.vence_em + UM_DIA)
    aviso = Aviso.objects.get(modelo="ouvidoria_vencida")
    assert "enúncia" not in aviso.assunto + aviso.corpo


def test_uma_que_falha_nao_impede_as_outras(caplog: pytest.LogCaptureFixture) -> None:
    quebrada = na_segunda(elenco.registrada)
    boa = na_segunda(elenco.registrada)
    assert quebrada.interessado
    Aviso.objects.create(
        chave=f"{quebrada.protocolo}/2/ouvidoria_vencida/i{quebrada.interessado.pk}",
        interessado=quebrada.interessado,
        protocolo=quebrada.protocolo,
        modelo="outro",
    )
    rodar(tasks.avisar_vencidas, SEGUNDA + 90 * UM_DIA)
    assert passos(boa, Tipo.VENCIMENTO)
    assert not passos(quebrada, Tipo.VENCIMENTO)
    assert f"avisar_vencimento falhou em manifestacao {quebrada.pk}" in caplog.text


# --- complemento --------------------------------------------------------------------------


def a_espera() -> Manifestacao:
    caso = na_segunda(lambda: elenco.na_situacao(Situacao.AGUARDANDO_MUNICIPE))
    caso.refresh_from_db()
    return caso


def test_lembra_a_pessoa_na_metade_e_arquiva_no_fim() -> None:
    caso = a_espera()
    assert caso.lembrar_em
    assert caso.responder_ate
    rodar(tasks.cuidar_complementos, caso.lembrar_em - UM_SEGUNDO)
    assert not passos(caso, Tipo.COMPLEMENTO_LEMBRADO)
    rodar(tasks.cuidar_complementos, caso.lembrar_em)
    rodar(tasks.cuidar_complementos, caso.responder_ate)
    assert len(passos(caso, Tipo.COMPLEMENTO_LEMBRADO)) == 1
    rodar(tasks.cuidar_complementos, caso.responder_ate + UM_SEGUNDO)
    caso.refresh_from_db()
    assert caso.situacao == Situacao.ARQUIVADA
    assert len(passos(caso, Tipo.ARQUIVAMENTO)) == 1
    assert Aviso.objects.filter(modelo="ouvidoria_arquivada").count() == 1


def test_quem_respondeu_nao_e_lembrado_nem_arquivado() -> None:
    caso = a_espera()
    with time_machine.travel(SEGUNDA + UM_DIA, tick=False):
        acoes.mandar(caso=caso, por=elenco.municipe(caso.protocolo), texto="Foi na segunda-feira.")
    rodar(tasks.cuidar_complementos, SEGUNDA + 60 * UM_DIA)
    caso.refresh_from_db()
    assert caso.situacao == Situacao.EM_ANALISE


# --- o calendário mudou -------------------------------------------------------------------


def test_dia_fechado_empurra_o_prazo_da_pessoa_e_o_do_orgao_e_conta_por_que() -> None:
    elenco.interlocutor()
    caso, envio = na_segunda(elenco.encaminhada)
    amanha = SEGUNDA + UM_DIA
    fechar(timezone.localdate(caso.vence_em), amanha)
    fechar(timezone.localdate(envio.vence_em), amanha)
    rodar(tasks.recalcular_relogios, amanha + UM_SEGUNDO)
    novo, do_orgao = Manifestacao.objects.get(pk=caso.pk), Encaminhamento.objects.get(pk=envio.pk)
    assert novo.vence_em > caso.vence_em
    assert do_orgao.vence_em > envio.vence_em
    dos_dois = {passo.encaminhamento_id: passo for passo in passos(caso, Tipo.RECALCULO)}
    assert set(dos_dois) == {None, envio.pk}
    assert f"{timezone.localdate(novo.vence_em):%d/%m/%Y}" in dos_dois[None].texto
    assert Aviso.objects.filter(modelo="ouvidoria_recalculada").count() == 1
    assert Notificacao.objects.filter(chave__startswith=f"enc/{envio.pk}/recalculo").count() == 1


def test_nada_se_avisa_nem_se_encerra_por_um_relogio_de_antes_da_mudanca() -> None:
    """A cidade fecha o último dia; a rotina que vence passa antes da que recalcula (ADR 0026)."""
    elenco.interlocutor()
    correndo, parada = na_segunda(elenco.registrada), a_espera()
    _, envio = na_segunda(elenco.encaminhada)
    assert parada.responder_ate
    Notificacao.objects.all().delete()
    fins = (correndo.vence_em, parada.responder_ate, envio.vence_em)
    tarde = max(fins) + timedelta(hours=12)
    for dia in {timezone.localdate(fim) for fim in fins}:
        fechar(dia, tarde - timedelta(hours=14))
    for tarefa in (
        tasks.avisar_vencidas,
        tasks.cuidar_complementos,
        tasks.lembrar_orgaos,
        tasks.lembrar_ouvidoria,
    ):
        rodar(tarefa, tarde)
    assert not Aviso.objects.filter(modelo__in=("ouvidoria_vencida", "ouvidoria_arquivada")).exists()
    assert not Notificacao.objects.exists()
    parada.refresh_from_db()
    assert parada.situacao == Situacao.AGUARDANDO_MUNICIPE


def test_prazo_dito_nunca_encurta() -> None:
    feriado = fechar(date(2026, 4, 1), SEGUNDA - UM_DIA)  # 02/03 + 30 cairia nele
    caso = na_segunda(elenco.registrada)
    assert timezone.localdate(caso.vence_em) == date(2026, 4, 2)
    amanha = SEGUNDA + UM_DIA
    DiaNaoUtil.objects.filter(pk=feriado.pk).update(revogado_em=amanha)
    rodar(tasks.recalcular_relogios, amanha + UM_SEGUNDO)
    depois = Manifestacao.objects.get(pk=caso.pk)
    assert depois.vence_em == caso.vence_em
    assert depois.calculada_em == amanha + UM_SEGUNDO
    assert not passos(caso, Tipo.RECALCULO)


def test_o_tempo_de_quem_responde_a_ouvidoria_tambem_cresce() -> None:
    caso = a_espera()
    assert caso.responder_ate
    amanha = SEGUNDA + UM_DIA
    fechar(timezone.localdate(caso.responder_ate), amanha)
    rodar(tasks.recalcular_relogios, amanha + UM_SEGUNDO)
    depois = Manifestacao.objects.get(pk=caso.pk)
    assert depois.responder_ate
    assert depois.responder_ate > caso.responder_ate
    (passo,) = passos(caso, Tipo.RECALCULO)
    assert passo.alcance == Andamento.Alcance.INTERESSADO
    aviso = Aviso.objects.get(modelo="ouvidoria_mais_tempo")
    ate = f"{timezone.localdate(depois.responder_ate):%d/%m/%Y}"
    assert f"você pode responder à Ouvidoria até {ate}, e não mais até" in aviso.corpo


@pytest.mark.parametrize("situacao", [*ENCERRADAS, Situacao.EM_APURACAO])
def test_o_que_nao_tem_prazo_correndo_nao_se_recalcula(situacao: str) -> None:
    caso = na_segunda(lambda: elenco.na_situacao(situacao))
    amanha = SEGUNDA + UM_DIA
    fechar(timezone.localdate(caso.vence_em), amanha)
    rodar(tasks.recalcular_relogios, amanha + UM_SEGUNDO)
    assert not passos(caso, Tipo.RECALCULO)
    assert Manifestacao.objects.get(pk=caso.pk).vence_em == caso.vence_em


def test_sem_dia_nao_util_nenhum_nao_ha_o_que_refazer() -> None:
    caso = na_segunda(elenco.registrada)
    DiaNaoUtil.objects.all().delete()
    rodar(tasks.recalcular_relogios, SEGUNDA + UM_DIA)
    assert Manifestacao.objects.get(pk=caso.pk).calculada_em == caso.calculada_em
